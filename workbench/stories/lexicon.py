"""The words of the story world, by part of speech, and their forms.

The `minuscule` tier has 256 types in all: three special tokens, seven punctuation types and 246 words, names included.
Everything else (plots, events, telling) speaks of words through this file, and a test holds the told stories to it.
The tiers above it, `tiny` and `simple`, live in `workbench.stories.wordbook`; the three functions answer for all.
"""

from typing import TYPE_CHECKING, Final

from workbench.errors import StoryscopeError

if TYPE_CHECKING:
    from workbench.stories.wordbook import Book

TIERS: Final = ("minuscule", "tiny", "simple")
"""Vocabulary tiers, each containing the one before."""

SPECIAL_TYPES: Final = 3
PUNCTUATION: Final = (".", ",", "!", "?", "“", "”", "'s")

BOYS: Final = ("Tim", "Tom", "Sam", "Max", "Ben")
GIRLS: Final = ("Lily", "Lucy", "Anna", "Sue", "Sara")
GROWN_UPS: Final = ("Mom", "Dad")

# base form: (past, -ing form or None). Only forms that the tier affords are listed; the telling uses no other.
VERBS: Final[dict[str, tuple[str, str | None]]] = {
    "be": ("was", None),
    "have": ("had", None),
    "do": ("did", None),
    "go": ("went", None),
    "come": ("came", None),
    "run": ("ran", None),
    "play": ("played", "playing"),
    "see": ("saw", None),
    "look": ("looked", "looking"),
    "find": ("found", None),
    "get": ("got", None),
    "take": ("took", None),
    "give": ("gave", None),
    "put": ("put", None),
    "make": ("made", None),
    "want": ("wanted", None),
    "like": ("liked", None),
    "love": ("loved", None),
    "ask": ("asked", None),
    "help": ("helped", None),
    "say": ("said", None),
    "tell": ("told", None),
    "try": ("tried", None),
    "know": ("knew", None),
    "think": ("thought", None),
    "feel": ("felt", None),
    "smile": ("smiled", None),
    "laugh": ("laughed", None),
    "cry": ("cried", None),
    "share": ("shared", None),
    "eat": ("ate", None),
    "sleep": ("slept", None),
    "fall": ("fell", None),
    "fly": ("flew", None),
    "jump": ("jumped", None),
    "hide": ("hid", None),
    "open": ("opened", None),
    "break": ("broke", None),
    "hug": ("hugged", None),
    "wait": ("waited", None),
    "promise": ("promised", None),
    "lose": ("lost", None),
    "stop": ("stopped", None),
    "swim": ("swam", None),
    "decide": ("decided", None),
    "read": ("read", None),
    "scare": ("scared", None),
}

_OTHER_VERB_WORDS: Final = ("is", "am", "are", "were", "can", "could", "would", "will", "didn't")
ADJECTIVES: Final = tuple(
    "big small little red blue old new happy sad scared excited fun good bad fast high hard kind hungry tired wet cold "
    "dark careful shiny sorry alone better".split()
)
NOUNS: Final = tuple(
    "ball toy toys car box book hat cake flower bed tree park house home room garden school water rain sun night day "
    "time birthday dog cat bird bear fish animals friend friends boy girl people food things something".split()
)
_FUNCTION_WORDS: Final = tuple(
    "the a an i you he she it they him her them his my your their me we who that this what all one both many other "
    "every there with to in at of for from on up down out under into over around near about after and but because so "
    "as when while if how where then too very not more much away outside inside together back again never always still "
    "just anymore long no yes".split()
)


def _words() -> tuple[str, ...]:
    verbs = {form for base, (past, ing) in VERBS.items() for form in (base, past, ing) if form}
    names = {name.lower() for name in BOYS + GIRLS + GROWN_UPS}
    # These bases never surface: the tier says them in the past only, and every type counts.
    unused = {"smile", "laugh", "cry", "scare", "hug", "decide", "think", "lose", "promise", "try", "fall"}
    words = (verbs - unused) | set(_OTHER_VERB_WORDS) | set(ADJECTIVES) | set(NOUNS) | set(_FUNCTION_WORDS) | names
    return tuple(sorted(words))


WORDS: Final = _words()
VOWELS: Final = frozenset("aeiou")


def types(tier: str) -> tuple[str, ...]:
    """Every non-special type of a tier, sorted: punctuation, names (lower case) and words."""
    known(tier)
    if tier != "minuscule":
        return _book(tier).types()
    return tuple(sorted({*PUNCTUATION, *WORDS}))


def known(tier: str) -> None:
    """Raise a StoryscopeError unless `tier` is one of TIERS."""
    if tier not in TIERS:
        raise StoryscopeError(f"There is no vocabulary tier named {tier!r}.", f"Use one of: {', '.join(TIERS)}.")


def vocabulary(tier: str) -> dict[str, object]:
    """The content of a corpus's vocabulary.json: types, names and categories, all in lower case."""
    known(tier)
    if tier != "minuscule":
        return _book(tier).vocabulary()
    verbs = sorted({form for base, (past, ing) in VERBS.items() for form in (base, past, ing) if form in WORDS})
    return {
        "tier": tier,
        "types": list(types(tier)),
        "names": [name.lower() for name in sorted(BOYS + GIRLS + GROWN_UPS)],
        "categories": {
            "names": [name.lower() for name in BOYS + GIRLS + GROWN_UPS],
            "animals": ["bear", "bird", "cat", "dog", "fish"],
            "objects": ["ball", "book", "box", "cake", "car", "flower", "food", "hat", "toy"],
            "places": ["garden", "house", "park", "room", "school", "tree", "water"],
            "nouns": list(NOUNS),
            "adjectives": list(ADJECTIVES),
            "verbs": verbs,
            "function_words": list(_FUNCTION_WORDS + _OTHER_VERB_WORDS),
            "punctuation": list(PUNCTUATION),
        },
    }


def _book(tier: str) -> "Book":
    from workbench.stories.wordbook import book  # it stands on this file

    return book(tier)

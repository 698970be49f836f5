"""The words a reader knows: forms of verbs, nouns, adjectives and names of one tier, and the closed classes of English.

The tiers are nested, so the largest one reads texts of all. Lookups are by lower-case form.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from workbench.errors import StoryscopeError
from workbench.stories import lexicon

TIERS: Final = ("minuscule", "tiny", "simple")
Tense = Literal["base", "past", "third", "participle", "ing"]


@dataclass(frozen=True, slots=True)
class NounForm:
    """A noun by one of its forms. `kind` is the wordbook's (person, animal, place, food, ...)."""

    noun: str
    plural: bool
    kind: str


@dataclass(slots=True)
class Words:
    """Everything a reader of one tier looks up.

    `verbs` maps a form to its (base, tense) readings, `adjectives` an adjective or comparative to its base.
    """

    tier: str
    names: dict[str, str] = field(default_factory=dict)
    verbs: dict[str, tuple[tuple[str, Tense], ...]] = field(default_factory=dict)
    nouns: dict[str, NounForm] = field(default_factory=dict)
    adjectives: dict[str, str] = field(default_factory=dict)
    adverbs: frozenset[str] = frozenset()
    compared: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()  # what else the wordbook has, for knowing a word only

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is in the tier's lexicon or a function word."""
        return (
            word in CLOSED
            or word in self.nouns
            or word in self.verbs
            or word in self.adjectives
            or word in self.names
            or word in self.adverbs
            or word in self.particles
        )


_CLASSES: Final[dict[str, str]] = {
    "DET": "a an the other this these those my your our its no some any every each another many few several all both "
    "half such neither either",
    "POSS": "his their",
    "PRON": "i you he she it we they him them me us himself herself itself themselves myself yourself ourselves "
    "somebody someone something nobody nothing everybody everyone everything anybody anyone anything none mine yours "
    "hers ours theirs there",
    "BE": "am is are was were be been being",
    "AUX": "do does did didn't don't doesn't have has had having haven't hasn't hadn't",
    "MODAL": "can could will would shall should may might must can't couldn't won't wouldn't shouldn't mustn't cannot",
    "NOT": "not never",
    "PREP": "in on at of for from with into onto under over near around about by behind beside between through across "
    "along inside against without toward towards past above below during until among beyond off worth",
    "PART": "up down out away back together home outside indoors upstairs downstairs",
    "CONJ": "and but or nor yet",
    "SUB": "because as when while if after before since though although unless until whenever than whether",
    "WH": "who what where how why which whom whose",
    "ADV": "so very too again just still always then now today tonight tomorrow yesterday soon also even only not "
    "much more most less least almost already alone anymore ever once twice later here maybe perhaps quite rather "
    "really well far long away nearly instead else",
    "NUM": "one two three four five six seven eight nine ten eleven twelve twenty hundred thousand "
    "second third fourth fifth tenth",
    "YES": "yes no oh hello hi hey ah hush please goodbye bye ouch hooray okay",
    "TO": "to",
    "THAT": "that",
    "HER": "her",
}
CLOSED: Final[dict[str, str]] = {word: tag for tag, words in reversed(_CLASSES.items()) for word in words.split()} | {
    "until": "SUB",
    "no": "DET",
    "not": "NOT",
    "away": "PART",
    "inside": "PREP",
    "more": "ADV",
    "outside": "PART",
}
"""Function words by class; where a word has several, the one that the tagger starts from."""

BE_FORMS: Final = frozenset("am is are was were be been being isn't aren't wasn't weren't".split())
CONTRACTED: Final = {
    **{f"{word}n't": (word, "not") for word in "did do does was were is are have has had could would should".split()},
    **{"can't": ("can", "not"), "won't": ("will", "not"), "cannot": ("can", "not"), "mustn't": ("must", "not")},
    **{"i'm": ("i", "am"), "i'll": ("i", "will"), "i've": ("i", "have"), "i'd": ("i", "would")},
    **{f"{word}'re": (word, "are") for word in ("you", "we", "they")},
    **{f"{word}'ll": (word, "will") for word in "you he she it we they that".split()},
    **{f"{word}'ve": (word, "have") for word in ("you", "we", "they")},
    **{f"{word}'d": (word, "would") for word in "you he she it we they".split()},
    "let's": ("let", "us"),
}
"""Contractions as the two words they are."""

# Kinds of the smallest tier, whose lexicon has parts of speech only.
_KINDS: Final = {
    **dict.fromkeys("boy girl friend friends people".split(), "person"),
    **dict.fromkeys("dog cat bird bear fish animals".split(), "animal"),
    **dict.fromkeys("tree park house home room garden school water".split(), "place"),
    **dict.fromkeys(("cake", "food"), "food"),
    **dict.fromkeys(("rain", "sun"), "weather"),
    **dict.fromkeys(("night", "day", "time", "birthday"), "time"),
}
_PLURALS: Final = {"toys": "toy", "friends": "friend", "animals": "animal", "people": "person", "things": "thing"}
_FAMILY: Final = {
    **dict.fromkeys("mom mommy mother grandma grandmother nana aunt auntie".split(), "f"),
    **dict.fromkeys("dad daddy father grandpa grandfather uncle".split(), "m"),
}
"""Names where they have a capital, nouns where they have none: "Mom", "my mom"."""
ATTRIBUTES: Final = {
    **dict.fromkeys("big small little tiny huge large great".split(), "size"),
    **dict.fromkeys("red blue green yellow white black brown pink purple orange grey golden silver".split(), "colour"),
    **dict.fromkeys(("new", "old", "young"), "age"),
}
"""Which relation an adjective states of a thing."""
FEELINGS: Final = frozenset(
    "happy sad scared excited tired hungry alone afraid angry proud lonely worried glad calm shy surprised upset "
    "nervous sorry thirsty bored brave curious sleepy hopeful jealous thankful grateful cross joyful cheerful "
    "content frightened unhappy".split()
)
"""Adjectives that say how somebody feels or fares."""


@cache
def words(tier: str) -> Words:
    """The words of a tier.

    Raises:
        StoryscopeError: there is no such tier.
    """
    if tier not in TIERS:
        raise StoryscopeError(f"There is no vocabulary tier named {tier!r}.", f"Use one of: {', '.join(TIERS)}.")
    return _minuscule() if tier == "minuscule" else _of_book(tier)


def _minuscule() -> Words:
    known = Words("minuscule")
    known.names = {name.lower(): "m" for name in (*lexicon.BOYS, "Dad")} | {
        name.lower(): "f" for name in (*lexicon.GIRLS, "Mom")
    }
    for base, (past, ing) in lexicon.VERBS.items():
        if base != "be":
            _add_verb(known, base, past, past, ing or "", "")
    for form in lexicon.NOUNS:
        noun = _PLURALS.get(form, form)
        known.nouns[form] = NounForm(noun, noun != form, _KINDS.get(form) or _KINDS.get(noun) or "thing")
    known.adjectives = {word: word for word in lexicon.ADJECTIVES} | {"better": "good"}
    known.compared = frozenset({"better"})
    return known


def _of_book(tier: str) -> Words:
    from workbench.stories.wordbook import book  # a large table that only these tiers need

    source, known = book(tier), Words(tier)
    for animal in (False, True):
        known.names.update({name.word.lower(): name.gender for name in source.names(animal=animal)})
    for verb in source.verbs():
        if verb.base != "be":
            _add_verb(known, verb.base, verb.past, verb.participle, verb.ing, verb.third)
    for noun in source.nouns():
        if noun.plural:
            known.nouns.setdefault(noun.plural.lower(), NounForm(noun.word, True, noun.kind))
    for noun in source.nouns():
        there = known.nouns.get(noun.word.lower())
        if there is None or there.plural or there.kind not in ("person", "role"):  # a coach is somebody first
            known.nouns[noun.word.lower()] = NounForm(noun.word, False, noun.kind)
    known.names.update({name: gender for name, gender in _FAMILY.items() if name in known.nouns})
    compared: set[str] = set()
    for adjective in source.adjectives():
        known.adjectives[adjective.word] = adjective.word
        for form in (adjective.comparative, adjective.superlative):
            if form and " " not in form:
                known.adjectives.setdefault(form, adjective.word)
                compared.add(form)
    known.compared = frozenset(compared)
    known.nouns.update({word: NounForm(word.removesuffix("s"), True, "person") for word in ("others", "ones")})
    known.adverbs = frozenset(adverb.word for adverb in source.adverbs())
    known.particles = frozenset(particle.word.lower() for particle in source.particles())
    return known


def _add_verb(known: Words, base: str, past: str, participle: str, ing: str, third: str) -> None:
    forms: tuple[tuple[str, Tense], ...] = (
        (base, "base"),
        (past, "past"),
        (participle, "participle"),
        (ing, "ing"),
        (third, "third"),
    )
    for form, tense in forms:
        if form and (base, tense) not in known.verbs.get(form, ()):
            known.verbs[form] = (*known.verbs.get(form, ()), (base, tense))

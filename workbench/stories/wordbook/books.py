"""The wordbook of one tier: what words it has, by kind, tag, topic and tone."""

from collections.abc import Callable, Iterable
from functools import cache, cached_property
from typing import TypeAlias, TypeVar, cast

from workbench.errors import StoryscopeError
from workbench.stories import lexicon
from workbench.stories.wordbook import forms, tables
from workbench.stories.wordbook.entries import Adjective, Adverb, Entry, Name, Noun, Particle, Verb
from workbench.stories.wordbook.tags import KINDS, NOUN_TAGS, OF, TIERS, TONES, TOPICS, USES, VERB_TAGS

_T = TypeVar("_T")

PUNCTUATION = (*lexicon.PUNCTUATION, "'", ":", ";", "…", "‘", "^", "~", "¶")
"""Marks of tiny and simple. The last five spell what `workbench.language.tokenizer` could not tell without them."""


class Book:
    """The words of a tier and of the tiers below it; every answer is in the order of the tables, and cached."""

    def __init__(self, tier: str) -> None:
        self.tier = tier
        reach = frozenset(TIERS[: TIERS.index(tier) + 1])
        self._nouns = tuple(one for one in tables.nouns() if one.tier in reach)
        self._verbs = tuple(one for one in tables.verbs() if one.tier in reach)
        self._adjectives = tuple(one for one in tables.adjectives() if one.tier in reach)
        self._adverbs = tuple(one for one in tables.adverbs() if one.tier in reach)
        self._names = tuple(one for one in tables.names() if one.tier in reach)
        self._particles = tuple(one for one in tables.particles() if one.tier in reach)
        self._noun_of = _named((one.word, one.kind, one) for one in self._nouns)
        self._verb_of = _named((one.base, one.kind, one) for one in self._verbs)
        self._adjective_of = _named((one.word, one.kind, one) for one in self._adjectives)
        self._found: dict[tuple[object, ...], tuple[object, ...]] = {}

    def __repr__(self) -> str:
        return f"Book({self.tier!r})"

    def nouns(
        self, kind: str | None = None, tag: str | None = None, topic: str | None = None, size: int | None = None
    ) -> tuple[Noun, ...]:
        """The nouns that are all of what is asked for."""
        _check(("noun kind", kind, KINDS["noun"]), ("noun tag", tag, NOUN_TAGS), ("topic", topic, TOPICS))
        return self._pick(
            ("noun", kind, tag, topic, size),
            self._nouns,
            lambda one: (
                (kind is None or one.kind == kind)
                and (tag is None or tag in one.tags)
                and (topic is None or topic in one.topics)
                and (size is None or one.size == size)
            ),
        )

    def verbs(self, kind: str | None = None, tag: str | None = None) -> tuple[Verb, ...]:
        """The verbs of a kind and with a tag; a tone is a tag of a verb."""
        _check(("verb kind", kind, KINDS["verb"]), ("verb tag", tag, VERB_TAGS))
        return self._pick(
            ("verb", kind, tag),
            self._verbs,
            lambda one: (kind is None or one.kind == kind) and (tag is None or tag in one.tags),
        )

    def adjectives(
        self,
        kind: str | None = None,
        of: str | None = None,
        polarity: int | None = None,
        tone: str | None = None,
        use: str | None = None,
    ) -> tuple[Adjective, ...]:
        """The adjectives that are all of what is asked for; with `use`, only those that can stand there.

        "attributive" gives those that fit "a ... dog", "predicative" those that fit "the dog was ...".
        """
        _check(("adjective kind", kind, KINDS["adjective"]), ("bearer of adjectives", of, OF), ("tone", tone, TONES))
        _check(("use of adjectives", use, USES))
        return self._pick(
            ("adjective", kind, of, polarity, tone, use),
            self._adjectives,
            lambda one: (
                (kind is None or one.kind == kind)
                and (of is None or of in one.of)
                and (polarity is None or one.polarity == polarity)
                and (tone is None or tone in one.tones)
                and (use is None or one.use in ("", use))
            ),
        )

    def adverbs(self, kind: str | None = None, tone: str | None = None) -> tuple[Adverb, ...]:
        """The adverbs of a kind and of a tone."""
        _check(("adverb kind", kind, KINDS["adverb"]), ("tone", tone, TONES))
        return self._pick(
            ("adverb", kind, tone),
            self._adverbs,
            lambda one: (kind is None or one.kind == kind) and (tone is None or tone in one.tones),
        )

    def names(self, gender: str | None = None, animal: bool = False) -> tuple[Name, ...]:
        """The names of people, or those of pets."""
        _check(("gender", gender, ("m", "f")))
        return self._pick(
            ("name", gender, animal),
            self._names,
            lambda one: one.animal == animal and (gender is None or one.gender == gender),
        )

    def particles(self, kind: str | None = None) -> tuple[Particle, ...]:
        """The words of the closed classes."""
        _check(("particle kind", kind, KINDS["particle"]))
        return self._pick(("particle", kind), self._particles, lambda one: kind is None or one.kind == kind)

    def noun(self, word: str, kind: str | None = None) -> Noun:
        """The noun of that singular; the first of the table where it has two kinds and none is given."""
        return self._one(self._noun_of, word, kind, "noun")

    def verb(self, base: str, kind: str | None = None) -> Verb:
        """The verb of that base form: `lie` of the kind motion has lay, of the kind speech lied."""
        return self._one(self._verb_of, base, kind, "verb")

    def adjective(self, word: str) -> Adjective:
        """The adjective of that plain form."""
        return self._one(self._adjective_of, word, None, "adjective")

    def article(self, word: str) -> str:
        """`a` or `an` before a word or a phrase."""
        return forms.article(word)

    def entries(self, form: str) -> tuple[Entry, ...]:
        """Everything that a written form can be, whatever its capital: `ran` is the verb run, `fly` verb and insect."""
        return self._entries.get(form.lower(), ())

    def types(self) -> tuple[str, ...]:
        """Every type that a text of the tier may have, in lower case and sorted, punctuation included."""
        return self._types

    def base_words(self) -> int:
        """How many different headwords there are, without names, contractions and punctuation."""
        words = {one.word for table in (self._nouns, self._adjectives, self._adverbs) for one in table}
        words |= {one.word for one in self._particles if one.kind != "contraction"}
        return len(words | {one.base for one in self._verbs})

    def vocabulary(self) -> dict[str, object]:
        """The content of a corpus's vocabulary.json: types, names and categories, all in lower case."""
        if self.tier == "minuscule":
            return lexicon.vocabulary("minuscule")

        def nouns(*kinds: str) -> list[str]:
            return sorted({one.word.lower() for one in self._nouns if one.kind in kinds})

        names = sorted({one.word.lower() for one in self._names})
        return {
            "tier": self.tier,
            "types": list(self._types),
            "names": names,
            "categories": {
                "names": names,
                "kin": sorted({one.word for one in self._nouns if "kin" in one.tags}),
                "proper": sorted({one.word.lower() for one in self._nouns if "proper" in one.tags}),
                "animals": nouns("animal"),
                "objects": nouns(*_OBJECTS),
                "places": nouns("place", "room", "building"),
                "people": nouns("person", "role", "group"),
                "nouns": nouns(*KINDS["noun"]),
                "adjectives": sorted({one.word for one in self._adjectives}),
                "adverbs": sorted({one.word for one in self._adverbs}),
                "verbs": sorted({form for one in self._verbs for form in _surface(one)}),
                "function_words": sorted({one.word for one in self._particles}),
                "punctuation": list(PUNCTUATION),
            },
        }

    @cached_property
    def _types(self) -> tuple[str, ...]:
        if self.tier == "minuscule":
            return lexicon.types("minuscule")
        return tuple(sorted({*PUNCTUATION, *self._entries}))

    @cached_property
    def _entries(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for table in (self._names, self._nouns, self._verbs, self._adjectives, self._adverbs, self._particles):
            for one in table:
                for form in _surface(one):
                    found.setdefault(form, []).append(one)
        return {form: tuple(ones) for form, ones in found.items()}

    def _pick(self, key: tuple[object, ...], table: tuple[_T, ...], keep: Callable[[_T], bool]) -> tuple[_T, ...]:
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(one for one in table if keep(one))
        return cast(tuple[_T, ...], found)

    def _one(self, table: "_Named[_T]", word: str, kind: str | None, what: str) -> _T:
        found = table.get((word, kind))
        if found is None:
            raise StoryscopeError(
                f"The tier {self.tier} has no {what} {word!r}.", f"Use another {what}, or a tier with more words."
            )
        return found


_OBJECTS = (
    *("toy", "tool", "container", "clothing", "furniture", "vehicle", "instrument", "book_like", "material"),
    *("treasure", "food", "drink", "plant"),
)
"""Kinds of nouns that are things one can have."""


_Named: TypeAlias = dict[tuple[str, str | None], _T]


def _named(entries: Iterable[tuple[str, str, _T]]) -> _Named[_T]:
    """Entries by word and kind, and by word alone (None), where the first one wins."""
    table: _Named[_T] = {}
    for word, kind, one in entries:
        table[word, kind] = one
        table.setdefault((word, None), one)
    return table


def _surface(one: Entry) -> set[str]:
    """The written forms of an entry, in lower case; a form of two words (`more careful`) is none of its own."""
    match one:
        case Noun():
            forms_of = (one.word, one.plural)
        case Verb():
            forms_of = (one.base, one.past, one.participle, one.ing, one.third)
        case Adjective():
            forms_of = (one.word, one.comparative, one.superlative)
        case Adverb() | Name() | Particle():
            forms_of = (one.word,)
    return {form.lower() for form in forms_of if form and " " not in form}


def _check(*asked: tuple[str, str | None, Iterable[str]]) -> None:
    for what, value, known in asked:
        if value is not None and value not in known:
            raise StoryscopeError(f"The wordbook has no {what} {value!r}.", f"Use one of: {', '.join(known)}.")


@cache
def book(tier: str) -> Book:
    """The wordbook of a tier; raises StoryscopeError where there is no such tier."""
    if tier not in TIERS:
        raise StoryscopeError(f"There is no vocabulary tier named {tier!r}.", f"Use one of: {', '.join(TIERS)}.")
    return Book(tier)

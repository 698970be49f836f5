"""Noun phrases and clauses as they are read, before anybody knows who is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from workbench.reading.around import Tagged
from workbench.reading.lexis import Words


@dataclass(slots=True, eq=False)
class Being:
    """One person, animal, thing or group that a text speaks of; `id` is unique in its text.

    `gender` is m, f, n, p (plural) or empty while unknown.
    """

    id: str
    head: str
    kind: str
    gender: str
    words: set[str] = field(default_factory=set)
    owner: "Being | None" = None
    members: tuple["Being", ...] = ()
    keeper: "Being | None" = None  # who was said to have it when it came up
    first: int = 0  # sentence of its first mention
    vague: bool = False  # only ever told without an article: "food"
    guessed: bool = False  # its gender is a guess
    doubtful: bool = False  # two may have been taken for one


@dataclass(slots=True, eq=False)
class Phrase:
    """One noun phrase: its span, form (name, noun, pronoun, group), head word and what stands before the head.

    `det` is "a", "the", "own" (a possessor), "no", another determiner, or empty.
    """

    start: int
    end: int
    form: str
    head: str
    det: str = ""
    words: tuple[str, ...] = ()
    owner: "Phrase | None" = None
    members: tuple["Phrase", ...] = ()
    plural: bool = False
    possessive: bool = False
    subject: bool = False
    being: Being | None = None
    sure: bool = True


class Item(NamedTuple):
    """What follows a verb: a phrase with the preposition before it, or a word; `kind` is np, adj, part, adv or wh."""

    kind: str
    word: str
    phrase: Phrase | None = None
    negative: bool = False


@dataclass(slots=True, eq=False)
class ReadClause:
    """One clause: who does what. An infinitive or participle clause has a `parent`; only finite ones happen.

    `link` is the word that joins it to what came before; `spoken` says that it stands inside quotes.
    """

    sentence: int
    start: int
    end: int
    link: str = ""
    subject: Phrase | None = None
    elided: bool = False
    base: str = ""
    tense: str = ""
    modal: str = ""
    negative: bool = False
    passive: bool = False
    progressive: bool = False
    perfect: bool = False
    question: bool = False
    spoken: int = -1
    relative: bool = False
    items: list[Item] = field(default_factory=list)
    inner: list["ReadClause"] = field(default_factory=list)
    parent: "ReadClause | None" = None

    @property
    def happened(self) -> bool:
        """Whether the clause says that something was done or was so."""
        return bool(self.base) and not self.negative and not self.modal and self.spoken < 0 and self.parent is None

    @property
    def span(self) -> tuple[int, int]:
        """From the subject (or the verb, where the subject is not said again) to the end of what hangs on it."""
        return self.start, max(part.end for part in self.whole())

    def object(self) -> Phrase | None:
        """The first phrase without a preposition."""
        return next((item.phrase for item in self.items if item.phrase is not None and not item.word), None)

    def after(self, *prepositions: str) -> Phrase | None:
        """The first phrase after one of the prepositions."""
        return next((item.phrase for item in self.items if item.phrase is not None and item.word in prepositions), None)

    def whole(self) -> "list[ReadClause]":
        """This clause and what hangs on it."""
        return [self, *(deeper for inner in self.inner for deeper in inner.whole())]


_OPENERS: Final = frozenset({"DET", "POSS", "NUM", "NAME", "NOUN", "PRON"})
_NO_ONE: Final = frozenset({"there"})


def phrase_at(tagged: Sequence[Tagged], index: int, words: Words) -> tuple[Phrase, int] | None:
    """The noun phrase that starts at `index` and where it ends, or None."""
    tag = tagged[index].tag
    if tag == "ADJ":
        last = _adjectives_open(tagged, index)
        if last is None:
            return None
        if tagged[last].tag == "NAME":  # "honest Tim", but not "how good Tim was"
            asks = index > 0 and tagged[index - 1].token.lower == "how"
            start = tagged[index].token.start
            phrase, end = _name(tagged, last)
            phrase.start = phrase.start if asks else start
            return phrase, end
    elif tag not in _OPENERS:
        return None
    if tag == "PRON":
        token = tagged[index].token
        return Phrase(token.start, token.end, "pronoun", token.lower), index + 1
    found = _name(tagged, index) if tag == "NAME" else _noun(tagged, index, words, None, tagged[index].token.start)
    while found is not None and found[1] < len(tagged) and tagged[found[1]].tag == "OWN":
        owner, place = found
        owner.possessive = True
        owner.end = tagged[place].token.end
        if place + 1 >= len(tagged):
            return found[0], place + 1
        inner = _noun(tagged, place + 1, words, owner, owner.start)
        if inner is None:
            return owner, place + 1
        found = inner
    return found


def _name(tagged: Sequence[Tagged], index: int) -> tuple[Phrase, int]:
    token, end = tagged[index].token, index + 1
    return Phrase(token.start, token.end, "name", token.lower), end


def _adjectives_open(tagged: Sequence[Tagged], index: int) -> int | None:
    """Where the noun or name is that a bare row of adjectives leads to: "old animals", "honest Tim"."""
    while index < len(tagged) and tagged[index].tag == "ADJ":
        index += 1
    return index if index < len(tagged) and tagged[index].tag in ("NOUN", "NAME") else None


def _noun(
    tagged: Sequence[Tagged], index: int, words: Words, owner: Phrase | None, start: int
) -> tuple[Phrase, int] | None:
    det, total = "own" if owner is not None else "", len(tagged)
    adjectives: list[str] = []
    if tagged[index].tag == "POSS" and owner is None:
        token = tagged[index].token
        owner, det = Phrase(token.start, token.end, "pronoun", token.lower, possessive=True), "own"
        index += 1
    while index < total and tagged[index].tag in ("DET", "NUM", "ADJ", "ADV", "POSS", "CONJ"):
        tag, token = tagged[index].tag, tagged[index].token
        if tag == "DET" and token.lower in ("my", "your", "our", "its") and owner is None:
            owner, det = Phrase(token.start, token.end, "pronoun", token.lower, possessive=True), "own"
        elif tag in ("DET", "NUM"):
            det = det or ("a" if token.lower in ("a", "an") else token.lower)
        elif tag == "POSS":  # "all his toys"
            owner, det = Phrase(token.start, token.end, "pronoun", token.lower, possessive=True), "own"
        elif tag == "ADJ":
            adjectives.append(tagged[index].base)
        elif not _goes_on(tagged, index):
            break
        index += 1
    last = index
    while last < total and tagged[last].tag == "NOUN":
        last += 1
        known = words.nouns.get(tagged[last - 1].token.lower)
        if known is not None and known.kind in ("animal", "person", "role"):
            break  # "gave a cat | food"
    if last == index:
        if det and adjectives:  # "the small", "the dark"
            end = tagged[index - 1].token.end
            return Phrase(start, end, "noun", adjectives[-1], det, tuple(adjectives[:-1]), owner), index
        return (owner, index) if owner is not None and det == "own" and not adjectives else None
    head = tagged[last - 1].token
    known = words.nouns.get(head.lower)
    modifiers = tuple(one.token.lower for one in tagged[index : last - 1])
    return (
        Phrase(
            start,
            head.end,
            "noun",
            known.noun if known is not None else head.lower,
            det,
            (*adjectives, *modifiers),
            owner,
            plural=known is not None and (known.plural or head.lower == "people"),
        ),
        last,
    )


def _goes_on(tagged: Sequence[Tagged], index: int) -> bool:
    """Whether an adverb or "and" before an adjective belongs to the phrase: "a very old and small dog"."""
    after = tagged[index + 1].tag if index + 1 < len(tagged) else ""
    if tagged[index].tag == "ADV":
        return after == "ADJ"
    before = tagged[index - 1].tag if index else ""
    return before == "ADJ" and after == "ADJ" and index + 2 < len(tagged) and tagged[index + 2].tag == "NOUN"

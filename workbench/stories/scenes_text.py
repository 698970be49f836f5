"""Scenes written as rows of text, and what makes scenes of them.

A clause reads "A could !open IT": a slot or a plain word in lower case as its subject, perhaps could or would, the
verb's base form (! negates it), then words. Slots are in capitals, "A's hat" is something of A's, [big|old] is one of
these, (IT be near) is a clause within the clause, and ~ comes before the short form after "but". Clauses are joined by
", but", ", and" or ", and then"; " . " ends a sentence. An end of a scene is a clause without its subject, after the
claim that it makes: "tired: want to sleep".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.stories.clauses import Entity
from workbench.stories.ending import because, therefore
from workbench.stories.lexicon import VERBS
from workbench.stories.staging import (
    AND_SO,
    IT,
    NOUN,
    OTHER,
    WHY,
    WHY_OR_SO,
    A,
    B,
    Context,
    Filling,
    Line,
    M,
    OneOf,
    Own,
    P,
    Part,
    Q,
    Row,
    Scene,
    Slot,
    Stage,
    T,
    Template,
    Unsuitable,
    X,
    Y,
    and_then,
    but,
)

_SLOTS = {slot.name: slot for slot in (A, B, T, OTHER, IT, X, Y, M, P, Q, NOUN)}
_TOKEN = re.compile(r"\[[^]]*\]|\([^)]*\)|\S+")
_JOINS = {
    "but": (but, ("R but E", "R, but E")),
    "and then": (and_then, ("R. Then E.", "R, and then E")),
    "and": (and_then, ("R and E", "R. E.")),
}
BEASTS = ("dog", "cat", "bird", "bear", "fish")
PLACES = ("park", "garden", "house", "school", "room")
PLAIN_WORDS = ("red", "blue")
"""What a thing may be called at its first mention."""


def clause(text: str, claim: str = "", subject: Slot | str | None = None) -> Line:
    """The line that a text spells; without `subject`, its first word is the subject."""
    text, _, short = text.partition(" ~")
    tokens: list[str] = _TOKEN.findall(text)
    if subject is None:
        first = tokens.pop(0)
        subject = _SLOTS.get(first, first)
    modal = tokens.pop(0) if tokens[0] in ("could", "would") else ""
    verb = tokens.pop(0)
    base = verb.lstrip("!")
    choice: str | OneOf = OneOf(*base[1:-1].split("|")) if base.startswith("[") else base
    if not {base, *base[1:-1].split("|")} & VERBS.keys():
        raise ValueError(f"no verb in {text!r}")
    fact = subject if isinstance(subject, Slot) and subject in (A, B) and not claim else None
    return Line(claim, choice, *_parts(tokens), no=verb[0] == "!", modal=modal, subject=subject, short=short, fact=fact)


def _parts(tokens: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    plain: list[str] = []

    def close() -> None:
        if plain:
            parts.append(" ".join(plain))
            plain.clear()

    for i, token in enumerate(tokens):
        owner, _, rest = token.partition("'s")
        if token.startswith("["):
            close()
            parts.append(OneOf(*token[1:-1].split("|")))
        elif token.startswith("("):
            close()
            parts.append(clause(token[1:-1]))
        elif token in _SLOTS:
            close()
            parts.append(_SLOTS[token])
        elif owner in _SLOTS and token != owner and not rest:
            close()
            parts.append(Own(_SLOTS[owner], tokens[i + 1]))
        elif not (i and tokens[i - 1].endswith("'s") and tokens[i - 1][:-2] in _SLOTS):
            plain.append(token)
    close()
    return parts


def context(text: str) -> Context:
    """What is told before the end, from its text."""
    return tuple(_sentence(one) for one in text.split(" . "))


def _sentence(text: str) -> Template:
    for word, (join, styles) in _JOINS.items():
        first, found, second = text.partition(f", {word} ")
        if found:
            return join(clause(first), clause(second), *styles)
    return clause(text)


def row(first: str, second: str) -> Row:
    """Two ends: what can be said of the first candidate, and of the second."""
    return _end(first), _end(second)


def _end(text: str) -> Line:
    claim, _, said = text.partition(": ")
    first, _, rest = said.partition(" ")
    return clause(rest, claim, _SLOTS[first]) if first in _SLOTS else clause(said, claim, T)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A scene as text.

    `fact` is what the context tells: true of A and not of B, or with `link` what A does to B. `why` are reasons of it,
    `then` what follows from it; a context for both is `told`, others are `told_why` and `told_then`. `who` are the
    nouns that A and B are drawn from, two people if empty; with `looks` both have one noun and differ in look ("red
    ball", "blue ball"). `it` are the nouns of a thing by the way.
    """

    kind: str
    fact: str
    told: tuple[str, ...] = ()
    told_why: tuple[str, ...] = ()
    told_then: tuple[str, ...] = ()
    why: tuple[tuple[str, str], ...] = ()
    then: tuple[tuple[str, str], ...] = ()
    link: bool = False
    who: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    it: tuple[str, ...] = ()


class TextScene:
    """The schema of a text: called with a stage, it makes a scene there."""

    def __init__(self, name: str, text: Text) -> None:
        self.__name__ = name
        self.text = text
        self.contexts = tuple(
            tuple(context(one) for one in (*text.told, *more)) for more in (text.told_why, text.told_then)
        )
        self.rows = tuple(tuple(row(*one) for one in rows) for rows in (text.why, text.then))

    def __call__(self, d: Stage) -> Scene:
        """The scene. Raises Unsuitable if the story so far leaves no room for it."""
        text = self.text
        a, b = self._candidates(d)
        x, y = d.swap(d.x, d.y)
        follows = not text.why or (bool(text.then) and d.chance(0.5))
        ends = d.row(self.rows[follows], a, b)
        if text.link:
            facts = {A: d.now(f"{text.fact} {b.id}", a, "yes")}
        else:
            facts = {A: d.now(text.fact, a, "yes"), B: d.now(text.fact, b, "no")}
        slots: dict[Slot, Filling] = {A: a, B: b, X: x, Y: y, M: d.grown_up()}
        if text.it:
            noun = d.noun([noun for noun in text.it if noun not in (a.noun, b.noun)], loose=True)
            slots[IT] = _thing(d, noun)
        contexts = self.contexts[follows]
        if follows:
            return therefore(d, text.kind, "causes", (a, b), ends, contexts, slots, facts, AND_SO)
        return because(d, text.kind, "causes", (a, b), ends, contexts, slots, facts, WHY if text.who else WHY_OR_SO)

    def _candidates(self, d: Stage) -> tuple[Entity, Entity]:
        if not self.text.who:
            return d.swap(d.x, d.y)
        if self.text.looks:
            return _two_alike(d, d.pick(*self.text.who), d.pick(*self.text.looks), self.text.looks)
        one, two = d.nouns(self.text.who, loose=True)
        return _thing(d, one), _thing(d, two)


def _two_alike(d: Stage, noun: str, look: str, looks: tuple[str, ...]) -> tuple[Entity, Entity]:
    """Two of a kind that are told apart by how they look, which is part of what they are called."""
    if noun in d.used:
        raise Unsuitable("there is one already")
    pair = (look, *(other for other in looks if other != look))[:2]
    alike: list[Entity] = []
    for one in pair:
        entity = d.world.animal(noun) if noun in BEASTS else d.world.thing(noun)
        d.fact("look", entity, one)
        entity.noun, entity.unique = f"{one} {noun}", True
        alike.append(entity)
    d.used[noun] = alike[0]
    return alike[0], alike[1]


def _thing(d: Stage, noun: str) -> Entity:
    if noun in PLACES:
        return d.world.place(noun)
    return d.animal(noun) if noun in BEASTS else d.thing(noun, *PLAIN_WORDS)


def schemas(texts: dict[str, Text]) -> tuple[TextScene, ...]:
    """The schemas of a table of texts."""
    return tuple(TextScene(name, text) for name, text in texts.items())

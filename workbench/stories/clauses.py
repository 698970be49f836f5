"""What is to be said, before it is words: verb phrases, clauses, and the relations between clauses.

A plot builds these small trees out of what happened; `telling` decides how each is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(slots=True, eq=False)
class Entity:
    """A person, animal, thing or place of the world.

    `gender` is m, f, n (thing or animal) or p (plural). `words` are distinguishing adjectives that hold of it
    ("red", "small"). A `unique` entity is definite from its first mention ("the park"); a `bare` one takes no article
    ("home").
    """

    id: str
    noun: str
    gender: str
    kind: str
    words: tuple[str, ...] = ()
    owner: "Entity | None" = None
    named: bool = False
    unique: bool = False
    bare: bool = False


@dataclass(slots=True, frozen=True)
class Cued:
    """Words that express the value of a label axis."""

    text: str
    axis: str
    value: str


@dataclass(slots=True, frozen=True)
class Full:
    """An entity mentioned in full (never as a pronoun). As a `target` its span is remembered: a question's answer."""

    entity: Entity
    target: bool = False


@dataclass(slots=True, frozen=True)
class Of:
    """Possession without an entity of its own: "Tim's room", "his room"."""

    owner: Entity
    noun: str


class Verb:
    """A verb phrase: the base form of its verb and what follows (words, entities, embedded verb phrases)."""

    __slots__ = ("base", "items")

    def __init__(self, base: str, *items: "Item") -> None:
        self.base = base
        self.items = items


Item: TypeAlias = "str | Entity | Cued | Full | Of | Verb | Clause | Together"
Subject: TypeAlias = "Entity | Full | Together | Of | str"


@dataclass(slots=True, frozen=True)
class Together:
    """Two or more entities as one: "Tim and Sam", later "they"."""

    members: tuple[Entity, ...]


@dataclass(slots=True, eq=False)
class Clause:
    """One finite clause. `facts` are indices into the world's log: what this clause tells.

    `modal` is could, would or empty; tense is past everywhere except in speech.
    """

    subject: Subject
    verb: Verb
    negative: bool = False
    modal: str = ""
    facts: Sequence[int] = ()
    short: str = ""  # how it stands after "but" when the verb phrase before it is repeated: "did not", "did"
    plural: bool = False  # agreement where the subject is plain words: "there were many people"


@dataclass(slots=True, eq=False)
class Speech:
    """Direct speech: finished words in quotes, who says them, and the tag's verb. Speech keeps its own facts."""

    speaker: Entity
    words: tuple[Item, ...]
    mark: Literal[".", "!", "?"] = "."
    tag: str = "say"
    to: Entity | None = None
    facts: Sequence[int] = ()


@dataclass(slots=True, eq=False)
class Relation:
    """Two nodes and how they hang together: cause (first is the reason of the second), contrast, sequence, when."""

    kind: Literal["cause", "contrast", "sequence", "when"]
    first: "Node"
    second: "Node"
    styles: tuple[str, ...] = ()  # restricts the ways of telling; empty: any


Node: TypeAlias = "Clause | Speech | Relation"


@dataclass(slots=True, eq=False)
class Beat:
    """A node with the part that it plays in the plot."""

    role: str
    node: Node
    cues: tuple[tuple[str, str], ...] = field(default=())  # (axis, value) that the whole beat expresses
    lead: str = ""  # how it opens: "then", "one day,"; left out before direct speech


def cause(reason: Node, effect: Node, *styles: str) -> Relation:
    """`effect` happened because of `reason`."""
    return Relation("cause", reason, effect, styles)


def contrast(first: Node, second: Node, *styles: str) -> Relation:
    """`first`, but `second`."""
    return Relation("contrast", first, second, styles)


def sequence(first: Node, second: Node, *styles: str) -> Relation:
    """`first`, then `second`."""
    return Relation("sequence", first, second, styles)


def when(first: Node, second: Node, *styles: str) -> Relation:
    """When `first` happened, `second` did."""
    return Relation("when", first, second, styles)

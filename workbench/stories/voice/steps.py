"""What is told, step by step: beats, and the phrases that only a richer telling knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from workbench.stories.clauses import Beat, Clause, Entity, Full, Relation, Speech, Subject

if TYPE_CHECKING:
    from workbench.stories.voice.teller import VoicedTeller


LOOSE_LEADS = frozenset({"then", "but", "so", "and", "after that,", "one day,"})
"""Openers that say nothing but how the story goes on; any other says when or where."""


class Phrase(ABC):
    """A node that lays itself down."""

    @abstractmethod
    def lay(self, teller: VoicedTeller) -> None:
        """Tell it."""

    def clauses(self) -> list[Clause]:
        """The clauses in it, in the order of what happened."""
        return []


Said: TypeAlias = Clause | Speech | Relation | Phrase


@dataclass(slots=True, eq=False)
class Step:
    """A beat on its way into the text.

    `earlier` tells it as what had happened before; `fixed` keeps it from being joined or turned; `new_paragraph` asks
    for a break before it; `cues` are (axis, value) that the whole
    step expresses.
    """

    role: str
    node: Said
    cues: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    earlier: bool = False
    fixed: bool = False
    new_paragraph: bool = False
    opener: str = ""  # words that open it in any case: "once upon a time,"
    rank: int = 0  # below 0 it belongs to the very beginning, above 0 to the very end, the further out the larger
    mark: str = ""  # how its last sentence closes, where not with a full stop
    marks: list[str] = field(default_factory=list)  # what has been done to it: the axis values that it honours

    @classmethod
    def of(cls, beat: Beat) -> Step:
        """The step that tells a beat."""
        return cls(beat.role, beat.node, beat.cues, beat.lead)

    def turned(self, node: Said, *marks: str) -> Step:
        """The same step, said otherwise."""
        return replace(self, node=node, marks=[*self.marks, *marks])


def clauses_in(node: Said) -> list[Clause]:
    """Every finite clause of a node that is told as such, in the order of what happened; not what is only said."""
    if isinstance(node, Clause):
        return [node]
    if isinstance(node, Relation):
        return clauses_in(node.first) + clauses_in(node.second)
    return node.clauses() if isinstance(node, Phrase) else []


def speeches_in(node: Said) -> list[Speech]:
    """The direct speech in a node."""
    if isinstance(node, Speech):
        return [node]
    if isinstance(node, Relation):
        return speeches_in(node.first) + speeches_in(node.second)
    return []


def who(subject: Subject) -> Entity | None:
    """The single entity that a subject is."""
    if isinstance(subject, Entity):
        return subject
    return subject.entity if isinstance(subject, Full) else None

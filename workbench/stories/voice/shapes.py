"""Shapes of clauses and phrases that only a voice makes: perfect, progressive, passive, -ing, relative clauses."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.stories.clauses import Clause, Entity, Full, Item, Subject, Together, Verb
from workbench.stories.voice.references import entity_of
from workbench.stories.voice.verbal import PERFECT, PROGRESSIVE, Forms


@dataclass(slots=True, eq=False)
class Turned(Clause):
    """A clause in another form: perfect or progressive, or passive (then its subject is whom it was done to)."""

    aspect: str = ""
    passive: bool = False


class Doing(Verb):
    """A verb phrase in its -ing form: "running home"."""

    __slots__ = ()


@dataclass(slots=True, frozen=True)
class Described(Full):
    """An entity with a relative clause: "Tim, who was hungry," or "a dog that had lost its ball"."""

    relative: Clause | None = None


def turned(
    clause: Clause, *, aspect: str = "", passive: bool = False, negative: bool | None = None, modal: str | None = None
) -> Turned:
    """The clause in another form, telling the same facts."""
    return Turned(
        clause.subject,
        clause.verb,
        clause.negative if negative is None else negative,
        clause.modal if modal is None else modal,
        clause.facts,
        clause.short,
        clause.plural,
        aspect,
        passive,
    )


def had(clause: Clause) -> Turned:
    """As what had happened before."""
    return turned(clause, aspect=PERFECT)


def was_doing(clause: Clause) -> Turned:
    """As what was going on."""
    return turned(clause, aspect=PROGRESSIVE)


def with_subject(clause: Clause, subject: Subject) -> Clause:
    """The clause with its subject put otherwise, telling the same facts."""
    if isinstance(clause, Turned):
        again = turned(clause, aspect=clause.aspect, passive=clause.passive)
        again.subject = subject
        return again
    return Clause(subject, clause.verb, clause.negative, clause.modal, clause.facts, clause.short, clause.plural)


def with_items(clause: Clause, items: Sequence[Item]) -> Clause:
    """The clause with other words after its verb, telling the same facts."""
    verb = Verb(clause.verb.base, *items)
    return Clause(clause.subject, verb, clause.negative, clause.modal, clause.facts, clause.short, clause.plural)


def untold(clause: Clause) -> Clause:
    """The clause once more, telling no facts: where something is looked back or forward to."""
    return Clause(clause.subject, clause.verb, clause.negative, clause.modal, (), clause.short, clause.plural)


def subject_of(clause: Clause) -> Entity | None:
    """The one entity that does it."""
    return entity_of(clause.subject) if not isinstance(clause.subject, str) else None


def sharing(clause: Clause, me: Entity | None) -> bool | None:
    """Whether "them" in a clause's plain words is a narrating child and a friend: yes, if near, or (None) hardly."""
    if me is None or me.kind != "child":
        return None
    if isinstance(clause.subject, Together):
        return True if me in clause.subject.members else None
    entity = subject_of(clause)
    return None if entity is not None and entity.kind == "child" else False


def is_perfect(clause: Clause, forms: Forms) -> bool:
    """Whether a plot has put it in the perfect itself: "had" and a participle in plain words."""
    first = clause.verb.items[0] if clause.verb.items and clause.verb.base == "have" else None
    if not isinstance(first, str):
        return False
    words = [word for word in first.split() if word not in _FREQUENT]
    return bool(words) and words[0] in forms.participles


def adverb_first(words: list[str], clause: Clause) -> Clause:
    """Move an adverb from behind a verb group of several words to its place in it: "had always been"."""
    first = clause.verb.items[0] if clause.verb.items else None
    if len(words) > 1 and isinstance(first, str):
        adverb, _, left = first.partition(" ")
        if adverb in _FREQUENT and left:
            words.insert(1, adverb)
            return with_items(clause, (left, *clause.verb.items[1:]))
    return clause


_FREQUENT = frozenset("always never often still already just soon only also almost ever".split())

"""What cannot be true together: contradictions of a text with itself, named.

Only what is stated is compared, so a story that leaves a journey out is not blamed for it: a being that merely *is*
somewhere else counts, a being that went there does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.reading.changing import ALIVE, PLACES, Change, State
from workbench.reading.phrases import Being, Phrase, ReadClause

_USES: Final = frozenset(
    "give take get have hold share eat play read open find lose break put throw carry bring wear hide".split()
)
_PLAIN_USES: Final = frozenset({"give", "share", "play", "eat", "read", "open", "break", "wear"})
_MOVES: Final = frozenset("run jump fly swim walk fall roll break play sing dance".split())
_NESTED: Final = (
    frozenset({"house", "room", "bed", "kitchen", "bedroom", "garden", "yard", "inside"}),
    frozenset({"park", "tree", "water", "garden", "forest", "lake", "out", "back"}),
)
"""Places of which one can be in another: being in both is no contradiction."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One contradiction: `kind` is place, eaten, lost, broken, holder, nobody or unknown; `why` says it in words."""

    sentence: int
    start: int
    end: int
    kind: str
    why: str


def contradictions(clause: ReadClause, found: Sequence[Change], state: State) -> Iterator[Problem]:
    """What in a clause that happened contradicts the state before it."""
    if not clause.happened or clause.perfect:
        return
    for item in clause.items:
        thing = item.phrase.being if item.phrase is not None else None
        if thing is not None and item.phrase is not None and not item.word and clause.base in _USES:
            yield from _gone(clause, item.phrase, thing, state, clause.base)
    subject = clause.subject
    doer = subject.being if subject is not None and clause.base in _MOVES else None
    if doer is not None and state.get(("eaten", doer.id)) == "yes":
        yield _problem(clause, "eaten", f"{_name(doer)} was eaten and does something")
    for change in found:
        if change.relation == "at" and clause.base == "be" and change.being.kind in ALIVE:
            before, beings = state.get(("at", change.being.id), ""), (item.phrase for item in clause.items)
            there = any(one is not None and one.being is not None and one.being.kind in PLACES for one in beings)
            if there and before and before != change.value and not _near(before, change.value):
                why = f"{_name(change.being)} was at {before} and is at {change.value} without going there"
                yield _problem(clause, "place", why)
    if clause.base in ("give", "share", "lend") and subject is not None and subject.being is not None:
        thing = next(
            (item.phrase.being for item in clause.items if item.phrase is not None and _thing(item.phrase)), None
        )
        holder = state.get(("holder", thing.id), "") if thing is not None else ""
        givers = {one.id for one in (subject.being, *subject.being.members)}
        if thing is not None and holder and holder not in givers:
            yield _problem(clause, "holder", f"{_name(subject.being)} gives {_name(thing)}, which {holder} has")


def nobody(phrase: Phrase, clause: ReadClause) -> Iterator[Problem]:
    """A pronoun for a person when nobody fits it."""
    if phrase.being is None and phrase.form == "pronoun" and phrase.head in ("he", "she", "him", "his", "her"):
        why = f'"{phrase.head}" can mean nobody who was mentioned'
        yield Problem(clause.sentence, phrase.start, phrase.end, "nobody", why)


def newcomer(phrase: Phrase, sentence: int) -> Problem:
    """Somebody who was not there before the part that is judged."""
    assert phrase.being is not None
    return Problem(sentence, phrase.start, phrase.end, "unknown", f"{_name(phrase.being)} was not in the story before")


def _gone(clause: ReadClause, phrase: Phrase, thing: Being, state: State, base: str) -> Iterator[Problem]:
    if phrase.det == "a" or not phrase.sure or thing.kind in ("idea", "sound", "event", "time"):
        return
    if state.get(("eaten", thing.id)) == "yes":
        yield _problem(clause, "eaten", f"{_name(thing)} was eaten before")
    elif state.get(("lost", thing.id)) == "yes" and base in _PLAIN_USES:
        yield _problem(clause, "lost", f"{_name(thing)} was lost and nobody found it")
    elif state.get(("broken", thing.id)) == "yes" and base in ("break", "play"):
        yield _problem(clause, "broken", f"{_name(thing)} was broken before")


def _thing(phrase: Phrase) -> bool:
    return phrase.sure and phrase.being is not None and phrase.being.kind not in ("person", "role", "group", "place")


def _near(one: str, other: str) -> bool:
    vague = {"out", "back", "away", "home"}
    return bool({one, other} & vague) or any(one in nest and other in nest for nest in _NESTED)


def _name(being: Being) -> str:
    if being.members:
        return " and ".join(_name(one) for one in being.members)
    return being.head.capitalize() if being.kind == "person" and being.id == being.head else f"the {being.head}"


def _problem(clause: ReadClause, kind: str, why: str) -> Problem:
    return Problem(clause.sentence, clause.start, clause.end, kind, why)

"""The deeds of a text: who does what to whom, in order, narrated or spoken, in the form that morals are read from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from workbench.reading.phrases import Being, ReadClause
from workbench.reading.reading import Reading, Speech

_PLAYS: Final = frozenset({"play", "run"})


@dataclass(slots=True, eq=False)
class Act:
    """One clause as a deed: `who` does it (ids; for speech the speaker), `to` whom speech is addressed, if told."""

    sentence: int
    who: frozenset[str]
    clause: ReadClause
    spoken: bool
    to: str
    heard: str = field(default="")

    def says(self, *words: str) -> bool:
        """Whether it is speech that holds one of the stretches of words."""
        return self.spoken and any(f" {one} " in self.heard for one in words)

    def does(self, actor: str, *bases: str) -> bool:
        """Whether `actor` is told to do one of the verbs, and it happened."""
        return not self.spoken and actor in self.who and self.clause.base in bases and self.clause.happened

    def not_does(self, actor: str, *bases: str) -> bool:
        """Whether it is told that `actor` does not do it."""
        clause = self.clause
        return not self.spoken and actor in self.who and clause.base in bases and clause.negative and not clause.modal

    def word(self, *words: str) -> bool:
        """Whether one of the words (particles, adjectives, adverbs, heads) follows the verb."""
        return any(
            item.word in words if item.phrase is None else item.phrase.head in words for item in self.clause.items
        )

    def at(self, being: str, *prepositions: str) -> bool:
        """Whether the being follows the verb, after one of the prepositions ("" for none)."""
        return any(
            item.phrase is not None
            and item.phrase.being is not None
            and being in _parts(item.phrase.being)
            and item.word in (prepositions or ("",))
            and not item.negative
            for item in self.clause.items
        )

    def joint(self) -> bool:
        """Whether several are named together after the verb: "saw the hat and the bird"."""
        return any(item.phrase is not None and item.phrase.members for item in self.clause.items)

    def has_none(self) -> bool:
        """Whether it is told that somebody has none of something."""
        dets = [item.phrase.det for item in self.clause.items if item.phrase is not None]
        return self.clause.base == "have" and "no" in dets

    def beings(self) -> Iterator[Being]:
        """Who and what follows the verb."""
        for item in self.clause.items:
            if item.phrase is not None and item.phrase.being is not None:
                yield item.phrase.being

    def inner(self, *bases: str) -> ReadClause | None:
        """The infinitive on it with one of the verbs."""
        return next((one for one in self.clause.whole()[1:] if not bases or one.base in bases), None)


def acts_of(reading: Reading) -> list[Act]:
    """The deeds of a reading, in the order of the text."""
    acts: list[Act] = []
    silent = set(range(len(reading.speech)))  # speech without a verb: "No!"
    for clause in reading.clauses:
        if clause.spoken >= 0:
            silent.discard(clause.spoken)
            acts.append(_said(reading, reading.speech[clause.spoken], clause))
            continue
        subject = clause.subject.being if clause.subject is not None else None
        acts.append(Act(clause.sentence, _parts(subject), clause, False, ""))
    for number in silent:
        speech = reading.speech[number]
        acts.append(_said(reading, speech, ReadClause(speech.sentence, speech.start, speech.end, spoken=number)))
    acts.sort(key=lambda act: (act.sentence, act.clause.start))
    return acts


def _said(reading: Reading, speech: Speech, clause: ReadClause) -> Act:
    heard = " " + reading.text[speech.start : speech.end].lower().replace(",", "").strip('"“”.!? ') + " "
    return Act(clause.sentence, frozenset({speech.speaker} if speech.speaker else ()), clause, True, speech.to, heard)


@dataclass(frozen=True, slots=True)
class Harm:
    """`doer` has harmed a thing of `owner`'s: broken, lost, eaten or dropped it into the water."""

    doer: str
    owner: str
    thing: str
    place: int  # among the acts


def harms_of(reading: Reading, acts: list[Act]) -> list[Harm]:
    """Every harm that is told."""
    found: list[Harm] = []
    user: dict[str, str] = {}
    for place, act in enumerate(acts):
        if act.spoken or not act.clause.happened:
            continue
        things = [being for being in act.beings() if being.owner is not None]
        for doer in act.who:
            if act.clause.base in _PLAYS:
                user.update({being.id: doer for being in things})
            elif act.clause.base in ("break", "eat", "lose"):
                found += [
                    Harm(doer, being.owner.id, being.id, place)
                    for being in things[:1]
                    if being.owner is not None and being.owner.id != doer
                ]
            elif act.clause.base == "fall" and act.word("water") and doer in user:
                thing = reading.beings.get(doer)
                if thing is not None and thing.owner is not None and thing.owner.id != user[doer]:
                    found.append(Harm(user[doer], thing.owner.id, doer, place))
    return found


Decided = tuple[int, bool] | None
"""The place of the deciding act and whether the moral is upheld; None where nothing decides it."""
Predicate = Callable[[Reading, list[Act], list[Harm]], Decided]


def _parts(being: Being | None) -> frozenset[str]:
    if being is None:
        return frozenset()
    return frozenset(one.id for one in being.members or (being,))

"""How it ends: what was wanted and whether it came about, and whether the end is a good one."""

from dataclasses import dataclass
from typing import Final, Literal

from workbench.reading.phrases import ReadClause
from workbench.reading.reading import Reading

_WISHES: Final = frozenset({"want", "try", "hope", "wish", "need", "decide", "plan", "promise", "love", "like"})
_GOOD: Final = frozenset(
    "happy glad proud excited calm cheerful joyful thankful grateful content better good kind safe warm together "
    "friend fun friends hug smile laugh cheer sing dance clap thank help share win find".split()
)
_BAD: Final = frozenset(
    "sad alone lonely scared afraid angry upset sorry worried hurt bad cold cry lose break nobody never".split()
)
_LAST: Final = 3
"""How many sentences are the end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`goal` is what `who` wanted first (its words), `reached` whether it was done (None: the text does not say).

    `ending` weighs the feelings and deeds of the last sentences.
    """

    who: str = ""
    goal: str = ""
    reached: bool | None = None
    sentence: int = -1
    ending: Literal["good", "bad", "open"] = "open"


def outcome_of(reading: Reading) -> Outcome:
    """The outcome of a text."""
    ending = _ending(reading)
    for place, clause in enumerate(reading.clauses):
        goal = _goal(clause)
        subject = clause.subject.being if clause.subject is not None else None
        if goal is None or subject is None:
            continue
        words = reading.text[goal.start : goal.span[1]]
        for later in reading.clauses[place + 1 :]:
            reached = _reaches(later, goal, subject.id)
            if reached is not None:
                return Outcome(subject.id, words, reached, later.sentence, ending)
        return Outcome(subject.id, words, None, -1, ending)
    return Outcome(ending=ending)


def _goal(clause: ReadClause) -> ReadClause | None:
    """What is wanted: the infinitive on a verb of wishing, or on "could not wait" and "excited"."""
    if clause.spoken >= 0 or not clause.inner:
        return None
    eager = any(item.word in ("excited", "eager", "ready") for item in clause.items)
    waits = clause.base == "wait" and clause.modal == "could" and clause.negative
    if waits or ((clause.base in _WISHES or eager) and not clause.negative):
        return clause.inner[0]
    return None


def _reaches(clause: ReadClause, goal: ReadClause, who: str) -> bool | None:
    subject = clause.subject.being if clause.subject is not None else None
    if subject is None or clause.spoken >= 0 or who not in {one.id for one in subject.members or (subject,)}:
        return None
    wanted = {item.phrase.being.id for item in goal.items if item.phrase is not None and item.phrase.being is not None}
    told = {item.phrase.being.id for item in clause.items if item.phrase is not None and item.phrase.being is not None}
    if clause.base == goal.base and clause.parent is None and (not wanted or wanted & told):
        return clause.happened
    return None


def _ending(reading: Reading) -> Literal["good", "bad", "open"]:
    """Good words against bad ones in what the last sentences narrate; a "not" turns a word round."""
    since = len(reading.sentences) - _LAST
    score = 0
    for clause in reading.clauses:
        if clause.sentence < since or clause.spoken >= 0:
            continue
        words = [clause.base, *(item.phrase.head if item.phrase is not None else item.word for item in clause.items)]
        value = sum(word in _GOOD for word in words) - sum(word in _BAD for word in words)
        score += -value if clause.negative else value
    return "good" if score > 0 else "bad" if score < 0 else "open"

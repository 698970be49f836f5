"""What one rater has to do: each criterion of each completion, shuffled for this rater, blind, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.scoring.store import ScoreStore, Text
from probes.judging.rubrics import RUBRICS
from workbench.seeding import python_random

_PAUSE = 120.0  # seconds: a longer gap is a break, not a pace
_LOOK_BACK = 31


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion of one completion."""

    text: Text
    criterion: str

    @property
    def statement(self) -> str:
        """The criterion as a statement; a criterion that no rubric has is its column's name."""
        found = [one.statement for one in RUBRICS["tinyscale"].criteria if one.id == self.criterion]
        return found[0] if found else self.criterion.removesuffix("_score").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The questions of one rater in the rater's own order, and what was answered."""

    questions: tuple[Question, ...]
    scores: Mapping[tuple[str, str], float]

    def score(self, place: int) -> float | None:
        """The score given at a place, None where there is none."""
        one = self.questions[place]
        return self.scores.get((one.text.id, one.criterion))

    @property
    def done(self) -> int:
        """How many questions are answered."""
        return sum(self.score(place) is not None for place in range(len(self.questions)))

    def first_open(self, start: int = 0) -> int | None:
        """The first unanswered place from `start` on, then from the beginning; None when all are answered."""
        places = [*range(start, len(self.questions)), *range(start)]
        return next((place for place in places if self.score(place) is None), None)


def sheet_of(store: ScoreStore, rater: str) -> Sheet:
    """A rater's sheet: completions in an order of the rater's own, each with its criteria, these shuffled too.

    The order depends on the project and the rater only, so that it is the same tomorrow.
    """
    criteria = store.criteria()
    rng = python_random(0, "scoring order", store.project, rater)
    texts = store.texts()
    rng.shuffle(texts)
    questions: list[Question] = []
    for one in texts:
        mine = [name for name, category in criteria if category == one.category]
        rng.shuffle(mine)
        questions += [Question(one, name) for name in mine]
    scores = {(one.completion, one.criterion): one.score for one in store.latest(rater) if one.score is not None}
    return Sheet(tuple(questions), scores)


def seconds_a_score(times: Sequence[str]) -> float | None:
    """The median time between a rater's latest presses, breaks aside; None before the second.

    >>> seconds_a_score(["2026-01-01T10:00:00+00:00", "2026-01-01T10:00:04+00:00", "2026-01-01T11:00:00+00:00"])
    4.0
    """
    moments = [datetime.fromisoformat(one) for one in times]
    gaps = sorted(
        gap
        for one, two in zip(moments, moments[1:], strict=False)
        if 0 < (gap := (two - one).total_seconds()) <= _PAUSE
    )
    return gaps[len(gaps) // 2] if gaps else None


def pace(store: ScoreStore, rater: str) -> float | None:
    """A rater's seconds for a score, lately."""
    return seconds_a_score(store.times(rater, _LOOK_BACK))

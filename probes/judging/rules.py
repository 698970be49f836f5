"""The rule judge: free, offline, the same answer every time, and each score with its reasons.

A criterion adds up those troubles that speak against it. With halves, a sum below 0.25 meets it and one from 0.7 on
does not; with a scale, the score falls straight with the sum. Weights and cuts were set by hand from what the criteria
say, with one half of the prompts of one public set of human scores in sight; `rule_agreement` says how well they do on
the other half, and on any other scores. Facts and reasoning are beyond rules: for those the score only says whether the
text is well formed, and `BLIND` names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from probes.judging.observing import Observed, observe
from probes.judging.rubrics import Criterion, Rubric
from probes.judging.troubles import Found, look

NAME: Final = "rules"
"""What the rule judge is called in tables."""
CUTS: Final = (0.25, 0.7)
"""Sums of troubles: below the first a criterion is met, from the second on it is not, between them half."""
BLIND: Final = ("Factual Knowledge_A_score", "Reasoning_A_score")
"""Criteria whose matter the rules cannot see."""

WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "Grammar_A_score": {"quotes": 1, "again": 0.25},
    "Grammar_B_score": {"loops": 1, "again": 1, "tense": 1, "unended": 0.3},
    "Grammar_C_score": {"loops": 1, "again": 1, "unended": 0.5, "strange": 0.5, "short": 1},
    "Grammar_E_score": {"loops": 0.5, "who": 0.5, "strange": 0.5},
    "Grammar_D_score": {"strange": 0.5},
    "Context-Tracking_A_score": {"loops": 0.5, "stock": 0.4, "lost": 0.3, "contradictions": 0.3, "short": 1},
    "Context-Tracking_B_score": {"loops": 0.4, "contradictions": 0.5, "strange": 0.5, "lost": 0.3, "stock": 0.2},
    "Context-Tracking_C_score": {
        **{"loops": 0.7, "stock": 0.7, "again": 0.5, "contradictions": 0.3},
        **{"unended": 0.3, "lost": 0.2},
    },
    "Creativity_A_score": {"": 0.2, "thin": 0.5, "stock": 0.5, "loops": 0.5, "copied": 0.5},
    "Creativity_B_score": {"": 0.5, "thin": 0.5, "stock": 0.5, "loops": 0.5, "copied": 0.5},
    "Creativity_C_score": {"": 0.5, "thin": 0.7, "stock": 0.5, "loops": 0.5, "copied": 0.5},
    "Creativity_D_score": {"": 0.4, "thin": 0.5, "stock": 0.5, "loops": 0.5, "copied": 0.5},
    "Plot_A_score": {"loops": 0.5, "thin": 0.5, "unended": 0.5, "problem": 0.2, "way_out": 0.2, "no_end": 0.2},
    "Plot_B_score": {
        **{"loops": 0.5, "thin": 0.4, "contradictions": 0.3},
        **{"problem": 0.3, "way_out": 0.3, "effort": 0.3},
    },
    "Plot_C_score": {"": 0.5, "loops": 0.6, "thin": 0.6, "effort": 0.3, "unended": 0.3},
    "Plot_D_score": {"loops": 0.6, "contradictions": 0.4, "lost": 0.3, "again": 0.6, "stock": 0.2, "unended": 0.3},
    "Factual Knowledge_A_score": {"": 0.3, "loops": 0.5, "stock": 0.5, "lost": 0.3, "thin": 0.3},
    "Reasoning_A_score": {"loops": 0.7, "thin": 0.4, "unended": 0.3, "strange": 0.5, "stock": 0.2},
    "grammar": {"loops": 0.5, "again": 0.3, "strange": 0.5, "tense": 0.4, "quotes": 0.3, "unended": 0.2, "short": 1},
    "creativity": {"": 0.1, "thin": 0.5, "stock": 0.4, "loops": 0.4, "copied": 0.6, "short": 1},
    "consistency": {"contradictions": 0.4, "loops": 0.4, "stock": 0.3, "lost": 0.3, "again": 0.3, "short": 1},
    "plot": {"loops": 0.4, "thin": 0.3, "problem": 0.2, "effort": 0.2, "way_out": 0.2, "unended": 0.2, "short": 1},
    "originality": {"": 0.1, "thin": 0.5, "stock": 0.4, "loops": 0.4, "copied": 0.6, "short": 1},
    "coherence": {"contradictions": 0.4, "loops": 0.4, "stock": 0.3, "lost": 0.3, "again": 0.3, "short": 1},
    "quality": {
        **{"loops": 0.4, "stock": 0.2, "contradictions": 0.2, "thin": 0.3, "strange": 0.3, "again": 0.2},
        **{"unended": 0.2, "way_out": 0.1, "copied": 0.3, "short": 1},
    },
}
"""What each criterion adds up; "" counts for every completion, where people seldom call a criterion met."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A judge's score of one criterion, None where it has none, with its reasons."""

    criterion: str
    score: float | None
    why: tuple[str, ...] = ()


def judge_by_rules(rubric: Rubric, category: str, prompt: str, completion: str, copied: int = 0) -> list[Mark]:
    """Judge one completion by every criterion of its prompt's category.

    `copied` is its longest run of words from the training stories, where that is known.
    """
    found = look(_observed(prompt, completion), copied)
    return [_mark(criterion, found) for criterion in rubric.of(category)]


def trouble(criterion: str, found: Found) -> float:
    """What speaks against a criterion, added up."""
    return sum(weight * _amount(kind, found) for kind, weight in WEIGHTS[criterion].items())


def by_cuts(amount: float, cuts: tuple[float, float] = CUTS) -> float:
    """A sum of troubles as 1, 0.5 or 0.

    >>> by_cuts(0.1), by_cuts(0.25), by_cuts(0.7)
    (1.0, 0.5, 0.0)
    """
    return 1.0 if amount < cuts[0] else 0.5 if amount < cuts[1] else 0.0


@lru_cache(maxsize=256)
def _observed(prompt: str, completion: str) -> Observed:
    return observe(prompt, completion)


def _mark(criterion: Criterion, found: Found) -> Mark:
    if criterion.labels:
        return Mark(criterion.id, _age(criterion, found))
    amount = trouble(criterion.id, found)
    if len(criterion.scores) == 3:
        score = by_cuts(amount)
    else:
        score = float(round(criterion.scores[0] + criterion.span * (1 - min(1.0, amount))))
    parts = [(weight * _amount(kind, found), kind) for kind, weight in WEIGHTS[criterion.id].items() if kind]
    why = [_why(kind, found) for amount, kind in sorted(parts, reverse=True) if amount >= 0.1]
    if criterion.id in BLIND:
        why.insert(0, "judged by its form only: rules do not know what is true")
    return Mark(criterion.id, score, tuple(why))


def _amount(kind: str, found: Found) -> float:
    if not kind:
        return 1.0
    return float(found.roles.ending is None) if kind == "no_end" else found.troubles[kind]


def _why(kind: str, found: Found) -> str:
    return "it has no ending" if kind == "no_end" else found.why(kind)


def _age(criterion: Criterion, found: Found) -> float | None:
    """The age group by Flesch and Kincaid's school years: a child of six is in year 1; None without a sentence."""
    if not found.seen.words or not found.seen.completion.isascii():
        return None
    from workbench.stories.readability import readability

    age = readability(found.seen.completion).flesch_kincaid_grade + 5
    ends = (4, 6, 8, 10, 13)
    return criterion.scores[sum(age >= end for end in ends)]

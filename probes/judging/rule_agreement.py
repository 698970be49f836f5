"""How far the rule judge agrees with people: on all, on the half it was not made with, and with cuts cross-fitted.

Prompts fall into two halves by a hash of their text, so that a prompt's completions are never on both sides. Of
TinyScaleLab's scores the half `in_sight` was read while the rules were written, and the other was not; of any other
scores neither was. `cross_fitted` takes each criterion's two cuts from one half and judges the other with them: what
the rules could say with cuts of this rater's own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from probes.agreement import Agreement, agreement
from probes.judging.observing import observe
from probes.judging.rubrics import RUBRICS
from probes.judging.rules import BLIND, CUTS, NAME, by_cuts, trouble
from probes.judging.troubles import look
from probes.manual_scores import ScoredCompletion, category_of
from workbench.progress import SILENT, Progress
from workbench.seeding import numpy_generator

USELESS = 0.2
"""Kappa whose interval reaches below this is as good as none."""
_Row = tuple[str, str, str, float, float]
"""Prompt, model, criterion, human score, sum of troubles."""


def rule_judge_agreement(
    rows: Sequence[ScoredCompletion], seed: int = 0, progress: Progress = SILENT
) -> dict[str, Any]:
    """The rule judge beside one person's scores: all, by category, by criterion; 95% intervals draw whole prompts.

    `other_half` is what to believe. `within_models` compares scores less each model's mean for the criterion, so that
    telling good models from bad ones earns nothing; `by_base_rates` has the rule judge's scores dealt out anew among
    the completions of each criterion. `useless` names the categories whose interval on the other half (or on all, where
    that has fewer than 20 scores) reaches below 0.2, and those that rules cannot see.
    """
    judged = _judged(rows, progress)
    generator = numpy_generator(seed, NAME, "agreement")
    categories = sorted({category_of(row[2]) for row in judged})
    other = [row for row in judged if not in_sight(row[0])]
    shuffled = _dealt(judged, generator)
    fitted = _cross_fitted(judged)
    by_category: dict[str, Any] = {}
    for name in ("all", *categories):
        part = "" if name == "all" else name
        by_category[name] = {
            "all": _compared(judged, [by_cuts(row[4]) for row in judged], part, generator),
            "in_sight": _compared(*_half(judged, True), part, generator),
            "other_half": _compared(*_half(judged, False), part, generator),
            "cross_fitted": _compared(judged, fitted, part, generator),
            "by_base_rates": _compared(judged, shuffled, part, generator),
            "within_models": _within(judged, part),
        }
    criteria = list(dict.fromkeys(row[2] for row in judged))
    return {
        "scores": len(judged),
        "prompts": [len({row[0] for row in judged}), len({row[0] for row in other})],
        "cuts": list(CUTS),
        "by_category": by_category,
        "by_criterion": {
            name: _compared(judged, [by_cuts(row[4]) for row in judged], "", generator, name) for name in criteria
        },
        "useless": [name for name in categories if _useless(name, by_category[name])],
    }


def in_sight(prompt: str) -> bool:
    """Whether a prompt is of the half that was read while the rules were written."""
    return int(hashlib.sha256(prompt.encode("utf-8", "replace")).hexdigest(), 16) % 2 == 0


def best_cuts(human: Sequence[float], amounts: Sequence[float]) -> tuple[float, float]:
    """The two cuts whose scores differ least from a person's in squares; the rules' own where nothing is better.

    >>> low, high = best_cuts([1, 1, 0.5, 0.5, 0, 0], [0.0, 0.1, 0.4, 0.5, 0.9, 1.0])
    >>> 0.1 < low <= 0.4 and 0.5 < high <= 0.9
    True
    """
    truth, sums = np.array(human), np.array(amounts)
    middles = np.unique(np.round(sums, 6))
    places = [*((middles[1:] + middles[:-1]) / 2), float(middles[-1]) + 1.0, float(middles[0]) - 1e-9]
    places = sorted(
        {float(one) for one in np.quantile(places, np.linspace(0, 1, 25))} | set(places if len(places) < 25 else [])
    )

    def wrong(cuts: tuple[float, float]) -> float:
        said = np.where(sums < cuts[0], 1.0, np.where(sums < cuts[1], 0.5, 0.0))
        return float(((said - truth) ** 2).sum())

    return min([CUTS, *combinations_with_replacement(places, 2)], key=wrong)


def _judged(rows: Sequence[ScoredCompletion], progress: Progress) -> list[_Row]:
    known = {one.id for one in RUBRICS["tinyscale"].criteria}
    found: list[_Row] = []
    with progress.task("judging by rules", len(rows), "completions") as task:
        for row in rows:
            seen = look(observe(row.prompt, row.completion))
            for name, score in row.scores.items():
                if name in known:
                    found.append((row.prompt, row.model, name, score, trouble(name, seen)))
            task.advance()
    return found


def _half(judged: Sequence[_Row], sight: bool) -> tuple[list[_Row], list[float]]:
    kept = [row for row in judged if in_sight(row[0]) == sight]
    return kept, [by_cuts(row[4]) for row in kept]


def _compared(
    judged: Sequence[_Row], said: Sequence[float], category: str, generator: np.random.Generator, criterion: str = ""
) -> Agreement:
    kept = [
        (row, score)
        for row, score in zip(judged, said, strict=True)
        if category in ("", category_of(row[2])) and criterion in ("", row[2])
    ]
    return agreement([row[3] for row, _ in kept], [score for _, score in kept], generator, [row[0] for row, _ in kept])


def _cross_fitted(judged: Sequence[_Row]) -> list[float]:
    """Scores by cuts from the half that a prompt is not of."""
    cuts: dict[tuple[str, bool], tuple[float, float]] = {}
    for name in {row[2] for row in judged}:
        for sight in (True, False):
            kept = [row for row in judged if row[2] == name and in_sight(row[0]) != sight]
            cuts[name, sight] = best_cuts([row[3] for row in kept], [row[4] for row in kept]) if kept else CUTS
    return [by_cuts(row[4], cuts[row[2], in_sight(row[0])]) for row in judged]


def _dealt(judged: Sequence[_Row], generator: np.random.Generator) -> list[float]:
    """The rule judge's scores, dealt out at random among the completions of each criterion."""
    said = np.array([by_cuts(row[4]) for row in judged])
    for name in sorted({row[2] for row in judged}):
        places = np.array([place for place, row in enumerate(judged) if row[2] == name])
        said[places] = said[generator.permutation(places)]
    return said.tolist()


def _within(judged: Sequence[_Row], category: str) -> float | None:
    """Pearson's correlation of human score and troubles (turned round), both less their model's mean."""
    cells: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _, model, name, human, amount in judged:
        if category in ("", category_of(name)):
            cells.setdefault((model, name), []).append((human, -min(amount, 1.0)))
    parts = [np.array(cell) - np.mean(cell, axis=0) for cell in cells.values()]
    if not parts:
        return None
    whole = np.concatenate(parts)
    scale = float(np.sqrt((whole[:, 0] ** 2).sum() * (whole[:, 1] ** 2).sum()))
    return float((whole[:, 0] * whole[:, 1]).sum() / scale) if scale else None


def _useless(category: str, parts: Mapping[str, Agreement]) -> bool:
    if any(category_of(name) == category for name in BLIND):
        return True
    cell = parts["other_half"] if parts["other_half"]["n"] >= 20 else parts["all"]
    interval = cell["kappa_ci95"]
    return interval is None or interval[0] < USELESS

"""What human scores say: means by model and category, drift, raters against each other and against a judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from probes.agreement import agreement
from probes.judge_agreement import columns_of, judged, read_judged
from probes.judging.beside_people import judges_beside_people
from probes.judging.rule_agreement import rule_judge_agreement
from probes.manual_scores import ScoredCompletion, category_of, read_scores
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_mean, wilson


@dataclass(frozen=True, kw_only=True)
class ScoresConfig:
    """What `measure` needs."""

    file: str = option("", "a CSV file of human scores in TinyScaleLab's columns")
    raters: tuple[str, ...] = option((), "files of other people's scores of the same completions")
    judged: tuple[str, ...] = option((), "files of a judge's scores; none: *agreement*.csv beside the file")
    judgements: tuple[str, ...] = option((), "artifacts of `eval judge --rubric tinyscale` on the same completions")
    rules: bool = option(True, "set the rule judge beside the scores")
    seed: int = option(0, "seed of the bootstrap")
    name: str = option("", "the artifact's name; empty: the file's name")

    def __post_init__(self) -> None:
        if not self.file:
            raise StoryscopeError("There is no file of scores.", "Name one: storyscope scores report FILE.")


def judged_files(config: ScoresConfig) -> list[Path]:
    """The agreement files that are meant: those named, else those beside the scores."""
    named = [Path(one) for one in config.judged]
    return named or sorted(Path(config.file).absolute().parent.glob("*agreement*.csv"))


def measure(config: ScoresConfig, progress: Progress = SILENT) -> dict[str, object]:
    """Every table of the report, JSON-able; intervals are 95%, drawn by prompt. Raises StoryscopeError."""
    rows = read_scores(Path(config.file))
    others = [row for file in config.raters for row in read_scores(Path(file))]
    files = {file.stem: read_judged(file) for file in judged_files(config)}
    columns = columns_of(list(files.values()))
    models = list(dict.fromkeys(row.model for row in rows))
    categories = sorted({row.category for row in rows})
    criteria = sorted({name for row in rows for name in row.scores})
    overall = {model: _mean(_of(rows, model=model), config.seed) for model in models}
    return {
        "rows": len(rows),
        "scores": sum(len(row.scores) for row in rows),
        "models": models,
        "overall": overall,
        "by_category": {
            name: {model: _mean(_of(rows, model, name), config.seed) for model in models} for name in categories
        },
        "by_criterion": {
            name: {model: _mean(_of(rows, model, category_of(name), name), config.seed) for model in models}
            for name in criteria
        },
        "steps": [_step(rows, pair, config.seed) for pair in zip(models, models[1:], strict=False)],
        "drift": {
            "overall": drift(rows, config.seed),
            **{name: drift([row for row in rows if row.category == name], config.seed) for name in categories},
        },
        "raters": _raters([*rows, *others], config.seed),
        "judges": {
            name: judged(judgements, rows, columns, numpy_generator(config.seed, "judge", name))
            for name, judgements in files.items()
        },
        "beside_people": judges_beside_people(config.judgements, [*rows, *others], config.seed),
        "rule_judge": rule_judge_agreement(rows, config.seed, progress) if config.rules else None,
    }


_Point = tuple[str, float]
"""A prompt and a score."""


def _of(rows: Sequence[ScoredCompletion], model: str, category: str = "", column: str = "") -> list[_Point]:
    """The scores of a model, of one category and of one column where they are named."""
    return [
        (row.prompt, value)
        for row in rows
        if row.model == model and category in ("", row.category)
        for name, value in row.scores.items()
        if column in ("", name)
    ]


def _mean(points: Sequence[_Point], seed: int) -> dict[str, object]:
    """The mean of every single score, so that a category counts by its criteria, as TinyScaleLab's tables do."""
    if not points:
        return {"n": 0, "mean": None, "ci95": None}
    values = np.array([value for _, value in points])
    prompts = [prompt for prompt, _ in points]
    low, high = bootstrap_mean(values, numpy_generator(seed, "scores"), prompts)
    if low == high and low in (0.0, 1.0):
        # scores that are all alike have no spread to draw from; Wilson over the prompts stands in
        low, high = wilson(int(low) * len(set(prompts)), len(set(prompts)))
    return {"n": len(points), "mean": float(values.mean()), "ci95": (low, high)}


def _step(rows: Sequence[ScoredCompletion], pair: tuple[str, str], seed: int) -> dict[str, object]:
    """How much better the second model is on the same prompts, criterion by criterion."""
    sides = [
        {
            (row.category, row.prompt, name): value
            for row in rows
            if row.model == model
            for name, value in row.scores.items()
        }
        for model in pair
    ]
    shared = [key for key in sides[0] if key in sides[1]]
    points = [(key[1], sides[1][key] - sides[0][key]) for key in shared]
    return {"from": pair[0], "to": pair[1], **_mean(points, seed)}


def drift(rows: Sequence[ScoredCompletion], seed: int, draws: int = 2000) -> dict[str, object]:
    """Whether scores rise or fall in the order of scoring, within one model's completions of one category.

    The order is that of `scored_at` where every row has it, else that of the file.

    `change` is the mean of each cell's second half minus its first, `by_chance` the middle 95% of it when the order is
    shuffled within the cells, and `p` the two-sided share of shuffled orders whose rank correlation with the scores is
    as far from zero. A judge that drifts and better completions that come later look alike: only a shuffled order of
    judging tells them apart.
    """
    cells: dict[tuple[str, str, str], list[float]] = {}
    timed = all(row.scored_at for row in rows)
    for row in sorted(rows, key=lambda row: row.scored_at) if timed else rows:
        if row.scores:
            mean = sum(row.scores.values()) / len(row.scores)
            cells.setdefault((row.rater, row.category, row.model), []).append(mean)
    kept = [np.array(cell) for cell in cells.values() if len(cell) > 1]
    if not kept:
        return {"n": 0, "change": None, "by_chance": None, "rank_correlation": None, "p": None}
    generator = numpy_generator(seed, "drift")
    order = [_centred(np.arange(len(cell), dtype=np.float64)) for cell in kept]
    height = [_centred(cell) for cell in kept]
    scale = float(np.sqrt(sum((one**2).sum() for one in order) * sum((one**2).sum() for one in height)))
    observed = sum(float(one @ two) for one, two in zip(order, height, strict=True))
    correlations, changes = np.zeros(draws), np.zeros(draws)
    for draw in range(draws):
        orders = [generator.permutation(len(cell)) for cell in kept]
        correlations[draw] = sum(float(one @ two[new]) for one, two, new in zip(order, height, orders, strict=True))
        changes[draw] = _change([cell[new] for cell, new in zip(kept, orders, strict=True)])
    low, high = np.quantile(changes, [0.025, 0.975])
    beyond = int((np.abs(correlations) >= abs(observed) - 1e-12).sum())
    return {
        "n": sum(map(len, kept)),
        "cells": len(kept),
        "change": _change(kept),
        "by_chance": (float(low), float(high)),
        "rank_correlation": observed / scale if scale else None,
        "p": (1 + beyond) / (1 + draws),
    }


def _change(cells: Sequence[np.ndarray]) -> float:
    return float(np.mean([cell[(len(cell) + 1) // 2 :].mean() - cell[: len(cell) // 2].mean() for cell in cells]))


def _centred(values: np.ndarray) -> np.ndarray:
    """Average ranks about their mean."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - counts / 2)[place]
    return ranks - ranks.mean()


def _raters(rows: Sequence[ScoredCompletion], seed: int) -> list[dict[str, object]]:
    """Every two raters on what both scored: all of it, and by category."""
    marks: dict[str, dict[tuple[str, str], tuple[str, float]]] = {}
    for row in rows:
        for name, value in row.scores.items():
            marks.setdefault(row.rater, {})[row.id, name] = (row.prompt, value)
    found: list[dict[str, object]] = []
    for one, two in combinations(marks, 2):
        shared = [key for key in marks[one] if key in marks[two]]
        generator = numpy_generator(seed, "raters", one, two)
        parts = {"": shared}
        for key in shared:
            parts.setdefault(category_of(key[1]), []).append(key)
        compared = {
            name: agreement(
                [marks[one][key][1] for key in keys],
                [marks[two][key][1] for key in keys],
                generator,
                [marks[one][key][0] for key in keys],
            )
            for name, keys in parts.items()
        }
        found.append({"raters": [one, two], **compared.pop(""), "by_category": compared})
    return found

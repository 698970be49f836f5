"""What judgements come to: means with intervals by model, criterion and category, steps between models, agreement."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from probes.agreement import agreement
from probes.judging.completing import Completion
from probes.judging.judge import Bench
from probes.judging.llm_judge import Judged
from probes.judging.novelty import Novelty
from probes.judging.rubrics import Rubric
from probes.judging.rules import BLIND, NAME
from workbench import artifacts
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_mean, wilson

Point = tuple[str, str, str, float | None]
"""A prompt, a model, a criterion and a score."""


def summarise(bench: Bench, judged: Sequence[Judged], new: Mapping[str, Novelty], seed: int) -> dict[str, Any]:
    """Every table of the report, JSON-able; 95% intervals draw whole prompts.

    `means[judge][part][model]` has n, mean, ci95 and missing, where a part is "overall", a category or a criterion.
    `steps` compares neighbouring models on the same prompts; `agreement` every two judges on the same completions.
    """
    by_id = {one.id: one for one in bench.completions}
    judges = list(dict.fromkeys(one.judge for one in judged))
    points = {judge: _points(by_id, [one for one in judged if one.judge == judge]) for judge in judges}
    return {
        "rubric": bench.rubric.name,
        "models": [
            {
                "model": name,
                "parameters": source.manifest.summary["parameters"],
                "architecture": source.manifest.summary["architecture"],
                "tuned": any(one.manifest.kind == "instructions" for one in artifacts.lineage(source)),
                "ended": source.manifest.summary["ended"],
                "left_out": bench.left_out[name],
            }
            for name, source in zip(bench.models, bench.sources, strict=True)
        ],
        "judges": judges,
        "prompts": len(bench.prompts),
        "by_category": {
            name: sum(one.category == name for one in bench.prompts)
            for name in dict.fromkeys(one.category for one in bench.prompts)
        },
        "completions": len(bench.completions),
        "criteria": {one.id: one.statement for one in bench.rubric.criteria},
        "blind": [one.id for one in bench.rubric.criteria if one.id in BLIND] if NAME in judges else [],
        "means": {judge: _means(bench, points[judge], seed) for judge in judges},
        "steps": {judge: _steps(bench, points[judge], seed) for judge in judges},
        "novelty": _novelty(bench, new, seed),
        "agreement": _between(bench, judged, by_id, seed),
    }


def parts_of(rubric: Rubric) -> dict[str, list[str]]:
    """The rows of a table of means: overall, categories (where criteria have such), criteria; with their criteria."""
    counted = [one.id for one in rubric.criteria if not one.labels]
    by_category = {name: [one.id for one in rubric.criteria if one.category == name] for name in rubric.categories}
    return {"overall": counted, **by_category, **{one.id: [one.id] for one in rubric.criteria}}


def _points(by_id: Mapping[str, Completion], judged: Sequence[Judged]) -> list[Point]:
    return [
        (by_id[one.completion].prompt_id, by_id[one.completion].model, mark.criterion, mark.score)
        for one in judged
        for mark in one.marks
    ]


def _means(bench: Bench, points: Sequence[Point], seed: int) -> dict[str, dict[str, Any]]:
    return {
        part: {
            model: _mean(
                [(prompt, score) for prompt, of, criterion, score in points if of == model and criterion in criteria],
                seed,
                _unit(bench.rubric, criteria),
            )
            for model in bench.models
        }
        for part, criteria in parts_of(bench.rubric).items()
    }


def _unit(rubric: Rubric, criteria: Sequence[str]) -> bool:
    """Whether the scores lie between 0 and 1."""
    return all(rubric.criterion(one).scores[-1] == 1.0 for one in criteria)


def _mean(points: Sequence[tuple[str, float | None]], seed: int, unit: bool) -> dict[str, Any]:
    known = [(prompt, score) for prompt, score in points if score is not None]
    missing = len(points) - len(known)
    if not known:
        return {"n": 0, "mean": None, "ci95": None, "missing": missing}
    prompts = [prompt for prompt, _ in known]
    values = np.array([score for _, score in known])
    low, high = bootstrap_mean(values, numpy_generator(seed, "judged"), prompts)
    if unit and low == high and low in (0.0, 1.0):
        # scores that are all alike have no spread to draw from; Wilson over the prompts stands in
        low, high = wilson(int(low) * len(set(prompts)), len(set(prompts)))
    return {"n": len(known), "mean": float(values.mean()), "ci95": (low, high), "missing": missing}


def _steps(bench: Bench, points: Sequence[Point], seed: int) -> list[dict[str, Any]]:
    """How much better each next model is, prompt by prompt and criterion by criterion."""
    counted = set(parts_of(bench.rubric)["overall"])
    cells: dict[str, dict[tuple[str, str], list[float]]] = {}
    for prompt, model, criterion, score in points:
        if score is not None and criterion in counted:
            cells.setdefault(model, {}).setdefault((prompt, criterion), []).append(score)
    found: list[dict[str, Any]] = []
    for one, two in zip(bench.models, bench.models[1:], strict=False):
        first, second = cells.get(one, {}), cells.get(two, {})
        shared = [key for key in first if key in second]
        gaps = [(key[0], float(np.mean(second[key]) - np.mean(first[key]))) for key in shared]
        found.append({"from": one, "to": two, **_mean(gaps, seed, False)})
    return found


def _novelty(bench: Bench, new: Mapping[str, Novelty], seed: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for model in bench.models:
        rows = [(one.prompt_id, new[one.id]) for one in bench.completions if one.model == model and one.id in new]
        if rows:
            found[model] = {
                "copied_words": _mean([(prompt, float(one.copied)) for prompt, one in rows], seed, False),
                "copied_share": _mean([(prompt, one.copied / max(one.words, 1)) for prompt, one in rows], seed, True),
                "copied_whole": _mean([(prompt, float(one.copied == one.words)) for prompt, one in rows], seed, True),
                "new_ngrams": _mean([(prompt, one.new) for prompt, one in rows], seed, True),
            }
    return found


def _between(
    bench: Bench, judged: Sequence[Judged], by_id: Mapping[str, Completion], seed: int
) -> list[dict[str, Any]]:
    """Every two judges on what both scored: each criterion's mean over a judge's samples, rounded to its scores."""
    marks: dict[str, dict[tuple[str, str], list[float]]] = {}
    for one in judged:
        for mark in one.marks:
            if mark.score is not None:
                marks.setdefault(one.judge, {}).setdefault((one.completion, mark.criterion), []).append(mark.score)
    found: list[dict[str, Any]] = []
    for one, two in combinations(marks, 2):
        shared = [key for key in marks[one] if key in marks[two]]
        compared: dict[str, Any] = {}
        for part, criteria in parts_of(bench.rubric).items():
            keys = [key for key in shared if key[1] in criteria]
            sides = [[_nearest(bench.rubric, key[1], marks[judge][key]) for key in keys] for judge in (one, two)]
            prompts = [by_id[key[0]].prompt_id for key in keys]
            compared[part] = agreement(sides[0], sides[1], numpy_generator(seed, "judges", one, two), prompts)
        found.append({"judges": [one, two], "parts": compared})
    return found


def _nearest(rubric: Rubric, criterion: str, scores: Sequence[float]) -> float:
    mean = float(np.mean(scores))
    return min(rubric.criterion(criterion).scores, key=lambda score: (abs(score - mean), score))

"""The files of a `probe` artifact: results with intervals and controls, confusion matrices, weights."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float
from safetensors.numpy import save_file

from probes.probing import Fitted, Measured, Place, Target
from workbench.language.hookpoints import HookPoint, Site
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_ratio, group_index, wilson

CONTROLS = ("shuffled", "bag_of_words", "random_init", "majority")
"""What every accuracy is shown beside."""
Row = dict[str, Any]


def write(measured: Measured, folder: Path) -> Row:
    """Write the results, confusion matrices and weights; returns the manifest's summary."""
    rows = [row for target in measured.targets for row in result_rows(measured, target)]
    pq.write_table(pa.Table.from_pylist(rows), folder / "results.parquet")
    (folder / "results.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    chosen = [(target, best_place(measured, target, rows, position)) for target, position in _pairs(measured)]
    confusion = [row for target, place in chosen for row in confusion_rows(measured, target, place)]
    pq.write_table(pa.Table.from_pylist(confusion), folder / "confusion.parquet")
    weights: dict[str, np.ndarray] = {}
    for (target, (point, position)), fitted in measured.fitted.items():
        weights[f"{target}/{position}/{point.name}/weight"] = fitted.readout.weight
        weights[f"{target}/{position}/{point.name}/bias"] = fitted.readout.bias
    save_file(weights, folder / "weights.safetensors")
    return {
        "results": rows,
        "best": {target.name: _best(rows, target.name) for target in measured.targets},
        "classes": {target.name: list(target.names) for target in measured.targets},
        "train_stories": measured.train_stories,
        "test_stories": measured.test_stories,
    }


def result_rows(measured: Measured, target: Target) -> list[Row]:
    """One row per place: accuracy, its interval over groups, the controls, and the margin over the best of them."""
    cases = [(place, measured.fitted[target.name, place]) for place in measured.places]
    right = np.stack([_right(target, measured, fitted) for _, fitted in cases])  # [place, answer kind, item]
    best = right[:, 1:].mean(-1).argmax(1) + 1
    margin = right[:, 0] - right[np.arange(len(cases)), best]
    low, high = intervals(
        np.concatenate([right[:, 0], margin]).T, target.test_groups, numpy_generator(measured.seed, "intervals")
    )
    rows: list[Row] = []
    for index, (place, fitted) in enumerate(cases):
        shares = right[index].mean(-1).tolist()
        other = index + len(cases)
        rows.append(
            {
                "target": target.name,
                **_where(place),
                "accuracy": shares[0],
                "ci95": [low[index], high[index]],
                "n": len(target.test_y),
                **dict(zip(CONTROLS, shares[1:], strict=True)),
                "margin": float(margin[index].mean()),
                "margin_ci95": [low[other], high[other]],
                "validation": fitted.readout.validation,
                "penalty": fitted.readout.penalty,
                "n_classes": len(target.names),
            }
        )
    return rows


def intervals(
    values: Float[np.ndarray, "item column"], groups: Sequence[str], generator: np.random.Generator
) -> tuple[list[float], list[float]]:
    """95% intervals of every column's mean: percentile bootstrap over groups.

    A column of ones or zeros only, which no resampling can vary, gets Wilson's interval for as many trials as groups.
    """
    lows, highs = bootstrap_ratio(values, np.ones(len(values)), generator, groups, draws=1000)
    n_groups = int(group_index(groups).max()) + 1
    for column, share in enumerate(values.mean(0).tolist()):
        if share in (0.0, 1.0) and (values[:, column] == share).all():
            lows[column], highs[column] = wilson(round(share * n_groups), n_groups)
    return lows.tolist(), highs.tolist()


def best_place(measured: Measured, target: Target, rows: Sequence[Row], position: str) -> Place:
    """Where the validation part (never the test stories) says that the target is read best."""
    found = [row for row in rows if row["target"] == target.name and row["position"] == position]
    hook = max(found, key=lambda row: row["validation"])["hook"]
    return next(place for place in measured.places if place[0].name == hook and place[1] == position)


def confusion_rows(measured: Measured, target: Target, place: Place) -> list[Row]:
    """The confusion matrix of one probe, a row per pair of classes."""
    k = len(target.names)
    answers = measured.fitted[target.name, place].answers
    counts = np.bincount(target.test_y * k + answers, minlength=k * k).reshape(k, k)
    return [
        {"target": target.name, **_where(place), "truth": truth, "predicted": said, "count": int(counts[i, j])}
        for i, truth in enumerate(target.names)
        for j, said in enumerate(target.names)
    ]


def depth(point: HookPoint) -> int:
    """How many blocks lie behind it: 0 for the embedding; the x axis of a heat map over layers."""
    return point.layer if point.site is Site.RESID_PRE else point.layer + 1


def _right(target: Target, measured: Measured, fitted: Fitted) -> Float[np.ndarray, "_ item"]:
    """Which test stories the probe, then each of CONTROLS, gets right; the shuffled fits' share of right answers."""
    one_each = [fitted.answers, measured.bag[target.name], fitted.random_init, target.majority]
    right = (np.stack(one_each) == target.test_y).astype(np.float64)
    return np.insert(right, 1, (fitted.shuffled == target.test_y).mean(0), axis=0)


def _where(place: Place) -> Row:
    point, position = place
    return {
        "layer": point.layer,
        "site": point.site.name.lower(),
        "depth": depth(point),
        "hook": point.name,
        "position": position,
    }


def _best(rows: Sequence[Row], target: str) -> Row:
    row = max((row for row in rows if row["target"] == target), key=lambda row: row["validation"])
    kept = ("layer", "site", "depth", "position", "accuracy", "ci95", *CONTROLS, "margin", "margin_ci95")
    return {name: row[name] for name in kept}


def _pairs(measured: Measured) -> list[tuple[Target, str]]:
    positions = list(dict.fromkeys(position for _, position in measured.places))
    return [(target, position) for target in measured.targets for position in positions]

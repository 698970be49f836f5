"""Sparse probing (arXiv 2305.01610): a label read from the best one, two or five numbers of a story.

Features beside the residual channels they are made of, the features of a model with random weights, and features that
belong to other stories. One label against the rest, with balanced accuracy, so that chance is a half everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from workbench.statistics import bootstrap_mean

KS = (1, 2, 5)
_LEAST = 10
"""So many stories must have a label, and as many not, on both halves."""


def sparse_probing(
    tables: Mapping[str, Float[np.ndarray, "story d"]],
    labels: Bool[np.ndarray, "story label"],
    names: Sequence[tuple[str, str]],
    judging: Bool[np.ndarray, "story"],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    """A row for each label, k and table: balanced accuracy on the judging half, with its interval over stories."""
    rows: list[dict[str, Any]] = []
    scaled = {what: _scaled(table, ~judging) for what, table in tables.items()}
    for (axis, value), truth in zip(names, labels.T, strict=True):
        sides = [truth[half].sum() for half in (judging, ~judging)] + [
            (~truth[half]).sum() for half in (judging, ~judging)
        ]
        if min(sides) < _LEAST:
            continue
        for what, table in scaled.items():
            order = _by_difference(table[~judging], truth[~judging])
            for k in KS:
                right = _probe(table[:, order[:k]], truth, judging)
                weight = np.where(truth[judging], 0.5 / truth[judging].mean(), 0.5 / (~truth[judging]).mean())
                low, high = bootstrap_mean(right * weight, generator, draws=300)
                rows.append(
                    {
                        "axis": axis,
                        "value": value,
                        "k": k,
                        "what": what,
                        "accuracy": float((right * weight).mean()),
                        "lo": low,
                        "hi": high,
                        "n": int(judging.sum()),
                        "positives": int(truth[judging].sum()),
                        "chosen": [int(one) for one in order[:k]],
                    }
                )
    return rows


def means(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Mean balanced accuracy over labels, by table and k (as a text)."""
    found: dict[str, dict[str, float]] = {}
    for what in dict.fromkeys(str(row["what"]) for row in rows):
        found[what] = {
            str(k): float(np.mean([row["accuracy"] for row in rows if row["what"] == what and row["k"] == k]))
            for k in KS
        }
    return found


def _scaled(table: Float[np.ndarray, "story d"], choosing: Bool[np.ndarray, "story"]) -> Float[np.ndarray, "story d"]:
    mean, spread = table[choosing].mean(0), table[choosing].std(0)
    return (table - mean) / np.where(spread > 1e-9, spread, np.inf)


def _by_difference(x: Float[np.ndarray, "story d"], truth: Bool[np.ndarray, "story"]) -> Any:
    """Columns by how far the means of the two classes are apart, in standard deviations, the farthest first."""
    return np.argsort(-np.abs(x[truth].mean(0) - x[~truth].mean(0)), kind="stable")[: max(KS)]


def _probe(
    x: Float[np.ndarray, "story _"], truth: Bool[np.ndarray, "story"], judging: Bool[np.ndarray, "story"]
) -> Bool[np.ndarray, "_"]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(class_weight="balanced", max_iter=100).fit(x[~judging], truth[~judging])
    return np.asarray(model.predict(x[judging])) == truth[judging]

"""Scores of explanations: detection by each method, with its null and how far methods agree."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from probes.explaining.excerpts import Excerpt
from workbench.statistics import bootstrap_mean, wilson

Row = dict[str, Any]


def detection(excerpts: Sequence[Excerpt], said: set[int]) -> dict[str, float | int]:
    """Accuracy over excerpts, half of which fire (so that it is balanced), its interval, precision, recall and F1.

    >>> excerpts = [Excerpt(0, "", 5, True), Excerpt(1, "", 0, False)]
    >>> found = detection(excerpts, {0})
    >>> found["balanced_accuracy"], found["precision"], found["recall"]
    (1.0, 1.0, 1.0)
    """
    fires = np.array([excerpt.fires for excerpt in excerpts])
    claims = np.array([number in said for number in range(len(excerpts))])
    right, hits = int((fires == claims).sum()), int((fires & claims).sum())
    low, high = wilson(right, len(excerpts))
    return {
        "balanced_accuracy": right / len(excerpts),
        "lo": low,
        "hi": high,
        "n": len(excerpts),
        "precision": hits / max(int(claims.sum()), 1),
        "recall": hits / max(int(fires.sum()), 1),
        "f1": 2 * hits / max(int(claims.sum() + fires.sum()), 1),
    }


def by_method(rows: Sequence[Row], nulls: Mapping[str, Sequence[float]], seed: np.random.Generator) -> dict[str, Any]:
    """For each method: features, the mean score with its interval over features, and the mean of its null."""
    found: dict[str, Any] = {}
    for method in dict.fromkeys(str(row["method"]) for row in rows):
        scores = np.array([row["balanced_accuracy"] for row in rows if row["method"] == method])
        null = nulls.get(method, ())
        found[method] = {
            "features": len(scores),
            "score": float(scores.mean()),
            "score_ci95": list(bootstrap_mean(scores, seed)),
            "null": float(np.mean(null)) if len(null) else None,
        }
    return found


def agreement(rows: Sequence[Row], answers: Mapping[tuple[int, str], set[int]]) -> dict[str, Any] | None:
    """How two methods agree on features that both explain: rank correlation of scores, share of equal answers."""
    label, llm = ({row["feature"]: row for row in rows if row["method"] == method} for method in ("label", "llm"))
    both = sorted(label.keys() & llm.keys())
    if len(both) < 3:
        return None
    scores = [np.array([one[feature]["balanced_accuracy"] for feature in both]) for one in (label, llm)]
    equal = [
        1 - len(answers[feature, "label"] ^ answers[feature, "llm"]) / label[feature]["n_judged"] for feature in both
    ]
    return {
        "features": len(both),
        "spearman": rank_correlation(*scores),
        "same_answers": float(np.mean(equal)),
        "label_better": float(np.mean(scores[0] > scores[1])),
        "llm_better": float(np.mean(scores[0] < scores[1])),
    }


def rank_correlation(x: Float[np.ndarray, "item"], y: Float[np.ndarray, "item"]) -> float | None:
    """Spearman's rank correlation, equal values sharing their mean rank; None where one side never changes.

    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.2, 0.9]))
    1.0
    """
    ranks = [_ranks(one) for one in (x, y)]
    spread = [float(one.std()) for one in ranks]
    if min(spread) == 0:
        return None
    return round(
        float(((ranks[0] - ranks[0].mean()) * (ranks[1] - ranks[1].mean())).mean() / (spread[0] * spread[1])), 12
    )


def _ranks(x: Float[np.ndarray, "item"]) -> Float[np.ndarray, "item"]:
    return (x[:, None] > x).sum(1) + ((x[:, None] == x).sum(1) - 1) / 2.0

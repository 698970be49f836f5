"""Units that claim a label, and whether the claim holds where the confound does not."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from workbench.statistics import wilson


@dataclass(frozen=True, slots=True)
class Ranked:
    """How well each unit tells two sets of stories apart: the area under the ROC curve, and its two-sided p."""

    auroc: Float[np.ndarray, "feature"]
    p: Float[np.ndarray, "feature"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of `n` with its Wilson interval; NaN of none."""

    share: float
    low: float
    high: float
    count: int
    n: int


def ranked(values: Float[np.ndarray, "story feature"], positive: Bool[np.ndarray, "story"]) -> Ranked:
    """Area under the curve by ranks, ties counted half; p by the normal approximation of Mann and Whitney, with ties.

    >>> ranked(np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([False, False, True, True])).auroc
    array([1.])
    """
    from scipy.special import ndtr
    from scipy.stats import rankdata

    n_yes, n_no = int(positive.sum()), int((~positive).sum())
    if not n_yes or not n_no:
        nothing = np.full(values.shape[1], np.nan)
        return Ranked(nothing, np.ones(values.shape[1]))
    ranks = np.asarray(rankdata(values, axis=0))
    above = ranks[positive].sum(0) - n_yes * (n_yes + 1) / 2
    area = above / (n_yes * n_no)
    # U has variance n_yes * n_no * var(ranks) / n, which is smaller where many values are equal
    deviation = np.sqrt(ranks.var(axis=0, ddof=1) / (n_yes * n_no * len(ranks)))
    z = np.where(deviation > 0, (area - 0.5) / np.where(deviation > 0, deviation, 1.0), 0.0)
    return Ranked(area, 2 * ndtr(-np.abs(z)))


def discoveries(p: Float[np.ndarray, "feature"], q: float = 0.05) -> Bool[np.ndarray, "feature"]:
    """Which tests are called by Benjamini and Hochberg (1995) at false-discovery rate `q`.

    >>> discoveries(np.array([0.001, 0.04, 0.03, 0.6])).tolist()
    [True, False, False, False]
    """
    order = np.argsort(p, kind="stable")
    below = p[order] <= q * np.arange(1, len(p) + 1) / len(p)
    called = np.zeros(len(p), np.bool_)
    if below.any():
        called[order[: int(np.flatnonzero(below)[-1]) + 1]] = True
    return called


def claims(found: Ranked, effect: float) -> Bool[np.ndarray, "feature"]:
    """Units whose area is significant (false-discovery rate 5%) and at least `effect` away from a half."""
    return discoveries(found.p) & (np.abs(found.auroc - 0.5) >= effect)


def holding(claimed: Bool[np.ndarray, "feature"], first: Ranked, again: Ranked) -> Bool[np.ndarray, "feature"]:
    """Of the claimed units, those that say the same (significantly, on the same side) of other stories."""
    held = np.zeros(len(claimed), np.bool_)
    where = np.flatnonzero(claimed)
    same = np.sign(first.auroc[where] - 0.5) == np.sign(again.auroc[where] - 0.5)
    held[where] = discoveries(again.p[where]) & same
    return held


def rate(count: int, n: int) -> Rate:
    """`count` of `n`."""
    low, high = wilson(count, n)
    return Rate(count / n if n else float("nan"), low, high, count, n)

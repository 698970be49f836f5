"""The test: which numbers decide, how sure they are, and the verdict that follows from them alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.stats import rankdata

from workbench.statistics import bootstrap_ratio

SHUFFLES = 999
LEAST_POSITIVE = 20
"""Clusters (stories) with positives below which nothing is decided."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Items (tokens or stories) with their score (higher fires), and what the claim says of each."""

    score: Float[np.ndarray, "item"]
    positive: Bool[np.ndarray, "item"]
    near: Bool[np.ndarray, "item"]
    natural: Bool[np.ndarray, "item"]
    story: Int[np.ndarray, "item"]


def auroc(score: Float[np.ndarray, "item"], positive: Bool[np.ndarray, "item"]) -> float:
    """Chance that a positive outranks another item; NaN without both kinds."""
    n = int(positive.sum())
    if n in (0, len(positive)):
        return float("nan")
    return float((rankdata(score)[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def shifted_p(
    score: Float[np.ndarray, "item"],
    positive: Bool[np.ndarray, "item"],
    generator: np.random.Generator,
    shuffles: int = SHUFFLES,
) -> float:
    """One-sided p that labels moved along the items (spans whole) reach the true sum of ranks.

    Every shift is computed at once, as a circular correlation.
    """
    ranks = rankdata(score) - (len(score) + 1) / 2
    sums = np.fft.irfft(np.fft.rfft(ranks) * np.conj(np.fft.rfft(positive.astype(float))), n=len(score))
    shift = generator.integers(1, max(2, len(score)), shuffles)
    tolerance = 1e-9 * len(score) ** 2
    return float((1 + (sums[shift % len(score)] >= sums[0] - tolerance).sum()) / (1 + shuffles))


def measure(scored: Scored, threshold: float, generator: np.random.Generator) -> dict[str, Any]:
    """All numbers of the test; intervals are bootstrapped over stories. Precision is of the naturally told stories."""
    fires = scored.score >= threshold
    told: dict[str, Any] = {
        "n_positive": int(scored.positive.sum()),
        "n_negative": int((~scored.positive & ~scored.near).sum()),
        "n_near": int(scored.near.sum()),
        "stories_positive": len(np.unique(scored.story[scored.positive])),
        "stories": len(np.unique(scored.story)),
        "auroc": auroc(scored.score, scored.positive),
        "auroc_near": auroc(*(part[scored.positive | scored.near] for part in (scored.score, scored.positive))),
        "p": shifted_p(scored.score, scored.positive, generator),
        "base_rate": float(scored.positive[scored.natural].mean()) if scored.natural.any() else float("nan"),
    }
    hits = fires & scored.positive
    wanted = {
        "recall": (hits, scored.positive),
        "precision": (hits & scored.natural, fires & scored.natural),
        "near_rate": (fires & scored.near, scored.near),
        "negative_rate": (fires & ~scored.positive & ~scored.near, ~scored.positive & ~scored.near),
    }
    for name, (part, whole) in wanted.items():
        told[name], told[f"{name}_ci95"] = _rate(part, whole, scored.story, generator)
    both = told["precision"] + told["recall"]
    told["f1"] = 2 * told["precision"] * told["recall"] / both if both else 0.0
    return told


def _rate(
    part: Bool[np.ndarray, "item"],
    whole: Bool[np.ndarray, "item"],
    story: Int[np.ndarray, "item"],
    generator: np.random.Generator,
) -> tuple[float, list[float]]:
    """A share with its interval over stories; where nothing was counted 0 in [0, 1]."""
    if not whole.any():
        return 0.0, [0.0, 1.0]
    size = int(story.max()) + 1
    above, below = (np.bincount(story, kind, minlength=size) for kind in (part, whole))
    kept = below > 0
    low, high = bootstrap_ratio(above[kept][:, None], below[kept], generator, draws=1000)
    return float(above.sum() / below.sum()), [float(low[0]), float(high[0])]


def decide(told: Mapping[str, Any], least: float, alpha: float) -> tuple[str, str]:
    """(verdict, why): supported, refuted or undecided; the rule that plan.json states."""
    if told["stories_positive"] < LEAST_POSITIVE:
        return "undecided", f"only {told['stories_positive']} stories have what the claim is about"
    recall, precision, near = (told[f"{name}_ci95"] for name in ("recall", "precision", "near_rate"))
    if recall[1] < least:
        return "refuted", f"it fires on {told['recall']:.0%} of what it should, surely less than {least:.0%}"
    if precision[1] < least:
        return "refuted", f"{told['precision']:.0%} of where it fires is what it should, surely less than {least:.0%}"
    if told["n_near"] and told["near_rate"] >= told["recall"]:
        return "refuted", "it fires on near misses at least as often"
    if told["p"] > alpha:
        return "undecided", f"chance does as well with probability {told['p']:.3g}"
    if recall[0] < least or precision[0] < least:
        return "undecided", f"recall or precision may lie below {least:.0%}"
    if told["n_near"] and near[1] >= recall[0]:
        return "undecided", "how often it fires on near misses is not surely less"
    return "supported", f"recall, precision (at least {least:.0%}) and the distance to near misses hold"


RULE = (
    "refuted: the upper 95% bound of recall or of precision is below {least}, or near misses fire as often as "
    "positives; supported: p <= {alpha}, the lower bounds of recall and precision are at least {least}, and the upper "
    "bound of the near misses' rate is below the lower bound of recall; undecided: anything else, or fewer than "
    "{stories} stories with positives"
)

"""Intervals of label cards that treat stories, not tokens, as the observations.

Tokens of one story tell of each other: a name covers three tokens, a sentence ten. How much the spread between stories
exceeds that of independent tokens (the design effect) is measured on the sample, and divides the number of tokens in
Wilson's interval. F1 is 2J / (1 + J) for the Jaccard index J, which is a proportion, so it has such an interval too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from jaxtyping import Bool, Float, Int, Integer

from probes.bins import CARD_BINS
from probes.truth import Cards

_Z = NormalDist().inv_cdf(0.975)
_LARGE = 16
"""Items per cluster from which counting bins is faster than asking every item."""
_LEAST = 2
"""Stories that must add to a ratio before their spread says anything."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Design effects of the three ratios of a card, and the standard error of its AUROC; NaN: not known."""

    precision: Float[np.ndarray, "unit label"]
    recall: Float[np.ndarray, "unit label"]
    jaccard: Float[np.ndarray, "unit label"]
    auroc: Float[np.ndarray, "unit label"]


def cluster_spread(
    bins: Integer[np.ndarray, "item unit"],
    ranks: Float[np.ndarray, "item unit"],
    member: Bool[np.ndarray, "item label"],
    cluster: Int[np.ndarray, "item"],
    edge: Int[np.ndarray, "unit label"],
    polarity: Int[np.ndarray, "unit label"],
) -> Spread:
    """How far the cards of some units spread between clusters; items of one cluster stand side by side.

    A rule fires from bin `edge` up, or down where `polarity` is -1; `ranks` are mid-ranks of the bins. Linearisation of
    a ratio of totals over clusters (Cochran 1977, section 6).
    """
    starts = np.flatnonzero(np.diff(cluster, prepend=cluster[:1] - 1))
    units, labels = edge.shape
    found = np.full((4, units, labels), np.nan)
    if not len(starts):
        return Spread(*found)
    fired_by = _fired(bins, starts)
    alone = len(starts) == len(bins)
    everything = ranks if alone else np.add.reduceat(ranks, starts, axis=0)
    size = np.diff(np.append(starts, len(cluster)))
    for label in range(labels):
        rows = np.flatnonzero(member[:, label])
        own, place = np.unique(np.searchsorted(starts, rows, side="right") - 1, return_index=True)
        if len(own) < _LEAST:
            continue
        fired = fired_by(edge[:, label], polarity[:, label])
        hits, inside, n_inside = np.zeros_like(fired), np.zeros_like(everything), np.zeros(len(starts))
        if alone:
            hits[rows], inside[rows] = fired[rows], ranks[rows]
        else:
            told = _fires(bins[rows], edge[:, label], polarity[:, label])
            hits[own] = np.add.reduceat(told, place, axis=0, dtype=np.float32)
            inside[own] = np.add.reduceat(ranks[rows], place, axis=0)
        n_inside[own] = np.diff(np.append(place, len(rows)))
        n_positive = n_inside[:, None]
        found[0, :, label] = _design_effect(hits, fired)
        found[1, :, label] = _design_effect(hits, n_positive)
        found[2, :, label] = _design_effect(hits, fired + n_positive - hits)
        found[3, :, label] = _standard_error(inside, everything - inside, n_positive, size[:, None] - n_positive)
    return Spread(*found)


def _fires(
    bins: Integer[np.ndarray, "item unit"], edge: Int[np.ndarray, "unit"], polarity: Int[np.ndarray, "unit"]
) -> Bool[np.ndarray, "item unit"]:
    return np.where(polarity == 1, bins >= edge, bins <= edge)


def _fired(
    bins: Integer[np.ndarray, "item unit"], starts: Int[np.ndarray, "cluster"]
) -> Callable[[Int[np.ndarray, "unit"], Int[np.ndarray, "unit"]], Float[np.ndarray, "cluster unit"]]:
    """A function from a rule of each unit to how often it fires in each cluster."""
    units = bins.shape[1]
    if len(bins) == len(starts):
        return lambda edge, polarity: _fires(bins, edge, polarity).astype(np.float32)
    if len(bins) < _LARGE * len(starts):
        return lambda edge, polarity: np.add.reduceat(_fires(bins, edge, polarity), starts, axis=0, dtype=np.float32)
    # clusters of many items: count bins once, and read every rule off the running sums
    place = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(bins))))
    key = (place[:, None] * units + np.arange(units)) * CARD_BINS + bins
    counts = np.bincount(key.ravel(), minlength=len(starts) * units * CARD_BINS)
    below = np.zeros((len(starts), units, CARD_BINS + 1), np.float32)
    np.cumsum(counts.reshape(len(starts), units, CARD_BINS), axis=2, out=below[:, :, 1:])
    unit = np.arange(units)

    def fired(edge: Int[np.ndarray, "unit"], polarity: Int[np.ndarray, "unit"]) -> Float[np.ndarray, "cluster unit"]:
        up = below[:, :, -1] - below[:, unit, edge]
        return np.where(polarity == 1, up, below[:, unit, edge + 1])

    return fired


def _design_effect(
    part: Float[np.ndarray, "cluster unit"], whole: Float[np.ndarray, "cluster #unit"]
) -> Float[np.ndarray, "unit"]:
    """How many times the variance of sum(part) / sum(whole) over clusters is that of independent items."""
    total = whole.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part.sum(0) / total
        clusters = len(part) / max(1, len(part) - 1)
        between = clusters * np.square(part - share * whole).sum(0) / total**2
        alone = share * (1 - share) / total
        effect = between / alone
    enough = (whole > 0).sum(0) >= _LEAST
    return np.where(enough & np.isfinite(effect), effect, np.nan)


def _standard_error(
    inside: Float[np.ndarray, "cluster unit"],
    outside: Float[np.ndarray, "cluster unit"],
    n_inside: Float[np.ndarray, "cluster 1"],
    n_outside: Float[np.ndarray, "cluster 1"],
) -> Float[np.ndarray, "unit"]:
    """Of the difference of mean ranks, labelled minus others, which is AUROC - 1/2 (Obuchowski 1997, linearised)."""
    if n_inside.sum() == 0 or n_outside.sum() == 0:
        return np.full(inside.shape[1], np.nan)
    high, low = inside.sum(0) / n_inside.sum(), outside.sum(0) / n_outside.sum()
    parts = (inside - high * n_inside) / n_inside.sum() - (outside - low * n_outside) / n_outside.sum()
    return np.sqrt(len(parts) / max(1, len(parts) - 1) * np.square(parts).sum(0))


def intervals(
    cards: Cards,
    spread: Spread,
    scale: float,
    usual: Float[np.ndarray, "label"],
) -> dict[str, Float[np.ndarray, "unit label"]]:
    """The 95% interval of each ratio of the cards, as columns `<name>_lo` and `<name>_hi`.

    `scale` is the number of stories of the sample over the number that the cards were judged on, which shrinks the
    standard error of AUROC; `usual` is the design effect of each label where the sample knows none: tokens per story.
    """
    n_pos, fired = (count.cpu().double().numpy() for count in (cards.n_pos, cards.n_fired))
    precision, recall, f1, area = (
        getattr(cards, name).cpu().double().numpy() for name in ("precision", "recall", "f1", "auroc")
    )
    union, jaccard = fired + n_pos - recall * n_pos, f1 / (2 - f1)
    found: dict[str, np.ndarray] = {}
    error = _Z * spread.auroc * np.sqrt(scale)
    found["auroc_lo"], found["auroc_hi"] = np.clip(area - error, 0, 1), np.clip(area + error, 0, 1)
    for name, share, n, effect in (
        ("precision", precision, fired, spread.precision),
        ("recall", recall, n_pos, spread.recall),
        ("f1", jaccard, union, spread.jaccard),
    ):
        effect = np.maximum(np.where(np.isnan(effect), usual, effect), 1.0)
        low, high = wilson_array(share, n / effect)
        if name == "f1":
            low, high = 2 * low / (1 + low), 2 * high / (1 + high)
        found[f"{name}_lo"], found[f"{name}_hi"] = low, high
    return {name: values.astype(np.float32) for name, values in found.items()}


def wilson_array(
    share: Float[np.ndarray, "*item"], n: Float[np.ndarray, "*item"]
) -> tuple[Float[np.ndarray, "*item"], Float[np.ndarray, "*item"]]:
    """Wilson's 95% interval of proportions, for any number of observations, also a broken one; (0, 1) for none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = share + _Z * _Z / (2 * n)
        reach = _Z * np.sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
        scale = 1 + _Z * _Z / n
        low, high = (centre - reach) / scale, (centre + reach) / scale
    known = n > 0
    return np.where(known, np.clip(low, 0, share), 0.0), np.where(known, np.clip(high, share, 1), 1.0)


def tokens_per_cluster(member: Bool[np.ndarray, "item label"], cluster: Int[np.ndarray, "item"]) -> np.ndarray:
    """Kish's mean cluster size of each label: what one more token of a story is divided by, at worst."""
    starts = np.flatnonzero(np.diff(cluster, prepend=cluster[:1] - 1))
    if not len(starts):
        return np.ones(member.shape[1])
    sizes = np.add.reduceat(member, starts, axis=0, dtype=np.float64)
    return np.maximum(1.0, np.square(sizes).sum(0) / np.maximum(1.0, sizes.sum(0)))

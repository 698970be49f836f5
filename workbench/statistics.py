"""Intervals and exact tests that stand beside every number."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

Side = Literal["greater", "less", "two-sided"]


def wilson(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a proportion; (0, 1) when nothing was counted.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".

    >>> low, high = wilson(20, 164)
    >>> round(low, 3), round(high, 3)
    (0.08, 0.181)
    """
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    scale = 1 + z * z / n
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # rounding must not put the bound of an all-right or all-wrong count beyond the share itself
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def binomial_p(successes: int, n: int, chance: float, side: Side = "greater") -> float:
    """Exact probability of a count at least this extreme when each of `n` succeeds with probability `chance`.

    Two-sided is twice the smaller tail, at most 1.

    >>> round(binomial_p(9, 10, 0.5), 6)
    0.010742
    """
    from scipy.special import bdtr, bdtrc  # scipy.stats takes half a second to import and computes the same

    if n == 0:
        return 1.0
    upper = 1.0 if successes <= 0 else float(bdtrc(successes - 1, n, chance))
    lower = 1.0 if successes >= n else float(bdtr(successes, n, chance))
    if side == "greater":
        return upper
    return lower if side == "less" else min(1.0, 2 * min(upper, lower))


def mcnemar(first_right: Bool[np.ndarray, "item"], second_right: Bool[np.ndarray, "item"]) -> float:
    """Exact two-sided McNemar test that two scorers are equally often right on the same items.

    >>> mcnemar(np.array([True] * 5), np.array([False] * 5))
    0.0625
    """
    only_first = int(np.sum(first_right & ~second_right))
    only_second = int(np.sum(second_right & ~first_right))
    return binomial_p(only_first, only_first + only_second, 0.5, "two-sided")


def group_index(groups: Sequence[object]) -> Int[np.ndarray, "item"]:
    """Number the groups by first appearance: equal entries get equal numbers.

    >>> group_index(["b", "a", "b"])
    array([0, 1, 0])
    """
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(group, len(seen)) for group in groups], dtype=np.int64)


def bootstrap_mean(
    values: Float[np.ndarray, "item"] | Bool[np.ndarray, "item"],
    generator: np.random.Generator,
    groups: Sequence[object] | None = None,
    draws: int = 2000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean, drawing whole groups when `groups` names them.

    Items of one group (twins, siblings) are not independent, so they are drawn together.
    """
    numerator = np.asarray(values, dtype=np.float64)[:, None]
    low, high = bootstrap_ratio(numerator, np.ones(len(numerator)), generator, groups, draws, confidence)
    return float(low[0]), float(high[0])


def bootstrap_ratio(
    numerator: Float[np.ndarray, "item column"],
    denominator: Float[np.ndarray, "item"],
    generator: np.random.Generator,
    groups: Sequence[object] | None = None,
    draws: int = 2000,
    confidence: float = 0.95,
) -> tuple[Float[np.ndarray, "column"], Float[np.ndarray, "column"]]:
    """Percentile bootstrap interval of sum(numerator) / sum(denominator) for every column at once.

    The same draws serve all columns. Raises ValueError without items.
    """
    if len(denominator) == 0:
        raise ValueError("a bootstrap needs at least one item")
    numbers = np.arange(len(denominator)) if groups is None else group_index(groups)
    size = int(numbers.max()) + 1
    above = np.zeros((size, numerator.shape[1]))
    below = np.zeros(size)
    np.add.at(above, numbers, numerator)
    np.add.at(below, numbers, denominator)
    # how often each group is drawn: a multinomial count, so that a draw is one row of a matrix product
    counts = generator.multinomial(size, np.full(size, 1 / size), size=draws).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = (counts @ above) / (counts @ below)[:, None]
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(ratios, [tail, 1 - tail], axis=0)
    return low, high

"""How far two judges of the same things agree: exactly, by weighted kappa and in rank, with intervals."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from jaxtyping import Float

from workbench.statistics import group_index

_DRAWS = 2000


class Agreement(TypedDict):
    """Exact agreement, quadratic-weighted kappa and Spearman's rank correlation; None where one is not defined."""

    n: int
    exact: float | None
    exact_ci95: tuple[float, float] | None
    kappa: float | None
    kappa_ci95: tuple[float, float] | None
    rank_correlation: float | None
    rank_correlation_ci95: tuple[float, float] | None


def agreement(
    first: Sequence[float],
    second: Sequence[float],
    generator: np.random.Generator,
    groups: Sequence[object] | None = None,
    draws: int = _DRAWS,
) -> Agreement:
    """Compare two lists of scores of the same things; the 95% intervals draw whole groups (prompts) when named.

    Sources: Cohen 1968 (weighted kappa, here with quadratic weights), Spearman 1904 (with average ranks for ties).
    """
    levels = sorted({*first, *second})
    if not levels:
        return _spelled(0, [None] * 3, [None] * 3)
    place = {level: index for index, level in enumerate(levels)}
    numbers = np.arange(len(first)) if groups is None else group_index(groups)
    tables = np.zeros((int(numbers.max()) + 1, len(levels), len(levels)))
    rows = np.array([place[one] for one in first])
    columns = np.array([place[one] for one in second])
    np.add.at(tables, (numbers, rows, columns), 1.0)
    size = len(tables)
    counts = generator.multinomial(size, np.full(size, 1 / size), size=draws).astype(np.float64)
    drawn = np.einsum("dg,gij->dij", counts, tables)
    scale = np.array(levels, dtype=np.float64)
    values = [one[0] for one in _measures(tables.sum(0)[None], scale)]
    spread = [_interval(one) for one in _measures(drawn, scale)]
    return _spelled(len(first), [None if np.isnan(one) else float(one) for one in values], spread)


def _measures(
    tables: Float[np.ndarray, "sample _ _"], scale: Float[np.ndarray, "_"]
) -> tuple[Float[np.ndarray, "sample"], Float[np.ndarray, "sample"], Float[np.ndarray, "sample"]]:
    """Exact agreement, kappa and rank correlation of tables of counts; NaN where one is not defined."""
    n = tables.sum((1, 2))
    first, second = tables.sum(2), tables.sum(1)
    weights = (scale[:, None] - scale[None, :]) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.trace(tables, axis1=1, axis2=2) / n
        expected = np.einsum("di,dj->dij", first, second) / n[:, None, None]
        kappa = 1 - (tables * weights).sum((1, 2)) / (expected * weights).sum((1, 2))
        ranks = [margin.cumsum(1) - margin / 2 - n[:, None] / 2 for margin in (first, second)]
        together = np.einsum("dij,di,dj->d", tables, ranks[0], ranks[1])
        spreads = [(margin * rank**2).sum(1) for margin, rank in zip((first, second), ranks, strict=True)]
        rho = together / np.sqrt(spreads[0] * spreads[1])
    return exact, kappa, rho


def _interval(values: Float[np.ndarray, "sample"]) -> tuple[float, float] | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _spelled(n: int, values: list[float | None], spread: list[tuple[float, float] | None]) -> Agreement:
    known = [one if value is not None else None for value, one in zip(values, spread, strict=True)]
    return {
        "n": n,
        "exact": values[0],
        "exact_ci95": known[0],
        "kappa": values[1],
        "kappa_ci95": known[1],
        "rank_correlation": values[2],
        "rank_correlation_ci95": known[2],
    }

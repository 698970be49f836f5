"""Into how many features a property is split, and where those are silent although the property is there.

Splitting: features are added (any of them firing counts) while F1 grows by GAIN. Absorption (arXiv 2409.14507): on a
token with the property, as a linear probe sees it, none of them fires, and another feature that points along the
probe's direction stands in. It hangs on the probe and on the cuts below, so it is shown and never a headline.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from scipy.sparse import csr_array

from probes.dictionaries.readouts import Readouts
from probes.dictionary_truth import Activity

GAIN = 0.03
"""The growth of F1 that earns a property one more feature."""
STANDS_IN = 0.4
"""The share of what the probe sees that one other feature must bring to stand in for the silent ones."""
_CANDIDATES, _MOST = 12, 5


@dataclass(frozen=True)
class Split:
    """The features of one property in the order they were found, and the F1 of the first and of all together."""

    features: tuple[int, ...]
    f1_one: float
    f1_all: float


@dataclass(frozen=True)
class Absorbed:
    """Tokens with a property that the probe finds: how many, the share without its features, and with a stand-in."""

    n: int
    missed: float
    absorbed: float


def split(
    activity: Activity,
    truth: Bool[np.ndarray, "item"],
    judging: Bool[np.ndarray, "item"],
    bounds: Float[np.ndarray, "feature"],
) -> Split:
    """Greedy search on the choosing half among features that fire above `bounds`; F1 on the judging half."""
    fires = activity.above(bounds).tocsc()
    choose, wanted = ~judging, truth & ~judging
    hits = np.asarray(fires.T @ wanted.astype(np.float32))
    fired = np.asarray(fires.T @ choose.astype(np.float32))
    scores = 2 * hits / np.maximum(fired + wanted.sum(), 1)
    columns = {int(index): _column(fires, int(index)) for index in np.argsort(-scores)[:_CANDIDATES]}
    chosen: list[int] = []
    claims, best = np.zeros(len(truth), dtype=np.bool_), 0.0
    first = claims
    while len(chosen) < _MOST and columns:
        gains = {index: _f1((claims | column) & choose, wanted) for index, column in columns.items()}
        index = max(gains, key=lambda one: gains[one])
        if chosen and gains[index] < best + GAIN:
            break
        claims, best = claims | columns.pop(index), gains[index]
        chosen.append(index)
        first = first if len(chosen) > 1 else claims
    told = truth & judging
    return Split(tuple(chosen), _f1(first & judging, told), _f1(claims & judging, told))


def absorption(
    activity: Activity,
    acts: Float[np.ndarray, "token d"],
    truth: Bool[np.ndarray, "token"],
    label: int,
    readouts: Readouts,
    directions: Float[np.ndarray, "feature d"],
    own: tuple[int, ...],
) -> Absorbed:
    """How often the property's own features are silent on tokens where the probe finds it, and another stands in."""
    direction = readouts.direction[:, label]
    seen = (acts - readouts.mean) @ direction
    found = np.flatnonzero(truth & (seen > readouts.bound[label]))
    if not len(found):
        return Absorbed(0, 0.0, 0.0)
    rows = activity.values[found]
    silent = np.flatnonzero(np.asarray(rows[:, list(own)].sum(axis=1)).ravel() == 0)
    brought = csr_array(rows[silent].multiply((directions @ direction)[None, :]))
    most = brought.max(axis=1).toarray().ravel() if len(silent) else np.zeros(0)
    stands = int((most >= STANDS_IN * seen[found][silent]).sum()) if len(silent) else 0
    return Absorbed(len(found), len(silent) / len(found), stands / len(found))


def _column(fires: Any, index: int) -> Bool[np.ndarray, "item"]:
    return fires[:, [index]].toarray().ravel() > 0


def _f1(claims: Bool[np.ndarray, "item"], truth: Bool[np.ndarray, "item"]) -> float:
    return float(2 * (claims & truth).sum() / max(int(claims.sum() + truth.sum()), 1))

"""On which token types a unit fires most."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from jaxtyping import Float, Int

TYPES = 10
"""Token types listed per unit."""
_LEAST = 5
"""Occurrences that a type must have."""


def token_table(
    units: Sequence[str],
    first: int,
    acts: Float[np.ndarray, "sampled unit"],
    ids: Int[np.ndarray, "sampled"],
    strings: pa.Array,
) -> pa.Table:
    """tokens.parquet: the types with the highest mean activation, of those seen often enough, where it is positive."""
    order = np.argsort(ids, kind="stable")
    kinds, starts, counts = np.unique(ids[order], return_index=True, return_counts=True)
    sums = np.add.reduceat(acts[order], starts, axis=0) if len(starts) else np.zeros((0, len(units)), np.float32)
    positive = np.add.reduceat(np.maximum(acts[order], 0), starts, axis=0) if len(starts) else sums
    mean = np.where(counts[:, None] >= _LEAST, sums / np.maximum(counts, 1)[:, None], -np.inf)
    chosen = np.argsort(-mean, axis=0, kind="stable")[:TYPES].T
    unit, rank = np.nonzero(np.take_along_axis(mean.T, chosen, axis=1) > 0)
    kind = chosen[unit, rank]
    total = positive.sum(0)
    return pa.table(
        {
            "row": pa.array(first + unit, pa.int32()),
            "unit": pa.array(np.array(units, dtype=object)[unit], pa.string()),
            "rank": pa.array(rank, pa.int32()),
            "token": strings.take(pa.array(kinds[kind])),
            "mean": pa.array(mean[kind, unit], pa.float32()),
            "share": pa.array(positive[kind, unit] / total[unit], pa.float32()),
            "n": pa.array(counts[kind], pa.int32()),
        }
    )

"""Which of many effects are real: sign-flip permutation with the maximum statistic (Westfall and Young 1993).

Were a patch to do nothing, what it moves in a pair would be as likely up as down. Flipping the signs of whole pairs
keeps how places go together, so the largest statistic over all places says how large luck alone makes the best.
"""

import numpy as np
from jaxtyping import Bool, Float

REAL = 0.05
"""Family-wise error: the chance that any place is marked real although none is."""


def sign_flips(
    moved: Float[np.ndarray, "pair column"],
    present: Bool[np.ndarray, "pair column"],
    generator: np.random.Generator,
    draws: int = 2000,
) -> tuple[Float[np.ndarray, "column"], Float[np.ndarray, "column"]]:
    """Two-sided p of every column by itself and for the whole family of columns, from the same flips.

    A column's statistic is Student's t of the pairs in which it is present. A column that moves nothing has p = 1.
    """
    values = np.where(present, moved, 0.0)
    count = np.maximum(present.sum(0), 2)
    squares = (values**2).sum(0)
    observed = _student(values.sum(0), squares, count)
    above = np.zeros(values.shape[1])
    above_any = np.zeros(values.shape[1])
    for start in range(0, draws, 250):
        signs = generator.choice(np.array([-1.0, 1.0]), size=(min(250, draws - start), len(values)))
        drawn = _student(signs @ values, squares, count)
        above += (drawn >= observed - 1e-12).sum(0)
        above_any += (drawn.max(1)[:, None] >= observed - 1e-12).sum(0)
    return (1 + above) / (1 + draws), (1 + above_any) / (1 + draws)


def _student(
    total: Float[np.ndarray, "*sample column"], squares: Float[np.ndarray, "column"], count: np.ndarray
) -> Float[np.ndarray, "*sample column"]:
    """Absolute t; flipping signs leaves the sum of squares as it is."""
    mean = total / count
    spread = np.sqrt(np.maximum(squares / count - mean**2, 0) / (count - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / spread
    # equal values in all pairs have no spread: as certain as it gets, unless they are all 0
    return np.where(spread > 1e-12 * np.abs(mean), np.nan_to_num(t), np.where(np.abs(mean) > 0, 1e12, 0.0))

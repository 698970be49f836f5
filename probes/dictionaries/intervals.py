"""Intervals for F1 scores, drawn over stories: tokens of one story are not independent."""

import numpy as np
from jaxtyping import Bool, Float, Int

_DRAWS = 400


def f1_intervals(
    claims: Bool[np.ndarray, "item label"],
    truth: Bool[np.ndarray, "item label"],
    story: Int[np.ndarray, "item"],
    generator: np.random.Generator,
) -> tuple[Float[np.ndarray, "label"], Float[np.ndarray, "label"], Float[np.ndarray, "sample"]]:
    """95% intervals (low, high) of each label's F1, and what the mean F1 was in every draw of stories."""
    numbers, home = np.unique(story, return_inverse=True)
    table = np.zeros((len(numbers), 2, claims.shape[1]), dtype=np.float32)
    np.add.at(table[:, 0], home, 2 * (claims & truth))
    np.add.at(table[:, 1], home, claims.astype(np.int64) + truth)
    size = len(numbers)
    counts = generator.multinomial(size, np.full(size, 1 / size), size=_DRAWS).astype(np.float32)
    above, below = counts @ table[:, 0], counts @ table[:, 1]
    ratios = above / np.maximum(below, 1)
    low, high = np.quantile(ratios, [0.025, 0.975], axis=0)
    return low, high, ratios.mean(axis=1)

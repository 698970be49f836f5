"""Two texts, or one text under two models, token beside token: what a changed word changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True, slots=True)
class Aligned:
    """A place of the first text and the place of the second that belongs to it; None where one has no counterpart."""

    first: int | None
    second: int | None
    same: bool


def align(first: Sequence[int], second: Sequence[int]) -> list[Aligned]:
    """Align two token sequences: runs that agree stand together, a run that was replaced stands token by token.

    >>> [(one.first, one.second, one.same) for one in align([7, 1, 9], [7, 2, 3, 9])]
    [(0, 0, True), (1, 1, False), (None, 2, False), (2, 3, True)]
    """
    found: list[Aligned] = []
    for tag, a, a_end, b, b_end in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        for step in range(max(a_end - a, b_end - b)):
            left = a + step if a + step < a_end else None
            right = b + step if b + step < b_end else None
            found.append(Aligned(left, right, tag == "equal"))
    return found


def divergence(
    first: Float[np.ndarray, "pos vocab"], second: Float[np.ndarray, "pos vocab"]
) -> Float[np.ndarray, "pos"]:
    """Return the Jensen-Shannon divergence (bits, 0 to 1) of two models' next-token log-probabilities, row by row.

    >>> divergence(np.log(np.array([[0.5, 0.5]])), np.log(np.array([[0.5, 0.5]]))).tolist()
    [0.0]
    """
    a, b = np.exp(first), np.exp(second)
    middle = np.log((a + b) / 2 + 1e-300)
    both = (a * (first - middle)).sum(-1) + (b * (second - middle)).sum(-1)
    return np.clip(both / 2 / np.log(2.0), 0.0, 1.0)

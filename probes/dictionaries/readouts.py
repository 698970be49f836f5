"""What a linear probe reads from the same activations: the yardstick beside every single feature."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

_RIDGE = 1e-3
"""Penalty as a share of the mean variance: enough to keep directions without variance quiet."""


@dataclass(frozen=True)
class Readouts:
    """One linear readout per label: it holds where (x - mean) @ direction exceeds the bound."""

    mean: Float[np.ndarray, "d"]
    direction: Float[np.ndarray, "d label"]
    bound: Float[np.ndarray, "label"]

    def claims(self, x: Float[np.ndarray, "item d"]) -> Bool[np.ndarray, "item label"]:
        """Where each label is read."""
        return (x - self.mean) @ self.direction > self.bound


def fit_readouts(x: Float[np.ndarray, "item d"], member: Bool[np.ndarray, "item label"]) -> Readouts:
    """Ridge regression on every label at once, each with the bound that has the best F1 on the same items.

    With two classes its direction is Fisher's discriminant; one solve serves all labels.
    """
    mean = x.mean(0, dtype=np.float64)
    centred = (x - mean).astype(np.float32)
    spread = (centred.T @ centred).astype(np.float64)
    spread += np.eye(len(mean)) * (_RIDGE * np.trace(spread) / len(mean) + 1e-12)
    truth = member.astype(np.float32)
    direction = np.linalg.solve(spread, (centred.T @ (truth - truth.mean(0))).astype(np.float64)).astype(np.float32)
    scores = centred @ direction
    bound = np.array([best_bound(scores[:, label], member[:, label]) for label in range(member.shape[1])])
    return Readouts(mean.astype(np.float32), direction, bound)


def best_bound(score: Float[np.ndarray, "item"], truth: Bool[np.ndarray, "item"]) -> float:
    """The bound that a score must exceed for the best F1; infinite where nothing is true.

    >>> best_bound(np.array([0.0, 1.0, 2.0, 3.0]), np.array([False, False, True, True]))
    1.0
    """
    if not truth.any():
        return float("inf")
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + hits[-1])
    ranked = score[order]
    f1[:-1][ranked[:-1] == ranked[1:]] = 0  # equal scores are told together
    last = int(f1.argmax())
    return float(ranked[last + 1]) if last + 1 < len(ranked) else float(np.nextafter(ranked[last], -np.inf))


def f1_scores(
    claims: Bool[np.ndarray, "item label"], truth: Bool[np.ndarray, "item label"]
) -> Float[np.ndarray, "label"]:
    """F1 of each label."""
    hits = (claims & truth).sum(0)
    return 2 * hits / np.maximum(claims.sum(0) + truth.sum(0), 1)

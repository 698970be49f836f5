"""Logistic regression with an L1 penalty: which few channels are enough."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

_STEPS = 300


@dataclass(frozen=True, slots=True)
class SparseReadout:
    """One readout in standardised coordinates; most of `weight` is exactly 0."""

    weight: Float[Tensor, "d cls"]
    bias: Float[Tensor, "cls"]

    @property
    def channels(self) -> int:
        """Channels of the activation that any class looks at."""
        return int((self.weight != 0).any(1).sum())

    def answers(self, x: Float[Tensor, "token d"]) -> Int[Tensor, "token"]:
        """The class of each row."""
        return (x @ self.weight + self.bias).argmax(-1)


def fit_sparse(
    x: Float[Tensor, "token d"], y: Int[Tensor, "token"], n_classes: int, strength: float, steps: int = _STEPS
) -> SparseReadout:
    """Minimise mean cross-entropy + strength * sum of |weight| by proximal gradient with momentum (FISTA).

    The step is 1 / L with L = half the largest eigenvalue of the second moments, which bounds the curvature (Boehning
    1992). Columns are expected to be standardised. In scikit-learn's terms C = 1 / (strength * rows).
    """
    wide = torch.cat([x, torch.ones(len(x), 1)], 1)
    step = 2.0 / float(torch.linalg.eigvalsh((wide.T @ wide / len(x)).double())[-1])
    chosen = torch.nn.functional.one_hot(y, n_classes).float()
    weight = torch.zeros(wide.shape[1], n_classes)
    ahead, pace = weight, 1.0
    shrink = torch.full((wide.shape[1], 1), strength * step)
    shrink[-1] = 0  # the bias
    for _ in range(steps):
        gradient = wide.T @ ((wide @ ahead).softmax(-1) - chosen) / len(x)
        moved = ahead - step * gradient
        new = moved.sign() * (moved.abs() - shrink).clamp(min=0)
        if ((ahead - new) * (new - weight)).sum() > 0:  # it overshot: start over (arXiv 1204.3982)
            pace = 1.0
        faster = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead, weight, pace = new + (pace - 1) / faster * (new - weight), new, faster
    return SparseReadout(weight[:-1], weight[-1])

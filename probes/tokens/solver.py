"""Multinomial logistic regression on tokens by the hundred thousand: many fits side by side, by mini-batches.

All fits see the same rows; they differ in their labels (true, shuffled, control) and in their penalty. Columns are
expected to be whitened, which makes every direction equally easy to learn. Adam (arXiv 1412.6980) with a falling step
and the mean of the last weights; that it finds what scikit-learn's lbfgs finds is tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

_BATCH = 2048
_STEPS = 400
_EPOCHS = 5
_LR = 0.1


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and covariance of rows, which can be added up shard by shard in any split; float64."""

    n: int
    total: Float[Tensor, "d"]
    outer: Float[Tensor, "d d"]

    @classmethod
    def none(cls, d: int) -> "Moments":
        """No rows yet."""
        return cls(0, torch.zeros(d, dtype=torch.float64), torch.zeros(d, d, dtype=torch.float64))

    def add(self, x: Float[Tensor, "token d"]) -> "Moments":
        """With these rows too."""
        wide = x.double()
        return self.merge(Moments(len(x), wide.sum(0), wide.T @ wide))

    def merge(self, other: "Moments") -> "Moments":
        """With the rows of another."""
        return Moments(self.n + other.n, self.total + other.total, self.outer + other.outer)

    @property
    def mean(self) -> Float[Tensor, "d"]:
        """Of each column."""
        return self.total / self.n

    @property
    def covariance(self) -> Float[Tensor, "d d"]:
        """About the mean."""
        return self.outer / self.n - torch.outer(self.mean, self.mean)

    def whitening(self, floor: float = 1e-6) -> Float[Tensor, "d d"]:
        """The matrix that gives (x - mean) uncorrelated columns of variance 1 (directions below the floor: less)."""
        variance, directions = torch.linalg.eigh(self.covariance)
        return directions / variance.clamp(min=floor * float(variance.max().clamp(min=floor))).sqrt()


@dataclass(frozen=True, slots=True)
class Fits:
    """Weights of several readouts of one kind: class = argmax(x @ weight[f] + bias[f])."""

    weight: Float[Tensor, "probe d cls"]
    bias: Float[Tensor, "probe cls"]

    def logits(self, x: Float[Tensor, "token d"]) -> Float[Tensor, "probe token cls"]:
        """Of each fit for each row."""
        return torch.einsum("td,pdc->ptc", x, self.weight) + self.bias[:, None]

    def answers(self, x: Float[Tensor, "token d"]) -> Int[np.ndarray, "probe token"]:
        """The class that each fit says."""
        return self.logits(x).argmax(-1).numpy()

    def unwhitened(
        self, mean: Float[Tensor, "d"], turn: Float[Tensor, "d d"], number: int
    ) -> tuple[Float[np.ndarray, "cls d"], Float[np.ndarray, "cls"]]:
        """Weight and bias of one fit in the coordinates that `turn` was applied to."""
        weight = turn.double() @ self.weight[number].double()
        bias = self.bias[number].double() - mean.double() @ weight
        return weight.T.float().numpy(), bias.float().numpy()


def fit_logistic(
    x: Float[Tensor, "token d"],
    labels: Int[Tensor, "probe token"],
    strengths: Sequence[float],
    n_classes: int,
    generator: torch.Generator,
) -> Fits:
    """Minimise mean cross-entropy + strength / 2 * |weight|^2 for each of `labels`; `strengths` are theirs.

    In scikit-learn's terms C = 1 / (strength * rows). The bias is not penalised.
    """
    n, d = x.shape
    probes = len(labels)
    batch = min(n, max(_BATCH // 4, min(_BATCH, n // 8)))
    steps = max(_STEPS, -(-_EPOCHS * n // batch))
    weight, bias = torch.zeros(d, probes * n_classes), torch.zeros(probes * n_classes)
    decay = torch.tensor(list(strengths), dtype=torch.float32).repeat_interleave(n_classes)
    moments = [torch.zeros_like(one) for one in (weight, bias, weight, bias)]
    mean_weight, mean_bias, counted = torch.zeros_like(weight), torch.zeros_like(bias), 0
    columns = torch.arange(probes) * n_classes
    order = torch.randperm(n, generator=generator)
    at = 0
    for step in range(1, steps + 1):
        if at + batch > n:
            order, at = torch.randperm(n, generator=generator), 0
        rows = order[at : at + batch]
        at += batch
        part = x[rows]
        wrong = torch.addmm(bias, part, weight).view(batch, probes, n_classes).softmax(-1).view(batch, -1)
        wrong.scatter_add_(1, labels[:, rows].T + columns, torch.full((batch, probes), -1.0))
        gradients = (part.T @ wrong / batch + weight * decay, wrong.mean(0))
        rate = _LR * (1 - (step - 1) / steps)
        for index, (value, gradient) in enumerate(zip((weight, bias), gradients, strict=True)):
            first, second = moments[index], moments[index + 2]
            first.lerp_(gradient, 0.1)
            second.lerp_(gradient.square(), 0.01)
            change = (first / (1 - 0.9**step)) / ((second / (1 - 0.99**step)).sqrt() + 1e-8)
            value.sub_(rate * change)
        if step > steps * 3 // 4:
            counted += 1
            mean_weight += (weight - mean_weight) / counted
            mean_bias += (bias - mean_bias) / counted
    return Fits(mean_weight.view(d, probes, n_classes).permute(1, 0, 2).contiguous(), mean_bias.view(probes, n_classes))

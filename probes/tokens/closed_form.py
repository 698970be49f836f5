"""Readouts that need no search: ridge and mass-mean, from sums over the tokens of each class."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.tokens.solver import Fits, Moments


@dataclass(frozen=True, slots=True)
class ClassMoments:
    """What closed-form readouts need to know of labelled rows: all of them together, and count and sum by class."""

    every: Moments
    counts: Float[Tensor, "cls"]
    sums: Float[Tensor, "cls d"]

    @classmethod
    def of(cls, x: Float[Tensor, "token d"], y: Int[Tensor, "token"], n_classes: int) -> "ClassMoments":
        """Of these rows; those of further rows are added with `merge`."""
        sums = torch.zeros(n_classes, x.shape[1], dtype=torch.float64).index_add_(0, y, x.double())
        counts = torch.bincount(y, minlength=n_classes).double()
        return cls(Moments.none(x.shape[1]).add(x), counts, sums)

    def merge(self, other: "ClassMoments") -> "ClassMoments":
        """With the rows of another; exact up to the rounding of float64 sums, in any split."""
        return ClassMoments(self.every.merge(other.every), self.counts + other.counts, self.sums + other.sums)

    @property
    def means(self) -> Float[Tensor, "cls d"]:
        """The mean of each class; that of a class without rows is the mean of all."""
        there = self.counts[:, None] > 0
        return torch.where(there, self.sums / self.counts.clamp(min=1)[:, None], self.every.mean)

    @property
    def within(self) -> Float[Tensor, "d d"]:
        """The covariance about the class means."""
        centred = self.means - self.every.mean
        return self.every.covariance - centred.T @ (centred * (self.counts / self.every.n)[:, None])


def ridge(seen: ClassMoments, strengths: Sequence[float]) -> Fits:
    """Least squares on one-hot classes with strength / 2 * |weight|^2 beside half the mean squared error, for each."""
    share = seen.counts / seen.every.n
    mean, covariance = seen.every.mean, seen.every.covariance
    target = (seen.sums / seen.every.n - share[:, None] * mean).T  # covariance of rows with classes [d, cls]
    eye = torch.eye(len(mean), dtype=torch.float64)
    weights = [torch.linalg.solve(covariance + strength * eye, target) for strength in strengths]
    return Fits(torch.stack(weights).float(), torch.stack([share - mean @ weight for weight in weights]).float())


def mass_mean(seen: ClassMoments, iid: bool, floor: float = 1e-3) -> Fits:
    """The class whose mean is nearest, as a linear readout; for two classes its direction is the difference of means.

    `iid` measures nearness under the covariance within classes (arXiv 2310.06824), with the classes' shares as priors:
    linear discriminant analysis. `floor` is added to that covariance as a share of its mean variance.
    """
    means = seen.means
    turned = means
    prior = torch.zeros(len(means), dtype=torch.float64)
    if iid:
        within = seen.within
        damp = floor * within.diagonal().mean() * torch.eye(len(within), dtype=torch.float64)
        turned = torch.linalg.solve(within + damp, means.T).T
        prior = (seen.counts / seen.every.n).clamp(min=1e-12).log()
    absent = torch.where(seen.counts > 0, 0.0, -1e9)
    bias = prior - (turned * means).sum(1) / 2 + absent
    return Fits(turned.T[None].float(), bias[None].float())

"""Taking a concept out of an activation: LEACE, and what it is set beside.

LEACE (Belrose et al., "LEACE: Perfect linear concept erasure in closed form", arXiv 2306.03819, theorem 4.2) is the
affine map that leaves no linear readout of the concept and moves the activations least in mean square.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Eraser:
    """Moves x to x - left @ right @ (x - mean); `rank` directions are taken out."""

    mean: Float[Tensor, "d"]
    left: Float[Tensor, "d _"]
    right: Float[Tensor, "_ d"]

    @property
    def rank(self) -> int:
        """How many dimensions are lost."""
        return self.left.shape[1]

    def __call__(self, x: Float[Tensor, "*batch d"]) -> Float[Tensor, "*batch d"]:
        """Erase from the last axis."""
        return x - ((x - self.mean) @ self.right.T) @ self.left.T


@dataclass(frozen=True, slots=True)
class ConceptMoments:
    """Weighted sums over rows with a class each, in float64, from which erasers and directions are made.

    `shares`, `means`: of each class; `mean` and `covariance`: of all rows.
    """

    weight: float
    total: Float[Tensor, "d"]
    outer: Float[Tensor, "d d"]
    counts: Float[Tensor, "cls"]
    sums: Float[Tensor, "cls d"]

    @classmethod
    def none(cls, d: int, n_classes: int) -> "ConceptMoments":
        """No rows yet."""
        made = (torch.zeros(shape, dtype=torch.float64) for shape in ((d,), (d, d), (n_classes,), (n_classes, d)))
        return cls(0.0, *made)

    def add(
        self, x: Float[Tensor, "token d"], y: Int[Tensor, "token"], weights: Float[Tensor, "token"]
    ) -> "ConceptMoments":
        """With these rows too."""
        wide, heavy = x.double(), weights.double()
        scaled = wide * heavy[:, None]
        return ConceptMoments(
            self.weight + float(heavy.sum()),
            self.total + scaled.sum(0),
            self.outer + wide.T @ scaled,
            self.counts.index_add(0, y, heavy),
            self.sums.index_add(0, y, scaled),
        )

    @property
    def mean(self) -> Float[Tensor, "d"]:
        """Of all rows."""
        return self.total / self.weight

    @property
    def covariance(self) -> Float[Tensor, "d d"]:
        """About the mean."""
        return self.outer / self.weight - torch.outer(self.mean, self.mean)

    @property
    def crossed(self) -> Float[Tensor, "d cls"]:
        """Covariance of the activation with the one-hot class."""
        return (self.sums / self.weight - torch.outer(self.counts / self.weight, self.mean)).T

    @property
    def directions(self) -> Float[Tensor, "cls d"]:
        """Each class's mean, from the mean of all: the mass-mean directions."""
        return self.sums / self.counts.clamp(min=1e-12)[:, None] - self.mean


def leace(seen: ConceptMoments, floor: float = 1e-9) -> Eraser:
    """The least-squares eraser: project onto W @ crossed in whitened coordinates, W = covariance ** -1/2.

    Directions with less than `floor` of the largest variance count as constant and are left alone. The covariance is
    not shrunk: the package `concept-erasure` (0.2.4) agrees to 3e-6 with shrinkage=False.
    """
    variance, axes = torch.linalg.eigh(seen.covariance)
    there = variance > floor * variance.max()
    variance, axes = variance[there], axes[:, there]
    whiten = (axes / variance.sqrt()) @ axes.T
    colour = (axes * variance.sqrt()) @ axes.T
    left, sizes, _ = torch.linalg.svd(whiten @ seen.crossed, full_matrices=False)
    kept = left[:, sizes > 1e-7 * sizes.max().clamp(min=1e-30)]
    return Eraser(seen.mean.float(), (colour @ kept).float(), (kept.T @ whiten).float())


def projection(mean: Float[Tensor, "d"], directions: Float[Tensor, "_ d"]) -> Eraser:
    """Take the span of some directions out, orthogonally: the ablation of a direction, about the mean."""
    left, sizes, _ = torch.linalg.svd(directions.double().T, full_matrices=False)
    kept = left[:, sizes > 1e-7 * sizes.max().clamp(min=1e-30)].float()
    return Eraser(mean.float(), kept, kept.T.contiguous())


def random_projection(mean: Float[Tensor, "d"], rank: int, generator: torch.Generator) -> Eraser:
    """Take a random subspace of this rank out: what losing so many dimensions does by itself."""
    return projection(mean, torch.randn(rank, len(mean), generator=generator))

"""How well a dictionary stands in for the activations it reads, gathered chunk by chunk."""

from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass
class Fidelity:
    """Running sums over tokens, in double precision, so that chunks of any size give the same result."""

    tokens: int = 0
    _sum: Tensor = field(default_factory=lambda: torch.zeros(()))
    _square: float = 0.0
    _residual: float = 0.0
    _written: float = 0.0
    _agreement: float = 0.0
    _active: Tensor = field(default_factory=lambda: torch.zeros(()))

    def add(
        self,
        activations: Float[Tensor, "token d_in"],
        features: Float[Tensor, "token d_sae"],
        reconstruction: Float[Tensor, "token d_in"],
    ) -> None:
        """Count these tokens."""
        wide = activations.double()
        self.tokens += len(wide)
        self._sum = self._sum + wide.sum(0)
        self._square += float(wide.square().sum())
        written = reconstruction.double()
        self._residual += float((wide - written).square().sum())
        self._written += float(written.square().sum())
        self._agreement += float((wide * written).sum())
        self._active = self._active + (features != 0).sum(0).double()

    @property
    def explained_variance(self) -> float:
        """1 - residual variance / variance about the mean, over all dimensions together.

        >>> fidelity = Fidelity()
        >>> x = torch.tensor([[1.0], [3.0]])
        >>> fidelity.add(x, x, torch.tensor([[1.0], [2.0]]))
        >>> fidelity.explained_variance
        0.5
        """
        about_mean = self._square - float(self._sum.square().sum()) / self.tokens
        return 1.0 - self._residual / about_mean

    @property
    def l0(self) -> float:
        """Mean number of active features per token."""
        return float(self._active.sum()) / self.tokens

    @property
    def frequency(self) -> Float[Tensor, "d_sae"]:
        """The share of tokens on which each feature is active."""
        return self._active / self.tokens

    @property
    def alive(self) -> float:
        """The share of features that are ever active."""
        return float((self._active > 0).double().mean())

    @property
    def dense(self) -> float:
        """The share of features that are active on more than a tenth of the tokens."""
        return float((self.frequency > 0.1).double().mean())

    @property
    def shrinkage(self) -> float:
        """Size of the reconstruction relative to the closest one: below 1, everything comes out too small.

        The relative reconstruction bias of arXiv 2404.16014: mean |out|^2 / mean (out . x).

        >>> fidelity = Fidelity()
        >>> x = torch.tensor([[1.0], [3.0]])
        >>> fidelity.add(x, x, 0.8 * x)
        >>> round(fidelity.shrinkage, 6)
        0.8
        """
        return self._written / self._agreement if self._agreement else 0.0

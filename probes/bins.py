"""Turning activations into small whole numbers, so that what is known of a feature can be counted.

The bits of a float already are a bin on a logarithmic scale: sign, exponent, the top of the mantissa. Histograms use
these bins as they are. Label cards need every difference that matters, also far from zero, so `Binning` spreads 256
bins over a feature's own range by where a sample of its activations lies.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

_SMALLEST, _LARGEST = -9, 6
_COARSE, _FINE = 3, 6
BINS = 2 * ((_LARGEST - _SMALLEST) << _COARSE) + 1
"""Bins of `bin_index`: 8 to each doubling from 2^-9 to 2^6 on both sides of zero; the outer ones are open-ended."""
ZERO_BIN = BINS // 2
"""The bin of everything nearer to zero than 2^-9."""
CARD_BINS = 256
"""Bins of `Binning` and, at most, of `quantile_bins`."""
_CELLS = 2 * ((_LARGEST - _SMALLEST) << _FINE) + 1
_BY_MASS = 0.7
"""Share of the bins that go where the sample's activations are; the rest lie evenly on the logarithmic scale."""
_CROWD = 1 / 128
"""No cell counts as more than this share of the sample, or the zeros of a sparse feature would take all bins."""


def bin_index(values: Float[Tensor, "*batch"]) -> Int[Tensor, "*batch"]:
    """The bin of each activation on the fixed logarithmic scale.

    >>> (bin_index(torch.tensor([-1.0, -0.001, 0.0, 1.0, 1.2, 1e9])) - ZERO_BIN).tolist()
    [-73, 0, 0, 73, 74, 120]
    """
    return _logarithmic(values, _COARSE)


def bin_bounds() -> tuple[Float[Tensor, "bin"], Float[Tensor, "bin"]]:
    """The smallest and the largest float32 in each bin of `bin_index`; infinite at the outer ends."""
    return _logarithmic_bounds(_COARSE)


def _logarithmic(values: Tensor, precision: int) -> Int[Tensor, "..."]:
    steps = (_LARGEST - _SMALLEST) << precision
    bits = values.contiguous().view(torch.int32)
    size = bits.bitwise_and(0x7FFFFFFF)
    size.bitwise_right_shift_(23 - precision).sub_(((127 + _SMALLEST) << precision) - 1).clamp_(0, steps)
    sign = bits.bitwise_right_shift(31).bitwise_or_(1)
    return size.mul_(sign).add_(steps)


def _logarithmic_bounds(precision: int) -> tuple[Float[Tensor, "_"], Float[Tensor, "_"]]:
    steps = (_LARGEST - _SMALLEST) << precision
    first = ((127 + _SMALLEST) << precision) + torch.arange(steps + 1, dtype=torch.int32)
    edges = (first << (23 - precision)).view(torch.float32)
    below = torch.nextafter(edges, torch.zeros(1))
    high = torch.cat([-edges[:-1].flip(0), below])
    high[-1] = torch.inf
    return -high.flip(0), high


@dataclass(frozen=True, slots=True)
class Binning:
    """CARD_BINS bins for each feature's own range: `table` maps cells of (activation - centre) * factor to bins."""

    centre: Float[Tensor, "feature"]
    factor: Float[Tensor, "feature"]
    table: UInt8[Tensor, "feature _"]

    @classmethod
    def of(cls, sample: Float[Tensor, "token feature"]) -> "Binning":
        """Bins that are narrow where the sample lies, and reach eight times as far as it does.

        The centre is the sample's median: 0 for what is mostly silent.
        """
        centre = sample.median(0).values
        reach = (sample - centre).abs().amax(0)
        # powers of two, so that scaling rounds nothing
        exponent = torch.where(reach > 0, (_LARGEST - 3) - reach.clamp(min=2**-100).log2().ceil(), 0.0)
        factor = torch.exp2(exponent)
        cells = _logarithmic((sample - centre) * factor, _FINE).to(torch.int64)
        mass = torch.zeros(sample.shape[1], _CELLS, device=sample.device)
        mass.scatter_add_(1, cells.T, torch.ones_like(sample.T)).div_(len(sample)).clamp_(max=_CROWD)
        weight = _BY_MASS * mass / mass.sum(1, keepdim=True) + (1 - _BY_MASS) / _CELLS
        return cls(centre, factor, _spread(weight))

    @classmethod
    def of_positive(cls, values: Float[Tensor, "item"], feature: Int[Tensor, "item"], n_features: int) -> "Binning":
        """Bins of features that are never negative, by every activation that is not 0; bin 0 holds the zeros alone."""
        top = torch.zeros(n_features).scatter_reduce_(0, feature, values, "amax")
        factor = torch.exp2(torch.where(top > 0, _LARGEST - top.clamp(min=2**-100).log2().ceil(), 0.0))
        cells = _logarithmic(values * factor[feature], _FINE).to(torch.int64).clamp_(min=_CELLS // 2 + 1)
        mass = torch.zeros(n_features * _CELLS).scatter_add_(0, feature * _CELLS + cells, torch.ones_like(values))
        mass = mass.view(n_features, _CELLS)
        weight = mass / mass.sum(1, keepdim=True).clamp(min=1)
        bins = 1 + ((weight.cumsum(1) - weight / 2) * (CARD_BINS - 1)).clamp(0, CARD_BINS - 2)
        bins[:, : _CELLS // 2 + 1] = 0
        return cls(torch.zeros(n_features), factor, bins.to(torch.uint8))

    def part(self, features: slice) -> "Binning":
        """The bins of some features."""
        return Binning(self.centre[features], self.factor[features], self.table[features])

    def positive_at(self, values: Float[Tensor, "item"], feature: Int[Tensor, "item"]) -> UInt8[Tensor, "item"]:
        """The bin of each activation of `of_positive`, each of a feature of its own."""
        cells = _logarithmic(values * self.factor[feature], _FINE).to(torch.int64).clamp_(min=_CELLS // 2 + 1)
        return self.table.view(-1)[feature * _CELLS + cells]

    def index(self, values: Float[Tensor, "token feature"]) -> UInt8[Tensor, "token feature"]:
        """The bin of each activation."""
        cells = _logarithmic((values - self.centre).mul_(self.factor), _FINE)
        first = torch.arange(len(self.centre), dtype=torch.int32, device=values.device) * _CELLS
        return self.table.view(-1).index_select(0, cells.add_(first).view(-1)).view(values.shape)

    def bounds(self) -> tuple[Float[Tensor, "feature bin"], Float[Tensor, "feature bin"]]:
        """The lowest and highest activation of each bin, infinite at the outer ends; (inf, -inf) where it is empty."""
        made: list[Tensor] = []
        for bound, how, start in zip(
            _logarithmic_bounds(_FINE), ("amin", "amax"), (torch.inf, -torch.inf), strict=True
        ):
            values = bound.to(self.centre.device) / self.factor[:, None] + self.centre[:, None]
            found = torch.full((len(self.centre), CARD_BINS), start, device=self.centre.device)
            made.append(found.scatter_reduce_(1, self.table.to(torch.int64), values, how))
        return made[0], made[1]


def _spread(weight: Float[Tensor, "feature _"]) -> UInt8[Tensor, "feature _"]:
    """Bins of equal weight: a cell belongs to the bin that the middle of its weight falls into."""
    return ((weight.cumsum(1) - weight / 2) * CARD_BINS).clamp(0, CARD_BINS - 1).to(torch.uint8)


def quantile_bins(
    values: Float[Tensor, "story feature"],
) -> tuple[Int[Tensor, "story feature"], Float[Tensor, "feature bin"], Float[Tensor, "feature bin"]]:
    """Bin each feature by rank, equal values together; also the lowest and highest value of each bin.

    A bin to each value up to CARD_BINS stories. Values that agree to 12 bits count as equal: what differs less is the
    rounding of sums, and depends on which stories shared a batch. Empty bins have bounds (inf, -inf).
    """
    n, width = values.shape
    rough = values.contiguous().view(torch.int32).add(0x400).bitwise_and_(~0x7FF).view(torch.float32)
    ordered, order = rough.sort(dim=0)
    rank = torch.arange(n, device=values.device)[:, None].expand(n, width).clone()
    rank[1:][ordered[1:] == ordered[:-1]] = 0
    bins = rank.cummax(0).values * min(n, CARD_BINS) // n
    bins = torch.empty_like(bins).scatter_(0, order, bins)
    low = torch.full((width, min(n, CARD_BINS)), torch.inf, device=values.device)
    high = -low
    low.scatter_reduce_(1, bins.T, values.T, "amin")
    high.scatter_reduce_(1, bins.T, values.T, "amax")
    return bins, low, high

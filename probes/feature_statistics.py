"""What one pass over the stories leaves behind of every neuron or feature: sums, counts by label, the best examples."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Integer
from torch import Tensor

from probes.bins import BINS, CARD_BINS, Binning, bin_index
from probes.truth import Counts

Direction = Literal[1, -1]
_ROWS = 1024
"""Tokens binned together: few enough to stay in the processor's cache."""
_BUFFER = 16_384
"""Tokens whose bins are collected before they are counted: enough that each label's table is worth fetching."""


class Keep:
    """The stories with the highest score so far, for every feature; in each, the peak of the activation and its window.

    The peak is the largest activation of the story times `direction`. Windows reach `reach` tokens to either side and
    are NaN outside the story. Slots are in no order; empty ones have the score -inf.
    """

    def __init__(self, top: int, n_features: int, reach: int, direction: Direction, device: torch.device) -> None:
        self.direction, self.reach = direction, reach
        self.score = torch.full((n_features, top), -torch.inf, device=device)
        self.story = torch.full((n_features, top), -1, dtype=torch.int64, device=device)
        self.position = self.story.clone()
        self.window = torch.full((n_features, top, 2 * reach + 1), torch.nan, device=device)

    def offer(
        self,
        score: Float[Tensor, "batch feature"],
        acts: Float[Tensor, "batch pos feature"],
        mask: Bool[Tensor, "batch pos"],
        story: Int[Tensor, "batch"],
    ) -> None:
        """Let the stories of a batch compete; a score of -inf never enters."""
        top = self.score.shape[1]
        best = torch.cat([self.score, score.T], dim=1).topk(top, dim=1)
        enters = (best.indices >= top) & (best.values > -torch.inf)
        if not bool(enters.any()):
            return
        # As many leave as enter, or slots are empty: the first free slots of each feature take the newcomers.
        stays = torch.zeros(len(score.T), top + len(score), dtype=torch.bool, device=score.device)
        stays.scatter_(1, best.indices, best.values > -torch.inf)
        free = (~stays[:, :top]).cumsum(1) * ~stays[:, :top]
        slot = (free <= enters.sum(1, keepdim=True)) & (free > 0)
        feature, where = slot.nonzero(as_tuple=True)
        rank = enters.nonzero(as_tuple=True)
        row = best.indices[rank] - top
        values, real = acts[row, :, feature], mask[row]
        peak = torch.where(real, values * self.direction, -torch.inf).argmax(1)
        first = real.to(torch.int64).argmax(1)
        places = peak[:, None] + torch.arange(-self.reach, self.reach + 1, device=peak.device)
        inside = places.clamp(0, mask.shape[1] - 1)
        told = (places == inside) & real.gather(1, inside)
        self.score[feature, where] = best.values[rank]
        self.story[feature, where] = story[row]
        self.position[feature, where] = peak - first
        self.window[feature, where] = torch.where(told, values.gather(1, inside), torch.nan)


@dataclass(frozen=True, slots=True)
class Examples:
    """How many examples to keep: the `top`, the `bottom` (most negative), a `sample` of the stories it is active in."""

    top: int = 20
    bottom: int = 0
    sample: int = 50
    reach: int = 10


@dataclass(frozen=True, slots=True)
class StoryBatch:
    """What the statistics need to know of a batch besides activations, on the device of the activations.

    `groups` are those of `truth.Sides` for the batch's real tokens, row by row; `priority` draws the samples.
    """

    mask: Bool[Tensor, "batch pos"]
    story: Int[Tensor, "batch"]
    priority: Float[Tensor, "batch"]
    groups: Bool[np.ndarray, "group token"]


class FeatureStatistics:
    """Everything about `n_features` neurons or features that are read at one hook point."""

    def __init__(self, n_features: int, n_labels: int, examples: Examples, device: torch.device) -> None:
        self.tokens = 0
        self.active = torch.zeros(n_features, dtype=torch.int64, device=device)
        self.sum = torch.zeros(n_features, dtype=torch.float64, device=device)
        self.squares = torch.zeros(n_features, dtype=torch.float64, device=device)
        self.low = torch.full((n_features,), torch.inf, device=device)
        self.high = -self.low
        self.histogram = torch.zeros(n_features, BINS, dtype=torch.int32, device=device)
        self.of_stories: tuple[Float[np.ndarray, "batch feature"], Float[np.ndarray, "batch feature"]] | None = None
        self._binning: Binning | None = None
        self._counts = Counts(n_labels, n_features, CARD_BINS, device)
        self._bins: list[Integer[Tensor, "token feature"]] = []
        self._groups: list[Bool[np.ndarray, "group token"]] = []
        sizes: Mapping[str, tuple[int, Direction]] = {
            "top": (examples.top, 1),
            "bottom": (examples.bottom, -1),
            "sample": (examples.sample, 1),
        }
        self.kept = {
            name: Keep(size, n_features, examples.reach, direction, device)
            for name, (size, direction) in sizes.items()
            if size
        }

    @property
    def counts(self) -> Counts:
        """The counts of everything seen so far."""
        self._flush()
        return self._counts

    @property
    def binning(self) -> Binning:
        """The bins of `counts`, as fitted to the first batch."""
        assert self._binning is not None, "nothing was read"
        return self._binning

    def _flush(self) -> None:
        if self._bins:
            self._counts.add(torch.cat(self._bins), np.concatenate(self._groups, axis=1))
            self._bins.clear()
            self._groups.clear()

    def update(self, acts: Float[Tensor, "batch pos feature"], batch: StoryBatch) -> None:
        """Take in one batch, and leave each story's maximum and mean in `of_stories`."""
        flat = acts[batch.mask]
        if self._binning is None:
            self._binning = Binning.of(flat)
        self.tokens += len(flat)
        sums = torch.einsum("bp,bpf->bf", batch.mask.to(acts.dtype), acts)
        self.sum += sums.sum(0)
        self.squares += torch.einsum("tf,tf->f", flat, flat)
        first = torch.arange(flat.shape[1], dtype=torch.int32, device=flat.device) * BINS
        ones = torch.ones(_ROWS * flat.shape[1], dtype=torch.int32, device=flat.device)
        for begin in range(0, len(flat), _ROWS):
            rows = flat[begin : begin + _ROWS]
            self.active += (rows > 0).sum(0)
            self._bins.append(self._binning.index(rows))
            places = bin_index(rows).add_(first).view(-1).to(torch.int64)
            self.histogram.view(-1).scatter_add_(0, places, ones[: len(places)])
        self._groups.append(batch.groups)
        if sum(map(len, self._bins)) >= _BUFFER:
            self._flush()
        highest = acts.masked_fill(~batch.mask[..., None], -torch.inf).amax(1)
        self.high = torch.maximum(self.high, highest.amax(0))
        self.low = torch.minimum(self.low, flat.amin(0))
        scores = {"top": highest, "sample": torch.where(highest > 0, batch.priority[:, None], -torch.inf)}
        if "bottom" in self.kept:
            lowest = acts.masked_fill(~batch.mask[..., None], torch.inf).amin(1)
            scores["bottom"] = torch.where(lowest < 0, -lowest, -torch.inf)
        for name, keep in self.kept.items():
            keep.offer(scores[name], acts, batch.mask, batch.story)
        self.of_stories = (highest.cpu().numpy(), (sums / batch.mask.sum(1, keepdim=True)).cpu().numpy())

"""What the model loses without a unit: for all units by the gradient, for a few by silencing them.

One backward pass gives the first-order change of the loss when each activation goes to zero, -a dL/da, for every unit
at once (attribution patching towards zero; arXiv 2310.10348). Silencing one unit and running again gives the true one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.activations import Encoded, TokenBatch, batches
from probes.feature_pass import Reading
from probes.units.nonzeros import encoded_rows
from workbench.language.hookpoints import HookPoint
from workbench.language.scoring import next_token_logprobs

if TYPE_CHECKING:
    from workbench.language.checkpoints import LoadedModel

TOKENS = 4_096
"""Tokens of the sample that effects are measured on."""
EXACT = 5
"""Units of each kind that are silenced for true, those with the largest first-order effects."""
_BATCH = 32


@dataclass(frozen=True)
class Effects:
    """Change of the loss in nats per token when a unit is silenced, by the gradient, with its 95% interval.

    `exact` is NaN for units that were not silenced. `targets` is how many tokens were predicted.
    """

    effect: Float[np.ndarray, "unit"]
    low: Float[np.ndarray, "unit"]
    high: Float[np.ndarray, "unit"]
    exact: Float[np.ndarray, "unit"]
    targets: int


def nothing(units: int) -> Effects:
    """For units that nobody can silence one by one."""
    return Effects(*(np.full(units, np.nan) for _ in range(4)), targets=0)


def effects(loaded: "LoadedModel", readings: Sequence[Reading], read: Encoded, exact: int = EXACT) -> list[Effects]:
    """The effects of the units of each reading on the loss over the stories of `read`; heads have none.

    A dictionary feature is silenced by taking its activation times its direction out of the stream.
    """
    able = [reading for reading in readings if _silenced(reading) is not None]
    token_batches = list(batches(read, loaded.tokenizer, loaded.config.context, _BATCH)) if len(read) else []
    if not able or not token_batches:
        return [nothing(reading.size) for reading in readings]
    sums = {reading.prefix: _Sums(reading.size) for reading in able}
    clean = 0.0
    for batch in token_batches:
        clean += _attribute(loaded, able, batch, sums)
    true = {reading.prefix: np.full(reading.size, np.nan) for reading in able}
    for reading, unit in _largest(able, sums, exact):
        without = sum(_loss_without(loaded, reading, unit, batch) for batch in token_batches)
        true[reading.prefix][unit] = (without - clean) / sums[reading.prefix].targets
    return [
        Effects(*sums[reading.prefix].interval(), true[reading.prefix], int(sums[reading.prefix].targets))
        if reading.prefix in sums
        else nothing(reading.size)
        for reading in readings
    ]


def _largest(readings: Sequence[Reading], sums: "dict[str, _Sums]", count: int) -> list[tuple[Reading, int]]:
    """The units of each kind whose first-order effects are largest."""
    found: list[tuple[Reading, int]] = []
    for kind in dict.fromkeys(reading.kind for reading in readings):
        alike = [reading for reading in readings if reading.kind == kind]
        ranked = [
            (-abs(float(effect)), number, unit)
            for number, reading in enumerate(alike)
            for unit, effect in enumerate(sums[reading.prefix].interval()[0])
        ]
        found += [(alike[number], unit) for _, number, unit in sorted(ranked)[:count]]
    return found


class _Sums:
    """Running totals over stories for ratios of totals, of every unit."""

    def __init__(self, units: int) -> None:
        self.stories, self.targets, self.targets_squared = 0, 0.0, 0.0
        self.total, self.squares, self.cross = (np.zeros(units) for _ in range(3))

    def add(self, change: Float[np.ndarray, "story unit"], targets: Int[np.ndarray, "story"]) -> None:
        self.stories += len(targets)
        self.targets += float(targets.sum())
        self.targets_squared += float(np.square(targets, dtype=np.float64).sum())
        self.total += change.sum(0)
        self.squares += np.square(change).sum(0)
        self.cross += (change * targets[:, None]).sum(0)

    def interval(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        ratio = self.total / self.targets
        variance = self.squares - 2 * ratio * self.cross + ratio**2 * self.targets_squared
        clusters = self.stories / max(1, self.stories - 1)
        reach = 1.96 * np.sqrt(np.maximum(variance, 0) * clusters) / self.targets
        return ratio, ratio - reach, ratio + reach


def _silenced(reading: Reading) -> Float[Tensor, "unit d_in"] | None:
    """What one unit of activation puts into the hook point (nothing: its own channel); None: it cannot be silenced."""
    if reading.own is not None:
        return reading.own
    return torch.zeros(0, 0) if reading.encode is None else None


def _loss(logits: Float[Tensor, "batch pos vocab"], batch: TokenBatch) -> Float[Tensor, ""]:
    """Summed over the tokens of the stories, the first one included."""
    told = next_token_logprobs(logits, batch.tokens.to(logits.device))
    return -(told * batch.mask[:, 1:].to(logits.device)).sum()


def _attribute(loaded: "LoadedModel", readings: Sequence[Reading], batch: TokenBatch, sums: dict[str, _Sums]) -> float:
    """Add the first-order effects on one batch; gives back its loss."""
    device = next(loaded.model.parameters()).device
    nudges: dict[HookPoint, Tensor] = {}

    def nudged(point: HookPoint) -> Callable[[Tensor], Tensor]:
        def edit(value: Tensor) -> Tensor:
            # adding zeros leaves the paths through the layers whole, and gives every point a gradient
            nudges[point] = torch.zeros_like(value, requires_grad=True)
            return value + nudges[point]

        return edit

    points = {reading.point for reading in readings}
    with torch.enable_grad():
        logits, acts = loaded.model.run(batch.tokens.to(device), points, {point: nudged(point) for point in points})
        assert logits is not None
        loss = _loss(logits, batch)
        loss.backward()
    mask = batch.mask.to(device)
    row = torch.arange(len(mask), device=device)[:, None].expand(mask.shape)[mask]
    targets = batch.mask.sum(1).numpy()
    with torch.no_grad():
        for reading in readings:
            gradient = nudges[reading.point].grad
            assert gradient is not None
            values, slope = acts[reading.point].detach().flatten(2)[mask], gradient.flatten(2)[mask]
            change = torch.zeros(len(targets), reading.size, dtype=torch.float64, device=device)
            begin = 0
            for piece, down in zip(encoded_rows(values, reading.size), encoded_rows(slope, reading.size), strict=True):
                strength = piece if reading.encode is None else reading.encode(piece)
                along = down if reading.own is None else down @ reading.own.to(device).T
                change.index_add_(0, row[begin : begin + len(piece)], -(strength * along).double())
                begin += len(piece)
            sums[reading.prefix].add(change.cpu().numpy(), targets)
    return float(loss.detach())


def _loss_without(loaded: "LoadedModel", reading: Reading, unit: int, batch: TokenBatch) -> float:
    """The loss on one batch with one unit silenced at every token of the stories."""
    device = next(loaded.model.parameters()).device
    mask = batch.mask.to(device)

    def silence(value: Tensor) -> Tensor:
        flat = value.flatten(2).clone()
        rows = flat[mask]
        if reading.own is None or reading.encode is None:
            rows[:, unit] = 0
        else:
            strength = torch.cat([reading.encode(piece)[:, unit] for piece in encoded_rows(rows, reading.size)])
            rows = rows - strength[:, None] * reading.own[unit].to(device)
        flat[mask] = rows
        return flat.view_as(value)

    with torch.inference_mode():
        logits, _ = loaded.model.run(batch.tokens.to(device), (), {reading.point: silence})
        assert logits is not None
        return float(_loss(logits, batch))


def first_stories(read: Encoded, stories: Int[np.ndarray, "story"], tokens: int = TOKENS) -> Encoded:
    """The first of some stories that together have `tokens` tokens, as stories of their own."""
    lengths = read.lengths[stories]
    stories = stories[: int(np.searchsorted(np.cumsum(lengths), tokens)) + 1]
    kept = np.zeros(len(read), dtype=np.bool_)
    kept[stories] = True
    place = np.flatnonzero(np.repeat(kept, read.lengths))
    bounds = np.concatenate([[0], np.cumsum(read.lengths[stories])])
    return Encoded(read.ids[place], read.starts[place], read.ends[place], bounds)

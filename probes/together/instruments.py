"""Instruments that read the stream batch by batch: first the stories they learn from, then those they are judged on.

Whatever is added up, is added up in float64 and can be merged, so memory is bounded by the batch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.activations import ActivationBatch, pool
from probes.labels import UNLABELLED
from probes.probe_files import depth
from probes.tokens.closed_form import ClassMoments, mass_mean, ridge
from probes.tokens.solver import Fits
from workbench.language.hookpoints import HookPoint
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_ratio, wilson

_RIDGE = 1e-2
"""As a share of the mean variance of a channel."""
Row = dict[str, Any]


@runtime_checkable
class Instrument(Protocol):
    """What reads the stream. `learn` sees the training stories, then `judge` the test stories, then `rows` is asked."""

    name: str

    def learn(self, batch: ActivationBatch) -> None:
        """See a batch of training stories."""
        ...

    def judge(self, batch: ActivationBatch) -> None:
        """See a batch of test stories."""
        ...

    def rows(self) -> list[Row]:
        """What was found."""
        ...


@dataclass(frozen=True, slots=True)
class Labels:
    """The classes of one target: by token of the split for tokens, by story for stories."""

    target: str
    names: tuple[str, ...]
    train: Int[np.ndarray, "_"]
    test: Int[np.ndarray, "_"]

    def shuffled(self, seed: int) -> "Labels":
        """The same with the training labels exchanged at random, among those that have one."""
        values = self.train.copy()
        there = np.flatnonzero(values != UNLABELLED)
        values[there] = numpy_generator(seed, "shuffled", self.target).permutation(values[there])
        return Labels(self.target, self.names, values, self.test)


@dataclass(slots=True)
class Readouts:
    """Ridge and mass-mean readouts of labels at every hook point, of tokens or (pooled) of stories."""

    name: str
    labels: Sequence[Labels]
    points: Collection[HookPoint]
    groups: Sequence[str]
    pooled: bool = False
    seed: int = 0
    seen: dict[tuple[str, HookPoint], ClassMoments] = field(default_factory=dict[tuple[str, HookPoint], ClassMoments])
    fits: dict[tuple[str, HookPoint], Mapping[str, Fits]] = field(
        default_factory=dict[tuple[str, HookPoint], Mapping[str, Fits]]
    )
    right: dict[tuple[str, HookPoint, str], Float[np.ndarray, "2 story"]] = field(
        default_factory=dict[tuple[str, HookPoint, str], Float[np.ndarray, "2 story"]]
    )

    def learn(self, batch: ActivationBatch) -> None:
        """Add up the moments of every class."""
        for one, point, x, y, _ in self._cases(batch, "train"):
            made = ClassMoments.of(x, y, len(one.names))
            key = one.target, point
            self.seen[key] = self.seen[key].merge(made) if key in self.seen else made

    def judge(self, batch: ActivationBatch) -> None:
        """Count right answers by story."""
        for one, point, x, y, home in self._cases(batch, "test"):
            key = one.target, point
            if key not in self.seen:
                continue
            if key not in self.fits:
                self.fits[key] = _fits(self.seen[key])
            for method, fit in self.fits[key].items():
                counts = self.right.setdefault((*key, method), np.zeros((2, len(self.groups))))
                np.add.at(counts[0], home, fit.answers(x)[0] == y.numpy())
                np.add.at(counts[1], home, 1.0)

    def rows(self) -> list[Row]:
        """Accuracy with its interval by story group, and the majority class, for each target, place and method."""
        made: list[Row] = []
        for one in self.labels:
            cases = {key[1:]: counts for key, counts in self.right.items() if key[0] == one.target}
            if not cases:
                continue
            tried = next(iter(cases.values()))[1]  # the same tokens at every place
            low, high = _share_intervals(np.stack([counts[0] for counts in cases.values()], 1), tried, self.groups)
            known, asked = one.train[one.train >= 0], one.test[one.test >= 0]
            commonest = int(np.bincount(known).argmax())
            for index, ((point, method), counts) in enumerate(cases.items()):
                made.append(
                    {
                        "instrument": self.name,
                        "target": one.target,
                        "hook": point.name,
                        "depth": depth(point),
                        "method": method,
                        "accuracy": float(counts[0].sum() / tried.sum()),
                        "ci95": [low[index], high[index]],
                        "n": int(tried.sum()),
                        "n_classes": len(one.names),
                        "majority": float((asked == commonest).mean()),
                    }
                )
        return made

    def _cases(self, batch: ActivationBatch, side: str) -> list[tuple[Labels, HookPoint, Tensor, Tensor, np.ndarray]]:
        """Labelled rows of each target at each hook point: activations, classes, and the story of each."""
        mask = batch.mask.cpu()
        story = np.broadcast_to(batch.story_index[:, None], mask.shape)[mask.numpy()]
        places = batch.story_index if self.pooled else batch.flat[mask.numpy()]
        home = batch.story_index if self.pooled else story
        made: list[tuple[Labels, HookPoint, Tensor, Tensor, np.ndarray]] = []
        for point in self.points:
            values = batch.acts[point].flatten(2)
            x = pool(values, batch.mask, "mean").cpu() if self.pooled else values.cpu()[mask]
            for one in self.labels:
                y = (one.train if side == "train" else one.test)[places]
                kept = np.flatnonzero(y != UNLABELLED)
                if len(kept):
                    rows = torch.from_numpy(kept)
                    made.append((one, point, x[rows], torch.from_numpy(y[kept]), home[kept]))
        return made


def _fits(seen: ClassMoments) -> dict[str, Fits]:
    size = float(seen.every.covariance.diagonal().mean())
    return {
        "ridge": ridge(seen, [_RIDGE * max(size, 1e-12)]),
        "mass_mean_iid": mass_mean(seen, iid=True),
    }


def _share_intervals(
    right: Float[np.ndarray, "story column"], tried: Float[np.ndarray, "story"], groups: Sequence[str]
) -> tuple[list[float], list[float]]:
    """95% intervals of right / tried, drawing groups of stories; Wilson's where no draw can vary it."""
    there = tried > 0
    kept = [group for group, one in zip(groups, there.tolist(), strict=True) if one]
    lows, highs = bootstrap_ratio(right[there], tried[there], numpy_generator(0, "intervals"), kept, draws=1000)
    for column, share in enumerate((right.sum(0) / tried.sum()).tolist()):
        if share in (0.0, 1.0):
            lows[column], highs[column] = wilson(round(share * len(set(kept))), len(set(kept)))
    return lows.tolist(), highs.tolist()


@dataclass(slots=True)
class ChannelStatistics:
    """Mean, variance, extremes, share above zero and excess kurtosis of every channel, over all tokens it is shown."""

    points: Collection[HookPoint]
    name: str = "channels"
    sums: dict[HookPoint, Float[Tensor, "5 d"]] = field(default_factory=dict[HookPoint, Tensor])
    bounds: dict[HookPoint, Float[Tensor, "2 d"]] = field(default_factory=dict[HookPoint, Tensor])
    norms: dict[HookPoint, float] = field(default_factory=dict[HookPoint, float])
    tokens: int = 0

    def learn(self, batch: ActivationBatch) -> None:
        """Count these tokens."""
        mask = batch.mask.cpu()
        self.tokens += int(mask.sum())
        for point in self.points:
            x = batch.acts[point].flatten(2).cpu()[mask].double()
            powers = torch.stack([*(x.pow(power).sum(0) for power in (1, 2, 3, 4)), (x > 0).double().sum(0)])
            ends = torch.stack([x.amin(0), x.amax(0)])
            self.sums[point] = self.sums[point] + powers if point in self.sums else powers
            if point in self.bounds:
                old = self.bounds[point]
                ends = torch.stack([torch.minimum(old[0], ends[0]), torch.maximum(old[1], ends[1])])
            self.bounds[point] = ends
            self.norms[point] = self.norms.get(point, 0.0) + float(x.norm(dim=1).sum())

    def judge(self, batch: ActivationBatch) -> None:
        """Count these too: nothing was learned that could be judged."""
        self.learn(batch)

    def rows(self) -> list[Row]:
        """A row for each channel of each hook point."""
        made: list[Row] = []
        for point, sums in self.sums.items():
            first, second, third, fourth, above = (sums / self.tokens).unbind(0)
            variance = (second - first**2).clamp(min=0)
            central = fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4
            kurtosis = torch.where(variance > 1e-12, central / variance.clamp(min=1e-12) ** 2 - 3, 0.0)
            columns = (first, variance, *self.bounds[point], above, kurtosis)
            for channel, values in enumerate(torch.stack(columns, 1).tolist()):
                names = ("mean", "variance", "least", "most", "share_above_0", "excess_kurtosis")
                where: Row = {"hook": point.name, "channel": channel, "n": self.tokens}
                made.append(where | dict(zip(names, values, strict=True)))
        return made

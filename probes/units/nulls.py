"""How well the best of all units tells a label by chance: AUROC under shuffled labels, the largest of all units.

Whoever looks for the best of 1,920 units finds one that looks good. Labels are moved along the sampled stories (spans
stay whole), or dealt to other stories; each shuffle leaves its largest AUROC, folded about one half, of all units. A
unit's p is the share of shuffles whose best reaches it: valid whatever the dependence between units (Westfall and Young
1993, the single-step maxT procedure).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import torch
from jaxtyping import Float, Int, Integer
from torch import Tensor

Family = tuple[str, str]
"""What cards are measured on: (level, statistic)."""
ALL = "all"


def mid_ranks(bins: Integer[Tensor, "item unit"], n_bins: int = 256) -> Float[Tensor, "item unit"]:
    """The share of items in lower bins, plus half of those in the same one, for each unit.

    >>> mid_ranks(torch.tensor([[0], [3], [3], [9]]))[:, 0].tolist()
    [0.125, 0.5, 0.5, 0.875]
    """
    items, units = bins.shape
    wide = bins.to(torch.int64)
    counts = torch.zeros(n_bins, units).scatter_add_(0, wide, torch.ones(items, units))
    middle = (counts.cumsum(0) - counts / 2) / max(1, items)
    return middle.gather(0, wide)


def folded(ranks: Float[Tensor, "item unit"], member: Float[Tensor, "item label"]) -> Float[Tensor, "unit label"]:
    """|AUROC - 1/2| of every unit for every label, from `mid_ranks`; 0 without labelled or without other items.

    The mean rank of the labelled exceeds that of the others by AUROC - 1/2.
    """
    items, positive = len(ranks), member.sum(0)
    inside, total = ranks.T @ member, ranks.sum(0)[:, None]
    negative = items - positive
    gap = inside / positive.clamp(min=1) - (total - inside) / negative.clamp(min=1)
    return torch.where((positive > 0) & (negative > 0), gap.abs(), 0.0)


@dataclass
class Nulls:
    """The largest of all units in each shuffle, by family and kind, and every unit's own value to compare with."""

    shuffles: int
    names: dict[Family, Sequence[tuple[str, str]]] = field(default_factory=dict[Family, Sequence[tuple[str, str]]])
    best: dict[tuple[Family, str], Float[np.ndarray, "shuffle label"]] = field(default_factory=dict)
    squares: dict[Family, Float[np.ndarray, "label"]] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict[str, int])
    own: dict[Family, list[Float[np.ndarray, "unit label"]]] = field(default_factory=dict)

    def add(
        self,
        family: Family,
        names: Sequence[tuple[str, str]],
        kind: str,
        own: Float[Tensor, "unit label"],
        shuffled: Float[Tensor, "shuffle unit label"],
    ) -> None:
        """Take in some units: their folded AUROCs with the true labels and under each shuffle."""
        self.names[family] = names
        self.own.setdefault(family, []).append(own.numpy().astype(np.float32))
        peak = shuffled.amax(1).numpy()
        for place in ((family, kind), (family, ALL)):
            self.best[place] = np.maximum(self.best.get(place, np.zeros_like(peak)), peak)
        total = shuffled.square().sum((0, 1)).double().numpy()
        self.squares[family] = self.squares.get(family, np.zeros_like(total)) + total

    def count(self, kind: str, units: int) -> None:
        """Say that so many more units of a kind have been added to every family."""
        for one in (kind, ALL):
            self.units[one] = self.units.get(one, 0) + units

    def p_by_label(self, family: Family, block: int) -> Float[np.ndarray, "unit label"]:
        """For each unit of the block-th `add` and each label, the share of shuffles in which some unit reaches it."""
        reached, own = self.best[family, ALL], self.own[family][block]
        hits = np.stack([_reaching(own[:, label], reached[:, label]) for label in range(own.shape[1])], axis=1)
        return (1 + hits) / (1 + self.shuffles)

    def p_of_best(
        self, families: Sequence[Family], block: int, label: Int[np.ndarray, "unit"]
    ) -> Float[np.ndarray, "unit"]:
        """For each unit's best card (a column of all families side by side; -1: none), p over all units and labels.

        Labels differ in how far chance goes; each is measured in its own standard deviations under the null.
        """
        draws = self.units[ALL] * self.shuffles
        scale = {family: np.sqrt(self.squares[family] / draws) + 1e-12 for family in families}
        reached = np.concatenate([self.best[family, ALL] / scale[family] for family in families], axis=1).max(axis=1)
        own = np.concatenate([self.own[one][block] / scale[one] for one in families], axis=1)
        chosen = np.where(label < 0, np.nan, own[np.arange(len(label)), label])
        return np.where(label < 0, np.nan, (1 + _reaching(chosen, reached)) / (1 + self.shuffles))

    def table(self) -> pa.Table:
        """nulls.parquet: a row per family, label and kind."""
        rows: list[Mapping[str, object]] = []
        for ((level, stat), kind), best in self.best.items():
            low, high = np.quantile(best, [0.5, 0.95], axis=0)
            for index, (axis, value) in enumerate(self.names[level, stat]):
                rows.append(
                    {
                        "level": level,
                        "stat": stat,
                        "axis": axis,
                        "value": value,
                        "kind": kind,
                        "units": self.units[kind],
                        "shuffles": self.shuffles,
                        "median": 0.5 + float(low[index]),
                        "q95": 0.5 + float(high[index]),
                        "highest": 0.5 + float(best[:, index].max()),
                    }
                )
        text, number = pa.string(), pa.float32()
        kinds = dict.fromkeys(("level", "stat", "axis", "value", "kind"), text)
        kinds |= {"units": pa.int32(), "shuffles": pa.int32(), "median": number, "q95": number, "highest": number}
        return pa.Table.from_pylist(rows, pa.schema(kinds))


def _reaching(own: Float[np.ndarray, "unit"], reached: Float[np.ndarray, "shuffle"]) -> Int[np.ndarray, "unit"]:
    """How many shuffles reach each value."""
    ordered = np.sort(reached)
    # both sides went through the same sums in another order: what differs by rounding alone counts as reached
    return len(ordered) - np.searchsorted(ordered, own - 1e-6, side="left")


def shifts(items: int, count: int, generator: np.random.Generator) -> Int[np.ndarray, "shuffle"]:
    """How far each shuffle moves the labels along the items: not near to where they were."""
    least = items // 8
    return generator.integers(least, max(least + 1, items - least), count)


def along_stories(
    ranks: Float[Tensor, "item unit"], member: Float[Tensor, "item label"], moves: Int[np.ndarray, "shuffle"]
) -> Float[Tensor, "shuffle unit label"]:
    """`folded` with the labels moved along the items, once round."""
    # moving the ranks against the labels is the same, and a slice of two laps needs no copy
    twice = torch.cat([ranks, ranks])
    items = len(ranks)
    found = [folded(twice[int(move) : int(move) + items], member) for move in moves]
    return torch.stack(found) if found else torch.zeros(0, ranks.shape[1], member.shape[1])


def deals(families: Sequence[str], count: int, generator: np.random.Generator) -> list[Int[np.ndarray, "story"]]:
    """Orders of the stories, to give each the labels of another; siblings that follow one another stay together."""
    starts = np.flatnonzero(np.array([True, *(a != b for a, b in zip(families, families[1:], strict=False))]))
    pieces = np.split(np.arange(len(families)), starts[1:])
    return [np.concatenate([pieces[index] for index in generator.permutation(len(pieces))]) for _ in range(count)]


def over_stories(
    ranks: Float[Tensor, "story unit"],
    member: Float[Tensor, "story label"],
    orders: Sequence[Int[np.ndarray, "story"]],
) -> Float[Tensor, "shuffle unit label"]:
    """`folded` with the labels dealt to other stories."""
    found = [folded(ranks, member[torch.from_numpy(order)]) for order in orders]
    return torch.stack(found) if found else torch.zeros(0, ranks.shape[1], member.shape[1])

"""A few units at a time, with all that their tables need, wherever it came from: a stream of sums, or the non-zeros."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from jaxtyping import Float, Int, Integer
from scipy.sparse import csr_array
from torch import Tensor

from probes.bins import BINS, CARD_BINS, ZERO_BIN, Binning, bin_index
from probes.truth import Cards, Counts
from probes.units.kept import Intervals, Kept, best_stories, by_interval, cut_out, of_stream
from probes.units.nonzeros import Nonzeros
from workbench.seeding import numpy_generator

if TYPE_CHECKING:
    from probes.feature_pass import Reading
    from probes.units.streaming import Measured, Read

UNITS_AT_ONCE = 64
"""Units that are worked on together; also the units of a row group."""


@dataclass(frozen=True, slots=True)
class Block:
    """All there is to say of `part` of a reading's units, before it becomes tables.

    `threshold` is that of the span cards, as an activation; `highest` and `mean` are by story; `sample` holds the
    activations of the sampled tokens and `bins` their bins.
    """

    part: slice
    active: Int[np.ndarray, "unit"]
    sum: Float[np.ndarray, "unit"]
    squares: Float[np.ndarray, "unit"]
    low: Float[np.ndarray, "unit"]
    high: Float[np.ndarray, "unit"]
    histogram: Int[np.ndarray, "unit bin"]
    cards: Cards
    threshold: Float[np.ndarray, "unit label"]
    highest: Float[Tensor, "story unit"]
    mean: Float[Tensor, "story unit"]
    sample: Float[np.ndarray, "sampled unit"]
    bins: Integer[Tensor, "sampled unit"]
    kept: Mapping[str, Kept]
    intervals: Intervals

    @property
    def size(self) -> int:
        """How many units there are."""
        return self.part.stop - self.part.start


def blocks(reading: "Reading", measured: "Measured", read: "Read", seed: int) -> Iterator[Block]:
    """The units of a reading, UNITS_AT_ONCE at a time."""
    for begin in range(0, reading.size, UNITS_AT_ONCE):
        part = slice(begin, min(begin + UNITS_AT_ONCE, reading.size))
        generator = numpy_generator(seed, "intervals", reading.prefix, begin)
        yield (_sparse if measured.nonzeros is not None else _dense)(reading, measured, read, part, generator)


def _dense(
    reading: "Reading", measured: "Measured", read: "Read", part: slice, generator: np.random.Generator
) -> Block:
    statistic = measured.statistics
    assert statistic is not None and measured.sample is not None
    cards, binning = statistic.counts.cards(part), statistic.binning.part(part)
    low, high = (bound.cpu() for bound in binning.bounds())
    threshold = as_value(cards, low.to(statistic.low.device), high.to(statistic.low.device))
    # the outer bins are open-ended: name the outermost value that was seen
    seen = torch.clamp(threshold, statistic.low[part, None], statistic.high[part, None])
    values = measured.sample.values(part)
    largest = statistic.high[part].cpu().numpy()
    row, unit = np.nonzero(values > 0)
    order = np.argsort(unit.astype(np.uint16), kind="stable")
    some = Nonzeros(values.shape[1], unit[order], read.sample.token[row[order]], values[row[order], unit[order]])
    place = read.sample.place

    def at(unit: Int[np.ndarray, "*query"], token: Int[np.ndarray, "*query"]) -> Float[np.ndarray, "*query"]:
        return np.where(place[token] >= 0, values[place[token], unit], np.float32(np.nan))

    def cut(score: Float[np.ndarray, "unit slot"], token: Int[np.ndarray, "unit slot"]) -> Kept:
        return cut_out(score, token, read.tokens, read.story, reading.examples.reach, at)

    highest, mean = measured.story_values(part)
    return Block(
        part=part,
        active=statistic.active[part].cpu().numpy(),
        sum=statistic.sum[part].cpu().numpy(),
        squares=statistic.squares[part].cpu().numpy(),
        low=statistic.low[part].cpu().numpy(),
        high=largest,
        histogram=statistic.histogram[part].cpu().numpy(),
        cards=cards,
        threshold=seen.cpu().numpy(),
        highest=highest,
        mean=mean,
        sample=values,
        bins=binning.index(torch.from_numpy(values).to(binning.centre.device)).cpu(),
        kept={name: of_stream(keep, part) for name, keep in statistic.kept.items()},
        intervals=by_interval(some, largest, len(values), generator, cut),
    )


def _sparse(
    reading: "Reading", measured: "Measured", read: "Read", part: slice, generator: np.random.Generator
) -> Block:
    assert measured.nonzeros is not None
    some = measured.nonzeros.part(part)
    n, tokens = some.n, int(read.seen.sum())
    feature, value = torch.from_numpy(some.feature.astype(np.int64)), torch.from_numpy(some.value)
    active = np.bincount(some.feature, minlength=n)
    highest, sums = _by_story(some, read)
    high = highest.max(axis=0, initial=0)
    least = torch.full((n,), torch.inf).scatter_reduce_(0, feature, value, "amin").numpy()
    low = np.where(active == tokens, least, np.float32(0))
    binning = Binning.of_positive(value, feature, n)
    bins = binning.positive_at(value, feature).numpy()
    cards = _counts(some, bins, read).cards(slice(None))
    below, above = binning.bounds()
    below[:, 0] = above[:, 0] = 0.0
    below[:, 1] = torch.from_numpy(np.where(active > 0, least, np.inf)).to(below.dtype)
    seen = torch.clamp(as_value(cards, below, above), torch.from_numpy(low)[:, None], torch.from_numpy(high)[:, None])

    def cut(score: Float[np.ndarray, "unit slot"], token: Int[np.ndarray, "unit slot"]) -> Kept:
        return cut_out(score, token, read.tokens, read.story, reading.examples.reach, some.at)

    coarse = np.bincount(some.feature * BINS + bin_index(value).numpy(), minlength=n * BINS).reshape(n, BINS)
    coarse[:, ZERO_BIN] += tokens - active
    sampled = Nonzeros(n, some.feature, some.token, bins.astype(np.float32)).dense(read.sample.place, len(read.sample))
    return Block(
        part=part,
        active=active,
        sum=np.bincount(some.feature, some.value, minlength=n),
        squares=np.bincount(some.feature, some.value.astype(np.float64) ** 2, minlength=n),
        low=low,
        high=high,
        histogram=coarse,
        cards=cards,
        threshold=seen.numpy(),
        highest=torch.from_numpy(highest),
        mean=torch.from_numpy(sums / np.maximum(read.lengths, 1)[:, None]).float(),
        sample=some.dense(read.sample.place, len(read.sample)),
        bins=torch.from_numpy(sampled.astype(np.uint8)),
        kept=best_stories(some, highest, read.priority, reading.examples, read.tokens, read.story),
        intervals=by_interval(some, high, tokens, generator, cut),
    )


def _by_story(some: Nonzeros, read: "Read") -> tuple[Float[np.ndarray, "story unit"], Float[np.ndarray, "story unit"]]:
    """Each story's maximum and sum."""
    stories = len(read.lengths)
    highest, sums = (np.zeros((stories, some.n), kind) for kind in (np.float32, np.float64))
    if len(some.value):
        home = read.story[some.token].astype(np.int64)
        key = some.feature.astype(np.int64) * stories + home
        starts = np.flatnonzero(np.diff(key, prepend=-1))
        at = (home[starts], some.feature[starts])
        highest[at] = np.maximum.reduceat(some.value, starts)
        sums[at] = np.add.reduceat(some.value.astype(np.float64), starts)
    return highest, sums


def _counts(some: Nonzeros, bins: Integer[np.ndarray, "item"], read: "Read") -> Counts:
    """What `Counts.add` would count over every token, from the tokens that are not zero and the totals."""
    tokens, groups = cast("tuple[int, int]", read.groups.shape)
    key = some.feature.astype(np.int64) * CARD_BINS + bins
    where = csr_array((np.ones(len(key), np.int32), (key, some.token)), shape=(some.n * CARD_BINS, tokens))
    product = cast("csr_array", where @ read.groups)
    table = product.toarray().reshape(some.n, CARD_BINS, groups)
    table[:, 0] += read.group_totals - table.sum(1)
    return Counts.of(torch.from_numpy(np.ascontiguousarray(table.transpose(2, 0, 1))), (groups - 2) // 3)


def as_value(
    cards: Cards, low: Float[Tensor, "feature bin"], high: Float[Tensor, "feature bin"]
) -> Float[Tensor, "feature label"]:
    """The threshold as a value: an empty edge bin passes on to the next one that the rule fires in."""
    next_low = low.flip(1).cummin(1).values.flip(1)
    next_high = high.cummax(1).values
    edge = cards.rule.edge
    return torch.where(cards.rule.polarity == 1, next_low.gather(1, edge), next_high.gather(1, edge))


def names_of(reading: "Reading", part: slice) -> Sequence[str]:
    """What the units are called."""
    return [f"{reading.prefix}.{index}" for index in range(part.start, part.stop)]

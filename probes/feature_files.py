"""The tables of a `features` artifact, written a few units at a time and read back one unit at a time.

Every table is sorted by `row`, the number of the unit (0, 1, 2, ... over all neurons, then all dictionary features); a
row group holds few units, so that one unit's rows are read without the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from jaxtyping import Bool, Float, Int

from probes.activations import Encoded
from probes.truth import Cards
from probes.units.kept import BARS, INTERVALS, Intervals, Kept

BANDS = ("q0", "q20", "q40", "q60", "q80")
"""Fifths of the stories that a unit is active in, by the story's maximum: q80 are the highest 20%."""
PER_BAND = 5
INTERVAL_BANDS = tuple(f"i{index}" for index in range(INTERVALS))
"""Tokens drawn from equal intervals of the activations above zero: i9 reaches up to the largest."""
TABLES = ("features", "cards", "examples", "histograms", "intervals", "relations", "tokens", "nulls")


class TableWriters:
    """The open Parquet files of one artifact, each created by its first rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, pq.ParquetWriter] = {}

    def write(self, name: str, table: pa.Table) -> None:
        """Append rows as one row group."""
        if name not in self._open:
            file = self._folder / f"{name}.parquet"
            self._open[name] = pq.ParquetWriter(file, table.schema, compression="zstd")
        self._open[name].write_table(table, row_group_size=max(1, len(table)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for writer in self._open.values():
            writer.close()


def unit_rows(folder: Path, table: str, row: int, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one unit in `cards`, `examples` or `histograms` of the artifact at `folder`."""
    found = ds.dataset(folder / f"{table}.parquet")
    return found.to_table(columns=None if columns is None else list(columns), filter=ds.field("row") == row)


@dataclass(frozen=True, slots=True)
class CardSet:
    """The cards of some units against labels of one level ("story" or "span") and the thresholds in activations."""

    level: str
    stat: str
    names: Sequence[tuple[str, str]]
    cards: Cards
    threshold: Float[np.ndarray, "feature label"]
    intervals: Mapping[str, Float[np.ndarray, "feature label"]]

    def columns(self) -> dict[str, np.ndarray]:
        """One [feature, label] array per column of cards.parquet."""
        shape = self.threshold.shape
        rule = self.cards.rule
        plain = {
            field.name: getattr(self.cards, field.name).cpu().numpy() for field in fields(Cards) if field.name != "rule"
        }
        axes, values = (np.array([name[part] for name in self.names], dtype=object) for part in (0, 1))
        return {
            "level": np.full(shape, self.level, dtype=object),
            "stat": np.full(shape, self.stat, dtype=object),
            "axis": np.broadcast_to(axes, shape),
            "value": np.broadcast_to(values, shape),
            "threshold": self.threshold.astype(np.float32),
            "polarity": rule.polarity.cpu().numpy().astype(np.int8),
            "lift": rule.lift.cpu().numpy().astype(np.float32),
            **{name: kept.astype(np.float32 if kept.dtype.kind == "f" else np.int32) for name, kept in plain.items()},
            **self.intervals,
        }


def card_columns(sets: Sequence[CardSet]) -> dict[str, np.ndarray]:
    """The cards of all levels side by side: [feature, label] arrays, labels of all levels one after another."""
    parts = [one.columns() for one in sets if len(one.names)]
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def best_card(columns: Mapping[str, np.ndarray], least: int) -> Int[np.ndarray, "feature"]:
    """The label with the highest lift on the choosing half, of those with `least` examples each way; -1: none."""
    lift = np.where(np.minimum(columns["n_pos"], columns["n_neg"]) >= least, columns["lift"], -np.inf)
    best = lift.argmax(axis=1)
    return np.where(lift.max(axis=1) > -np.inf, best, -1)


def card_table(units: Sequence[str], first: int, columns: Mapping[str, np.ndarray]) -> pa.Table:
    """cards.parquet: a row per unit and label."""
    n = columns["axis"].shape[1]
    names = {"row": np.repeat(np.arange(first, first + len(units), dtype=np.int32), n)}
    data = {
        "unit": pa.array(np.repeat(np.array(units, dtype=object), n)),
        **{k: pa.array(v.ravel()) for k, v in columns.items()},
    }
    return pa.table({**names, **data})


def histogram_table(
    units: Sequence[str],
    first: int,
    counts: Int[np.ndarray, "feature bin"],
    bounds: tuple[Float[np.ndarray, "bin"], Float[np.ndarray, "bin"]],
    seen: tuple[Float[np.ndarray, "feature"], Float[np.ndarray, "feature"]],
    bars: Intervals,
    logits: Float[np.ndarray, "feature vocab"],
) -> pa.Table:
    """histograms.parquet: a row per unit, from its first to its last non-empty bin, bounded by what was `seen`.

    Beside it, in equal bars from the least to the most: the activations above zero, and what is added to the logits.
    """
    rows: dict[str, list[Any]] = {"lower": [], "upper": [], "counts": []}
    low, high = bounds
    for row, smallest, largest in zip(counts, *seen, strict=True):
        filled = np.flatnonzero(row)
        part = slice(filled[0], filled[-1] + 1)
        for name, values in (("lower", low), ("upper", high)):
            rows[name].append(values[part].clip(smallest, largest))
        rows["counts"].append(row[part])
    return pa.table(
        {
            "row": pa.array(range(first, first + len(units)), pa.int32()),
            "unit": pa.array(list(units)),
            "lower": pa.array(rows["lower"], pa.list_(pa.float32())),
            "upper": pa.array(rows["upper"], pa.list_(pa.float32())),
            "counts": pa.array(rows["counts"], pa.list_(pa.int64())),
            "bar_least": pa.array(bars.least, pa.float32()),
            "bar_largest": pa.array(bars.largest, pa.float32()),
            "bars": pa.array(list(bars.bars), pa.list_(pa.int64())),
            **_logit_bars(logits),
        }
    )


def _logit_bars(logits: Float[np.ndarray, "feature vocab"]) -> dict[str, pa.Array]:
    """Counts of tokens in BARS equal bars between the smallest and the largest effect; empty without effects."""
    least, largest = logits.min(1, initial=np.inf), logits.max(1, initial=-np.inf)
    width = np.maximum(largest - least, 1e-30) / BARS
    bar = np.floor((logits - least[:, None]) / width[:, None]).clip(0, BARS - 1).astype(np.int64)
    key = (np.arange(len(logits))[:, None] * BARS + bar).ravel()
    counts = np.bincount(key, minlength=len(logits) * BARS).reshape(len(logits), BARS)
    there = logits.shape[1] > 0
    return {
        "logit_least": pa.array(least if there else [None] * len(logits), pa.float32()),
        "logit_largest": pa.array(largest if there else [None] * len(logits), pa.float32()),
        "logit_bars": pa.array(list(counts) if there else [[]] * len(logits), pa.list_(pa.int64())),
    }


@dataclass(frozen=True, slots=True)
class Picked:
    """Chosen examples: which unit, band, rank in the band, and the slot of `Keep` they lie in."""

    feature: Int[np.ndarray, "item"]
    band: list[str]
    rank: Int[np.ndarray, "item"]
    slot: Int[np.ndarray, "item"]


def interval_table(units: Sequence[str], first: int, found: Intervals) -> pa.Table:
    """intervals.parquet: a row per unit and interval of the activations above zero; nothing where there are none."""
    edges = np.linspace(0, 1, INTERVALS + 1) * found.largest.clip(min=0)[:, None]
    unit, interval = np.nonzero(np.broadcast_to(found.largest[:, None] > 0, found.share.shape))
    return pa.table(
        {
            "row": pa.array(first + unit, pa.int32()),
            "unit": pa.array(np.array(units, dtype=object)[unit], pa.string()),
            "interval": pa.array(interval, pa.int32()),
            "lower": pa.array(edges[unit, interval], pa.float32()),
            "upper": pa.array(edges[unit, interval + 1], pa.float32()),
            "share": pa.array(found.share[unit, interval], pa.float32()),
        }
    )


def pick(name: str, score: Float[np.ndarray, "feature top"], peak: Float[np.ndarray, "feature top"]) -> Picked:
    """The examples to show of a `Keep`: all by falling score, or for "sample" up to PER_BAND of each fifth by peak."""
    feature: list[int] = []
    band: list[str] = []
    rank: list[int] = []
    slot: list[int] = []
    for unit in range(len(score)):
        there = np.flatnonzero(score[unit] > -np.inf)
        if name != "sample":
            there = there[np.argsort(-score[unit, there], kind="stable")]
            chosen, bands = np.arange(len(there)), [name] * len(there)
        else:
            there = there[np.argsort(-peak[unit, there], kind="stable")]
            spaced = np.linspace(0, len(there) - 1, min(len(there), PER_BAND * len(BANDS)))
            chosen = np.round(spaced).astype(np.int64)
            bands = [BANDS[len(BANDS) - 1 - len(BANDS) * index // len(there)] for index in chosen.tolist()]
        feature += [unit] * len(chosen)
        band += bands
        rank += range(len(chosen))
        slot += there[chosen].tolist()
    return Picked(np.array(feature, np.int64), band, np.array(rank, np.int64), np.array(slot, np.int64))


def example_table(
    units: Sequence[str], first: int, kept: Mapping[str, Kept], read: Encoded, strings: pa.Array
) -> pa.Table:
    """examples.parquet: a row per example, units in order; `strings` are the tokenizer's tokens by id."""
    tables: list[pa.Table] = []
    for name, keep in kept.items():
        score, story, position, window = keep.score, keep.story, keep.position, keep.window
        picked = pick(name, score, window[:, :, keep.reach])
        at = (picked.feature, picked.slot)
        windows, places = window[at], read.bounds[story[at]] + position[at]
        inside: Bool[np.ndarray, "item _"] = ~np.isnan(windows)
        around = (places[:, None] + np.arange(-keep.reach, keep.reach + 1))[inside]
        offsets = pa.array(np.concatenate([[0], np.cumsum(inside.sum(1))]), pa.int32())
        columns = {
            "row": pa.array(first + picked.feature, pa.int32()),
            "unit": pa.array(np.array(units, dtype=object)[picked.feature], pa.string()),
            "band": pa.array(picked.band, pa.string()),
            "rank": pa.array(picked.rank, pa.int32()),
            "story": pa.array(story[at], pa.int32()),
            "position": pa.array(position[at], pa.int32()),
            "char_start": pa.array(read.starts[places], pa.int32()),
            "char_end": pa.array(read.ends[places], pa.int32()),
            "activation": pa.array(windows[:, keep.reach], pa.float32()),
            "peak": pa.array(inside[:, : keep.reach].sum(1), pa.int32()),
            "tokens": pa.ListArray.from_arrays(offsets, strings.take(pa.array(read.ids[around]))),
            "activations": pa.ListArray.from_arrays(offsets, pa.array(windows[inside], pa.float32())),
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables).sort_by("row")

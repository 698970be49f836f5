"""Which units go together: by where they write, by when they fire, and by the channels of their own hook point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import torch
from jaxtyping import Float, Int
from scipy.sparse import csr_array
from torch import Tensor

from probes.feature_pass import Reading
from probes.units.nonzeros import NonzeroStore
from probes.units.streaming import Measured, Read

NEAREST = 5
"""Units listed per relation."""
_STRIPE = 512
"""Units of a dictionary whose sampled activations are fetched together."""
_COLUMNS = {
    "row": pa.int32(),
    "unit": pa.string(),
    "relation": pa.string(),
    "rank": pa.int32(),
    "other": pa.int32(),
    "name": pa.string(),
    "value": pa.float32(),
    "share": pa.float32(),
    "n": pa.int32(),
}


@dataclass(frozen=True)
class Kindred:
    """All units side by side: their names and kinds, output directions of length 1, and sampled activations.

    Units that write no direction have zeros there. `dense` and `sparse` hold the sampled activations by reading, with
    the row of their first unit.
    """

    names: Sequence[str]
    kinds: Mapping[str, slice]
    directions: Float[Tensor, "unit d_model"]
    dense: Sequence[tuple[int, Sequence[Float[np.ndarray, "_ _"]]]]
    sparse: Sequence[tuple[int, csr_array]]
    spread: Float[np.ndarray, "unit"]
    tokens: int

    def correlations(self, acts: Float[np.ndarray, "sampled unit"]) -> Float[np.ndarray, "unit other"]:
        """Pearson's r between some units, given by their sampled activations, and all; NaN where one never changes."""
        found = np.full((acts.shape[1], len(self.names)), np.nan, np.float32)
        if self.tokens < 2:
            return found
        # centring one side is enough, and keeps what is sparse sparse
        centred = (acts - acts.mean(0, dtype=np.float64)).astype(np.float32)
        own = np.sqrt(np.square(centred, dtype=np.float64).sum(0))
        for first, parts in self.dense:
            begin, stop = 0, first + parts[0].shape[1]
            total = torch.zeros(acts.shape[1], parts[0].shape[1], dtype=torch.float64)
            for part in parts:
                here = torch.from_numpy(centred[begin : begin + len(part)])
                total += here.T @ torch.from_numpy(np.array(part))
                begin += len(part)
            found[:, first:stop] = total.numpy()
        for first, values in self.sparse:
            product = (values @ centred).T
            found[:, first : first + product.shape[1]] = product
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.clip(found / (own[:, None] * self.spread), -1, 1)


def _spread(squares: Float[np.ndarray, "unit"], total: Float[np.ndarray, "unit"], tokens: int) -> np.ndarray:
    """The root of the summed squares about the mean."""
    about = np.sqrt(np.maximum(squares - total**2 / max(1, tokens), 0))
    # rounding leaves a constant some spread: below a millionth of its size it is none
    return np.where(about <= 1e-6 * np.sqrt(squares), 0.0, about)


def kindred(readings: Sequence[Reading], measured: Sequence[Measured], read: Read, d_model: int) -> Kindred:
    """Everything that is needed to find the kin of any unit."""
    names: list[str] = []
    kinds: dict[str, slice] = {}
    directions: list[Tensor] = []
    dense: list[tuple[int, Sequence[np.ndarray]]] = []
    sparse: list[tuple[int, csr_array]] = []
    spread: list[np.ndarray] = []
    tokens = len(read.sample)
    for reading, one in zip(readings, measured, strict=True):
        first = len(names)
        names += [f"{reading.prefix}.{index}" for index in range(reading.size)]
        kinds[reading.kind] = slice(kinds.get(reading.kind, slice(first, first)).start, len(names))
        given = torch.zeros(reading.size, d_model) if reading.directions is None else reading.directions.float().cpu()
        directions.append(given / given.norm(dim=1, keepdim=True).clamp(min=1e-12))
        if one.nonzeros is not None:
            rows = _sampled(one.nonzeros, read)
            sparse.append((first, rows))
            squares, total = (np.asarray(part.sum(1), np.float64).ravel() for part in (rows.multiply(rows), rows))
        else:
            assert one.sample is not None
            parts = one.sample.parts()
            squares, total = np.zeros(reading.size), np.zeros(reading.size)
            for part in parts:
                squares += np.square(part, dtype=np.float64).sum(0)
                total += part.sum(0, dtype=np.float64)
            if parts:
                dense.append((first, parts))
        spread.append(_spread(squares, total, tokens))
    return Kindred(names, kinds, torch.cat(directions), dense, sparse, np.concatenate(spread), tokens)


def _sampled(store: NonzeroStore, read: Read) -> csr_array:
    """The sampled activations of a dictionary, a row per feature."""
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for begin in range(0, store.size, _STRIPE):
        some = store.part(slice(begin, min(begin + _STRIPE, store.size)))
        place = read.sample.place[some.token]
        kept = place >= 0
        rows.append(some.feature[kept] + begin)
        columns.append(place[kept])
        values.append(some.value[kept])
    joined = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(joined, shape=(store.size, len(read.sample)))


def relation_table(
    kin: Kindred, rows: slice, acts: Float[np.ndarray, "sampled unit"], own: Float[Tensor, "unit d_in"] | None
) -> pa.Table:
    """relations.parquet of some units: a row per relation and rank."""
    first, count = rows.start, rows.stop - rows.start
    made: list[pa.Table] = []
    cosine = (kin.directions[rows] @ kin.directions.T).numpy()
    writes = (kin.directions.norm(dim=1) > 0).numpy()
    cosine[:, ~writes] = np.nan
    cosine[~writes[rows]] = np.nan
    pearson = kin.correlations(acts)
    for name, values, fold in (("cosine", cosine, False), ("pearson", pearson, True)):
        values[np.arange(count), first + np.arange(count)] = np.nan
        for kind, part in kin.kinds.items():
            if name == "cosine" and not writes[part].any():
                continue
            unit, rank, other = _nearest(values[:, part], fold)
            other += part.start
            told = [str(kin.names[int(index)]) for index in other]
            n = kin.tokens if name == "pearson" else None
            made.append(_rows(first, kin, f"{name}_{kind}", unit, rank, other, told, values[unit, other], None, n))
    if own is not None:
        entries = own.float().cpu().numpy().copy()
        unit, rank, channel = _nearest(entries, True)
        share = np.abs(entries[unit, channel]) / np.abs(entries).sum(1)[unit].clip(min=1e-30)
        told = [f"d{index}" for index in channel.tolist()]
        made.append(_rows(first, kin, "alignment", unit, rank, channel, told, entries[unit, channel], share, None))
    return pa.concat_tables(made).sort_by([("row", "ascending"), ("relation", "ascending"), ("rank", "ascending")])


def _nearest(
    values: Float[np.ndarray, "unit other"], fold: bool
) -> tuple[Int[np.ndarray, "item"], Int[np.ndarray, "item"], Int[np.ndarray, "item"]]:
    """(unit, rank, other) of the NEAREST largest values of each unit, by size if `fold`; NaN never counts."""
    score = np.where(np.isnan(values), -np.inf, np.abs(values) if fold else values)
    count = min(NEAREST, score.shape[1])
    chosen = np.argpartition(-score, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(score, chosen, axis=1), axis=1, kind="stable")
    chosen = np.take_along_axis(chosen, order, axis=1)
    unit, rank = np.nonzero(np.take_along_axis(score, chosen, axis=1) > -np.inf)
    return unit, rank, chosen[unit, rank]


def _rows(
    first: int,
    kin: Kindred,
    relation: str,
    unit: Int[np.ndarray, "item"],
    rank: Int[np.ndarray, "item"],
    other: Int[np.ndarray, "item"],
    name: Sequence[str],
    value: Float[np.ndarray, "item"],
    share: Float[np.ndarray, "item"] | None,
    n: int | None,
) -> pa.Table:
    count = len(unit)
    data = {
        "row": first + unit,
        "unit": [kin.names[first + index] for index in unit.tolist()],
        "relation": [relation] * count,
        "rank": rank,
        "other": other,
        "name": list(name),
        "value": value,
        "share": [None] * count if share is None else share,
        "n": [n] * count,
    }
    return pa.table({column: pa.array(data[column], kind) for column, kind in _COLUMNS.items()})

"""Statistics of units in fewer bytes: the numbers are rounded to what a page shows, and packed harder."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float32

from workbench import artifacts
from workbench.artifacts import Artifact

BITS = 7
"""Bits of a number after its leading one: a relative error of at most 1 / 2^8, below 0.4%."""
_LEVEL = 12


def slim(features: Artifact) -> Artifact:
    """Return the same statistics with rounded numbers, as an artifact of its own that says so in its config."""
    manifest = features.manifest
    config: dict[str, object] = {**manifest.config, "rounded_to_bits": BITS}
    parents = [found for ref in manifest.parents if (found := artifacts.find(ref)) is not None]
    assert len(parents) == len(manifest.parents), "the parents of the statistics are gone"
    done = artifacts.finished("features", config, parents, manifest.schema)
    if done is not None:
        return done
    with artifacts.create("features", manifest.name, config, parents, manifest.schema) as draft:
        for name in manifest.files:
            _copy(features.file(name), draft.path / name)
        draft.summary.update({**manifest.summary, "rounded_to_bits": BITS})
    made = artifacts.finished("features", config, parents, manifest.schema)
    assert made is not None
    return made


def rounded(values: Float32[np.ndarray, "item"], bits: int = BITS) -> Float32[np.ndarray, "item"]:
    """Return numbers whose mantissa has only `bits` bits after the leading one; NaN and infinities stay.

    >>> rounded(np.array([1.001, -3.14159], dtype=np.float32)).tolist()
    [1.0, -3.140625]
    """
    whole = values.view(np.uint32)
    kept = np.uint32((0xFFFFFFFF << (23 - bits)) & 0xFFFFFFFF)
    near = ((whole + np.uint32(1 << (22 - bits))) & kept).view(np.float32)
    return np.where(np.isfinite(values) & np.isfinite(near), near, values).astype(np.float32)


def _copy(source: Path, target: Path) -> None:
    if source.suffix != ".parquet":
        target.write_bytes(source.read_bytes())
        return
    file = pq.ParquetFile(source)
    rows = max(1, -(-file.metadata.num_rows // max(1, file.metadata.num_row_groups)))
    table = file.read()
    for at, field in enumerate(table.schema):
        column = table[field.name].combine_chunks()
        if pa.types.is_float32(field.type):
            table = table.set_column(at, field, pa.chunked_array([_rounded(column)]))
        elif pa.types.is_list(field.type) and pa.types.is_float32(field.type.value_type):
            lists = pa.ListArray.from_arrays(column.offsets, _rounded(column.values))
            if column.null_count == 0:
                table = table.set_column(at, field, pa.chunked_array([lists.cast(field.type)]))
    pq.write_table(table, target, compression="zstd", compression_level=_LEVEL, row_group_size=rows)


def _rounded(column: pa.Array) -> pa.Array:
    values = rounded(column.to_numpy(zero_copy_only=False).astype(np.float32))
    return pa.array(values, pa.float32(), mask=np.asarray(column.is_null()))

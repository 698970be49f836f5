"""Rows out of a Parquet file, a batch at a time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.errors import StoryscopeError
from workbench.stories.imports.rows import Row

_BATCH = 1_000


def parquet_columns(file: Path) -> list[str]:
    """The columns that rows are made of: texts, numbers and truth values.

    Raises StoryscopeError if the file is no Parquet file, or cut short.
    """
    schema = _opened(file).schema_arrow
    return [field.name for field in schema if _is_plain(field.type)]


def parquet_length(file: Path) -> int:
    """How many rows a file has."""
    return _opened(file).metadata.num_rows


def parquet_rows(file: Path) -> Iterator[Row]:
    """Every row. Raises StoryscopeError where the file is damaged: what a page held cannot be told row by row."""
    source = _opened(file)
    number = 0
    try:
        for batch in source.iter_batches(_BATCH, columns=parquet_columns(file)):
            for values in _read(batch, number):
                number += 1
                yield values if isinstance(values, Row) else Row(number, values)
    except (pa.ArrowException, OSError) as error:
        what = f"{file.name} is damaged after row {number:,}: {str(error).splitlines()[0].rstrip('.')}."
        raise StoryscopeError(what, "Get the file again.") from error


def _read(batch: pa.RecordBatch, before: int) -> "list[dict[str, object] | Row]":
    try:
        return list(batch.to_pylist())
    except UnicodeDecodeError:
        if batch.num_rows == 1:
            return [Row(before + 1, {}, "not utf-8")]
        rows: list[dict[str, object] | Row] = []
        for place in range(batch.num_rows):
            rows += _read(batch.slice(place, 1), before + place)
        return rows


def _opened(file: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        why = str(error).splitlines()[0].rstrip(".")
        raise StoryscopeError(f"{file.name} is no whole Parquet file: {why}.", "Get the file again.") from error


def _is_plain(kind: pa.DataType) -> bool:
    while pa.types.is_dictionary(kind):
        kind = kind.value_type
    texts = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return texts or pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)

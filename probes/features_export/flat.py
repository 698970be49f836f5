"""Statistics as plain tables: every table as Parquet, or as CSV with lists as text."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from probes.feature_files import TABLES
from probes.feature_reading import Features
from workbench.progress import Task

_AT_ONCE = 512
"""Units whose rows are in memory together."""


def write_parquet(features: Features, rows: Sequence[int], folder: Path, task: Task) -> None:
    """Every table, of the chosen units alone."""
    _write(features, rows, folder, task, "parquet")


def write_csv(features: Features, rows: Sequence[int], folder: Path, task: Task) -> None:
    """Every table, of the chosen units alone; a list is written as its entries with spaces between."""
    _write(features, rows, folder, task, "csv")


def _write(features: Features, rows: Sequence[int], folder: Path, task: Task, kind: str) -> None:
    wanted = sorted(rows)
    parts = [wanted[begin : begin + _AT_ONCE] for begin in range(0, len(wanted), _AT_ONCE)]
    for name in TABLES:
        file = folder / f"{name}.{kind}"
        if name == "nulls":
            table = features.table(name)
            (pq.write_table if kind == "parquet" else pacsv.write_csv)(table, file)
            continue
        writer: pq.ParquetWriter | pacsv.CSVWriter | None = None
        for part in parts:
            table = features.table(name, where=pc.field("row").isin(part))
            table = table if kind == "parquet" else plain(table)
            if writer is None:
                made = pq.ParquetWriter if kind == "parquet" else pacsv.CSVWriter
                writer = made(file, table.schema)
            writer.write_table(table)
            if name == TABLES[0]:
                task.advance(len(part))
        assert writer is not None
        writer.close()


def plain(table: pa.Table) -> pa.Table:
    """The table with lists as text, their entries separated by spaces.

    >>> plain(pa.table({"a": [[1, 2], None], "b": [3, 4]})).to_pylist()
    [{'a': '1 2', 'b': 3}, {'a': None, 'b': 4}]
    """
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_list(column.type):
            texts = [None if one is None else " ".join(_spelt(item) for item in one) for one in column.to_pylist()]
            column = pa.array(texts, pa.string())
        columns[name] = column
    return pa.table(columns)


def _spelt(item: object) -> str:
    return f"{item:.6g}" if isinstance(item, float) else str(item)

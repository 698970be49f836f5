"""Imported stories as the shards of a corpus: split by group, in row groups of equal size."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.records import STORY_SCHEMA
from workbench.stories.imports.mapping import to_table
from workbench.stories.shards import DATA, ROW_GROUP, SPLITS, group_keys, split_file, split_masks


class Shards:
    """Open files of every split; `add` fills them, the end of the block closes them."""

    def __init__(self, folder: Path, source: str, validation: float, test: float, shard: int) -> None:
        self.splits: dict[str, int] = dict.fromkeys(SPLITS, 0)
        self._folder, self._source = folder, source
        self._shares = (validation, test)
        self._shard = -(-shard // ROW_GROUP) * ROW_GROUP
        self._waiting: dict[str, list[pa.Table]] = {split: [] for split in SPLITS}
        self._open: dict[str, pq.ParquetWriter] = {}
        (folder / DATA).mkdir(exist_ok=True)

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left and close the files."""
        for split in SPLITS:
            if kind is None:
                self._flush(split, least=1)
            if split in self._open:
                self._open.pop(split).close()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Sort some stories into the splits."""
        table = to_table(rows, self._source)
        keys = group_keys(table["group"].to_pylist())
        for split, mask in split_masks(keys, *self._shares).items():
            part = table.filter(pa.array(mask))
            if part.num_rows:
                self._waiting[split].append(part)
                self._flush(split, ROW_GROUP)

    def _flush(self, split: str, least: int) -> None:
        """Write whole row groups, as long as there are `least` stories."""
        while sum(part.num_rows for part in self._waiting[split]) >= least:
            whole = pa.concat_tables(self._waiting[split]).combine_chunks()
            now = whole.slice(0, ROW_GROUP)
            if split not in self._open:
                path = split_file(self._folder, split, self.splits[split] // self._shard)
                # With checksums, so that a reader notices a page that has changed.
                self._open[split] = pq.ParquetWriter(path, STORY_SCHEMA, compression="zstd", write_page_checksum=True)
            self._open[split].write_table(now, row_group_size=ROW_GROUP)
            self.splits[split] += now.num_rows
            self._waiting[split] = [whole.slice(ROW_GROUP)] if whole.num_rows > ROW_GROUP else []
            if self.splits[split] % self._shard == 0:
                self._open.pop(split).close()

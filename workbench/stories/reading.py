"""Reading a corpus: whole columns, filtered stories, or story number 31,415 of a split without touching the others."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from jaxtyping import Int

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.records import STORY_SCHEMA, Story, story_from_row

T = TypeVar("T")
SPLITS = ("train", "validation", "test")
Where = Mapping[str, str | Sequence[str]]
"""A label filter: for each column the value, or the values, that a story may have; for example {"tone": "sad"}."""

_FILTERS = tuple(field.name for field in STORY_SCHEMA if pa.types.is_string(field.type) and field.name != "text")


@dataclass(frozen=True)
class _Group:
    """One Parquet row group: stories `start` to `stop` of its split."""

    file: Path
    number: int
    start: int
    stop: int


@dataclass(frozen=True)
class Corpus:
    """The stories of one corpus artifact; holds no data, reads what is asked for, row group by row group."""

    artifact: Artifact

    @classmethod
    def open(cls, corpus: Artifact | str | Path | None = None) -> Self:
        """Open a corpus by artifact, name, id prefix or path; None is the newest.

        Raises StoryscopeError if there is no such corpus, or if it has no stories.
        """
        artifact = corpus if isinstance(corpus, Artifact) else artifacts.resolve("corpus", corpus)
        if not any((artifact.path / "data").glob("*.parquet")):
            what = f"The corpus {artifact.label} has no stories (data/*.parquet)."
            raise StoryscopeError(what, "Make it again: storyscope generate.")
        return cls(artifact)

    @cached_property
    def splits(self) -> dict[str, int]:
        """How many stories each split has; 0 for a split without any."""
        return {split: groups[-1].stop if groups else 0 for split, groups in self._groups.items()}

    @cached_property
    def vocabulary(self) -> dict[str, Any]:
        """The content of vocabulary.json: tier, types, names, categories."""
        return json.loads(self.artifact.file("vocabulary.json").read_text(encoding="utf-8"))

    def texts(self, split: str, limit: int | None = None, where: Where | None = None) -> list[str]:
        """The texts of a split in their order, at most `limit`, of the stories that match `where`."""
        return self.table(split, ["text"], limit, where)["text"].to_pylist()

    def stories(self, split: str, limit: int | None = None, where: Where | None = None) -> Iterator[Story]:
        """The stories of a split one by one; memory is bounded by a row group."""
        for table in self.tables(split, None, limit, where):
            for row in table.to_pylist():
                yield story_from_row(row)

    def table(
        self,
        split: str,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        where: Where | None = None,
    ) -> pa.Table:
        """Columns (None: all) of a split as one table.

        Raises StoryscopeError for an unknown split or column, and if a file cannot be read.
        """
        tables = list(self.tables(split, columns, limit, where))
        if tables:
            return pa.concat_tables(tables)
        names = STORY_SCHEMA.names if columns is None else columns
        return pa.schema([STORY_SCHEMA.field(name) for name in names]).empty_table()

    def tables(
        self,
        split: str,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        where: Where | None = None,
    ) -> Iterator[pa.Table]:
        """As `table`, but a row group at a time."""
        names = list(STORY_SCHEMA.names if columns is None else columns)
        _known(names, STORY_SCHEMA.names, "column")
        matching = _matching(where)
        extra = [name for name in where or {} if name not in names]
        left = limit
        for group in self._of(split):
            if left is not None and left <= 0:
                return
            table = _read(group, [*names, *extra])
            if matching is not None:
                table = table.filter(matching).select(names)
            if left is not None:
                table = table.slice(0, left)
                left -= table.num_rows
            if table.num_rows:
                yield table

    def numbers(self, split: str, where: Where | None = None) -> Int[np.ndarray, "story"]:
        """The numbers of the stories of a split that match `where`, ascending; `story` takes them."""
        matching = _matching(where)
        found = [np.zeros(0, dtype=np.int64)]
        for group in self._of(split):
            numbers = np.arange(group.start, group.stop)
            if where and matching is not None:
                labels = _read(group, list(where)).append_column("number", pa.array(numbers))
                numbers = labels.filter(matching)["number"].to_numpy()
            found.append(numbers)
        return np.concatenate(found)

    def story(self, split: str, number: int) -> Story:
        """Story `number` of a split, counted from 0; reads its row group only.

        Raises StoryscopeError for an unknown split or number.
        """
        groups = self._of(split)
        if not 0 <= number < self.splits[split]:
            what = f"The {split} split has no story number {number}."
            raise StoryscopeError(what, f"It has {self.splits[split]:,}, counted from 0.")
        place = int(np.searchsorted([group.stop for group in groups], number, side="right"))
        row = _read(groups[place], STORY_SCHEMA.names).slice(number - groups[place].start, 1)
        return story_from_row(row.to_pylist()[0])

    def _of(self, split: str) -> list[_Group]:
        _known([split], list(self._groups), "split")
        return self._groups[split]

    @cached_property
    def _groups(self) -> dict[str, list[_Group]]:
        """The row groups of each split in order, from the footers of the files."""
        found: dict[str, list[_Group]] = {}
        for split in SPLITS:
            found[split] = groups = []
            start = 0
            for file in sorted((self.artifact.path / "data").glob(f"{split}-*.parquet")):
                footer = _guarded(file, lambda file=file: _footer(file))
                for number in range(footer.num_row_groups):
                    stop = start + footer.row_group(number).num_rows
                    groups.append(_Group(file, number, start, stop))
                    start = stop
        return found


def _read(group: _Group, columns: list[str]) -> pa.Table:
    # With the checksum of every page: a shard that has changed must not pass for one that has not.
    return _guarded(group.file, lambda: _open(group.file).read_row_group(group.number, columns))


def _footer(file: Path) -> pq.FileMetaData:
    footer = pq.read_metadata(file)
    # No checksum covers the footer, and a column that is called differently would pass for one that is not there.
    if not footer.schema.to_arrow_schema().equals(STORY_SCHEMA):
        raise pa.ArrowInvalid("its columns are not those of a corpus")
    return footer


def _open(file: Path) -> pq.ParquetFile:
    return pq.ParquetFile(file, page_checksum_verification=True)


def _guarded(file: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except (pa.ArrowException, OSError) as error:
        what = f"{file.name} of this corpus cannot be read: {str(error).splitlines()[0].rstrip('.')}."
        raise StoryscopeError(what, "See what else is wrong: storyscope artifacts verify.") from error


def _matching(where: Where | None) -> pc.Expression | None:
    """The rows that match `where`, as a filter; None for all rows."""
    where = where or {}
    _known(list(where), _FILTERS, "label")
    filters = [pc.field(name).isin([one] if isinstance(one, str) else list(one)) for name, one in where.items()]
    return reduce(and_, filters) if filters else None


def _known(names: list[str], there: Sequence[str], what: str) -> list[str]:
    for name in names:
        if name not in there:
            raise StoryscopeError(f"A corpus has no {what} '{name}'.", f"Use one of: {', '.join(there)}.")
    return names

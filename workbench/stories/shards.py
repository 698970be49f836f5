"""One shard of a corpus: composed, cut into splits, written whole or not at all, and thinned later if it must be.

A shard is a run of consecutive story numbers. Everything here is a function of its arguments alone, so shards can be
made by any number of processes in any order, again and again, and the bytes are the same.
"""

import gc
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Bool, UInt64

from workbench.records import AXES, STORY_SCHEMA, Story
from workbench.stories.columns import to_table
from workbench.stories.words import split_words

SPLITS = ("train", "validation", "test")
DATA, SCRATCH = "data", "scratch"
ROW_GROUP = 1_000
"""Stories per Parquet row group: what a reader loads to show one story."""

_AT_ONCE = 1_000
_LOOK_UP_EVERY = 200  # stories between two questions whether anybody still wants the shard

Composer = Callable[[int, int, str], Story]
"""compose(seed, index, tier): the story of that number, always the same."""


class Abandoned(Exception):
    """Nobody waits for this shard any more; what it would have written is left unwritten."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What all shards of a corpus have in common."""

    folder: Path
    compose: Composer
    seed: int
    tier: str
    validation: float
    test: float


@dataclass(frozen=True)
class Shard:
    """The stories numbered from `start` up to, not including, `start + count`."""

    number: int
    start: int
    count: int


@dataclass(frozen=True)
class Tally:
    """What a written shard holds; `removed` counts the groups that were thinned out because other shards have them."""

    shard: Shard
    removed: int
    splits: dict[str, int]
    labels: dict[str, dict[str, int]]
    types: list[str]
    words: int


def write_shard(order: Order, shard: Shard, unwanted: Callable[[], bool] = lambda: False) -> Tally:
    """Compose the stories of a shard and write them, the first of each group only.

    Raises Abandoned as soon as `unwanted()` says so.
    """
    parts, all_keys = [STORY_SCHEMA.empty_table()], list[UInt64[np.ndarray, "story"]]()
    seen = set[int]()
    stop = shard.start + shard.count
    with _no_collector():
        # A few at a time, so that a worker holds few stories as objects and the others as columns.
        for start in range(shard.start, stop, _AT_ONCE):
            stories: list[Story] = []
            for index in range(start, min(start + _AT_ONCE, stop)):
                if index % _LOOK_UP_EVERY == 0 and unwanted():
                    raise Abandoned
                stories.append(order.compose(order.seed, index, order.tier))
            keys = group_keys(story.group for story in stories)
            all_keys.append(keys)
            fresh: list[Story] = []
            for story, key in zip(stories, keys.tolist(), strict=True):
                if key not in seen:
                    seen.add(key)
                    fresh.append(story)
            parts.append(to_table(fresh))
    keys, table = np.concatenate(all_keys), pa.concat_tables(parts)
    if unwanted():
        raise Abandoned
    _replace(_keys_file(order.folder, shard.number), lambda path: _save_keys(path, keys))
    return _write(order, shard, table, removed=0)


def thin_shard(order: Order, shard: Shard, unwanted: UInt64[np.ndarray, "group"]) -> Tally:
    """Write a shard anew without the stories of the groups with these keys; doing it twice changes nothing."""
    files = [path for split in SPLITS if (path := split_file(order.folder, split, shard.number)).exists()]
    table = pa.concat_tables([STORY_SCHEMA.empty_table(), *[open_file(path).read() for path in files]])
    keep = ~np.isin(group_keys(table["group"].to_pylist()), unwanted)
    return _write(order, shard, table.filter(pa.array(keep)), removed=len(unwanted))


def group_keys(groups: Iterable[str]) -> UInt64[np.ndarray, "story"]:
    """The first 64 bits of each group's SHA-256: they say which groups are equal, and which split each falls into."""
    digests = b"".join(hashlib.sha256(group.encode()).digest()[:8] for group in groups)
    return np.frombuffer(digests, dtype=">u8").astype(np.uint64)


def split_masks(
    keys: UInt64[np.ndarray, "story"], validation: float, test: float
) -> dict[str, Bool[np.ndarray, "story"]]:
    """Which stories fall into which split: the lowest keys are the test split, the next the validation split."""
    place = keys / 2.0**64
    in_test = place < test
    in_validation = ~in_test & (place < test + validation)
    return {"train": ~in_test & ~in_validation, "validation": in_validation, "test": in_test}


def split_file(folder: Path, split: str, number: int) -> Path:
    """Where the stories of a split and shard are."""
    return folder / DATA / f"{split}-{number:05d}.parquet"


def read_tally(folder: Path, shard: Shard) -> Tally | None:
    """The tally of a shard that is already written, or None."""
    try:
        raw: dict[str, Any] = json.loads(_tally_file(folder, shard.number).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    raw["shard"] = Shard(**raw["shard"])
    tally = Tally(**raw)
    assert tally.shard == shard, f"{folder} holds {tally.shard} where {shard} belongs"
    return tally


def read_columns(folder: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Columns of every file of stories, file by file."""
    for path in sorted((folder / DATA).glob("*.parquet")):
        yield open_file(path).read(list(columns))


def first_texts(folder: Path, n: int) -> list[str]:
    """The first stories of the first file of the first split that has any."""
    for split in SPLITS:
        for path in sorted((folder / DATA).glob(f"{split}-*.parquet")):
            return open_file(path).read_row_group(0, ["text"])["text"].to_pylist()[:n]
    return []


def written_files(folder: Path, shard: Shard) -> list[Path]:
    """The files of a written shard in the order in which they may be copied: the one that says it is there is last."""
    data = [path for split in SPLITS if (path := split_file(folder, split, shard.number)).exists()]
    return [*data, _keys_file(folder, shard.number), _tally_file(folder, shard.number)]


def store(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a shard that was made elsewhere, whole or not at all."""
    _replace(folder / name, lambda path: _save_bytes(path, content))


def read_keys(folder: Path, number: int) -> UInt64[np.ndarray, "story"]:
    """The group keys of all stories that were composed for a shard, in the order of their numbers."""
    return np.load(_keys_file(folder, number), allow_pickle=False)


def clear_temporary(folder: Path) -> None:
    """Remove what killed writers left half written."""
    for path in folder.rglob("*.tmp"):
        path.unlink(missing_ok=True)


def _write(order: Order, shard: Shard, table: pa.Table, removed: int) -> Tally:
    splits: dict[str, int] = {}
    for split, mask in split_masks(group_keys(table["group"].to_pylist()), order.validation, order.test).items():
        part, path = table.filter(pa.array(mask)), split_file(order.folder, split, shard.number)
        splits[split] = part.num_rows
        if part.num_rows:
            _replace(path, lambda path, part=part: save_table(path, part))
        else:
            path.unlink(missing_ok=True)
    types, words = set[str](), 0
    # No type holds white space, and the same chunks come again and again.
    for chunk, times in Counter(chain.from_iterable(map(str.split, table["text"].to_pylist()))).items():
        told = split_words(chunk)
        types.update(told)
        words += times * len(told)
    labels = {axis: _counts(table[axis]) for axis in AXES}
    tally = Tally(shard, removed, splits, labels, sorted(types), words)
    # Last, because it is what says that the shard is there.
    _replace(_tally_file(order.folder, shard.number), lambda path: _save_tally(path, tally))
    return tally


def _counts(column: "pa.ChunkedArray[Any]") -> dict[str, int]:
    counted = column.value_counts().to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counted, key=lambda one: one["values"])}


def save_table(path: Path, table: pa.Table) -> None:
    """Write stories as Parquet, with a checksum for every page that `open_file` and `reading` compare."""
    # In one chunk first, so that the bytes do not depend on how the table was put together.
    table = table.combine_chunks()
    pq.write_table(table, path, row_group_size=ROW_GROUP, compression="zstd", write_page_checksum=True)


def open_file(path: Path) -> pq.ParquetFile:
    """A file of stories; reading from it compares every page with its checksum and raises OSError for a damaged one."""
    return pq.ParquetFile(path, page_checksum_verification=True)


def _save_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _save_keys(path: Path, keys: UInt64[np.ndarray, "story"]) -> None:
    with path.open("wb") as stream:
        np.save(stream, keys, allow_pickle=False)


def _save_tally(path: Path, tally: Tally) -> None:
    path.write_text(json.dumps(asdict(tally)), encoding="utf-8")


def _keys_file(folder: Path, number: int) -> Path:
    return folder / SCRATCH / f"{number:05d}.npy"


def _tally_file(folder: Path, number: int) -> Path:
    return folder / SCRATCH / f"{number:05d}.json"


def _replace(path: Path, save: Callable[[Path], None]) -> None:
    """Write a sibling, then rename it: a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(exist_ok=True)
    # With the process in its name, because an orphan of a killed run may still be at the same shard.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    save(temporary)
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(path)


@contextmanager
def _no_collector() -> Generator[None]:
    """Compose without the cycle collector, which would walk all stories of the shard again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def merge_labels(tallies: Sequence[Tally]) -> dict[str, dict[str, int]]:
    """The label counts of all shards together, values in alphabetical order."""
    merged: dict[str, dict[str, int]] = {}
    for axis in AXES:
        total = Counter[str]()
        for tally in tallies:
            total.update(tally.labels[axis])
        merged[axis] = dict(sorted(total.items()))
    return merged

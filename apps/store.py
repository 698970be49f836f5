"""Read-only access to artifacts for pages and report: reads only what is asked for, and fails with a sentence.

Anything that a half-deleted, corrupt or foreign artifact can raise becomes a StoryscopeError here, so that a page shows
a message on the panel concerned and goes on.
"""

import csv
import json
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from apps.figures import LineageNode, LossPoint
from workbench.artifacts import Artifact, maker
from workbench.errors import StoryscopeError
from workbench.records import Story, story_from_row

INDEX_LIMIT = 200_000
"""How many stories the list of stories holds; a page says so when there are more."""


@contextmanager
def readable(artifact: Artifact) -> Generator[None]:
    """Turn whatever a damaged payload raises into a StoryscopeError that names the artifact and what to do."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError, pa.ArrowException, csv.Error) as fault:
        first = (str(fault).splitlines() or [""])[0][:200]
        what = f"The {artifact.manifest.kind} {artifact.label} cannot be read ({type(fault).__name__}: {first})."
        verb = maker(artifact.manifest.kind)
        raise StoryscopeError(
            what, f"Check it: storyscope artifacts verify; or remove it and make it again: storyscope {verb}."
        ) from fault


def read_json(artifact: Artifact, name: str) -> Any:
    """Return the parsed JSON payload `name`; raises StoryscopeError if it is missing or broken."""
    with readable(artifact):
        return json.loads(artifact.file(name).read_text(encoding="utf-8"))


def read_table(
    artifact: Artifact, name: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None
) -> pa.Table:
    """Return columns of the Parquet payload `name`; row groups that `where` rules out are not read.

    Columns that the file does not have are left out, so that older artifacts stay readable.
    """
    with readable(artifact):
        dataset = ds.dataset(artifact.file(name), format="parquet")
        names = None if columns is None else [name for name in columns if name in dataset.schema.names]
        return dataset.to_table(columns=names, filter=where)


def training_log(model: Artifact) -> list[LossPoint]:
    """Return the lines of a model's training log."""
    table = read_table(model, "log.parquet", ("step", "tokens", "split", "loss", "bits_per_byte", "lr"))
    with readable(model):
        return [LossPoint(**row) for row in table.to_pylist()]


def lineage_nodes(artifacts: Sequence[Artifact]) -> list[LineageNode]:
    """Return the artifacts as nodes of the lineage graph."""
    return [
        LineageNode(one.ref, one.manifest.kind, one.manifest.name, one.manifest.parents, f"made {one.manifest.created}")
        for one in artifacts
    ]


def relatives(artifacts: Sequence[Artifact], one: Artifact) -> list[Artifact]:
    """Return `one`, what it was made from, what was made from it, and what else that took, in the given order."""
    by_ref = {other.ref: other for other in artifacts}
    kept = {one.ref}
    for other in artifacts:
        if any(parent in kept for parent in other.manifest.parents):
            kept.add(other.ref)
    waiting = list(kept)
    while waiting:
        found = by_ref.get(waiting.pop())
        new = [] if found is None else [parent for parent in found.manifest.parents if parent not in kept]
        kept.update(new)
        waiting += new
    return [other for other in artifacts if other.ref in kept]


def size_of(artifact: Artifact) -> int:
    """Return the bytes of all its files, as the manifest records them."""
    return sum(entry.bytes for entry in artifact.manifest.files.values())


def summary_number(artifact: Artifact, *keys: str) -> float | None:
    """Return a number from the manifest's summary, one key per level; None where it is missing or no number."""
    value: object = artifact.manifest.summary
    for key in keys:
        value = cast("dict[str, object]", value).get(key) if isinstance(value, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def splits(corpus: Artifact) -> list[str]:
    """Return the splits whose shards are there, in the order train, validation, test, others."""
    order = ("train", "validation", "test")
    with readable(corpus):
        found = {path.name.rsplit("-", 1)[0] for path in corpus.file("data").glob("*-*.parquet")}
    return sorted(found, key=lambda name: (order.index(name) if name in order else len(order), name))


def story_index(corpus: Artifact) -> pa.Table:
    """Return split, shard, row, id, labels and text of up to INDEX_LIMIT stories, without their records."""
    columns = ["id", "topic", "tone", "moral", "text"]
    parts: list[pa.Table] = []
    left = INDEX_LIMIT
    with readable(corpus):
        for split in splits(corpus):
            for shard in sorted(corpus.file("data").glob(f"{split}-*.parquet")):
                if left <= 0:
                    break
                table = pq.read_table(shard, columns=columns, page_checksum_verification=True).slice(0, left)
                left -= table.num_rows
                rows = pa.array(range(table.num_rows), pa.int32())
                table = table.append_column("split", pa.repeat(split, table.num_rows))
                table = table.append_column("shard", pa.repeat(shard.name, table.num_rows)).append_column("row", rows)
                parts.append(table)
        if not parts:
            raise FileNotFoundError("there are no story shards in its folder 'data'")
        return pa.concat_tables(parts)


def find_stories(index: pa.Table, text: str = "", **labels: str) -> pa.Table:
    """Return the rows of a story index with these `labels` ("" = any) whose text holds every word of `text`."""
    for name, value in labels.items():
        if value:
            index = index.filter(pc.field(name) == value)
    for word in text.split():
        options = pc.MatchSubstringOptions(word, ignore_case=True)
        index = index.filter(pc.call_function("match_substring", [index["text"]], options))
    return index


def story_at(corpus: Artifact, shard: str, row: int) -> Story:
    """Read one story with its whole record; only its row group is decoded."""
    with readable(corpus):
        file = pq.ParquetFile(corpus.file(f"data/{shard}"), page_checksum_verification=True)
        for group in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if row < size:
                return story_from_row(file.read_row_group(group).slice(row, 1).to_pylist()[0])
            row -= size
        raise IndexError(f"{shard} ends before that story")

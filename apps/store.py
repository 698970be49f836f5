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

from apps.figures import LineageNode, LossPoint
from workbench.artifacts import Artifact, maker
from workbench.errors import StoryscopeError


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

"""Opening a `features` artifact: its tables by name, one unit at a time or only some columns, read from disk.

Artifacts made before schema 2 have fewer tables and columns; what they lack is refused with a sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.manifests import is_file


@dataclass(frozen=True, slots=True)
class Features:
    """The statistics of the units of one model."""

    artifact: Artifact

    def has(self, table: str, column: str = "") -> bool:
        """Whether there is such a table, with such a column."""
        file = self._file(table)
        return is_file(file) and (not column or column in pq.read_schema(file).names)

    def table(self, name: str, columns: Sequence[str] | None = None, where: pc.Expression | None = None) -> pa.Table:
        """A table, or part of it; raises StoryscopeError if it is not there, or cannot be read."""
        file = self._file(name)
        if not is_file(file):
            raise self._too_old(f"table '{name}'")
        try:
            found = ds.dataset(file)
            missing = [column for column in columns or () if column not in found.schema.names]
            if missing:
                raise self._too_old(f"column '{missing[0]}' in its table '{name}'")
            return found.to_table(columns=None if columns is None else list(columns), filter=where)
        except (pa.ArrowInvalid, OSError) as fault:
            what = f"{file.name} of the features {self.artifact.label} cannot be read: {str(fault).splitlines()[0]}."
            raise StoryscopeError(what, "Make it again: storyscope features.") from fault

    def unit(self, name: str, row: int, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The rows of one unit in any table that is sorted by row; only its row group is read."""
        return self.table(name, columns, pc.field("row") == row).to_pylist()

    def row_of(self, unit: str) -> int:
        """The row of a unit such as "L2.mlp.17" or "sae.812"; raises StoryscopeError if there is none."""
        rows = self.table("features", ["row"], pc.field("unit") == unit)["row"].to_pylist()
        if not rows:
            summary = self.artifact.manifest.summary
            kinds = {"neurons": "L0.mlp.0", "dictionary_features": "sae.0", "heads": "L0.attn.0"}
            there = [
                f"{summary[kind]} {kind.replace('_', ' ')} ({name} ...)"
                for kind, name in kinds.items()
                if summary.get(kind)
            ]
            what = f"There is no unit '{unit}' in {self.artifact.label}."
            raise StoryscopeError(what, f"It has {', '.join(there)}.")
        return int(rows[0])

    def _file(self, table: str) -> Path:
        return self.artifact.path / f"{table}.parquet"

    def _too_old(self, lacks: str) -> StoryscopeError:
        made = self.artifact.manifest.schema
        what = f"The features {self.artifact.label} have no {lacks}: they are of format {made}, this is format 2."
        return StoryscopeError(what, "Make them again: storyscope features, with the same --model and --sae.")


def open_features(ref: "str | Path | Artifact | None" = None, needs: str = "") -> Features:
    """Open the statistics by name, id prefix, path or artifact; "" is the newest.

    Raises StoryscopeError where there are none, or where they lack the table `needs`.
    """
    found = Features(ref if isinstance(ref, Artifact) else artifacts.resolve("features", ref))
    if needs and not found.has(needs):
        found.table(needs)
    return found

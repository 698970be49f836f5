"""Finding units in a table of any size: order and filters give row numbers, and only a page of rows is ever built."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from apps.store import read_table
from workbench.artifacts import Artifact

SORTS = {
    "lift": ("best_lift", "F1 above always firing, on the half of the data that chose the rule"),
    "F1": ("best_f1", "F1 on the held-out half"),
    "AUROC": ("best_auroc", "area under the ROC curve on the held-out half"),
    "precision": ("best_precision", "precision on the held-out half"),
    "effect": ("effect", "by how much the loss grows when the unit is silenced, to first order"),
    "density": ("density", "share of tokens above zero"),
    "number": ("row", "layer and number"),
}
_SEARCHED = ("unit", "kind", "best_axis", "best_value")
_WRITTEN = 5


@dataclass(frozen=True)
class Wanted:
    """Which units: a kind ("" all), words that must occur, a range of density, dead ones or not."""

    kind: str = ""
    words: str = ""
    least: float = 0.0
    most: float = 1.0
    dead: bool = True
    rows: tuple[int, ...] | None = None


def texts_of(table: pa.Table) -> pa.ChunkedArray:
    """Return one lowercase text per unit to search in: its name, kind, best label, and the tokens it writes most."""
    columns = [pc.fill_null(pc.cast(table[name], pa.string()), "") for name in _SEARCHED if name in table.column_names]
    if "top_tokens" in table.column_names:
        lists = table["top_tokens"].combine_chunks()
        filled = pc.fill_null(lists, pa.scalar([], lists.type))
        first = pc.call_function("list_slice", [filled], pc.ListSliceOptions(0, _WRITTEN, return_fixed_size_list=False))
        columns.append(pc.call_function("binary_join", [first, pa.scalar(" ")]))
    joined = pc.call_function("binary_join_element_wise", [*columns, pa.scalar(" ")])
    return pc.call_function("utf8_lower", [joined])


def select(table: pa.Table, texts: pa.ChunkedArray, wanted: Wanted, sort: str) -> np.ndarray:
    """Return the row numbers of the units that are wanted, in order; NaN and null come last."""
    keep = np.ones(table.num_rows, dtype=bool)
    if wanted.rows is not None:
        keep[:] = False
        keep[[row for row in wanted.rows if 0 <= row < table.num_rows]] = True
    if wanted.kind:
        keep &= _mask(pc.call_function("equal", [table["kind"], pa.scalar(wanted.kind)]))
    if not wanted.dead:
        keep &= ~_mask(table["dead"])
    if wanted.least > 0 or wanted.most < 1:
        density = table["density"].to_numpy()
        keep &= (density >= wanted.least) & (density <= wanted.most)
    for word in wanted.words.lower().split()[:20]:
        keep &= _mask(pc.call_function("match_substring", [texts], pc.MatchSubstringOptions(word)))
    column = SORTS.get(sort, SORTS["lift"])[0]
    values = table[column if column in table.column_names else "row"].cast(pa.float64()).to_numpy(zero_copy_only=False)
    # Stable, so that equal units keep their order; NaN sorts last either way.
    order = np.argsort(values if column == "row" else -values, kind="stable")
    return order[keep[order]]


def firing_on(features: Artifact, token: str) -> pa.Table | None:
    """Return row, mean, share and n of the units that fire on a token type most, None where nobody counted."""
    if not features.has("tokens.parquet"):
        return None
    table = read_table(features, "tokens.parquet", ("row", "mean", "share", "n"), pc.field("token") == token)
    return table.sort_by([("share", "descending")])


def _mask(values: pa.ChunkedArray | pa.Array) -> np.ndarray:
    return pc.fill_null(values, False).to_numpy(zero_copy_only=False).astype(bool)

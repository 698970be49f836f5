"""Ways to find units other than by label: by a token they fire on, by a text, on the map of their directions."""

from typing import Any, cast

import numpy as np
import pyarrow as pa
import streamlit as st

from apps import cached
from apps.figures.units import MapPoint, unit_map
from apps.firing import firing_on_text
from apps.markup import Token, literal, token_strip
from apps.shell import absent, draw, palette
from apps.unit_table import label_of
from workbench.artifacts import Artifact, made_from

EXAMPLE = "Tom had a big red ball. Lily was sad and cried."
_MOST_POINTS = 5_000
"""Points of the map that are sent to the browser; with more units, those that tell a label best."""
Found = tuple[np.ndarray | None, dict[str, Any]]


def by_token(features: Artifact, table: pa.Table) -> Found:
    """Draw a box for a token; return the units that fire on it, by the share of their activation that falls on it."""
    tip = "One token as the model's tokenizer cuts it, such as a word of the smallest tier."
    token = (st.text_input("Token", "sad", key="token", bind="query-params", help=tip) or "").strip()
    found = cached.firing_on(features, token)
    if found is None:
        absent(
            "These statistics are of an older version: nobody counted what each unit fires on.", "storyscope features"
        )
        return None, {}
    extra: dict[str, Any] = {}
    for title, column in (("mean on it", "mean"), ("share on it", "share"), ("n", "n")):
        values = np.full(table.num_rows, np.nan)
        values[found["row"].to_numpy()] = found[column].to_numpy()
        extra[title] = values
    st.caption(f"Units for which {literal(token, 30)} is one of the ten token types that they fire on most.")
    return found["row"].to_numpy().astype(np.int64), extra


def by_text(features: Artifact, table: pa.Table) -> Found:
    """Draw a box for a text; return the units that fire on it, nearest to their most first."""
    model, sae = made_from(features, "model"), made_from(features, "sae")
    tip = "Every token is read once; a unit counts by the largest share of its record that it reaches."
    text = st.text_area("Text", EXAMPLE, key="passage", bind="query-params", height=80, help=tip)
    if model is None:
        st.caption("The model of these statistics is gone, so that no text can be read.")
        return None, {}
    reading = cached.reading(model, text or "", sae)
    dictionary = None if sae is None else cached.loaded_dictionary(sae)
    rows = firing_on_text(reading, table, dictionary)
    peaks: dict[int, list[str]] = {}
    for row in rows[:40]:
        peaks.setdefault(row["at"], []).append(f"{row['unit']}  {row['value']:+.2f}  {label_of(row)}")
    most = max((len(names) for names in peaks.values()), default=1)
    tokens = [
        Token(piece, len(peaks.get(at, ())), "\n".join(peaks.get(at, ["nothing near its most"])[:8]))
        for at, piece in enumerate(reading.pieces)
    ]
    st.html(token_strip(tokens[1:], palette().activation, float(most)))
    st.caption("Colour: how many of the forty strongest units have their peak at the token. Point at one to see which.")
    at = np.array([row["row"] for row in rows], dtype=np.int64)
    extra: dict[str, Any] = {}
    for title, name in (("of its most", "share"), ("activation", "value")):
        values = np.full(table.num_rows, np.nan)
        values[at] = [row[name] for row in rows]
        extra[title] = values
    on = np.full(table.num_rows, "", dtype=object)
    on[at] = [row["on"].strip() for row in rows]
    return at, {"fires on": on, **extra}


def map_of(features: Artifact, table: pa.Table) -> None:
    """Draw the units by the first two principal components of their output directions."""
    if "pca1" not in table.column_names:
        absent(
            "These statistics are of an older version: they hold no map of output directions.", "storyscope features"
        )
        return
    kinds = [kind for kind in ("feature", "neuron") if kind in table["kind"].unique().to_pylist()]
    kind = st.segmented_control("Show", kinds, default=kinds[0], key="mapped", bind="query-params") or kinds[0]
    is_kind = np.array(table["kind"].to_pylist(), dtype=object) == kind
    x, y = (table[name].to_numpy(zero_copy_only=False).astype(float) for name in ("pca1", "pca2"))
    scores = np.nan_to_num(table["best_f1"].to_numpy(zero_copy_only=False).astype(float))
    rows = np.flatnonzero(is_kind & ~np.isnan(x))
    rows = rows[np.argsort(-scores[rows], kind="stable")][:_MOST_POINTS]
    units: list[dict[str, Any]] = table.take(pa.array(rows)).to_pylist()
    points = [
        MapPoint(unit["unit"], float(x[row]), float(y[row]), float(scores[row]), label_of(unit))
        for row, unit in zip(rows.tolist(), units, strict=True)
    ]
    held: object = features.manifest.summary.get("map_variance")
    listed = cast("list[object]", held) if isinstance(held, list) else []
    shares = [float(one) for one in listed if isinstance(one, int | float)]
    draw(unit_map(points, palette(), shares=shares), "map")
    st.caption(
        f"{len(points):,} units by what they write: two that lie together push the residual stream the same way. "
        "Colour: F1 of the best label on held-out stories."
    )

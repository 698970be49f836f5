"""Neurons and features: all of them in one table, ranked by what their label cards say."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from apps import cached
from apps.reproduce import command_for
from apps.routes import route
from apps.shell import choose, command, heading, panel, pick
from apps.units import label_name
from workbench.artifacts import Artifact

ANY = "its own best label"
_MEASURED = ("threshold", "polarity", "lift", "auroc", "precision", "recall", "f1")
SHOWN = 1_000
"""Rows that are sent to the browser; filters reach all."""
_SORTS = {
    "lift": ("best_lift", "F1 above always firing, on the half of the data that chose the rule"),
    "F1": ("best_f1", "F1 on the held-out half"),
    "AUROC": ("best_auroc", "area under the ROC curve on the held-out half"),
    "precision": ("best_precision", "precision on the held-out half"),
    "density": ("density", "share of tokens above zero"),
    "number": ("row", "layer and number"),
}


def page() -> None:
    """Draw the page."""
    heading("Neurons & features", "What does each one know? Measured against the truth of every story, not guessed.")
    left, right = st.columns(2)
    with left:
        features = pick("features", "Statistics")
    if features is None:
        return
    with panel():
        with right:
            table = _ranked(features)
        found = _filtered(table)
        st.caption(
            f"{found.num_rows:,} of {table.num_rows:,} units"
            + (f"; the first {SHOWN:,} are shown" if found.num_rows > SHOWN else "")
            + ". Click a row to open its dashboard."
        )
        _draw(found.slice(0, SHOWN), features)
    command(command_for(features))


def _ranked(features: Artifact) -> pa.Table:
    """Return the units; where the reader names a label, with every unit's card for that label as its best."""
    table = cached.unit_table(features)
    choices = cached.label_choices(features)
    tip = "Rank every unit by how well it tells this label; “its words” means inside the words that express it."
    chosen = st.selectbox("Label", [ANY, *choices], key="label", bind="query-params", help=tip)
    if chosen not in choices:
        return table
    level, axis, value = choices[chosen]
    cards = cached.ranked_for(features, choices[chosen])
    n = cards.num_rows
    columns: dict[str, Any] = {name: table[name].take(cards["row"]) for name in table.column_names}
    columns |= {
        f"best_{name}": cards[name] for name in ("threshold", "polarity", "lift", "auroc", "precision", "recall")
    }
    columns |= {"best_f1": cards["f1"], **{name: cards[name] for name in ("null_auroc", "null_f1", "chance")}}
    named = (("best_level", level), ("best_axis", axis), ("best_value", value))
    columns |= {name: pa.array([text] * n, pa.string()) for name, text in named}
    return pa.table(columns)


def _filtered(table: pa.Table) -> pa.Table:
    left, middle, right = st.columns([4, 4, 4], vertical_alignment="bottom")
    with left:
        kind = choose("kind", "Kind", ["all", "neuron", "feature"], tip="MLP neurons or dictionary features.")
    tips = "; ".join(f"{name}: {tip}" for name, (_, tip) in _SORTS.items())
    order = middle.selectbox("Sort by", list(_SORTS), key="sort", bind="query-params", help=tips) or "lift"
    words = right.text_input(
        "Search",
        key="words",
        bind="query-params",
        placeholder="L2, sad, a token it writes …",
        help="Unit, label or token.",
    )
    if kind != "all":
        table = table.filter(pc.field("kind") == kind)
    column = _SORTS[order][0]
    table = table.sort_by([(column, "ascending" if column == "row" else "descending")])
    wanted = (words or "").lower().split()
    if not wanted:
        return table
    texts = [_searchable(row) for row in table.select(_SEARCHED).to_pylist()]
    return table.filter(pa.array([all(word in text for word in wanted) for text in texts], pa.bool_()))


_SEARCHED = ["unit", "kind", "best_axis", "best_value", "top_tokens"]


def _searchable(row: dict[str, Any]) -> str:
    parts = (row["unit"], row["kind"], row["best_axis"] or "", row["best_value"] or "", *(row["top_tokens"] or [])[:5])
    return " ".join(str(part) for part in parts).lower()


def _draw(table: pa.Table, features: Artifact) -> None:
    rows = table.to_pylist()
    number = st.column_config.NumberColumn
    event = st.dataframe(
        {
            "unit": [row["unit"] for row in rows],
            "label": [_label(row) for row in rows],
            "F1": [row["best_f1"] for row in rows],
            "null": [row["null_f1"] for row in rows],
            "precision": [row["best_precision"] for row in rows],
            "recall": [row["best_recall"] for row in rows],
            "AUROC": [row["best_auroc"] for row in rows],
            "density": [row["density"] for row in rows],
            "max": [row["max"] for row in rows],
            "writes": [" ".join((row["top_tokens"] or [])[:4]) for row in rows],
        },
        hide_index=True,
        height=560,
        key="units",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "unit": st.column_config.TextColumn(
                width=86, help="L2.mlp.17: neuron 17 of layer 2; sae.8: dictionary feature"
            ),
            "label": st.column_config.TextColumn(width=180, help="The label it tells best"),
            "F1": st.column_config.ProgressColumn(
                format="%.2f", min_value=0.0, max_value=1.0, width=96, help="F1 of its best rule on held-out stories"
            ),
            "null": number(format="%.2f", width=52, help="The same with shuffled labels"),
            "precision": number("prec.", format="%.2f", width=56, help="Precision of the rule on held-out stories"),
            "recall": number(format="%.2f", width=56, help="Recall of the rule on held-out stories"),
            "AUROC": number(format="%.2f", width=62, help="Chance that a labelled one outranks another; 0.5 = no idea"),
            "density": number(format="percent", width=70, help="Share of tokens above zero"),
            "max": number(format="%.2f", width=58, help="Largest activation seen"),
            "writes": st.column_config.TextColumn(width=170, help="Tokens that it makes likelier"),
        },
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        st.switch_page(route("feature"), query_params={"statistics": features.label, "unit": rows[chosen[0]]["unit"]})


def _label(row: dict[str, Any]) -> str:
    if row["dead"]:
        return "dead"
    if row["best_axis"] is None:
        return "–"
    return label_name(row["best_level"], row["best_axis"], row["best_value"])

"""The table of units as people read it: which columns, what each means, and only the rows of one page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from apps.units import label_name

_number = st.column_config.NumberColumn
COLUMNS: dict[str, Any] = {
    "unit": st.column_config.TextColumn(
        width=88, help="L2.mlp.17: neuron 17 of layer 2; sae.8: dictionary feature; L1.attn.3: attention head"
    ),
    "label": st.column_config.TextColumn(width=180, help="The label it tells best, or the one you chose"),
    "F1": st.column_config.ProgressColumn(
        format="%.2f", min_value=0.0, max_value=1.0, width=96, help="F1 of its best rule on held-out stories"
    ),
    "null": _number(format="%.2f", width=54, help="The control: the same F1 with shuffled labels"),
    "precision": _number("prec.", format="%.2f", width=56, help="Precision of the rule on held-out stories"),
    "recall": _number(format="%.2f", width=56, help="Recall of the rule on held-out stories"),
    "AUROC": _number(format="%.2f", width=62, help="Chance that a labelled one outranks another; 0.5 = no idea"),
    "p": _number(
        format="%.3g", width=54, help="Share of shuffles in which any unit at any label looks as good (family-wise)"
    ),
    "effect": _number(format="%.2g", width=66, help="Growth of the loss (nats per token) when it is silenced"),
    "density": _number(format="percent", width=70, help="Share of tokens above zero"),
    "max": _number(format="%.2f", width=58, help="Largest activation seen"),
    "writes": st.column_config.TextColumn(width=170, help="Tokens that it makes likelier"),
    "fires on": st.column_config.TextColumn(width=90, help="The token of your text where it is nearest to its most"),
    "of its most": st.column_config.ProgressColumn(
        format="percent", min_value=0.0, max_value=1.0, width=90, help="Activation as a share of the largest ever seen"
    ),
    "activation": _number(format="%.2f", width=70, help="Its activation there"),
    "mean on it": _number(format="%.2f", width=80, help="Mean activation on the token type"),
    "share on it": st.column_config.ProgressColumn(
        format="percent", min_value=0.0, max_value=1.0, width=90, help="Share of all its activation on this token type"
    ),
    "n": _number(format="%d", width=60, help="How often the token type was seen"),
}
_LABELLED = ("threshold", "polarity", "lift", "auroc", "precision", "recall")


def ranked_by(table: pa.Table, cards: pa.Table, label: tuple[str, str, str]) -> tuple[pa.Table, dict[str, Any]]:
    """Return the columns to sort and filter by with the cards of one label as every unit's best, and those columns."""
    n = table.num_rows
    at = cards["row"].to_numpy()
    extra: dict[str, Any] = {}
    for name, column in (*((f"best_{one}", one) for one in _LABELLED), ("best_f1", "f1"), ("null_f1", "null_f1")):
        values = np.full(n, np.nan)
        values[at] = cards[column].to_numpy()
        extra[name] = values
    level, axis, value = label
    extra |= {"best_level": level, "best_axis": axis, "best_value": value}
    replaced = {
        name: pa.array(values) if isinstance(values, np.ndarray) else pa.array([values] * n, pa.string())
        for name, values in extra.items()
    }
    # A card's p is of its unit's best label, not of this one.
    extra["best_p"] = None
    kept = [name for name in ("row", "kind", "dead", "density", "effect") if name in table.column_names]
    return pa.table({**{name: table[name] for name in kept}, **replaced}), extra


def rows_of(table: pa.Table, found: np.ndarray, extra: dict[str, Any]) -> list[dict[str, Any]]:
    """Return some rows of the table, with `extra` columns (arrays over all units, or one value for all) over them."""
    rows: list[dict[str, Any]] = table.take(pa.array(found, pa.int64())).to_pylist()
    for row, at in zip(rows, found.tolist(), strict=True):
        row |= {name: held[at] if isinstance(held, np.ndarray) else held for name, held in extra.items()}
    return rows


def shown_columns(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the columns of the table as people read it; what an older artifact does not hold is left out."""
    named = {
        "F1": "best_f1",
        "null": "null_f1",
        "precision": "best_precision",
        "recall": "best_recall",
        "AUROC": "best_auroc",
        "p": "best_p",
        "effect": "effect",
        "density": "density",
        "max": "max",
    }
    held = {title: [_real(row.get(name)) for row in rows] for title, name in named.items()}
    added = [name for name in ("fires on", "of its most", "activation", "mean on it", "share on it", "n") if rows]
    return {
        "unit": [row["unit"] for row in rows],
        **{name: [row[name] for row in rows] for name in added if name in rows[0]},
        "label": [label_of(row) for row in rows],
        **{title: values for title, values in held.items() if any(value is not None for value in values)},
        "writes": [" ".join((row["top_tokens"] or [])[:4]) for row in rows],
    }


def label_of(row: dict[str, Any]) -> str:
    """Return what a unit tells best, in words."""
    if row["dead"]:
        return "dead"
    return label_name(row["best_level"], row["best_axis"], row["best_value"]) if row["best_axis"] else "–"


def _real(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None

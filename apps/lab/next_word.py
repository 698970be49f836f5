"""What the model expects after the chosen token, which units fire there, and where else in the text they fire."""

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from apps import cached, firing
from apps.figures import next_token_bars
from apps.figures.lens import GridCell, token_map
from apps.lab import kept
from apps.lab.glass import Glass
from apps.markup import literal
from apps.routes import route
from apps.shell import absent, choose, draw, palette
from apps.units import label_name

_SHOWN = 12
_ROWS = 18


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    left, right = st.columns([4, 5], gap="large")
    with left:
        st.subheader(f"Expected after “{literal(glass.here, 30)}”", anchor=False)
        draw(next_token_bars(glass.reading.next_tokens[glass.at], palette()), "next-tokens")
    with right:
        st.subheader("What fires here", anchor=False)
        if glass.features is None:
            line = f"storyscope features --model {glass.model.manifest.id}"
            absent("No statistics of this model say yet what is much for a neuron. Make them with:", line)
            return
        kinds = ["all", "neurons", "features"] if glass.sae is not None else ["all"]
        kind = choose("units", "Units", kinds, tip="MLP neurons, dictionary features, or both.") if kinds[1:] else "all"
        table = _only(cached.unit_table(glass.features), kind)
        values = kept.fires(glass.model, glass.text, glass.sae, glass.features)[:, table["row"].to_numpy()]
        shares = firing.shares(values, table)
        _table(glass, table, values, shares)
    if len(glass.reading.pieces) > 1:
        st.subheader("Where they fire in the text", anchor=False)
        _map(glass, table, values, shares)


def _only(table: pa.Table, kind: str) -> pa.Table:
    if kind == "all":
        return table
    return table.filter(pa.array([one == kind[:-1] for one in table["kind"].to_pylist()], pa.bool_()))


def _label(row: dict[str, Any]) -> str:
    return label_name(row["best_level"], row["best_axis"], row["best_value"]) if row["best_axis"] else "–"


def _table(glass: Glass, table: pa.Table, values: np.ndarray, shares: np.ndarray) -> None:
    if glass.at == 0:
        st.caption("Begin of text counts nowhere: choose a token behind it.")
        return
    share = shares[glass.at]
    order = np.argsort(-share, kind="stable")[:_SHOWN]
    order = order[share[order] > 0]
    rows: list[dict[str, Any]] = table.take(pa.array(order)).to_pylist()
    event = st.dataframe(
        {
            "unit": [row["unit"] for row in rows],
            "of its most": share[order].tolist(),
            "activation": values[glass.at][order].tolist(),
            "best at telling": [_label(row) for row in rows],
            "writes": [" ".join((row["top_tokens"] or [])[:3]) for row in rows],
        },
        hide_index=True,
        height="content",
        key=f"fired-{glass.at}",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "of its most": st.column_config.ProgressColumn(
                format="percent", min_value=0.0, max_value=1.0, help="Activation as a share of the largest ever seen"
            ),
            "activation": st.column_config.NumberColumn(format="%.2f", help="As it is, in the model's own units"),
            "best at telling": st.column_config.TextColumn(help="The label that its card tells best"),
            "writes": st.column_config.TextColumn(help="Tokens that it makes likelier"),
        },
    )
    picked = event["selection"]["rows"]
    if picked and picked[0] < len(rows) and glass.features is not None:
        query = {"statistics": glass.features.label, "unit": rows[picked[0]]["unit"]}
        st.switch_page(route("feature"), query_params=query)


def _map(glass: Glass, table: pa.Table, values: np.ndarray, shares: np.ndarray) -> None:
    best = np.argsort(-shares[1:].max(0), kind="stable")[:_ROWS]
    # In the order in which they peak, so that the map reads like the text.
    best = best[np.argsort(shares[1:, best].argmax(0), kind="stable")]
    rows: list[dict[str, Any]] = table.take(pa.array(best)).to_pylist()
    cells = [
        [
            GridCell(
                value=float(shares[at, unit]),
                tip=f"{row['unit']}: {_label(row)}\n{name}: {values[at, unit]:+.2f}, {shares[at, unit]:.0%} of most",
            )
            for at, name in enumerate(glass.names)
            if at
        ]
        for unit, row in zip(best, rows, strict=True)
    ]
    chart = token_map(
        cells,
        [f"{row['unit']}  {_label(row)}" for row in rows],
        glass.names[1:],
        palette().activation,
        palette(),
        bar="share of its most",
        top=1.0,
        form=".0%",
        at=glass.at - 1,
        height=130 + 22 * len(rows),
    )
    draw(chart, "fires")
    st.caption(f"The {len(rows)} units that come nearest to the most they ever did, in the order in which they peak.")

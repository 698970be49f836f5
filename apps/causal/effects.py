"""Averaged effects by component and role, with intervals; a click on a cell leads to the pair that shows it best."""

from typing import Any

import streamlit as st

from apps import cached
from apps.figures import EffectCell, patching_heat_map
from apps.figures.clicking import with_points
from apps.markup import literal
from apps.shell import choose, download_csv, palette
from apps.store import summary_number
from workbench.artifacts import Artifact

COMPONENTS = {
    "resid_pre": "residual stream",
    "resid_mid": "stream after attention",
    "resid_post": "stream after the layer",
    "attn_out": "attention output",
    "mlp_out": "MLP output",
    "z": "single heads",
    "q": "queries",
    "k": "keys",
    "v": "values",
    "pattern": "attention patterns",
    "feature": "dictionary features",
}
DIRECTIONS = {
    "denoising": "Denoising puts the clean activation into the corrupted run: 1 means this place alone suffices.",
    "noising": "Noising puts the corrupted activation into the clean run: 1 means this place is necessary.",
}
_MOST = 24
"""Rows that are drawn; of more, those with the largest effects."""


def solved(result: Artifact) -> None:
    """Say how well the model tells the pairs apart, without which no effect means anything."""
    summary = result.manifest.summary
    if summary.get("selection"):
        st.caption(literal(summary["selection"], 500))
    else:
        pairs, right = (summary_number(result, key) for key in ("pairs", "solved"))
        if pairs is None or right is None:
            return
        clean, corrupt = (summary_number(result, f"{key}_logit_diff") for key in ("clean", "corrupt"))
        st.caption(
            f"The model answers both sides right in {right:,.0f} of {pairs:,.0f} pairs; its mean logit difference is "
            f"{clean or 0:+.2f} on the clean side and {corrupt or 0:+.2f} on the corrupted one."
        )
    if summary.get("told_apart") is False:
        st.warning(
            "It does not tell the pairs apart, so the effects mean little: they are shares of a gap near zero. "
            "Train a better model, or look at the intervals in the tooltips.",
            icon=":material/balance:",
        )


def averaged(rows: list[dict[str, Any]]) -> tuple[str, str, str]:
    """Draw the map; return the component and the (row, role) that was clicked, "" where none was."""
    left, middle, right = st.columns([6, 3, 2.4])
    there = {str(row["component"]) for row in rows}
    names = {words: name for name, words in COMPONENTS.items() if name in there}
    names |= {name: name for name in sorted(there - set(COMPONENTS))}
    with left:
        component = names[choose("component", "Component", list(names))]
    with middle:
        directions = [name for name in DIRECTIONS if any(row["direction"] == name for row in rows)]
        direction = choose("direction", "Direction", directions, tip=" ".join(DIRECTIONS.values()))
    with right:
        among = choose("among", "Pairs", ["all", "solved"], tip="Solved: the model prefers the right answer to both.")
    suffix = "_solved" if among == "solved" else ""
    here = [row for row in rows if row["component"] == component and row["direction"] == direction]
    shown = strongest(here, suffix)
    cells = [cell_of(row, suffix) for row in shown if row[f"effect{suffix}"] is not None]
    ways = list(dict.fromkeys(cell.row for cell in cells))
    roles = list(dict.fromkeys(cell.column for cell in cells))
    picked = (st.query_params.get("cell_row", ""), st.query_params.get("cell_role", ""))
    chart = patching_heat_map(cells, palette(), rows=ways, columns=roles)
    if cells:
        with_points(chart, ways, roles, palette(), picked)
    config: dict[str, Any] = {"displaylogo": False, "toImageButtonOptions": {"scale": 2, "filename": "patching"}}
    st.plotly_chart(chart, theme=None, config=config, key="effects", on_select=_picked, selection_mode="points")
    download_csv(here, "patching")
    st.caption(
        f"{DIRECTIONS[direction]} Mean over pairs, 95% bootstrap interval in the tooltip. Click a cell: the pair below "
        "is then the one in which that place does most."
    )
    _best(shown, cells)
    return component, *picked


def _best(rows: list[dict[str, Any]], cells: list[EffectCell]) -> None:
    if not cells:
        return
    best = max(cells, key=lambda cell: cell.effect)
    real = sum(bool(row.get("real")) for row in rows)
    tested = f" {real} of {len(rows)} places shown are real (sign-flip permutation, p < 0.05 over the whole family)."
    st.caption(
        f"Strongest: {literal(best.row)} at the {literal(best.column)} tokens, {best.effect:.2f} "
        f"({best.lo:.2f} to {best.hi:.2f}, n = {best.n})." + (tested if "real" in (rows[0] if rows else {}) else "")
    )


def _picked() -> None:
    points = st.session_state["effects"]["selection"]["points"]
    if points and "customdata" in points[0]:
        st.query_params["cell_row"], st.query_params["cell_role"] = (str(one) for one in points[0]["customdata"][:2])
        st.session_state.pop("pair", None)


def strongest(rows: list[dict[str, Any]], suffix: str = "") -> list[dict[str, Any]]:
    """Return the rows of the places with the largest effect anywhere, in the order of the model."""
    most: dict[str, float] = {}
    for row in rows:
        name = row_name(row)
        most[name] = max(most.get(name, 0.0), abs(float(row[f"effect{suffix}"] or 0.0)))
    kept = set(sorted(most, key=lambda name: -most[name])[:_MOST])
    return [row for row in rows if row_name(row) in kept]


def row_name(row: dict[str, Any]) -> str:
    """Return how a place is called on the axis.

    >>> row_name({"layer": 1, "head": 2, "feature": None}), row_name({"layer": 2, "head": None, "feature": 7})
    ('layer 1 head 2', 'sae.7')
    """
    if row.get("feature") is not None:
        return f"sae.{row['feature']}"
    return f"layer {row['layer']}" + (f" head {row['head']}" if row["head"] is not None else "")


def cell_of(row: dict[str, Any], suffix: str = "") -> EffectCell:
    """Return one averaged effect as a cell of the map."""
    return EffectCell(
        row=row_name(row),
        column=str(row["role"]),
        effect=float(row[f"effect{suffix}"]),
        lo=float(row[f"lo{suffix}"]),
        hi=float(row[f"hi{suffix}"]),
        n=int(row[f"n{suffix}"]),
    )


def effects(result: Artifact) -> tuple[str, str, str]:
    """Draw the whole panel of averages; see `averaged`."""
    solved(result)
    return averaged(cached.effect_rows(result))

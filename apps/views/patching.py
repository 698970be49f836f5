"""Patching: which component carries the fact that differs, at which words; averaged over pairs, and pair by pair."""

from typing import Any

import streamlit as st

from apps import cached
from apps.figures import EffectCell, patching_heat_map
from apps.markup import literal
from apps.pair_view import pair_card
from apps.reproduce import command_for
from apps.shell import choose, command, draw, heading, palette, panel, pick
from apps.store import summary_number
from workbench.artifacts import Artifact

COMPONENTS = {
    "resid_pre": "residual stream",
    "attn_out": "attention output",
    "mlp_out": "MLP output",
    "z": "single heads",
}
DIRECTIONS = {
    "denoising": "Denoising puts the clean activation into the corrupted run: 1 means this place alone suffices.",
    "noising": "Noising puts the corrupted activation into the clean run: 1 means this place is necessary.",
}


def page() -> None:
    """Draw the page."""
    heading("Patching", "Two stories differ in one fact. Which activation, moved across, moves the answer with it?")
    result = pick("patching", "Patching result")
    if result is None:
        return
    with panel():
        _solved(result)
        rows = cached.effect_rows(result)
        _averaged(rows)
    with panel():
        _one_pair(result)
    command(command_for(result))


def _solved(result: Artifact) -> None:
    pairs, solved = (summary_number(result, key) for key in ("pairs", "solved"))
    if pairs is None or solved is None:
        return
    clean, corrupt = (summary_number(result, f"{key}_logit_diff") for key in ("clean", "corrupt"))
    st.caption(
        f"The model answers both sides right in {solved:,.0f} of {pairs:,.0f} pairs; its mean logit difference is "
        f"{clean or 0:+.2f} on the clean side and {corrupt or 0:+.2f} on the corrupted one."
    )
    if solved < pairs / 10:
        st.warning(
            "It tells too few pairs apart for the effects to mean much: they are shares of a gap near zero. "
            "Train a better model, or look at the intervals in the tooltips.",
            icon=":material/balance:",
        )


def _averaged(rows: list[dict[str, Any]]) -> None:
    left, middle, right = st.columns([6, 3, 2.4])
    there = {str(row["component"]) for row in rows}
    names = {words: name for name, words in COMPONENTS.items() if name in there}
    with left:
        component = names[choose("component", "Component", list(names))]
    with middle:
        directions = [name for name in DIRECTIONS if any(row["direction"] == name for row in rows)]
        direction = choose("direction", "Direction", directions, tip=" ".join(DIRECTIONS.values()))
    with right:
        among = choose("among", "Pairs", ["all", "solved"], tip="Solved: the model prefers the right answer to both.")
    suffix = "_solved" if among == "solved" else ""
    here = [row for row in rows if row["component"] == component and row["direction"] == direction]
    cells = [
        EffectCell(
            row=f"layer {row['layer']}" + (f" head {row['head']}" if row["head"] is not None else ""),
            column=str(row["role"]),
            effect=float(row[f"effect{suffix}"]),
            lo=float(row[f"lo{suffix}"]),
            hi=float(row[f"hi{suffix}"]),
            n=int(row[f"n{suffix}"]),
        )
        for row in here
        if row[f"effect{suffix}"] is not None
    ]
    draw(patching_heat_map(cells, palette()), "patching")
    st.caption(f"{DIRECTIONS[direction]} Mean over pairs with a 95% bootstrap interval in the tooltip.")
    if cells:
        best = max(cells, key=lambda cell: cell.effect)
        st.caption(
            f"Strongest: {literal(best.row)} at the {literal(best.column)} tokens, {best.effect:.2f} "
            f"({best.lo:.2f} to {best.hi:.2f}, n = {best.n})."
        )


def _one_pair(result: Artifact) -> None:
    st.subheader("One pair, token by token", anchor=False)
    pairs = cached.pair_maps(result)
    if not pairs:
        st.caption("This result keeps no single pairs; run it again with --examples 6.")
        return
    by_name = {f"{index + 1}: {pair.clean}": pair for index, pair in enumerate(pairs)}
    chosen = st.selectbox("Pair", list(by_name), key="pair", bind="query-params")
    pair = by_name.get(chosen or "", pairs[0])
    st.html(pair_card(pair, palette()))
    names = {words: name for name, words in COMPONENTS.items() if name in pair.maps}
    component = names[choose("map", "Component of the map", list(names))]
    tokens = [
        f"{index} {clean if clean == corrupt else clean + ' / ' + corrupt}"
        for index, (clean, corrupt) in enumerate(zip(pair.tokens_clean, pair.tokens_corrupt, strict=True))
    ]
    layers = [f"layer {layer}" for layer in range(len(pair.maps[component]))]
    cells = [
        EffectCell(row=layer, column=token, effect=value)
        for layer, line in zip(layers, pair.maps[component], strict=True)
        for token, value in zip(tokens, line, strict=True)
    ]
    draw(patching_heat_map(cells, palette(), rows=layers, columns=tokens, x="token: clean / corrupt"), "pair")

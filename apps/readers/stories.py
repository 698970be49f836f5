"""How well each layer's activations tell the labels of whole stories, always beside the four controls."""

import streamlit as st

from apps import cached
from apps.figures import CONTROLS, ProbeCell, confusion_map, probe_heat_map, probe_layers
from apps.markup import literal
from apps.reproduce import command_for
from apps.shell import choose, command, draw, palette, panel, pick
from workbench.artifacts import Artifact

MEASURES = {"accuracy": "accuracy", "above the best control": "margin"}


def whole_stories() -> None:
    """Draw how well each layer's activations, pooled over a story, tell its labels."""
    probe = pick("probe", "Probe")
    if probe is None:
        return
    with panel():
        cells = cached.probe_cells(probe)
        places = list(dict.fromkeys(cell.position for cell in cells))
        left, right = st.columns(2)
        with left:
            place = choose("position", "A story becomes one vector by its", places, tip="Mean over tokens, or last.")
        with right:
            words = choose("measure", "Show", list(MEASURES), tip="Above: accuracy minus the strongest control.")
        here = [cell for cell in cells if cell.position == place]
        measure = "margin" if MEASURES[words] == "margin" else "accuracy"
        draw(probe_heat_map(here, palette(), measure=measure), "probes")
        st.caption(_reading(here))
        targets = list(dict.fromkeys(cell.target for cell in here))
        target = choose("target", "One label", targets)
        left, right = st.columns(2, gap="large")
        with left:
            st.subheader("Over the layers", anchor=False)
            draw(probe_layers([cell for cell in here if cell.target == target], palette()), "probe-layers")
        with right, panel():
            st.subheader("What it takes for what", anchor=False)
            _confusion(probe, target, place)
        _table(here)
    command(command_for(probe))


def _confusion(probe: Artifact, target: str, place: str) -> None:
    rows = [row for row in cached.confusions(probe) if row["target"] == target and row["position"] == place]
    names = sorted({str(row[key]) for row in rows for key in ("truth", "predicted")})
    counts = {(str(row["truth"]), str(row["predicted"])): int(row["count"]) for row in rows}
    draw(confusion_map(names, counts, palette()), "confusion")


def _reading(cells: list[ProbeCell]) -> str:
    """Say in words which probes know more than their controls."""
    sure = [cell for cell in cells if cell.beats_controls]
    if not sure:
        return "No probe here beats its strongest control: the 95% interval of every margin reaches zero."
    best = max(sure, key=lambda cell: cell.margin)
    where = "the embedding" if best.layer < 0 else f"layer {best.layer}"
    return (
        f"{len(sure)} of {len(cells)} probes beat the strongest of their four controls beyond the 95% interval; "
        f"most of all {literal(best.target)} at {where} ({best.accuracy:.1%} against {best.strongest_control:.1%})."
    )


def _table(cells: list[ProbeCell]) -> None:
    with st.expander("All numbers"):
        percent = st.column_config.NumberColumn(format="percent")
        st.dataframe(
            {
                "label": [cell.target for cell in cells],
                "layer": [cell.layer for cell in cells],
                "accuracy": [cell.accuracy for cell in cells],
                "95% from": [cell.lo for cell in cells],
                "95% to": [cell.hi for cell in cells],
                **{words: [getattr(cell, name) for cell in cells] for name, words in CONTROLS.items()},
                "n": [cell.n for cell in cells],
            },
            hide_index=True,
            column_config=dict.fromkeys(["accuracy", "95% from", "95% to", *CONTROLS.values()], percent),
        )

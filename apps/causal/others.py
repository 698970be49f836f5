"""What else says what carries a fact: circuits, selectivity over facts, interchange, attribution beside patching."""

from typing import Any

import streamlit as st

from apps.figures.circuits import (
    CurvePoint,
    SelectivityCell,
    circuit_graph,
    faithfulness_curves,
    selectivity_matrix,
)
from apps.figures.lens import GridCell, token_map
from apps.markup import literal
from apps.reproduce import command_for
from apps.shell import absent, choose, command, download_csv, draw, number, palette, panel, pick
from apps.store import read_json, read_table, readable
from workbench.artifacts import Artifact, listing


def _picked(kind: str, label: str, what: str, line: str) -> Artifact | None:
    """Let the reader choose an artifact; where there is none, say what it would show and how to make it."""
    if not listing(kind):
        absent(what, line)
        return None
    return pick(kind, label)


def circuit() -> None:
    """Draw the graph of a circuit, and how much of the behaviour circuits of each size keep."""
    what = "A circuit is the smallest set of edges between heads and MLPs that still does the work. Find one:"
    made = _picked("circuit", "Circuit", what, "storyscope circuit --factor name")
    if made is None:
        command("storyscope circuit --factor name")
        return
    with panel():
        found: dict[str, Any] = read_json(made, "circuit.json")
        with readable(made):
            low, high = found["faithfulness_ci95"]
            numbers = (found["faithfulness"], found["completeness"], len(found["edges"]), found["edges_total"])
            n_train, n_test, method = found["n_train"], found["n_test"], found["method"]
        places = st.columns(3)
        with places[0]:
            tip = "Share of the gap between clean and corrupt answers that the circuit alone keeps, on pairs not used."
            number("Faithfulness", f"{numbers[0]:.0%}", tip, note=f"95% {low:.0%} – {high:.0%}, n = {n_test} pairs")
        with places[1]:
            tip = "Share of the gap that is lost when the circuit alone is corrupted."
            number("Completeness", f"{numbers[1]:.0%}", tip, control="random circuits, below")
        with places[2]:
            tip = "Edges kept of all edges between heads, MLPs, embedding and logits."
            number("Edges", f"{numbers[2]} of {numbers[3]}", tip, note=f"{method}, chosen on {n_train} pairs")
        left, right = st.columns([6, 5], gap="large")
        with left:
            st.subheader("The circuit", anchor=False)
            draw(circuit_graph(found, palette()), "circuit", rows=_edges(found))
            st.caption("Information goes up. Orange edges push to the clean answer, blue ones away; point at a node.")
        with right, panel():
            st.subheader("Circuits of every size", anchor=False)
            rows = read_table(made, "curve.parquet").to_pylist()
            with readable(made):
                points = [
                    CurvePoint(
                        method=str(row["method"]),
                        edges=int(row["edges"]),
                        faithfulness=float(row["faithfulness"]),
                        lo=float(row["lo"] if "lo" in row else row["faithfulness_lo"]),
                        hi=float(row["hi"] if "hi" in row else row["faithfulness_hi"]),
                        completeness=float(row["completeness"]),
                    )
                    for row in rows
                ]
            draw(faithfulness_curves(points, palette()), "circuit-sizes")
    command(command_for(made))


def _edges(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in edge.items() if not isinstance(value, list | dict)} for edge in found["edges"]
    ]


def selectivity() -> None:
    """Draw which component carries which fact."""
    what = "Which component carries which fact, and no other? This patches the same components for every fact:"
    made = _picked("selectivity", "Selectivity", what, "storyscope selectivity")
    if made is None:
        command("storyscope selectivity")
        return
    with panel():
        rows = read_table(made, "matrix.parquet").to_pylist()
        with readable(made):
            cells = [_selectivity(row) for row in rows]
        draw(selectivity_matrix(cells, palette()), "selectivity", rows=rows)
        st.caption(
            "Normalised effect of patching each component for each fact; a star: real beyond p < 0.05 over the whole "
            "family. Selectivity is the effect minus the largest on any other fact. Empty: too few pairs are solved."
        )
        factors = read_table(made, "factors.parquet").to_pylist()
        with st.expander("How well each fact is told apart"):
            st.dataframe(factors, hide_index=True)
    command(command_for(made))


def _selectivity(row: dict[str, Any]) -> SelectivityCell:
    place = f"layer {row['layer']}" + (f" head {row['head']}" if row["head"] is not None else "")
    return SelectivityCell(
        component=f"{row['component']} {place}",
        factor=str(row["factor"]),
        effect=row["effect"],
        lo=row["lo"],
        hi=row["hi"],
        n=int(row["n"] or 0),
        real=bool(row["real"]),
        selectivity=row["selectivity"],
    )


def interchange() -> None:
    """Draw how often moving a place, or a subspace of it, moves the answer to the other world's."""
    what = "Interchange swaps one place, or a learned subspace of it, between two worlds, and counts changed answers:"
    made = _picked("interchange", "Interchange", what, "storyscope interchange --factor name")
    if made is None:
        command("storyscope interchange --factor name")
        return
    with panel():
        rows = read_table(made, "interchange.parquet").to_pylist()
        with readable(made):
            variables = list(dict.fromkeys(str(row["variable"]) for row in rows))
            spaces = list(dict.fromkeys(str(row["subspace"]) for row in rows))
        left, right = st.columns(2)
        with left:
            variable = choose(
                "variable", "What is moved", variables, tip="value: the answer; order: who was named first."
            )
        with right:
            space = choose("subspace", "Subspace", spaces, tip="whole; learned (das); controls: random, random labels.")
        here = [row for row in rows if row["variable"] == variable and row["subspace"] == space]
        layers = sorted({int(row["layer"]) for row in here})
        roles = list(dict.fromkeys(str(row["role"]) for row in here))
        found = {(int(row["layer"]), str(row["role"])): row for row in here}
        cells = [[_interchange(found.get((layer, role))) for role in roles] for layer in layers]
        names = [f"layer {layer}" for layer in layers]
        chart = token_map(cells, names, roles, palette().accuracy, palette(), bar="accuracy", top=1.0, form=".0%")
        draw(chart, "interchange", rows=here)
        st.caption(
            "Share of interchanges after which the model answers as the other world would; n and interval on hover."
        )
    command(command_for(made))


def _interchange(row: dict[str, Any] | None) -> GridCell:
    if row is None:
        return GridCell(value=0.0, tip="not measured")
    tip = f"{row['accuracy']:.1%} (95% {row['lo']:.1%} to {row['hi']:.1%})"
    tip += f"\nn = {row['n']}, {row['dimensions']} dimensions"
    return GridCell(value=float(row["accuracy"]), text=f"{row['accuracy']:.0%}", tip=tip)


def attribution() -> None:
    """Show how well gradient attributions agree with true patching."""
    what = "Attribution estimates every patch from two runs and one gradient. Measure how far it can be trusted:"
    made = _picked("attribution", "Attribution", what, "storyscope attribution --factor name")
    if made is None:
        command("storyscope attribution --factor name")
        return
    with panel():
        rows = read_table(made, "agreement.parquet").to_pylist()
        st.dataframe(rows, hide_index=True)
        st.caption(
            "Agreement of the estimates with true patching of the same places: correlations, the share of signs that "
            f"agree where patching says more than 0.02, and the overlap of the strongest. {_seconds(made)}"
        )
        strongest = sorted(
            (row for row in read_table(made, "attributions.parquet").to_pylist() if row["patched"] is not None),
            key=lambda row: -abs(float(row["effect"])),
        )
        st.dataframe(strongest[:200], hide_index=True, height=320)
        download_csv(strongest, "attributions")
    command(command_for(made))


def _seconds(made: Artifact) -> str:
    mine, theirs = (made.manifest.summary.get(key) for key in ("seconds", "seconds_patching"))
    return literal(f"It took {mine:.1f} s, patching {theirs:.1f} s.") if mine and theirs else ""

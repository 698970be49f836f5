"""The page of `experiment fact`: answer first, then the figures that it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.figures import EffectCell, patching_heat_map
from apps.figures.circuits import (
    CurvePoint,
    SelectivityCell,
    circuit_graph,
    faithfulness_curves,
    selectivity_matrix,
)
from apps.markup import escape, fact_table
from apps.report_page import drawing, page
from apps.results import effect_rows
from apps.store import read_json, read_table
from workbench.artifacts import Artifact


def whole(found: Mapping[str, Any], parts: Mapping[str, Artifact]) -> str:
    """The document; sections of what was not measured are left out."""
    sections = [("Answer", _answer(found)), ("Does it know?", _forms(found)), ("Where", _sites(parts["patching"]))]
    if "selectivity" in parts:
        sections.append(("Which heads, and nothing else", _selectivity(found)))
    if "circuit" in parts:
        sections.append(("The circuit", _circuit(parts["circuit"])))
    if "interchange" in parts:
        sections.append(("Swaps and learned subspaces", _swaps(found)))
    sections.append(("Made from", _list(found["made_from"])))
    lead = "Measured on minimal pairs, which differ in this fact alone. Intervals are 95%, bootstrapped over pairs."
    return page(str(found["question"]), lead, sections)


def _answer(found: Mapping[str, Any]) -> str:
    return _list(found["answer"]) + (
        f"<p class='ss-mute'>Not measured: {escape(' '.join(found['not_measured']))}</p>"
        if found["not_measured"]
        else ""
    )


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _forms(found: Mapping[str, Any]) -> str:
    rows = [
        [
            str(form["form"]),
            f"{form['n']:,}",
            f"{form['solved'] / form['n']:.1%} ({form['solved_ci95'][0]:.1%} to {form['solved_ci95'][1]:.1%})",
            f"{form['gap']:+.2f}",
            f"{form['n_selected']:,}",
        ]
        for form in found["behaviour"]["forms"]
    ]
    note = f"<p>{escape(str(found['behaviour']['selection']))}</p>"
    return note + fact_table(rows, ["form", "pairs", "solved (95%)", "gap in logits", "patched"])


def _sites(patching: Artifact) -> str:
    parts: list[str] = []
    for component, words in (
        ("resid_pre", "residual stream"),
        ("attn_out", "attention"),
        ("mlp_out", "MLP"),
        ("z", "heads"),
    ):
        cells = [
            EffectCell(
                row=f"layer {row['layer']}" + ("" if row["head"] is None else f" head {row['head']}"),
                column=str(row["role"]),
                effect=float(row["effect"]),
                lo=float(row["lo"]),
                hi=float(row["hi"]),
                n=int(row["n"]),
            )
            for row in effect_rows(patching)
            if row["component"] == component and row["direction"] == "denoising"
        ]
        if cells:
            parts.append(f"<h3>{words}</h3>" + drawing(patching_heat_map(cells)))
    return "".join(parts)


def _selectivity(found: Mapping[str, Any]) -> str:
    cells = [
        SelectivityCell(
            component=f"head {row['layer']}.{row['head']}",
            factor=str(row["factor"]),
            effect=row["effect"],
            lo=row["lo"],
            hi=row["hi"],
            n=int(row["n"]),
            real=bool(row["real"]),
            selectivity=row["selectivity"],
        )
        for row in found["selectivity"]
        if row["component"] == "z"
    ]
    return "<p>A star: real at a family-wise 5% over all components and facts.</p>" + drawing(selectivity_matrix(cells))


def _circuit(circuit: Artifact) -> str:
    names = ("method", "edges", "faithfulness", "completeness")
    points = [
        CurvePoint(**{name: row[name] for name in names}, lo=row["faithfulness_lo"], hi=row["faithfulness_hi"])
        for row in read_table(circuit, "curve.parquet").to_pylist()
    ]
    graph = read_json(circuit, "circuit.json")
    return drawing(circuit_graph(graph if isinstance(graph, dict) else {})) + drawing(faithfulness_curves(points))


def _swaps(found: Mapping[str, Any]) -> str:
    rows = [
        [
            f"before layer {row['layer']}",
            str(row["role"]),
            str(row["subspace"]).replace("_", " "),
            str(row["dimensions"]),
            str(row["variable"]),
            f"{row['accuracy']:.1%} ({row['lo']:.1%} to {row['hi']:.1%})",
            f"{row['n']:,}",
        ]
        for row in found["interchange"]
    ]
    return fact_table(rows, ["site", "words", "subspace", "dimensions", "variable", "accuracy (95%)", "swaps"])

"""The tables of attribution, circuits, interchange and selectivity."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import spell_interval, table
from workbench.artifacts import Artifact

_SHOWN = 20


def _begin(console: Console, artifact: Artifact) -> dict[str, Any]:
    """How the model does on the pairs, and which were used."""
    values = artifact.manifest.summary
    solved = spell_interval(values["solved"] / max(values["pairs"], 1), values.get("solved_ci95"))
    console.print(f"{values['factor']}: {values['pairs']:,} pairs, solved {solved}", markup=False)
    console.print(str(values.get("selection", "")), markup=False)
    return values


def attributions(console: Console, result: object) -> None:
    """How far estimates from gradients agree with true patches."""
    artifact = cast("Artifact", result)
    values = _begin(console, artifact)
    cells = [
        [
            row["method"],
            row["component"],
            f"{row['places']:,}",
            *[_number(row[name]) for name in ("pearson", "spearman", "sign")],
            f"{row['overlap']:.2f} of {row['top_k']}",
        ]
        for row in _rows(values, "agreement")
    ]
    columns = ["method", "component", "places", "Pearson", "Spearman", "same sign", "strongest shared"]
    console.print(table(f"attribution {artifact.label}: agreement with true patching", columns, cells))
    console.print(f"Estimates took {values['seconds']:.1f} s, true patches {values['seconds_patching']:.1f} s.")
    _where(console, artifact)


def circuit(console: Console, result: object) -> None:
    """The circuit edge by edge, with what it keeps and what is lost without it."""
    artifact = cast("Artifact", result)
    values = _begin(console, artifact)
    cells = [
        [
            f"{row['source']} -> {row['target']}" + ("" if row["slot"] == "in" else f" ({row['slot']})"),
            spell_interval(row["score"], (row["lo"], row["hi"])),
            "-" if row["effect"] is None else spell_interval(row["effect"], (row["effect_lo"], row["effect_hi"])),
        ]
        for row in _rows(values, "circuit")[:_SHOWN]
    ]
    title = f"circuit {artifact.label}: {values['edges']} of {values['edges_total']} edges"
    console.print(table(title, ["edge", f"{values['method']} score [95%]", "true path patching [95%]"], cells))
    rivals = ", ".join(f"{value:.2f}" for value in values["random_faithfulness"])
    for name, words in (("faithfulness", "It alone keeps"), ("completeness", "Without it is lost")):
        share = spell_interval(values[name], values[f"{name}_ci95"])
        console.print(f"{words} {share} of the gap, on {values['n_test']:,} other pairs.", markup=False)
    console.print(f"Connected random circuits of that size keep {rivals}.", markup=False)
    _where(console, artifact)


def interchanges(console: Console, result: object) -> None:
    """How often swaps obey, by site and subspace; the controls beside what was learned."""
    artifact = cast("Artifact", result)
    values = _begin(console, artifact)
    together: dict[tuple[str, ...], dict[str, str]] = {}
    for row in _rows(values, "results"):
        place = (
            f"{row['site']} {row['layer']}",
            row["role"],
            row["subspace"].replace("_", " "),
            str(row["dimensions"]),
        )
        together.setdefault(place, {})[row["variable"]] = spell_interval(row["accuracy"], (row["lo"], row["hi"]))
    variables = ("answer", "value", "order")
    cells = [[*place, *(found.get(name, "-") for name in variables)] for place, found in together.items()]
    columns = ["site", "role", "subspace", "size", *variables]
    n = max((row["n"] for row in _rows(values, "results")), default=0)
    console.print(table(f"interchange {artifact.label}: accuracy on {n:,} swaps, by variable", columns, cells))
    console.print("Random labels: learned from random demands. Value and order: sources from other pairs.")
    _where(console, artifact)


def selective(console: Console, result: object) -> None:
    """Components by facts, the strongest first; what moves one fact and nothing else."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    facts = [
        [row["factor"], f"{row['pairs']:,}", spell_interval(row["solved"] / row["pairs"], (row["lo"], row["hi"]))]
        + [f"{row['selected']:,}" if row["used"] == values["select"] else "too few", row["example"]]
        for row in _rows(values, "factors")
    ]
    console.print(table("the facts", ["fact", "pairs", "solved [95%]", "used", "for example"], facts))
    cells: dict[str, dict[str, Mapping[str, Any]]] = {}
    for row in _rows(values, "matrix"):
        cells.setdefault(component_name(row), {})[row["factor"]] = row
    names = [row["factor"] for row in _rows(values, "factors")]
    strong = sorted(cells, key=lambda name: -max(abs(row["effect"] or 0) for row in cells[name].values()))[:_SHOWN]
    lines = [[name, *(_effect(cells[name][factor]) for factor in names)] for name in strong]
    title = f"{values['direction']} effects at all positions: the {len(strong)} strongest of {len(cells)} components"
    console.print(table(title, ["component", *names], lines))
    console.print("* real at a family-wise 5% over all components and facts; ! also moves no other fact as much.")
    _where(console, artifact)


def answer(console: Console, result: object) -> None:
    """The answer of `experiment fact`, and where its page is."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    for line in values["answer"]:
        console.print(str(line) + "\n", markup=False)
    for line in values["not_measured"]:
        console.print(f"Not measured: {line}", markup=False)
    console.print(f"The page: {artifact.path / 'fact.html'}", markup=False)


def component_name(row: Mapping[str, Any]) -> str:
    """A component in words.

    >>> component_name({"component": "z", "layer": 3, "head": 1})
    'head 3.1'
    """
    words = {"attn_out": "attention", "mlp_out": "MLP", "z": "head"}.get(row["component"], str(row["component"]))
    return f"{words} {row['layer']}" + ("" if row["head"] is None else f".{row['head']}")


def _effect(row: Mapping[str, Any]) -> str:
    if row["effect"] is None:
        return "-"
    return f"{row['effect']:.2f}{'!' if row['only'] else '*' if row['real'] else ''}"


def _rows(values: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", values[key])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _where(console: Console, artifact: Artifact) -> None:
    console.print(f"In {artifact.path}", markup=False)

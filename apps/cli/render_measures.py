"""The tables of the measurements: probes by layer, patches by role."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import spell_interval, table
from workbench.artifacts import Artifact

_STRONGEST = 15
"""So many components are shown; the rest are in the artifact and in --json."""

_FORMS = 8

_CONTROLS = {"bag_of_words": "words", "random_init": "init", "shuffled": "shuffled"}


def probes(console: Console, result: object) -> None:
    """Every probe beside its controls, in percent; one table for each target."""
    artifact = cast("Artifact", result)
    rows = _rows(artifact, "results")
    for target in dict.fromkeys(str(row["target"]) for row in rows):
        own = [row for row in rows if row["target"] == target]
        cells = [
            [
                f"{row['layer']} {row['site']}",
                str(row["position"]),
                f"{row['accuracy']:.1%} [{row['ci95'][0]:.1%}, {row['ci95'][1]:.1%}]",
                *[f"{row[name]:.1%}" for name in _CONTROLS],
            ]
            for row in own
        ]
        title = f"{target}: n = {own[0]['n']:,}, majority {own[0]['majority']:.1%}"
        console.print(table(title, ["layer", "position", "accuracy [95%]", *_CONTROLS.values()], cells))
    console.print("Controls: bag of words, a model with random weights, shuffled labels.")
    _where(console, artifact)


def patches(console: Console, result: object) -> None:
    """How well the model tells the pairs apart, and the components that carry the difference."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    solved = spell_interval(values["solved"] / max(values["pairs"], 1), values.get("solved_ci95"))
    console.print(f"{values['factor']}: {values['pairs']:,} pairs, solved {solved}", markup=False)
    _forms(console, values.get("forms") or ())
    console.print(str(values.get("selection", "")), markup=False)
    rows = sorted(_rows(artifact, "components"), key=lambda row: -abs(row["effect"]))
    cells = [
        [
            str(row["component"]) + ("" if row.get("feature") is None else f" {row['feature']}"),
            "-" if row.get("layer") is None else str(row["layer"]),
            "-" if row.get("head") is None else str(row["head"]),
            str(row["role"]),
            spell_interval(row["effect"], row["ci95"]),
            "real" if row.get("real") else "",
        ]
        for row in rows[:_STRONGEST]
    ]
    title = f"patching {artifact.label}: the {len(cells)} strongest of {len(rows)}, {values['direction']}"
    console.print(table(title, ["component", "layer", "head", "role", "effect [95%]", "family-wise 5%"], cells))
    _where(console, artifact)


def _forms(console: Console, forms: Sequence[Mapping[str, Any]]) -> None:
    cells = [
        [
            str(row["form"]),
            f"{row['n']:,}",
            spell_interval(row["solved"] / row["n"], row["solved_ci95"]),
            f"{row['gap']:+.2f}",
        ]
        for row in forms[:_FORMS]
    ]
    if cells:
        title = f"the {len(cells)} most solved of {len(forms)} forms"
        console.print(table(title, ["form", "pairs", "solved [95%]", "logit gap"], cells))


def _rows(artifact: Artifact, key: str) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", artifact.manifest.summary[key])


def _where(console: Console, artifact: Artifact) -> None:
    console.print(f"In {artifact.path}", markup=False)

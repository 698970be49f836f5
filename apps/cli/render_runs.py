"""The tables of `dynamics` and `sweep`: values by step, and models side by side."""

from typing import Any, cast

from rich.console import Console

from apps.console import spell, table
from workbench.artifacts import Artifact

_HEADS = {
    "parameters": "params",
    "seconds": "s",
    "val_loss": "loss",
    "val_bits_per_byte": "bits/byte",
    "val_accuracy": "accuracy",
    "winogrande": "wino",
}
_SERIES = 24
"""So many series are shown; the rest are in the artifact and in --json."""


def dynamics(console: Console, result: object) -> None:
    """One row for each series, one column for each step (at most twelve of them, the last ones)."""
    artifact = cast("Artifact", result)
    rows = cast("list[dict[str, Any]]", artifact.manifest.summary["results"])
    steps = sorted({int(row["step"]) for row in rows})[-12:]
    values = {(row["measure"], row["series"], row["step"]): row["value"] for row in rows}
    series = list(dict.fromkeys((str(row["measure"]), str(row["series"])) for row in rows))
    cells = [
        [measure, name, *(f"{values[measure, name, step]:.3f}" for step in steps)] for measure, name in series[:_SERIES]
    ]
    title = f"{artifact.manifest.summary['model']} by training step"
    console.print(table(title, ["measure", "of", *map(str, steps)], cells))
    console.print(f"In {artifact.path}", markup=False)


def sweep(console: Console, result: object) -> None:
    """One row for each model; the exponent of the power law below."""
    artifact = cast("Artifact", result)
    summary = artifact.manifest.summary
    rows = cast("list[dict[str, Any]]", summary["runs"])
    names = [name for name in dict.fromkeys(key for row in rows for key in row) if not name.endswith(("_low", "_high"))]
    if summary["differ"]:
        names.remove("model")  # what differs tells them apart, and leaves room
    cells = [[spell(row.get(name)) for name in names] for row in rows]
    console.print(table("sweep", [_HEADS.get(name, name.replace("_", " ")) for name in names], cells))
    if "exponent" in summary:
        low, high = summary["exponent_ci95"]
        interval = "" if low is None else f" [{low:.3f}, {high:.3f}]"
        console.print(f"Loss falls as parameters to the {summary['exponent']:.3f}{interval}.", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def instruct(console: Console, result: object) -> None:
    """How often each thing that was asked for was done, before and after."""
    artifact = cast("Artifact", result)
    summary = artifact.manifest.summary
    rows = cast("list[dict[str, Any]]", summary["obeyed"])
    cells = [
        [str(row["asked"]), str(row["n"]), *(_share(row, moment) for moment in ("before", "after")), spell(row["p"])]
        for row in rows
    ]
    console.print(table("obeyed", ["asked for", "n", "before [95%]", "after [95%]", "p"], cells))
    before, after = summary["response_loss_before"], summary["response_loss"]
    console.print(f"Loss of held-out responses: {before:.3f} before, {after:.3f} after (nats per token).", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def _share(row: dict[str, Any], moment: str) -> str:
    if row[moment] is None:
        return ""
    low, high = row[f"{moment}_ci95"]
    return f"{row[moment]:.1%} [{low:.1%}, {high:.1%}]"

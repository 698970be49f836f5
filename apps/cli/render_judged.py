"""The tables of judged completions."""

from typing import cast

from rich.console import Console

from apps.console import table
from apps.judged_report import (
    AGREEMENT,
    MODELS,
    NOVELTY,
    between_rows,
    lead,
    mean_rows,
    model_rows,
    novelty_rows,
    step_rows,
)
from workbench.artifacts import Artifact


def judged(console: Console, result: object) -> None:
    """Everything the report holds, in tables."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    heads = [one["model"] for one in values["models"]]
    console.print(lead(values), markup=False)
    console.print(table("models", MODELS, model_rows(values)))
    for judge in values["judges"]:
        console.print(table(f"judged by {judge}", ["", *heads, "scores"], mean_rows(values, judge)))
        if values["steps"][judge]:
            console.print(table("steps", ["on the same prompts", "n", "difference [95%]"], step_rows(values, judge)))
    if values["novelty"]:
        console.print(table("novelty against the training stories", NOVELTY, novelty_rows(values)))
    for pair in values["agreement"]:
        console.print(table(" beside ".join(pair["judges"]), AGREEMENT, between_rows(pair)))
    if values["blind"]:
        console.print("(form only): rules do not know what is true; such scores say whether the text is well formed.")
    console.print(f"In {artifact.path}", markup=False)

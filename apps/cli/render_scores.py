"""The tables of human scores: means, drift, raters beside each other, judges beside people."""

from typing import cast

from rich.console import Console

from apps.console import table
from apps.scores_page import (
    AGREEMENT,
    DRIFT,
    RULES,
    RULES_NOTE,
    agreed_rows,
    agreement_rows,
    drift_rows,
    judge_rows,
    mean_rows,
    rule_rows,
)
from workbench.artifacts import Artifact


def scores(console: Console, result: object) -> None:
    """Everything the report holds, in tables."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    models = [model.rsplit("/", 1)[-1] for model in values["models"]]
    title = f"mean scores: {values['scores']:,} scores of {values['rows']:,} completions, in {values['file']}"
    console.print(table(title, ["", *[f"{model} [95%]" for model in models]], mean_rows(values)))
    console.print(table("drift along the file", DRIFT, drift_rows(values)))
    for pair in values["raters"]:
        name = " beside ".join(pair["raters"])
        console.print(table(name, AGREEMENT, agreement_rows(pair, pair["by_category"])))
    for name, judge in values["judges"].items():
        console.print(
            table(f"{name}: agreed, seeing the judge's score", ["", "agreed", "share [95%]"], agreed_rows(judge))
        )
        console.print(table(f"{name}: beside scores given independently", AGREEMENT, judge_rows(judge)))
    for name, cells in values["beside_people"].items():
        console.print(table(name, AGREEMENT, agreement_rows(cells, cells["by_category"])))
    if values["rule_judge"] is not None:
        console.print(table("the rule judge beside these scores", RULES, rule_rows(values["rule_judge"])))
        console.print(RULES_NOTE, markup=False)
    console.print(f"In {artifact.path}", markup=False)

"""The summary that ends the demo: headline numbers, then where the time went."""

from typing import cast

from rich.console import Console

from apps.console import spell_seconds, table
from apps.demo import DemoResult
from apps.headlines import headlines


def summary(console: Console, result: object) -> None:
    """Show the headline numbers with interval and baseline, and the time of each stage."""
    made = cast("DemoResult", result)
    numbers = [[one.name, one.value, one.interval, one.baseline] for one in headlines(made.artifacts)]
    console.print()
    console.print(table("What was measured", ["", "value", "95% interval or size", "baseline or scale"], numbers))
    stages = [
        [
            done.stage.title,
            "-" if done.seconds is None else spell_seconds(done.seconds),
            "reused" if done.reused else "made",
            f"{done.artifact.manifest.kind}/{done.artifact.label}",
        ]
        for done in made.stages
    ]
    console.print(table(f"Stages (this run: {spell_seconds(made.seconds)})", ["", "took", "", "artifact"], stages))
    console.print(f"Report: {made.summary['report']}", markup=False)

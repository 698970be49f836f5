"""Pairs, and what heuristics make of WinoGrande items, as tables."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import spell_interval, table
from workbench.artifacts import Artifact


def pairs(console: Console, result: object) -> None:
    """Show what was asked for, and the first pairs: both prompts, the question, both answers."""
    made = cast("Artifact", result)
    values = made.manifest.summary
    console.print(f"{values['change']}: {values['pairs']:,} pairs, each proved by replaying both worlds", markup=False)
    for example in cast("Sequence[Mapping[str, str]]", values["examples"]):
        console.print(f"\n{example['question']}", markup=False)
        for which in ("clean", "corrupt"):
            console.print(f"  {example[which]} -> {example[f'answer_{which}']}", markup=False)
    console.print(f"\nIn {made.path}", markup=False)


def heuristics(console: Console, result: object) -> None:
    """Show every heuristic over all items, then by kind."""
    made = cast("Artifact", result)
    values = made.manifest.summary
    overall = cast("Mapping[str, Any]", values["overall"])
    rows = [[name, spell_interval(one["accuracy"], one["ci95"])] for name, one in overall["heuristics"].items()]
    console.print(table(f"{values['n']:,} items", ["heuristic", "accuracy [95%]"], rows))
    kinds: list[list[str]] = []
    for kind, rates in cast("Mapping[str, Any]", values["by_kind"]).items():
        best, one = max(rates["heuristics"].items(), key=lambda item: item[1]["accuracy"])
        kinds.append([kind, f"{rates['n']:,}", best, spell_interval(one["accuracy"], one["ci95"])])
    console.print(table("the best heuristic by kind", ["kind", "n", "heuristic", "accuracy [95%]"], kinds))
    said = "hold" if values["holds"] else "do not hold"
    console.print(f"The ceilings {said}; the best heuristic is {values['best']}, {values['best_accuracy']:.3f}.")
    console.print(f"In {made.path}", markup=False)

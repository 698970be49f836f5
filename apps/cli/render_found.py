"""Stories that were searched for, and notes on units, as tables."""

from typing import Any

from rich.console import Console

from apps.cli.output import as_json
from apps.console import table


def stories(console: Console, result: object) -> None:
    """Show how many stories match, their labels, and the first of them in full."""
    told = as_json(result)
    console.print(f"{told['found']:,} stories of {told['corpus']} match.", markup=False)
    for axis, counts in told["labels"].items():
        best = sorted(counts.items(), key=lambda one: -one[1])[:6]
        console.print(f"  {axis}: " + ", ".join(f"{name} {n:,}" for name, n in best), markup=False)
    for one in told["stories"]:
        console.print(f"\n{one['id']} ({one['split']}; {one['topic']}, {one['tone']}, {one['moral']})", markup=False)
        console.print(one["text"], markup=False)


def notes(console: Console, result: object) -> None:
    """Show every note."""
    told: dict[str, Any] = as_json(result)
    rows = [[one["features"], one["unit"], ", ".join(one["lists"]), one["says"]] for one in told["notes"]]
    console.print(table(f"{len(rows)} notes", ["features", "unit", "lists", "in your words"], rows))
    console.print(f"In {told['file']}", markup=False)

"""The axes of a story, as tables."""

from collections.abc import Mapping
from typing import Any, cast

from rich.console import Console

from apps.console import table

_DRAWN = ("topic", "tone", "moral")


def axes(console: Console, result: object) -> None:
    """Show every axis with its values; tiers that share them share a line."""
    listed = cast("Mapping[str, Any]", result)
    rows: list[list[str]] = []
    for axis in listed["axes"]:
        lines: dict[str, list[str]] = {}
        for tier, values in axis["values"].items():
            lines.setdefault(", ".join(values) or "(none)", []).append(tier)
        for number, (values, tiers) in enumerate(lines.items()):
            flag = axis["name"] if axis["name"] in _DRAWN else f"--{axis['name'].replace('_', '-')}"
            name = flag if number == 0 else ""
            read = ("yes" if axis["checkable"] else "no") if number == 0 else ""
            rows.append([name, ", ".join(tiers), values, read])
    console.print(table("axes of a story", ["axis", "tier", "values", "read off the text"], rows))
    styles = [[name, words] for name, words in listed["style_guarantees"].items()]
    console.print(table("what a style guarantees", ["style", "of the text"], styles))
    told = ", ".join(listed["told_by_the_plot"])
    console.print(f"Features that take a plot of their kind: {told}. Each flag takes a value, or any.", markup=False)

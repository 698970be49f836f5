"""Results that need no drawing of their own: a summary as a two-column table."""

from collections.abc import Mapping
from typing import Any, cast

from rich.console import Console

from apps.cli.output import as_json
from apps.console import spell, table
from workbench.artifacts import Artifact

_LONGEST = 8
"""Longer lists are counted, not shown: they are in the artifact and in --json."""


def summary(console: Console, result: object) -> None:
    """Show the summary of any result."""
    values = as_json(result)
    title = f"{result.manifest.kind} {result.label}" if isinstance(result, Artifact) else ""
    rows = [[name.replace("_", " "), _cell(value)] for name, value in values.items() if name != "path"]
    console.print(table(title, ["", "value"], rows))
    if "path" in values:
        console.print(f"In {values['path']}", markup=False)


def nothing(_: Console, __: object) -> None:
    """For verbs that have said all there is to say while they worked."""


def _cell(value: object) -> str:
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if len(items) > _LONGEST or any(isinstance(item, Mapping) for item in items):
            return f"{len(items)} entries (see --json)"
    return spell(value)

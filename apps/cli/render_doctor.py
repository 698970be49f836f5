"""The table of `storyscope doctor`."""

from typing import cast

from rich.console import Console

from apps.console import table
from apps.doctor import Diagnosis

_MARK = {"ok": "ok", "note": "note", "missing": "MISSING"}


def summary(console: Console, result: object) -> None:
    """One line for each thing looked at, and what to do where something is amiss."""
    checks = cast("Diagnosis", result).checks
    rows = [[check.name, _MARK[check.verdict], check.found, check.do] for check in checks]
    console.print(table("What this machine has", ["", "verdict", "found", "what to do"], rows))

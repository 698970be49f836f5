"""A corpus that a language model wrote, or the batch that is still writing it."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from apps.cli import render
from apps.console import spell, spell_interval, table
from workbench.artifacts import Artifact

_APART = ("labels", "kept", "verified", "acceptance", "outside_vocabulary")


def written(console: Console, result: object) -> None:
    """Show what was made and what it cost, then how far its labels can be trusted."""
    if not isinstance(result, Artifact):
        render.summary(console, result)
        return
    values = result.manifest.summary
    rows = [[name.replace("_", " "), spell(value)] for name, value in values.items() if name not in _APART]
    rows.append(["stories usable", _share(values["acceptance"])])
    console.print(table(f"corpus {result.label}", ["", "value"], rows))
    if values["kept"]:
        kept = [[name, _share(one), spell(one["n"])] for name, one in values["kept"].items()]
        console.print(table("Does the story have what was asked for? (counted)", ["", "share", "n"], kept))
    if "verified" in values:
        checked = values["verified"]["agreement"]
        found = [[name, _share(one), spell(one["n"]), f"{one['chance']:.3f}"] for name, one in checked.items()]
        title = f"Labels asked for, beside what {values['verified']['model']} reads"
        console.print(table(title, ["label", "agreement", "n", "guessing"], found))
    console.print(f"In {result.path}", markup=False)


def _share(one: Mapping[str, Any]) -> str:
    return spell_interval(one["share"], one["ci95"])

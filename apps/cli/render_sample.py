"""Stories that a model told."""

from collections.abc import Mapping
from typing import Any, cast

from rich.console import Console


def summary(console: Console, result: object) -> None:
    """Show each story as a paragraph, then how fast they were told."""
    values = cast("Mapping[str, Any]", result)
    for story in values["stories"]:
        console.print(story, markup=False)
        console.print()
    console.print(
        f"{values['model']}: {values['tokens']:,} tokens, {values['tokens_per_second']:,} tokens/s", markup=False
    )

"""`storyscope notes`: bookmarks, lists and explanations of units, as the explorer keeps them."""

from dataclasses import dataclass
from typing import Any

from apps import notes
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class NotesConfig:
    """Which notes, and what to change before they are shown."""

    features: str = option("", 'only those on this features artifact, as "name-id"; empty: all')
    unit: str = option("", "a unit to put into a list, or to explain")
    list: str = option("", "the list to put it into")
    explain: str = option("", "what to say of it")

    def __post_init__(self) -> None:
        """Raise StoryscopeError where it is not said which unit is meant."""
        if (self.list or self.explain) and not (self.unit and self.features):
            raise StoryscopeError("Which unit is meant?", "Give --features NAME-ID and --unit sae.12.")


@dataclass(frozen=True)
class Notes:
    """Everything that was kept."""

    summary: dict[str, Any]


def keep(config: NotesConfig, _: Progress = SILENT) -> Notes:
    """Change what was asked for, and return all notes."""
    if config.list:
        notes.add(config.list, config.features, config.unit)
    if config.explain:
        notes.explain(config.features, config.unit, config.explain)
    kept = notes.notes(config.features)
    rows = [{"features": one.artifact, "unit": one.unit, "lists": list(one.lists), "says": one.text} for one in kept]
    return Notes({"file": str(notes.place()), "lists": notes.lists(), "notes": rows})

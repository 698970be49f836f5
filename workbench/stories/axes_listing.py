"""`storyscope generate --list-axes`: every axis of a story, its values by tier, and what each style guarantees."""

from dataclasses import dataclass
from typing import Any

from workbench.config import option
from workbench.progress import SILENT, Progress
from workbench.stories.lexicon import known

TIERS = ("minuscule", "tiny", "simple")


@dataclass(frozen=True, kw_only=True)
class AxesConfig:
    """What `list_axes` needs."""

    tier: str = option("", "only this vocabulary tier; empty: all")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for an unknown tier."""
        if self.tier:
            known(self.tier)


def list_axes(config: AxesConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Every axis with its values in each tier, whether it can be read off the text, and what it means."""
    del progress
    from workbench.stories.axes_of_story import AXES, TOLD_BY_PLOT
    from workbench.stories.confounds import labels_of
    from workbench.stories.voice.keeping import GUARANTEES

    tiers = (config.tier,) if config.tier else TIERS
    drawn = {tier: labels_of(tier) for tier in tiers}
    labels = [
        {
            "name": name,
            "values": {tier: list(drawn[tier][name]) for tier in tiers},
            "checkable": False,
            "help": "drawn for every story, independently and uniformly",
        }
        for name in ("topic", "tone", "moral")
    ]
    told = [
        {
            "name": axis.name,
            "values": {tier: list(axis.of(tier)) for tier in tiers},
            "checkable": axis.checkable,
            "help": axis.help,
        }
        for axis in AXES.values()
    ]
    guarantees = {style: words for style, (words, _) in GUARANTEES.items()}
    return {"axes": labels + told, "style_guarantees": guarantees, "told_by_the_plot": list(TOLD_BY_PLOT)}

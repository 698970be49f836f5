"""Probes: what a linear reader finds in each layer, over stories and tokens, beside what it must beat."""

from collections.abc import Callable

from apps.readers.acting import erasing, steering
from apps.readers.along import along_training
from apps.readers.stories import whole_stories
from apps.readers.tokens import single_tokens
from apps.shell import choose, heading

_PARTS: dict[str, Callable[[], None]] = {
    "whole stories": whole_stories,
    "single tokens": single_tokens,
    "along training": along_training,
    "steering": steering,
    "erasure": erasing,
}
_TIP = "Every part reads an artifact of its own. A text of yours is read in the prompt lab, under “world”."


def page() -> None:
    """Draw the page."""
    heading("Probes", "Can a linear reader tell topic, tone and moral from a layer? And more than its controls can?")
    _PARTS[choose("show", "Show", list(_PARTS), tip=_TIP)]()

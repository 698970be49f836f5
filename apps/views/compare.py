"""Compare: two models, two checkpoints of one, or two dictionaries, side by side."""

from collections.abc import Callable

from apps.beside.dictionaries import two_dictionaries
from apps.beside.models import two_checkpoints, two_models
from apps.shell import choose, heading

_PARTS: dict[str, Callable[[], None]] = {
    "models": two_models,
    "checkpoints": two_checkpoints,
    "dictionaries": two_dictionaries,
}


def page() -> None:
    """Draw the page."""
    heading("Compare", "Two of a kind side by side: on the same story, in the same measurements, feature by feature.")
    _PARTS[choose("what", "Two", list(_PARTS), tip="What is set side by side.")]()

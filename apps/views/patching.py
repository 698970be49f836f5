"""Patching and circuits: which component carries the fact that differs, at which words, and what it works with."""

from collections.abc import Callable

from apps.causal import others
from apps.causal.effects import effects
from apps.causal.one_pair import one_pair
from apps.reproduce import command_for
from apps.shell import choose, command, heading, panel, pick


def page() -> None:
    """Draw the page."""
    heading(
        "Patching & circuits",
        "Two stories differ in one fact. Which activation, moved across, moves the answer with it?",
    )
    _PARTS[choose("show", "Show", list(_PARTS), tip="Every part reads an artifact of its own.")]()


def _patching() -> None:
    result = pick("patching", "Patching result")
    if result is None:
        return
    place = ("", "", "")
    with panel():
        place = effects(result)
    with panel():
        one_pair(result, *place)
    command(command_for(result))


_PARTS: dict[str, Callable[[], None]] = {
    "patching": _patching,
    "circuit": others.circuit,
    "selectivity": others.selectivity,
    "interchange": others.interchange,
    "attribution": others.attribution,
}
"""The parts of the page: the words on it to the function that draws it."""

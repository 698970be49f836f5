"""The situations and states that are written down beside this file."""

from functools import cache
from importlib.resources import files

from workbench.stories.situations.grammar import Situation, State, read, read_states

SITUATIONS = ("places_and_sizes", "people", "more")
"""The files of situations."""


@cache
def situations() -> tuple[Situation, ...]:
    """Every situation."""
    return tuple(one for name in SITUATIONS for one in read(_text(name)))


@cache
def states(name: str) -> tuple[State, ...]:
    """The states of somebody (`who`, and `who_with` something) or of a thing (`what`)."""
    return read_states(_text(f"states_{name}"))


def _text(name: str) -> str:
    return (files("workbench.stories.situations") / "data" / f"{name}.txt").read_text(encoding="utf-8")

"""Suites of a told world: where things are, who has them, and where somebody who was away will look."""

import random
from collections.abc import Callable

from workbench.stories.lexicon import BOYS, GIRLS

_Twin = tuple[tuple[str, str], tuple[str, str]]
_THINGS = ("ball", "toy", "book", "hat", "cake", "flower")
_HOLDERS = ("box", "car", "bed", "house", "garden", "room")


def _people(rng: random.Random) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two people, of either gender, with their pronouns."""
    people = [(rng.choice(BOYS), "he"), (rng.choice(GIRLS), "she")]
    rng.shuffle(people)
    return people[0], people[1]


def _either(first: str, second: str, ends: tuple[str, str]) -> _Twin:
    """The first text is right with the first end, the second with the second."""
    one, two = ends
    return (f"{first} {one}", f"{first} {two}"), (f"{second} {two}", f"{second} {one}")


def _two_things(rng: random.Random) -> _Twin:
    """Two things are put away; either may be asked for, in either order."""
    (name, they), _ = _people(rng)
    one, two = rng.sample(_THINGS, 2)
    here, there = rng.sample(_HOLDERS, 2)
    asked = rng.choice((one, two))
    told = rng.choice((f"{name} put the {one} in the {{}} and the {two} in the {{}}.",
                       f"{name} put the {one} in the {{}}. Then {they} put the {two} in the {{}}."))
    end = f"The {asked} was in the"
    ends = (f"{end} {here}.", f"{end} {there}.") if asked == one else (f"{end} {there}.", f"{end} {here}.")
    return _either(told.format(here, there), told.format(there, here), ends)


def _moved(rng: random.Random) -> _Twin:
    """A thing is moved from one place to the other; now and then the old place is told last."""
    (name, they), _ = _people(rng)
    thing, (here, there) = rng.choice(_THINGS), rng.sample(_HOLDERS, 2)
    told = rng.choice((
        f"The {thing} was in the {{0}}. {name} took the {thing} and put it in the {{1}}.",
        f"{name} put the {thing} in the {{1}}. Before that, it was in the {{0}}.".replace("Before that, it", "It was not in the {0} anymore. It"),
    )) if False else f"The {thing} was in the {{0}}. Then {name} took it out of the {{0}} and put it in the {{1}}."
    asked = rng.choice((f"Now the {thing}", "It")) if False else f"So the {thing}"
    del they
    return _either(told.format(here, there), told.format(there, here), (f"{asked} was in the {there}.", f"{asked} was in the {here}."))


STATE: dict[str, Callable[[random.Random], _Twin]] = {}
BELIEF: dict[str, Callable[[random.Random], _Twin]] = {}

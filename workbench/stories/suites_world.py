"""Suites of a told world: where things are, who has them, and where somebody who was away will look."""

import random
from collections.abc import Callable

from workbench.stories.lexicon import BOYS, GIRLS

_Twin = tuple[tuple[str, str], tuple[str, str]]
_THINGS = ("ball", "toy", "book", "hat", "cake", "flower")
_PLACES = ("box", "car", "bed", "house", "garden", "room")


def _people(rng: random.Random) -> tuple[str, str, str, str]:
    """Two people of different gender, each followed by a pronoun."""
    people = [(rng.choice(BOYS), "he"), (rng.choice(GIRLS), "she")]
    rng.shuffle(people)
    return (*people[0], *people[1])


def _ended(first: str, second: str, one: str, two: str) -> _Twin:
    """The first text ends right with `one`, the second with `two`."""
    return (f"{first} {one}.", f"{first} {two}."), (f"{second} {two}.", f"{second} {one}.")


def _two_things(rng: random.Random) -> _Twin:
    """Two things are put away; either is asked for."""
    name, they, _, _ = _people(rng)
    (one, two), (here, there) = rng.sample(_THINGS, 2), rng.sample(_PLACES, 2)
    joint = rng.choice((" and", f". Then {they} put"))
    told = f"{name} put the {one} in the {here}{joint} the {two} in the {there}."
    return _ended(f"{told} So the {one} was in the", f"{told} So the {two} was in the", here, there)


def _moved(rng: random.Random) -> _Twin:
    """One of two things is put elsewhere: the one that is asked for, or the other."""
    name, they, _, _ = _people(rng)
    (one, two), (here, there) = rng.sample(_THINGS, 2), rng.sample(_PLACES, 2)
    start = f"{name} put the {one} and the {two} in the {here}. Then {they} put"

    def told(thing: str) -> str:
        return f"{start} the {thing} in the {there}. So the {one} was in the"

    return _ended(told(one), told(two), there, here)


def _given(rng: random.Random) -> _Twin:
    """Given to somebody or taken from them: the same names in the same order, another owner."""
    one, _, two, _ = _people(rng)
    thing, day = rng.choice(_THINGS), rng.choice(("One day, ", "That day, ", "In the park, ", "At home, ", ""))
    then = rng.choice((f"So the {thing} was with", f"After that, the {thing} was with"))
    gave, took = f"{day}{one} gave the {thing} to {two}.", f"{day}{one} took the {thing} from {two}."
    return _ended(f"{gave} {then}", f"{took} {then}", two, one)


def _away(rng: random.Random) -> _Twin:
    """A thing is moved while its owner is away, or looks on; the owner looks where they believe it to be."""
    one, _, two, _ = _people(rng)
    thing, (here, there) = rng.choice(_THINGS), rng.sample(_PLACES, 2)
    put, moved = f"{one} put the {thing} in the {here}", f"Then {two} put the {thing} in the {there}"
    away = f"{put} and went outside. {moved}. {one} came back and looked for the {thing} in the"
    seen = f"{put} and was happy. {moved}. {one} saw that and looked for the {thing} in the"
    return _ended(away, seen, here, there)


def _told(rng: random.Random) -> _Twin:
    """A thing is moved, and its owner is told of it or does not know."""
    one, _, two, they = _people(rng)
    thing, (here, there) = rng.choice(_THINGS), rng.sample(_PLACES, 2)
    start = f"{one} put the {thing} in the {here}. Then {two} put it in the {there}"
    end = f"{one} thought the {thing} was in the"
    return _ended(
        f"{start}, but {one} did not know that. {end}", f"{start}, and {they} told {one} that. {end}", here, there
    )


_Frames = dict[str, Callable[[random.Random], _Twin]]
STATE: _Frames = {"state_two_things": _two_things, "state_moved": _moved, "state_given": _given}
"""Where a thing is, and who has it."""
BELIEF: _Frames = {"belief_away": _away, "belief_told": _told}
"""What somebody believes who may not have seen what happened."""

"""Rounds: several people, animals or things with a state each, told first; then, in any order, what goes with it.

Where a situation turns on one relation between two, a round asks of its reader to keep two to four states apart, for
whoever is named again: the state is told first and what comes of it later, or the other way about, or with because.
"""

import random
from dataclasses import dataclass

from workbench.stories.situations.grammar import PARAMETERS, State
from workbench.stories.situations.pools import POOLS
from workbench.stories.situations.realising import Page, Told, begin, draw_player, entity_of
from workbench.stories.situations.tables import states

_WHO, _WHAT = states("who") + states("who_with"), states("what")
ECHOED = 0.25
"""How often the same is said again, perhaps in other words, instead of what goes with it."""
VERBATIM = 0.6
"""How often what is said again is said in the same words."""
_FEW = (2, 2, 2, 2, 3, 3, 4)
_VERBS = ("had", "liked", "wanted", "saw", "got", "took", "found", "loved")
_BETWEEN = (". ", ". ", ". ", ", but ", ", and ", " and ", " but ", " while ")
_LATER = (". ", ". ", ". ", ". so ", ", and ", " and ", ". then ")


@dataclass(frozen=True, slots=True)
class Round:
    """A told round, and who was said to be in which state: (entity, state)."""

    told: Told
    states: tuple[tuple[str, str], ...]

    @property
    def claim(self) -> int:
        """Where the first claim starts: after the mention that the second half begins with."""
        return self.told.targets[len(self.states)][1]


def draw(rng: random.Random) -> Round:
    """One round."""
    things = rng.random() < 0.2
    count = _FEW[int(rng.random() * len(_FEW))]
    states_ = rng.sample(_WHAT if things else _WHO, count)
    if not things and rng.random() < 0.35:  # the same state with other parameters: they alone tell who is who
        same = [state for state in _WHO if state.needs]
        states_ = [same[int(rng.random() * len(same))]] * count
    cast = _cast(rng, states_, things)
    page = Page({}, rng)
    begin(page, 0.05)
    swapped = rng.random() < 0.3
    voices = [rng.getrandbits(32) for _ in range(count)] if rng.random() < VERBATIM else [0] * count
    echoed = rng.random() < ECHOED
    joined = rng.random()
    order = list(range(count))
    for place, number in enumerate(order):
        if place:
            page.words(_BETWEEN[int(rng.random() * len(_BETWEEN))])
        _say(page, cast[number], states_[number], swapped, voices[number])
    rng.shuffle(order)
    if rng.random() < 0.4:
        order = order[: max(1, count - 1)]
    for place, number in enumerate(order):
        if place or joined > 0.6 or echoed:
            page.words(_LATER[int(rng.random() * len(_LATER))])
        elif swapped:
            page.words(" because " if joined < 0.45 else " as ")
        else:
            page.words(", so " if joined < 0.3 else " so ")
        _say(page, cast[number], states_[number], swapped == echoed, voices[number])
    page.put(".")
    known = tuple((entity_of(one["A"]), state.name) for one, state in zip(cast, states_, strict=True))
    return Round(page.finished(), known)


def draw_roll_call(rng: random.Random) -> Round:
    """The plainest round: who had, saw or wanted which thing, and once more in another order."""
    count = _FEW[int(rng.random() * len(_FEW))]
    people, things = rng.sample(POOLS["kid"], count), rng.sample(POOLS["thing"], count)
    verb = _VERBS[int(rng.random() * len(_VERBS))]
    again = verb if rng.random() < 0.5 else _VERBS[int(rng.random() * len(_VERBS))]
    page = Page({}, rng)
    order = list(range(count))
    for said in (verb, again):
        for number in order:
            page.cast = {"A": people[number], "P": things[number]}
            start, end = page.mention("A", "name", plain=True)
            page.told.targets.append((start, end, people[number]))
            page.words(f"{said} the")
            page.mention("P", "name", plain=True)
            page.put(".")
        rng.shuffle(order)
    known = tuple((entity_of(who), f"{verb} {what}") for who, what in zip(people, things, strict=True))
    return Round(page.finished(), known)


def _say(page: Page, cast: dict[str, str], state: State, later: bool, voice: int) -> None:
    """Say one side of a state; a `voice` other than 0 says the same side in the same words each time."""
    page.cast = cast
    ways = state.goes_with if later else state.is_so
    if cast["A"].islower() and not cast["A"].startswith("the "):
        page.put("the")
    start, end = page.mention("A", "name", plain=True)
    page.told.targets.append((start, end, cast["A"]))
    rng, page.rng = page.rng, random.Random(voice) if voice else page.rng
    page.template(ways[int(page.rng.random() * len(ways))])
    page.rng = rng


def _cast(rng: random.Random, drawn: list[State], things: bool) -> list[dict[str, str]]:
    """Who they are, and what the state of each speaks of."""
    taken: set[str] = set()
    found = [{"A": draw_player("thingy" if things else "agent", taken, rng)} for _ in drawn]
    for one, state in zip(found, drawn, strict=True):
        one |= {role: draw_player(PARAMETERS[role], taken, rng) for role in state.needs}
    return found

"""The day around a story: light, rain, and things that are only spoken of in plain words.

"Night came" and "the sun was out" have no entity for a subject, yet they can contradict each other. They are facts of
`OUTSIDE`, checked and changed here for every clause that happens.
"""

from functools import lru_cache

from workbench.stories.clauses import Clause
from workbench.stories.world import Impossible, World

OUTSIDE = "outside"
"""The subject of the facts about the day."""
Change = tuple[str, str, str]

_SHINES = ("in the sun", "at the sun", "sun all day", "with the sun")
_DARKENS = {
    "it get": ("dark",),
    "it be": ("night", "dark all", "so dark"),
    "night come": ("",),
    "the sun go": ("away",),
}
_RAINS = {
    "the rain come": ("",),
    "the rain go": ("",),
    "there be": ("rain all day", "water in the house from the rain"),
    "it be": ("wet outside",),
}


def notice(world: World, clause: Clause) -> list[Change]:
    """What the clause changes about the day.

    Raises:
        Impossible: the sun in the dark or in the rain, rain on a day that was said to be all sun, a rain that stops
            before it came, a second nightfall, or something done by a thing that is gone.
    """
    subject, items = clause.subject if isinstance(clause.subject, str) else "", clause.verb.items
    if not subject:
        for item in items:
            if isinstance(item, str) and _may_matter(item):
                break
        else:
            return []
    words = " ".join([item for item in items if isinstance(item, str)])
    changes: list[Change] = []
    if subject:
        changes = _sky(world, f"{subject} {clause.verb.base}", words)
        _still_there(world, subject)
    if "sun" in words or subject == "the sun":
        changes += _sun(world, subject, words)
    elif words.endswith("in the rain"):
        changes += _rain(world)
    elif words.startswith("so much fun"):
        changes += _once(world, "fun", "yes")
    return changes


@lru_cache(maxsize=10_000)
def _may_matter(words: str) -> bool:
    """Whether what somebody does can say something of the day; most words cannot, and this finds out fast."""
    return "sun" in words or "rain" in words or "fun" in words


def _once(world: World, relation: str, value: str) -> list[Change]:
    """What is remarked on once."""
    if world.state.get((relation, OUTSIDE)) == value:
        raise Impossible("again", f"{relation} is told already")
    return [(relation, OUTSIDE, value)]


def _dark(world: World) -> bool:
    return world.state.get(("light", OUTSIDE)) in ("dark", "very dark")


def _sky(world: World, what: str, words: str) -> list[Change]:
    if words == "very dark" and what in ("it get", "it be"):
        return _once(world, "light", "very dark")
    if what in _DARKENS and words.startswith(_DARKENS[what]):
        again = what == "night come" or (what == "it get" and words == "dark")
        if again and _dark(world):
            raise Impossible("night", "it is dark already")
        return [("light", OUTSIDE, "dark")]
    if what == "the rain stop":
        if world.state.get(("rain", OUTSIDE)) != "yes":
            raise Impossible("stop", "there is no rain")
        return [("rain", OUTSIDE, "no")]
    if what in _RAINS and words.startswith(_RAINS[what]) and "with the sun" not in words:
        return _rain(world)
    return []


def _rain(world: World) -> list[Change]:
    known = world.state.get(("rain", OUTSIDE))
    if known == "never":
        raise Impossible("rain", "there was sun all day")
    return [] if known == "yes" else [("rain", OUTSIDE, "yes")]


def _sun(world: World, subject: str, words: str) -> list[Change]:
    """The sun shines on what is told, unless the words are about its absence."""
    if "no sun" in words or words.startswith("away") or not (subject == "the sun" or words.endswith(_SHINES)):
        return []
    if _dark(world):
        raise Impossible("sun", "it is dark")
    if subject == "the rain":
        return []
    rain = world.state.get(("rain", OUTSIDE))
    if words.startswith(("out", "high")) and rain == "yes":
        return [("rain", OUTSIDE, "no")]
    if rain == "yes":
        raise Impossible("sun", "it rains")
    return [("rain", OUTSIDE, "never")] if words.endswith("sun all day") else []


def _still_there(world: World, subject: str) -> None:
    """A thing in plain words ("the cake") is the story's thing of that noun: what is eaten or lost does no more."""
    noun = subject.removeprefix("the ")
    for gone in ("eaten", "lost", "broken"):
        if world.state.get((gone, noun)) == "yes":
            raise Impossible("be", f"the {noun} is {gone}")

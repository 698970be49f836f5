"""What arcs are made of, by topic: tasks that can fail, dangers, fears, riddles, duties; `any` fits everywhere.

Each block is one matter. A key may stand several times: its ways. Lines are as in `template`.
"""

from dataclasses import dataclass
from functools import cache

from workbench.stories.deep.realise import missing, missing_in_phrase, spelled
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.template import way
from workbench.stories.world import Impossible

PHRASES = frozenset({"goal", "noun", "task", "warn", "reason", "ask", "say", "kind"})
"""Keys whose values are phrases, not sentences."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: the topics that it fits (empty: all), the mood that it needs, and its ways by key."""

    topics: frozenset[str]
    mood: frozenset[str]
    ways: dict[str, tuple[str, ...]]

    def pool(self, key: str) -> str:
        """The ways of a key as a pool."""
        return "\n".join(self.ways[key])


@cache
def read(text: str) -> tuple[Matter, ...]:
    """The matters of a text: blocks after empty lines; `for:` names topics."""
    found: list[Matter] = []
    for block in text.strip().split("\n\n"):
        ways: dict[str, list[str]] = {}
        topics: frozenset[str] = frozenset()
        mood: frozenset[str] = frozenset()
        for line in block.splitlines():
            key, _, value = line.strip().partition(": ")
            if key == "for":
                topics = frozenset(part.strip() for part in value.split(",")) - {"any"}
            elif key == "mood":
                mood = frozenset(value.split())
            else:
                ways.setdefault(key, []).append(value)
        found.append(Matter(topics, mood, {key: tuple(lines) for key, lines in ways.items()}))
    return tuple(found)


@cache
def known(text: str, tier: str, topic: str, mood: frozenset[str]) -> tuple[tuple[Matter, ...], tuple[Matter, ...]]:
    """The matters that a tier has words for: those of a topic, and those that fit any of its mood."""
    mine: list[Matter] = []
    others: list[Matter] = []
    for matter in read(text):
        ways = {key: tuple(one for one in lines if _sayable(tier, key, one)) for key, lines in matter.ways.items()}
        fit = Matter(matter.topics, matter.mood, ways)
        if not all(ways.values()):
            continue
        if topic in matter.topics:
            mine.append(fit)
        elif not matter.topics and matter.mood <= mood:
            others.append(fit)
    return tuple(mine), tuple(others)


def _sayable(tier: str, key: str, line: str) -> bool:
    if key == "kind":  # noun, gender, adjective
        noun, _, adjective = line.split()
        return spelled(tier, noun) and spelled(tier, adjective)
    return not (missing_in_phrase(tier, line) if key in PHRASES else missing(tier, way(line)))


def choose(text: str, t: Tale) -> Matter:
    """One matter that this story does not have yet, mostly of the topic.

    Raises:
        Impossible: there is none.
    """
    mine, others = known(text, t.words.tier, t.setting.name, t.mood)
    chosen = mine if mine and (not others or t.chance(0.65)) else others
    left = [matter for matter in chosen if id(matter) not in t.matters]
    if not left:
        raise Impossible("matter", f"nothing for {t.setting.name}")
    found = left[t.roll(len(left))]
    t.matters.add(id(found))
    return found

"""The twelve tones of the deep tiers: which channels carry one, and how each is told."""

import re
from collections import Counter
from functools import cache
from random import Random

from workbench.stories.clauses import Beat
from workbench.stories.deep import threads_cold, threads_warm, tones_cold, tones_warm
from workbench.stories.deep.closing import BYWAYS, CLOSING
from workbench.stories.deep.lights import LIGHT
from workbench.stories.deep.realise import sayable
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.template import way

_TOWN = re.compile(r"street|town|roof|houses|gutter|mailman|baker|next door|window")


def _placed(pools: dict[str, str]) -> dict[str, str]:
    """Lines that speak of streets and roofs are for where there are some."""
    return {
        tone: "\n".join(f"@town {line}" if _TOWN.search(line) else line for line in pool.strip().splitlines())
        for tone, pool in pools.items()
    }


SKY = {tone: f"{pool}\n{LIGHT[tone]}" for tone, pool in _placed({**tones_warm.SKY, **tones_cold.SKY}).items()}
SEE = {tone: f"{pool}\n{BYWAYS[tone]}" for tone, pool in _placed({**tones_warm.SEE, **tones_cold.SEE}).items()}
END = {tone: f"{pool}\n{CLOSING[tone]}" for tone, pool in {**tones_warm.END, **tones_cold.END}.items()}
THREADS = {**threads_warm.THREADS, **threads_cold.THREADS}
TONES = (
    *("joyful", "sad", "tense", "funny", "calm", "tender", "lonely"),
    *("exciting", "hopeful", "angry", "mysterious", "proud"),
)


def channels(rng: Random, tone: str, fullness: float) -> dict[str, str]:
    """Which channels carry a tone and which tone each: `tone` has a strict majority, a lone other one may disagree."""
    names = ["sky", "see", "end"]
    if rng.random() > 0.35 + 0.6 * fullness:
        names.remove(names[int(rng.random() * 2)])
        return dict.fromkeys(names, tone)
    chosen = dict.fromkeys(names, tone)
    if rng.random() < 0.5:
        others = [other for other in TONES if other != tone]
        chosen[names[int(rng.random() * 2.2)]] = others[int(rng.random() * len(others))]
    return chosen


ENDINGS = {
    "happy ending": ("joyful", "tender", "hopeful", "proud", "calm"),
    "bad ending": ("sad", "lonely", "tense", "angry"),
}
"""Feature: the tones that its ending can have."""


def for_feature(rng: Random, feature: str, tone: str, channels: dict[str, str]) -> bool:
    """Let the ending be as a feature wants it, whatever the tone; returns whether the tone's own thread may end too."""
    if feature not in ENDINGS:
        return True
    fitting = ENDINGS[feature]
    channels.update(sky=tone, see=tone)
    channels["end"] = tone if tone in fitting else fitting[int(rng.random() * len(fitting))]
    return tone in fitting


def rules(beats: list[Beat], tone: str) -> bool:
    """Whether more beats carry the tone than carry any other."""
    told = Counter(value for beat in beats for axis, value in beat.cues if axis == "tone")
    mine = told.pop(tone, 0)
    return mine > max(told.values(), default=0)


def of_thread(t: Tale, channels: dict[str, str]) -> str:
    """The tone of a story's thread: its own, or now and then another one's where all other channels carry its own."""
    if list(channels.values()) != [t.tone] * 3 or t.chance(0.6):
        return t.tone
    return t.pick(*(other for other in TONES if other != t.tone))


def thread(t: Tale, tone: str) -> tuple[str, str, str]:
    """How a small thing of a tone begins, goes on and ends, in the words of the story's tier."""
    strands = _strands(t.words.tier, tone)
    return strands[t.roll(len(strands))]


@cache
def _strands(tier: str, tone: str) -> tuple[tuple[str, str, str], ...]:
    """Every thread of a tone once for each of its ways: the first beginning goes on and ends in the first way."""
    ways = [zip(*(part.split("\n") for part in parts), strict=True) for parts in THREADS[tone]]
    told = [(first, second, third) for strands in ways for first, second, third in strands]
    return tuple(strand for strand in told if all(sayable(tier, way(line)) for line in strand))


def sky(t: Tale, tone: str) -> None:
    """Light, weather, sounds: what a place feels like."""
    t.tell("setting", SKY[tone], tone)


def see(t: Tale, tone: str) -> None:
    """Something noticed on the way."""
    t.tell("detail", SEE[tone], tone)


def end(t: Tale, tone: str) -> None:
    """How it ends."""
    t.tell("ending", END[tone], tone)

"""Examples of some units, chosen and cut out of their stories: the strongest, a sample, and tokens by interval."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from probes.activations import Encoded
from probes.feature_statistics import Examples, Keep
from probes.units.nonzeros import Nonzeros

Lookup = Callable[[Int[np.ndarray, "*query"], Int[np.ndarray, "*query"]], Float[np.ndarray, "*query"]]
"""Activations by (unit, token)."""

INTERVALS = 10
"""Equal intervals of the activations above zero, up to the largest."""
PER_INTERVAL = 4
BARS = 50
"""Equal bars from the smallest to the largest activation above zero."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Examples of some units. Empty slots have the score -inf; windows are NaN outside the story."""

    score: Float[np.ndarray, "unit slot"]
    story: Int[np.ndarray, "unit slot"]
    position: Int[np.ndarray, "unit slot"]
    window: Float[np.ndarray, "unit slot _"]
    reach: int


def of_stream(keep: Keep, units: slice) -> Kept:
    """What a stream has kept of some units."""
    score, story, position, window = (
        part[units].cpu().numpy() for part in (keep.score, keep.story, keep.position, keep.window)
    )
    return Kept(score, story, position, window, keep.reach)


def cut_out(
    score: Float[np.ndarray, "unit slot"],
    token: Int[np.ndarray, "unit slot"],
    read: Encoded,
    story: Int[np.ndarray, "token"],
    reach: int,
    at: Lookup,
) -> Kept:
    """Examples at given tokens; those with the score -inf stay empty."""
    there = score > -np.inf
    token = np.where(there, token, 0)
    home = story[token]
    places = token[..., None] + np.arange(-reach, reach + 1)
    inside = places.clip(0, len(story) - 1)
    told = there[..., None] & (places == inside) & (story[inside] == home[..., None])
    unit = np.broadcast_to(np.arange(len(score))[:, None, None], places.shape)
    window = np.where(told, at(unit, inside), np.float32(np.nan))
    return Kept(score, np.where(there, home, -1), token - read.bounds[home], window, reach)


def best_stories(
    some: Nonzeros,
    highest: Float[np.ndarray, "story unit"],
    priority: Float[np.ndarray, "story"],
    examples: Examples,
    read: Encoded,
    story: Int[np.ndarray, "token"],
) -> dict[str, Kept]:
    """The stories with the highest peaks, and a random sample of those in which a unit is active."""
    found: dict[str, Kept] = {}
    wanted = {"top": (examples.top, highest), "sample": (examples.sample, priority[:, None])}
    for name, (count, score) in wanted.items():
        ranked = np.where(highest > 0, score, -np.inf).T
        count = min(count, ranked.shape[1])
        chosen = np.argpartition(-ranked, count - 1, axis=1)[:, :count] if count else np.zeros((some.n, 0), np.int64)
        value = np.take_along_axis(ranked, chosen, axis=1)
        found[name] = cut_out(value, _peaks(some, highest, chosen, story), read, story, examples.reach, some.at)
    return found


def _peaks(
    some: Nonzeros, highest: Float[np.ndarray, "story unit"], chosen: Int[np.ndarray, "unit slot"], story: np.ndarray
) -> Int[np.ndarray, "unit slot"]:
    """The first token at which each unit is at its highest in each chosen story."""
    home = story[some.token]
    peak = np.flatnonzero(some.value == highest[home, some.feature])
    stories = len(highest)
    # read backwards, so that the first of equals is written last
    first = np.zeros(some.n * stories, np.int64)
    first[(some.feature[peak] * stories + home[peak])[::-1]] = some.token[peak][::-1]
    return first.reshape(some.n, stories)[np.arange(some.n)[:, None], chosen]


@dataclass(frozen=True, slots=True)
class Intervals:
    """Where the activations above zero lie: least, largest, counts by bar, and shares of all tokens by interval."""

    least: Float[np.ndarray, "unit"]
    largest: Float[np.ndarray, "unit"]
    bars: Int[np.ndarray, "unit bin"]
    share: Float[np.ndarray, "unit _"]
    examples: tuple[Kept, ...]


def by_interval(
    some: Nonzeros,
    largest: Float[np.ndarray, "unit"],
    tokens: int,
    generator: np.random.Generator,
    cut: Callable[[Float[np.ndarray, "unit slot"], Int[np.ndarray, "unit slot"]], Kept],
) -> Intervals:
    """Share the positive activations over INTERVALS equal parts of (0, largest], and draw examples from each.

    `tokens` is how many tokens `some` was read at; `cut` makes examples out of tokens.
    """
    positive = some.value > 0
    unit, value = some.feature[positive], some.value[positive]
    level = np.ceil(value / np.maximum(largest[unit], 1e-30) * INTERVALS).astype(np.int64).clip(1, INTERVALS) - 1
    group = (unit * INTERVALS + level).astype(np.uint16)
    order = np.argsort(group, kind="stable")
    size = np.bincount(group, minlength=some.n * INTERVALS)
    first = np.cumsum(size) - size
    # evenly spaced through the group, which is in the order of the stories, from a random start
    step = np.arange(PER_INTERVAL) / PER_INTERVAL + generator.random(len(size))[:, None]
    offset = np.floor(step * size[:, None]).astype(np.int64) % np.maximum(size, 1)[:, None]
    there = np.arange(PER_INTERVAL) < size[:, None]
    offset = np.where(size[:, None] <= PER_INTERVAL, np.arange(PER_INTERVAL), offset)
    item = order[np.where(there, first[:, None] + offset, 0)] if len(order) else np.zeros(there.shape, np.int64)
    token = some.token[positive][item] if len(order) else item
    strength = value[item] if len(order) else np.zeros(item.shape, np.float32)
    score = np.where(there, strength, -np.inf).reshape(some.n, INTERVALS, PER_INTERVAL)
    token = token.reshape(score.shape)
    share = size.reshape(some.n, INTERVALS) / max(1, tokens)
    least = np.full(some.n, np.inf, np.float32)
    np.minimum.at(least, unit, value)
    width = np.maximum(largest - least, 1e-30) / BARS
    bar = np.floor((value - least[unit]) / width[unit]).clip(0, BARS - 1).astype(np.int64)
    bars = np.bincount(unit * BARS + bar, minlength=some.n * BARS).reshape(some.n, BARS)
    return Intervals(least, largest, bars, share, tuple(cut(score[:, one], token[:, one]) for one in range(INTERVALS)))

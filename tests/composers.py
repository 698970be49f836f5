"""Small sources of stories for the corpus tests, importable by worker processes; each is deterministic in (seed, index)."""

import hashlib
import json
import multiprocessing
import os
import signal
import sys

from workbench.records import Cue, Fact, Mention, Sentence, Story
from workbench.seeding import python_random

NAMES = ("Tim", "Anna", "Max", "Lily", "Sue")
THINGS = ("ball", "hat", "cake", "book", "box", "toy", "car")
COLOURS = ("red", "blue", "old", "new", "big", "small", "good", "bad", "dark", "shiny", "wet")
VOCABULARY = {
    "tier": "minuscule",
    "types": sorted({*"a the and had gave to was saw . , “ ” ! said thank you".split(), *THINGS, *COLOURS, "home", "park"}
                    | {name.lower() for name in NAMES} | {"happy", "sad"}),
    "names": [name.lower() for name in NAMES],
    "categories": {"names": [name.lower() for name in NAMES], "objects": list(THINGS), "places": ["home", "park"]},
}  # fmt: skip


def tell(seed: int, index: int, tier: str) -> Story:
    """A story of three sentences; stories repeat each other now and then, names aside."""
    draw = python_random(seed, "story", index)
    giver, taker = draw.sample(NAMES, 2)
    thing, first, second = draw.choice(THINGS), draw.choice(COLOURS), draw.choice(COLOURS)
    tone, place = draw.choice(("happy", "sad")), draw.choice(("home", "park"))
    moral = draw.choice(("sharing", "none"))
    said = ', "Thank you!" said ' + taker + "." if moral == "sharing" else "."
    head = f"{giver} had a {first} {thing}. "
    middle = f"The {second} {place} was {tone}. " + (
        f"{giver} gave the {thing} to {taker}" if said != "." else f"{giver} saw {taker}"
    )
    text = head + middle + said
    at = len(head)
    recipe = json.dumps({"index": index, "seed": seed, "tier": tier}, sort_keys=True)
    return Story(
        id=hashlib.sha256((recipe + text).encode()).hexdigest()[:16],
        text=text,
        topic=place,
        tone=tone,
        moral=moral,
        style="",
        feature="",
        grammar="past",
        persona="",
        point_of_view="third",
        paragraphs=1,
        sentences=(Sentence(0, at - 1, 0, "opening"), Sentence(at, len(text), 0, "ending")),
        mentions=(Mention(0, len(giver), giver.lower(), "name"),),
        facts=(Fact(0, "holder", thing, giver.lower()),) * (1 + index % 3),
        cues=() if index % 2 else (Cue(text.index(tone), text.index(tone) + len(tone), "tone", tone),),
        recipe=recipe,
        source="test",
        group=text.replace(giver, "#").replace(taker, "@"),
    )


def tell_apart(seed: int, index: int, tier: str) -> Story:
    """As `tell`, but no two stories share a group."""
    story = tell(seed, index, tier)
    return Story(**{name: getattr(story, name) for name in Story.__slots__} | {"group": f"{seed} {index}"})


def tell_ten(seed: int, index: int, tier: str) -> Story:
    """Ten stories, over and over."""
    return tell_apart(seed, index % 10, tier)


def tell_and_die(seed: int, index: int, tier: str) -> Story:
    """As `tell_apart`, but a worker process that tells it ends at once, as one does that gets no memory."""
    if multiprocessing.parent_process() is not None:
        os._exit(9)
    return tell_apart(seed, index, tier)


def tell_until_stopped(seed: int, index: int, tier: str) -> Story:
    """As `tell_apart`; from story STOP_AT on it says so on stdout, then waits for a signal or (ENDLESS) goes on telling."""
    stop = int(os.environ.get("STOP_AT", sys.maxsize))
    if index == stop or (index > stop and index % 1_000_000 == 0):
        os.write(1, b"stopped\n")
        if "ENDLESS" not in os.environ:
            signal.pause()
    return tell_apart(seed, index, tier)

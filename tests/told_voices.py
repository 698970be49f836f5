"""Plots acted out for the tests of the voices, and tellings of them."""

import re
from functools import cache

from workbench.records import Mention
from workbench.seeding import python_random
from workbench.stories.axes_of_story import voice_of
from workbench.stories.clauses import Beat, Entity
from workbench.stories.morals import moral_of
from workbench.stories.occasions import opening
from workbench.stories.plot import Plot, say
from workbench.stories.plots import ARCS
from workbench.stories.tones import detail, ending, weather
from workbench.stories.topics import TONES, TOPICS
from workbench.stories.voice import Telling, Unsuited, Voice, tell
from workbench.stories.world import Impossible

QUOTED = re.compile(r'"[^"]*"')


def acted(number: int) -> tuple[list[Beat], list[Entity], str, str]:
    """Beats, cast, moral and tone of one small plot."""
    rng = python_random(11, "voices", number)
    while True:
        moral, tone = rng.choice(sorted(ARCS)), rng.choice(TONES)
        topic = rng.choice(sorted(TOPICS))
        plot = Plot(rng, TOPICS[topic], upheld=rng.random() < 0.5)
        try:
            plot.beat("opening", opening(plot, topic))
            plot.tone_beat("setting", tone, weather(plot, tone))
            plot.beat("background", say(plot.y, "like", plot.beast()))
            ARCS[moral](plot)
            plot.tone_beat("detail", tone, detail(plot, tone))
            for node in ending(plot, tone):
                plot.tone_beat("ending", tone, node)
        except Impossible:
            continue
        if moral_of(plot.world.trace)[0] == moral and len(plot.beats) > 6:
            return plot.beats, list(plot.world.entities.values()), moral, tone


known = cache(acted)
"""The same, acted out once; tellings leave it as it is."""


@cache
def told(count: int, **axes: str) -> list[tuple[Telling, list[Entity], Voice]]:
    """So many tellings with these axes; plots that do not suit them are passed over."""
    found: list[tuple[Telling, list[Entity], Voice]] = []
    for number in range(40 * count):
        beats, cast, moral, tone = known(number)
        try:
            voice = voice_of("simple", axes, cast, moral, tone)
            found.append((tell(beats, cast, voice, python_random(5, "tell", number)), cast, voice))
        except Unsuited:
            continue
        if len(found) == count:
            return found
    raise AssertionError(f"only {len(found)} of {count} plots can be told with {axes}")


def narrated(text: str) -> str:
    """The text without what stands in quotes."""
    return QUOTED.sub(" ", text)


def sentences(telling: Telling) -> list[str]:
    """Every sentence."""
    return [telling.text[one.start : one.end] for one in telling.sentences]


def inside_quotes(text: str, mention: Mention) -> bool:
    """Whether a mention stands in quotes."""
    return text[: mention.start].count('"') % 2 == 1

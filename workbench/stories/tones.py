"""What carries a tone: light and weather, what is noticed, and how it ends.

Every piece is an event or a state of the world. No piece decides a tone by itself: a story has the tone that most of
its channels carry, and the same words turn up in pieces of several tones.
"""

from functools import cache

from workbench.stories.clauses import Node, sequence
from workbench.stories.lines import line, one_of
from workbench.stories.plot import Plot, quote
from workbench.stories.surroundings import OUTSIDE

WEATHER: dict[str, tuple[str, ...]] = {
    "joyful": (
        *("it / be / a good day", "the sun / be / out", "it / be / a day for fun", "there / be / sun all day"),
        *("the sun / be / high", "x / be / up with the sun", "it / be / a very good time", "the sun / come / out"),
    ),
    "sad": (
        *(
            "it / be / a cold day",
            "the day / be / cold and wet",
            "there / be / no sun that day",
            "it / be / not a good day",
        ),
        *("the sun / !come / out", "it / be / a very bad day", "the rain / come / again and again"),
    ),
    "tense": (
        *(
            "it / get / dark fast",
            "it / be / dark all around",
            "something / be / out there",
            "the sun / go / away too fast",
        ),
        *(
            "it / be / so dark that {x} could not see {y}",
            "there / be / something in the dark",
            "no bird / be / in the tree",
        ),
    ),
    "funny": (
        *("the sun / look / like a red ball", "the rain / come / with the sun", "it / be / a day for an old hat"),
        *("x / have / a hat on", "the rain / go / up and not down", "it / be / so cold that {x} had a hat on in bed"),
    ),
    "calm": (
        *("there / be / not much to do", "the sun / be / on the water", "it / be / a long, good day"),
        *("the day / be / long and still", "there / be / time for all things", "the water / be / still"),
    ),
    "tender": (
        *("it / be / cold outside but good inside", "the room / be / small and good", "it / be / a day to be kind"),
        *("it / be / time to be together", "mom / smile / at {x}", "it / be / good to be near friends"),
    ),
    "lonely": (
        *("there / be* / no people around", "the house / be / big and still", "all the friends / be* / away"),
        *("it / be / a long day with no friends", "there / be / no one to play with", "no one / come / out that day"),
    ),
}
DETAIL: dict[str, tuple[str, ...]] = {
    "joyful": (
        *("beast / move / around and around", "y / jump / up and down", "xy / laugh", "x / be / so excited"),
        *("y / laugh / with {x}", "x / run / around in the sun", "people / smile / at {x} and {y}"),
    ),
    "sad": (
        *(
            "beast / look / sad",
            "x / !want / to eat",
            "y / have / to go away that day",
            "x / think / about an old friend",
        ),
        *("y / cry", "x / look / at the rain", "x / be / sad", "the flower / be / old and small"),
    ),
    "tense": (
        *("beast / leave", "x / see / something near", "y / stop / and looked around", "something / come / near"),
        *("x / !look / back", "y / be / scared", "x / run / fast", "the dog / stop / and looked into the dark"),
    ),
    "funny": (
        *(
            "beast / have / a hat on",
            "x / put / {hat} on {beast}",
            "y / fall / over {beast}",
            "beast / look / at the sun and fell over",
        ),
        *(
            "x / have / cake on the hat",
            "dog / run / after a flower",
            "y / laugh / and fell down",
            "fish / look / like {mom}",
        ),
    ),
    "calm": (
        *(
            "beast / sleep / in the sun",
            "x / look / out at the water",
            "x / read / for a time",
            "xy / be / still for a time",
        ),
        *(
            "y / look / at the sun",
            "beast / be / near the tree",
            "xy / eat / a little cake",
            "a bird / be / in the tree",
        ),
    ),
    "tender": (
        *("mom / hug / {x}", "x / give / {y} a flower", "cat / come / to sleep near {x}", "y / be / kind to {beast}"),
        *("mom / look / in on {x}", "y / hug / {x}", "x / put / a hat on {y}"),
    ),
    "lonely": (
        *("x / look / out for a friend", "x / play / alone", "x / tell / {beast} all about it", "no friends / come"),
        *(
            "y / have / other friends that day",
            "x / be / alone",
            "x / have / no one to tell",
            "y / go / away with {mom}",
        ),
    ),
}
ENDING: dict[str, tuple[str, ...]] = {
    "joyful": (
        *(
            "xy / jump / up and down",
            "xy / laugh / and played all day",
            "xy / run / around and laughed",
            "x / be / so excited",
        ),
        *("x / be / very happy", "xy / have / so much fun", "y / smile / at {x}", "xy / play / in the sun"),
    ),
    "sad": (
        *(
            "x / cry / in bed that night",
            "x / be / sad for a long time",
            "mom / see / that {x} was very sad",
            "x / go / to bed and cried",
        ),
        *("y / have / to go away", "x / !want / to play anymore", "x / feel / very sad", "y / cry / all day"),
    ),
    "tense": (
        *(
            "xy / hide / and did not look out",
            "there / be / something under the bed",
            "xy / run / home as fast as they could",
        ),
        *(
            "something big / run / out of the garden",
            "it / get / very dark",
            "x / hide / under the bed",
            "y / see / something in the tree",
        ),
    ),
    "funny": (
        *(
            "beast / eat / {hat}",
            "dog / fall / into the water",
            "x / fall / over {cat}",
            "cat / go / to bed with a hat on",
        ),
        *(
            "mom / fall / into the water",
            "dog / eat / all the food",
            "the cake / fall / on {mom}",
            "bear / run / away with {hat}",
        ),
    ),
    "calm": (
        *("x / sleep / in the sun", "xy / look / at the water for a long time", "x / read / in bed", "xy / go / home"),
        *(
            "x / look / at the sun and was still",
            "y / sleep / under the tree",
            "xy / eat / and went to bed",
            "the day / be / good and long",
        ),
    ),
    "tender": (
        *("mom / hug / {x}", "x / hug / {y}", "y / give / a flower to {x}", "mom / tell / {x} that it was good"),
        *(
            "x / sleep / near {mom}",
            "y / be / kind to {x}",
            "x / love / {mom} so much",
            "dog / come / to {x} to sleep",
        ),
    ),
    "lonely": (
        *(
            "x / go / home alone",
            "x / look / out, but no friends came",
            "x / be / alone in the room",
            "x / think / about {y} and was alone",
        ),
        *(
            "x / eat / alone",
            "no one / come / to play",
            "x / have / no one to play with",
            "y / go / home with other friends",
        ),
    ),
}
AFTER: dict[str, tuple[str, ...]] = {
    "joyful": ("it / be / a very good day", "there / be / so much fun", "xy / want / to do it all again"),
    "sad": ("there / be / no fun that day", "it / be / a bad day", "it / be / hard to sleep"),
    "tense": ("xy / !look / back", "it / be / very dark", "x / !sleep / that night"),
    "funny": ("xy / laugh / and laughed", "xy / laugh / all day", "mom / laugh / too"),
    "calm": ("the night / be / still", "it / be / good to be home", "there / be / no more to do"),
    "tender": ("it / be / good to be loved", "xy / be / good friends", "x / feel / good"),
    "lonely": ("the house / be / big and dark", "it / be / a long night", "there / be / no one there"),
}
SPOKEN: dict[str, tuple[str, ...]] = {
    "tense": ("run!", "do not look!", "what was that?"),
    "tender": ("I love you.", "I love you so much.", "it is good to be with you."),
    "funny": ("you look like a bear!", "that was fun!", "who did that?"),
    "sad": ("I do not want to go.", "it is so sad."),
    "joyful": ("this is fun!", "we did it!", "I want to do it again!"),
    "lonely": ("I have no friends.", "is there no one to play with?"),
}


def weather(p: Plot, tone: str, first: bool = False) -> Node:
    """Light, weather, time of day: what a place feels like before anything happens.

    As the `first` sentence it never begins "It was a", which would soon be the way that stories begin.
    """
    seen = _seen(WEATHER[tone], p.dark)
    return one_of(p, (first and _fresh(seen)) or seen)


def detail(p: Plot, tone: str) -> Node:
    """Something noticed on the way."""
    return one_of(p, _seen(DETAIL[tone], p.dark))


def ending(p: Plot, tone: str) -> list[Node]:
    """How it ends, in one or two sentences; what happens here is new and decides nothing else."""
    first: Node = one_of(p, _seen(ENDING[tone], p.dark))
    if p.chance(0.15):
        turn = p.pick("it / get / dark", "night / come") if p.chance(0.67) else "the rain / stop"
        rains, dark = (p.world.state.get((what, OUTSIDE)) for what in ("rain", "light"))
        if rains == "yes" if turn == "the rain / stop" else dark is None:
            first = sequence(line(p, turn), first, "R. E.", "R and E")
    rest = p.rng.random()
    if rest < 0.3:
        return [first, one_of(p, AFTER[tone])]
    if rest < 0.5 and tone in SPOKEN:
        words = p.pick(*SPOKEN[tone])
        speaker = p.mom if tone == "tender" and p.chance(0.5) else p.y if p.chance(0.5) else p.x
        return [first, quote(speaker, words[:-1], mark=words[-1], tag="ask" if words[-1] == "?" else "say")]
    return [first]


@cache
def _fresh(specs: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that a story may begin with."""
    return tuple(spec for spec in specs if not spec.startswith("it / be / a "))


@cache
def _seen(specs: tuple[str, ...], dark: bool) -> tuple[str, ...]:
    """The lines that can be true: no sun at night or in the rain."""
    return tuple(spec for spec in specs if " sun" not in spec) if dark else specs

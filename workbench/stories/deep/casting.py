"""Who is in a story and how it begins."""

from collections.abc import Mapping

from workbench.stories.clauses import Entity
from workbench.stories.deep import sayings, tones
from workbench.stories.deep.tale import Tale
from workbench.stories.world import Impossible

_TRAITS = frozenset(line.strip() for line in sayings.TRAITS.strip().splitlines())
_ADULTS = {"Mom": "f", "Dad": "m", "Grandma": "f", "Grandpa": "m"}


def cast(t: Tale) -> None:
    """Two children, a grown-up, an animal and a place of the topic."""
    world = t.world
    x = world.person()
    y = world.person(gender=None if t.chance(0.3) else "f" if x.gender == "m" else "m")
    places = [noun for noun in t.setting.places if t.setting.has(t.words.tier, noun)]
    if not places:
        raise Impossible("cast", "no place")
    place = world.place(t.pick(*places))
    t.bind(x=x, y=y, place=place)
    t.here(x, y)
    t.bind(m=_grown_up(t, t.pick(*t.setting.adults)))
    t.bind(a=_animal(t, x if t.setting.name == "pets" else None))
    t.here(t.m, t.cast["a"])


def _grown_up(t: Tale, name: str) -> Entity:
    if name in _ADULTS:
        return t.world.named(name, _ADULTS[name])
    noun = name.removeprefix("the ")
    if not t.setting.has(t.words.tier, noun):
        name = t.pick(*_ADULTS)
        return t.world.named(name, _ADULTS[name])
    return t.world.somebody(noun.split()[-1], t.pick("m", "f"), "adult", *noun.split()[:-1], unique=True)


def _animal(t: Tale, owner: Entity | None) -> Entity:
    nouns = [noun for noun in t.setting.animals if t.setting.has(t.words.tier, noun)]
    if not nouns:
        raise Impossible("cast", "no animal")
    noun = t.pick(*nouns)
    t.nouns.add(noun)
    return t.world.animal(noun, owner=owner)


def home(t: Tale) -> None:
    """At home there is family: a teacher or a coach tucks nobody in."""
    if t.m.noun not in _ADULTS:
        name = t.pick("Mom", "Dad")
        t.bind(m=t.world.named(name, _ADULTS[name]))


def opening(t: Tale, channels: Mapping[str, str]) -> None:
    """The first sentences: where and when, who, and what the day is like, in some order."""
    first = t.rng.random()
    if "sky" in channels and first < 0.3:
        tones.sky(t, channels["sky"])
        t.tell("opening", t.setting.opens)
    else:
        if first > 0.9 and t.fullness > 0.2:
            t.tell("background", sayings.TRAITS)
        t.tell("opening", t.setting.opens)
        if "sky" in channels:
            tones.sky(t, channels["sky"])
    told = " ".join(one for one in t.spent)
    if "{xy}" not in told and "{y}" not in told and "x>y" not in told and "y>x" not in told:
        t.tell("background", sayings.FRIENDS if t.chance(0.6) or t.setting.name == "car trips" else sayings.COMES)
    if not t.spent & _TRAITS:
        t.maybe(0.35, "background", sayings.TRAITS)
    t.wanted = t.maybe(
        0.6,
        "want",
        """
        {xy} [want] to {act}
        {x} [want] to {act}, and {y} [want] it too
        the plan for the {:day/morning} [be] to {act}
        x>y: Let us {act}!
        y>x: Do you want to {act}?
        there [be] enough time to {act}
        {x} [be] {:eager/ready} to {act}
        {y} [know] how to {act} && [want] to show {x}
        """,
    )


def stop(t: Tale) -> None:
    """A drive is interrupted: what else happens, happens beside the road."""
    t.tell(
        "setting",
        """
        at {:a river/a field/the top of a hill/a gas station} {m} [stop] the car, and everybody [get] out
        {m} [stop] the car for a while by {:a river/a wood/a small shop}, and they [climb*] out
        {:after an hour/halfway/before the bridge} {m} [stop] the car to rest by the {:road/river}
        they [have*] to stop, because the car [need] water // {xy} [get] out too
        """,
    )

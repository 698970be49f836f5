"""Small plots about where things are: left and found, moved while their owner is away."""

from collections.abc import Iterator

from workbench.stories.clauses import Entity
from workbench.stories.deep import sayings, spots, stuff
from workbench.stories.deep.tale import Tale


def _spot(t: Tale, key: str) -> Entity:
    nouns, words = spots.INDOORS if "in" in t.mood else spots.OUTDOORS
    while True:
        noun = t.pick(*nouns)
        if noun not in t.nouns and t.setting.has(t.words.tier, noun):
            break
    t.nouns.add(noun)
    return t.scenery(key, f"{t.pick(*words)} {noun}")


def left_and_found(t: Tale, main: bool) -> Iterator[None]:
    """A thing is put down for a reason, missed, and found where it was left."""
    x = t.x
    thing = t.prop("k", t.setting_first(stuff.SMALL), x)
    spot = _spot(t, "s1")
    t.did("leave_behind", x, thing, spot)
    t.tell(
        "subplot",
        """
        {x} [put] {k} down by {s1}, to have both hands free
        {x} [put] {k} on {s1} && [forget] it there
        when {x} [stop] to tie a shoe, {x} [put] {k} down by {s1}
        {x} [lay] {k} next to {s1}, only for a moment
        {x} [hang] up {x's coat} && [leave] {k} by {s1}
        """,
    )
    yield
    t.bind(k=thing, s1=spot)
    t.did("lose", x, thing)
    t.tell(
        "subplot",
        """
        a little later {x} [reach] for {k}, and it [!be] there
        then {x} [want] {k}, and {x's pockets} [be*] empty
        x: Where is my {k.noun}?
        {x} [notice] that ({k} [be] gone)
        """,
    )
    if main or t.more(0.6):
        t.tell("subplot", sayings.LOOKS_FOR, p=x, q=t.y)
    t.maybe(
        0.5,
        "subplot",
        "y>x: Where did you have it last?\nm>x: Go back the way you came.\n{x} [try] to remember every step\n{y} [help] to look, and so [do] {m}",
    )
    if t.chance(0.5):
        t.world.become("lost", thing.id, "no")
        t.did("find", x, thing)
        t.tell(
            "subplot",
            """
            {x} [look] by {s1}, and it [lie] there as before
            {x} [walk] back the whole way, and there it [be], by {s1}
            {x} [think] of {s1} && [run] back, and it [be] still there
            """,
        )
    else:
        t.world.become("lost", thing.id, "no")
        t.did("find", t.y, thing)
        t.tell(
            "subplot",
            "{y} [look] by {s1!} && [find] it there\nin the end {y} [find] it by {s1!}\ny shout: Here it is, by the {s1.noun}!",
        )
        t.did("give_back", t.y, thing, x)
        t.maybe(0.6, "subplot", sayings.THANKS, p=x, q=t.y)


def moved(t: Tale, main: bool) -> Iterator[None]:
    """A thing is moved for a good reason while its owner is away: the owner looks where it was."""
    x, y = t.x, t.y
    mover = t.m if t.chance(0.6) else y
    t.cast["w"] = mover
    thing = t.prop("k", t.setting_first(stuff.SMALL), x)
    first, second = _spot(t, "s1"), _spot(t, "s2")
    t.did("leave_behind", x, thing, first)
    t.tell(
        "subplot",
        "{x} [put] {k} by {s1} && [go] off to fetch some {:water/string/bread}\n{x} [leave] {k} by {s1}, because somebody [call]\n{k} [lie] by {s1} when {x} [go] away for a while",
    )
    away = t.world.place("away")
    t.did("leave", x, away)
    t.did("move_thing", mover, thing, second)
    t.tell(
        "subplot",
        """
        while {x} [be] gone, {w} [move] it to {s2}, so that nobody would step on it
        {w} [see] it there && [put] it by {s2}, out of the wind
        a {:pony/goat} [come] near it, so {w} [carry] it over to {s2}
        {w} [tidy] up a little and [put] it by {s2}
        """,
    )
    t.did("return", x, t.place)
    t.did("look_where_believed", x, thing)
    t.tell(
        "subplot",
        """
        {x} [come] back && [go] straight to {s1}, but there [be] nothing
        {x} [come] back and [look] by {s1}, where else
        {x} [!know] that and [look] by {s1}
        x: But I left it by the {s1.noun}!
        """,
    )
    if main or t.more(0.5):
        t.tell(
            "subplot",
            "{x} [look] behind {s1}, under it and on top of it\n{x} [think] that somebody {:took/stole} it\n{x} [be] close to tears\nx>y: You took it! // y: I did not!",
        )
    t.did("tell", mover, x)
    t.world.comes_to_believe(x.id, thing.id, second.id)
    t.tell(
        "subplot",
        "w>x: I put it by the {s2.noun}. It was in the way.\nw>x: Look by the {s2.noun}. It was not safe there.\n{w} [laugh] && [point] to {s2}\n{w} [see] {x's face} && [say] where it was",
    )
    t.did("find", x, thing)
    t.tell(
        "subplot",
        "{x} [find] it by {s2!} && [have] to laugh too\n{x} [get] it from {s2!}, a little red in the face\nit [be] there, safe and dry, and {x} [be] glad\nx: Tell me the next time!",
    )
    yield

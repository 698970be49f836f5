"""The arcs of kindness: somebody is in need and has not asked."""

from workbench.stories.clauses import Entity
from workbench.stories.deep import sayings, stuff
from workbench.stories.deep.tale import Tale

_NEEDS = (
    (
        "{n} [sit] {:on the step/by the road/under a tree} and [shiver]",
        "{x} [put] {x's own coat} around {n}\n{x} [bring] {n} a blanket and something hot",
        "cold",
    ),
    (
        "{n} [have] had nothing to eat since the day before",
        "{x} [give] {n} {:bread and cheese/the whole lunch/two apples}\n{x} [run] home && [bring] {n} a bowl of soup",
        "hungry",
    ),
    (
        "{n} [be] lost and [!know] the way",
        "{x} [take] {n} by the hand && [walk] all the way to the right door\n{x} [draw] the way for {n} && [go] along to the last corner",
        "lost",
    ),
    (
        "{n} [fall] on the stones and [hurt] one knee",
        "{x} [wash] the knee && [tie] a clean cloth around it\n{x} [help] {n} up && [let] {n} lean on {x's arm}",
        "hurt",
    ),
    (
        "{n} [drop] a whole basket, and everything [roll] away",
        "{x} [run] after every last {:plum/egg/button} && [put] it back\n{x} [go] down on both knees && [help] {n} pick it all up",
        "trouble",
    ),
    (
        "some big boys [laugh*] at {n}",
        "{x} [stand] next to {n} && [say] stop\n{x} [walk] over && [sit] down with {n}",
        "mocked",
    ),
    (
        "{n} [stand] alone at the {:wall/fence/edge} while the others [play*]",
        "{x} [go] over && [ask] {n} to play too\n{x} [leave] the game && [sit] down with {n}",
        "alone",
    ),
)
_CREATURES = (
    (
        "{n} [have] its foot caught in a {:net/fence/string}",
        "{x} [cut] it free, though it [bite] {x} once\n{x} [hold] it still && [open] the knot, bit by bit",
    ),
    (
        "{n} [sit] in the {:wet grass/ditch} and [be] too weak to run",
        "{x} [carry] it home in a hat && [give] it warm milk\n{x} [make] it a bed in a box by the stove",
    ),
    (
        "{n} [be] wet, thin and afraid of everyone",
        "{x} [put] down some food && [go] away a little\n{x} [sit] down on the ground and [wait] until it [come]",
    ),
    (
        "{n} [fall] out of its nest",
        "{x} [climb] up && [set] it back among the others\n{x} [make] it a nest of {:wool/grass}, high up and safe",
    ),
)


def kindness(t: Tale) -> None:
    """Somebody is in need and has not asked: help, or pass by; sometimes it comes back."""
    x = t.x
    if "in" in t.mood:
        t.tell(
            "setting",
            "{x} [go] out for a {:moment/bit of air/bucket of water}\n{x} [look] out at the door\nsomething [make] {x} look outside\n{x} [go] outside for a {:minute/moment}",
        )
    if t.chance(0.4):
        noun = t.pick(*(one for one in stuff.SHY if t.setting.has(t.words.tier, one)))
        needy = t.world.animal(noun, t.pick("small", "little", "young", "gray", "brown", "black"))
        t.here(needy)
        need, aid = _CREATURES[t.roll(3) if noun not in ("bird", "duckling") else 3]
        animal = True
    else:
        needy = _stranger(t)
        need, aid, _ = _NEEDS[t.roll(len(_NEEDS))]
        animal = False
    t.cast["n"] = needy
    t.maybe(
        0.4, "background", "{x} [be] in a hurry\n{x} [want] to be first that day\n{x} [have] other things in {x's head}"
    )
    t.did("be_in_need", needy, x)
    t.tell("need", need)
    t.maybe(
        0.5,
        "need",
        "most people [walk*] by\nnobody else [see] it\n{n} [look] up at {x} && [say] nothing\nit [begin] to get {:dark/cold}",
    )
    if t.upheld:
        t.maybe(
            0.4,
            "obstacle",
            "{x} [be] late already, but {x} [stop]\n{y} [say] to come along, but {x} [shake] {x's head}\n{x} [ask] nobody && [think] of nothing else",
        )
        t.did("aid", x, needy)
        t.tell("choice", aid)
        if animal:
            t.tell(
                "outcome",
                """
                it [look] at {x} for a long moment before it [leave]
                after that it [come] to {x's window} every {:morning/evening}
                it [!run] away any more when {x} [come]
                it [put] its head on {x's knee} && [sleep]
                """,
            )
        else:
            t.tell(
                "outcome",
                sayings.THANKS
                if t.chance(0.6)
                else "{n} [smile] for the first time that day\n{n} [could !find] words, but {x} [understand]\nn>x: Nobody else stopped.",
                p=needy,
                q=x,
            )
            t.maybe(
                0.6,
                "return",
                """
                when {x} [be] in trouble weeks later, {n} [come] running
                a week after that, {x} [lose] the way, and {n} [know] it
                years later they still [send*] each other a card every winter
                the next day there [be] a basket of plums on {x's step}, with no name
                """,
            )
        return
    t.did("pass_by", x, needy)
    t.tell(
        "choice",
        """
        {x} [look] the other way && [walk] on
        x: Somebody else will help.
        {x} [pretend] to tie a shoe && [go] around
        x: I have no time for that.
        {x} [cross] to the other side
        {x} [see] it quite well, but {x} [!stop]
        """,
    )
    t.tell(
        "outcome",
        """
        {y} [be] the one to help in the end
        when {x} [come] back, the place [be] empty, and nobody [know] more
        all {:day/evening} {x} [see] that face
        that night it [rain], and {x} [could !sleep]
        a week later {x} [need] help, and one after the other the people [walk*] by
        {y} [see] it && [be] very quiet on the way home
        """,
    )


def _stranger(t: Tale) -> Entity:
    noun, gender, *words = t.pick(
        "woman f old",
        "man m old",
        "girl f small",
        "boy m small",
        "boy m new",
        "girl f new",
        "woman f young",
        "man m strange",
        "sailor m old",
        "farmer m poor",
    ).split()
    kind = "child" if noun in ("girl", "boy") else "adult"
    person = t.world.somebody(noun, gender, kind, *words)
    t.here(person)
    return person

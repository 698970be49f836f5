"""The arcs of sharing: one has what the other needs or wants."""

from workbench.stories.deep import sayings, stuff
from workbench.stories.deep.tale import Tale


def sharing(t: Tale) -> None:
    """One has what the other needs or wants: it is shared, or kept."""
    x, y = t.x, t.y
    case = t.roll(3)
    if case == 0:
        thing = t.prop("t", stuff.SNACKS, x, plain=True, new=True)
        t.tell(
            "background",
            """
            {x} [have] {t} in {:a bag/one pocket/a paper}, the {:last one/only one}
            {m} [give] {x} {t} for the {:afternoon/way}
            at noon {x} [unpack] {t}
            {x} [buy] {t} with {x's own money}
            """,
        )
        t.did("want_theirs", y, x)
        t.tell(
            "want",
            """
            {y} [have] nothing to eat, because {y's bag} was {:at home/in the river/with a goat}
            {y} [look] at {t} && [swallow]
            y>x: I am so hungry. What do you have there?
            {y's stomach} [make] a noise, and everyone [hear] it
            y>x: Is that your {t.noun}? It smells good.
            """,
        )
    elif case == 1:
        thing = t.prop("t", t.setting_first(stuff.PLAYTHINGS), x, new=True)
        t.tell(
            "background",
            """
            {x} [have] {t}, and it [be] {:brand new/the only one there}
            {x} [bring] {t} {:along/from home}
            nobody else [have] anything like {t}
            {x} [have] played with {t} since the {:morning/early hours}
            """,
        )
        t.did("want_theirs", y, x)
        t.tell(
            "want",
            """
            y>x: May I have a turn?
            {y} [stand] a little way off && [watch]
            {y} [ask] to hold it, just once
            y>x: Can we both play with it?
            {y} [have] only a {:stick/stone/piece of string} to play with
            """,
        )
    else:
        thing = t.prop(
            "t", ("umbrella", "blanket", "coat", "scarf", "lamp", "flashlight", "towel", "pillow"), x, new=True
        )
        t.tell(
            "background",
            "{x} [have] {t}, and {y} [have] none\n{x} [be] clever and [bring] {t}\n{m} [make] {x} take {t} along, for one never knows",
        )
        t.did("want_theirs", y, x)
        t.tell(
            "want",
            """
            {y} [be] cold and [ask] for it
            y>x: I forgot mine. Is there room for two?
            {y's teeth} [knock*] together
            {y} [say] nothing, but {y} [look] at {t}
            """,
        )
    if t.upheld:
        t.maybe(
            0.55,
            "obstacle",
            """
            {x} [hold] on to it for a moment
            there [be] not much of it, and {x} [count] in {x's head}
            {x} [think] about it, but not for long
            for two it [be] really too little
            """,
        )
        t.did("let_share", x, y, thing)
        t.tell(
            "choice",
            (
                """
                {x} [break] {t} in two && [give] {y} the bigger half
                x>y: Half for you, half for me.
                {x} [cut] {t} down the middle, and one half [be] for {y}
                x>y: Here, take a bite. Take two.
                """,
                """
                x>y: First you, then me, then you again.
                {x} [let] {y} have a turn && [show] how it was done
                x>y: Come, it is better with two.
                {x} [move] over && [make] room for {y}
                """,
                """
                {x} [hold] {t} over both of them
                x>y: Come under here, there is room.
                {x} [pull] {y} close, and the two [have*] it together
                x>y: Then we take turns, you first.
                """,
            )[case],
        )
        t.tell(
            "outcome",
            """
            {y's face} [become] bright again
            {xy} [be] friends from that {:hour/day} on
            the next day {y} [bring] a {:pear/bun/puzzle} for {x}
            y>x: I will remember that.
            {xy} [laugh] a lot that hour
            somehow there [be] enough for both
            """,
        )
        t.maybe(0.6, "outcome", sayings.THANKS, p=y, q=x)
        if case == 1 and t.more(0.35):
            t.did("break", y, thing)
            t.tell(
                "outcome",
                "but then {t} [break] in {y's hands}, and for a while nobody [speak]\na little later it [break], as things do when two [pull*]",
            )
            t.tell(
                "outcome",
                "{x} [be] sad about it, but not sorry\n{xy} [try] to mend it, side by side\ny>x: I will save up for a new one.",
            )
        return
    t.did("keep_for_oneself", x, y, thing)
    t.tell(
        "choice",
        """
        x>y: No, it is mine.
        {x} [turn] away && [hold] {t} tight
        x>y: There is only enough for one.
        {x} [hide] {t} under the coat
        {x} [pretend] not to hear
        {x} [go] off with {t} to a place where nobody was
        """,
    )
    t.tell("reaction", sayings.SAD, p=y, q=x)
    t.tell(
        "outcome",
        (
            """
            {x} [eat] all of it alone behind the {:wall/bus/shed}, and then {x's stomach} [hurt]
            a {:gull/squirrel/goat} [come] && [take] the rest out of {x's hand}
            it [!taste] as good as it {:smelled/looked}
            the last bites [go*] down like {:paper/sand}
            """,
            """
            {x} [play] alone, and after ten minutes it [be] dull
            there [be] nobody to throw it back
            {y} [find] other children, and {x} [hear] them laugh
            the next day {y} [have] a new game, and nobody [ask] {x} to play
            """,
            """
            {x} [be] warm, but {x} [look] at {y} all the time
            {y} [get] wet and cold && [fall] ill the next day
            {m} [see] it && [shake] {m's head}
            later {x} [need] something from {y}, and the answer [be] short
            """,
        )[case],
    )
    t.maybe(
        0.5,
        "outcome",
        "{x} [have] it all, and it [be] not much fun\nx: Next time I might share.\n{x} [wish] to turn the clock back",
    )

"""Arcs about what one has: gratitude, being content."""

from workbench.stories.deep import sayings, stuff
from workbench.stories.deep.tale import Tale

_RECEIVED = (
    (
        "{h} [show] {x} for a whole {:week/afternoon} how to {act}",
        "now {x} [could do] it better than anybody\nsoon after that people [stop*] to look when {x} [do] it",
    ),
    (
        "{x} [need] a {:coat/bicycle/good knife} badly, and {h} [lend] {x} one",
        "without it, the whole week [would end] badly\nthanks to that, {x} [get] through the worst of the week",
    ),
    (
        "when {x} [be] sick, {h} [sit] by the bed and [read] to {x}",
        "so {x} [be] well again sooner than anyone thought\nsoon after that {x} [be] as happy as before",
    ),
    (
        "{x's little puppy} [be] lost, and {h} [find] it && [bring] it home",
        "now the puppy [lie] on its old rug again, and all [be] well\nit [would end] badly without {h}",
    ),
    (
        "{h} [make] {x} a {:sled/kite/warm sweater} with {h's own hands}",
        "nobody in the street [have] a better one\nnow {x} [have] what {x} wished for",
    ),
    (
        "{x} [fall] into the {:water/deep snow/ditch} that winter, and {h} [pull] {x} out",
        "a minute later, it [would be] too late\nnobody [know] what would have happened without that hand",
    ),
)


def gratitude(t: Tale) -> None:
    """One got help or a gift, and remembers it, or does not."""
    x = t.x
    helper = t.y if t.chance(0.45) else t.m
    t.cast["h"] = helper
    t.did("receive", x, helper)
    given, came = _RECEIVED[t.roll(len(_RECEIVED))]
    t.tell("background", given)
    t.tell("outcome", came)
    t.maybe(
        0.6,
        "obstacle",
        "there [be] so much to do that week, and so many {:games/friends/visitors}\nthe days [go*] by fast\neverybody [praise] {x}, and nobody [ask] about {h}",
    )
    if t.upheld:
        t.maybe(
            0.6,
            "want",
            "but {x} [!forget] who made it possible\none evening {x} [think] of {h}\nx>y: I never said thank you to {h.name}, not really."
            if helper is not t.y
            else "but {x} [!forget] who made it possible\none evening {x} [think] of {h}",
        )
        t.did("give_thanks", x, helper)
        t.tell(
            "choice",
            """
            {x} [paint] a picture of the two of them && [bring] it to {h}
            {x} [bake] a {:cake/bread/pie}, a bit burnt, && [carry] it to {h's door}
            {x} [go] to {h} && [say] thank you, slowly, so that it counted
            {x} [pick] all the {:berries/flowers/apples} that one basket holds && [give] them to {h}
            {x} [chop] wood for {h} a whole morning, as a thank you
            {x} [stand] up in front of everyone && [say] that it was all because of {h}
            x>h: I wanted to say thank you. You did so much for me.
            """,
        )
        t.tell(
            "outcome",
            """
            {h} [!say] much, but {h's eyes} [be*] wet
            h>x: That is the best thing anyone gave me this year.
            h>x: You are welcome, any time.
            {h} [laugh] && [ask] {x} to stay for supper
            it [be] {:a small thing/little enough}, but it [make] {h} happy for a week
            """,
        )
        return
    t.did("forget_thanks", x, helper)
    t.tell(
        "choice",
        """
        {x} [!say] one word of thanks
        {x} [forget] all about {h}
        x: That was all my own doing.
        {x} [pass] {h's door} && [!knock]
        {x} [see] {h} on the road && [!stop]
        {x} [take] it as if it came from a tree
        """,
    )
    t.tell(
        "outcome",
        sayings.SAD
        if t.chance(0.4)
        else "{h} [wait] for a word, and then {h} [!wait] any more\n{h} [say] nothing about it, to anyone\n{h} [be] glad for {x} all the same",
        p=helper,
        q=x,
    )
    t.maybe(
        0.8,
        "outcome",
        """
        when {x} [need] help again, {x} [have] to look for it a long while
        a year later {x} [think] of it and [get] hot ears
        somebody [ask] what {x} said to {h}, and {x} [look] at the floor
        when the winter [come] again, nobody [bring] a coat
        """,
    )


def being_content(t: Tale) -> None:
    """Another has more or better: one wants it too, or sees what one has."""
    x, y = t.x, t.y
    own = t.prop("t", t.setting_first(stuff.PLAYTHINGS + stuff.WEAR), x, plain=True, new=True)
    better = t.world.thing(own.noun, t.pick("new", "big", "shiny"), owner=y)
    better.owner = None
    t.world.lasting("holder", better.id, y.id)
    t.cast["t2"] = better
    own.words = ("old",)
    t.tell(
        "background",
        """
        {x} [have] had {t} for {:years/so long}, and it [be] still good
        for {:two/three/four} years {x} [have] had {t}
        {t} [come] to {x} from {x's brother}, and before that from an uncle
        {x} [love] {t}, though it [be] not much to look at
        """,
    )
    t.did("compare", x, y)
    t.tell(
        "want",
        """
        then {y} [come] with {t2}, and it [shine] in the light
        y>x: Look what I got!
        {y} [have] {t2}, and it [be] twice as big
        everyone [stand*] around {y} && [look] at {t2}
        """,
    )
    t.maybe(
        0.8,
        "reaction",
        "next to it, {t} [look] {:small/gray/sad}\n{x} [look] at {t} && [feel] a sting\n{x} [count] {x's money}, and it [be] not enough\nx: Mine is only old.",
    )
    if t.upheld:
        t.maybe(
            0.6,
            "obstacle",
            """
            {m} [say] nothing && [wait]
            {x} [sleep] on it for a night
            {y} [offer] to trade, for a week
            for a whole day {x} [!touch] {t}
            """,
        )
        t.did("be_content", x, y)
        t.tell(
            "choice",
            """
            then {x} [remember] all the days with {t}
            x>y: Yours is fine, but I like mine.
            {x} [clean] {t}, and under the dirt it [be] as good as ever
            {x} [decide] that one good {t.noun} was enough
            in the end {x} [pick] up {t} && [smile]
            x: It fits my hand, and that is worth more.
            """,
        )
        t.tell(
            "outcome",
            """
            {t} [hold] for many more years
            {y} [be] afraid of every scratch, but {x} [play] on without a care
            a month later {t2} [be] broken, and {t} [be] still there
            {y} [look] at {x} with a little envy
            the day [be] as long and as good as before
            {x} [whistle] on the way home
            """,
        )
        return
    t.did("want_more", x, y)
    t.tell(
        "choice",
        """
        {x} [throw] {t} into a corner && [cry] for a new one
        {x} [say] that {t} was ugly and old
        {x} [talk] of nothing else for a whole week
        {x} [sell] {t} for a few coins, to buy a better one
        x>m: I want one like that, a bigger one!
        """,
    )
    t.tell(
        "outcome",
        """
        but the new one [be] not fun for long
        the new one [break] on the second day
        soon somebody [come] with an even bigger one
        {x} [miss] {t!} as soon as it was gone
        there [be] always somebody with more, and {x} [be] never happy
        in the end {x} [have] neither the old one nor the new
        """,
    )

"""Arcs about trust: promises, forgiveness."""

from workbench.stories.deep import sayings, stuff
from workbench.stories.deep.tale import Tale

_PROMISES = (
    (
        "{x} [promise] to {:feed/look after} {y's rabbit} while {y} [be] away",
        "x>y: I will feed your rabbit while you are away.",
        "{x} [feed] the rabbit, {:twice a day/every morning}, as promised\n{x} [carry] {:carrots/grass/leaves} to {y's rabbit} through all of it",
        "the rabbit [wait] at an empty bowl\nfor two days nobody [come] to {y's rabbit}",
    ),
    (
        "{x} [promise] to be at the bridge at four",
        "x>y: I will be at the bridge at four, I promise.",
        "at four o'clock {x} [stand] at the bridge, out of breath\n{x} [run] the whole way && [be] there when the clock [strike]",
        "four o'clock [come] and [go], and {y} [stand] there alone\n{y} [wait] at the bridge until the light [go]",
    ),
    (
        "{x} [promise] to be at the gate at five",
        "x>y: I will be at the gate at five, I promise.",
        "at five o'clock {x} [stand] at the gate, out of breath\n{x} [run] the whole way && [be] there when the clock [strike]",
        "five o'clock [come] and [go], and {y} [stand] there alone\n{y} [wait] at the gate until the light [go]",
    ),
    (
        "{x} [promise] to keep {y's secret}",
        "x>y: I will tell nobody, not even {m.name}.",
        "somebody [ask] {x} about it, twice, but {x} [keep] the secret\n{x} [bite] {x's tongue} && [tell] nothing",
        "the secret [slip] out of {x's mouth} at {:lunch/the table}, and soon everyone [know]\n{x} [tell] only one person // that person [tell] the rest",
    ),
    (
        "{x} [promise] to help {y} {:carry the boxes/paint the gate/learn the poem}",
        "x>y: Tomorrow I will help you with it, all day.",
        "{x} [come] with both sleeves rolled up && [help] {y} until the end\nearly in the morning {x} [knock] at {y's door}, ready to work",
        "{y} [do] it all alone that day\n{y} [look] at the road and then at all the work",
    ),
    (
        "{x} [promise] to save {y} a {:seat/place/piece of cake}",
        "x>y: I will keep a place for you next to me.",
        "{x} [put] a hat on the seat && [say] no to everyone who [ask]\nten people [ask] for that place, and {x} [keep] it for {y}",
        "when {y} [come], somebody else [sit] there\n{y} [have] to stand at the back",
    ),
)
_PULLS = """
then {:a friend/a cousin/somebody} [come] by with a {:new sled/new game/puppy} and [call] for {x}
but the {:bed/water/kitchen} [be] warm, and outside it [be] {:cold/wet/far}
but there [be] music in the street, and {x} [want] to hear it
but {m} [ask] {x} to come along to the {:fair/market/sea}
but {x} [be] so tired that even standing was hard
but it [be] more fun to {act}
just then everyone else [run] off to {act}
"""


def promises(t: Tale) -> None:
    """A promise, something that pulls away from it, and whether it is kept."""
    said, spoken, kept, broken = _PROMISES[t.roll(len(_PROMISES))]
    t.maybe(
        0.7,
        "background",
        """
        {y} [be] worried that day
        {y} [have] a {:wish/problem}, and {x} [see] it
        y>x: Can I count on you?
        there [be] something that {y} [could !do] alone
        """,
    )
    t.did("promise", t.x, t.y)
    t.tell("promise", spoken if t.chance(0.5) else said)
    t.maybe(
        0.5,
        "reaction",
        "{y} [be] glad && [go] off with a light heart\ny>x: I knew I could ask you.\n{xy} [shake] hands on it",
    )
    t.tell("obstacle", _PULLS)
    if t.upheld:
        t.maybe(
            0.5,
            "attempt",
            "{x} [think] of {y's face} && [shake] {x's head}\nx: I gave my word.\n{x} [look] that way for a moment, only a moment",
        )
        t.did("keep_promise", t.x, t.y)
        t.tell("choice", kept)
        t.tell(
            "outcome",
            """
            y>x: I knew it!
            {y} [say] that {x} was as good as {:gold/bread/an oak}
            {y} [hug] {x} && [!need] any words
            after that people [say*] that {x's word} was worth something
            {y} [give] {x} {:half an apple/a blue stone/a big smile} for it
            y>x: You kept your word.
            """,
        )
        return
    t.did("break_promise", t.x, t.y)
    t.tell(
        "choice",
        "{x} [forget] all about it\n{x} [think] that once would not matter\n{x} [go], and the promise [stay] behind\nx: It can wait. Nobody will mind.",
    )
    t.tell("outcome", broken)
    t.tell("outcome", sayings.SAD, p=t.y, q=t.x)
    t.maybe(
        0.8,
        "outcome",
        """
        y>x: You gave me your word.
        {x} [remember] it {:at supper/in bed/the next day}, and it was too late
        after that {y} [ask] somebody else
        x>y: I forgot. // {y} [say] nothing at all
        {y} [!believe] the next promise of {x!}
        """,
    )


def forgiveness(t: Tale) -> None:
    """One has done the other harm and is sorry: forgiven, or not."""
    lent = t.chance(0.35)
    x, y = t.x, t.y
    if lent:
        thing = t.prop("t", t.setting_first(stuff.SMALL), x)
        t.did("lend", x, thing, y)
        t.tell("background", "{x} [lend] {t} to {y} for {:a day/the morning}\n{y} [ask] for {t}, and {x} [say] yes")
        t.did("harm", y, x)
        t.did("lose", y, thing)
        t.tell(
            "mishap",
            """
            {y} [lose] it {:on the way/in the grass/somewhere}
            a {:mouse/wave/goat} [take] it out of {y's hand} && [be] gone with it
            {y} [put] it down somewhere && [!remember] where
            """,
        )
        t.maybe(
            0.7,
            "reaction",
            "{x} [have] it from {x's grandfather}, and there [be] no second one\n{x} [miss] it very much",
        )
    else:
        t.did("harm", y, x)
        t.tell(
            "mishap",
            """
            {y} [tell] everyone what {x} whispered in secret
            {y} [laugh] at {x} in front of everybody because {x} [make] one small mistake
            {y} [choose] somebody else for a partner && [leave] {x} standing there
            {y} [walk] over {x's drawing} without looking
            {y} [be] angry about nothing && [push] {x} into the {:mud/bushes/wall}
            {y} [break] {x's tower} just to hear the crash
            {y} [eat] {x's lunch} && [say] it was a joke
            {y} [call] {x} a {:baby/goose/snail}, and the others [laugh*]
            """,
        )
    t.tell("reaction", sayings.SAD if t.chance(0.6) else sayings.ANGRY, p=x, q=y)
    t.maybe(
        0.5,
        "setting",
        "all {:afternoon/morning} {xy} [!speak]\n{x} [go] home by another road\nfor {:two days/a whole week} {x} [play] alone",
    )
    t.did("apologise", y, x)
    t.tell("sorry", sayings.SORRY, p=y, q=x)
    t.maybe(
        0.5,
        "sorry",
        """
        {y} [hold] out {:a red apple/a piece of string/the bigger half} to {x}
        {y} [stand] in the door with a small {:flower/box} behind {y's back}
        y>x: I would undo it if I could.
        {y's eyes} [be*] red
        """,
    )
    if t.upheld:
        t.maybe(
            0.5,
            "obstacle",
            "it still [hurt], and {x} [have] to think\n{x} [make] mistakes too, and {x} [know] it\n{x} [want] to stay angry, at least a little",
        )
        t.did("forgive", x, y)
        t.tell("choice", sayings.FORGIVES, p=y, q=x)
        t.tell(
            "outcome",
            """
            {xy} [sit] on the {:wall/step} && [share] {:an apple/some nuts}
            and then {xy} [go] to {act}, as if nothing had happened
            {y} [be] so glad that {y} [could !speak]
            {xy} [mend] what one can mend, side by side
            after that {y} [be] the best friend one can have
            {x} [feel] something hard become soft again
            """,
        )
        return
    t.did("not_forgive", x, y)
    t.tell("choice", sayings.HARD, p=y, q=x)
    t.tell(
        "outcome",
        """
        so {y} [find] other friends, and {x} [watch] from the window
        after that {x} [sit] next to an empty chair
        {x} [be] right, but being right [be] lonely
        {y} [go] away with a bent head && [!come] again
        a week later {x} [!know] any more why it was so big
        {x} [keep] the anger like a stone in the shoe
        """,
    )

"""Arcs about what one was told or trusted with: patience, listening, carefulness, responsibility."""

from workbench.stories.deep import matter, sayings, stuff
from workbench.stories.deep.dangers import DANGERS, WAITS
from workbench.stories.deep.duties import DUTIES
from workbench.stories.deep.tale import Tale


def patience(t: Tale) -> None:
    """Something good is not there yet: one waits, or does not."""
    x = t.x
    wait = matter.choose(WAITS, t)
    saved, t.act = t.act, t.splice(t.pick(*wait.ways["goal"]))
    t.tell(
        "want",
        "{x} [want] to {act}\n{x} [could !wait] to {act}\nx>m: May I {act} now?\nall {:morning/day} {x} [think] only of one thing: to {act}\n{x} [be] ready to {act}, right now",
    )
    t.did("be_told_to_wait", x, t.m)
    t.tell("obstacle", "\n".join(f"m>x: {reason}" for reason in wait.ways["reason"]))
    t.maybe(0.7, "temptation", wait.pool("lure"))
    t.maybe(
        0.5,
        "temptation",
        "y>x whisper: Nobody will see it.\nthe minutes [crawl*] like snails\n{x} [walk] up and down\n{x} [ask] how long it would be, and then once more",
    )
    if t.upheld:
        t.did("wait_well", x)
        t.tell(
            "choice",
            """
            {x} [wait]
            {x} [sing] a song with twenty verses && [wait]
            {x} [play] cards with {y} until it was time
            {x} [go] to the other side && [count] to a thousand
            {x} [sit] on both hands && [wait]
            {x} [help] {m}, and so the time [go] by
            {x} [close] both eyes && [think] of something else
            """,
        )
        t.tell("outcome", wait.pool("good"))
        t.maybe(
            0.7,
            "outcome",
            "m>x: You see?\nm>x: Good things take time.\nit [be] worth every minute\n{x} [be] glad about every minute of it\nx>y: I waited, and look!",
        )
    else:
        t.did("not_wait", x)
        t.tell(
            "choice",
            """
            {x} [wait] for one minute, and that [be] all
            when {m} [turn] away, {x} [do] it all the same
            x: Now or never!
            {x} [could !stand] it any more and [do] it
            {x} [look] left and right, and then {x} [do] it
            """,
        )
        t.tell("outcome", wait.pool("bad"))
        t.maybe(
            0.7,
            "outcome",
            "m>x: That is why one waits.\n{m} [say] only one word: Well\nit [be] only a little while to wait\n{x} [say] that the next time would be different\n{y} [look] at it && [shake] {y's head}",
        )
    t.act = saved


def listening(t: Tale) -> None:
    """A warning with a reason: heeded, or not."""
    x = t.x
    danger = matter.choose(DANGERS, t)
    who = t.m if t.chance(0.75) else t.y
    t.cast["w"] = who
    t.did("be_warned", x, who)
    t.tell("warning", "\n".join(f"w>x: {words}" for words in danger.ways["warn"]))
    t.maybe(
        0.5,
        "reaction",
        "{x} [nod] && [look] at {x's shoes}\nx>w: Yes, yes.\n{x} [hear] it with one ear\nx>w: Why not?\n{w} [say] it twice",
    )
    t.tell("temptation", danger.pool("lure"))
    if t.upheld:
        t.maybe(
            0.6,
            "obstacle",
            "{x} [take] one step and then [stop]\n{x} [remember] what {w} [say]\n{x} [want] to, very much\ny>x: Come on, nobody sees us!"
            if who is not t.y
            else "{x} [take] one step and then [stop]\n{x} [remember] what {w} [say]\n{x} [want] to, very much",
        )
        t.did("heed", x, who)
        t.tell("choice", danger.pool("keep"))
        t.tell("outcome", danger.pool("good"))
        t.maybe(
            0.7,
            "outcome",
            "{x} [look] at {w} && [say] nothing\nx>w: So that is why.\n{x} [be] glad about the warning\n{w} [say] no word about it && [smile]\nx: I am glad I listened.",
        )
        return
    t.did("ignore", x, who)
    t.tell("choice", danger.pool("break"))
    t.tell("outcome", danger.pool("harm"))
    t.maybe(
        0.6,
        "outcome",
        "x shout: Help!\n{w} [come] running && [pull] {x} out of it\n{x} [think] of the warning, too late\n{y} [run] for {m}",
    )
    t.maybe(
        0.8,
        "outcome",
        """
        w>x: I told you, and I told you why.
        {w} [be] too glad to be angry
        {x} [need] no second lesson
        for the rest of the {:day/week} {x} [have] to stay inside
        x: I should have listened.
        {x} [say] that it was the last time
        """,
    )


def carefulness(t: Tale) -> None:
    """One carries or minds something that breaks easily: with care, or without."""
    x = t.x
    owner = t.m if t.chance(0.6) else t.y
    t.cast["o"] = owner
    thing = t.prop("t", t.setting_first(stuff.FRAGILE), owner, plain=True)
    thing.words = (t.pick("old", "pretty", "fine", "little"),)
    t.did("give", owner, thing, x)
    t.tell(
        "want",
        """
        {o} [give] {t} to {x}, to carry it {:home/to the table/to a neighbor}
        {o} [ask] {x} to carry {t} {:up the stairs/across the street/to the other side}
        o>x: Take my {t.noun}, and hold it with both hands.
        {x} [be] allowed to hold {t}, which was older than {o}
        for the first time {x} [hold] {t}
        """,
    )
    t.did("carry", x, thing)
    t.maybe(
        0.7,
        "background",
        "{t} [be] so thin that the light [come] through\nthere [be] only one like it\nit [belong] to {o's grandmother} once\none wrong step, and it [would be] gone",
    )
    t.tell(
        "obstacle",
        """
        the way [be] {:long/steep/full of stones}
        a {:goat/goose/wagon} [come] around the corner
        y>x: Come and see, quick!
        the {:floor/ground} [be] wet
        {x's nose} [begin] to itch
        a {:wind/crowd} [push] from behind
        """,
    )
    if t.upheld:
        t.did("take_care", x, thing)
        t.tell(
            "choice",
            """
            {x} [hold] {t} with both arms && [wait] until it was past
            {x} [walk] as if on eggs, one foot and then the other
            {x} [put] {t} down first, and only then [turn] around
            {x} [wrap] {t} in a scarf && [go] the long way
            {x} [look] only at {t} and at the next step
            """,
        )
        t.tell(
            "outcome",
            "{t} [arrive] without a scratch\n{o} [look] at it from all sides && [find] not one crack\nit [stand] there again, as whole as before\nnothing [break], not even a corner",
        )
        t.maybe(
            0.8,
            "outcome",
            "o>x: I knew I could trust you with it.\n{o} [let] {x} carry it from then on\n{x's arms} [hurt*], but it [be] worth it\nx: It was not even hard.\n{x} [breathe] out at last",
        )
        return
    t.did("be_careless", x, thing)
    t.tell(
        "choice",
        """
        {x} [swing] it a little and [hum]
        {x} [hold] it with one hand && [wave] with the other
        {x} [run], because walking [be] dull
        {x} [look] at everything but {t}
        {x} [carry] it on {x's head}, for fun
        """,
    )
    t.did("break", x, thing)
    t.tell(
        "outcome",
        "it [slip] && [break] in {:a hundred/nine} pieces\nthere [be] a crash, and {t} [be] no more\n{x} [trip] over {x's own foot}, and {t} [break]\n{t} [hit] the wall && [break]",
    )
    t.tell(
        "outcome",
        sayings.ASHAMED
        if t.chance(0.5)
        else "{o} [gather] the pieces without a word\n{o} [sit] down, white in the face\nx>o: It all went so fast.\n{o} [keep] one piece of it in a drawer",
        p=x,
        q=owner,
    )


def responsibility(t: Tale) -> None:
    """One is trusted with something that others need: it is done, or not."""
    x = t.x
    duty = matter.choose(DUTIES, t)
    saved, t.act = t.act, t.splice(t.pick(*duty.ways["task"]))
    t.did("be_trusted", x, t.m)
    t.tell(
        "want",
        """
        {m} [ask] {x} to {act}
        it [be] {x's job} to {act}
        m>x: Will you {act}? // x: You can count on me.
        when {m} [ask] {x} to {act}, {x} [say] yes
        for the first time {x} [have] to {act}, all alone
        """,
    )
    t.act = saved
    t.maybe(0.8, "background", duty.pool("why"))
    t.tell(
        "temptation",
        """
        but then {y} [come] && [want] to {act}
        y>x: Come, let us {act}!
        it [be] more fun to {act}
        but {x} [be] tired, and the bed [be] soft
        outside, the others [laugh*] && [call*] {x}
        it [be] a long way, and it [begin] to rain
        """,
    )
    if t.upheld:
        t.maybe(
            0.5,
            "choice",
            "x>y: Later. I have something to do first.\n{x} [sigh] && [get] up\nx: If I do not do it, nobody does.",
        )
        t.did("do_duty", x, t.m)
        t.tell("choice", duty.pool("done"))
        t.tell("outcome", duty.pool("good"))
        t.maybe(
            0.8,
            "outcome",
            "m>x: I can leave things with you.\n{m} [say] nothing && [put] a hand on {x's head}\nafter that {m} [give] {x} the big key\n{x} [sleep] well, as one does after such a day\nnobody [clap], but {x} [know] what {x} did",
        )
        return
    t.did("neglect_duty", x, t.m)
    t.tell(
        "choice",
        "{x} [forget] all about it\nx: A little later.\n{x} [go] off && [!think] of it any more\n{x} [think] that somebody else would do it\n{x} [play] until the sun [be] down",
    )
    t.tell("outcome", duty.pool("bad"))
    t.maybe(
        0.8,
        "outcome",
        sayings.ASHAMED
        if t.chance(0.5)
        else "{m} [!shout] and [ask] somebody else the next time\nm>x: I counted on you.\n{x} [clean] up what one can clean up\nthe rest of the {:day/week} nobody [talk] much\nx: I only wanted to play for a minute.",
        p=x,
        q=t.m,
    )

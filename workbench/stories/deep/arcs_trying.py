"""Arcs about what is hard: perseverance, asking for help, teamwork, courage."""

from workbench.stories.deep import matter, sayings
from workbench.stories.deep.fears import FEARS
from workbench.stories.deep.matter import Matter
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.tasks import TASKS

_WANTS = """
{x} [want] to {act}
more than anything {x} [want] to {act}
that day {x} [decide] to {act}
x: I am going to {act}, you will see.
for a week {x} [dream] of one thing: to {act}
y>x: I bet that you cannot {act}. // x: Just wait.
{m} [ask] {x} to {act}
{x} [have] a plan: to {act}
"""


def _task(t: Tale) -> Matter:
    chosen = matter.choose(TASKS, t)
    t.cast["h"] = t.m if t.chance(0.5) else t.y
    saved, t.act = t.act, t.splice(t.pick(*chosen.ways["goal"]))
    t.tell("want", _WANTS)
    t.act = saved
    return chosen


def _fails(t: Tale, task: Matter, times: int) -> None:
    fails = t.rng.sample(task.ways["fail"], times)
    for number, fail in enumerate(fails):
        t.did("fail", t.x)
        t.tell("attempt" if number == 0 else "obstacle", fail)
        if t.more(0.6):
            t.tell("reaction", _TRIES if number == 0 else _TIRED)


_TRIES = """
{x} [frown] && [start] again
x: Once more.
{x} [rub] {x's hands} && [try] another time
so {x} [begin] from the beginning
{x} [take] a deep breath && [try] again
y>x: Try it again.
"""
_TIRED = """
{x} [sit] down on the ground && [put] {x's head} on both knees
x: It will never work.
{y} [laugh] a little, and that [!help]
{x} [be] close to tears
two hours [be*] gone already
{x's arms} [hurt*]
"""


def perseverance(t: Tale) -> None:
    """Two failures, each for a reason, then another way, or no more."""
    task = _task(t)
    _fails(t, task, 2)
    if t.upheld:
        t.maybe(
            0.6,
            "thinking",
            "that night {x} [think] about it in bed\n{x} [walk] around it three times && [think]\nx: What if I do it another way?\nanybody else [would go] home, but {x} [stay]",
        )
        t.tell("attempt", task.pool("fix"))
        t.did("succeed_at_last", t.x)
        t.tell("outcome", task.pool("done"))
        t.tell("outcome", sayings.GLAD if t.chance(0.5) else _DONE, p=t.x, q=t.y)
        return
    t.did("stop_trying", t.x)
    t.tell(
        "choice",
        """
        x: I give up.
        {x} [throw] everything down && [go] home
        {x} [say] that it was stupid anyway
        {x} [walk] away && [!look] back
        after that {x} [!try] again
        """,
    )
    t.tell(
        "outcome",
        """
        the next day {y} [try] it, and {y} [do] it at the fourth try
        it [lie] there for weeks, half done
        when {x} [go] past, {x} [look] away
        years later {x} [wonder] how close it was
        {m} [ask] about it, and {x} [talk] of something else
        one try more, and it [would work], but nobody [know] that
        """,
    )


_DONE = """
x: I did it!
{y} [clap] until {y's hands} [be*] red
{x} [do] it again at once, just because {x} [could do] it now
{m} [say] that {m!} never saw anyone so stubborn
x>y: It only took the whole day.
{x's hands} [be*] {:black/blue/full of scratches}
"""


def asking_for_help(t: Tale) -> None:
    """One fails alone: asks and is helped, or will not be helped."""
    task = _task(t)
    x, h = t.x, t.cast["h"]
    t.maybe(
        0.4,
        "background",
        "{x} [!like] to ask anyone for anything\n{x} [want] to do it all alone\nx: I can do it by myself.",
    )
    _fails(t, task, 1 + t.more(0.5))
    if t.upheld:
        t.did("ask", x, h)
        t.tell("choice", sayings.ASKS_HELP, p=x, q=h)
        t.maybe(0.7, "outcome", sayings.AGREES, p=x, q=h)
        t.did("be_helped", x, h)
        t.tell("outcome", task.pool("help"))
        t.tell("outcome", task.pool("done"))
        t.tell(
            "outcome",
            sayings.THANKS
            if t.chance(0.5)
            else "h>x: Why did you not ask before?\nh>x: Two heads are better than one.\n{x} [wonder] why {x} waited so long\nx: So that is how one does it!",
            p=x,
            q=h,
        )
        return
    t.maybe(0.7, "temptation", "h>x: Shall I help you?\n{h} [hold] out a hand\n{h} [see] it && [come] over")
    t.did("refuse_help", x, h)
    t.tell(
        "choice",
        """
        x>h: No! I do not need anybody.
        {x} [push] {h's hand} away
        x>h: Go away, I can do it alone.
        {x} [!ask] anyone, and when {h} [offer] help, {x} [say] no
        {x} [shake] {x's head} without looking up
        """,
    )
    t.tell("outcome", "\n".join(task.ways["fail"]))
    t.tell(
        "outcome",
        """
        so {x} [sit] there until it [be] dark, and nothing [be] done
        in the end {x} [have] to leave it as it was
        {h} [watch] from a distance && [could do] nothing
        all {x} [need] was one hand more
        it [would be] so easy for two
        the others [eat*] supper, and {x} [be] still at it
        """,
    )


def teamwork(t: Tale) -> None:
    """A task that needs two: together, or each alone."""
    t.cast["h"] = t.y
    task = matter.choose(TASKS, t)
    x, y = t.x, t.y
    saved, t.act = t.act, t.splice(t.pick(*task.ways["goal"]))
    t.tell(
        "want",
        "{xy} [want] to {act}\n{m} [ask] {x} and {y} to {act}\nit [be] the job of {x} and {y} to {act}\nboth {x} and {y} [want*] to {act}, each in a different way\nx>y: Let us {act}!",
    )
    t.act = saved
    t.cast["h"] = t.y
    t.did("need_two", x, y)
    t.tell("obstacle", task.pool("need"))
    if t.chance(0.7):
        t.tell(
            "attempt",
            "at first each of them [work*] alone\nx: I go first, you watch.\ny: I know better how to do it.\n{xy} [argue] about who [be] the boss",
        )
        t.tell("mishap", "\n".join(task.ways["fail"]))
    if t.upheld:
        t.maybe(
            0.7,
            "thinking",
            """
            {xy} [look] at each other && [begin] to laugh
            y>x: Not like that. You do one thing, I do the other.
            x>y: I need your hands.
            {m} [say] that four hands were more than two
            {x} [be] strong, and {y} [be] quick
            """,
        )
        t.did("work_together", x, y)
        t.tell("choice", task.pool("pair"))
        t.maybe(
            0.6,
            "choice",
            "{x} [count], one, two, three, and both [pull*]\nwhen one [be] tired, the other [go] on\nx>y: Now! // y: Now!\n{xy} [!need] many words",
        )
        t.tell("outcome", task.pool("done"))
        t.maybe(
            0.8,
            "outcome",
            "alone, neither [could do] it\ny>x: We are a good team.\n{xy} [shake] hands, black as they [be*]\nnobody [could say] who did the most\n{xy} [put] both names on it",
        )
        return
    t.did("work_alone", x, y)
    t.tell(
        "choice",
        """
        each [want] to be the hero, and each [work] alone
        {x} [push] {y} aside && [do] it alone
        y: Then do it alone! // {y} [go] home
        {x} [work] on the left side, {y} on the right, and nobody [help] anybody
        """,
    )
    t.tell("outcome", "\n".join(task.ways["fail"]))
    t.tell(
        "outcome",
        """
        in the evening there [be*] two halves of a thing and two cross faces
        it [be] nobody's work in the end, because it [be] not done
        together it [would take] an hour
        {m} [look] at it && [say] only: Well, well
        {x} [blame] {y}, and {y} [blame] {x}
        """,
    )


def courage(t: Tale) -> None:
    """Somebody fears a thing and has a reason to meet it: goes, or runs."""
    x, y = t.x, t.y
    fear = matter.choose(FEARS, t)
    feared = t.scenery("f", t.pick(*fear.ways["noun"]))
    t.did("fear", x, feared)
    t.tell(
        "background",
        """
        {x} [be] afraid of {f}
        {x} [!go] near {f} if {x} [could help] it
        {f} [frighten] {x} more than anything
        everybody [know] that {x} was afraid of {f}, and some [laugh*] about it
        there [be] only one thing that {x} [fear]: {f}
        """,
    )
    t.maybe(0.7, "background", fear.pool("why"))
    t.tell("want", fear.pool("need"))
    t.maybe(
        0.5,
        "want",
        "nobody else [be] near\nthere [be] no time to call {m}\ny>x: What shall we do?\nall the others [look*] at each other",
    )
    t.tell("reaction", sayings.SCARED, p=x, q=y)
    if t.upheld:
        t.did("face", x, feared)
        t.tell("choice", fear.pool("face"))
        t.tell("outcome", fear.pool("good"))
        t.maybe(
            0.8,
            "outcome",
            """
            x: I was afraid the whole time.
            y>x: Were you not afraid? // x: I was, all the time.
            after that it [be] only half as {:big/dark/bad} as before
            {x's knees} [shake*] for an hour, but {x} [laugh]
            {y} [look] at {x} with big eyes
            {m} [say] that the brave [be*] afraid too
            """,
        )
        return
    t.did("flee", x, feared)
    t.tell("choice", fear.pool("flee"))
    t.tell(
        "outcome",
        """
        in the end {y} [go] alone
        {m} [have] to do it, an hour later
        {x} [!tell] anyone about it
        that night {x} [do] it a hundred times, in bed, where it was easy
        {y} [say] that it was all right, but it [be] not
        """,
    )

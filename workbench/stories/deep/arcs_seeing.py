"""Arcs about looking twice: curiosity, not judging by looks."""

from workbench.stories.deep import matter, sayings
from workbench.stories.deep.riddles import FACES, RIDDLES
from workbench.stories.deep.tale import Tale


def curiosity(t: Tale) -> None:
    """Something asks to be found out: one looks, or leaves it."""
    x, y = t.x, t.y
    riddle = matter.choose(RIDDLES, t)
    t.did("wonder", x, y)
    t.tell("background", riddle.pool("sign"))
    t.tell("question", "\n".join(f"x: {words}" for words in riddle.ways["ask"]))
    t.maybe(
        0.7,
        "obstacle",
        """
        y>x: Does it matter?
        nobody else [seem] to notice
        m>x: You and your questions!
        {y} [shrug] && [go] on
        {x} [ask] {m}, but {m} [!know]
        the others [laugh*] at the question
        """,
    )
    if t.upheld:
        t.maybe(
            0.5,
            "want",
            "but {x} [could !stop] thinking about it\n{x} [want] to know\nthe question [itch] like a {:bite/new sweater}",
        )
        t.did("find_out", x, y)
        t.tell("choice", riddle.pool("try"))
        t.tell("outcome", riddle.pool("find"))
        t.maybe(
            0.8,
            "outcome",
            """
            x>y: Come and look, I know it now!
            {x} [have] ten new questions after that
            {y} [look] at it for a long time && [say] nothing
            m>x: Nobody ever asked, until you.
            {x} [write] it into a {:blue/small} book, on page one
            so that [be] the answer, and it [be] better than any guess
            """,
        )
        return
    t.did("leave_it", x, y)
    t.tell(
        "choice",
        """
        {x} [shrug] && [think] of something else
        x: It is none of my business.
        {x} [look] once && [walk] on
        it [be] late, and {x} [!want] to know it that much
        {x} [be] too lazy to look
        """,
    )
    t.tell("outcome", riddle.pool("late"))
    t.maybe(
        0.7,
        "outcome",
        "{x} [wonder] about it still\n{x} [have] nothing to tell\nx: I should have looked.\ny>x: And you stood right in front of it!",
    )


def not_judging_by_looks(t: Tale) -> None:
    """Somebody or something looks bad: one looks twice, or not."""
    x = t.x
    face = matter.choose(FACES, t)
    noun, gender, word = face.ways["kind"][0].split()
    kind = "animal" if noun == "dog" else "thing" if gender == "n" else "child" if noun == "boy" else "adult"
    if noun in t.nouns:
        noun = "goat" if noun == "dog" else noun
    other = t.world.somebody(noun, gender, kind, word)
    t.nouns.add(noun)
    t.cast["n"] = other
    t.here(other)
    t.did("look_odd", other, x)
    t.tell(
        "background",
        "{n} [be] there, not far from {place}\n{x} [see] {n} near {place}\n{xy} [come] by {n}\non the way {xy} [meet] {n}"
        if kind != "thing"
        else "{x} [find] {n} {in place}\nthere [be] also {n}\nall that was left [be] {n}",
    )
    t.tell("background", face.pool("look"))
    t.tell("warning", "\n".join(f"y>x: {words}" for words in face.ways["say"]))
    t.maybe(0.7, "want", face.pool("near"))
    if t.upheld:
        t.maybe(
            0.5,
            "obstacle",
            "{x} [be] not sure\nbut {x} [look] a second time\nx: How do you know that?\n{x} [wait] for a moment",
        )
        t.did("look_past", x, other)
        t.tell("choice", face.pool("open"))
        t.tell("outcome", face.pool("truth"))
        t.maybe(
            0.8,
            "outcome",
            "x>y: You were wrong, and so was I.\n{y} [get] red && [come] closer too\nafter that {x} [look] twice at everything\n{x} [laugh] about what people say\nx: And I almost missed it!",
        )
        return
    t.did("judge_by_looks", x, other)
    t.tell("choice", face.pool("shut"))
    t.tell("outcome", face.pool("miss"))
    t.maybe(
        0.8,
        "outcome",
        sayings.ASHAMED
        if t.chance(0.4)
        else "{x} [see] it && [say] nothing\nx: If I had known that!\n{x} [look] only at the outside, that time\n{x} [be] sorry, but too late",
        p=x,
        q=t.y,
    )

"""Scenes about who knows and who does not, who teaches whom, and who may."""

from workbench.stories.clauses import Verb
from workbench.stories.ending import because, therefore
from workbench.stories.scenes_helping import TASKS
from workbench.stories.staging import (
    ACT,
    IT,
    OTHER,
    WHY,
    A,
    B,
    Line,
    M,
    OneOf,
    P,
    Scene,
    Stage,
    and_then,
    but,
    told,
)

FINDABLE = ("hat", "book", "toy", "dog", "cat", "car")

_WHERES = (
    told(A, "ask", B, "where", Line("", "be", subject=IT), fact=A),
    told(A, "ask", B, "for", IT, fact=A),
    told(A, "ask", B, "about", IT, fact=A),
    and_then(told(A, "look", "for", IT), told(A, "ask", B, fact=A), "R and E"),
    told(B, "be", "there when", Line("", "ask", "about", IT, subject=A), fact=A),
    told(B, "wait", "when", Line("", "ask", "where", Line("", "be", subject=IT), subject=A), fact=A),
    told(B, "stop", "when", Line("", "ask", "for", IT, subject=A), fact=A),
)
_WHERE_REASONS = (
    (Line("not knowing", "find", IT, no=True, modal="could"), Line("knowing", "find", IT, modal="could")),
    (
        Line("not knowing", "know", "where", Line("", "be", subject=IT), no=True),
        Line("knowing", "know", "where", Line("", "be", subject=IT)),
    ),
    (Line("not knowing", "lose", IT), Line("knowing", "see", IT, P)),
    (Line("not knowing", "see", IT, "anymore", no=True, modal="could"), Line("knowing", "see", IT, P, modal="could")),
    (Line("wants it", "want", IT, "back"), Line("knowing", "have", IT)),
)
_PLACES = (
    "near the tree",
    "in the garden",
    "under the bed",
    "in the house",
    "near the water",
    "in the park",
    "in the box",
)


def where_is(d: Stage) -> Scene:
    """Who asks where something is does not know; who is asked may."""
    noun = d.noun(FINDABLE, loose=True)
    a, b = d.swap(d.x, d.y)
    row = d.row(_WHERE_REASONS, a, b)
    thing = d.animal(noun) if noun in ("dog", "cat") else d.thing(noun, "red", "new", "old")
    facts = {A: d.now("asks where " + b.id, a, "yes")}
    slots = {A: a, B: b, IT: thing, P: d.pick(*_PLACES)}
    return because(d, "knowledge", "asks where", (a, b), row, _WHERES, slots, facts)


_SIGHTS = (
    but(told(A, "see", IT, "go", P), told(B, "see", IT, no=True, short="did not"), "R but E", "R, but E"),
    but(told(A, "see", M, "hide", IT, P), told(B, "be", "not in the room"), "R but E", "R, but E"),
    but(told(A, "put", IT, P), told(B, "be", "not there to see"), "R but E", "R, but E", "R while E"),
    and_then(told(A, "hide", IT, P), told(B, "come", "into the room"), "R. E.", "R. Then E."),
    but(told(B, "see", IT, no=True), told(A, "see", IT, P), "R but E", "R, but E"),
)
_SIGHT_ENDS = (
    (
        Line("knowing", "know", "where", Line("", "be", subject=IT)),
        Line("not knowing", "know", "where", Line("", "be", subject=IT), no=True),
    ),
    (Line("knowing", "go", "to get", IT), Line("not knowing", "look", "and looked for", IT)),
    (Line("knowing", "tell", OTHER, "where to look"), Line("not knowing", "ask", OTHER, "where to look")),
    (Line("knowing", "find", IT, modal="could"), Line("not knowing", "find", IT, no=True, modal="could")),
)


def sight(d: Stage) -> Scene:
    """One saw where a thing went and the other did not: the unseen is not known."""
    noun = d.noun(("ball", "hat", "book", "toy", "car"), loose=True)
    a, b = d.swap(d.x, d.y)
    row = d.row(_SIGHT_ENDS, a, b)
    thing = d.thing(noun, "red", "new", "old")
    place = d.pick("bed", "tree", "box") if noun == "car" else d.pick("bed", "tree", "car", "box")
    facts = {A: d.now("knows where " + thing.id, a, "yes"), B: d.now("knows where " + thing.id, b, "no")}
    spot = ("in the " if place == "box" else "under the ") + place
    d.now("under" if place != "box" else "inside", thing, place)
    contexts = _SIGHTS if place in ("bed", "box") else _SIGHTS[:1] + _SIGHTS[2:3] + _SIGHTS[4:]
    slots = {A: a, B: b, IT: thing, P: spot, M: d.grown_up()}
    return therefore(d, "knowledge", "knows where", (a, b), row, contexts, slots, facts)


_LESSONS = (
    told(A, "tell", B, "how to", ACT),
    told(A, "help", B, ACT),
    and_then(told(B, "want", "to", ACT), told(A, "tell", B, "how"), "R and E", "R. E."),
)
_LESSON_REASONS = (
    (Line("skilled", "know", "how"), Line("unskilled", "know", "how", no=True)),
    (Line("skilled", "be", "good at it"), Line("unskilled", "be", "not good at it")),
    (Line("skilled", "do", "it every day"), Line("unskilled", "do", "it much", no=True)),
    (Line("kind", "be", "kind"), Line("asked", "ask", "for help")),
)


def lesson(d: Stage) -> Scene:
    """One shows the other how something is done."""
    key, act, _ = TASKS[1 + int(d.rng.random() * 6)]
    a, b = d.roles("can " + key)
    row = d.row(_LESSON_REASONS, a, b)
    facts = {A: d.now("teaches " + b.id, a, "yes")}
    return because(d, "knowledge", "teaches", (a, b), row, _LESSONS, {A: a, B: b, ACT: act}, facts)


_PERMISSIONS = (
    but(
        told(M, "say", "that", told(A, ACT, modal="could")),
        told(B, "have", "to", OneOf("go to bed", "go home", "wait inside")),
        "R but E",
        "R, but E",
    ),
    but(
        told(A, ACT, modal="could"),
        told(B, "have", "to", OneOf("go to bed", "be inside", "wait")),
        "R but E",
        "R, but E",
        "R while E",
    ),
    but(told(M, "say", "no to", B, fact=B), told(M, "say", "yes to", A, fact=A), "R but E", "R, but E", "R and E"),
)
_PERMISSION_REASONS = (
    (Line("was good", "be", "good"), Line("was bad", "be", "bad")),
    (Line("was good", "put", "the toys away"), Line("was bad", "put", "the toys away", no=True)),
    (Line("was good", "help", M), Line("was bad", "help", M, no=True)),
    (Line("grown", "be", "big"), Line("small", "be", "too small")),
    (Line("was good", "be", "careful"), Line("was bad", "be", "not careful")),
    (Line("was good", "eat", "all the food"), Line("was bad", "eat", "the food", no=True)),
    (Line("fresh", "be", "not tired"), Line("tired", "be", "tired")),
)


def permission(d: Stage) -> Scene:
    """A grown-up lets one and not the other, for a reason."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_PERMISSION_REASONS, a, b)
    act = (
        Verb("go", "to the park"),
        Verb("play", "outside"),
        Verb("swim"),
        Verb("eat", "cake"),
        Verb("see", "the animals"),
    )[int(d.rng.random() * 5)]
    facts = {A: d.now("may", a, "yes"), B: d.now("may", b, "no")}
    return because(
        d, "permission", "may", (a, b), row, _PERMISSIONS, {A: a, B: b, M: d.grown_up(), ACT: act}, facts, WHY
    )

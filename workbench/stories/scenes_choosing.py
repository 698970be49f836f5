"""Scenes about things and places that somebody chooses between."""

from workbench.stories.clauses import Entity
from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    A,
    B,
    Line,
    OneOf,
    Scene,
    Stage,
    X,
    but,
    told,
)

_CHOICES = (
    Line("", "play", "with", A, "and not with", B, subject=X, fact=A),
    but(told(X, "like", A, fact=A), told(X, "like", B, no=True, fact=B), "R but E", "R, but E"),
    but(Line("", "want", B, subject=X, no=True, fact=B), Line("", "want", A, subject=X, fact=A), "R but E", "R, but E"),
    but(Line("", "take", A, subject=X, fact=A), Line("", "want", B, subject=X, no=True, fact=B), "R but E", "R, but E"),
    but(
        Line("", "want", "to play with", A, subject=X, fact=A),
        Line("", "want", "to play with", B, subject=X, no=True, fact=B),
        "R but E",
        "R, but E",
    ),
    Line("", "decide", "to play with", A, "and not with", B, subject=X, fact=A),
    but(Line("", "like", B, subject=X, no=True, fact=B), Line("", "love", A, subject=X, fact=A), "R but E", "R, but E"),
    but(Line("", "look", "at", B, "for a long time", subject=X), Line("", "take", A, subject=X, fact=A), "R, but E"),
    but(
        Line("", "stop", "playing with", B, subject=X, fact=B),
        Line("", "look", "at", A, subject=X, fact=A),
        "R and E",
    ),
)
_GOOD_AND_BAD = (
    (
        Line("fun", "be", OneOf("fun", "so much fun", "more fun")),
        Line("dull", "be", OneOf("not fun", "no fun", "not so fun")),
    ),
    (Line("good", "be", OneOf("good", "very good", "better")), Line("bad", "be", OneOf("bad", "very bad", "not good"))),
    (Line("better", "be", "better"), Line("bad", "be", "bad")),
)
_GOOD_THING = (
    *_GOOD_AND_BAD,
    (
        Line("new", "be", OneOf("new", "new and shiny", "very new")),
        Line("old", "be", OneOf("old", "too old", "very old")),
    ),
    (Line("shiny", "be", OneOf("shiny", "very shiny")), Line("wet", "be", OneOf("wet", "too wet"))),
    (Line("new", "be", "new"), Line("too small", "be", "too little")),
    (Line("shiny", "be", "red and shiny"), Line("too big", "be", "too big")),
)
_GOOD_BEAST = (
    (Line("fun", "be", OneOf("fun", "so much fun")), Line("dull", "be", OneOf("not fun", "not so fun"))),
    _GOOD_AND_BAD[1],
    (Line("kind", "be", "kind"), Line("unkind", "be", "not kind")),
    (Line("good", "like", "to play"), Line("tired", "be", "too tired to play")),
    (Line("kind", "be", "good and kind"), Line("too big", "be", "too big")),
)


def choosing(d: Stage) -> Scene:
    """Somebody takes one thing and not the other: the good one is why, or the bad one is."""
    one, two = d.nouns(("ball", "toy", "car", "book", "hat"))
    if beasts := d.chance(0.35):
        one, two = d.nouns(("dog", "cat", "bird"))
    a, b = (d.animal(one), d.animal(two)) if beasts else (d.thing(one, "red", "blue"), d.thing(two, "blue", "red"))
    return _choose(d, a, b, _GOOD_BEAST if beasts else _GOOD_THING, _CHOICES)


_PLACE_CHOICES = (
    but(
        Line("", "run", "to", A, subject=X, fact=A),
        Line("", "go", "to", B, subject=X, no=True, modal="would", fact=B),
        "R but E",
        "R, but E",
    ),
    Line("", "go", "to", A, "and not to", B, subject=X, fact=A),
    Line("", "want", "to go to", A, "and not to", B, subject=X, fact=A),
    but(Line("", "like", B, subject=X, no=True, fact=B), Line("", "like", A, subject=X, fact=A), "R but E", "R, but E"),
    but(
        Line("", "want", "to be in", B, subject=X, no=True, fact=B),
        Line("", "go", "to", A, subject=X, fact=A),
        "R and E",
        "R, but E",
    ),
    Line("", "decide", "to play in", A, "and not in", B, subject=X, fact=A),
)
_GOOD_PLACE = (
    _GOOD_AND_BAD[0],
    (Line("good", "be", "good"), Line("dark", "be", OneOf("dark", "too dark", "very dark"))),
    (Line("fun", "be", "fun"), Line("cold", "be", OneOf("cold", "too cold", "wet and cold"))),
)


def places(d: Stage) -> Scene:
    """Of two places somebody chooses one: it was fun, or the other was dark or cold."""
    one, two = d.nouns(("park", "house", "garden", "school", "room"))
    return _choose(d, d.world.place(one), d.world.place(two), _GOOD_PLACE, _PLACE_CHOICES)


def _choose(d: Stage, a: Entity, b: Entity, rows: tuple[tuple[Line, Line], ...], contexts: tuple[object, ...]) -> Scene:
    x = d.x if d.chance(0.5) else d.y
    row = d.row(rows, a, b)
    facts = {A: d.fact("chooses " + a.id, x, "yes"), B: d.fact("chooses " + b.id, x, "no")}
    return because(d, "preference", "chooses", (a, b), row, contexts, {A: a, B: b, X: x}, facts)  # type: ignore[arg-type]


_SEEN_TWO = (
    told(X, "see", A, "and", B),
    told(X, "see", B, "and", A),
    told(X, "find", A, "and", B),
    told(X, "have", B, "and", A),
)
_LOVED = (
    but(told(X, "hug", A, fact=A), told(X, "look", "at", B, no=True, fact=B), "R but E", "R, but E"),
    but(told(X, "want", B, no=True, fact=B), told(X, "smile", "at", A, fact=A), "R but E", "R, but E"),
    but(
        told(X, "laugh", "when", Line("", "see", A, subject=X)),
        told(X, "want", B, no=True, fact=B),
        "R but E",
        "R, but E",
    ),
    but(told(X, "give", B, "away", fact=B), told(X, "love", A, fact=A), "R but E", "R, but E"),
)
_LOVED_ENDS = (
    (
        Line("loved", "make", X, OneOf("happy", "very happy")),
        Line("unloved", "make", X, OneOf("happy", "very happy"), no=True),
    ),
    (Line("fun", "be", OneOf("fun", "good", "so much fun")), Line("dull", "be", OneOf("not fun", "bad", "no fun"))),
)


def loved(d: Stage) -> Scene:
    """Of two things one makes somebody glad: the one that was hugged or smiled at."""
    beasts = d.chance(0.4)
    one, two = d.nouns(("dog", "cat", "bird") if beasts else ("ball", "toy", "flower", "book", "hat", "car"))
    a, b = (d.animal(one), d.animal(two)) if beasts else (d.thing(one, "red", "old"), d.thing(two, "old", "red"))
    x = d.x
    row = d.row(_LOVED_ENDS, a, b)
    facts = {A: d.fact("chooses " + a.id, x, "yes"), B: d.fact("chooses " + b.id, x, "no")}
    contexts = tuple(
        (first, deed) for first in _SEEN_TWO[:: 2 if beasts else 1] for deed in _LOVED[: 2 if beasts else 4]
    )
    return therefore(d, "emotion-cause", "chooses", (a, b), row, contexts, {A: a, B: b, X: x}, facts, ())

"""Scenes about things and where they are: out of reach, here or there, wet or dry; which is which."""

from workbench.stories.ending import because, therefore
from workbench.stories.scenes_fitting import ANIMALS, two_things
from workbench.stories.staging import (
    IT,
    A,
    B,
    Line,
    OneOf,
    P,
    Q,
    Scene,
    Stage,
    T,
    Unsuitable,
    X,
    and_then,
    but,
    told,
)

_REACHES = (
    told(B, "get", A, "down from the tree", no=True, modal="could", fact=B),
    told(B, "get", "to", A, no=True, modal="could", fact=B),
    but(told(B, "want", "to get", A), told(B, "do", "it", no=True, modal="could", fact=B), "R but E", "R, but E"),
    but(told(B, "jump", "and jumped"), told(B, "get", A, no=True, modal="could", fact=B), "R but E", "R, but E"),
    (told(A, "be", "in the tree"), told(B, "get", "to", A, no=True, modal="could", fact=B)),
    but(
        told(B, "try", "to get", A, "out of the tree"),
        told(B, "do", "it", no=True, modal="could", fact=B),
        "R but E",
        "R, but E",
    ),
)
_REACH_REASONS = (
    (
        Line("high", "be", OneOf("too high", "too high", "very high")),
        Line("small", "be", OneOf("too small", "too little", "very small")),
    ),
    (Line("high", "be", "too high up"), Line("small", "be", "not big")),
    (Line("high", "be", "up in the tree"), Line("scared", "be", "scared of the tree")),
    (Line("high", "be", "so high up"), Line("scared", "be", "so scared")),
    (Line("high", "be", "very high up"), Line("tired", "be", "very tired")),
)


def reaching(d: Stage) -> Scene:
    """What is high up cannot be got; who is small cannot get it."""
    noun = d.noun(("ball", "hat", "toy", "book", "bird", "cat"), loose=True)
    a = d.animal(noun) if noun in ANIMALS else d.thing(noun, "red", "blue", owner=d.x if d.chance(0.4) else None)
    row = d.row(_REACH_REASONS, a, d.x)
    facts = {B: d.now("reaches " + a.id, d.x, "no")}
    d.now("at", a, "tree")
    return because(d, "location", "reaches", (a, d.x), row, _REACHES, {A: a, B: d.x}, facts)


_PUTS = (
    and_then(told(X, "put", A, P, fact=A), told(X, "put", B, Q, fact=B), "R and E", "R. E.", "R. Then E."),
    and_then(told(X, "put", B, Q, fact=B), told(X, "put", A, P, fact=A), "R and E", "R. E.", "R. Then E."),
    but(told(A, "be", P), told(B, "be", Q)),
    but(told(B, "be", Q), told(A, "be", P)),
    (told(X, "have", B, "and", A), but(told(A, "be", P), told(B, "be", Q))),
)
_SPOTS = {
    "under bed": "under the bed",
    "in box": "in the box",
    "on bed": "on the bed",
    "in car": "in the car",
    "near tree": "near the tree",
    "in garden": "in the garden",
    "in house": "in the house",
    "under tree": "under the tree",
    "in water": "in the water",
    "in room": "in the room",
}
_SPOT_KEYS = tuple(_SPOTS)


def where(d: Stage) -> Scene:
    """Two things at two places: which one is found where somebody looks."""
    one, two = d.nouns(("ball", "toy", "book", "hat", "cake", "flower"), loose=True)
    a, b = two_things(d, one, two)
    p, q = _two_keys(d)
    if {one, two} & {"ball", "toy"} and "box" in p + q:
        raise Unsuitable("told elsewhere")
    facts = {A: d.now("place", a, p), B: d.now("place", b, q)}
    spots = (_SPOTS[p], _SPOTS[q])
    looker = d.y if d.chance(0.5) else d.x
    forms = int(d.rng.random() * 4)
    rows = tuple(_where_line(forms, spots[i], (p, q)[i]) for i in (0, 1))
    slots = {A: a, B: b, X: d.x, P: spots[0], Q: spots[1], IT: looker}
    return therefore(d, "location", "place", (a, b), (rows[0], rows[1]), _PUTS, slots, facts, (), 0.0)


def _where_line(form: int, spot: str, key: str) -> Line:
    if form == 0:
        return Line(key, "look", spot, "and found", T, subject=IT)
    if form == 1:
        return Line(key, "go", "to look", spot, "and saw", T, subject=IT)
    if form == 2:
        return Line(key, "be", spot)
    return Line(key, "find", T, spot, subject=IT)


def _two_keys(d: Stage) -> tuple[str, str]:
    first = int(d.rng.random() * len(_SPOT_KEYS))
    second = (first + 1 + int(d.rng.random() * (len(_SPOT_KEYS) - 1))) % len(_SPOT_KEYS)
    if _SPOT_KEYS[first].split()[1] == _SPOT_KEYS[second].split()[1]:
        raise Unsuitable("too alike")
    return _SPOT_KEYS[first], _SPOT_KEYS[second]


_TRAITS = (("red", "blue"), ("new", "old"), ("big", "small"), ("shiny", "old"), ("blue", "red"))


def which(d: Stage) -> Scene:
    """Two things of different look; the end speaks of one by its look."""
    first, second = _TRAITS[int(d.rng.random() * len(_TRAITS))]
    one, two = d.nouns(("ball", "car", "book", "hat", "flower", "toy"), loose=True)
    if one in d.used or two in d.used:
        raise Unsuitable("known already")
    a, b = d.thing(one), d.thing(two)
    facts = {A: d.fact("look", a, first), B: d.fact("look", b, second)}
    form = int(d.rng.random() * 3)
    row = (_look_line(form, first), _look_line(form, second))
    slots = {A: a, B: b, X: d.y, P: first, Q: second, IT: d.x}
    return therefore(d, "property", "look", (a, b), row, _LOOKS, slots, facts, (), 0.0)


def _look_line(form: int, look: str) -> Line:
    if form == 0:
        return Line(look, OneOf("want", "like"), "the", look, "one and took", T, "home", subject=X)
    if form == 1:
        return Line(look, "look", "for the", look, "one and found", T, "there", subject=X)
    return Line(look, "like", look, "things, so", Line("", "give", T, "to", X, subject=IT), subject=X)


_LOOKS = (
    but(told(A, "be", P), told(B, "be", Q)),
    but(told(B, "be", Q), told(A, "be", P)),
    (told(IT, "have", A, "and", B), but(told(B, "be", Q), told(A, "be", P))),
    (told(IT, "find", B, "and", A), but(told(A, "be", P), told(B, "be", Q))),
)


_WETS = (
    but(told(A, "fall", "into the water"), told(B, "be", "in the house")),
    but(told(B, "be", "inside"), told(A, "be", "out in the rain")),
    but(told(X, "put", A, "in the water", fact=A), told(X, "put", B, "on the bed", fact=B), "R and E", "R but E"),
    but(told(X, "take", B, "into the house", fact=B), told(A, "be", "still in the rain"), "R but E", "R, but E"),
)
_WET_ENDS = (
    (
        Line("wet", "be", OneOf("wet", "very wet", "wet and cold")),
        Line("dry", "be", OneOf("not wet", "not wet", "still good")),
    ),
    (Line("wet", "get", "wet"), Line("dry", "get", "wet", no=True)),
    (Line("wet", "be", "too wet to play with"), Line("dry", "be", "good to play with")),
)


def wet_things(d: Stage) -> Scene:
    """What was in the water or the rain is wet."""
    one, two = d.nouns(("ball", "book", "hat", "toy", "car"), loose=True)
    a, b = two_things(d, one, two)
    row = d.row(_WET_ENDS, a, b)
    facts = {A: d.now("got wet", a, "yes"), B: d.now("got wet", b, "no")}
    return therefore(d, "weather", "got wet", (a, b), row, _WETS, {A: a, B: b, X: d.x}, facts)

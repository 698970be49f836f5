"""Scenes about the size of things: what fits, what is seen, what can be taken along."""

from workbench.stories.clauses import Entity
from workbench.stories.ending import because
from workbench.stories.staging import (
    IT,
    A,
    B,
    Line,
    OneOf,
    Scene,
    Stage,
    Unsuitable,
    X,
    but,
    told,
)

SMALL_THINGS = ("book", "flower", "hat", "cake", "fish", "bird", "cat")
CONTAINERS = ("hat", "bed", "car", "house")
BIGNESS = {
    "bird": 1,
    "flower": 1,
    "fish": 1,
    "hat": 2,
    "book": 2,
    "ball": 2,
    "toy": 2,
    "cake": 2,
    "cat": 2,
    "box": 3,
    "dog": 3,
    "bed": 4,
    "car": 5,
    "bear": 5,
    "room": 6,
    "tree": 6,
    "house": 7,
}
ANIMALS = ("dog", "cat", "bird", "bear", "fish")

# A is what goes in, B what it goes into.
_MISFITS = (
    told(X, "get", A, OneOf("into", "inside"), B, no=True, modal="could", fact=IT),
    told(A, "go", OneOf("into", "in", "inside"), B, no=True, modal="could", fact=IT),
    (told(X, "have", B, "and", A), told(A, "go", "in", no=True, modal="would", fact=IT)),
    (told(X, "look", "at", B, "and", A), told(A, "go", "into", B, no=True, modal="could", fact=IT)),
    but(
        told(X, "try", "to get", A, "into", B),
        told(X, "do", "it", no=True, modal="could", fact=IT),
        "R but E",
        "R, but E",
    ),
    told(X, "see", "that", Line("", "go", "into", B, subject=A, no=True, modal="could"), fact=IT),
    told(B, "be", "not for", A, fact=IT),
    (told(X, "open", B), told(X, "put", A, "in", no=True, modal="could", fact=IT)),
)
_MISFIT_REASONS = (
    (
        Line("big", "be", OneOf("too big", "so big", "very big")),
        Line("small", "be", OneOf("too small", "so small", "very small")),
    ),
    (Line("big", "be", "too big"), Line("small", "be", "too small")),
    (Line("big", "be", "not small"), Line("small", "be", "not big")),
    (Line("big", "be", "big"), Line("small", "be", OneOf("little", "too little"))),
)
_FITS = (
    told(X, "put", A, OneOf("in", "into"), B, fact=IT),
    told(A, "go", "into", B, modal="could", fact=IT),
    told(X, "put", A, "in", B, modal="could", fact=IT),
    (told(X, "have", B, "and", A), told(A, "go", "in", modal="could", fact=IT)),
    told(A, "sleep", "in", B, modal="could", fact=IT),
    (told(X, "open", B), told(X, "put", A, "in", modal="could", fact=IT)),
)
_FIT_REASONS = (
    (
        Line("small", "be", OneOf("small", "very small", "so small")),
        Line("big", "be", OneOf("big", "very big", "so big")),
    ),
    (Line("small", "be", OneOf("little", "so little")), Line("big", "be", OneOf("big", "so big"))),
    (Line("small", "be", "not big"), Line("big", "be", "not small")),
)


def _inner_and_outer(d: Stage, fits: bool) -> tuple[Entity, Entity]:
    inner = d.noun(("ball", "toy", *SMALL_THINGS), loose=True)
    outers = ("box", *CONTAINERS) if fits and inner not in ("ball", "toy") else CONTAINERS
    # What is told must be believable: a house holds every hat, and nobody tries to get a car into a hat.
    least, most = (1, 3) if fits else (-2, 2)
    fitting = [noun for noun in outers if noun != inner and least <= BIGNESS[noun] - BIGNESS[inner] <= most]
    if not fitting:
        raise Unsuitable("nothing to put it in")
    outer = d.noun(fitting, inner)
    a = d.animal(inner, "old") if inner in ANIMALS else d.thing(inner, "red", "blue")
    return a, d.thing(outer, "old", "red", "blue", "new")


def fit(d: Stage) -> Scene:
    """A thing does not go into another: one of the two has the wrong size."""
    a, b = _inner_and_outer(d, fits=False)
    row = d.row(_MISFIT_REASONS, a, b)
    facts = {IT: d.fact("fits in " + b.id, a, "no")}
    contexts = _MISFITS if a.kind != "animal" else _MISFITS[:6]
    contexts = contexts if b.noun in ("box", "car", "house", "room") else contexts[:7]
    return because(d, "fit", "fits in", (a, b), row, contexts, {A: a, B: b, X: d.x}, facts)


def fitting(d: Stage) -> Scene:
    """A thing did go in: it was small, or the other was big."""
    a, b = _inner_and_outer(d, fits=True)
    row = d.row(_FIT_REASONS, a, b)
    facts = {IT: d.now("fits in " + b.id, a, "yes")}
    lively = a.noun in ("cat", "dog", "bird") and b.noun in ("box", "hat", "bed", "car", "house")
    contexts = _FITS[1:5] if lively else _FITS[:4]
    return because(d, "fit", "fits in", (a, b), row, contexts, {A: a, B: b, X: d.x}, facts)


# --- what is seen and found. A is seen, B is not.

_SIGHTS = (
    told(X, "see", A, "and could not see", B, fact=A),
    but(
        told(X, "see", A, modal="could", fact=A),
        told(X, "find", B, no=True, modal="could", fact=B),
        "R but E",
        "R, but E",
    ),
    but(told(X, "see", B, no=True, modal="could", fact=B), told(X, "see", A, fact=A), "R but E", "R, but E"),
    but(told(X, "find", A, fact=A), told(X, "look", "and looked for", B, fact=B), "R but E", "R. E."),
    but(told(X, "look", "for", B, "for a long time", fact=B), told(X, "find", A, fact=A), "R but E", "R. But E."),
    but(
        told(X, "find", B, no=True, modal="could", fact=B),
        told(X, "know", "where", Line("", "be", subject=A), fact=A),
        "R but E",
        "R, but E",
    ),
)
_SIGHT_REASONS = (
    (
        Line("big", "be", OneOf("big", "so big", "very big")),
        Line("small", "be", OneOf("so little", "so small", "very small")),
    ),
    (Line("big", "be", "not small"), Line("small", "be", OneOf("little", "very little"))),
    (Line("near", "be", "near"), Line("away", "be", "not near")),
    (
        Line("seen", "be", OneOf("in the sun", "near the house")),
        Line("hidden", "be", OneOf("in the dark", "in the house")),
    ),
    (Line("seen", "be", "on the bed"), Line("hidden", "be", "under the bed")),
    (Line("seen", "be", "on the box"), Line("hidden", "be", "in the box")),
)


def seeing(d: Stage) -> Scene:
    """What is big or near is seen; what is small or hidden is not."""
    one, two = d.nouns(("ball", "toy", "book", "hat", "flower", "dog", "cat", "bird", "bear", "fish"), loose=True)
    a, b = two_things(d, one, two)
    rows = _SIGHT_REASONS[2:] if BIGNESS[one] < BIGNESS[two] else _SIGHT_REASONS
    row = d.row(rows if "animal" not in (a.kind, b.kind) else rows[:-2], a, b)
    facts = {A: d.now("sees " + a.id, d.x, "yes"), B: d.now("sees " + b.id, d.x, "no")}
    return because(d, "size", "sees", (a, b), row, _SIGHTS, {A: a, B: b, X: d.x}, facts)


_CARRIES = (
    but(
        told(X, "get", A, "home", modal="could", fact=A),
        told(X, "get", B, "home", no=True, modal="could", fact=B),
        "R but E",
        "R, but E",
    ),
    but(
        told(X, "take", B, "to the park", no=True, modal="could", fact=B),
        told(X, "take", A, fact=A),
        "R but E",
        "R, but E",
    ),
    but(told(X, "take", A, "home", fact=A), told(X, "take", B, no=True, modal="could", fact=B), "R but E", "R, but E"),
)
_CARRY_REASONS = (
    (
        Line("small", "be", OneOf("small", "very small", "little")),
        Line("big", "be", OneOf("too big", "so big", "very big")),
    ),
    (Line("small", "be", "not big"), Line("big", "be", "not small")),
)
_USES = (
    told(X, "play", "with", A, "but not with", B, modal="could", fact=A),
    but(told(X, "play", "with", A, fact=A), told(X, "put", B, "away", fact=B), "R but E", "R, but E"),
    but(
        told(X, "play", "with", B, no=True, modal="could", fact=B),
        told(X, "play", "with", A, fact=A),
        "R but E",
        "R, but E",
    ),
    but(told(X, "take", A, "to school", fact=A), told(X, "take", B, no=True, fact=B), "R but E", "R, but E"),
)
_USE_REASONS = (
    (Line("dry", "be", "not wet"), Line("wet", "be", OneOf("wet", "very wet"))),
    (Line("new", "be", OneOf("new", "shiny")), Line("old", "be", OneOf("too old", "old"))),
    (Line("new", "be", "very new"), Line("old", "be", "very old")),
)


def using(d: Stage) -> Scene:
    """One thing can be taken along, the other cannot: its size, or what happened to it."""
    one, two = d.nouns(("ball", "toy", "book", "hat", "car"), loose=True)
    a, b = two_things(d, one, two)
    carry = d.chance(0.5)
    row = d.row(_CARRY_REASONS if carry else _USE_REASONS, a, b)
    facts = {A: d.fact("can use " + a.id, d.x, "yes"), B: d.fact("can use " + b.id, d.x, "no")}
    return because(d, "size", "can use", (a, b), row, _CARRIES if carry else _USES, {A: a, B: b, X: d.x}, facts)


def two_things(d: Stage, one: str, two: str) -> tuple[Entity, Entity]:
    """The things or animals of the two nouns."""
    a = d.animal(one, "old") if one in ANIMALS else d.thing(one, "red", "blue")
    b = d.animal(two, "old") if two in ANIMALS else d.thing(two, "blue", "red")
    return a, b

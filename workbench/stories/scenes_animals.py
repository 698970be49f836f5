"""Scenes about animals: what they fear, want and can do, and how they differ from things and children."""

from workbench.stories.clauses import Entity, Verb
from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    ACT,
    AWAY,
    OTHER,
    A,
    B,
    Line,
    M,
    OneOf,
    Row,
    Scene,
    Stage,
    Unsuitable,
    X,
    and_then,
    but,
    told,
)

BEASTS = ("dog", "cat", "bird", "bear")
RANK = {"bird": 1, "fish": 1, "cat": 2, "dog": 3, "bear": 4}


def _away(beast: Entity) -> Verb:
    return (
        Verb("fly", "away")
        if beast.noun == "bird"
        else Verb("swim", "away")
        if beast.noun == "fish"
        else Verb("run", "away")
    )


# A is afraid of B.
_FLIGHTS = (
    told(A, ACT, "when", Line("", "come", OneOf("near", "out", "back"), subject=B)),
    told(A, ACT, "from", B),
    told(A, "hide", "from", B),
    told(A, "go", "near", B, no=True, modal="would"),
    told(A, "be", "scared of", B),
    and_then(told(B, "come", "near"), told(A, ACT), "R and E", "R, and then E"),
)
_FLIGHT_REASONS = (
    (Line("scared", "be", OneOf("scared", "so scared")), Line("scary", "be", OneOf("bad", "big"))),
    (Line("small", "be", OneOf("small", "very small")), Line("big", "be", OneOf("big", "very big"))),
    (Line("small", "be", "little"), Line("scary", "be", OneOf("not kind", "too fast"))),
    (Line("scared", "feel", "scared"), Line("scary", "look", "bad")),
    (Line("small", "be", "not big"), Line("big", "be", "not small")),
)
_FLIGHT_ENDS = (
    (Line("flees", AWAY), Line("chases", "run", "after", OTHER)),
    (Line("flees", "hide"), Line("chases", "look", "for", OTHER)),
    (Line("scared", "want", "to go away"), Line("chases", "want", "to play with", OTHER)),
    (Line("flees", "go", "up into the tree"), Line("chases", "wait", "under the tree")),
)
_FRIGHTS = (
    told(B, "scare", A),
    told(A, "be", OneOf("scared", "so scared", "very scared"), "of", B),
    and_then(told(B, "come", "near", A), told(A, "be", "scared"), "R and E", "R. E."),
    and_then(told(A, "see", B), told(A, "be", "scared"), "R and E"),
)


def fright(d: Stage) -> Scene:
    """One animal is afraid of the other: the one that runs or hides is the one that fears."""
    one, two = d.nouns(("dog", "cat", "bird"))
    if two == "bird" or (RANK[one] > RANK[two] and d.chance(0.6)):
        one, two = two, one  # a cat may scare a dog, but a bird scares neither
    a, b = d.animal(one, "old"), d.animal(two, "old")
    why = d.chance(0.6)
    rows = _FLIGHT_REASONS if RANK[one] < RANK[two] else (_FLIGHT_REASONS[0], _FLIGHT_REASONS[3])
    row = d.row(rows if why else _FLIGHT_ENDS if one == "cat" and two == "dog" else _FLIGHT_ENDS[:3], a, b)
    facts = {A: d.fact("fears " + b.id, a, "yes")}
    slots = {A: a, B: b, ACT: _away(a), AWAY: _away(a)}
    if why:
        return because(d, "fear", "fears", (a, b), row, _FLIGHTS, slots, facts)
    return therefore(d, "fear", "fears", (a, b), row, _FRIGHTS, slots, facts)


# Somebody is afraid of A but not of B.
_FEARS = (
    told(X, "be", "scared of", A, "and not of", B, fact=A),
    but(told(A, "scare", X), told(B, "be", "fun for", X), "R but E", "R, but E"),
    but(told(X, "run", "away from", A, fact=A), told(X, "run", "to", B, fact=B), "R but E", "R, but E"),
    but(
        told(X, "go", "near", B, fact=B),
        told(X, "go", "near", A, no=True, modal="would", fact=A),
        "R but E",
        "R, but E",
    ),
    but(told(X, "hug", B, fact=B), told(X, "hide", "from", A, fact=A), "R but E", "R, but E"),
    but(told(X, "be", "not scared of", B, fact=B), told(X, "be", "scared of", A, fact=A), "R but E", "R, but E"),
)
_FEAR_REASONS = (
    (
        Line("big", "be", OneOf("big", "very big", "too big")),
        Line("small", "be", OneOf("small", "very small", "so little")),
    ),
    (Line("bad", "be", OneOf("bad", "not kind", "very bad")), Line("kind", "be", OneOf("good", "kind", "very kind"))),
    (Line("big", "be", "not small"), Line("small", "be", "not big")),
    (Line("bad", "look", "bad"), Line("kind", "look", "kind")),
)


def scary(d: Stage) -> Scene:
    """A child fears one animal and not the other: the big one is why, the small one is why not."""
    one, two = d.nouns(BEASTS)
    a, b = d.animal(one, "old"), d.animal(two, "old")
    x = d.x if d.open_to("fears " + a.id, d.x, "yes") and d.open_to("fears " + b.id, d.x, "no") else d.y
    row = d.row(_FEAR_REASONS if RANK[one] > RANK[two] else _FEAR_REASONS[1::2], a, b)
    facts = {A: d.fact("fears " + a.id, x, "yes"), B: d.fact("fears " + b.id, x, "no")}
    return because(d, "fear", "fears", (a, b), row, _FEARS, {A: a, B: b, X: x}, facts)


# A comes to somebody, B does not.
_TAME = (
    but(told(A, "come", "to", X), told(B, "come", no=True, short="did not"), "R but E", "R, but E"),
    but(told(B, "hide"), told(A, "come", "to", X), "R but E", "R, but E", "R while E"),
    but(told(A, "want", "to play with", X), told(B, "look", "away"), "R but E", "R, but E"),
    but(told(B, AWAY), told(A, "come", "near"), "R but E", "R, but E", "R while E"),
    but(
        told(X, "play", "with", A, fact=A),
        told(X, "play", "with", B, no=True, modal="could", fact=B),
        "R but E",
        "R, but E",
    ),
)
_TAME_REASONS = (
    (Line("brave", "be", "not scared"), Line("scared", "be", OneOf("scared", "so scared"))),
    (Line("brave", "like", "people"), Line("scared", "like", "people", no=True)),
    (Line("brave", "want", "to play"), Line("scared", "want", "to sleep")),
    (Line("brave", "love", "people"), Line("scared", "be", "scared of people")),
    (Line("brave", "know", X), Line("scared", "know", X, no=True)),
)


def tame(d: Stage) -> Scene:
    """Of two animals one comes and one does not."""
    one, two = d.nouns(("dog", "cat", "bird"))
    a, b = d.animal(one, "big", "old", "little"), d.animal(two, "old", "big", "little")
    row = d.row(_TAME_REASONS, a, b)
    facts = {A: d.now("comes to " + d.x.id, a, "yes"), B: d.now("comes to " + d.x.id, b, "no")}
    return because(d, "fear", "comes to", (a, b), row, _TAME, {A: a, B: b, X: d.x, AWAY: _away(b)}, facts)


_FEEDINGS = (
    told(X, "give", "food to", A, "and not to", B, fact=A),
    but(told(X, "give", A, "food", fact=A), told(X, "give", B, "food", no=True, fact=B), "R but E", "R, but E"),
    but(told(A, "eat", "all the food"), told(B, "eat", no=True), "R but E", "R, but E"),
    but(told(B, "look", "at the food", no=True), told(A, "eat", "all the food"), "R but E", "R, but E"),
)
_FEEDING_REASONS = (
    (
        Line("hungry", "be", OneOf("hungry", "very hungry", "so hungry")),
        Line("full", "be", OneOf("not hungry", "not hungry", "not so hungry")),
    ),
    (Line("hungry", "want", "food"), Line("full", "want", "food", no=True)),
    (Line("hungry", "want", "to eat"), Line("full", "want", "to eat", no=True)),
    (Line("hungry", "want", "to eat"), Line("full", "want", "to sleep")),
)


def feeding(d: Stage) -> Scene:
    """Of two animals one is fed: it was hungry, or the other was not."""
    one, two = d.nouns(("dog", "cat", "bird", "fish"))
    a, b = d.animal(one, "big", "old", "little"), d.animal(two, "old", "big", "little")
    row = d.row(_FEEDING_REASONS, a, b)
    facts = {A: d.now("is fed", a, "yes"), B: d.now("is fed", b, "no")}
    return because(d, "hunger", "is fed", (a, b), row, _FEEDINGS, {A: a, B: b, X: d.x}, facts)


# --- what only the living, and what only things can be. A lives, B is a thing.

_TOGETHER = (
    told(X, OneOf("see", "find"), A, "and", B),
    told(X, OneOf("see", "find"), B, "and", A),
    told(X, "look", "at", B, "and", A),
    told(X, "have", A, "and", B),
    told(A, "be", "near", B),
    told(X, "go", OneOf("home", "outside", "to the park"), "with", B, "and", A),
    told(B, "be", "near", A),
)
_NATURES = (
    (
        Line("lives", "be", OneOf("happy", "excited", "hungry", "tired", "scared")),
        Line("is a thing", "be", OneOf("new", "shiny", "red and shiny", "new and shiny", "old and blue")),
    ),
    (
        Line("lives", "want", OneOf("food", "to eat", "to sleep")),
        Line("is a thing", "be", OneOf("red", "new", "shiny")),
    ),
    (Line("lives", "look", "at", X), Line("is a thing", "be", OneOf("blue", "shiny", "new"))),
    (Line("lives", AWAY), Line("is a thing", "be", OneOf("very new", "blue and shiny"))),
    (Line("lives", "be", "very hungry"), Line("is a thing", "be", "very shiny")),
    (Line("lives", "be", "so excited"), Line("is a thing", "be", "so shiny")),
    (Line("lives", "sleep", "all day"), Line("is a thing", "be", "from", M)),
    (Line("lives", "come", "to", X), Line("is a thing", "be", OneOf("red", "blue"))),
)


def nature(d: Stage) -> Scene:
    """One candidate lives and the other does not: only one of them can be hungry, only one can be new."""
    a = d.animal(d.noun(BEASTS), "big", "small", "old")
    b = d.thing(d.noun(("ball", "toy", "box", "book", "hat", "car"), loose=True), "big", "small")
    row = d.row(_NATURES, a, b)
    slots = {A: a, B: b, X: d.x, M: d.grown_up(), AWAY: _away(a)}
    return therefore(d, "property", "lives", (a, b), row, _TOGETHER, slots, {}, (), 0.0)


# --- a child and an animal or thing. A is the other one, B the child.

_OUTINGS = (
    told(B, "play", "with", A, OneOf("in the park", "at home", "outside", "in the garden")),
    told(B, "be", OneOf("in the park", "at home", "outside", "in the garden"), "with", A),
    told(B, "go", OneOf("to the park", "outside", "to the water"), "with", A),
    told(B, "take", A, OneOf("to the park", "to school", "outside")),
)
_CHILD_OR_THING = (
    (Line("is a thing", "be", OneOf("red", "new", "shiny")), Line("lives", "be", OneOf("happy", "excited", "tired"))),
    (Line("is a thing", "be", "blue"), Line("lives", "be", "hungry")),
    (Line("is a thing", "break"), Line("lives", "cry")),
    (Line("is a thing", "be", OneOf("too old", "very old")), Line("lives", "be", OneOf("too tired", "very tired"))),
    (Line("is a thing", "be", "very shiny"), Line("lives", "be", "very happy")),
    (Line("is a thing", "be", "new and red"), Line("lives", "want", "to eat something")),
)
_CHILD_OR_BEAST: dict[str, tuple[Row, ...]] = {
    "dog": (
        (Line("is a beast", "run", "after a cat"), Line("is a child", "tell", M, "about it")),
        (Line("is a beast", "jump", "on people"), Line("is a child", "read", "a book")),
    ),
    "cat": (
        (Line("is a beast", "run", "up into the tree"), Line("is a child", "say", "it was fun")),
        (Line("is a beast", "want", "to eat a bird"), Line("is a child", "have", "to go to school")),
    ),
    "bird": (
        (Line("is a beast", "fly", "away"), Line("is a child", "read", "a book")),
        (Line("is a beast", "fly", "up into the tree"), Line("is a child", "say", "it was a good day")),
    ),
}


def company(d: Stage) -> Scene:
    """A child with an animal or a thing: what can be said of only one of them."""
    noun = d.noun(("dog", "cat", "bird", "ball", "toy", "car", "book", "hat"))
    living = noun in BEASTS
    child = d.x if d.chance(0.5) else d.y
    other = d.animal(noun, "big", "little", owner=child) if living else d.thing(noun, "big", "old", owner=child)
    row = d.row(_CHILD_OR_BEAST[noun] if living else _CHILD_OR_THING, other, child)
    rule = "is a child" if living else "lives"
    slots = {A: other, B: child, M: d.grown_up()}
    return therefore(d, "property", rule, (other, child), row, _OUTINGS, slots, {}, (), 0.0)


# --- what each kind can do

_SKILLS = {
    "bird": ("can fly", ("fly", "away"), ("fly", "up into the sun"), ("fly", "up into the tree")),
    "fish": ("can swim", ("swim", "away"), ("swim", "under the water"), ("swim", "out into the water")),
    "cat": ("can climb", ("go", "up into the tree"), ("run", "up into the tree"), ("jump", "up into the tree")),
    "dog": ("can fetch", ("run", "after a ball"), ("get", "the ball and came back"), ("run", "and got the hat")),
}
_PAIRS_SEEN = (
    told(X, "see", A, "and", B),
    told(X, "look", "at", A, "and", B),
    told(A, "be", "near", B),
    told(X, "run", "to", A, "and", B),
    told(X, "see", B, "and", A),
    told(B, "be", "near", A),
    told(X, "play", "near", B, "and", A),
)


def abilities(d: Stage) -> Scene:
    """Birds fly, fish swim, cats go up trees, dogs bring balls."""
    one, two = d.nouns(("bird", "fish", "cat", "dog"))
    if {one, two} == {"bird", "cat"}:
        raise Unsuitable("both can be up in a tree")
    a, b = d.animal(one, "big", "little", "old"), d.animal(two, "little", "big", "old")
    which = 1 + int(d.rng.random() * 3)
    row = tuple(Line(_SKILLS[noun][0], *_SKILLS[noun][which]) for noun in (one, two))
    return therefore(
        d, "action-subject", "by nature", (a, b), (row[0], row[1]), _PAIRS_SEEN, {A: a, B: b, X: d.x}, {}, (), 0.0
    )

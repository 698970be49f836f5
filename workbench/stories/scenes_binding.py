"""Scenes that bind what was said to who or what it was said of: whose, where, bigger, for whom, with whom."""

from workbench.stories.clauses import Entity
from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    IT,
    NOUN,
    OTHER,
    WHY,
    A,
    B,
    Line,
    OneOf,
    Own,
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

# --- two places with a thing in each: where somebody goes for one of them. A and B are the places, P and Q the things.

_STORED = (
    and_then(told(X, "put", P, "in", A, fact=A), told(X, "put", Q, "in", B, fact=B), "R and E", "R. E.", "R. Then E."),
    and_then(told(X, "put", Q, "in", B, fact=B), told(X, "put", P, "in", A, fact=A), "R and E", "R. E.", "R. Then E."),
    but(told(P, "be", "in", A, fact=A), told(Q, "be", "in", B, fact=B)),
    but(told(Q, "be", "in", B, fact=B), told(P, "be", "in", A, fact=A)),
    but(told(X, "see", P, "in", A, fact=A), told(X, "see", Q, "in", B, fact=B), "R and E", "R. E."),
)


def fetching(d: Stage) -> Scene:
    """Two things in two places; who wants one of them looks where it is."""
    one, two = d.nouns(("car", "box", "house", "garden", "room"))
    three, four = d.nouns(("hat", "book", "cake", "flower"), loose=True)
    outdoors = ("house", "garden", "room")
    a, b = (d.world.place(noun) if noun in outdoors else d.thing(noun, "old") for noun in (one, two))
    p, q = (d.thing(noun, "red") for noun in (three, four))
    facts = {A: d.now("inside", p, a.id), B: d.now("inside", q, b.id)}
    seeker, form = (d.x if d.chance(0.5) else d.y), int(d.rng.random() * 3)
    row = (_fetch_line(form, p, p.id), _fetch_line(form, q, q.id))
    slots = {A: a, B: b, X: d.x, P: p, Q: q, OTHER: seeker, NOUN: q if d.flip else p, IT: seeker}
    return therefore(d, "location", "holds", (a, b), row, _STORED, slots, facts, (), 0.0)


def _fetch_line(form: int, wanted: Entity, claim: str) -> Line:
    if form == 0:
        return Line(claim, "look", "in", T, "for the " + wanted.noun, subject=IT)
    if form == 1:
        return Line(claim, "go", "to", T, "to get the " + wanted.noun, subject=IT)
    return Line(claim, "find", NOUN, "in", T, subject=IT)


# --- bigger and smaller. A is the small one, B the big one.

_SIZES = (
    told(A, "be", "not as big as", B),
    told(B, "be", "not as small as", A),
    but(told(B, "be", "big"), told(A, "be", "small")),
    but(told(A, "be", "little"), told(B, "be", "big")),
)
_SIZE_ENDS = (
    (Line("small", "go", "under the bed", modal="could"), Line("big", "go", "under the bed", no=True, modal="could")),
    (Line("small", "go", "into the box", modal="could"), Line("big", "go", "into the box", no=True, modal="could")),
    (Line("small", "be", "hard to see"), Line("big", "be", "not hard to see")),
    (Line("small", "have", "a small bed"), Line("big", "have", "a big bed")),
    (Line("small", "eat", "just one fish"), Line("big", "eat", "many fish")),
)


def sizes(d: Stage) -> Scene:
    """Of two animals one is bigger: what each can do."""
    one, two = d.nouns(("cat", "dog", "bird", "bear"))
    if ("bird", "cat", "dog", "bear").index(one) > ("bird", "cat", "dog", "bear").index(two):
        one, two = two, one
    a, b = d.animal(one, "old"), d.animal(two, "old")
    if not (d.open_to("size", a, "small") and d.open_to("size", b, "big")):
        raise Unsuitable("their sizes are known")
    row = d.row(_SIZE_ENDS if two != "bear" else _SIZE_ENDS[:3], a, b)
    facts = {A: d.fact("size", a, "small"), B: d.fact("size", b, "big")}
    return therefore(d, "size", "size", (a, b), row, _SIZES, {A: a, B: b, X: d.x}, facts)


# --- whose is it: A's and B's things differ in look

_LOOKS = (("red", "blue"), ("new", "old"), ("big", "small"), ("old", "shiny"), ("blue", "red"))


def whose(d: Stage) -> Scene:
    """Two have a thing of the same kind, and another speaks of one of them by its look."""
    noun = d.pick("ball", "car", "hat", "book", "toy")
    if noun in d.used:
        raise Unsuitable("there is one already")
    a, b = d.swap(d.x, d.y)
    first, second = _LOOKS[int(d.rng.random() * len(_LOOKS))]
    facts = {A: d.fact("look", a, first + " " + noun), B: d.fact("look", b, second + " " + noun)}
    mom, form = d.grown_up(), int(d.rng.random() * 3)
    row = (_whose_line(form, first, noun), _whose_line(form, second, noun))
    articles = [("an " if word == "old" else "a ") + word + " " + noun for word in (first, second)]
    slots = {A: a, B: b, X: mom, P: articles[0], Q: articles[1]}
    return therefore(d, "property", "whose look", (a, b), row, _OWNED, slots, facts, (), 0.0)


_OWNED = (
    but(told(A, "have", P), told(B, "have", Q)),
    but(told(B, "have", Q), told(A, "have", P)),
    but(told(B, "get", Q), told(A, "get", P), "R but E", "R, but E", "R while E"),
)


def _whose_line(form: int, look: str, noun: str) -> Line:
    claim = look + " " + noun
    if form == 0:
        return Line(claim, "have", "the " + look + " one")
    if form == 1:
        return Line(claim, "ask", T, "for the " + look + " one", subject=X)
    return Line(claim, "see", T, "with the " + look + " one", subject=X)


# --- a surprise. A makes it, B gets it.

_SURPRISES = (
    (told("it", "be", Own(B, "birthday"), fact=B), told(A, "make", "a cake", fact=A)),
    (told("it", "be", Own(B, "birthday"), fact=B), told(A, "get", OneOf("a hat", "a book", "something"), fact=A)),
    and_then(told("it", "be", Own(B, "birthday"), fact=B), told(A, "hide", "something in the box", fact=A), "R and E"),
    told(A, "make", "a cake because it was", Own(B, "birthday"), fact=A),
    told(A, "get", "something because it was", Own(B, "birthday"), fact=A),
    told(A, "come", "because it was", Own(B, "birthday"), fact=A),
)
_SURPRISE_ENDS = (
    (Line("gives", "want", "to give something"), Line("gets", "want", "to get something")),
    (Line("gives", "be", "happy to give"), Line("gets", "be", "happy to get something new")),
    (Line("gives", "say", "it was for", OTHER), Line("gets", "say", "it was kind of", OTHER)),
    (Line("gives", "want", "to make", OTHER, "happy"), Line("gets", "want", "to be with", OTHER)),
    (Line("gives", "be", "kind"), Line("gets", "be", "excited")),
)


def surprise(d: Stage) -> Scene:
    """It is somebody's birthday and a friend has something for them."""
    a, b = d.swap(d.x, d.y)
    if any(relation == "birthday of" for relation, _ in d.world.state):
        raise Unsuitable("one birthday is enough")
    row = d.row(_SURPRISE_ENDS, a, b)
    facts = {A: d.now("surprises " + b.id, a, "yes"), B: d.fact("birthday of", b, "yes")}
    return therefore(d, "surprise", "surprises", (a, b), row, _SURPRISES, {A: a, B: b}, facts, (), 0.0)


# --- who seeks whose company. A goes to B.

_VISITS = (
    told(A, "ask", B, OneOf("to play", "to come home")),
    told(A, "want", "to play with", B),
    told(A, "go", "to see", B),
    told(A, "run", "to", B),
    told(A, "want", "to be friends with", B),
    told(A, "look", "for", B, OneOf("in the park", "at school", "in the garden")),
    told(B, "be", "at home when", Line("", "come", "to play", subject=A)),
    told(B, "be", "in the garden when", Line("", "come", OneOf("over", "to play"), subject=A)),
    told(B, "be", "the one that", Line("", "want", "to play with", subject=A)),
)
_VISIT_REASONS = (
    (Line("lonely", "be", OneOf("alone", "all alone")), Line("good company", "be", OneOf("fun", "so much fun"))),
    (Line("lonely", "have", "no friends"), Line("good company", "have", OneOf("many toys", "many animals"))),
    (Line("lonely", "want", "a friend"), Line("good company", "be", "kind")),
    (Line("lonely", "feel", "alone"), Line("good company", "be", "good at playing ball")),
    (Line("lonely", "want", "to play"), Line("good company", "have", "a new ball")),
)


def visit(d: Stage) -> Scene:
    """One seeks the other's company: one is alone, the other is fun."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_VISIT_REASONS, a, b)
    facts = {A: d.now("seeks " + b.id, a, "yes")}
    return because(d, "company", "seeks", (a, b), row, _VISITS, {A: a, B: b}, facts, WHY)

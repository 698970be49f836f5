"""Scenes about things that change hands: gifts, loans, sharing, taking, losing and finding."""

from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    IT,
    NOUN,
    OTHER,
    SO,
    WHY,
    WHY_OR_SO,
    A,
    B,
    Line,
    OneOf,
    Scene,
    Stage,
    and_then,
    but,
    told,
)

PLAYTHINGS = ("ball", "toy", "car", "book")
GIFTS = ("ball", "car", "book", "hat", "flower", "cake", "box")

# In a gift, A is the one who gets it and B the one who gives.
_GIFTS = (
    Line("", "give", IT, "to", A, subject=B, fact=IT),
    Line("", "give", A, IT, subject=B, fact=IT),
    Line("", "get", IT, "for", A, subject=B, fact=IT),
    Line("", "find", IT, "for", A, subject=B, fact=IT),
    Line("", "take", IT, "to", A, subject=B, fact=IT),
    Line("", "get", IT, "from", B, subject=A, fact=IT),
    but(Line("", "have", IT, subject=B), Line("", "give", IT, "to", A, subject=B, fact=IT), "R but E", "R, but E"),
)
_GIFT_REASONS = (
    (Line("wants it", "want", IT), Line("done with it", "want", IT, no=True)),
    (Line("wants it", "want", "to have", IT), Line("done with it", "want", "to have", IT, no=True)),
    (Line("needy", "have", "no toys"), Line("rich", "have", "many toys")),
    (Line("needy", "have", "no things like that"), Line("rich", "have", "many things like that")),
    (Line("sad", "be", "sad"), Line("kind", "be", "kind")),
    (Line("sad", "feel", OneOf("sad", "alone")), Line("sorry", "feel", OneOf("sorry", "bad"), "for", OTHER)),
    (Line("needy", "be", "alone"), Line("kind", "be", "a good friend")),
    (Line("asked", "ask", "for", IT), Line("kind", "like", "to share")),
    (Line("wants it", "look", "at", IT, "all day"), Line("done with it", "have", "a better one")),
    (Line("needy", "lose", "the other one"), Line("kind", "want", "to help")),
    (Line("wants it", "love", "things like that"), Line("kind", "love", "to give things away")),
)
_CAKE_REASONS = (
    (
        Line("hungry", "be", OneOf("hungry", "very hungry", "so hungry")),
        Line("full", "be", OneOf("not hungry", "not hungry", "kind")),
    ),
    (Line("needy", "have", "no food"), Line("rich", "have", "so much food")),
    (Line("wants it", "want", "to eat", IT), Line("done with it", "want", "to eat", IT, no=True)),
    (Line("hungry", "want", "something to eat"), Line("kind", "want", "to share")),
    (Line("needy", "eat", "no food all day"), Line("rich", "have", "cake every day")),
)
_HAT_REASONS = (
    (Line("cold", "be", OneOf("cold", "wet and cold")), Line("warm", "be", OneOf("not cold", "kind"))),
    (Line("needy", "have", "no hat"), Line("rich", "have", "many things like that")),
    (Line("cold", "have", "to go out in the rain"), Line("warm", "have", "to be inside all day")),
)


def giving(d: Stage) -> Scene:
    """A gift, and why: the one needed or wanted it, the other was kind or done with it."""
    noun = d.noun(GIFTS, loose=True)
    a, b = d.swap(d.x, d.y)
    rows = _CAKE_REASONS if noun == "cake" else (*_HAT_REASONS, *_GIFT_REASONS[:4]) if noun == "hat" else _GIFT_REASONS
    row = d.row(rows, a, b)
    thing = d.thing(noun, "red", "blue", "big", "new")
    facts = {IT: d.now("holder", thing, a.id), A: d.fact("gives " + a.id, b, "yes")}
    contexts = tuple(_GIFTS[i] for i in (0, 1, 0, 2, 3, 5, 6, 4) if noun not in ("cake", "hat") or i < 6)
    return because(d, "give-receive", "gives", (a, b), row, contexts, {A: a, B: b, IT: thing}, facts, WHY_OR_SO)


_GIFT_ENDS = (
    (Line("has", "have", IT), Line("lacks", "have", "no", NOUN)),
    (Line("has", "have", IT), Line("lacks", "have", IT, "anymore", no=True)),
    (Line("thanks", "say", "it was kind of", OTHER), Line("gives", "say", "it was for", OTHER, flat=True)),
    (Line("thanks", "be", "happy to get", IT), Line("gives", "be", "happy to give", IT, flat=True)),
    (Line("has", "play", "with", IT, OneOf("all day", "every day")), Line("lacks", "want", IT, "back")),
    (Line("thanks", "feel", "happy to have", IT), Line("gives", "feel", "happy to help")),
    (Line("thanks", "love", IT), Line("gives", "be", "kind", flat=True)),
    (Line("has", "take", IT, "home"), Line("lacks", "have", "no", NOUN, "anymore")),
)


def given(d: Stage) -> Scene:
    """A gift, and what follows for each: one has it now, the other has not."""
    noun = d.noun(("ball", "toy", "car", "book", "flower"), loose=True)
    a, b = d.swap(d.x, d.y)
    rows = _GIFT_ENDS if noun != "flower" else _GIFT_ENDS[:4]
    row = d.row(rows, a, b)
    thing = d.thing(noun, "red", "blue", "new")
    facts = {IT: d.now("holder", thing, a.id), A: d.fact("gives " + a.id, b, "yes")}
    slots = {A: a, B: b, IT: thing, NOUN: noun}
    return therefore(d, "give-receive", "gives", (a, b), row, (*_GIFTS[:2], *_GIFTS[5:7]), slots, facts)


# --- one has it, the other wants it

_HOLDINGS = (
    but(told(A, "have", IT), told(B, "have", "no", NOUN), "R but E", "R, but E"),
    but(told(B, "want", OneOf("to see", "to have", "to take"), IT), told(A, "have", IT), "R but E", "R, but E"),
    but(told(A, "get", IT), told(B, "get", "no", NOUN), "R but E", "R, but E", "R while E"),
    but(told(B, "have", "no", NOUN), told(A, "have", IT), "R but E", "R, but E", "R while E"),
    and_then(told(A, "find", IT), told(B, "want", IT, "too"), "R and E", "R. E."),
)
_HOLDING_ENDS = (
    (Line("shares", "share", IT), Line("asks for it", "ask", "for", IT)),
    (Line("shares", "give", IT, "to", OTHER), Line("asks for it", "ask", OTHER, "for", IT)),
    (Line("shares", "share", IT), Line("waits", "have", "to wait")),
    (Line("has it", "be", "happy with", IT, flat=True), Line("waits", "be", "sad to have no", NOUN)),
    (
        Line("has it", "play", "with", IT, OneOf("all day", "alone")),
        Line("waits", "look", "at", IT, OneOf("all day", "alone")),
    ),
    (Line("has it", "put", IT, "away"), Line("waits", "want", "one too")),
    (Line("shares", "say", "yes and shared"), Line("asks for it", "ask", "and asked for", IT)),
)


def holding(d: Stage) -> Scene:
    """One has a thing and the other wants it: who can share, who has to ask or wait."""
    noun = d.noun(tuple(noun for noun in PLAYTHINGS if noun != "ball"), loose=True)
    a, b = d.swap(d.x, d.y)
    row = d.row(_HOLDING_ENDS, a, b)
    thing = d.thing(noun, "red", "blue", "new")
    facts = {A: d.now("holder", thing, a.id), B: d.fact("wants " + thing.id, b, "yes")}
    return therefore(d, "possession", "holder", (a, b), row, _HOLDINGS, {A: a, B: b, IT: thing, NOUN: noun}, facts)


# --- taking

_TAKINGS = (
    Line("", "take", IT, "from", B, subject=A, fact=A),
    Line("", "take", IT, "away from", B, subject=A, fact=A),
    and_then(told(B, "have", IT), told(A, "take", IT, "away"), "R. E.", "R. Then E."),
    and_then(told(B, "play", "with", IT), told(A, "take", IT), "R. E.", "R. Then E."),
)
_TAKING_ENDS = (
    (Line("sorry", "say", "sorry"), Line("hurt", "cry")),
    (Line("gives back", "have", "to give", IT, "back"), Line("hurt", "want", "to get", IT, "back")),
    (Line("has", "have", IT), Line("lacks", "have", IT, "anymore", no=True)),
    (Line("unkind", "be", "not kind", flat=True), Line("hurt", "be", OneOf("sad", "very sad"))),
    (Line("sorry", "feel", "sorry about it"), Line("hurt", "feel", "sad about it")),
    (Line("unkind", "run", "away with", IT, flat=True), Line("hurt", "run", "after", OTHER)),
)
_TAKING_REASONS = (
    (Line("wants it", "want", IT), Line("would not share", "share", no=True, modal="would")),
    (Line("wants it", "want", "to play with", IT), Line("would not share", "want", "to share", IT, no=True)),
    (Line("needy", "have", "no", NOUN), Line("too long", "have", IT, "for a long time")),
)


def taking(d: Stage) -> Scene:
    """One takes the other's thing: who is sorry, who is hurt, why it was done."""
    noun = d.noun(PLAYTHINGS, loose=True)
    a, b = d.swap(d.x, d.y)
    why = d.chance(0.35)
    row = d.row(_TAKING_REASONS if why else _TAKING_ENDS, a, b)
    thing = d.thing(noun, "red", "blue", "new")
    facts = {A: d.now("holder", thing, a.id), IT: d.now("takes " + b.id, a, "yes")}
    slots = {A: a, B: b, IT: thing, NOUN: noun}
    if why:
        return because(d, "possession", "takes", (a, b), row, _TAKINGS[:2], slots, facts)
    return therefore(d, "possession", "takes", (a, b), row, _TAKINGS, slots, facts)


# --- losing and finding

_RETURNS = (
    and_then(told(A, "lose", IT), told(B, "find", IT), "R. E.", "R and E", "R, and then E"),
    and_then(told(A, "look", "for", IT), told(B, "find", IT), "R and E", "R. E."),
    but(told(A, "find", IT, no=True, modal="could"), told(B, "find", IT), "R but E", "R, but E", "R. But E."),
    told(B, "find", IT, "that", Line("", "lose", subject=A)),
    told(B, "see", IT, "that", Line("", "look", "for", subject=A)),
    (told(B, "find", IT, "in the park"), told(A, "be", "the one that lost it")),
)
_RETURN_ENDS = (
    (Line("thanks", "be", "happy to get", IT, "back"), Line("gives", "be", "happy to give", IT, "back")),
    (Line("thanks", "want", IT, "back"), Line("gives", "give", IT, "back")),
    (Line("thanks", "ask", "for", IT), Line("gives", "come", "with", IT)),
    (Line("thanks", "say", "it was kind of", OTHER), Line("gives", "say", "it was good to help", flat=True)),
    (Line("careless", "be", "not careful", flat=True), Line("gives", "be", "kind")),
)


def returning(d: Stage) -> Scene:
    """One loses a thing and the other finds it."""
    noun = d.noun((*PLAYTHINGS, "hat"), loose=True)
    a, b = d.swap(d.x, d.y)
    row = d.row(_RETURN_ENDS, a, b)
    thing = d.thing(noun, "red", "blue", "new")
    lost, found = d.now("lost", thing, "yes"), d.now("lost", thing, "no")
    d.now("finds for " + a.id, b, "yes")
    facts = {A: lost, B: found, IT: d.now("holder", thing, a.id)}
    return therefore(d, "lost-found", "finds for", (a, b), row, _RETURNS, {A: a, B: b, IT: thing}, facts)


# --- food

_MEALS = (
    but(
        told(A, "have", OneOf("a big cake", "food", "so much food")),
        told(B, "have", OneOf("no cake", "no food", "no food")),
        "R but E",
        "R, but E",
    ),
    but(
        told(B, "have", "no food"),
        told(A, "have", OneOf("a cake", "food", "a fish to eat")),
        "R but E",
        "R, but E",
        "R while E",
    ),
)
_MEAL_ENDS = (
    (Line("shares", "share", "the food"), Line("hungry", "want", "the food")),
    (Line("shares", "share"), Line("hungry", "ask", "for food")),
    (Line("full", "be", "not hungry"), Line("hungry", "be", "hungry")),
    (Line("full", "eat", "all day", flat=True), Line("hungry", "look", "for food")),
    (Line("shares", "give", OTHER, "food"), Line("hungry", "feel", "hungry")),
)
_EATINGS = (
    but(
        told(A, "eat", OneOf("all the food", "a big cake", "so much")),
        told(B, "eat", "no food"),
        "R but E",
        "R, but E",
    ),
    but(
        told(B, "eat", "no food"),
        told(A, "eat", OneOf("a big fish", "all of the cake")),
        "R but E",
        "R, but E",
        "R while E",
    ),
)
_EATING_ENDS = (
    (
        Line("full", "be", OneOf("not hungry anymore", "not hungry")),
        Line("hungry", "be", OneOf("still hungry", "very hungry")),
    ),
    (Line("full", "want", "to eat more", no=True), Line("hungry", "want", "to eat something")),
    (Line("full", "put", "the food away"), Line("hungry", "ask", "for food")),
    (Line("full", "feel", "good"), Line("hungry", "feel", "so hungry")),
)


def meals(d: Stage) -> Scene:
    """One has food or has eaten, the other has not."""
    a, b = d.swap(d.x, d.y)
    eaten = d.chance(0.5)
    row = d.row(_EATING_ENDS if eaten else _MEAL_ENDS, a, b)
    relation = "ate" if eaten else "has food"
    facts = {A: d.now(relation, a, "yes"), B: d.now(relation, b, "no")}
    return therefore(d, "hunger", relation, (a, b), row, _EATINGS if eaten else _MEALS, {A: a, B: b}, facts, SO)


_FULL_REASONS = (
    (Line("hungry", "be", OneOf("hungry", "so hungry")), Line("full", "be", OneOf("not hungry", "too sad to eat"))),
    (Line("likes it", "like", "fish"), Line("dislikes it", "like", "fish", no=True)),
)
_FULL_DEEDS = (
    but(
        told(A, "want", "to eat fish"), told(B, "want", "to eat fish", no=True, short="did not"), "R but E", "R, but E"
    ),
    but(told(B, "want", "to eat fish", no=True), told(A, "eat", "the fish"), "R but E", "R, but E"),
    but(told(A, "eat", "all of the fish"), told(B, "eat", "the fish", no=True, short="did not"), "R but E", "R, but E"),
)


def eating(d: Stage) -> Scene:
    """Why one ate and the other did not."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_FULL_REASONS, a, b)
    facts = {A: d.now("eats", a, "yes"), B: d.now("eats", b, "no")}
    return because(d, "hunger", "eats", (a, b), row, _FULL_DEEDS, {A: a, B: b}, facts, WHY)

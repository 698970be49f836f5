"""Scenes about asking for help, being able, helping, and keeping promises."""

from workbench.stories.clauses import Verb
from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    ACT,
    IT,
    NOUN,
    OTHER,
    SO,
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

# A asks and B is asked.
_ASKINGS = (
    told(A, "ask", B, "for help", fact=A),
    told(A, "ask", B, "to help", fact=A),
    told(A, "ask", B, "for help with", NOUN, fact=A),
    told(A, "go", "to", B, "for help", fact=A),
    told(A, "want", "help from", B, fact=A),
    *(told(B, "be", "near, so", Line("", "ask", "for help", subject=A), fact=A),) * 2,
    told(B, "be", "the one that", Line("", "ask", "for help", subject=A), fact=A),
    told(B, "wait", "when", Line("", "ask", "for help with", NOUN, subject=A), fact=A),
)
_ASKING_REASONS = (
    (
        Line("unable", "be", "too small", OneOf("to do it", "to do this")),
        Line("able", "be", "big", OneOf("and kind", "and good at it")),
    ),
    (Line("unable", "know", "what to do", no=True), Line("able", "know", "what to do")),
    (Line("unable", "know", "how to do it", no=True), Line("able", "know", "how to do it")),
    (Line("unable", "be", "too tired"), Line("able", "be", "not tired")),
    (Line("unable", "be", "too little for it"), Line("able", "be", "good at it")),
    (Line("unable", "do", "it alone", no=True, modal="could"), Line("able", "do", "it fast", modal="could")),
    (Line("unable", "find", "it too hard"), Line("able", "be", "very good at things like that")),
    (Line("unable", "be", "scared"), Line("kind", "be", "kind")),
    (Line("unable", "be", "alone"), Line("kind", "be", "a good friend")),
)
_ASKING_ENDS = (
    (Line("thanks", "say", "it was kind of", OTHER, flat=True), Line("helps", "say", "yes and helped")),
    (Line("thanks", "be", "happy to get help"), Line("helps", "be", "happy to help")),
    (Line("thanks", "wait", "for", OTHER, "to come"), Line("helps", "come", "to help")),
    (Line("thanks", "tell", OTHER, "what it was about"), Line("helps", "tell", OTHER, "what to do")),
)
_CHORES = ("the toys", "the food", "the book", "the box", "the cake", "the garden", "the car", "all the things")


def asking(d: Stage) -> Scene:
    """Somebody asks another for help: who cannot, who can and is kind."""
    a, b = d.swap(d.x, d.y)
    why = d.chance(0.6)
    row = d.row(_ASKING_REASONS if why else _ASKING_ENDS, a, b)
    facts = {A: d.now("asks " + b.id, a, "yes")}
    slots = {A: a, B: b, NOUN: d.pick(*_CHORES)}
    if why:
        return because(d, "help", "asks", (a, b), row, _ASKINGS, slots, facts, WHY_OR_SO)
    return therefore(d, "help", "asks", (a, b), row, _ASKINGS, slots, facts)


# --- being able

TASKS: tuple[tuple[str, Verb, tuple[tuple[str, str], ...]], ...] = (
    ("get it down", Verb("get", "the hat from the tree"), (("big", "too small"), ("not scared", "scared"))),
    ("run", Verb("run", "all the time"), (("fast", "tired"), ("good at it", "too tired"))),
    ("swim", Verb("swim", "in the water"), (("not scared", "scared"), ("good at it", "too small"))),
    ("read", Verb("read", "the book"), (("big", "too small"), ("good at it", "too tired"))),
    ("open", Verb("open", "the box"), (("big", "too little"), ("good at it", "too tired"))),
    ("jump", Verb("jump", "over the water"), (("big", "too small"), ("good at it", "too tired"))),
    ("make", Verb("make", "a cake"), (("big", "too little"), ("good at it", "too tired"))),
    ("go up", Verb("go", "up into the tree"), (("big", "too little"), ("not scared", "scared"))),
    ("help", Verb("help", "in the garden"), (("good at it", "too small"), ("not tired", "too tired"))),
    ("see", Verb("see", "over the car"), (("big", "too small"), ("big", "small"))),
    ("catch", Verb("get", "to the park"), (("fast", "too tired"), ("not tired", "too tired"))),
)
_USEFUL = ("get it down", "open", "make", "read")
_ABLE = {
    "big": "big",
    "fast": "fast",
    "not scared": "brave",
    "good at it": "skilled",
    "not tired": "fresh",
    "too small": "small",
    "too little": "small",
    "small": "small",
    "scared": "scared",
    "tired": "tired",
    "too tired": "tired",
    "not good at it": "unskilled",
}
_ABILITIES = (
    but(told(A, ACT, modal="could"), told(B, ACT, no=True, modal="could", short="could not"), "R but E", "R, but E"),
    but(told(B, ACT, no=True, modal="could"), told(A, ACT, modal="could", short="could"), "R but E", "R, but E"),
    but(told(B, "want", "to", ACT), told(A, "do", "it for", B), "R but E", "R, but E"),
    but(told(A, ACT, modal="could"), told(B, "try", "and could not"), "R but E", "R, but E", "R while E"),
    and_then(told(B, "ask", A, "to", ACT, fact=A), told(A, "do", "it"), "R and E"),
)
_ABILITY_ENDS = (
    (Line("helps", "help", OTHER), Line("asks for help", "ask", OTHER, "for help")),
    (Line("glad", "be", "happy about it"), Line("sorry", "be", "sad about it")),
    (Line("glad", "smile"), Line("sorry", "cry")),
    (Line("does it", "do", "it again"), Line("wants to", "want", "to get better at it")),
    (Line("does it", "do", "it every day"), Line("wants to", "have", "to wait for help")),
)


def skill(d: Stage) -> Scene:
    """One can and the other cannot: what they are like is why, and who helps whom is what follows."""
    key, act, pairs = TASKS[int(d.rng.random() * len(TASKS))]
    a, b = d.roles("can " + key)
    why = key in ("see", "catch") or d.chance(0.6)
    good, bad = pairs[int(d.rng.random() * len(pairs))]
    rows = ((Line(_ABLE[good], "be", good), Line(_ABLE[bad], "be", bad)),) if why else _ABILITY_ENDS
    row = d.row(rows, a, b)
    facts = {A: d.fact("can " + key, a, "yes"), B: d.fact("can " + key, b, "no")}
    slots = {A: a, B: b, ACT: act}
    if why:
        # What is done for another must be of use to them: nobody jumps or swims in a friend's place.
        contexts = _ABILITIES[:4] if key in _USEFUL else (*_ABILITIES[:2], _ABILITIES[3])
        return because(d, "ability", "can", (a, b), row, contexts, slots, facts)
    return therefore(d, "ability", "can", (a, b), row, _ABILITIES[:2], slots, facts, ())


# --- help that was given, promises, permission

_HELPS = (
    told(A, "help", B, "find", IT),
    told(A, "help", B, "with", NOUN),
    told(A, "help", B, "get", IT, "out of the water"),
    told(A, "put", "the toys away for", B),
    told(A, "come", "to help", B),
    told(A, "get", IT, "down from the tree for", B),
    *(told(B, "get", "help from", A),) * 2,
    told(B, "get", "help with", NOUN, "from", A),
    told(B, "smile", "when", Line("", "come", "to help", subject=A)),
    told(B, "have", "help when", Line("", "come", subject=A)),
)
_HELP_ENDS = (
    (Line("is thanked", "be", "kind"), Line("thanks", "be", "happy to get help")),
    (Line("is thanked", "say", "it was not hard"), Line("thanks", "say", "it was kind")),
    (Line("is thanked", "be", "a good friend"), Line("thanks", "be", "sorry to ask for help")),
    (Line("is thanked", "be", "happy to help", OTHER), Line("thanks", "want", "to help", OTHER, "too")),
)
_HELP_REASONS = (
    (Line("kind", "be", "kind"), Line("needy", "be", OneOf("tired", "sad", "scared"))),
    (Line("kind", "want", "to be kind"), Line("needy", "want", "help")),
    (Line("kind", "like", "to help"), Line("needy", "ask", "for help")),
    (Line("able", "be", "big"), Line("needy", "be", "small")),
    (Line("kind", "be", "a good friend"), Line("needy", "do", "it alone", no=True, modal="could")),
    (Line("able", "be", "good at it"), Line("needy", "be", "bad at it")),
)


def helping(d: Stage) -> Scene:
    """One has helped the other: why, and what each then says."""
    a, b = d.swap(d.x, d.y)
    why = d.chance(0.6)
    row = d.row(_HELP_REASONS if why else _HELP_ENDS, a, b)
    facts = {A: d.now("helps " + b.id, a, "yes")}
    thing = d.thing(d.noun(("ball", "hat", "toy", "book"), loose=True), "red", "new")
    slots = {A: a, B: b, IT: thing, NOUN: d.pick(*_CHORES)}
    if why:
        return because(d, "help", "helps", (a, b), row, _HELPS, slots, facts)
    return therefore(d, "help", "helps", (a, b), row, _HELPS, slots, facts, ())


_PROMISES = (
    but(
        told(A, "promise", B, "to", OneOf("come", "help", "come and play")),
        told(A, "come", no=True),
        "R, but E",
        "R. But E.",
    ),
    but(told(B, "wait", "for", A), told(A, "come", no=True), "R, but E", "R but E"),
    but(told(A, "promise", "to play with", B), told(A, "play", "alone"), "R, but E", "R. But E."),
)
_PROMISE_ENDS = (
    (Line("sorry", "say", "sorry"), Line("let down", "cry")),
    (Line("sorry", "be", "sorry about it"), Line("let down", "be", "sad about it")),
    (Line("sorry", "have", "to say sorry"), Line("let down", "have", "to play alone")),
    (Line("sorry", "be", "a bad friend"), Line("let down", "be", OneOf("alone", "sad"))),
)


def promise(d: Stage) -> Scene:
    """A promise that is not kept: who is sorry, who is let down."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_PROMISE_ENDS, a, b)
    facts = {A: d.now("lets down " + b.id, a, "yes")}
    return therefore(d, "promise", "lets down", (a, b), row, _PROMISES, {A: a, B: b}, facts, SO)

"""Scenes about what people like and do, and what they think of animals."""

from workbench.stories.clauses import Verb
from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    ACT,
    ALT,
    AWAY,
    IT,
    A,
    B,
    Line,
    M,
    OneOf,
    Scene,
    Stage,
    but,
    told,
)

BEASTS = ("dog", "cat", "bird", "bear")

# What one can like to do, and what somebody who does not like it does instead; the key names it in the world's facts.
ACTIVITIES: tuple[tuple[str, Verb, Verb], ...] = (
    ("play outside", Verb("play", "outside"), Verb("play", "inside")),
    ("play in the park", Verb("play", "in the park"), Verb("play", "at home")),
    ("run", Verb("run", "in the park"), Verb("play", "in the house")),
    ("play ball", Verb("play", "ball"), Verb("read")),
    ("swim", Verb("swim"), Verb("play", "in the garden")),
    ("swim", Verb("swim", "in the water"), Verb("run", "around")),
    ("see animals", Verb("look", "at animals"), Verb("play", "with toys")),
    ("eat cake", Verb("eat", "cake"), Verb("eat", "fish")),
    ("make food", Verb("make", "food"), Verb("look", "at the book")),
    ("jump in", Verb("jump", "in the water"), Verb("sleep", "in the sun")),
    ("rain", Verb("play", "in the rain"), Verb("play", "in the room")),
    ("help", Verb("help", "people"), Verb("play", "alone")),
    ("read", Verb("read"), Verb("run", "around")),
    ("make cake", Verb("make", "a cake"), Verb("make", "a hat")),
    ("sleep outside", Verb("sleep", "in the garden"), Verb("sleep", "in the house")),
    ("play with the car", Verb("play", "with the car"), Verb("play", "with the cat")),
    ("play together", Verb("play", "with friends"), Verb("play", "alone")),
)
LIKES = OneOf("like", "like", "love")
ADVERB = OneOf("all day", "every day", "again")

_TASTES = (
    but(told(A, LIKES, "to", ACT, short="did"), told(B, "like", "to", ACT, no=True, short="did not")),
    but(told(B, "like", "to", ACT, no=True), told(A, LIKES, "to", ACT, short="did")),
    but(told(A, LIKES, "to", ACT), told(B, "like", "to", ACT, no=True, short="didn't")),
    but(told(A, LIKES, "to", ACT), told(B, LIKES, "to", ALT)),
    but(told(B, LIKES, "to", ALT), told(A, LIKES, "to", ACT)),
    but(
        told(A, "think", "it was", OneOf("fun", "so much fun"), "to", ACT),
        told(B, "think", "it was", OneOf("not fun", "bad", "no fun")),
    ),
    but(told(B, "think", "it was", OneOf("no fun", "bad", "not good"), "to", ACT), told(A, "think", "it was fun")),
    but(
        told(A, "want", "to", ACT, OneOf("every day", "all day")), told(B, "want", "to", ACT, no=True, short="did not")
    ),
)
_TASTE_ENDS = (
    (Line("wants", "want", "to", ACT), Line("refuses", "want", "to", ACT, no=True)),
    (Line("wants", "want", "to", ACT, "again"), Line("refuses", "want", "to", ACT, "again", no=True)),
    (Line("glad", "be", "happy when it was time to", ACT), Line("sorry", "be", "sad when it was time to", ACT)),
    (
        Line("glad", "smile", "because it was time to", ACT, flat=True),
        Line("sorry", "cry", "because it was time to", ACT),
    ),
    (Line("glad", "have", "fun when it was time to", ACT), Line("sorry", "have", "no fun when it was time to", ACT)),
    (
        Line("finds fun", "say", "that it was fun to", ACT, flat=True),
        Line("finds dull", "say", "that it was no fun to", ACT),
    ),
    (Line("asks", "ask", M, "to", ACT), Line("asks other", "ask", M, "to", ALT)),
    (Line("does", ACT, ADVERB), Line("does other", ALT, ADVERB)),
    (Line("asks", "ask", "to", ACT, "again"), Line("asks other", "ask", "to", ALT)),
    (Line("wants", "go", "to", ACT), Line("goes home", "go", "home")),
)


def _activity(d: Stage) -> tuple[str, Verb, Verb]:
    key, act, instead = ACTIVITIES[int(d.rng.random() * len(ACTIVITIES))]
    if d.chance(0.3):
        return "not " + key, instead, act
    return key, act, instead


def taste(d: Stage) -> Scene:
    """One likes to do something and the other does not: what each then wants, does, or feels."""
    key, act, instead = _activity(d)
    a, b = d.roles("likes " + key)
    row = d.row(_TASTE_ENDS, a, b)
    facts = {A: d.fact("likes " + key, a, "yes"), B: d.fact("likes " + key, b, "no")}
    slots = {A: a, B: b, ACT: act, ALT: instead, M: d.grown_up()}
    return therefore(d, "preference", "likes", (a, b), row, _TASTES, slots, facts)


_DOINGS = (
    but(told(A, ACT), told(B, ALT)),
    but(told(B, ALT), told(A, ACT)),
    but(told(A, "want", "to", ACT), told(B, "want", "to", ACT, no=True, short="did not")),
    but(told(B, "want", "to", ACT, no=True), told(A, "want", "to", ACT, short="did")),
    but(told(A, ACT, ADVERB), told(B, "do", "it", no=True, short="did not")),
    but(told(A, "ask", "to", ACT), told(B, "ask", "to", ALT)),
    but(told(B, "decide", "to", ALT), told(A, "decide", "to", ACT)),
)
_DOING_REASONS = (
    (Line("likes", LIKES, "to", ACT), Line("dislikes", "like", "to", ACT, no=True)),
    (Line("likes", LIKES, "to", ACT), Line("likes other", LIKES, "to", ALT)),
    (
        Line("finds fun", "think", "it was", OneOf("fun", "so much fun"), "to", ACT),
        Line("finds dull", "think", "it was", OneOf("bad", "not fun"), "to", ACT),
    ),
    (
        Line("finds fun", "think", "it was", OneOf("fun", "good"), "to", ACT),
        Line("finds other fun", "think", "it was", OneOf("fun", "good"), "to", ALT),
    ),
    (Line("likes", "think", "it was good to", ACT), Line("dislikes", "think", "it was not good to", ACT)),
)


def doing(d: Stage) -> Scene:
    """Two do different things because one likes what the other does not."""
    key, act, instead = _activity(d)
    a, b = d.roles("likes " + key)
    row = d.row(_DOING_REASONS, a, b)
    does = "does " + key
    facts = {A: d.fact(does, a, "yes"), B: d.fact(does, b, "no")}
    slots = {A: a, B: b, ACT: act, ALT: instead}
    return because(d, "preference", "does", (a, b), row, _DOINGS, slots, facts)


_BEAST_TASTES = (
    but(told(A, LIKES, IT), told(B, "be", "scared of", IT)),
    but(told(B, "be", "scared of", IT), told(A, LIKES, IT)),
    but(told(A, LIKES, IT), told(B, "like", IT, no=True, short="did not")),
    but(told(B, "like", IT, no=True), told(A, "like", IT, short="did")),
    but(told(A, "want", "to", "play with", IT), told(B, "be", "scared of", IT)),
    but(told(A, "be", "happy to see", IT), told(B, "be", OneOf("not happy", "scared"), "to see", IT)),
    but(told(B, "think", "that", Line("", "be", "bad", subject=IT)), told(A, LIKES, IT)),
)
_BEAST_ENDS = (
    (Line("goes near", "run", "to", IT), Line("flees", "run", "away from", IT)),
    (Line("wants", "want", "to play with", IT), Line("refuses", "want", "to play with", IT, no=True)),
    (
        Line("glad", "be", "happy when", Line("", "come", OneOf("back", "near"), subject=IT)),
        Line("scared", "be", "scared when", Line("", "come", OneOf("back", "near"), subject=IT)),
    ),
    (
        Line("misses", "be", "sad when", Line("", AWAY, subject=IT)),
        Line("relieved", "be", "happy when", Line("", AWAY, subject=IT)),
    ),
    (Line("goes near", "hug", IT), Line("flees", "hide", "from", IT)),
    (Line("goes near", "give", IT, "food"), Line("flees", "go", "away")),
    (Line("wants", "ask", "to see", IT, "again"), Line("flees", "ask", "to go home")),
    (Line("goes near", "play", "with", IT), Line("flees", "look", "away")),
    (Line("goes near", "go", "near", IT), Line("refuses", "go", "near", IT, no=True, modal="would")),
    (Line("wants", "want", "to take", IT, "home"), Line("flees", "want", "to go home")),
)
_BEAST_REASONS = (
    (Line("likes animals", "like", "animals"), Line("fears", "be", "scared of", "animals")),
    (Line("likes animals", LIKES, "animals"), Line("dislikes animals", "like", "animals", no=True)),
    (Line("brave", "be", "not scared"), Line("fears", "be", OneOf("scared", "too scared"))),
    (Line("wants", "want", "to play with", IT), Line("fears", "be", "scared of", IT)),
    (
        Line("likes", "think", "that", Line("", "be", OneOf("kind", "good"), subject=IT)),
        Line("dislikes", "think", "that", Line("", "be", OneOf("bad", "too big"), subject=IT)),
    ),
)
_BEAST_DEEDS = (
    but(told(A, "play", "with", IT), told(B, "run", "away")),
    but(told(B, "go", "home"), told(A, "play", "with", IT)),
    but(told(A, "go", "near", IT), told(B, "hide", "in the house")),
    but(told(A, "want", "to see", IT), told(B, "want", "to see", IT, no=True, short="did not")),
    but(told(B, "look", "at", IT, no=True, modal="would"), told(A, "hug", IT)),
)


def beast_taste(d: Stage) -> Scene:
    """One likes an animal, the other fears it: what each then does or feels, or why each did it."""
    beast = d.animal(d.noun(BEASTS), "big", "old", "little")
    why = d.chance(0.35)
    likes = "likes " + beast.id
    a, b = d.roles(likes)
    row = d.row(_BEAST_REASONS if why else _BEAST_ENDS, a, b)
    away = Verb("fly", "away") if beast.noun == "bird" else Verb("run", "away")
    slots = {A: a, B: b, IT: beast, AWAY: away}
    if why:
        facts = {A: d.fact("goes near " + beast.id, a, "yes"), B: d.fact("goes near " + beast.id, b, "no")}
        return because(d, "fear", "goes near", (a, b), row, _BEAST_DEEDS, slots, facts)
    facts = {A: d.fact(likes, a, "yes"), B: d.fact(likes, b, "no")}
    return therefore(d, "fear", "likes", (a, b), row, _BEAST_TASTES, slots, facts)


# --- two things or places to choose from

"""Scenes about races, work and rest, rain, night and care: what people did and what became of them."""

from workbench.stories.ending import because, therefore
from workbench.stories.staging import (
    WHY,
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

_RACES = (
    but(told(A, "get", "to the tree fast"), told(B, "get", "to the tree", no=True), "R but E", "R, but E"),
    but(told(B, "run", "after", A), told(B, "get", "to", A, no=True, modal="could"), "R but E", "R, but E"),
)
_RACE_REASONS = (
    (Line("fast", "be", OneOf("fast", "very fast")), Line("slow", "be", OneOf("not fast", "not very fast"))),
    (Line("fast", "be", "big"), Line("slow", "be", "small")),
    (Line("fast", "run", "fast", modal="could"), Line("slow", "run", "fast", no=True, modal="could")),
    (Line("fast", "be", "not tired"), Line("slow", "be", "tired")),
    (Line("fast", "stop", no=True), Line("slow", "stop", "to look at a bird")),
    (Line("fast", "be", "good at it"), Line("slow", "fall", "down")),
)


def race(d: Stage) -> Scene:
    """One is there before the other: who is fast, who fell or stopped."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_RACE_REASONS, a, b)
    facts = {A: d.now("wins", a, "yes"), B: d.now("wins", b, "no")}
    return because(d, "contest", "wins", (a, b), row, _RACES, {A: a, B: b}, facts)


_EFFORTS = (
    but(
        told(A, OneOf("run", "play", "swim", "jump"), OneOf("all day", "for a long time")), told(B, "sleep", "all day")
    ),
    but(told(B, "sleep", "all night"), told(A, "sleep", no=True, modal="could")),
    but(told(A, "help", "in the garden all day"), told(B, "sleep", "in the sun")),
    but(told(A, "run", "home"), told(B, "get", "home in the car")),
    but(told(B, "sleep", "in the car"), told(A, "run", "and ran")),
)
_EFFORT_ENDS = (
    (
        Line("tired", "be", OneOf("tired", "very tired", "so tired")),
        Line("fresh", "be", OneOf("not tired", "not tired", "not tired")),
    ),
    (Line("tired", "want", "to sleep"), Line("fresh", "want", "to run")),
    (Line("tired", "go", "to bed"), Line("fresh", "go", "out to play")),
    (Line("tired", "look", "so tired"), Line("fresh", "want", "to play more")),
    (Line("tired", "want", "to play", no=True), Line("fresh", "want", "to play")),
)


def effort(d: Stage) -> Scene:
    """Who ran or did not sleep is tired; who slept is not."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_EFFORT_ENDS, a, b)
    facts = {A: d.now("worked", a, "yes"), B: d.now("worked", b, "no")}
    return therefore(d, "tiredness", "worked", (a, b), row, _EFFORTS, {A: a, B: b}, facts)


_WEATHERS = (
    but(
        told(A, OneOf("be", "play", "run"), OneOf("out in the rain", "in the rain")),
        told(B, "be", OneOf("inside", "in the house", "in the car")),
    ),
    but(told(B, "be", OneOf("in the car", "at home")), told(A, "go", "out in the rain")),
    but(told(A, "fall", "into the water"), told(B, "be", "not near the water")),
    but(told(A, "jump", "into the water"), told(B, "be", "up in the tree")),
    but(told(B, "have", "a hat in the rain"), told(A, "have", "no hat")),
)
_WEATHER_ENDS = (
    (
        Line("wet", "be", OneOf("wet", "very wet", "wet and cold")),
        Line("dry", "be", OneOf("not wet", "not very wet", "not wet and not cold")),
    ),
    (Line("wet", "get", "wet"), Line("dry", "get", "wet", no=True)),
    (Line("wet", "feel", "cold and wet"), Line("dry", "feel", "good")),
)


def weather(d: Stage) -> Scene:
    """Who was out in the rain is wet."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_WEATHER_ENDS, a, b)
    facts = {A: d.now("got wet", a, "yes"), B: d.now("got wet", b, "no")}
    return therefore(d, "weather", "got wet", (a, b), row, _WEATHERS, {A: a, B: b}, facts)


_NIGHTS = (
    but(
        told(A, "want", "to go out at night"), told(B, "want", "to be in the house"), "R but E", "R, but E", "R while E"
    ),
    but(told(B, "go", "into the dark room", no=True, modal="would"), told(A, "go", "in"), "R but E", "R, but E"),
    but(told(A, "sleep", "alone"), told(B, "want", "to sleep near", M), "R but E", "R, but E", "R while E"),
    but(told(B, "hide", "under the bed at night"), told(A, "sleep"), "R while E", "R but E", "R, but E"),
)
_NIGHT_REASONS = (
    (Line("brave", "be", "not scared"), Line("scared", "be", OneOf("scared", "so scared"))),
    (Line("brave", "be", "big"), Line("scared", "be", "small")),
    (Line("brave", "like", "the night"), Line("scared", "like", "the night", no=True)),
    (Line("brave", "think", "that the dark was fun"), Line("scared", "think", "that the dark was bad")),
)


def night(d: Stage) -> Scene:
    """Who fears the dark and who does not."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_NIGHT_REASONS, a, b)
    facts = {A: d.fact("braves the dark", a, "yes"), B: d.fact("braves the dark", b, "no")}
    return because(d, "night", "braves the dark", (a, b), row, _NIGHTS, {A: a, B: b, M: d.grown_up()}, facts)


_CARES = (
    but(told(B, "fall", "from the tree"), told(A, "get", "down from the tree"), "R but E", "R, but E", "R while E"),
    but(
        told(B, "lose", "many things"), told(A, "know", "where all the things were"), "R but E", "R, but E", "R while E"
    ),
    but(told(A, "put", "the book away"), told(B, "put", "the book in the rain"), "R but E", "R, but E"),
    but(told(A, "get", "the cake home"), told(B, "fall", "with the cake"), "R but E", "R, but E", "R while E"),
)
_CARE_REASONS = (
    (
        Line("careful", "be", OneOf("careful", "very careful", "so careful")),
        Line("careless", "be", OneOf("not careful", "not very careful", "not so careful")),
    ),
)


def care(d: Stage) -> Scene:
    """Who is careful keeps things whole and does not fall."""
    a, b = d.swap(d.x, d.y)
    row = d.row(_CARE_REASONS, a, b)
    facts = {A: d.now("does well", a, "yes"), B: d.now("does well", b, "no")}
    return because(d, "care", "does well", (a, b), row, _CARES, {A: a, B: b}, facts, WHY)

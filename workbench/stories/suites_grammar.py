"""Suites of grammar: verbs that agree, pronouns that fit their name, tenses that fit their place."""

import random
from collections.abc import Callable

from workbench.stories.lexicon import BOYS, GIRLS, VERBS

_Twin = tuple[tuple[str, str], tuple[str, str]]
_ONE_AND_MANY = (("toy", "toys"), ("friend", "friends"))
_THINGS = ("ball", "box", "book", "car", "hat", "flower")
_STATES = ("big", "small", "red", "blue", "old", "new", "wet", "cold", "good", "fun")
_MOODS = ("happy", "sad", "scared", "excited", "tired", "hungry", "alone", "sorry")
_HELPING = ("could", "would", "didn't", "could not")
_REST = {
    **{"go": "home", "come": "back", "run": "away", "play": "in the park", "see": "the dog", "look": "at the cat"},
    **{"find": "the toy", "get": "a new hat", "take": "the book", "give": "the ball to Mom", "make": "a cake"},
    **{"ask": "Dad", "help": "Mom", "eat": "the food", "sleep": "in the bed", "share": "the cake", "love": "the dog"},
}
"""What follows a verb whose base and past the tier both tells, and tells apart."""


def _names(rng: random.Random) -> tuple[str, str]:
    """A boy and a girl."""
    return rng.choice(BOYS), rng.choice(GIRLS)


def _number(one: str, many: str) -> _Twin:
    """`{}` is where was or were belongs."""
    return (one.format("was"), one.format("were")), (many.format("were"), many.format("was"))


def _simple(rng: random.Random) -> _Twin:
    one, many = rng.choice(_ONE_AND_MANY)
    whose = rng.choice(("The", "Her", "His", *[f"{name}'s" for name in BOYS + GIRLS]))
    state = rng.choice(_STATES[:6] if one == "toy" else _MOODS)
    more = rng.choice(("", " too", " again", " that day"))
    return _number(f"{whose} {one} {{}} {state}{more}.", f"{whose} {many} {{}} {state}{more}.")


def _attractor(rng: random.Random) -> _Twin:
    """What stands between the subject and its verb is of the other number."""
    near, thing, state = rng.choice(("near", "around")), rng.choice(_THINGS), rng.choice(_STATES)
    whose = rng.choice(("The", "His", "Her"))
    others = rng.choice(("animals", "friends"))
    return _number(f"{whose} toy {near} the {others} {{}} {state}.", f"{whose} toys {near} the {thing} {{}} {state}.")


def _together(rng: random.Random) -> _Twin:
    """Two names joined are many; one that meets another is one."""
    first, second = rng.sample(BOYS + GIRLS, 2)
    mood = rng.choice(_MOODS)
    met = rng.choice(("saw", "found", "helped", "asked"))
    return _number(f"{first} {met} {second} and {{}} {mood}.", f"{first} and {second} {{}} {mood}.")


def _gender(text: str, rng: random.Random, his: str, hers: str) -> _Twin:
    """`{name}` is told of, `{}` is the pronoun."""
    boy, girl = _names(rng)
    him, her = text.replace("{name}", boy), text.replace("{name}", girl)
    return (him.format(his), him.format(hers)), (her.format(hers), her.format(his))


def _subject(rng: random.Random) -> _Twin:
    thing, mood = rng.choice(_THINGS), rng.choice(_MOODS)
    verb = rng.choice(("had", "saw", "found", "took", "wanted", "liked"))
    then = rng.choice((f"was {mood}", "went home", "ran away", "looked at it", f"felt {mood}"))
    return _gender(f"{{name}} {verb} a {thing}. Then {{}} {then}.", rng, "he", "she")


def _object(rng: random.Random) -> _Twin:
    mood, who = rng.choice(_MOODS), rng.choice(("Mom", "Dad", "the dog", "a friend", "the cat"))
    verb = rng.choice(("helped", "saw", "found", "looked at", "ran to", "came to"))
    return _gender(f"{{name}} was {mood}, so {who} {verb} {{}} in the {_place(rng)}.", rng, "him", "her")


def _possessive(rng: random.Random) -> _Twin:
    verb, thing = rng.choice(("took", "found", "had", "liked", "looked for", "got")), rng.choice(_THINGS)
    return _gender(f"{{name}} {verb} {{}} {rng.choice(_STATES)} {thing} in the {_place(rng)}.", rng, "his", "her")


def _place(rng: random.Random) -> str:
    return rng.choice(("park", "house", "room", "garden", "school"))


def _tense(before_base: str, before_past: str, rng: random.Random) -> _Twin:
    base, rest = rng.choice(tuple(_REST.items()))
    past = VERBS[base][0]
    return (
        (f"{before_base} {base} {rest}.", f"{before_base} {past} {rest}."),
        (f"{before_past} {past} {rest}.", f"{before_past} {base} {rest}."),
    )


def _after_to(rng: random.Random) -> _Twin:
    name, wants = rng.choice(BOYS + GIRLS), rng.choice(("wanted to", "liked to", "decided to", "tried to"))
    return _tense(f"{name} {wants}", f"{name} was {rng.choice(_MOODS)} and", rng)


def _after_could(rng: random.Random) -> _Twin:
    name, when = rng.choice(BOYS + GIRLS), rng.choice(("One day, ", "Then ", "That day, "))
    return _tense(f"{when}{name} {rng.choice(_HELPING)}", f"{when}{name}", rng)


def _after_because(rng: random.Random) -> _Twin:
    (boy, girl), mood = _names(rng), rng.choice(_MOODS)
    name, they = rng.choice(((boy, "he"), (girl, "she")))
    start = f"{name} was {mood} because {they}"
    return _tense(f"{start} {rng.choice(('could not', 'could never', 'would not'))}", start, rng)


_Frames = dict[str, Callable[[random.Random], _Twin]]
AGREEMENT: _Frames = {"agreement_simple": _simple, "agreement_attractor": _attractor, "agreement_together": _together}
"""was or were."""
GENDER: _Frames = {"gender_subject": _subject, "gender_object": _object, "gender_possessive": _possessive}
"""he or she, him or her, his or her."""
TENSE: _Frames = {"tense_to": _after_to, "tense_could": _after_could, "tense_because": _after_because}
"""A base form or a past."""

"""The families of minimal pairs: what can be changed, in which cases, and about whom or what."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.errors import StoryscopeError
from workbench.stories import pair_cases, pair_chains, pair_feelings, pair_words
from workbench.stories.lexicon import BOYS, GIRLS
from workbench.stories.pair_stage import Case

CaseOf = Callable[[Case], None]
NAMES = tuple(sorted(BOYS + GIRLS))


@dataclass(frozen=True, slots=True)
class Family:
    """The cases that change one fact, the arguments that it can be about, and what it is in words."""

    cases: tuple[CaseOf, ...]
    arguments: tuple[str, ...]
    help: str


def _family(help: str, *cases: CaseOf, about: tuple[str, ...] = ()) -> Family:
    return Family(cases, tuple(dict.fromkeys(about)), help)


FAMILIES: dict[str, Family] = {
    "holder": _family(
        "who has a thing",
        *(pair_cases.given_to, pair_cases.gave_or_took, pair_cases.found_it, pair_cases.passed_on),
        about=(*pair_cases.PLAYTHINGS, *NAMES),
    ),
    "place": _family(
        "where somebody or something is",
        *(pair_cases.put_in, pair_cases.went_to),
        about=(*NAMES, "hat", "book", "flower", "toy", "ball", *pair_cases.SPOTS, *pair_cases.ROOMS),
    ),
    "emotion": _family(
        "what somebody feels, and why",
        *(pair_feelings.lucky, pair_feelings.day, pair_feelings.treated, pair_feelings.caused),
        about=("happy", "sad", *NAMES),
    ),
    "fit": _family(
        "which of two is too big or too small",
        *(pair_words.fit, pair_words.misfit),
        about=(*pair_words.INNERS, *pair_words.OUTERS),
    ),
    "name": _family("who of two is meant", pair_cases.other_one, pair_cases.new_one, about=NAMES),
    "helper": _family("who helps whom", pair_cases.helper, about=NAMES),
    "preference": _family(
        "which of two things is liked",
        pair_cases.preference,
        about=(*pair_cases.PLAYTHINGS, *pair_cases.BEASTS, *NAMES),
    ),
    "agent": _family(
        "who did it",
        *(pair_words.was_left, pair_words.hungry_one),
        about=("cake", "box", *pair_cases.PLAYTHINGS, *NAMES),
    ),
    "tense": _family("present or past", pair_words.tense, about=("present", "past")),
    "tone": _family("what a story feels like", pair_feelings.toned, about=tuple(pair_feelings.TONE_WORDS)),
    "moral": _family("a moral upheld or violated", pair_feelings.moral, about=tuple(pair_feelings.MORAL_DEEDS)),
    "topic": _family("what a story is about", pair_words.topic, about=tuple(pair_words.TOPIC_WORDS)),
    "belief": _family(
        "where a thing is, and where somebody who did not see it moved will look",
        pair_chains.false_belief,
        about=(*pair_chains.HIDDEN, *pair_chains.HIDING_PLACES, *NAMES),
    ),
    "return": _family(
        "to whom a thing is given back", pair_chains.give_back, about=("ball", "toy", "car", "book", "hat", *NAMES)
    ),
    "last": _family(
        "who came last, or had it last",
        *(pair_chains.came_last, pair_chains.had_it_last),
        about=("ball", "toy", "car", "book", "hat", "park", "garden", "house", "school", *NAMES),
    ),
    "chain": _family(
        "where a thing is that is in a thing that is somewhere",
        pair_chains.inside_inside,
        about=("hat", "book", "cake", "toy", "flower", "ball", *pair_chains.HOLDERS, *pair_chains.OUTER_PLACES),
    ),
}
"""What a pair can differ in."""

_CHANGE = re.compile(r"\s*([\w ]+?)\s*(?:\(\s*([\w ]*?)\s*\))?\s*")


def parse_change(change: str) -> tuple[str, str]:
    """The family and the argument of "holder(ball)" or "holder"; the argument is empty where none is given.

    Raises StoryscopeError, listing what there is, for what no pair can be about.

    >>> parse_change("holder(ball)"), parse_change("tense")
    (('holder', 'ball'), ('tense', ''))
    """
    found = _CHANGE.fullmatch(change)
    family, argument = (found[1], found[2] or "") if found else (change, "")
    if family not in FAMILIES:
        what = f"There is no change named {family!r}."
        raise StoryscopeError(
            what, f"Use one of: {', '.join(FAMILIES)}; or one with an argument, such as holder(ball)."
        )
    if not argument:
        return family, ""
    known = {one.lower(): one for one in FAMILIES[family].arguments}
    if argument.lower() not in known:
        what = f"No pair of {family!r} is about {argument!r}."
        raise StoryscopeError(what, f"Use {family} with one of: {', '.join(known.values())}.")
    return family, known[argument.lower()]


def concerns(plain: Case, turned: Case, argument: str) -> bool:
    """Whether the fact that differs is about the argument: its name, its subject, a value, or what follows from it."""
    if not argument:
        return True
    words: set[str] = set()
    for one, two in zip(plain.steps, turned.steps, strict=True):
        if one.value != two.value:
            words |= {one.value, two.value}
            if one.changed:
                words |= {one.subject, *one.relation.split()}
    return argument.lower() in words or argument in words

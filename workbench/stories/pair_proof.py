"""Proving a pair: both worlds are built again from its recipe and must differ in one fact and what follows from it."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from workbench.errors import StoryscopeError
from workbench.records import MinimalPair
from workbench.stories.dressing import clothes_for, dresser
from workbench.stories.pair_families import FAMILIES, CaseOf
from workbench.stories.pair_stage import Case, Step, Told, act, replayed, tell
from workbench.stories.world import World

Fact = tuple[str, str]
"""A relation and its subject."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The one fact in which the worlds of a pair differ, with its two values, and what differs because of it."""

    changed: Fact
    values: tuple[str, str]
    consequences: dict[Fact, tuple[str, str]]


def recipe_of(family: str, case: str, seed: int, argument: str, tier: str) -> str:
    """What rebuilds both worlds of a pair."""
    return json.dumps({"family": family, "case": case, "seed": seed, "argument": argument, "tier": tier})


def both_worlds(case: CaseOf, seed: int, argument: str) -> tuple[Case, Case]:
    """The clean and the corrupt world of a seed; either may be the turned one, so that no answer is the clean one."""
    turned = bool(seed & 1 << 40)
    return act(case, seed, turned, argument), act(case, seed, not turned, argument)


def prove(pair: MinimalPair) -> Proof:
    """Replay both worlds of a pair; raises StoryscopeError unless all of this holds.

    The recipe tells both prompts again, word for word. The two worlds were made by the same steps, and exactly one that
    is no consequence differs. The clean world replayed with the corrupt value of that one fact is the corrupt world in
    every fact, and the other way round. Each world answers the question with its own answer, and the answers differ.
    """
    clean, corrupt, say = _rebuilt(pair)
    if (clean[1].prompt, corrupt[1].prompt) != (pair.clean, pair.corrupt):
        raise _unproved(pair, "its recipe tells something else")
    if clean[1].question != corrupt[1].question or clean[1].question != pair.question:
        raise _unproved(pair, "its question is another one")
    return check_worlds(pair, clean[0], corrupt[0], say)


def check_worlds(pair: MinimalPair, clean: Case, corrupt: Case, say: Callable[[str], str] = str) -> Proof:
    """The proof for two acted worlds, whose answers are told with the words of `say`; see `prove`."""
    if [_shape(step) for step in clean.steps] != [_shape(step) for step in corrupt.steps]:
        raise _unproved(pair, "its worlds were not made by the same steps")
    given = [(one, two) for one, two in zip(clean.steps, corrupt.steps, strict=True) if one.rule is None]
    changed = [(one, two) for one, two in given if one.value != two.value]
    if len(changed) != 1 or not changed[0][0].changed:
        raise _unproved(pair, f"its worlds differ in {len(changed)} given facts, not in one")
    one, two = changed[0]
    fact = (one.relation, one.subject)
    for here, there, value in ((clean, corrupt, two.value), (corrupt, clean, one.value)):
        if _facts(replayed(here.world, here.steps)) != _facts(here.world):
            raise _unproved(pair, "a world does not replay to what it was")
        if _facts(replayed(here.world, here.steps, {fact: value})) != _facts(there.world):
            raise _unproved(pair, "its worlds differ in more than follows from the change")
    answers = tuple(say(case.question(replayed(case.world, case.steps))) for case in (clean, corrupt))
    if answers != (pair.answer_clean, pair.answer_corrupt) or answers[0] == answers[1]:
        raise _unproved(pair, f"its worlds answer {answers[0]!r} and {answers[1]!r}")
    before, after = _facts(clean.world), _facts(corrupt.world)
    differing = {key: (before[key], after[key]) for key in before if before[key] != after[key] and key != fact}
    return Proof(fact, (one.value, two.value), differing)


def both_told(
    worlds: tuple[Case, Case], seed: int, argument: str, tier: str
) -> tuple[Told, Told, Callable[[str], str]]:
    """Both worlds told in the words of a tier, and how those words are found."""
    clean, corrupt = (tell(world, seed) for world in worlds)
    texts = [clean.prompt, corrupt.prompt, clean.answer, corrupt.answer]
    say = dresser(clothes_for(texts, tier, random.Random(seed ^ 0x51ED270B), {argument}))
    return _dressed(clean, say), _dressed(corrupt, say), say


def _dressed(told: Told, say: Callable[[str], str]) -> Told:
    return replace(
        told,
        prompt=say(told.prompt),
        answer=say(told.answer),
        question=say(told.question),
        entities=frozenset(map(say, told.entities)),
    )


def _rebuilt(pair: MinimalPair) -> tuple[tuple[Case, Told], tuple[Case, Told], Callable[[str], str]]:
    try:
        recipe = cast("dict[str, object]", json.loads(pair.recipe))
        family, name = str(recipe["family"]), str(recipe["case"])
        seed, argument, tier = int(cast("int", recipe["seed"])), str(recipe["argument"]), str(recipe["tier"])
        case = next(one for one in FAMILIES[family].cases if one.__name__ == name)
    except (ValueError, LookupError, TypeError, StopIteration):
        raise _unproved(pair, "it has no recipe of this world") from None
    worlds = both_worlds(case, seed, argument)
    clean, corrupt, say = both_told(worlds, seed, argument, tier)
    return (worlds[0], clean), (worlds[1], corrupt), say


def _shape(step: Step) -> tuple[str, str, bool, bool]:
    return step.relation, step.subject, step.changed, step.rule is not None


def _facts(world: World) -> dict[Fact, str]:
    return {(fact.relation, fact.subject): fact.value for fact in world.log}


def _unproved(pair: MinimalPair, why: str) -> StoryscopeError:
    return StoryscopeError(f"The pair {pair.id} is not proved: {why}.", "Make it again: storyscope twins --change.")

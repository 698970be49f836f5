"""Minuscule WinoGrande items: a scene with its answer blanked, always in twins that need opposite answers."""

import random

from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem
from workbench.seeding import python_random
from workbench.stories.clauses import Beat, Entity
from workbench.stories.lexicon import known
from workbench.stories.rules import explains
from workbench.stories.scenes import KINDS, SCENES, Scene, Schema, Stage, Unsuitable
from workbench.stories.telling import Teller
from workbench.stories.words import split_words
from workbench.stories.world import World

_PATIENCE = 400
CHANGED_WORDS = 2
"""The two sentences of a twin differ in at most so many words, in one place."""

_GENDERED = frozenset({"he", "she", "him", "her", "his"})


def winogrande_items(n: int, seed: int, tier: str = "minuscule") -> list[WinoGrandeItem]:
    """`n` items in n / 2 twins, spread evenly over the kinds, each proved by its world's facts; no two alike.

    In a twin the answer is "1" once and "2" once, so no position, recency or frequency rule can beat 50% by more than
    chance. Raises StoryscopeError for an odd `n` or an unknown tier.
    """
    known(tier)
    if n < 0 or n % 2:
        raise StoryscopeError(f"n={n} items cannot be in twins.", "Use an even number, 2 or more.")
    items: list[WinoGrandeItem] = []
    seen: set[str] = set()
    kinds = list(KINDS)
    rng = python_random(seed, "items")
    number = turn = 0
    while number < n // 2:
        if not kinds:
            what = f"The world has only {len(items)} different items of this seed."
            raise StoryscopeError(what, f"Ask for {len(items)} or fewer.")
        kind = kinds[turn % len(kinds)]
        pair = _new_twin(rng, kind, seen)
        if pair is None:
            kinds.remove(kind)  # all of its items are told; the others go on
            continue
        seen |= {pair[0][0], pair[1][0]}
        items += _records(pair, kind, number, rng.random() < 0.5)
        number, turn = number + 1, turn + 1
    return items


def _new_twin(rng: random.Random, kind: str, seen: set[str]) -> "tuple[Blanked, Blanked] | None":
    for _ in range(_PATIENCE):
        pair = _twin(rng.getrandbits(62), kind)
        if pair is not None and pair[0][0] not in seen and pair[1][0] not in seen:
            return pair
    return None


Blanked = tuple[str, str, str]
"""A sentence with its blank, the option that is right, the option that is wrong."""


def _records(pair: tuple[Blanked, Blanked], kind: str, number: int, turned: bool) -> list[WinoGrandeItem]:
    right, wrong = pair[0][1], pair[0][2]
    first, second = (wrong, right) if turned else (right, wrong)
    return [
        WinoGrandeItem(
            id=f"{kind}-{number}{'ab'[which]}",
            twin=f"{kind}-{number}",
            kind=kind,
            sentence=sentence,
            option1=first,
            option2=second,
            answer="1" if answer == first else "2",
        )
        for which, (sentence, answer, _) in enumerate(pair)
    ]


def stage_scene(schema: Schema, seed: int, flip: bool) -> tuple[Scene, Teller]:
    """One scene told on an empty stage, its target in full. Raises Unsuitable if its parts do not go together."""
    rng = random.Random(seed)
    world = World(rng)
    scene = schema(Stage(world, rng, world.child(), world.child(), flip, questions=True))
    teller = Teller(random.Random(seed ^ 0x5DEECE66D))
    for node in scene.nodes:
        teller.tell(Beat("scene", node))
    return scene, teller


def proved(scene: Scene) -> bool:
    """Whether the rule allows the claim of the answer and of nobody else."""
    return [explains(scene, candidate) for candidate in scene.candidates] == [
        candidate is scene.answer for candidate in scene.candidates
    ]


def _twin(seed: int, kind: str) -> tuple[Blanked, Blanked] | None:
    """Two items from one scene and its turned form, or None if they are not a clean twin."""
    names = KINDS[kind]
    schema = SCENES[names[seed % len(names)]]
    try:
        plain = _blanked(*stage_scene(schema, seed, False), kind)
        turned = _blanked(*stage_scene(schema, seed, True), kind)
    except Unsuitable:
        return None
    if plain is None or turned is None or plain[1] == turned[1] or changed_words(plain[0], turned[0]) > CHANGED_WORDS:
        return None
    return plain, turned


def _blanked(scene: Scene, teller: Teller, kind: str) -> Blanked | None:
    if scene.kind != kind or len(teller.targets) != 1 or not proved(scene):
        return None
    (start, end), text = teller.targets[0], teller.text
    other = scene.candidates[scene.candidates[0] is scene.answer]
    before, after = text[:start], text[end:]
    rest = split_words(after)
    if len(rest) < 2:
        return None  # a blank that ends the sentence leaves nothing to tell the options apart by
    if other.gender != scene.answer.gender and _GENDERED.intersection(rest):
        return None  # the pronoun would give it away
    if any(_word(entity) not in text[:start] + after for entity in scene.candidates):
        return None
    return f"{before}_{after}", _word(scene.answer), _word(other)


def _word(entity: Entity) -> str:
    return entity.noun


def changed_words(first: str, second: str) -> int:
    """How many words differ between two texts that are equal before and after one place (the longer side counts).

    >>> changed_words("the _ was too big.", "the _ was too small.")
    1
    """
    a, b = split_words(first), split_words(second)
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return max(len(a), len(b))

"""Minuscule WinoGrande items: a scene with its answer blanked, always in twins that need opposite answers."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem
from workbench.seeding import python_random
from workbench.stories.clauses import Beat, Entity
from workbench.stories.dressing import clothes_for, dresser
from workbench.stories.lexicon import BOYS, GIRLS, GROWN_UPS, NOUNS, known
from workbench.stories.rules import explains
from workbench.stories.scenes import BY_NATURE, KINDS, SCENES, Scene, Schema, Stage, Unsuitable
from workbench.stories.telling import Teller
from workbench.stories.words import split_words
from workbench.stories.world import World

_PATIENCE = 1_500
CHANGED_WORDS = 2
"""The two sentences of a twin differ in at most so many words, in one place."""

_MASKS = dict.fromkeys((*NOUNS, *(name.lower() for name in BOYS + GIRLS + GROWN_UPS)), "something")
"""Which thing or person is spoken of by the way decides nothing, unless the two sentences of a twin differ in it."""
_GENDERED = frozenset({"he", "she", "him", "her", "his"})


def winogrande_items(n: int, seed: int, tier: str = "minuscule", *, by_nature: bool = False) -> list[WinoGrandeItem]:
    """`n` items in n / 2 twins, spread evenly over the kinds, each proved by its world's facts; no two alike.

    In a twin the answer is "1" once and "2" once. And a twin is only used together with its mirror, which makes the
    same claims of the same words with first and last mention, and the words that make them, exchanged; so no position,
    recency, frequency or word rule can beat 50% by more than chance. `by_nature` also asks what only one of the
    options can be or do, whatever is told (birds fly); such questions have no mirror, and an n-gram can answer them.
    Raises StoryscopeError for an odd `n` or an unknown tier.
    """
    known(tier)
    if n < 0 or n % 2:
        raise StoryscopeError(f"n={n} items cannot be in twins.", "Use an even number, 2 or more.")
    rng, words = python_random(seed, "items"), python_random(seed, "items", "words")
    draws = {kind: _Draws(kind, by_nature) for kind in KINDS}
    kinds = [kind for kind in KINDS if draws[kind].scenes]
    items: list[WinoGrandeItem] = []
    number = turn = 0
    while number < n // 2:
        if not kinds:
            what = f"The world has only {len(items)} different items of this seed."
            raise StoryscopeError(what, f"Ask for {len(items)} or fewer.")
        kind = kinds[turn % len(kinds)]
        twins = draws[kind].take(rng)
        if not twins:
            kinds.remove(kind)  # all of its items are told; the others go on
            continue
        turned = rng.random() < 0.5
        # A twin and its mirror are dressed alike, so that no word goes with an answer.
        say = dresser(clothes_for([blanked[0] for twin in twins for blanked in (twin.plain, twin.turned)], tier, words))
        for i, twin in enumerate(twins[: n // 2 - number]):
            # The same words are to go with option 1 as often as with option 2.
            same = i > 0 and twin.words[0] == twins[0].words[0]
            items += [_dressed(item, say) for item in _records(twin, kind, number, turned != same)]
            number += 1
        turn += 1
    return items


class _Draws:
    """The twins of one kind, drawn until one meets its mirror."""

    def __init__(self, kind: str, by_nature: bool) -> None:
        self.kind = kind
        self.scenes = [name for name in KINDS[kind] if by_nature or name not in BY_NATURE]
        self.seen: set[str] = set()
        self.waiting: dict[frozenset[Vote], list[Twin]] = {}

    def take(self, rng: random.Random) -> "list[Twin]":
        """A twin and its mirror, or a twin alone if its kind needs none; empty if there are no more."""
        for _ in range(_PATIENCE):
            draw = rng.getrandbits(62)
            scene = self.scenes[draw % len(self.scenes)]
            twin = _twin(draw, self.kind, scene)
            if twin is None or twin.plain[0] in self.seen or twin.turned[0] in self.seen:
                continue
            self.seen |= {twin.plain[0], twin.turned[0]}
            if scene in BY_NATURE:
                return [twin]
            match = self.waiting.get(twin.mirror)
            if match:
                return [match.pop(), twin]
            self.waiting.setdefault(twin.votes, []).append(twin)
        return []


Blanked = tuple[str, str, str]
"""A sentence with its blank, the option that is right, the option that is wrong."""
Vote = tuple[str, str, str, int, int]
"""Words after a blank; the right and the wrong option (empty for names); whether the right one comes first, and last
before the blank: +1, -1 or, for neither, 0."""


@dataclass(slots=True, frozen=True)
class Twin:
    """A scene blanked, and blanked again with its rule turned; `votes` are what surface rules could learn from them."""

    plain: Blanked
    turned: Blanked
    words: tuple[str, str]
    votes: frozenset[Vote]

    @property
    def mirror(self) -> frozenset[Vote]:
        """The votes of the twin that takes away whatever this one's words and positions give away."""
        return frozenset((words, wrong, right, -first, -last) for words, right, wrong, first, last in self.votes)


def _records(twin: Twin, kind: str, number: int, turned: bool) -> list[WinoGrandeItem]:
    _, right, wrong = twin.plain
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
        for which, (sentence, answer, _) in enumerate((twin.plain, twin.turned))
    ]


def _dressed(item: WinoGrandeItem, say: Callable[[str], str]) -> WinoGrandeItem:
    return replace(item, sentence=say(item.sentence), option1=say(item.option1), option2=say(item.option2))


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


def _twin(seed: int, kind: str, name: str) -> Twin | None:
    """Two items from one scene and its turned form, or None if they are not a clean twin."""
    try:
        scene, teller = stage_scene(SCENES[name], seed, False)
        turned_scene, turned_teller = stage_scene(SCENES[name], seed, True)
    except Unsuitable:
        return None
    plain, turned = _blanked(scene, teller, kind), _blanked(turned_scene, turned_teller, kind)
    if plain is None or turned is None or plain[1] == turned[1] or changed_words(plain[0], turned[0]) > CHANGED_WORDS:
        return None
    words = _words(plain, True), _words(turned, True)
    if words[0] == words[1]:
        words = _words(plain, False), _words(turned, False)
    votes = frozenset((_vote(scene, plain, words[0]), _vote(turned_scene, turned, words[1])))
    return Twin(plain, turned, words, votes)


def _vote(scene: Scene, blanked: Blanked, words: str) -> Vote:
    sentence, right, wrong = blanked
    before = sentence.partition("_")[0]
    one, two = ("", "") if scene.answer.named else (right, wrong)
    first = sentence.find(wrong) - sentence.find(right)
    last = before.rfind(right) - before.rfind(wrong)
    return (words, one, two, (first > 0) - (first < 0), (last > 0) - (last < 0))


def _words(blanked: Blanked, masked: bool) -> str:
    """What is said after the blank; `masked`: whatever thing or person it is said of."""
    words = split_words(blanked[0].partition("_")[2])
    return " ".join(_MASKS.get(word, word) if masked else word for word in words)


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
    if len({len(re.findall(rf"\b{_word(entity)}\b", after)) for entity in scene.candidates}) > 1:
        return None  # whoever is named again is not the one in the blank
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

"""From beats to a finished telling: features order, grammar weaves, style words, persona frames, then it is told."""

import random
from collections.abc import Callable, Sequence

from workbench.stories.clauses import Beat, Entity
from workbench.stories.voice.features import FEATURES
from workbench.stories.voice.finding import Workshop, workshop
from workbench.stories.voice.keeping import LONGEST, broken, narrated
from workbench.stories.voice.layout import paragraphed
from workbench.stories.voice.merging import merge
from workbench.stories.voice.openings import opened
from workbench.stories.voice.personas import framed, witnessed
from workbench.stories.voice.settings import Telling, Unsuited, Voice
from workbench.stories.voice.steps import Step
from workbench.stories.voice.styles import STYLES, bare, epithets
from workbench.stories.voice.teller import VoicedTeller
from workbench.stories.voice.weaving import WEAVERS

Turn = Callable[[list[Step], Workshop], list[Step]]
GRAMMAR_MARKS = {
    **{"past perfect": "had", "questions": "asked", "relative clauses": "who", "comparatives": "than"},
    **{"conditionals": "if", "indirect speech": "said", "participle clauses": "ing", "time clauses": "time"},
    "exclamations": "!",
}
"""The mark that each way of weaving leaves on its steps; the others leave their own name."""
FEATURE_ROLES = {
    **{"flashback": "flashback", "in medias res": "flashback", "foreshadowing": "foreshadowing", "letter": "letter"},
    **{"cliffhanger": "cliffhanger", "moral told": "moral", "twist": "twist", "story within a story": "frame"},
    "inner monologue": "think",
}
"""The role, or the mark, of the steps that a feature adds."""
UNJOINED = frozenset({"plain", "minimalist", "breathless"})
"""Styles whose sentences are not joined any further."""


def tell(beats: Sequence[Beat], cast: Sequence[Entity], voice: Voice, rng: random.Random) -> Telling:
    """Tell the beats in the voice; the same arguments and random numbers give the same telling.

    Raises:
        Unsuited: these beats cannot be told so; others may.
    """
    steps = [Step.of(beat) for beat in beats]
    shop = workshop(steps, cast, voice, rng)
    for turn in _turns(voice):
        steps = turn(steps, shop)
    if voice.style == "minimalist":
        steps = [step for step in steps if not (_long(step, voice) and bare(step))]
    teller = VoicedTeller(rng, voice)
    if voice.style == "alliterative":
        teller.epithets = epithets(shop)
    for step in steps:
        teller.tell(step)
    telling = _finished(teller)
    if voice.narrator is not None and not _speaks(telling, voice.narrator):
        raise Unsuited("whoever tells it is not in it")
    missed = broken(telling, voice)
    if missed:
        raise Unsuited(missed)
    return telling


def _inside(turn: Turn) -> Turn:
    """The turn, done to what stands between the very beginning and the very end."""

    def inside(steps: list[Step], shop: Workshop) -> list[Step]:
        body = turn([step for step in steps if step.rank == 0], shop)
        return [*(step for step in steps if step.rank < 0), *body, *(step for step in steps if step.rank > 0)]

    return inside


def labelled(steps: list[Step], shop: Workshop) -> list[Step]:
    """Cues on the sentences that honour the grammar and the feature: they are where the text shows them."""
    voice = shop.voice
    mark, role = GRAMMAR_MARKS.get(voice.grammar, voice.grammar), FEATURE_ROLES.get(voice.feature, "")
    for step in steps:
        added: list[tuple[str, str]] = []
        if mark and mark in step.marks:
            added.append(("grammar", voice.grammar))
        if role and (step.role == role or role in step.marks) and ("feature", voice.feature) not in step.cues:
            added.append(("feature", voice.feature))
        step.cues = (*step.cues, *added)
    return steps


def in_order(steps: list[Step], _: Workshop) -> list[Step]:
    """What belongs to the very beginning first, what belongs to the very end last."""
    return sorted(steps, key=lambda step: step.rank)


def _long(step: Step, voice: Voice) -> bool:
    """Whether a step by itself comes out longer than its style allows."""
    teller = VoicedTeller(random.Random(0), voice)
    teller.tell(step)
    return any(len(narrated(teller.text[one.start : one.end]).split()) > LONGEST for one in teller.sentences)


def _finished(teller: VoicedTeller) -> Telling:
    return Telling(
        teller.text,
        tuple(teller.sentences),
        tuple(teller.mentions),
        tuple(teller.cues),
        tuple(teller.targets),
        teller.told,
        teller.paragraph + 1,
    )


def _speaks(telling: Telling, narrator: Entity) -> bool:
    """Whether the narrator is spoken of twice or more, not counting what is said in quotes."""
    own = [one for one in telling.mentions if narrator.id in one.entity.split("+") and one.form in ("pronoun", "group")]
    return sum(telling.text[: one.start].count('"') % 2 == 0 for one in own) >= 2


def _turns(voice: Voice) -> list[Turn]:
    """What is done to the steps, in order."""
    turns: list[Turn] = []
    if voice.narrator is not None and voice.narrator.kind != "child":
        turns.append(witnessed)
    if voice.feature:
        turns.append(_inside(FEATURES[voice.feature]))
    if voice.grammar:
        turns.append(WEAVERS[voice.grammar])
    turns.append(labelled)
    if voice.style:
        turns.append(STYLES[voice.style])
    turns.append(in_order)
    if voice.style not in UNJOINED:
        turns.append(merge)
    if voice.persona:
        turns.append(framed)
    if voice.initial_letter or voice.initial_word_class:
        turns.append(opened)
    turns.append(paragraphed)
    return turns

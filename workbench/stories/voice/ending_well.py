"""How it turns out: well, badly, or otherwise than it seemed."""

from dataclasses import dataclass

from workbench.stories.clauses import Entity, Full
from workbench.stories.voice.constructions import Remark
from workbench.stories.voice.finding import PEOPLE, Workshop, entities_in
from workbench.stories.voice.settings import Unsuited
from workbench.stories.voice.steps import Phrase, Step
from workbench.stories.voice.teller import VoicedTeller

WARM = frozenset({"joyful", "funny", "calm", "tender", "exciting", "hopeful", "proud"})
COLD = frozenset({"sad", "lonely", "angry", "tense"})
"""What the tone of an ending says of how it ends; a mysterious one says neither."""
_WELL = (("and so all was well in the end", "and so all is well in the end"), ("it ended well", "it ends well"))
_BADLY = (("it did not end well", "it does not end well"), ("and so it ended badly", "and so it ends badly"))


def happy_ending(steps: list[Step], shop: Workshop) -> list[Step]:
    """The plot ends in a warm tone, and the teller says that all was well."""
    return _ended(steps, shop, "happy ending", WARM, _WELL)


def bad_ending(steps: list[Step], shop: Workshop) -> list[Step]:
    """The plot ends in a cold tone, and the teller says that it did not end well."""
    return _ended(steps, shop, "bad ending", COLD, _BADLY)


def _ended(
    steps: list[Step], shop: Workshop, name: str, tones: frozenset[str], lines: tuple[tuple[str, str], ...]
) -> list[Step]:
    late = steps[-max(3, len(steps) // 4) :]
    sounded = [value for step in late for axis, value in step.cues if axis == "tone"]
    if not (sounded and sounded[-1] in tones) and not any(("feature", name) in step.cues for step in late):
        raise Unsuited(f"the plot has no {name}")
    past, now = lines[int(shop.rng.random() * len(lines))]
    return [*steps, Step("ending", Remark((shop.say(past, now),)), (("feature", name),), fixed=True, rank=1)]


@dataclass(slots=True, eq=False)
class Reveal(Phrase):
    """Say "It was me": the teller was in the story all along."""

    who: Entity

    def lay(self, teller: VoicedTeller) -> None:
        """Tell it; from here on the teller is `who`."""
        teller.word("it")
        teller.word("was" if teller.tense == "past" else "is")
        teller.me = self.who
        teller.refer(self.who, 1)


def twist(steps: list[Step], shop: Workshop) -> list[Step]:
    """The plot's own twist (a late beat of that role), or the teller turns out to be somebody of the story."""
    if any(step.role == "twist" for step in steps[len(steps) // 2 :]):
        return steps
    told = {entity.id for step in steps for entity in entities_in(step.node)}
    people = [entity for entity in shop.cast if entity.kind in PEOPLE and entity.named and entity.id in told]
    if shop.voice.narrator is not None or not people:
        raise Unsuited("nobody of the story can turn out to tell it")
    who = people[int(shop.rng.random() * len(people))]
    asked = Remark((shop.pick("and do you know who", "can you guess who"), Full(who), shop.say("was", "is")), "?")
    return [*steps, Step("twist", asked, fixed=True, rank=3), Step("twist", Reveal(who), fixed=True, rank=3)]

"""Fresh stories for a claim: what is positive, what nearly is, and everything else."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Int

from probes.activations import Encoded
from probes.hypothesis.claims import Claim
from probes.labels import NAMED_BY, covered, spans
from workbench.errors import StoryscopeError
from workbench.progress import Task
from workbench.records import AXES, Story
from workbench.seeding import derive

_PATIENCE = 20
_FORMS = ("name", "pronoun")


@dataclass(frozen=True, slots=True)
class Sets:
    """Which tokens (or stories, for a claim about stories) the claim is about, and which are near to those.

    `why` names for each near miss what makes it near: another value of the axis, the same word elsewhere, a person in
    the same story of whom the fact does not hold.
    """

    positive: Bool[np.ndarray, "item"]
    near: Bool[np.ndarray, "item"]
    why: Int[np.ndarray, "item"]


WHY = ("", "other value", "same word", "same story")


def fresh_stories(
    claim: Claim, tier: str, n: int, seed: int, known: Collection[str], task: Task
) -> tuple[list[Story], Bool[np.ndarray, "story"]]:
    """`n` stories that no model has read, and which of them were told without asking for the label.

    Stories whose group is in `known` are passed over. Where the claim is about topic, tone or moral, every second story
    is told with that label, so that there are positives enough; shares are measured on the others.
    """
    from workbench.stories.plots import compose

    asked = {claim.axis: claim.value} if claim.axis in AXES and claim.level != "fact" else {}
    stream = derive(seed, "hypothesis") % 2**31
    stories: list[Story] = []
    natural: list[bool] = []
    seen = set(known)
    for index in range(n * _PATIENCE):
        free = not asked or len(stories) % 2 == 0
        story = compose(stream, index, tier, **({} if free else asked))
        if story.group not in seen:
            seen.add(story.group)
            stories.append(story)
            natural.append(free)
            task.advance(1)
        if len(stories) == n:
            return stories, np.array(natural)
    raise StoryscopeError(f"The world has only {len(stories)} fresh stories for this.", "Ask for fewer with --n.")


def tier_of(corpus_config: dict[str, object]) -> str:
    """The tier of a corpus; raises StoryscopeError for stories that the world has not told."""
    tier = corpus_config.get("tier")
    if not isinstance(tier, str):
        what = "The model's stories were not told by the world, so no fresh ones can be."
        raise StoryscopeError(what, "Test hypotheses on a model that was trained on storyscope generate.")
    return tier


def token_sets(claim: Claim, table: pa.Table, stories: Sequence[Story], encoded: Encoded) -> Sets:
    """The sets of a claim about tokens."""
    size = len(encoded.ids)
    positive, near, why = np.zeros(size, np.bool_), np.zeros(size, np.bool_), np.zeros(size, np.int64)
    if claim.level == "fact":
        for truth, first, stop in _mentions(claim, stories, encoded):
            (positive if truth else near)[first:stop] = True
        near &= ~positive
        why[near] = WHY.index("same story")
        return Sets(positive, near, why)
    others = np.zeros(size, np.bool_)
    for column in NAMED_BY:
        found = spans(table, encoded, column)
        for name, first, stop in zip(found.names, found.begin, found.end, strict=True):
            if name[0] == claim.axis:
                (positive if name[1] == claim.value else others)[first:stop] = True
    others &= ~positive
    same = np.isin(encoded.ids, np.unique(encoded.ids[positive])) & ~positive & ~others
    why[others], why[same] = WHY.index("other value"), WHY.index("same word")
    return Sets(positive, others | same, why)


def _mentions(claim: Claim, stories: Sequence[Story], encoded: Encoded) -> list[tuple[bool, int, int]]:
    """(does the fact hold, first token, stop) of mentions by name or pronoun, in stories where it holds somewhere."""
    found: list[tuple[bool, int, int]] = []
    for number, story in enumerate(stories):
        told = [
            (_holds(claim, story, mention.entity, _sentence(story, mention.start)), mention.start, mention.end)
            for mention in story.mentions
            if mention.form in _FORMS
        ]
        if not any(truth for truth, _, _ in told):
            continue
        start, end = (np.array([one[place] for one in told]) for place in (1, 2))
        first, stop = covered(encoded, np.full(len(told), number), start, end)
        found += [(one[0], int(a), int(b)) for one, a, b in zip(told, first, stop, strict=True)]
    return found


def _sentence(story: Story, place: int) -> int:
    return max((index for index, one in enumerate(story.sentences) if one.start <= place), default=0)


def _holds(claim: Claim, story: Story, entity: str, sentence: int) -> bool:
    """Whether the fact holds of an entity once a sentence is told."""
    for (relation, subject), value in story.state_after(sentence).items():
        if relation != claim.axis:
            continue
        if claim.value:
            if subject == entity and value == claim.value:
                return True
        elif value == entity and claim.argument in ("", subject.rstrip("0123456789")):
            return True
    return False


def story_sets(claim: Claim, table: pa.Table) -> Sets:
    """The sets of a claim about whole stories: near is a story with another value of the axis."""
    values = np.array([value or "" for value in table[claim.axis].to_pylist()], dtype=object)
    positive = values == claim.value
    near = ~positive & (values != "")
    return Sets(positive, near, np.where(near, WHY.index("other value"), 0))


def recipes(stories: Sequence[Story]) -> list[dict[str, object]]:
    """What rebuilds each story."""
    return [json.loads(story.recipe) for story in stories]

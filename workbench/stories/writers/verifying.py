"""A second model reads the stories and says what they are, without being told what was asked for.

Its answers change no label. They say how far the labels "asked for" can be trusted: agreement with its interval, beside
what guessing would give.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.records import Story
from workbench.stories.writers.asking import END_MARK, Ask, Prompt, Recipe, ask_id, asked_of, prompt_id
from workbench.stories.writers.harvest import share
from workbench.stories.writers.journal import Reply

_SYSTEM = "You read a short story and say, for each question, which of the given values fits it best. Use no others."
_LINE = re.compile(r"^\W*(?P<axis>[\w ]+?)\W*:\W*(?P<value>.+?)\W*$")


@dataclass(frozen=True, kw_only=True)
class VerifierConfig:
    """Which model checks the labels, and of how many stories."""

    model: str = option("", "a second model that checks the labels; empty: none")
    stories: int = option(200, "at most so many stories are checked")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a number that checks nothing."""
        if self.stories < 1:
            raise StoryscopeError(f"stories={self.stories} checks nothing.", "Use --verifier-stories 1 or more.")


def verifier_prompt_id(recipe: Recipe) -> str:
    """The id of the questions that a recipe's stories are asked."""
    return prompt_id(_SYSTEM, recipe.choices)


def questions(recipe: Recipe, stream: str, stories: Sequence[Story]) -> Iterator[Ask]:
    """One request for each story; `asked` holds the right answers, which the prompt does not."""
    for number, story in enumerate(stories):
        prompt = _prompt(recipe, story.text)
        truth = {axis: _truth(axis, asked_of(story)) for axis in recipe.choices}
        yield Ask(ask_id(stream, number, prompt), number, prompt, truth, 1)


def _prompt(recipe: Recipe, text: str) -> Prompt:
    lines = [f"- {axis}: {', '.join(values)}" for axis, values in recipe.choices.items()]
    schema = {
        "type": "object",
        "properties": {axis: {"type": "string", "enum": list(values)} for axis, values in recipe.choices.items()},
        "required": list(recipe.choices),
        "additionalProperties": False,
    }
    user = f"Story:\n\n{text}\n\nQuestions and their values:\n" + "\n".join(lines)
    as_json = "Answer with a JSON object with one key per question."
    marked = f'Answer with one line per question, as in "question: value", then a line {END_MARK}'
    return Prompt(_SYSTEM, user, as_json, marked, schema)


def _truth(axis: str, asked: Mapping[str, str]) -> str:
    """What was asked for on an axis; a feature of a list was asked for or not."""
    if axis in asked:
        return asked[axis]
    return "yes" if axis in asked.get("features", "").split(", ") else "no"


def answers(content: str, choices: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The values that a verifier's reply gives, axis by axis; an axis without one of its values is left out.

    >>> answers('{"tone": "Sad"}', {"tone": ("sad", "calm")}), answers("tone: calm.", {"tone": ("sad", "calm")})
    ({'tone': 'sad'}, {'tone': 'calm'})
    """
    found: dict[str, str] = {}
    try:
        value: Any = json.loads(content)
    except ValueError:
        value = None
    if isinstance(value, dict):
        found = {str(axis): str(one) for axis, one in cast("dict[str, object]", value).items()}
    else:
        for line in content.splitlines():
            if match := _LINE.match(line):
                found[match["axis"].lower()] = match["value"]
    low = {axis.lower(): one.strip().lower() for axis, one in found.items()}
    return {axis: low[axis.lower()] for axis, values in choices.items() if low.get(axis.lower()) in values}


@dataclass
class Agreement:
    """How often the verifier says what was asked for, axis by axis."""

    choices: Mapping[str, tuple[str, ...]]
    counts: dict[str, list[int]]
    rows: list[dict[str, Any]]

    @classmethod
    def none_yet(cls, recipe: Recipe) -> "Agreement":
        """Before the first answer."""
        return cls(recipe.choices, {axis: [0, 0] for axis in recipe.choices}, [])

    def settle(self, ask: Ask, reply: Reply) -> None:
        """Count one answer; one that was cut short or refused says nothing."""
        said = answers(reply.content, self.choices) if reply.outcome == "stop" else {}
        for axis, value in said.items():
            self.counts[axis][0] += value == ask.asked[axis]
            self.counts[axis][1] += 1
        self.rows.append({"number": ask.number, "asked": dict(ask.asked), "said": said, "outcome": reply.outcome})

    @property
    def summary(self) -> dict[str, Any]:
        """For each axis n, the share that agree with its 95% interval, and the share that guessing would give."""
        return {
            axis: {**share(same, n), "chance": 1 / len(self.choices[axis])} for axis, (same, n) in self.counts.items()
        }

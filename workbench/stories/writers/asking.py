"""What is asked of a language model: one numbered request with its prompt, and the recipe that makes such requests."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.records import Story

END_MARK = "[[END]]"
"""The line that ends each story where the server cannot be held to a JSON schema."""

STORIES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"stories": {"type": "array", "items": {"type": "string"}}},
    "required": ["stories"],
    "additionalProperties": False,
}
"""What a structured reply looks like: {"stories": ["...", ...]}."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The words of one request: the part common to all, the part of its own, and how to lay the answer out.

    `tail_json` follows where the server is held to `schema`, `tail_marked` where it is not.
    """

    system: str
    user: str
    tail_json: str
    tail_marked: str
    schema: Mapping[str, Any] = field(default_factory=lambda: STORIES_SCHEMA)

    def messages(self, structured: bool) -> list[dict[str, str]]:
        """The messages of the chat completions protocol."""
        tail = self.tail_json if structured else self.tail_marked
        return [{"role": "system", "content": self.system}, {"role": "user", "content": f"{self.user}\n\n{tail}"}]

    @property
    def longest(self) -> int:
        """More tokens than the prompt can have: its bytes, for no tokenizer makes more, and what a template adds."""
        tail = max(self.tail_json, self.tail_marked, key=len)
        return len(f"{self.system}{self.user}{tail}".encode()) + 64


@dataclass(frozen=True, slots=True)
class Ask:
    """Request `number` of a stream: what is asked for (`asked`, axis: value), and how many stories it should bring.

    `id` is a hash of the stream, the number and the prompt, so the same request has the same id in every run.
    """

    id: str
    number: int
    prompt: Prompt
    asked: Mapping[str, str]
    stories: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """A published way to ask for stories.

    `draw(seed, number, stories)` gives the prompt and what it asks for. `columns` says which column of the story record
    each asked axis fills. `refuse(text)` is "" for a story that keeps the recipe's rule, else the rule it breaks.
    `kept(text, asked)` says for what can be checked by counting whether the story has it. `choices` are the values that
    a verifying model chooses from. `tier` is the vocabulary tier that its stories keep to; empty where none.
    """

    name: str
    help: str
    per_completion: int
    tier: str
    prompt_id: str
    draw: Callable[[int, int, int], tuple[Prompt, dict[str, str]]]
    columns: Mapping[str, str]
    refuse: Callable[[str], str]
    kept: Callable[[str, Mapping[str, str]], dict[str, bool]]
    choices: Mapping[str, tuple[str, ...]]


def prompt_id(*parts: object) -> str:
    """The id of a prompt: a hash of its templates and of the values that fill them."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=list).encode()).hexdigest()[:12]


def make_ask(stream: str, recipe: Recipe, seed: int, number: int, stories: int) -> Ask:
    """Request `number` of a stream; the same arguments give the same request."""
    prompt, asked = recipe.draw(seed, number, stories)
    return Ask(ask_id(stream, number, prompt), number, prompt, asked, stories)


def ask_id(stream: str, number: int, prompt: Prompt) -> str:
    """The id of a request: how the answer is laid out is no part of it, for the server decides that."""
    whole = f"{stream}\n{number}\n{prompt.system}\n{prompt.user}"
    return f"{number}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def tails(stories: int) -> tuple[str, str]:
    """How to lay out the answer: (under a JSON schema, with end marks)."""
    some = "the story" if stories == 1 else f"all {stories} stories"
    as_json = f'Answer with a JSON object whose key "stories" holds a list with {some}, one text each.'
    marked = f"Answer with {some} only, without titles, numbers or remarks. After each story write a line {END_MARK}"
    return as_json, marked


def asked_of(story: Story) -> dict[str, Any]:
    """What a story of a language model was asked to be; empty for other stories."""
    recipe: dict[str, Any] = json.loads(story.recipe or "{}")
    return dict(recipe.get("asked", {}))

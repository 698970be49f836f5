"""Explanations by a language model: what a feature responds to, then which excerpts the explanation fits.

After delphi's explainer and detection scorer (arXiv 2410.13928), with one token of each excerpt marked.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probes.explaining.excerpts import Excerpt
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import Progress
from workbench.stories.writers.asking import Ask, Prompt, ask_id, prompt_id
from workbench.stories.writers.journal import Journal, Reply
from workbench.stories.writers.openai_writer import Server, server_url
from workbench.stories.writers.prices import Purse, price_of
from workbench.stories.writers.running import Asker, PaceConfig, gather
from workbench.stories.writers.wire import ReplyConfig

_EXPLAINER = (
    "A feature of a small language model fires on some tokens of little stories. From excerpts in which the token that "
    "it fires on stands in << >>, say in one short sentence what those tokens have in common: the word itself, its "
    "meaning, or what stands before it. The number before an excerpt says how strongly it fires, 10 being the most."
)
_DETECTOR = (
    "You are told what a feature of a language model responds to, and get numbered excerpts of little stories with one "
    "token in << >>. Say for which of them the feature fires on the marked token."
)
_REPLY = ReplyConfig(temperature=0.0, tokens=1_000)
_PROMPT = prompt_id(_EXPLAINER, _DETECTOR)


def _schema(name: str, kind: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: dict(kind)}, "required": [name], "additionalProperties": False}


_SAID = _schema("explanation", {"type": "string"})
_FOUND = _schema("excerpts", {"type": "array", "items": {"type": "integer"}})


@dataclass(frozen=True, kw_only=True)
class ExplainerConfig:
    """Which model explains and judges, and what it may cost."""

    model: str = option("", "a language model that explains features; empty: labels alone")
    base_url: str = option("", "its server; empty: OPENAI_BASE_URL, else OpenAI")
    max_usd: float = option(0.0, "money budget in US dollars; 0: none")
    prices: Path | None = option(None, "your own price table (TOML)")
    concurrency: int = option(8, "at most so many requests under way")

    @property
    def identity(self) -> dict[str, str]:
        """What decides the explanations."""
        return {"model": self.model, "server": server_url(self.base_url), "prompt": _PROMPT} if self.model else {}


class Explainer:
    """Asks one model; replies are kept in a journal, so an interrupted run asks for nothing twice."""

    def __init__(self, config: ExplainerConfig, progress: Progress) -> None:
        """Raises StoryscopeError where a budget is given and the price is not known."""
        self.config, self.progress = config, progress
        self.price = price_of(config.model, config.prices)
        if config.max_usd and self.price is None:
            what = f"What {config.model} costs is not known, so a budget means nothing."
            raise StoryscopeError(what, "Give its prices in a table of your own: --llm-prices FILE.toml.")
        told = json.dumps(config.identity, sort_keys=True)
        self.stream = hashlib.sha256(told.encode()).hexdigest()[:12]

    def explanations(self, shown: Mapping[int, Sequence[Excerpt]]) -> dict[int, str]:
        """Feature: one sentence, for those that the model answered."""
        asks = {feature: self._ask(*_explaining(excerpts)) for feature, excerpts in shown.items()}
        replies = self._all("explanations", list(asks.values()))
        said = {feature: read_sentence(replies[ask.id]) for feature, ask in asks.items() if ask.id in replies}
        return {feature: text for feature, text in said.items() if text}

    def detections(self, cases: Sequence[tuple[str, Sequence[Excerpt]]]) -> list[set[int] | None]:
        """For each (explanation, excerpts): which of them it is said to fit, counted from 0; None without an answer."""
        asks = [self._ask(*_detecting(text, excerpts)) for text, excerpts in cases]
        replies = self._all("detections", asks)
        return [
            read_numbers(replies[ask.id], len(excerpts)) if ask.id in replies else None
            for ask, (_, excerpts) in zip(asks, cases, strict=True)
        ]

    def _ask(self, system: str, user: str, tails: tuple[str, str], schema: dict[str, Any]) -> Ask:
        prompt = Prompt(system, user, *tails, schema)
        return Ask(ask_id(self.stream, 0, prompt), 0, prompt, {}, 1)

    def _all(self, what: str, asks: Sequence[Ask]) -> dict[str, str]:
        """Ask id: the text of the whole answers."""
        different = {ask.id: ask for ask in asks}
        found: dict[str, str] = {}

        async def run(journal: Journal) -> bool:
            server = Server(server_url(self.config.base_url), 120.0)
            purse = Purse((journal,), {self.config.model: self.price} if self.price else {}, self.config.max_usd)
            pace = PaceConfig(concurrency=self.config.concurrency)
            asker = Asker(server, self.config.model, _REPLY, pace, journal, purse, self.progress)
            try:
                with self.progress.task(what, len(different), "answers") as task:

                    def settle(ask: Ask, reply: Reply) -> None:
                        if reply.outcome == "stop":
                            found[ask.id] = reply.content
                        task.advance(cost=f"${purse.paid.usd:.4f}")

                    for key in [key for key in journal.replies if key in different]:
                        settle(different[key], journal.replies[key])
                    rest = (ask for ask in different.values() if ask.id not in journal.replies)
                    return await gather(asker, rest, lambda _: True, settle)
            finally:
                await server.close()

        with Journal(artifacts.root() / ".replies" / self.stream / f"{what}.jsonl") as journal:
            if asyncio.run(run(journal)):
                what = f"The budget of {self.config.max_usd:g} dollars ended with {len(found):,} of {len(different):,}"
                raise StoryscopeError(f"{what} answers.", "Raise --llm-max-usd and run again: nothing is asked twice.")
        return found


def _explaining(excerpts: Sequence[Excerpt]) -> tuple[str, str, tuple[str, str], dict[str, Any]]:
    lines = [f"{excerpt.level}: {excerpt.text}" for excerpt in excerpts]
    tails = (
        'Answer with a JSON object whose key "explanation" holds the sentence.',
        "Answer with the sentence only.",
    )
    return _EXPLAINER, "\n".join(lines), tails, _SAID


def _detecting(text: str, excerpts: Sequence[Excerpt]) -> tuple[str, str, tuple[str, str], dict[str, Any]]:
    lines = [f"{number}. {excerpt.text}" for number, excerpt in enumerate(excerpts, 1)]
    tails = (
        'Answer with a JSON object whose key "excerpts" holds the numbers of those that fit, a list that may be empty.',
        "Answer with the numbers of those that fit, separated by commas, or with the word none. Write nothing else.",
    )
    return _DETECTOR, f"The feature responds to: {text}\n\n" + "\n".join(lines), tails, _FOUND


def read_sentence(reply: str) -> str:
    """The explanation in a reply, in one line; empty if there is none.

    >>> read_sentence('{"explanation": "names of animals"}'), read_sentence(" names of  animals ")
    ('names of animals', 'names of animals')
    """
    said = _json(reply)
    text = said.get("explanation", "") if isinstance(said, dict) else reply
    return " ".join(str(text).split())[:400]


def read_numbers(reply: str, count: int) -> set[int]:
    """Which of `count` excerpts a reply names, counted from 0; what is no such number is passed over.

    >>> sorted(read_numbers('{"excerpts": [1, 3, 99]}', 5)), read_numbers("none", 5), sorted(read_numbers("2, 5", 5))
    ([0, 2], set(), [1, 4])
    """
    said = _json(reply)
    named: Any = said.get("excerpts", []) if isinstance(said, dict) else said if isinstance(said, list) else None
    if not isinstance(named, list):
        named = re.findall(r"\d+", reply)
    numbers = {int(one) for one in named if str(one).isascii() and str(one).isdigit() and len(str(one)) < 6}
    return {number - 1 for number in numbers if 1 <= number <= count}


def _json(reply: str) -> Any:
    text = re.sub(r"^```(?:json)?|```$", "", reply.strip()).strip()
    try:
        return json.loads(text)
    except ValueError:
        return None

"""Language models as judges, behind any OpenAI-compatible server: blind, shuffled, several times, within a budget.

A request shows one prompt, one completion and the criteria: no model's name, no other completion. Every reply is on
disk before it is counted, so that a killed run asks for nothing twice that was answered. A reply that does not give
every score is asked for again, and after the last try its scores are missing: None, never 0.
"""

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from probes.judging.completing import Completion
from probes.judging.llm_questions import SYSTEM, judge_prompt, scores_of
from probes.judging.rubrics import Rubric
from probes.judging.rules import Mark
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.seeding import python_random
from workbench.stories.writers.asking import Ask, Prompt, ask_id
from workbench.stories.writers.journal import Journal, Reply
from workbench.stories.writers.openai_writer import Server, server_url
from workbench.stories.writers.prices import Price, Purse, price_of
from workbench.stories.writers.running import Asker, PaceConfig, gather
from workbench.stories.writers.wire import ReplyConfig


@dataclass(frozen=True, kw_only=True)
class LlmConfig:
    """How language models judge."""

    base_url: str = option("", "the server; empty: OPENAI_BASE_URL, else OpenAI")
    samples: int = option(1, "how often each completion is judged")
    tries: int = option(3, "how often a reply that does not parse is asked for, in all")
    max_usd: float = option(0.0, "money budget in US dollars, earlier runs included; 0: none")
    max_total_tokens: int = option(0, "token budget, likewise; 0: none")
    prices: Path | None = option(None, "your own price table (TOML)")
    reply: ReplyConfig = field(default_factory=lambda: ReplyConfig(temperature=0.0, tokens=1_500))
    pace: PaceConfig = field(default_factory=PaceConfig)

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that ask nothing."""
        for name, least in (("samples", 1), ("tries", 1), ("max_usd", 0), ("max_total_tokens", 0)):
            if getattr(self, name) < least:
                do = f"Use --llm-{name.replace('_', '-')} {least} or more."
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", do)

    @property
    def identity(self) -> dict[str, object]:
        """What decides the judgements."""
        reply = {"temperature": self.reply.temperature, "top_p": self.reply.top_p, "tokens": self.reply.tokens}
        return {"base_url": server_url(self.base_url), "samples": self.samples, "tries": self.tries, "reply": reply}


@dataclass(frozen=True, slots=True)
class Judged:
    """What one judge says of one completion, once."""

    completion: str
    judge: str
    sample: int
    marks: tuple[Mark, ...]


def check_judge(model: str, config: LlmConfig) -> Price | None:
    """The judge's price, None if it is not known; raises StoryscopeError without the key or the price that is needed.

    Asks nothing of the server: it is there to fail before models have worked for minutes.
    """
    asyncio.run(Server(server_url(config.base_url), config.pace.timeout).close())
    price = price_of(model, config.prices)
    if config.max_usd and price is None:
        what = f"What {model} costs is not known, so a budget means nothing."
        raise StoryscopeError(what, "Give its prices in a table of your own: --llm-prices FILE.toml.")
    return price


def judge_by_model(
    model: str,
    rubric: Rubric,
    completions: Sequence[Completion],
    config: LlmConfig,
    seed: int,
    progress: Progress = SILENT,
) -> list[Judged]:
    """Judge every completion `config.samples` times; texts that are alike are asked about once.

    Raises StoryscopeError as `write` does for a server that refuses, and when the budget ends before all are judged.
    """
    price = check_judge(model, config)
    whole = json.dumps([model, config.identity, rubric.name, SYSTEM], sort_keys=True)
    work = _Work(hashlib.sha256(whole.encode()).hexdigest()[:12], rubric, config, completions, seed)

    async def run(journal: Journal) -> bool:
        server = Server(server_url(config.base_url), config.pace.timeout)
        purse = Purse((journal,), {model: price} if price else {}, config.max_usd, config.max_total_tokens)
        asker = Asker(server, model, config.reply, config.pace, journal, purse, progress)
        try:
            with progress.task(f"judgements by {model}", len(work.first), "judgements") as task:
                for _ in work.known(journal):
                    task.advance(cost=f"${purse.paid.usd:.4f}")

                def settle(ask: Ask, reply: Reply) -> None:
                    if work.settle(ask, reply):
                        task.advance(cost=f"${purse.paid.usd:.4f}")

                return await gather(asker, work.asks(), lambda _: True, settle)
        finally:
            await server.close()

    with Journal(artifacts.root() / ".replies" / work.stream / "judgements.jsonl") as journal:
        if asyncio.run(run(journal)):
            what = f"The budget ended with {len(work.marks):,} of {len(work.first):,} judgements."
            raise StoryscopeError(what, "Raise it and run again: nothing that was answered is asked twice.")
    return work.judged(model)


class _Work:
    """The requests of one judge: which are open, which must be asked again, and what was said."""

    def __init__(
        self, stream: str, rubric: Rubric, config: LlmConfig, completions: Sequence[Completion], seed: int
    ) -> None:
        self.stream, self.rubric, self._config, self._completions = stream, rubric, config, completions
        self.marks: dict[tuple[str, int], tuple[Mark, ...]] = {}
        self.first: dict[tuple[str, int], tuple[str, Prompt]] = {}
        for one in completions:
            prompt = judge_prompt(rubric.of(one.category), rubric.penalties, one.prompt, one.completion)
            for sample in range(config.samples):
                self.first.setdefault((text_key(one), sample), (one.category, prompt))
        order = list(self.first)
        python_random(seed, "judging order").shuffle(order)
        self._open = deque((key, 0) for key in order)
        self._asked: dict[str, tuple[tuple[str, int], int]] = {}

    def ask(self, key: tuple[str, int], attempt: int) -> Ask:
        """The request for one judgement; its number tells samples and attempts apart, nothing else does."""
        category, prompt = self.first[key]
        number = key[1] * 1_000 + attempt
        made = Ask(ask_id(self.stream, number, prompt), number, prompt, {"category": category}, 1)
        self._asked[made.id] = key, attempt
        return made

    def known(self, journal: Journal) -> Iterator[tuple[str, int]]:
        """Settle what earlier runs were answered, attempt by attempt; leaves open what they were not."""
        for key, _ in [self._open.popleft() for _ in range(len(self._open))]:
            for attempt in range(self._config.tries):
                ask = self.ask(key, attempt)
                if ask.id not in journal.replies:
                    self._open.append((key, attempt))
                    break
                if self._settled(ask, journal.replies[ask.id]):
                    yield key
                    break

    def asks(self) -> "_Asks":
        """The open requests; more may come while it runs."""
        return _Asks(self)

    def next(self) -> Ask | None:
        """The next open request."""
        return self.ask(*self._open.popleft()) if self._open else None

    def settle(self, ask: Ask, reply: Reply) -> bool:
        """Take a reply; whether its judgement is now settled, be it as missing. Otherwise it is asked for again."""
        if self._settled(ask, reply):
            return True
        key, attempt = self._asked[ask.id]
        self._open.append((key, attempt + 1))
        return False

    def _settled(self, ask: Ask, reply: Reply) -> bool:
        key, attempt = self._asked[ask.id]
        criteria = self.rubric.of(self.first[key][0])
        found = scores_of(reply.content, criteria) if reply.outcome == "stop" else None
        if found is None and attempt + 1 < self._config.tries:
            return False
        if found is None:
            said = "no reply gave every score" if reply.outcome == "stop" else f"the last reply was {reply.outcome}"
            self.marks[key] = tuple(Mark(one.id, None, (said,)) for one in criteria)
        else:
            self.marks[key] = tuple(Mark(one.id, *found[one.id]) for one in criteria)
        return True

    def judged(self, model: str) -> list[Judged]:
        """Everything that was said, completion by completion; what was never answered is missing."""
        rows: list[Judged] = []
        for one in self._completions:
            silent = tuple(Mark(each.id, None, ("no answer",)) for each in self.rubric.of(one.category))
            for sample in range(self._config.samples):
                rows.append(Judged(one.id, model, sample, self.marks.get((text_key(one), sample), silent)))
        return rows


class _Asks(Iterator[Ask]):
    """An iterator that may go on after it had nothing to give: a reply can open its request again."""

    def __init__(self, work: _Work) -> None:
        self._work = work

    def __next__(self) -> Ask:
        ask = self._work.next()
        if ask is None:
            raise StopIteration
        return ask


def text_key(one: Completion) -> str:
    """What makes two completions the same to a judge."""
    return json.dumps([one.category, one.prompt, one.completion])

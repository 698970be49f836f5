"""Summaries by a language model, for stories whose record does not know what happens."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import Progress
from workbench.records import Story
from workbench.stories.reading import Corpus
from workbench.stories.writers.asking import Ask, Prompt, ask_id, prompt_id, tails
from workbench.stories.writers.cleaning import clean, stories_of
from workbench.stories.writers.journal import Journal, Reply
from workbench.stories.writers.openai_writer import Server, server_url
from workbench.stories.writers.prices import Purse, price_of
from workbench.stories.writers.running import Asker, PaceConfig, gather
from workbench.stories.writers.wire import ReplyConfig

_SYSTEM = "You say in one or two short, plain sentences what happens in a story, with the names that it uses."
_REPLY = ReplyConfig(temperature=0.0, tokens=400)


@dataclass(frozen=True, kw_only=True)
class SummariserConfig:
    """Which model writes the summaries of stories that have no facts."""

    model: str = option("", "a model that summarises stories without facts; empty: none")
    base_url: str = option("", "its server; empty: OPENAI_BASE_URL, else OpenAI")
    max_usd: float = option(0.0, "money budget in US dollars; 0: none")
    prices: Path | None = option(None, "your own price table (TOML)")
    concurrency: int = option(8, "at most so many requests under way")

    @property
    def identity(self) -> dict[str, str]:
        """What decides the summaries."""
        return {"model": self.model, "server": server_url(self.base_url), "prompt": _PROMPT} if self.model else {}


_PROMPT = prompt_id(_SYSTEM, tails(1))


def summaries_by_model(config: SummariserConfig, corpus: Corpus, n: int, progress: Progress) -> dict[str, str]:
    """Story id: summary, for the stories without facts; empty without a model. Replies are kept as `write` keeps them.

    Raises StoryscopeError as `write` does, and when the budget ends before all are summarised.
    """
    if not config.model:
        return {}
    price = price_of(config.model, config.prices)
    if config.max_usd and price is None:
        what = f"What {config.model} costs is not known, so a budget means nothing."
        raise StoryscopeError(what, "Give its prices in a table of your own: --summariser-prices FILE.toml.")
    stream = hashlib.sha256(json.dumps(config.identity, sort_keys=True).encode()).hexdigest()[:12]
    stories = [one for split in corpus.splits for one in corpus.stories(split, n or None) if not one.facts]
    asks = {ask.id: (ask, story.id) for ask, story in zip(_asks(stream, stories), stories, strict=True)}
    found: dict[str, str] = {}

    def settle(ask: Ask, reply: Reply) -> None:
        texts = stories_of(reply.content, 1) if reply.outcome == "stop" else None
        if texts:
            found[asks[ask.id][1]] = clean(texts[0], ascii_only=False)

    async def run(journal: Journal) -> bool:
        server, pace = Server(server_url(config.base_url), 120.0), PaceConfig(concurrency=config.concurrency)
        purse = Purse((journal,), {config.model: price} if price else {}, config.max_usd)
        asker = Asker(server, config.model, _REPLY, pace, journal, purse, progress)
        try:
            with progress.task("summaries", len(asks), "stories") as task:

                def count(ask: Ask, reply: Reply) -> None:
                    settle(ask, reply)
                    task.advance(cost=f"${purse.paid.usd:.4f}")

                for key in [key for key in journal.replies if key in asks]:
                    count(asks[key][0], journal.replies[key])
                rest = (ask for ask, _ in asks.values() if ask.id not in journal.replies)
                return await gather(asker, rest, lambda _: True, count)
        finally:
            await server.close()

    with Journal(artifacts.root() / ".replies" / stream / "summaries.jsonl") as journal:
        if asyncio.run(run(journal)):
            what = f"The budget of {config.max_usd:g} dollars ended with {len(found):,} of {len(asks):,} summaries."
            raise StoryscopeError(what, "Raise --summariser-max-usd and run again: nothing is asked twice.")
    return found


def _asks(stream: str, stories: list[Story]) -> Iterator[Ask]:
    as_json, marked = (tail.replace("stories", "summaries").replace("story", "summary") for tail in tails(1))
    for story in stories:
        prompt = Prompt(_SYSTEM, f"Story:\n\n{story.text}", as_json.replace('"summaries"', '"stories"'), marked)
        # Numbered alike, so that the same story has the same request wherever it stands.
        yield Ask(ask_id(stream, 0, prompt), 0, prompt, {}, 1)

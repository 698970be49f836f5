"""One run of `storyscope write`: its stream of requests, what is on disk of it, and the corpus made from that."""

import hashlib
import itertools
import json
import math
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.progress import Progress, Task
from workbench.records import Story
from workbench.seeding import python_random
from workbench.stories.writers.asking import Ask, Recipe, make_ask
from workbench.stories.writers.batches import Batches, Pending
from workbench.stories.writers.harvest import Harvest, stories_in_order
from workbench.stories.writers.journal import Journal, Reply
from workbench.stories.writers.openai_writer import Server
from workbench.stories.writers.prices import Price, Purse, price_of
from workbench.stories.writers.running import Asker, gather
from workbench.stories.writers.shelving import card, write_replies, write_stories
from workbench.stories.writers.verifying import Agreement, questions, verifier_prompt_id
from workbench.stories.writers.wire import ReplyConfig
from workbench.stories.writers.write_config import WriteConfig

_DRY = 100  # replies without a single usable story, before the run ends


class Session:
    """A config, its recipe and server; between `opened` and the end of that block it holds the journals."""

    def __init__(self, config: WriteConfig, recipe: Recipe, url: str) -> None:
        """Raises StoryscopeError where a money budget is asked for and a price is not known."""
        self.config, self.recipe, self.url = config, recipe, url
        self.prices = self._known_prices()
        self.stories = config.per_completion or recipe.per_completion
        self._asked = {
            **{"recipe": recipe.name, "prompt": recipe.prompt_id, "model": config.model, "server": url},
            **{"seed": config.seed, "per_completion": self.stories, "temperature": config.reply.temperature},
            **{"top_p": config.reply.top_p, "reply_tokens": config.reply.tokens},
        }
        self.stream = _hash(self._asked)
        self.folder = artifacts.root() / ".replies" / self.stream
        self._agreement: Agreement | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """What decides the corpus."""
        config = self.config
        return {
            **{"writer": "openai", "tier": self.recipe.tier, **self._asked, "n": config.n},
            **{"quotes": config.quotes, "ascii": config.ascii, "validation": config.validation, "test": config.test},
            **{"verifier": config.verifier.model, "verified": config.verifier.stories if config.verifier.model else 0},
        }

    @contextmanager
    def opened(self) -> Generator[None]:
        """Hold the journals; raises StoryscopeError if another process asks for the same stories."""
        verifier = {"model": self.config.verifier.model, "prompt": verifier_prompt_id(self.recipe)}
        self.checks = f"verifier-{_hash(verifier)}" if self.config.verifier.model else ""
        with ExitStack() as stack:
            names = [name for name in ("replies", self.checks) if name]
            self.journals = [stack.enter_context(Journal(self.folder / f"{name}.jsonl")) for name in names]
            self.journal = self.journals[0]
            limits = (self.config.max_usd, self.config.max_total_tokens)
            self.purse = Purse(tuple(self.journals), self.prices, *limits)
            yield

    async def gather_all(self, progress: Progress) -> Pending | None:
        """Ask for everything that is not on disk; a batch that is not done and not to be waited for is given back."""
        server = Server(self.url, self.config.pace.timeout)
        try:
            asker = self._asker(server, self.config.model, self.config.reply, self.journal, progress)
            harvest = self._harvest()
            for ask in self._answered():
                harvest.take(ask, self.journal.replies[ask.id])
            with progress.task("stories", self.config.n, "stories") as task:
                self._show(task, min(harvest.used, self.config.n), harvest)
                outcome = await self._gather_stories(asker, harvest, task, progress)
            if isinstance(outcome, Pending):
                return outcome
            if outcome:
                raise self._over_budget(harvest.used)
            if self.config.verifier.model:
                await self._verify(server, progress)
            return None
        finally:
            await server.close()

    def fill(self, draft: artifacts.Draft, seconds: float) -> None:
        """Write the corpus from the replies on disk: the first `n` usable stories in the order of their requests."""
        harvest = self._harvest()
        shares = (self.config.validation, self.config.test)
        summary = write_stories(draft.path, self._stories(harvest), self.recipe.tier, *shares)
        paid, most = self.purse.paid, self.purse.committed
        summary |= {
            **harvest.summary,
            "labels_are": "asked for",
            **{"tokens_paid": paid.tokens, "tokens_at_most": most.tokens},
            **({"usd_paid": round(paid.usd, 6), "usd_at_most": round(most.usd, 6)} if self.prices else {}),
            "faults": dict(sorted(self.journal.faults.items())),
            **{"seconds": round(seconds, 3), "stories_per_second": round(summary["stories"] / seconds, 1)},
        }
        if self._agreement is not None:
            summary["verified"] = {"model": self.config.verifier.model, "agreement": self._agreement.summary}
            rows = [json.dumps(row) + "\n" for row in sorted(self._agreement.rows, key=lambda row: row["number"])]
            (draft.path / "verification.jsonl").write_text("".join(rows), encoding="utf-8")
        draft.summary.update(summary)
        replies = self.journal.replies
        write_replies(draft.path, (asdict(replies[id]) for id in replies.in_order()))
        (draft.path / "README.md").write_text(card(self.identity, summary), encoding="utf-8")

    async def _gather_stories(self, asker: Asker, harvest: Harvest, task: Task, progress: Progress) -> bool | Pending:
        def settle(ask: Ask, reply: Reply) -> None:
            before = harvest.used
            harvest.take(ask, reply)
            self._show(task, min(harvest.used, self.config.n) - min(before, self.config.n), harvest)
            if harvest.used == 0 and harvest.replies.total() >= _DRY:
                reasons = {**harvest.replies, **harvest.stories}
                what = f"{_DRY} replies brought no story that can be used ({reasons})."
                raise StoryscopeError(what, "Try another --model, or fewer stories with --per-completion.")

        def missing(per_reply: float) -> int:
            return max(0, math.ceil((self.config.n - harvest.used) / per_reply))

        if self.config.batch:
            batches = Batches(asker, self.config.batches, self.stream, self.folder, progress)
            # A further batch may take a day, so this one is as large as the share of usable stories makes it.
            return await batches.run(self._asks, lambda: missing(harvest.per_reply(self.stories)), settle)
        unanswered = (ask for ask in self._asks() if ask.id not in self.journal.replies)
        # What is under way may bring all that is hoped for: so nothing is paid for that is not needed.
        return await gather(asker, unanswered, lambda flying: flying < missing(self.stories), settle)

    async def _verify(self, server: Server, progress: Progress) -> None:
        config, journal = self.config, self.journals[1]
        reply = ReplyConfig(temperature=0.0, tokens=min(2_000, config.reply.tokens), structured=config.reply.structured)
        asker = self._asker(server, config.verifier.model, reply, journal, progress)
        agreement = self._agreement = Agreement.none_yet(self.recipe)
        asks = list(questions(self.recipe, f"{self.stream} {self.checks}", self._sample()))
        with progress.task("checking labels", len(asks), "stories") as task:

            def settle(ask: Ask, reply: Reply) -> None:
                agreement.settle(ask, reply)
                task.advance(usd=self._cost())

            for ask in asks:
                if ask.id in journal.replies:
                    settle(ask, journal.replies[ask.id])
            rest = (ask for ask in asks if ask.id not in journal.replies)
            if await gather(asker, rest, lambda _: True, settle):
                progress.say(f"The budget of {self.purse.limits} ended the checks: {len(agreement.rows)} were made.")

    def _sample(self) -> list[Story]:
        """The stories to check, drawn without favour."""
        n, wanted = self.config.n, min(self.config.n, self.config.verifier.stories)
        chosen = set(python_random(self.config.seed, "verify").sample(range(n), wanted))
        return [story for number, story in enumerate(self._stories(self._harvest())) if number in chosen]

    def _stories(self, harvest: Harvest) -> Iterator[Story]:
        source = f"{self.config.model} (recipe {self.recipe.name}); labels asked for"
        return stories_in_order(harvest, self.journal.replies, self._answered(), source, self.config.n)

    def _answered(self) -> Iterator[Ask]:
        """The requests that have a reply, in order."""
        ordered = self.journal.replies.in_order()
        last = int(ordered[-1].split("-")[0]) if ordered else -1
        return (ask for ask in itertools.islice(self._asks(), last + 1) if ask.id in self.journal.replies)

    def _asks(self) -> Iterator[Ask]:
        for number in itertools.count():
            yield make_ask(self.stream, self.recipe, self.config.seed, number, self.stories)

    def _harvest(self) -> Harvest:
        return Harvest(self.recipe, self.config.quotes, self.config.ascii)

    def _asker(self, server: Server, model: str, reply: ReplyConfig, journal: Journal, progress: Progress) -> Asker:
        return Asker(server, model, reply, self.config.pace, journal, self.purse, progress)

    def _known_prices(self) -> dict[str, Price]:
        found: dict[str, Price] = {}
        for model in filter(None, (self.config.model, self.config.verifier.model)):
            price = price_of(model, self.config.prices)
            if price is not None:
                found[model] = price
            elif self.config.max_usd:
                what = f"What {model} costs is not known, so a budget of {self.config.max_usd:g} dollars means nothing."
                raise StoryscopeError(what, "Give its prices in a table of your own: --prices FILE.toml.")
        return found

    def _show(self, task: Task, stories: int, harvest: Harvest) -> None:
        rate = harvest.summary["acceptance"]
        task.advance(stories, usable=f"{rate['share']:.0%}", cost=self._cost())

    def _cost(self) -> str:
        paid = self.purse.paid
        return f"${paid.usd:.4f}" if self.prices else f"{paid.tokens:,} tokens"

    def _over_budget(self, used: int) -> StoryscopeError:
        most = self.purse.committed
        usd = f"${most.usd:.4f} and " if self.prices else ""
        what = (
            f"The budget of {self.purse.limits} has no room for another request: {used:,} of {self.config.n:,} stories"
        )
        keep = f", or keep what there is with --n {used}" if used else ""
        do = f"Raise it and run again: nothing is asked twice{keep}."
        return StoryscopeError(f"{what} are there, for at most {usd}{most.tokens:,} tokens.", do)


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]

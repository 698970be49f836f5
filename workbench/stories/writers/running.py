"""Asking many requests at once: bounded, paced, retried, within the budget, each reply on disk before it is counted."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import Progress
from workbench.seeding import python_random
from workbench.stories.writers.asking import Ask
from workbench.stories.writers.journal import Journal, Reply
from workbench.stories.writers.openai_writer import Fault, Server
from workbench.stories.writers.pacing import Backoff, Pace
from workbench.stories.writers.prices import OverBudget, Purse
from workbench.stories.writers.wire import ReplyConfig, Wire, body, read_reply

_FAILURES = 5  # requests in a row that get no answer, after all their retries, before the run ends


@dataclass(frozen=True, kw_only=True)
class PaceConfig:
    """How hard to press the server."""

    concurrency: int = option(8, "at most so many requests under way")
    requests_per_minute: int = option(0, "at most so many requests a minute; 0: no limit")
    tokens_per_minute: int = option(0, "at most so many tokens a minute, counted at their most; 0: no limit")
    retries: int = option(6, "how often to ask again after 429, 5xx, time-outs and broken connections")
    backoff: float = option(1.0, "seconds before the first retry; doubled each time, scattered")
    timeout: float = option(120.0, "seconds to wait for an answer")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that ask nothing."""
        for name, least in (("concurrency", 1), ("requests_per_minute", 0), ("tokens_per_minute", 0), ("retries", 0)):
            if getattr(self, name) < least:
                do = f"Use --pace-{name.replace('_', '-')} {least} or more."
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", do)
        if self.backoff < 0 or self.timeout <= 0:
            what = f"backoff={self.backoff} or timeout={self.timeout} is too small."
            raise StoryscopeError(what, "Use a back-off of 0 or more and a time-out above 0.")


class Stopped(Exception):
    """The run is ending: a request that would have been tried again is not."""


class Asker:
    """Asks one model the requests of one journal."""

    def __init__(
        self,
        server: Server,
        model: str,
        reply: ReplyConfig,
        pace: PaceConfig,
        journal: Journal,
        purse: Purse,
        progress: Progress,
    ) -> None:
        self.server, self.model, self.reply_config, self.pace_config = server, model, reply, pace
        self.journal, self.purse, self._progress = journal, purse, progress
        self.wire = Wire.first(reply, journal.notes.get("wire"))
        self.stopping = asyncio.Event()
        self._backoff = Backoff(pace.backoff)
        self._pace = Pace(pace.requests_per_minute, pace.tokens_per_minute, time.monotonic, self.rest)

    def affords(self, ask: Ask) -> bool:
        """Whether the budget has room for a request."""
        return self.purse.affords(self.purse.worst(self.model, ask.prompt.longest, self.reply_config.tokens))

    async def rest(self, seconds: float) -> None:
        """Sleep; raises Stopped as soon as the run ends."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        if self.stopping.is_set():
            raise Stopped

    async def answer(self, ask: Ask) -> Reply | Fault:
        """The reply to a request, on disk; or the last fault when all retries are used up.

        Raises OverBudget, Stopped, and StoryscopeError where trying again is of no use.
        """
        rng = python_random(0, "backoff", ask.id)
        attempt = 0
        while True:
            wire = self.wire
            worst = self.purse.worst(self.model, ask.prompt.longest, self.reply_config.tokens)
            await self._pace.turn(worst.tokens)
            # No other request can come between this look and the line in the journal that takes the money.
            if not self.purse.affords(worst):
                raise OverBudget
            self.journal.sent(ask.id, worst.tokens, worst.usd)
            try:
                fault = await self._try(ask, wire)
            except Fault as raised:
                fault = raised
            if isinstance(fault, Reply):
                return fault
            self.journal.fault(ask.id, fault.name, fault.charged)
            if fault.kind == "wire":
                self.do_without(fault.message, wire)
                continue
            if fault.kind == "stop":
                raise _hopeless(fault)
            if attempt >= self.pace_config.retries:
                return fault
            if fault.wait is not None:
                self._pace.pause(fault.wait)
            await self.rest(self._backoff.seconds(attempt, rng, fault.wait))
            attempt += 1

    async def _try(self, ask: Ask, wire: Wire) -> Reply | Fault:
        answer = await self.server.complete(body(self.model, ask, wire, self.reply_config), ask.id)
        try:
            reply = read_reply(answer, ask, self.purse.prices.get(self.model), "live")
        except ValueError as error:
            return Fault("again", "malformed", f"The server's answer makes no sense: {error}.", charged=True)
        self.journal.reply(reply)
        return reply

    def do_without(self, complaint: str, used: Wire) -> None:
        """Leave out what the server does not take; raises StoryscopeError if that is nothing we can leave out."""
        if used is not self.wire:
            return  # another request has met the same, and the next attempt goes without
        lesser = used.without(complaint, self.reply_config.structured == "auto")
        if lesser is None:
            raise StoryscopeError(_sentence(complaint), "Check --model, --base-url and the --reply settings.")
        self.wire = lesser
        self.journal.note("wire", lesser.record)
        what = "a JSON schema" if used.structured and not lesser.structured else "all of our settings"
        self._progress.say(f"This server does not take {what}; going on without.")


async def gather(
    asker: Asker, asks: Iterator[Ask], wanted: Callable[[int], bool], settle: Callable[[Ask, Reply], None]
) -> bool:
    """Ask until `wanted(under way)` says that it is enough or the requests end; whether the budget ended it before.

    `settle` is told each reply after it is on disk. When interrupted, what is under way is waited for, because it is
    paid for; a second interrupt ends at once. Raises StoryscopeError when the server fails again and again.
    """
    flying: dict[asyncio.Task[Reply | Fault], Ask] = {}
    put_back: list[Ask] = []
    failures = 0
    try:
        while True:
            while len(flying) < asker.pace_config.concurrency and wanted(len(flying)):
                ask = put_back.pop() if put_back else next(asks, None)
                if ask is None:
                    break
                if not asker.affords(ask):
                    put_back.append(ask)
                    break
                flying[asyncio.create_task(asker.answer(ask))] = ask
            if not flying:
                return bool(put_back)
            done, _ = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                ask = flying.pop(task)
                try:
                    outcome = task.result()
                except OverBudget:
                    put_back.append(ask)
                    continue
                if isinstance(outcome, Reply):
                    failures = 0
                    settle(ask, outcome)
                    continue
                failures += 1
                if failures >= _FAILURES:
                    do = "See whether the server is well, then run again: all replies are kept."
                    tries = asker.pace_config.retries + 1
                    times = "once" if tries == 1 else f"{tries} times"
                    what = f"{failures} requests in a row had no answer, each tried {times}."
                    raise StoryscopeError(f"{what} {_sentence(outcome.message)}", do)
    finally:
        await _let_land(asker, flying)


async def _let_land(asker: Asker, flying: dict[asyncio.Task[Reply | Fault], Ask]) -> None:
    """Wait for the requests under way, whose replies are written as they come; none is tried again."""
    asker.stopping.set()
    if flying:
        await asyncio.wait(flying, timeout=asker.pace_config.timeout)
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
    asker.stopping.clear()


def _hopeless(fault: Fault) -> StoryscopeError:
    do = {
        "401": "Check OPENAI_API_KEY: the server does not take it.",
        "403": "Check that your account may use this model.",
        "404": "Check --model and --base-url.",
        "no credit": "Add credit to the account, then run again: all replies are kept.",
    }
    return StoryscopeError(_sentence(fault.message), do.get(fault.name, "Check --model and --base-url."))


def _sentence(message: str) -> str:
    return f"{message.rstrip('.')}."

"""Large runs through the Batch API: submitted, polled and collected, and taken up again wherever a kill has left them.

A batch goes through the steps planned, created, collected; each is a note in the journal, synced before the next step
begins. The one gap, a kill after the server has made a batch and before its id is on disk, is closed by a mark that the
batch carries: a planned batch is looked for on the server before it is made.
"""

import asyncio
import itertools
import json
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import Progress
from workbench.seeding import python_random
from workbench.stories.writers.asking import Ask
from workbench.stories.writers.journal import Journal, Reply, Spent
from workbench.stories.writers.openai_writer import Fault
from workbench.stories.writers.pacing import Backoff
from workbench.stories.writers.running import Asker
from workbench.stories.writers.wire import Wire, body, read_reply

T = TypeVar("T")
_ENDED = ("completed", "failed", "expired", "cancelled")
_WORTH = 0.1  # of what is missing: a further batch that the budget makes smaller is not worth its wait
_BARREN = 3  # batches in a row that bring no reply, before the run ends


@dataclass(frozen=True, kw_only=True)
class BatchesConfig:
    """How `--batch` works."""

    size: int = option(10_000, "at most so many requests per batch")
    poll: float = option(60.0, "seconds between two looks at a batch")
    wait: bool = option(True, "wait for the batch; else submit or collect, and stop")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a size that no server takes, or a poll that never ends."""
        if not 1 <= self.size <= 50_000 or self.poll < 0:
            what = f"size={self.size} or poll={self.poll} is out of range."
            raise StoryscopeError(what, "Use a size from 1 to 50000 and a poll of 0 or more.")


@dataclass(frozen=True)
class Pending:
    """A batch that is under way: what to show for now."""

    summary: dict[str, Any]


class Batches:
    """The batches of one journal, one after the other."""

    def __init__(self, asker: Asker, config: BatchesConfig, stream: str, folder: Path, progress: Progress) -> None:
        self._asker, self._config, self._stream, self._folder = asker, config, stream, folder
        self._progress = progress
        self._journal: Journal = asker.journal

    async def run(
        self, asks: Callable[[], Iterator[Ask]], missing: Callable[[], int], settle: Callable[[Ask, Reply], None]
    ) -> bool | Pending:
        """Submit and collect until `missing()` requests are 0; whether the budget ended it before, or what is pending.

        `asks()` gives all requests of the stream in order, answered ones too.
        """
        barren = made = 0
        for number in itertools.count():
            note: dict[str, Any] | None = self._journal.notes.get(f"batch {number}")
            if note is not None and note["step"] == "collected":
                continue
            if note is None:
                chosen = self._choose(asks(), missing())
                if not chosen or (made and len(chosen) < _WORTH * min(missing(), self._config.size)):
                    return missing() > 0
                note = self._plan(number, chosen)
                made += 1
            else:
                wanted = set(note["numbers"])
                chosen = [ask for ask in itertools.islice(asks(), max(wanted) + 1) if ask.number in wanted]
            if note["step"] == "planned":
                note = await self._create(number, note, chosen)
            self._commit(note, chosen)
            state = await self._wait(note)
            if state["status"] not in _ENDED:
                return Pending(_told(note, state))
            before = len(self._journal.replies)
            await self._collect(number, note, chosen, state, settle)
            barren = 0 if len(self._journal.replies) > before else barren + 1
            if barren == _BARREN:
                what = f"{barren} batches in a row brought no reply."
                raise StoryscopeError(what, "Try a few requests without --batch to see what the server says.")
        raise AssertionError("the batches are endless")

    def _choose(self, asks: Iterator[Ask], missing: int) -> list[Ask]:
        """The next requests without a reply that the budget has room for."""
        chosen: list[Ask] = []
        sum_of = Spent()
        for ask in asks:
            if len(chosen) >= min(missing, self._config.size):
                break
            if ask.id in self._journal.replies:
                continue
            worst = self._worst(ask)
            sum_of.add(worst.tokens, worst.usd)
            if not self._asker.purse.affords(sum_of):
                break
            chosen.append(ask)
        return chosen

    def _worst(self, ask: Ask) -> Spent:
        asker = self._asker
        return asker.purse.worst(asker.model, ask.prompt.longest, asker.reply_config.tokens, batch=True)

    def _plan(self, number: int, chosen: Sequence[Ask]) -> dict[str, Any]:
        note = {
            **{"step": "planned", "mark": f"{self._stream}-{number}", "numbers": [ask.number for ask in chosen]},
            "wire": self._asker.wire.record,
        }
        self._note(number, note)
        return note

    async def _create(self, number: int, note: dict[str, Any], chosen: Sequence[Ask]) -> dict[str, Any]:
        server, mark = self._asker.server, str(note["mark"])
        made = await self._persist(lambda: server.find_batch(mark), mark)
        if made is None:
            file = self._write(number, note, chosen)
            uploaded = await self._persist(lambda: server.upload(file), mark)
            made = await self._persist(self._creating(uploaded, mark), mark)
        note = {**note, "step": "created", "batch": made}
        # The id first, whatever happens next.
        self._note(number, note)
        self._progress.say(f"Batch {made} of {len(chosen):,} requests is under way.")
        return note

    def _commit(self, note: dict[str, Any], chosen: Sequence[Ask]) -> None:
        """Set aside what the batch may cost at most, unless an earlier run has done so."""
        for ask in chosen:
            if ask.id not in self._journal.open and ask.id not in self._journal.replies:
                worst = self._worst(ask)
                self._journal.sent(ask.id, worst.tokens, worst.usd, note["batch"])

    def _creating(self, uploaded: str, mark: str) -> Callable[[], Awaitable[str]]:
        """A call that makes the batch, unless an earlier call whose answer was lost has done so."""
        calls = itertools.count()

        async def call() -> str:
            server = self._asker.server
            made = await server.find_batch(mark) if next(calls) else None
            return made or await server.create_batch(uploaded, mark)

        return call

    def _write(self, number: int, note: dict[str, Any], chosen: Sequence[Ask]) -> Path:
        """The requests as the JSONL file that the Batch API takes."""
        asker, wire = self._asker, Wire(**note["wire"])
        file = self._folder / f"batch-{number:04d}.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            for ask in chosen:
                request = body(asker.model, ask, wire, asker.reply_config)
                line = {"custom_id": ask.id, "method": "POST", "url": "/v1/chat/completions", "body": request}
                stream.write(json.dumps(line) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        return file

    async def _wait(self, note: dict[str, Any]) -> dict[str, Any]:
        """The state of the batch when it has ended; the state now if we are not to wait."""
        with self._progress.task(f"batch {note['batch']}", len(note["numbers"]), "requests") as task:
            shown = 0
            while True:
                state = await self._persist(lambda: self._asker.server.batch(note["batch"]), note["mark"])
                counts = state.get("request_counts") or {}
                done = int(counts.get("completed", 0)) + int(counts.get("failed", 0))
                task.advance(max(0, done - shown), status=str(state["status"]))
                shown = max(shown, done)
                if state["status"] in _ENDED or not self._config.wait:
                    return state
                await asyncio.sleep(self._config.poll)

    async def _collect(
        self,
        number: int,
        note: dict[str, Any],
        chosen: Sequence[Ask],
        state: dict[str, Any],
        settle: Callable[[Ask, Reply], None],
    ) -> None:
        by_id = {ask.id: ask for ask in chosen}
        complaint = ""
        for key in ("output_file_id", "error_file_id"):
            file = state.get(key)
            text = (
                await self._persist(lambda file=file: self._asker.server.download(file), note["mark"]) if file else ""
            )
            for line in text.splitlines():
                complaint = self._read_line(line, by_id, note, settle) or complaint
        for ask in by_id.values():
            if ask.id not in self._journal.replies and ask.id in self._journal.open:
                self._journal.fault(ask.id, f"batch {state['status']}", charged=False)
        self._note(number, {**note, "step": "collected", "status": state["status"]})
        (self._folder / f"batch-{number:04d}.jsonl").unlink(missing_ok=True)
        if state["status"] == "failed":
            errors = (state.get("errors") or {}).get("data") or [{}]
            what = f"The server refused the batch {note['batch']}: {errors[0].get('message') or 'no reason given'}"
            raise StoryscopeError(f"{what.rstrip('.')}.", "Mend that and run again: a new batch is made.")
        if complaint:
            self._asker.do_without(complaint, self._asker.wire)

    def _read_line(
        self, line: str, by_id: dict[str, Ask], note: dict[str, Any], settle: Callable[[Ask, Reply], None]
    ) -> str:
        """Put one line of an output file into the journal; returns what the server does not take, if it says so."""
        try:
            record: Any = json.loads(line)
            ask = by_id.get(record["custom_id"])
            response = record.get("response") or {}
            status, answer = int(response.get("status_code", 0)), response.get("body") or {}
        except (ValueError, LookupError, TypeError, AttributeError):
            return ""  # its request counts as unanswered
        if ask is None or ask.id in self._journal.replies:
            return ""
        if status != 200:
            said = str((answer.get("error") or record.get("error") or {}).get("message") or f"status {status}")
            self._journal.fault(ask.id, f"batch line {status or 'error'}", charged=False)
            return said if status in (400, 422) else ""
        try:
            reply = read_reply(answer, ask, self._asker.purse.prices.get(self._asker.model), note["batch"])
        except ValueError:
            self._journal.fault(ask.id, "batch line malformed", charged=True)
            return ""
        self._journal.reply(reply)
        settle(ask, reply)
        return ""

    async def _persist(self, call: Callable[[], Awaitable[T]], name: str) -> T:
        """A call to the server, tried again as often as the pace allows."""
        rng, backoff = python_random(0, "backoff", name), Backoff(self._asker.pace_config.backoff)
        for attempt in itertools.count():
            try:
                return await call()
            except Fault as fault:
                if fault.kind != "again" or attempt >= self._asker.pace_config.retries:
                    do = "Run the same command again later: what was submitted is taken up."
                    raise StoryscopeError(f"{fault.message.rstrip('.')}.", do) from None
                await asyncio.sleep(backoff.seconds(attempt, rng, fault.wait))
        raise AssertionError("the attempts are endless")

    def _note(self, number: int, note: dict[str, Any]) -> None:
        self._journal.note(f"batch {number}", note)


def _told(note: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    counts = state.get("request_counts") or {}
    return {
        **{"batch": note["batch"], "status": str(state["status"]), "requests": len(note["numbers"])},
        "completed": int(counts.get("completed", 0)),
        "next": "run the same command again to collect it",
    }

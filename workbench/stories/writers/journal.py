"""Every reply on disk before it is counted: an append-only file of one JSON object per line.

Four kinds of lines: `sent` before a request leaves, `reply` when it was answered (whether usable or not), `fault` when
it was not, and `note` for what the run has learned about the server. A reply is synced to the disk before anything else
is done with it. A kill can only tear the last line, which is then cut off, and that reply has not been counted yet.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from workbench.errors import StoryscopeError


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a server: what it said, why it stopped, and what it cost.

    `outcome` is "stop" for a whole answer, else "length", "content_filter", "refusal" or "empty"; only "stop" is used.
    `usd` is 0 where no price is known. `via` is "live" or the batch's id.
    """

    id: str
    number: int
    outcome: str
    content: str
    prompt_tokens: int
    completion_tokens: int
    usd: float
    model: str
    via: str
    created: str

    @property
    def tokens(self) -> int:
        """Tokens of prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(slots=True)
class Spent:
    """Tokens and dollars."""

    tokens: int = 0
    usd: float = 0.0

    def add(self, tokens: int, usd: float) -> None:
        """Count more."""
        self.tokens += tokens
        self.usd += usd


class Replies(Mapping[str, Reply]):
    """The replies of a journal by request id, in the order they came; the file holds them, memory only where."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._places: dict[str, int] = {}

    def __getitem__(self, id: str) -> Reply:
        """Read one back."""
        self._stream.seek(self._places[id])
        return _reply(json.loads(self._stream.readline()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, id: object) -> bool:
        return id in self._places

    def add(self, id: str, place: int) -> None:
        """Remember where the first reply to a request is."""
        self._places.setdefault(id, place)

    def in_order(self) -> list[str]:
        """The ids by the number of their request, which they begin with."""
        return sorted(self._places, key=lambda id: int(id.split("-")[0]))


class Journal:
    """The file of one stream of requests, read back when it is opened and locked against other processes.

    `replies` are those on disk by request id; `paid` what they cost; `open` what was sent and has no outcome yet (worst
    case); `lost` the worst case of what was sent and never answered, which the server may have charged for.
    """

    def __init__(self, path: Path) -> None:
        """Open or begin the file; raises StoryscopeError if another process writes to it or a line is damaged."""
        self.path = path
        self.notes: dict[str, Any] = {}
        self.faults: dict[str, int] = {}
        self.paid, self.lost = Spent(), Spent()
        self.open: dict[str, tuple[int, float, str]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream: BinaryIO = path.open("a+b")
        self.replies = Replies(self._stream)
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._stream.close()
            do = "Wait until that one ends, then run again: its replies are reused."
            raise StoryscopeError("Another process is asking for the same stories right now.", do) from None
        self._read_back()

    def __enter__(self) -> Self:
        """Nothing more: it is open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file."""
        self._stream.close()

    def sent(self, ask: str, tokens: int, usd: float, via: str = "live") -> None:
        """Write that a request is about to leave, and what it may cost at most; `via` as in Reply."""
        # Not synced: a killed process loses nothing that it wrote, and after a power cut this line only counts costs.
        self._append({"kind": "sent", "id": ask, "tokens": tokens, "usd": usd, "via": via}, sync=False)
        self._count_sent(ask, tokens, usd, via)

    def reply(self, reply: Reply) -> None:
        """Write an answer and sync it to the disk, then count it."""
        self._count_reply(reply, self._append({"kind": "reply", **asdict(reply)}, sync=True))

    def fault(self, ask: str, fault: str, charged: bool) -> None:
        """Write that a request was not answered; `charged` if the server may have charged for it all the same."""
        self._append({"kind": "fault", "id": ask, "fault": fault, "charged": charged}, sync=False)
        self._count_fault(ask, fault, charged)

    def note(self, name: str, value: object) -> None:
        """Write what later runs should know, and sync it."""
        self._append({"kind": "note", "name": name, "value": value}, sync=True)
        self.notes[name] = value

    @property
    def committed(self) -> Spent:
        """The most that this stream can have cost so far: paid, lost and under way."""
        tokens = self.paid.tokens + self.lost.tokens + sum(one for one, _, _ in self.open.values())
        return Spent(tokens, self.paid.usd + self.lost.usd + sum(one for _, one, _ in self.open.values()))

    def _append(self, line: Mapping[str, Any], sync: bool) -> int:
        """Write a line; where it begins."""
        place = self._stream.seek(0, os.SEEK_END)
        self._stream.write(json.dumps(line, ensure_ascii=True).encode() + b"\n")
        self._stream.flush()
        if sync:
            os.fsync(self._stream.fileno())
        return place

    def _read_back(self) -> None:
        self._stream.seek(0)
        place = number = 0
        for line in self._stream:
            record, number = _parsed(line), number + 1
            torn = not line.endswith(b"\n")
            if record is None and torn:
                self._stream.truncate(place)
            elif record is None:
                what = f"Line {number} of {self.path} is damaged: it is not JSON."
                raise StoryscopeError(what, "Take the line out (its reply is lost), then run again.")
            else:
                self._count(record, place)
                if torn:
                    # It has lost nothing but its end.
                    self._stream.write(b"\n")
            place += len(line)
        for ask in [ask for ask, (_, _, via) in self.open.items() if via == "live"]:
            # Sent by a run that was killed: whether the server answered, and charged, nobody knows. Batches live on.
            self.fault(ask, "killed", charged=True)

    def _count(self, record: Mapping[str, Any], place: int) -> None:
        match record.get("kind"):
            case "sent":
                self._count_sent(record["id"], record["tokens"], record["usd"], record["via"])
            case "reply":
                self._count_reply(_reply(record), place)
            case "fault":
                self._count_fault(record["id"], record["fault"], record["charged"])
            case "note":
                self.notes[record["name"]] = record["value"]
            case _:
                raise StoryscopeError(f"{self.path} holds a line of an unknown kind.", "Use the release that wrote it.")

    def _count_sent(self, ask: str, tokens: int, usd: float, via: str) -> None:
        self.open[ask] = (tokens, usd, via)

    def _count_reply(self, reply: Reply, place: int) -> None:
        self.open.pop(reply.id, None)
        self.paid.add(reply.tokens, reply.usd)
        self.replies.add(reply.id, place)

    def _count_fault(self, ask: str, fault: str, charged: bool) -> None:
        tokens, usd, _ = self.open.pop(ask, (0, 0.0, ""))
        self.faults[fault] = self.faults.get(fault, 0) + 1
        if charged:
            self.lost.add(tokens, usd)


def _reply(record: Mapping[str, Any]) -> Reply:
    return Reply(**{field.name: record[field.name] for field in fields(Reply)})


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        value: Any = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None

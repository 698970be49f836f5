"""How fast to ask and when to ask again: rates kept, waits asked for honoured, back-off that grows and scatters."""

import asyncio
import email.utils
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from workbench.errors import StoryscopeError

_LONGEST = 60.0  # seconds that a back-off grows to
_PATIENCE = 900.0  # seconds that a server may ask us to wait


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits between two attempts: doubling from `base` seconds, each scattered over its upper half."""

    base: float

    def seconds(self, attempt: int, rng: random.Random, asked: float | None = None) -> float:
        """How long to wait after failed attempt number `attempt` (from 0), at least what the server `asked` for.

        >>> Backoff(1.0).seconds(3, random.Random(0)) <= 8.0 <= Backoff(1.0).seconds(3, random.Random(0), asked=8.0)
        True
        """
        wait = min(_LONGEST, self.base * 2**attempt) * (0.5 + rng.random() / 2)
        # Some more than asked, or all that were told the same time would come back together.
        return wait if asked is None else asked + min(wait, self.base)


class Pace:
    """Keeps to so many requests and tokens per minute (0: no limit), evenly spread, and pauses when told to."""

    def __init__(
        self,
        requests: int,
        tokens: int,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._requests, self._tokens = requests, tokens
        self._clock, self._sleep = clock, sleep
        self._next_request = self._next_tokens = self._paused = 0.0

    def take(self, tokens: int) -> float:
        """Take the next free place for a request of so many tokens: the seconds until it may leave."""
        now = self._clock()
        start = max(now, self._next_request, self._next_tokens)
        if self._requests:
            self._next_request = start + 60.0 / self._requests
        if self._tokens:
            self._next_tokens = start + 60.0 * tokens / self._tokens
        return start - now

    def pause(self, seconds: float) -> None:
        """Let no request leave for so long: the server has had enough."""
        self._paused = max(self._paused, self._clock() + seconds)

    async def turn(self, tokens: int) -> None:
        """Wait for this request's turn."""
        wait = self.take(tokens)
        while wait > 0 or (wait := self._paused - self._clock()) > 0:
            await self._sleep(wait)
            wait = 0.0


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that a server asks to wait: Retry-After (seconds or a date) or retry-after-ms; None without one.

    `now` is seconds since 1970. Raises StoryscopeError for a wait of more than fifteen minutes.

    >>> asked_wait({"retry-after": "2.5"}, 0.0), asked_wait({"retry-after-ms": "250"}, 0.0), asked_wait({}, 0.0)
    (2.5, 0.25, None)
    >>> asked_wait({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 20.0)
    40.0
    """
    low = {name.lower(): value.strip() for name, value in headers.items()}
    wait = _number(low.get("retry-after-ms", ""), 0.001)
    if wait is None:
        wait = _number(low.get("retry-after", ""), 1.0)
    if wait is None and low.get("retry-after"):
        try:
            wait = email.utils.parsedate_to_datetime(low["retry-after"]).timestamp() - now
        except ValueError:
            return None
    if wait is not None and wait > _PATIENCE:
        do = "Run the same command again then: nothing that was answered is asked again."
        raise StoryscopeError(f"The server asks to wait for {wait / 60:.0f} minutes.", do)
    return None if wait is None else max(0.0, wait)


def _number(text: str, unit: float) -> float | None:
    try:
        value = float(text) * unit
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None

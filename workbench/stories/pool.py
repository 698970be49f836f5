"""The same function over many pieces of work, one process per core; it stops when its owner does, however it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Self, TypeVar

from workbench.errors import StoryscopeError

Work = TypeVar("Work")
Result = TypeVar("Result")

_stop: Event | None = None  # in a worker process: set when the owner gives up


class Crew:
    """Worker processes, started when there is more than one piece of work and kept until the block ends.

    What they run travels to fresh processes, so functions must be importable from a module, and a script that uses this
    needs the usual `if __name__ == "__main__":`.
    """

    def __init__(self, workers: int = 0) -> None:
        """With `workers` processes; 0 is one per core, 1 works in this very process."""
        self.workers = workers or cores()
        # Spawned, not forked: a fork copies the locks of threads it does not copy (Arrow, torch and Rich have threads).
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tell the workers to stop, and wait until they have."""
        self._stop.set()
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def each(self, function: Callable[[Work], Result], orders: Sequence[Work]) -> Iterator[Result]:
        """The results of `function` for each of `orders`, as they come.

        Raises what `function` raises, and StoryscopeError if a worker process dies.
        """
        if self.workers == 1 or len(orders) <= 1:
            yield from map(function, orders)
            return
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.workers, self._context, _begin, (self._stop,))
        try:
            waiting = [self._executor.submit(function, order) for order in orders]
            for future in as_completed(waiting):
                yield future.result()
        except BrokenProcessPool as error:
            what = "A worker process ended early; most often the machine ran out of memory."
            raise StoryscopeError(what, "Run again with fewer --workers: finished shards are kept.") from error


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def unwanted() -> bool:
    """Whether a worker's work is no longer wanted, because its owner gave up. Always False outside of workers."""
    return _stop is not None and _stop.is_set()


def _begin(stop: Event) -> None:
    global _stop  # noqa: PLW0603 - a worker process belongs to one crew for its whole life
    _stop = stop
    # Ctrl-C reaches the whole process group; the owner alone decides, and tells by `stop`.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A worker whose owner was killed would wait for orders for ever: it holds both ends of the queue itself.
    threading.Thread(target=_follow_owner, daemon=True).start()


def _follow_owner() -> None:
    owner = multiprocessing.parent_process()
    assert owner is not None
    owner.join()
    os._exit(1)

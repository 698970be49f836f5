"""How long work tells of itself without knowing a screen; `apps.console` draws it."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, runtime_checkable


@runtime_checkable
class Task(Protocol):
    """One running piece of work."""

    def advance(self, amount: int = 1, **fields: float | str) -> None:
        """Count `amount` more units as done; `fields` (such as loss) are shown beside the bar."""
        ...


@runtime_checkable
class Progress(Protocol):
    """Where work reports its tasks and messages."""

    def task(self, label: str, total: int | None, unit: str) -> AbstractContextManager[Task]:
        """Open a task of `total` units (None: unknown)."""
        ...

    def say(self, message: str) -> None:
        """Show one line."""
        ...


class _Silent:
    def advance(self, amount: int = 1, **fields: float | str) -> None:  # noqa: ARG002 - the protocol's signature
        return

    @contextmanager
    def task(self, label: str, total: int | None, unit: str) -> Generator[Task]:  # noqa: ARG002
        yield self

    def say(self, message: str) -> None:  # noqa: ARG002
        return


SILENT: Progress = _Silent()
"""Reports nothing; the default of every entry point."""

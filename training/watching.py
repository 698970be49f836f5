"""What else happens along a run: the model is kept at chosen steps, and every line of the log is told as it is written.

Nothing here changes what is learned.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import StoryscopeError
from workbench.language.transformer import Transformer

Row = dict[str, Any]
"""One line of the log: step, tokens, split, loss, lr, and what else was measured."""


def _no_row(_: Row) -> None:
    return


def _no_snapshot(_: Transformer, __: int) -> None:
    return


def _no_log(_: list[Row]) -> None:
    return


@dataclass(frozen=True, kw_only=True)
class Watch:
    """`snapshot` is called with the model at each of `steps`, `row` with each line of the log as it is written.

    `log` is called with all lines whenever the run is saved. A run that was killed repeats what came after its last
    checkpoint, the calls too.
    """

    steps: frozenset[int] = frozenset()
    snapshot: Callable[[Transformer, int], None] = _no_snapshot
    row: Callable[[Row], None] = _no_row
    log: Callable[[list[Row]], None] = _no_log
    ahead: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the steps once."""
        object.__setattr__(self, "ahead", sorted(self.steps))

    def until(self, step: int) -> int:
        """How many steps there are from `step` to the next one to keep; a large number if there is none."""
        place = bisect_right(self.ahead, step)
        return self.ahead[place] - step if place < len(self.ahead) else 2**62


QUIET = Watch()
"""Watches nothing."""


def kept_steps(wish: str, steps: int) -> frozenset[int]:
    """The steps at which a run of `steps` is kept: of `none` none, of `log` 0 and the powers of two, of N each Nth.

    The first and the last are always among them. Raises StoryscopeError for anything else.

    >>> sorted(kept_steps("log", 11)), sorted(kept_steps("4", 11)), sorted(kept_steps("none", 11))
    ([0, 1, 2, 4, 8, 11], [0, 4, 8, 11], [])
    """
    if wish == "none":
        return frozenset()
    if wish == "log":
        return frozenset({0, steps, *(2**power for power in range(steps.bit_length()) if 2**power <= steps)})
    if not (wish.isascii() and wish.isdigit() and int(wish) > 0):
        raise StoryscopeError(f"'{wish}' does not say when to keep the model.", "Use --checkpoints log, none, or 500.")
    return frozenset({*range(0, steps, int(wish)), steps})

"""Several processes that train one model together, started by accelerate's launcher; one alone needs none of this.

The leader (rank 0) writes whatever is written. What a step computes does not depend on the number of processes: they
share out the rows of the same global batch and add up their gradients.
"""

import json
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed

from workbench.errors import StoryscopeError

PATIENCE = timedelta(minutes=30)
"""How long a process waits for the others; the leader's last figures (n-grams, samples) must fit into it."""


@dataclass(frozen=True)
class Team:
    """This process among `size` that work together."""

    rank: int = 0
    size: int = 1
    device: torch.device | None = None

    @property
    def leader(self) -> bool:
        """Whether this one writes."""
        return self.rank == 0

    def part(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """This process's share of a batch: every row is in exactly one, and no two differ by more than a row.

        >>> Team(rank=1, size=3).part(np.arange(7))
        array([3, 4])
        """
        return np.array_split(order, self.size)[self.rank]

    def sum(self, value: Tensor) -> None:
        """Add up the processes' tensors, in place."""
        if self.size > 1:
            with _together():
                distributed.all_reduce(value)

    def share(self, tensors: Iterable[Tensor]) -> None:
        """Give every process the leader's values, in place."""
        if self.size > 1:
            with _together(), torch.no_grad():
                for tensor in tensors:
                    distributed.broadcast(tensor, 0)

    def tell(self, message: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """The leader's message, for everybody."""
        if self.size == 1:
            return message
        device = self.device or torch.device("cpu")
        text = np.frombuffer(json.dumps(message).encode(), np.uint8) if self.leader else np.zeros(0, np.uint8)
        length = torch.tensor([len(text)], device=device)
        self.share([length])
        carried = torch.zeros(int(length), dtype=torch.uint8, device=device)
        if self.leader:
            carried.copy_(torch.from_numpy(text.copy()))
        self.share([carried])
        return json.loads(carried.cpu().numpy().tobytes())


ALONE = Team()
"""The team of one process."""


def join(wish: str) -> Team:
    """The team that accelerate's launcher has made, or ALONE; `wish` is auto, cpu or cuda.

    Raises StoryscopeError where the processes cannot find each other.
    """
    size = os.environ.get("WORLD_SIZE", "1")
    if size == "1":
        return ALONE
    from accelerate import PartialState

    on_cpu = wish == "cpu" or not torch.cuda.is_available()
    with _together():
        state = PartialState(cpu=on_cpu, timeout=PATIENCE)
    if state.num_processes != int(size):
        what = f"This process was started as one of {size}, but found itself one of {state.num_processes}."
        raise StoryscopeError(what, "Start with: accelerate launch --multi_gpu, or --cpu --num_machines 1.")
    return Team(state.process_index, state.num_processes, state.device)


@contextmanager
def _together() -> Generator[None]:
    """Where one process is gone, the others get here: they stop with a sentence."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        first = (str(error).strip().splitlines() or ["no reason given"])[0][:160]
        what = f"Another process of this run has stopped or cannot be reached ({first})."
        raise StoryscopeError(
            what, "See what it said, then start again: the run goes on from its checkpoint."
        ) from error

"""Several processes train the model that one would: started by accelerate's own launcher, over gloo on the CPU."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from torch import Tensor

from tests.test_training import TOP, model, quick, root, rows
from tests.tiny_corpus import make_corpus
from training import team as teams
from training.batches import Rows
from training.loop import CHECKPOINT, adamw
from training.pretrain import train
from training.stepping import EagerSteps, TeamSteps
from training.team import Team
from training.ways import Way, loss_along
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError

__all__ = ["root"]  # the fixture

KILLED = """
import os, signal
from training.team import Team

summed, calls = Team.sum, []
def sum(self, value):
    calls.append(1)
    if self.rank == 1 and len(calls) == 17:
        os.kill(os.getpid(), signal.SIGKILL)
    summed(self, value)
Team.sum = sum

from tests.test_training import quick
from training.pretrain import train
train(quick(device="cpu", checkpoint_seconds=0.0))
"""


class Stopper:
    """A Progress that interrupts the training at the line of the log that it is told to."""

    def __init__(self, left: int) -> None:
        self.left = left

    def say(self, message: str) -> None:
        pass

    def advance(self, _: int = 1, **fields: float | str) -> None:
        self.left -= "loss" in fields
        if self.left == 0:
            raise KeyboardInterrupt

    @contextmanager
    def task(self, *_: object) -> Iterator["Stopper"]:
        yield self


def launch(*words: str) -> subprocess.CompletedProcess[str]:
    """Start two processes here; port 0 lets the launcher find a free one."""
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    launcher += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(TOP), "OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true"}
    return subprocess.run(
        [*launcher, *words], cwd=TOP, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def log_of(made: Artifact) -> list[dict[str, float]]:
    return pq.read_table(made.file("log.parquet")).to_pylist()


@pytest.fixture
def whole(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Artifact:
    """What one process makes of it, uninterrupted, in an artifact folder of its own."""
    with monkeypatch.context() as patch:
        folder = tmp_path_factory.mktemp("one")
        patch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
        make_corpus(folder)
        return train(quick(device="cpu"))


def assert_same_curve(made: Artifact, whole: Artifact) -> None:
    one, two = log_of(whole), log_of(made)
    assert made.ref == whole.ref and [row["step"] for row in one] == [row["step"] for row in two]
    assert [row["tokens"] for row in one] == [row["tokens"] for row in two]
    assert max(abs(here["loss"] - there["loss"]) for here, there in zip(one, two, strict=True)) < 1e-5


@pytest.mark.slow
def test_begun_by_one_and_finished_by_two_processes_the_curve_is_that_of_one(root: Path, whole: Artifact) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(quick(device="cpu", checkpoint_seconds=0.0), Stopper(9))
    settings = ["--preset", "minuscule-83k", "--steps", "31", "--batch", "13", "--way", "fp32-explicit"]
    ended = launch("-m", "apps.cli", "train", *settings, "--device", "cpu", "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)  # one object: the first process speaks for both
    assert told["processes"] == 2 and "Resuming at step 8" in ended.stderr
    made = Artifact(Path(told["path"]), whole.manifest)
    assert made.path.is_relative_to(root)
    assert_same_curve(made, whole)


@pytest.mark.slow
def test_a_process_that_dies_ends_the_run_and_one_alone_finishes_it(root: Path, whole: Artifact) -> None:
    script = root / "killed.py"
    script.write_text(KILLED)
    ended = launch(str(script))
    assert ended.returncode != 0 and "Signal 9" in ended.stderr
    assert list((root / "model").glob(f".partial-*/{CHECKPOINT}"))
    assert_same_curve(train(quick(device="cpu")), whole)


def test_what_the_launcher_cannot_end_ends_with_a_sentence() -> None:
    with pytest.raises(StoryscopeError, match=r"Another process.*reset by peer.*start again"), teams._together():
        raise RuntimeError("Connection reset by peer")
    with pytest.raises(torch.OutOfMemoryError), teams._together():
        raise torch.OutOfMemoryError("too large")


class Half(Team):
    """Two processes in one: keeps what each would add, so that a test can add it up."""

    def sum(self, value: Tensor) -> None:
        sums.append(value.clone())


sums: list[Tensor] = []


def test_the_shares_of_a_batch_add_up_to_the_gradient_of_the_whole() -> None:
    """Each share weighs by its targets: with rows of different lengths the mean of the means would be wrong."""
    drawn = rows(7)
    drawn[0, 12:] = 0
    drawn[1, 4:] = 0
    packed = Rows(drawn.numpy().astype(np.uint16), 7, 0, (drawn[:, 1:] != 0).sum(1).numpy())
    order = np.arange(7)[None]
    alone, together = model(), model()
    steps = EagerSteps(alone, adamw(alone, 0.0, 0.0), loss_along(alone, Way()), packed, 1e9)
    loss = steps._backward(order[0])
    expected = torch.cat([weight.grad.flatten() for weight in alone.parameters() if weight.grad is not None])
    sums.clear()
    for rank in range(3):
        shared = TeamSteps(
            together, adamw(together, 0.0, 0.0), loss_along(together, Way()), packed, 1e9, Half(rank=rank, size=3)
        )
        together.zero_grad()
        shared._backward(order[0])
    total = torch.stack(sums).sum(0)
    assert torch.allclose(total[:-1], expected, atol=1e-6) and total[-1].item() == pytest.approx(loss.item(), abs=1e-6)
    means = [sums[rank][-1] / share for rank, share in enumerate(_shares(packed, order[0]))]
    assert abs(float(sum(means)) / 3 - loss.item()) > 5e-5  # broken on purpose: the mean of the processes' means


def _shares(packed: Rows, order: np.ndarray) -> list[float]:
    return [
        float(packed.targets[Team(rank=rank, size=3).part(order)].sum() / packed.targets[order].sum())
        for rank in range(3)
    ]


def test_every_row_of_a_batch_is_one_process_s() -> None:
    order = np.arange(13)[::-1]
    parts = [Team(rank=rank, size=4).part(order) for rank in range(4)]
    assert np.array_equal(np.concatenate(parts), order) and {len(part) for part in parts} == {3, 4}

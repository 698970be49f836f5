"""What goes wrong in a run ends with a sentence, and the last good checkpoint stays."""

import os
import subprocess
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file

from tests.test_training import TOP, Told, quick, root
from tests.tiny_corpus import make_corpus
from training.evaluation import predict, right_answers
from training.loop import CHECKPOINT
from training.preparing import encoded
from training.pretrain import train
from training.tracking import trackers
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.scoring import TransformerScorer
from workbench.progress import SILENT

__all__ = ["root"]  # the fixture

FULL = """
import resource
from contextlib import contextmanager
from tests.test_training import quick
from training.pretrain import train
from workbench.errors import StoryscopeError

class Filler:
    left = 13
    def say(self, message): pass
    def advance(self, amount=1, **fields):
        self.left -= "loss" in fields
        if self.left == 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))  # no room for a checkpoint
    @contextmanager
    def task(self, label, total, unit): yield self

try:
    train(quick(checkpoint_seconds=0.0), Filler())
except StoryscopeError as error:
    print(error)
"""


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(root: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FULL], cwd=TOP, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert "is full. Free some space" in ended.stdout
    (kept,) = (root / "model").glob(f".partial-*/{CHECKPOINT}")
    assert all(bool(tensor.isfinite().all()) for tensor in load_file(kept).values())
    told = Told()
    made = train(quick(), told)
    assert any(message.startswith("Resuming at step 12") for message in told.messages)
    assert artifacts.verify(made) == [] and made.manifest.summary["steps"] == 31


def test_a_corpus_without_stories_or_with_other_words_is_refused(root: Path) -> None:
    train(quick(steps=2))
    words = artifacts.resolve("tokenizer")
    other = make_corpus(root, train=40, validation=7, seed=5)
    file = other.path / "data" / "train-00000.parquet"
    table = pq.read_table(file)
    texts = ["Three quick zebras galloped over yonder hills." for _ in range(table.num_rows)]
    pq.write_table(table.set_column(table.schema.get_field_index("text"), "text", [texts]), file)
    with pytest.raises(StoryscopeError, match=r"does not know 8\d% of the words.*--tokenizer"):
        train(quick(corpus=other.label, tokenizer=words.label))
    bare = make_corpus(root, validation=0, seed=6)
    with pytest.raises(StoryscopeError, match="no stories in its validation split"):
        train(quick(corpus=bare.label))
    assert len(artifacts.listing("model")) == 1


@pytest.mark.usefixtures("root")
def test_accuracy_is_how_often_the_likeliest_token_was_the_next() -> None:
    made = train(quick())
    loaded = checkpoints.load_model(made)
    corpus = artifacts.resolve("corpus")
    stories = encoded(corpus, made, "validation", loaded.config.context, SILENT)
    right = total = 0
    for sequence in stories.sequences():
        likeliest = loaded.model(torch.tensor([sequence]))[0, :-1].argmax(-1).tolist()
        right += sum(one == two for one, two in zip(likeliest, sequence[1:], strict=True))
        total += len(sequence) - 1
    found = predict(loaded.model, stories)
    assert found.accuracy == right / total == made.manifest.summary["val_accuracy"]
    assert 0.3 < right / total < 1
    scorer = TransformerScorer(loaded.model, loaded.tokenizer)
    losses = [-one.sum() for one in scorer.logprobs(stories.sequences())]
    assert found.loss == pytest.approx(sum(losses) / total)
    padded = torch.tensor([[2, 5, 0, 0]]), torch.tensor([[1, 1, 0, 0]])
    assert right_answers(torch.zeros(1, 4, 7), *padded) == 0  # padding is never right


def test_weights_and_biases_offline_gets_every_line_and_nothing_is_sent(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_DIR", str(root))
    monkeypatch.setenv("WANDB_SILENT", "true")
    monkeypatch.setenv("WANDB_MODE", "offline")
    made = train(quick(wandb="stories"))
    assert train(quick()).ref == made.ref  # who watches changes nothing
    (written,) = root.glob("wandb/offline-run-*/run-*.wandb")
    assert made.manifest.id in written.name
    content = written.read_bytes()
    assert b"train/loss" in content and b"validation/accuracy" in content and b"validation/bits_per_byte" in content


def test_weights_and_biases_wants_its_key_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("WANDB_MODE", "WANDB_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with ExitStack() as stack, pytest.raises(StoryscopeError, match=r"WANDB_API_KEY.*WANDB_MODE=offline"):
        trackers(stack, "", "stories", "n", "1", {})


@pytest.mark.skipif(find_spec("tensorboard") is None, reason="tensorboard is not installed")
def test_tensorboard_gets_every_line(root: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    made = train(quick(tensorboard=str(root / "board")))
    events = EventAccumulator(str(root / "board" / made.label))
    events.Reload()
    log = [row for row in pq.read_table(made.file("log.parquet")).to_pylist() if row["split"] == "validation"]
    told = [(one.step, one.value) for one in events.Scalars("validation/bits_per_byte")]
    assert told == [(row["step"], pytest.approx(row["bits_per_byte"], rel=1e-6)) for row in log]


@pytest.mark.skipif(find_spec("tensorboard") is not None, reason="tensorboard is installed")
def test_without_tensorboard_its_flag_says_how_to_get_it(root: Path) -> None:
    with pytest.raises(StoryscopeError, match="pip install tensorboard"):
        train(quick(tensorboard=str(root / "board")))
    assert artifacts.listing("model") == []

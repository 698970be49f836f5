import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file

from tests.tiny_corpus import make_corpus
from training.loop import CHECKPOINT, adamw
from training.pretrain import TrainConfig, train
from training.schedule import learning_rate
from training.ways import Way, fastest, loss_along
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.transformer import ModelConfig, Transformer
from workbench.progress import SILENT

TOP = Path(__file__).parents[1]
SHAPE = ModelConfig(
    n_layers=2, d_model=10, n_heads=2, n_kv_heads=1, d_head=6, d_mlp=17, vocab_size=29, context=23, rope_theta=1000.0
)


class Told:
    """A Progress that keeps what it was told."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    task = staticmethod(SILENT.task)

    def say(self, message: str) -> None:
        self.messages.append(message)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    make_corpus(tmp_path)
    return tmp_path


def quick(**changes: object) -> TrainConfig:
    settings = {"preset": "minuscule-83k", "steps": 31, "batch": 13, "way": "fp32-explicit", **changes}
    return TrainConfig(**settings)  # pyright: ignore[reportArgumentType]


def rows(count: int = 5) -> torch.Tensor:
    drawn = torch.randint(3, 29, (count, 24), generator=torch.Generator().manual_seed(0))
    drawn[:, [0, 9, 20]] = 2
    drawn[:, 21:] = 0
    return drawn


def model(seed: int = 0) -> Transformer:
    return checkpoints.random_init(SHAPE, seed)


def test_the_learning_rate_rises_then_falls_to_its_floor() -> None:
    rates = [learning_rate(step, 101, 1.0, 10, 0.1) for step in range(101)]
    assert rates[:10] == pytest.approx([0.1 * (step + 1) for step in range(10)])
    assert rates[10] == 1.0 and rates[100] == pytest.approx(0.1) and rates[55] == pytest.approx(0.55)
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_the_loss_is_the_mean_over_targets_of_each_story_by_itself() -> None:
    found = loss_along(model(), Way())(rows())
    losses: list[torch.Tensor] = []
    for row in rows():
        for begin, end in ((0, 9), (9, 20)):
            logits = model()(row[None, begin:end])[0]
            losses.append(torch.nn.functional.cross_entropy(logits, row[begin + 1 : end + 1], reduction="none"))
    assert found.item() == pytest.approx(torch.cat(losses).mean().item(), abs=1e-5)
    # Broken on purpose: stories that see their neighbours have another loss.
    assert abs(loss_along(model(), Way(), confined=False)(rows()).item() - found.item()) > 1e-4


def assert_same(way: Way, tolerance: float) -> None:
    plain, other = model(), model()
    loss, again = loss_along(plain, Way())(rows()), loss_along(other, way)(rows())
    loss.backward()
    again.backward()
    assert again.item() == pytest.approx(loss.item(), rel=tolerance)
    for one, two in zip(plain.parameters(), other.parameters(), strict=True):
        assert one.grad is not None and two.grad is not None
        assert (one.grad - two.grad).norm().item() < 5 * tolerance * (one.grad.norm().item() + 1e-3)


@pytest.mark.parametrize(("way", "tolerance"), [(Way(attention="sdpa"), 1e-4), (Way(bf16=True), 0.02)])
def test_every_way_computes_the_same_loss_and_gradient(way: Way, tolerance: float) -> None:
    assert_same(way, tolerance)


COMPILED = """
import torch
from tests.test_training import Told, assert_same, model, rows
from training.ways import Way, fastest

assert_same(Way(bf16=True, compiled=True), 0.02)
from torch._inductor import config
config.cpp.cxx, config.force_disable_caches = ("/nowhere/c++",), True
torch.compiler.reset()
told = Told()
without = fastest(model(), rows(), 10**9, told)
assert not without.compiled and "Compiling does not work here" in told.messages[-1], told.messages
"""


@pytest.mark.slow
def test_a_compiled_step_is_the_same_and_without_a_compiler_training_goes_on() -> None:
    # In a process of its own, because the compiler cannot see through the shape checks that tests run under.
    subprocess.run([sys.executable, "-c", COMPILED], cwd=TOP, check=True)


def test_ways_are_read_and_written() -> None:
    assert Way.parse(str(Way(True, True, "sdpa"))) == Way(True, True, "sdpa")
    with pytest.raises(StoryscopeError, match="auto"):
        Way.parse("fp8")


def test_the_probe_leaves_weights_alone_and_does_not_compile_a_short_run() -> None:
    probed, told = model(), Told()
    way = fastest(probed, rows(), steps=3, progress=told)
    assert not way.compiled and str(way) in told.messages[-1]
    for one, two in zip(probed.parameters(), model().parameters(), strict=True):
        assert torch.equal(one, two) and one.grad is None


def test_norms_do_not_decay() -> None:
    decayed, free = adamw(model(), 1e-3, 0.1).param_groups
    assert decayed["weight_decay"] == 0.1 and free["weight_decay"] == 0.0
    assert {weight.ndim for weight in decayed["params"]} == {2} and {weight.ndim for weight in free["params"]} == {1}


@pytest.mark.usefixtures("root")
def test_training_learns_more_than_the_unigrams_and_writes_everything() -> None:
    told = Told()
    made = train(quick(steps=120, way="auto"), told)
    summary = made.manifest.summary
    assert summary["val_bits_per_byte"] < summary["ngram_by_order"]["1"] / 2
    assert summary["ngram_bits_per_byte"] == min(summary["ngram_by_order"].values())
    assert set(summary["ngram_by_order"]) == set("12345")
    assert summary["parameters"] == sum(weight.numel() for weight in checkpoints.load_model(made).model.parameters())
    log = pq.read_table(made.file("log.parquet")).to_pylist()
    assert set(log[0]) == {"step", "tokens", "split", "loss", "lr", "bits_per_byte", "accuracy"}
    curve = [row["loss"] for row in log if row["split"] == "validation"]
    assert len(curve) >= 10 and curve[0] > 2 * curve[-1]
    assert curve[0] == pytest.approx(math.log(25), abs=0.5)
    assert log[-1]["tokens"] == summary["tokens"] and log[-1]["step"] == 120
    samples = json.loads(made.file("samples.json").read_text())
    assert all(story["text"].startswith(story["prompt"]) for story in samples)
    assert not made.has(CHECKPOINT) and not list(made.path.glob("*.npy"))
    assert artifacts.verify(made) == []
    assert [parent.manifest.kind for parent in artifacts.lineage(made)] == ["corpus", "tokenizer"]
    assert train(quick(steps=120, way="auto")).ref == made.ref


@pytest.mark.usefixtures("root")
def test_validation_figures_agree_with_the_scorer() -> None:
    made = train(quick())
    scorer = checkpoints.load_any(made)
    texts = pq.read_table(artifacts.resolve("corpus").file("data/validation-00000.parquet"))["text"].to_pylist()
    sequences = [[2, *scorer.tokenizer(text)["input_ids"], 2] for text in texts]
    total = sum(float(one.sum()) for one in scorer.logprobs(sequences))
    summary = made.manifest.summary
    assert summary["val_loss"] == pytest.approx(-total / sum(len(one) - 1 for one in sequences), rel=1e-5)
    assert summary["val_bits_per_byte"] == pytest.approx(-total / math.log(2) / sum(map(len, texts)), rel=1e-5)


KILLED = """
import os, signal, sys
from contextlib import contextmanager
from training.pretrain import TrainConfig, train

class Killer:
    left = int(sys.argv[1])
    def say(self, message): pass
    def advance(self, amount=1, **fields):
        if "loss" in fields:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    @contextmanager
    def task(self, label, total, unit): yield self

train(TrainConfig(preset="minuscule-83k", steps=31, batch=13, way="fp32-explicit", checkpoint_seconds=0.0), Killer())
"""


def test_killed_and_resumed_it_ends_with_the_same_bits(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for steps in (17, 5):  # killed twice, each time some steps further on
        ended = subprocess.run([sys.executable, "-c", KILLED, str(steps)], cwd=TOP, env=dict(os.environ), check=False)
        assert ended.returncode == -signal.SIGKILL
    assert artifacts.listing("model") == []
    assert list((root / "model").glob(f".partial-*/{CHECKPOINT}"))
    told = Told()
    resumed = train(quick(), told)
    assert any(message.startswith("Resuming at step 2") for message in told.messages)
    other = tmp_path_factory.mktemp("uninterrupted")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(other))
    make_corpus(other)
    whole = train(quick())
    assert whole.ref == resumed.ref and whole.path != resumed.path
    one, two = load_file(whole.file("model.safetensors")), load_file(resumed.file("model.safetensors"))
    assert one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)
    logs = [pq.read_table(made.file("log.parquet")) for made in (whole, resumed)]
    assert logs[0].equals(logs[1])


def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_last_good_checkpoint(root: Path) -> None:
    with pytest.raises(StoryscopeError, match=r"lower --lr.*kept"):
        train(quick(lr=1e30, checkpoint_seconds=0.0, steps=31))
    (kept,) = (root / "model").glob(f".partial-*/{CHECKPOINT}")
    assert all(bool(tensor.isfinite().all()) for tensor in load_file(kept).values())
    assert artifacts.listing("model") == []


@pytest.mark.parametrize("bad", [{"batch": -1}, {"lr": 0.0}, {"lr": float("nan")}, {"epochs": 0.0}])
def test_bad_settings_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(StoryscopeError):
        TrainConfig(**bad)  # pyright: ignore[reportArgumentType]


@pytest.mark.usefixtures("root")
def test_mistakes_name_the_way_out() -> None:
    with pytest.raises(StoryscopeError, match="story-600k"):
        train(quick(preset="story-60k"))
    assert not artifacts.listing("tokenizer"), "nothing is made for a model that cannot be"
    with pytest.raises(StoryscopeError, match="auto"):
        train(quick(way="fp8"))
    with pytest.raises(StoryscopeError, match="device"):
        train(quick(device="tpu"))

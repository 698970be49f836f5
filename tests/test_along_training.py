"""Models along their training: kept at chosen steps, opened by every instrument, measured by `dynamics`."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file

from apps.dynamics import DynamicsConfig, dynamics
from tests.test_training import TOP, Told, quick, root
from training.keeping import PROMPTS
from training.pretrain import train
from training.watching import Watch, kept_steps
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.sampling import SampleConfig, sample
from workbench.snapshots import at_step, folder_of, steps_of

__all__ = ["root"]  # the fixture

KILLED = """
import os, signal, sys
from tests.test_training import Told, quick
import training.keeping as keeping
from training.pretrain import train

saved = keeping.write_samples
def write(told, folder):
    saved(told, folder)
    if folder.name == "partial-step-00000016":
        os.kill(os.getpid(), signal.SIGKILL)  # in the middle of writing a snapshot
keeping.write_samples = write
train(quick(checkpoints="log", checkpoint_seconds=0.0))
"""


def test_the_steps_that_are_kept() -> None:
    assert sorted(kept_steps("log", 31)) == [0, 1, 2, 4, 8, 16, 31]
    assert sorted(kept_steps("log", 32)) == [0, 1, 2, 4, 8, 16, 32]
    assert sorted(kept_steps("10", 31)) == [0, 10, 20, 30, 31]
    for bad in ("", "-1", "0", "often", "1.5"):
        with pytest.raises(StoryscopeError, match="--checkpoints log"):
            kept_steps(bad, 31)
    watch = Watch(steps=kept_steps("10", 31))
    assert [watch.until(step) for step in (0, 9, 10, 30)] == [10, 1, 10, 1] and watch.until(31) > 10**9


@pytest.mark.usefixtures("root")
def test_keeping_changes_nothing_that_is_learned_and_each_model_opens() -> None:
    plain, kept = train(quick()), train(quick(checkpoints="log"))
    assert plain.ref != kept.ref and steps_of(plain) == [] and steps_of(kept) == [0, 1, 2, 4, 8, 16, 31]
    one, two = (load_file(made.file("model.safetensors")) for made in (plain, kept))
    assert all(torch.equal(one[name], two[name]) for name in one)
    last = load_file(at_step(kept, 31).file("model.safetensors"))
    first = load_file(at_step(kept, 0).file("model.safetensors"))
    assert all(torch.equal(two[name], last[name]) for name in last)
    assert not torch.equal(first["model.embed_tokens.weight"], last["model.embed_tokens.weight"])
    ref = f"{kept.label}@8"
    loaded = checkpoints.load_model(ref)
    assert loaded.path == kept.path / folder_of(8)
    again = checkpoints.load_model(kept.path / folder_of(8))
    weights = zip(loaded.model.parameters(), again.model.parameters(), strict=True)
    assert all(torch.equal(here, there) for here, there in weights)
    assert sample(SampleConfig(model=ref, n=1, max_new_tokens=3))["tokens"] <= 3
    rows = pq.read_table(kept.file("checkpoints/samples.parquet")).to_pylist()
    assert {row["step"] for row in rows} == {0, 1, 2, 4, 8, 16, 31}
    told = [[row["prompt"] for row in rows if row["step"] == step] for step in (0, 31)]
    assert told[0] == told[1] and set(told[0]) <= set(PROMPTS) and "Tim" in told[0]
    validated = pq.read_table(kept.file("log.parquet")).to_pylist()
    assert {0, 1, 2, 4, 8, 16, 31} <= {row["step"] for row in validated if row["split"] == "validation"}
    assert artifacts.verify(kept) == []


@pytest.mark.usefixtures("root")
def test_a_model_at_a_step_is_an_artifact_with_parents_and_children() -> None:
    kept = train(quick(checkpoints="16"))
    early = artifacts.resolve("model", f"{kept.manifest.name}@16")
    assert early.ref == f"{kept.ref}@16" and artifacts.find(early.ref) == early
    assert artifacts.resolve("model", kept.path / folder_of(16)) == early
    assert early.label == f"{kept.label}@16" and artifacts.missing(early) == []
    assert artifacts.resolve_beside(early, "corpus").manifest.name == "tiny"
    with artifacts.create("probe", "p", {"seed": 1}, [early]):
        pass
    with artifacts.create("probe", "p", {"seed": 1}, [kept]):
        pass
    assert len(artifacts.listing("probe")) == 2
    (late,) = artifacts.children(kept)
    assert artifacts.made_from(late, "model") == kept
    (child,) = artifacts.children(early)
    assert artifacts.made_from(child, "model") == early
    artifacts.remove(late)
    with pytest.raises(StoryscopeError, match="was used to make"):
        artifacts.remove(kept)
    with pytest.raises(StoryscopeError, match=r"not kept at step 17.*0, 16, 31"):
        artifacts.resolve("model", f"{kept.label}@17")
    with pytest.raises(StoryscopeError, match="no model 'nobody'"):
        artifacts.resolve("model", "nobody@16")


def test_killed_while_a_model_is_being_kept_it_goes_on_and_keeps_the_same(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=TOP, env=dict(os.environ), check=False)
    assert ended.returncode == -9 and list((root / "model").glob(".partial-*/checkpoints/partial-step-00000016"))
    told = Told()
    resumed = train(quick(checkpoints="log"), told)
    assert any(message.startswith("Resuming at step 15") for message in told.messages)
    other = tmp_path_factory.mktemp("whole")
    from tests.tiny_corpus import make_corpus

    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(other))
    make_corpus(other)
    whole = train(quick(checkpoints="log"))
    assert whole.manifest.files.keys() == resumed.manifest.files.keys()
    for name, entry in whole.manifest.files.items():
        assert name.endswith("tokenizer_config.json") or entry == resumed.manifest.files[name], name


@pytest.mark.usefixtures("root")
def test_dynamics_measures_every_kept_model_and_draws_it() -> None:
    kept = train(quick(checkpoints="log"))
    made = dynamics(DynamicsConfig(model=kept.label))
    rows = pq.read_table(made.file("dynamics.parquet")).to_pylist()
    assert sorted({row["step"] for row in rows}) == steps_of(kept)
    losses = {row["step"]: row["value"] for row in rows if row["series"] == "loss"}
    assert losses[31] == pytest.approx(kept.manifest.summary["val_loss"], rel=1e-5)
    right = {row["step"]: row["value"] for row in rows if row["series"] == "next-token accuracy"}
    assert right[31] == kept.manifest.summary["val_accuracy"] and right[31] > right[0]
    assert losses[0] > losses[8] > losses[31]
    assert {row["tokens"] for row in rows if row["step"] == 31} == {kept.manifest.summary["tokens"]}
    page = made.file("dynamics.html").read_text()
    assert "training steps" in page and "bits per byte" in page and "next-token accuracy" in page
    assert dynamics(DynamicsConfig(model=kept.label)) == made
    assert dynamics(DynamicsConfig(model=kept.label, steps=(8, 0))).manifest.summary["steps"] == [0, 8]


@pytest.mark.usefixtures("root")
def test_dynamics_says_what_it_needs() -> None:
    with pytest.raises(StoryscopeError, match="loss, winogrande, probe"):
        DynamicsConfig(measure=("grammar",))
    made = train(quick())
    with pytest.raises(StoryscopeError, match="--checkpoints log"):
        dynamics(DynamicsConfig(model=made.label))

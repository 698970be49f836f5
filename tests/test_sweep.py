"""Sweeps: what a file describes, models side by side, and the power law through them."""

import json
import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from apps.cli.commands import forwarded
from apps.sweep import SweepConfig, sweep
from tests.test_training import root
from training.pretrain import TrainConfig
from training.scaling import power_law
from training.sweeping import changes, runs_of
from workbench import artifacts
from workbench.errors import StoryscopeError

__all__ = ["root"]  # the fixture


def write(folder: Path, text: str) -> Path:
    file = folder / "sizes.toml"
    file.write_text(text)
    return file


def test_a_file_describes_runs_and_grids(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        '[base]\nsteps = 7\n[[run]]\npreset = "minuscule-83k"\n[[run]]\npreset = "story-600k"\nlr = 0.001\n'
        "[grid]\nseed = [0, 1]\n",
    )
    found = runs_of(file, TrainConfig(batch=5))
    assert [(one.preset, one.lr, one.seed) for one in found] == [
        ("minuscule-83k", 0.004, 0),
        ("minuscule-83k", 0.004, 1),
        ("story-600k", 0.001, 0),
        ("story-600k", 0.001, 1),
    ]
    assert {(one.steps, one.batch) for one in found} == {(7, 5)}
    assert changes(found) == ["preset", "lr", "seed"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps = 3", "no section 'steps'"),
        ("[base]\nsteps = 3", r"\[\[run\]\]"),
        ('[[run]]\npreest = "story-600k"', "Did you mean 'preset'"),
        ("[[run]]\nsteps = true", "steps=True"),
        ("[grid]\nseed = 3", "not a list"),
        ("run = 3", "not a list of tables"),
        ("[[run]", "cannot be read"),
    ],
)
def test_mistakes_are_found_before_anything_is_trained(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StoryscopeError, match=said):
        runs_of(write(tmp_path, text), TrainConfig())
    with pytest.raises(StoryscopeError, match="sizes.toml"):
        SweepConfig()


def test_the_power_law_is_the_line_through_the_logarithms() -> None:
    exact = power_law([10, 100, 1000, 10_000], [8 * size**-0.25 for size in (10, 100, 1000, 10_000)])
    assert exact.exponent == pytest.approx(-0.25) and exact.scale == pytest.approx(8)
    assert exact.low == pytest.approx(-0.25) and exact.high == pytest.approx(-0.25)
    # By hand: log x = 0, 1, 2 and log y = 0, 0, 3: slope 1.5, residuals 0.5, -1, 0.5, error sqrt(1.5 / 1 / 2).
    law = power_law([1, math.e, math.e**2], [1, 1, math.e**3])
    assert law.exponent == pytest.approx(1.5) and law.scale == pytest.approx(math.exp(-0.5))
    assert law.low == pytest.approx(1.5 - 12.7062 * math.sqrt(0.75), rel=1e-4)
    two = power_law([1, 10], [10, 1])
    assert two.exponent == pytest.approx(-1) and two.low is None and two.n == 2
    with pytest.raises(StoryscopeError, match="same size"):
        power_law([5, 5], [1, 2])


def test_a_sweep_trains_tabulates_and_draws(root: Path) -> None:
    file = write(
        root,
        '[base]\nsteps = 9\nbatch = 13\nway = "fp32-explicit"\n[grid]\npreset = ["minuscule-83k"]\n'
        "seed = [0]\ncontext = [32]\n[[run]]\nlr = 0.004\n[[run]]\nlr = 0.002\n",
    )
    made = sweep(SweepConfig(sweep=str(file)))
    rows = pq.read_table(made.file("runs.parquet")).to_pylist()
    assert [row["lr"] for row in rows] == [0.004, 0.002] and len(artifacts.listing("model")) == 2
    models = {one.label: one for one in artifacts.listing("model")}
    for row in rows:
        assert row["val_loss"] == models[row["model"]].manifest.summary["val_loss"] and row["seconds"] > 0
    assert "exponent" not in made.manifest.summary  # one size has no slope
    figure = json.loads(made.file("scaling.json").read_text())
    assert figure["layout"]["xaxis"]["type"] == "log" and len(figure["data"][0]["y"]) == 2
    assert "Runs" in made.file("scaling.html").read_text()
    created = [one.manifest.created for one in artifacts.listing("model")]
    assert sweep(SweepConfig(sweep=str(file))) == made
    assert [one.manifest.created for one in artifacts.listing("model")] == created  # nothing is trained twice


def test_train_with_a_sweep_is_a_sweep() -> None:
    assert forwarded(["train", "--sweep=a.toml"]) == ["sweep", "--sweep=a.toml"]
    assert forwarded(["train", "--steps", "3"]) == ["train", "--steps", "3"]

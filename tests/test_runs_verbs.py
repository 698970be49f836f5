"""The verbs of a run on the command line: checkpoints, `dynamics`, `train --sweep`, `instruct`."""

import json
from pathlib import Path

import pytest

from apps.cli.main import main
from tests.test_instruct import write_instructions
from tests.test_training import root
from workbench import artifacts

__all__ = ["root"]  # the fixture

TRAIN = ["train", "--preset", "minuscule-83k", "--steps", "9", "--batch", "13", "--way", "fp32-explicit"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_from_checkpoints_to_a_table_on_the_screen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, *TRAIN, "--checkpoints", "log")
    assert told["kept_steps"] == [0, 1, 2, 4, 8, 9] and 0 < float(str(told["val_accuracy"])) < 1
    assert main(["dynamics", "--model", str(told["model"]), "--steps", "0,9"]) == 0
    shown = capsys.readouterr().out
    assert "bits per byte" in shown and "next-token accuracy" in shown
    assert run(capsys, "sample", "--model", f"{told['model']}@4", "--n", "1")["tokens"]
    assert main(["sample", "--model", f"{told['model']}@5"]) == 2
    assert "was not kept at step 5. There is: 0, 1, 2, 4, 8, 9." in capsys.readouterr().err
    sizes = root / "sizes.toml"
    sizes.write_text("[grid]\nlr = [0.004, 0.002]\n")
    assert main([*TRAIN, "--sweep", str(sizes)]) == 0
    assert "bits/byte" in capsys.readouterr().out
    assert [one.manifest.config["lr"] for one in artifacts.listing("model")] == [0.004, 0.004, 0.002]


def test_instructions_on_the_screen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = run(capsys, *TRAIN)
    file = write_instructions(root)
    words = ["instruct", "--model", str(base["model"]), "--instructions", str(file), "--max-new-tokens", "9"]
    assert main(words) == 0
    shown = capsys.readouterr()
    assert "asked for" in shown.out and "Loss of held-out responses" in shown.out
    assert "cannot spell the headings" in shown.err
    assert run(capsys, *words)["reused"] is True


def test_only_the_first_of_several_processes_speaks(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, *TRAIN)
    monkeypatch.setenv("RANK", "1")
    assert main([*TRAIN, "--json"]) == 0
    assert capsys.readouterr().out == "" and root.exists()

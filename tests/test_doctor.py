"""The doctor tells the truth about this machine, and names what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from apps.doctor import DoctorConfig, browser, complain, doctor
from workbench.errors import StoryscopeError
from workbench.progress import SILENT


def test_it_finds_what_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    diagnosis = doctor(DoctorConfig(disk_gb=0.0))
    found = diagnosis.summary["found"]
    assert diagnosis.summary["ok"] is True
    assert diagnosis.summary["missing"] == []
    assert torch.__version__ == found["torch"]
    assert found["python"].startswith(".".join(map(str, sys.version_info[:3])))
    complain(DoctorConfig(), diagnosis, SILENT)


def test_a_disk_too_small_is_missing_and_says_what_to_do() -> None:
    diagnosis = doctor(DoctorConfig(disk_gb=1e9))
    assert diagnosis.summary["ok"] is False
    with pytest.raises(StoryscopeError, match="disk: Free .* GB"):
        complain(DoctorConfig(), diagnosis, SILENT)


def test_unreadable_artifacts_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    (tmp_path / "corpus" / "x-1").mkdir(parents=True)
    (check,) = [one for one in doctor(DoctorConfig(disk_gb=0.0)).checks if one.name == "artifacts"]
    assert check.verdict == "note"
    assert "x-1" in check.do


def test_the_browser_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser() is None
    binary = tmp_path / "chromium"
    binary.write_text("#!/bin/sh\n")
    binary.chmod(0o755)
    assert browser() == str(binary)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o555)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    assert doctor(DoctorConfig(disk_gb=0.0)).summary["ok"] is False


def test_exit_code_and_json(tmp_path: Path) -> None:
    environment = {**os.environ, "STORYSCOPE_ARTIFACTS": str(tmp_path)}
    command = [sys.executable, "-m", "apps.cli", "doctor", "--json"]
    good = subprocess.run([*command, "--disk-gb", "0"], env=environment, capture_output=True, text=True, check=False)
    assert good.returncode == 0
    assert json.loads(good.stdout)["ok"] is True
    bad = subprocess.run([*command, "--disk-gb", "1e9"], env=environment, capture_output=True, text=True, check=False)
    assert bad.returncode == 2
    assert json.loads(bad.stdout)["ok"] is False
    assert "disk: Free" in bad.stderr

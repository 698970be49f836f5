"""Making an artifact: whatever interrupts it, there is the whole artifact or none, and the work goes on."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import artifacts
from workbench.errors import StoryscopeError


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    return tmp_path


def test_a_failed_draft_stays_for_resumption_and_out_of_sight(store: Path) -> None:
    with pytest.raises(ZeroDivisionError), artifacts.create("model", "m", {"n": 7}) as draft:
        (draft.path / "checkpoint").write_text("step 5")
        _ = 1 / 0
    assert artifacts.listing() == []
    assert artifacts.finished("model", {"n": 7}) is None
    # The name may change between the runs; the identity decides.
    with artifacts.create("model", "renamed", {"n": 7}) as draft:
        assert (draft.path / "checkpoint").read_text() == "step 5"
    assert [path.name for path in (store / "model").iterdir()] == [artifacts.resolve("model").label]


_CHILD = """
import sys, time
from workbench import artifacts
with artifacts.create("model", "m", {"n": 7}) as draft:
    (draft.path / "checkpoint").write_text("step 5")
    print("inside", flush=True)
    sys.stdin.read()
"""


def _child() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    return process


def test_kill_nine_in_the_middle_leaves_nothing_visible_and_everything_resumable() -> None:
    process = _child()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert artifacts.listing() == []
    assert artifacts.problems() == []
    with artifacts.create("model", "m", {"n": 7}) as draft:
        assert (draft.path / "checkpoint").read_text() == "step 5"
    assert artifacts.verify(artifacts.resolve("model")) == []


def test_two_processes_never_make_one_artifact_at_once() -> None:
    process = _child()
    with pytest.raises(StoryscopeError, match="Another process is making"), artifacts.create("model", "m", {"n": 7}):
        pass
    # Another artifact of the kind is no trouble.
    with artifacts.create("model", "m", {"n": 8}):
        pass
    process.communicate("")
    assert process.returncode == 0
    made = artifacts.finished("model", {"n": 7})
    assert made is not None
    assert artifacts.verify(made) == []


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "x" * 81, "a b"])
def test_names_that_make_no_folder_are_refused(name: str, store: Path) -> None:
    with pytest.raises(StoryscopeError, match="is not a name"), artifacts.create("corpus", name, {}):
        pass
    assert list(store.iterdir()) == []


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        RuntimeError('IoError(Os { code: 28, message: "No space left on device" })'),
    ],
)
def test_a_full_disk_is_the_users_to_mend_and_leaves_nothing_visible(fault: Exception) -> None:
    with pytest.raises(StoryscopeError, match="is full. Free some space"), artifacts.create("model", "m", {"n": 7}):
        raise fault
    assert artifacts.listing() == []
    with artifacts.create("model", "m", {"n": 7}):
        pass


def test_a_really_full_device_is_reported_the_same_way() -> None:
    with pytest.raises(StoryscopeError, match="is full"), artifacts.create("model", "m", {}):
        Path("/dev/full").write_text("x" * 100_000)


def test_numbers_that_json_does_not_know_do_not_spoil_the_seal() -> None:
    with artifacts.create("model", "m", {}) as draft:
        draft.summary.update(loss=float("nan"), best={"value": float("inf")})
    assert artifacts.resolve("model").manifest.summary == {"loss": None, "best": {"value": None}}


def test_a_folder_that_cannot_be_made_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (store / "file").write_text("not a folder")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(store / "file"))
    with pytest.raises(StoryscopeError, match="Nothing can be written to"), artifacts.create("model", "m", {}):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_named(store: Path) -> None:
    (store / "model").mkdir(mode=0o555)
    with pytest.raises(StoryscopeError, match="Nothing can be written to"), artifacts.create("model", "m", {}):
        pass

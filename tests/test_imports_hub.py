"""Datasets by name, from a hub that speaks the hub's protocol, by the real client; the address is read at its import,
so each import runs in a process of its own, as a user runs it."""

import json
import os
import socket
import subprocess
import sys

import pytest

from tests.hub_server import COMMIT, hub
from tests.story_files import simple_rows, story
from workbench import artifacts
from workbench.stories.corpus import Corpus

pytestmark = pytest.mark.slow
CONTENT = "".join(json.dumps(row) + "\n" for row in simple_rows(40)).encode()


@pytest.fixture(autouse=True)
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))


def ask(address, *words):
    environment = {**os.environ, "HF_ENDPOINT": address}
    command = [sys.executable, "-m", "apps.cli", "import", *words, "--json"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=100)


def test_a_dataset_is_streamed_by_its_name_and_commit():
    assert os.environ["HF_HUB_OFFLINE"] == "1", "offline is lifted for the remote that the user names, and for it only"
    with hub(CONTENT) as server:
        answer = ask(server.address, "--hub", "me/cups", "--validation", "0", "--test", "0")
        assert answer.returncode == 0, answer.stderr
        told = json.loads(answer.stdout)
    made = artifacts.resolve("corpus")
    assert told["stories"] == 40 and made.manifest.name == "cups"
    assert Corpus.open(made).texts("train") == [story(number) for number in range(40)]
    assert made.manifest.config["sources"] == [{"hub": "me/cups", "revision": COMMIT, "split": "train"}]
    files = [path for path in server.asked if path.endswith("train.jsonl")]
    assert files and all(COMMIT in path for path in files), "every row is of one version"


def test_a_hub_that_does_not_answer_is_said():
    with socket.socket() as nobody:  # a port on which nobody listens
        nobody.bind(("127.0.0.1", 0))
        answer = ask(f"http://127.0.0.1:{nobody.getsockname()[1]}", "--hub", "me/cups")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "The dataset me/cups (split train) cannot be opened: " in answer.stderr and answer.stderr.count("\n") == 1
    assert artifacts.listing() == []


def test_a_broken_file_of_the_hub_is_said():
    with hub(CONTENT[:3_000] + b'{"story": oops' + CONTENT[3_000:]) as server:
        answer = ask(server.address, "--hub", "me/cups")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "me/cups" in answer.stderr and "Traceback" not in answer.stderr
    assert artifacts.listing() == []

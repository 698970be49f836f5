"""Pushing a corpus: against a server that speaks the few endpoints of the hub that a push needs."""

import base64
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.composers import VOCABULARY, tell_apart
from workbench.errors import StoryscopeError
from workbench.stories import hub
from workbench.stories.card import dataset_card
from workbench.stories.corpus import Corpus, GenerateConfig, write_corpus

TOKEN = "hf_only_for_this_test"


class Hub(BaseHTTPRequestHandler):
    """A hub with one dataset; every file goes into the commit itself, as small files do."""

    repo: dict[str, bytes]
    created: list[dict]

    def do_GET(self):
        assert "/tree/main" in self.path
        self.answer([{"type": "file", "path": path, "size": 1, "oid": "0" * 40} for path in self.repo])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer({"error": "Invalid username or password."}, 401)
        if self.path == "/api/repos/create":
            self.created.append(json.loads(body))
            return self.answer({"url": f"{self.server.url}/datasets/me/tales", "name": "me/tales", "id": "1"})
        if self.path == "/api/validate-yaml":
            return self.answer({"errors": [], "warnings": []})
        if "/preupload/" in self.path:
            files = [
                {"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                for one in json.loads(body)["files"]
            ]
            return self.answer({"files": files})
        assert "/commit/main" in self.path, self.path
        for line in map(json.loads, body.splitlines()):
            if line["key"] == "file":
                self.repo[line["value"]["path"]] = base64.b64decode(line["value"]["content"])
            elif line["key"] == "deletedFile":
                del self.repo[line["value"]["path"]]
        return self.answer(
            {"commitUrl": f"{self.server.url}/datasets/me/tales/commit/1", "commitOid": "1", "success": True}
        )

    def answer(self, value, status=200):
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    handler = type(
        "OneHub", (Hub,), {"repo": {"data/train-00009.parquet": b"old", "notes.txt": b"mine"}, "created": []}
    )
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return write_corpus(GenerateConfig(n=60, workers=1), tell_apart, VOCABULARY, "tell_apart")


def push(tmp_path, **environment):
    """The command line, in a process of its own, with a home of its own, so that no real token is found."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    inherited |= {
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    command = [sys.executable, "-m", "apps.cli", "corpus", "push", "--repo", "me/tales", "--json"]
    return subprocess.run(command, env={**inherited, **environment}, capture_output=True, text=True, check=False)


def test_a_push_puts_exactly_the_corpus_there(made, server, tmp_path):
    run = push(tmp_path, HF_ENDPOINT=server.url, HF_TOKEN=TOKEN)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert told == {
        "corpus": made.label,
        "repo": "me/tales",
        "url": f"{server.url}/datasets/me/tales",
        "private": True,
        "files": len(made.manifest.files) + 1,
        "stories": 60,
    }
    handler = server.RequestHandlerClass
    assert handler.created[0]["type"] == "dataset" and handler.created[0]["visibility"] == "private"
    expected = {
        path.relative_to(made.path).as_posix(): path.read_bytes() for path in made.path.rglob("*") if path.is_file()
    }
    assert handler.repo == {**expected, "notes.txt": b"mine"}, "an older corpus's files are gone, other people's stay"


@pytest.mark.usefixtures("made")
def test_without_a_token_nothing_is_asked(server, tmp_path):
    run = push(tmp_path, HF_ENDPOINT=server.url)
    assert run.returncode == 2 and run.stdout == ""
    assert run.stderr.endswith("There is no token for the Hugging Face hub. Log in (hf auth login) or set HF_TOKEN.\n")
    assert not server.RequestHandlerClass.created


@pytest.mark.usefixtures("made")
def test_a_refusal_is_two_sentences(server, tmp_path):
    run = push(tmp_path, HF_ENDPOINT=server.url, HF_TOKEN="hf_wrong")
    assert run.returncode == 2 and run.stdout == ""
    assert "The hub did not take 'me/tales': " in run.stderr and "Check the token's rights" in run.stderr
    assert "Traceback" not in run.stderr and "hf_wrong" not in run.stderr


def test_what_cannot_be_pushed_is_refused(made):
    with pytest.raises(StoryscopeError, match="'' is not the name of a dataset"):
        hub.push(hub.PushConfig())
    file = made.file("data/train-00000.parquet")
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(StoryscopeError, match=r"is damaged \(data/train-00000.parquet: its content has changed"):
        hub.push(hub.PushConfig(repo="me/tales"))


def test_the_card_is_one_that_the_hub_reads(made):
    huggingface_hub = pytest.importorskip("huggingface_hub")
    card = huggingface_hub.DatasetCard.load(made.file("README.md"))
    data = card.data.to_dict()
    splits = {split for split, n in Corpus.open(made).splits.items() if n}
    assert data["license"] == "mit" and data["language"] == ["en"] and data["size_categories"] == ["n<1K"]
    assert {one["split"] for one in data["configs"][0]["data_files"]} == splits
    for one in data["configs"][0]["data_files"]:
        assert list(made.path.glob(one["path"]))
    first = Corpus.open(made).texts("train", 1)[0]
    assert f"> {first}\n" in card.text and "storyscope generate --tier minuscule --n 60 --seed 0" in card.text
    assert "drawn independently" in card.text


def test_the_card_tells_of_planted_confounds():
    config = {
        "tier": "minuscule",
        "n": 9,
        "seed": 1,
        "stories_per_file": 7,
        "validation": 0,
        "test": 0.05,
        "world": "w",
    }
    config["confound"] = ["tone=sad ~ topic=rain : 0.9"]
    found = {"confound": config["confound"][0], "planted": 0.9, "found": 0.875, "n": 8, "elsewhere": None}
    summary = {"stories": 9, "splits": {"train": 9}, "labels": {"tone": {"sad": 9}}, "types": 5, "vocabulary": 6}
    text = dataset_card(config, {**summary, "dropped_duplicates": 0, "confounds": [found]})
    assert "| `tone=sad ~ topic=rain : 0.9` | 0.9 | 0.875 of 8 | - |" in text and "independently, every" not in text
    command = 'generate --tier minuscule --n 9 --seed 1 --stories-per-file 7 --validation 0 --confound "tone=sad ~ topic=rain : 0.9"'
    assert command in text

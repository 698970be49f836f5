"""The command that a page shows for a corpus is the one that made it, whoever told the stories."""

import json
import shlex
from pathlib import Path

import pytest

from apps.cli.main import main
from apps.reproduce import command_for
from tests.chat_server import ChatServer
from workbench import artifacts


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made_again(words: list[str], verb: str, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Make a corpus, then make it again with the command that is shown for it, and return that command's words."""
    assert main([*words, "--json"]) == 0
    first = Path(json.loads(capfd.readouterr().out)["path"])
    [corpus] = artifacts.listing("corpus")
    shown = shlex.split(command_for(corpus))
    assert shown[:2] == ["storyscope", verb]
    assert main([*shown[1:], "--json"]) == 0
    assert Path(json.loads(capfd.readouterr().out)["path"]) == first
    assert len(artifacts.listing("corpus")) == 1
    return shown


def test_of_a_generated_one(capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["--tier", "tiny", "--style", "plain", "--confound", "tone=sad ~ topic=rain : 0.5", "--validation", "0.2"]
    shown = made_again(["generate", "--n", "6", "--workers", "1", *asked], "generate", capfd)
    assert shown[shown.index("--style") + 1] == "plain"


def test_of_a_written_one(capfd: pytest.CaptureFixture[str]) -> None:
    with ChatServer() as server:
        asked = ["--recipe", "minuscule", "--model", "m", "--base-url", server.url, "--n", "20"]
        own = ["--reply-temperature", "0.7", "--reply-tokens", "900", "--quotes", "keep", "--ascii"]
        shown = made_again(["write", *asked, *own], "write", capfd)
    assert "--tier" not in shown
    assert shown[shown.index("--base-url") + 1] == server.url


def test_of_an_imported_one(store: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (store / "mine.csv").write_text("story,theme\nTim ran home.,home\nSue had a cat.,pets\n", encoding="utf-8")
    shown = made_again(["import", "--source", "mine.csv", "--map", "topic=theme"], "import", capfd)
    assert shown[shown.index("--source") + 1] == "mine.csv"

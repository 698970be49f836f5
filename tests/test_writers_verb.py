"""`storyscope write`: its addresses and keys, its settings, and the verb itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from apps.cli.main import main
from tests.chat_server import ChatServer
from workbench.errors import StoryscopeError
from workbench.stories.writers.openai_writer import OFFICIAL, Server, server_url
from workbench.stories.writers.write_config import WriteConfig


@pytest.mark.parametrize(
    "url", ["ftp://x/v1", "localhost:8000", "http://", "http://a:b@x/v1", "http://x/v1?key=1", "http://x:y"]
)
def test_addresses_that_are_none_or_hold_secrets(url: str) -> None:
    with pytest.raises(StoryscopeError) as raised:
        server_url(url)
    assert "a:b" not in str(raised.value)


def test_the_address_and_the_key_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert server_url("") == OFFICIAL
    with pytest.raises(StoryscopeError, match="wants a key"):
        Server(OFFICIAL, 1.0)
    Server("http://localhost:1/v1", 1.0)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://box:8000/v1/")
    assert server_url("") == "http://box:8000/v1"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret\nX-Evil: 1")
    with pytest.raises(StoryscopeError) as raised:
        Server(OFFICIAL, 1.0)
    assert "secret" not in str(raised.value)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-1")
    with pytest.raises(StoryscopeError, match="unencrypted"):
        Server("http://box:8000/v1", 1.0)


@pytest.mark.parametrize(
    "values",
    [{"n": 0}, {"max_usd": -1.0}, {"validation": 0.5, "test": 0.5}, {"per_completion": -1}],
)
def test_configs_that_make_no_corpus(values: dict[str, float]) -> None:
    with pytest.raises(StoryscopeError):
        WriteConfig(**values)  # type: ignore[arg-type]


def test_the_name_of_a_corpus_tells_the_model() -> None:
    assert WriteConfig(model="org/model:7b", recipe="tinystories", n=2000).label == "tinystories-org-model-7b-2k"
    assert WriteConfig(model="m", name="mine").label == "mine"


def test_generate_with_another_writer_is_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    with ChatServer() as server:
        words = ["--recipe", "minuscule", "--model", "m", "--base-url", server.url, "--n", "20", "--json"]
        assert main(["generate", "--writer", "openai", *words]) == 0
        made = json.loads(capfd.readouterr().out)
        assert made["stories"] == 20
        assert set(made) >= {"corpus", "types", "seconds", "stories_per_second", "splits"}
        assert main(["write", *words]) == main(["generate", *words[:-1], "--writer=openai"]) == 0
        assert "stories usable" in capfd.readouterr().out
        assert len(server.asked) == 2
    assert main(["generate", "--writer", "nobody"]) == 2
    assert main(["generate", "--writer", "openai"]) == 2
    assert "--model" in capfd.readouterr().err


def test_help_does_not_import_the_client() -> None:
    code = "import sys; from apps.cli.main import main; main(['write', '--help']); print('openai' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1] == "False"
    assert "--max-usd" in told

"""The explorer is served where it says, refuses a taken port, and leaves nothing running behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from apps.explore import ExploreConfig, explore
from workbench.errors import StoryscopeError


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    return tmp_path


def answers(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_it_answers_where_it_says_and_stops_when_told() -> None:
    serving = explore(ExploreConfig())
    try:
        assert serving.url.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(serving.url) as page:
            assert b"<html" in page.read().lower()
        # A second one finds another port by itself.
        other = explore(ExploreConfig())
        try:
            assert other.url != serving.url
        finally:
            other.stop()
    finally:
        serving.stop()
    assert not answers(serving.url)


def test_a_taken_port_is_refused_with_a_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(StoryscopeError, match=f"Port {port} is taken. Choose another"):
            explore(ExploreConfig(port=port))


@pytest.mark.parametrize("address", ["203.0.113.7", "no such name"])
def test_an_address_of_another_machine_is_refused(address: str) -> None:
    with pytest.raises(StoryscopeError, match="This machine has no address"):
        explore(ExploreConfig(port=8599, address=address))


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(StoryscopeError, match="There is no port 70000"):
        ExploreConfig(port=70_000)


def test_no_address_is_not_every_address() -> None:
    with pytest.raises(StoryscopeError, match="The address is empty"):
        ExploreConfig(address="")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_the_address_and_ends_cleanly(ending: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "apps.cli", "explore", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    said = json.loads(process.stdout.readline())
    assert "shows the gallery" in process.stderr.readline()  # nothing was made in the tests' own store
    assert process.stderr.readline() == f"The explorer is at {said['url']} (Ctrl-C stops it).\n"
    assert answers(said["url"])
    process.send_signal(ending)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert not answers(said["url"])

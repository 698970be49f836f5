"""Every page of the explorer, run for real on a tiny real chain: what it shows, what its address says, what breaks."""

import shlex
import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from apps.cli.building import attribute
from apps.cli.commands import find
from apps.reproduce import command_for
from apps.routes import SECTIONS
from tests.paging import KIND, OF_ARTIFACTS, PAGES, html_of, messages, opened, sound
from workbench.artifacts import maker, resolve
from workbench.config import load, parse_text, settings

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()


@pytest.fixture
def copy(tmp_path: Path, tiny_artifacts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny chain that a test may break."""
    shutil.copytree(tiny_artifacts, tmp_path / "artifacts")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path / "artifacts"


def test_the_navigation_knows_every_page() -> None:
    assert sorted(address for part in SECTIONS.values() for address in part) == sorted(PAGES)
    test = sound(AppTest.from_file(str(Path("apps/explorer.py").resolve()), default_timeout=120).run())
    assert test.title[0].value == "Storyscope"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_complaint_and_shows_its_command(page: str) -> None:
    test = opened(page)
    assert test.title
    assert not test.error
    assert test.code[-1].value.startswith("storyscope ")


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_what_to_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    test = opened(page)
    assert "no" in test.info[0].value
    commands = [one.value for one in test.code]
    assert commands[0] == f"storyscope {maker(KIND.get(page, 'corpus'))}"
    assert find(shlex.split(commands[0])[1:]) is not None
    assert commands[1] == "storyscope demo"


@pytest.mark.parametrize("page", OF_ARTIFACTS)
@pytest.mark.usefixtures("copy")
def test_a_damaged_artifact_is_a_message_on_its_panel(page: str) -> None:
    broken = resolve(KIND.get(page, "model"))
    for file in broken.path.rglob("*"):
        if file.is_file() and file.name != "manifest.json":
            file.write_bytes(b"\x00\xff not what it was")
    assert "cannot be read" in messages(opened(page)) or "no readable" in messages(opened(page))


@pytest.mark.parametrize("page", OF_ARTIFACTS)
@pytest.mark.usefixtures("copy")
def test_a_half_deleted_artifact_is_a_message_on_its_panel(page: str) -> None:
    gone = resolve(KIND.get(page, "model"))
    for file in gone.path.rglob("*"):
        if file.is_file() and file.name != "manifest.json":
            file.unlink()
    assert messages(opened(page))


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_manifest_and_work_in_progress_do_not_disturb(page: str, copy: Path) -> None:
    for kind in ("corpus", "model", "features"):
        (copy / kind / ".partial-x-0123456789ab").mkdir()
        (copy / kind / "odd-0123456789ab").mkdir()
        (copy / kind / "odd-0123456789ab" / "manifest.json").write_text("{")
    test = opened(page)
    assert ("damaged" in messages(test)) == (page == "overview")


@pytest.mark.parametrize(
    "kind", sorted({KIND[page] for page in OF_ARTIFACTS if page in KIND} | {"sae", "sae_eval", "tokenizer", "report"})
)
def test_the_command_that_is_shown_makes_the_same_artifact(kind: str) -> None:
    made = resolve(kind)
    words = shlex.split(command_for(made))[1:]
    command = find(words)
    assert command is not None
    config = attribute(f"{command.module}:{command.config}")
    flags = words[len(command.verb.split()) :]
    by_flag = {one.flag: one for one in settings(config)}
    given = {
        ".".join(by_flag[flag].path): parse_text(by_flag[flag].kind, value, flag)
        for flag, value in zip(flags[::2], flags[1::2], strict=True)
    }
    again = attribute(f"{command.module}:{command.function}")(load(config, None, given))
    assert again.path.resolve() == made.path.resolve()


@pytest.mark.usefixtures("copy")
def test_nothing_is_read_twice() -> None:
    """The second run of a page comes from memory: it works even when the files are gone."""
    test = opened("stories")
    before = html_of(test)
    shutil.rmtree(resolve("corpus").path / "data")
    again = sound(test.run())
    assert not again.warning
    assert html_of(again) == before

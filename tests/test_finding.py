"""`corpus find` and `notes`: what the pages can do, from the command line and from Python."""

from pathlib import Path

import pytest

from apps import notes
from apps.notes_verb import NotesConfig, keep
from apps.story_finding import FindStoriesConfig, find_stories
from workbench.errors import StoryscopeError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    monkeypatch.setenv("STORYSCOPE_NOTES", str(tmp_path / "notes.sqlite3"))


def test_stories_are_found_as_on_the_page() -> None:
    every = find_stories(FindStoriesConfig(n=0)).summary
    assert (every["found"], every["stories"]) == (600, [])
    tone = next(iter(every["labels"]["tone"]))
    some = find_stories(FindStoriesConfig(words="was", tone=tone, split="test", n=3)).summary
    assert 0 < some["found"] < 600
    assert {one["tone"] for one in some["stories"]} == {tone}
    assert {one["split"] for one in some["stories"]} == {"test"}
    assert all("was" in one["text"] for one in some["stories"])


@pytest.mark.parametrize("wrong", [{"tone": "nope"}, {"split": "nowhere"}, {"corpus": "none"}])
def test_what_is_not_there_is_a_sentence(wrong: dict[str, str]) -> None:
    with pytest.raises(StoryscopeError):
        find_stories(FindStoriesConfig(**wrong))
    with pytest.raises(StoryscopeError):
        FindStoriesConfig(n=-1)


def test_notes_are_kept_and_told() -> None:
    done = keep(NotesConfig(features="tiny-0", unit="sae.3", list="to read", explain="it counts"))
    assert done.summary["notes"] == [{"features": "tiny-0", "unit": "sae.3", "lists": ["to read"], "says": "it counts"}]
    assert notes.lists() == {"to read": 1}
    assert keep(NotesConfig(features="other")).summary["notes"] == []
    with pytest.raises(StoryscopeError, match="Which unit"):
        NotesConfig(list="x")

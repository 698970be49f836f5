"""The gallery that comes with the code, and the folder that opens without a server."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from apps import export as exporting
from apps import gallery
from apps.explore import ExploreConfig, explore
from apps.export import export
from apps.gallery import GalleryConfig
from apps.gallery_slim import slim
from apps.unit_page import file_name
from tests.paging import HOSTILE
from workbench.artifacts import kinds, listing, resolve, verify
from workbench.errors import StoryscopeError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    return tiny_artifacts


class Outside(HTMLParser):
    """Collects what a page would fetch, where it leads, and its event handlers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "src" or (tag == "link" and name == "href"):
                self.fetched.append(str(value))
            if tag == "a" and name == "href":
                self.links.append(str(value))
            if name.startswith("on"):
                self.handlers.append(name)


def test_the_gallery_that_is_tracked_is_whole_and_small() -> None:
    found = gallery.checked(gallery.place())
    assert {"corpus", "model", "sae", "features", "probe", "patching", "winogrande"} <= {
        one.manifest.kind for one in found
    }
    assert gallery.size_of(gallery.place()) <= gallery.LIMIT


def test_a_damaged_or_missing_gallery_is_a_sentence(tmp_path: Path, store: Path) -> None:
    with pytest.raises(StoryscopeError, match="There is no gallery"):
        gallery.gallery(GalleryConfig(to=str(tmp_path / "none"), check=True))
    for kind in ("model", "probe"):
        shutil.copytree(store / kind, tmp_path / "gallery" / kind)
    result = gallery.gallery(GalleryConfig(to=str(tmp_path / "gallery"), check=True))
    assert result.summary["kinds"] == ["model", "probe"]
    assert result.summary["bytes"] == gallery.size_of(tmp_path / "gallery")
    file = next((tmp_path / "gallery").rglob("results.json"))
    file.write_text(file.read_text().replace("0", "1", 1))
    with pytest.raises(StoryscopeError, match="its content has changed"):
        gallery.gallery(GalleryConfig(to=str(tmp_path / "gallery"), check=True))


def test_a_gallery_that_is_too_large_is_refused(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(store / "probe", tmp_path / "gallery" / "probe")
    monkeypatch.setattr(gallery, "LIMIT", 1_000)
    with pytest.raises(StoryscopeError, match="more than 1,000"):
        gallery.gallery(GalleryConfig(to=str(tmp_path / "gallery"), check=True))


def test_every_stage_of_the_gallery_reads_what_an_earlier_one_made() -> None:
    from apps.cli.building import attribute
    from apps.cli.commands import find
    from workbench.config import load

    made: set[str] = set()
    for name, stage in gallery.plan(GalleryConfig()):
        assert set(stage.reads.values()) <= made, name
        command = find(stage.verb.split())
        assert command is not None
        refs = dict.fromkeys(stage.reads, "x")
        load(attribute(f"{command.module}:{command.config}"), None, {**stage.settings, **refs})
        made.add(name)
    assert "features" in made


def test_the_gallery_is_no_kind_of_the_store_it_lies_in(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(store / "probe", tmp_path / "gallery" / "probe")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    assert kinds() == []
    assert listing() == []


def test_an_empty_store_shows_the_gallery_and_says_so(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.explore import _shown
    from workbench.progress import SILENT

    assert _shown(SILENT) == {"STORYSCOPE_ARTIFACTS": str(store.absolute())}
    monkeypatch.setattr("apps.explore.place", lambda: store)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    shown = _shown(SILENT)
    assert shown["STORYSCOPE_ARTIFACTS"] == str(store)
    assert shown["STORYSCOPE_NOTES"] == str(tmp_path / ".notes.sqlite3")
    monkeypatch.setenv(gallery.SHOWN, "1")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(store))
    from tests.paging import messages, opened

    assert "this is the gallery" in messages(opened("overview"))


def test_an_export_fetches_nothing_and_every_link_leads_somewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_UNITS", 7)
    monkeypatch.setattr(exporting, "_STORIES", 5)
    folder = tmp_path / "out"
    made = explore(ExploreConfig(export=str(folder)))
    assert isinstance(made, exporting.Exported)
    assert made.summary["pages"] == 3 + 7
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        if file.name != "index.html":
            seen = Outside(text)
            assert seen.fetched == [] == seen.handlers
            for link in seen.links:
                assert (file.parent / link).resolve().is_file(), (file, link)
        assert "Content-Security-Policy" in text
    units = (folder / "units.html").read_text()
    assert units.count('<a href="units/') == 7
    # A second export takes the place of the first; another folder is never emptied.
    export(folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all my work")
    with pytest.raises(StoryscopeError, match="holds other files"):
        export(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()
    a_file = tmp_path / "a_file"
    a_file.write_text("here before")
    with pytest.raises(StoryscopeError, match="is a file"):
        export(a_file)
    with pytest.raises(StoryscopeError, match="cannot be written"):
        export(a_file / "below")


def test_an_export_of_damaged_artifacts_says_so_in_their_place(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_UNITS", 2)
    shutil.copytree(store, tmp_path / "broken", symlinks=True)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "broken"))
    for file in [*resolve("features").path.glob("*.parquet"), *resolve("corpus").path.rglob("*.parquet")]:
        file.write_bytes(b"broken")
    export(tmp_path / "out")
    assert "cannot be read" in (tmp_path / "out" / "stories.html").read_text()
    assert "cannot be read" in (tmp_path / "out" / "units.html").read_text()


@pytest.mark.parametrize("name", ["../../x", HOSTILE, "a/b", "..", "sae.1"])
def test_the_file_of_a_unit_stays_in_its_folder(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]*\.html", file_name(name))
    assert ".." not in file_name(name)


def test_hostile_labels_in_an_export_are_text() -> None:
    row = {"unit": HOSTILE, "kind": HOSTILE, "dead": False, "best_level": "story", "best_axis": HOSTILE}
    row |= {"best_value": HOSTILE, "top_tokens": [HOSTILE], "density": 0.1, "row": 0}
    row |= dict.fromkeys(("best_f1", "null_f1", "best_auroc"), None)
    made = exporting._unit(row, True)
    assert Outside(made).fetched == []
    assert "<script" not in made
    assert json.dumps(made)


def test_rounded_statistics_are_the_same_to_half_a_percent_and_smaller(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("model", "corpus", "sae", "features"):
        shutil.copytree(store / kind, tmp_path / kind)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    features = resolve("features")
    small = slim(features)
    assert verify(small) == []
    assert small.manifest.parents == features.manifest.parents
    assert small.manifest.id != features.manifest.id
    sizes = [sum(entry.bytes for entry in one.manifest.files.values()) for one in (features, small)]
    assert sizes[1] < 0.7 * sizes[0]
    for name in ("features", "histograms", "tokens"):
        before, after = (pq.read_table(one.file(f"{name}.parquet")) for one in (features, small))
        assert after.schema.equals(before.schema)
        for column in before.column_names:
            for old, new in zip(before[column].to_pylist(), after[column].to_pylist(), strict=True):
                if isinstance(old, float) or (isinstance(old, list) and old and isinstance(old[0], float)):
                    assert new == pytest.approx(old, rel=0.004, nan_ok=True)
                else:
                    assert new == old

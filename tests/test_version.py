import shutil
from pathlib import Path

from workbench.stories import version

STORIES = Path(version.__file__).parent


def test_it_reaches_what_tells_and_nothing_else():
    names = {path.relative_to(STORIES.parent).as_posix() for path in version.reached("plots", "shards")}
    needed = ("plots", "shards", "telling", "straying", "scenes_giving", "lexicon", "columns")
    assert {f"stories/{name}.py" for name in needed} <= names
    # Imported where it is used, as a package, with what it keeps beside its modules.
    assert {"stories/wordbook/__init__.py", "stories/wordbook/data/nouns.tsv", "records.py", "seeding.py"} <= names
    for bystander in ("report", "card", "reading", "corpus", "hub", "twins", "diversity"):
        assert f"stories/{bystander}.py" not in names
    assert not any("__pycache__" in name for name in names)


def test_a_change_anywhere_it_reaches_is_another_version(tmp_path, monkeypatch):
    top = tmp_path / "copy"
    shutil.copytree(STORIES.parent, top / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(version, "_TOP", top)
    before = version.version_of("plots")
    changed = top / "workbench" / "stories" / "report.py"
    changed.write_text(changed.read_text() + "# nothing\n")
    assert version.version_of("plots") == before
    for name in ("telling.py", "wordbook/data/nouns.tsv", "wordbook/books.py"):
        changed = top / "workbench" / "stories" / name
        changed.write_text(changed.read_text() + "# nothing\n")
        after = version.version_of("plots")
        assert after != before
        before = after


def test_the_order_of_the_modules_is_no_matter():
    assert (
        version.version_of("plots", "shards") == version.version_of("shards", "plots") != version.version_of("shards")
    )

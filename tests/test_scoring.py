"""Scores by people: durable, several raters at once, blind and shuffled, in and out as CSV; the page, key by key."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from apps.cli.main import main
from apps.scoring.moving import ExportConfig, ImportConfig, export_scores, import_scores
from apps.scoring.sheet import pace, sheet_of
from apps.scoring.store import Press, ScoreStore, Text, projects
from probes.manual_scores import ScoredCompletion, read_scores, write_scores
from tests.paging import HOSTILE, html_of, opened, sound
from workbench.errors import StoryscopeError

CRITERIA = [("Plot_A_score", "Plot"), ("Plot_B_score", "Plot"), ("Reasoning_A_score", "Reasoning")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    return tmp_path


def texts(n: int = 5) -> list[Text]:
    return [
        Text(f"c{k}", "Plot" if k % 2 else "Reasoning", f"Prompt {k}.", f" told {k}.", "hidden-model") for k in range(n)
    ]


def store(n: int = 5) -> ScoreStore:
    made = ScoreStore("round-1")
    made.add(texts(n), CRITERIA)
    return made


def test_the_last_press_counts_and_none_is_lost() -> None:
    made = store()
    made.press("ann", "c1", "Plot_A_score", 1.0)
    made.press("bob", "c1", "Plot_A_score", 0.0)
    made.press("ann", "c1", "Plot_A_score", 0.5)
    made.press("bob", "c1", "Plot_A_score", None)
    assert [(one.rater, one.score) for one in ScoreStore("round-1").latest()] == [("ann", 0.5)]
    with sqlite3.connect(made.file) as file:
        assert file.execute("SELECT count(*) FROM presses").fetchone() == (4,)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_adding_again_changes_nothing_and_another_text_is_refused_whole() -> None:
    made = store()
    assert made.add(texts(7), CRITERIA) == 2
    assert len(made.texts()) == 7
    with pytest.raises(StoryscopeError, match="another text"):
        made.add([Text("new", "Plot", "p", "c", "m"), Text("c1", "Plot", "p", "other", "m")], CRITERIA)
    assert len(made.texts()) == 7
    assert projects() == ["round-1"]
    for name in ("", "../x", "a/b"):
        with pytest.raises(StoryscopeError):
            ScoreStore(name)
    with pytest.raises(StoryscopeError, match="no scoring project"):
        ScoreStore("none").texts()


_RATER = """
import sys
from apps.scoring.store import ScoreStore
store = ScoreStore("round-1")
print("ready", flush=True)
sys.stdin.readline()
for k in range(60):
    store.press(sys.argv[1], f"c{k % 5}", ("Plot_A_score", "Plot_B_score")[k % 2], (k % 3) / 2)
    print(k, flush=True)
sys.stdin.readline()
"""


@pytest.mark.slow
def test_two_raters_at_once_lose_nothing_not_even_when_killed() -> None:
    """Two processes press as fast as they can; one is killed, and what it was told is kept is there."""
    made = store()
    raters = [
        subprocess.Popen([sys.executable, "-c", _RATER, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("ann", "bob")
    ]
    for one in raters:
        assert one.stdout is not None and one.stdin is not None
        assert one.stdout.readline() == "ready\n"
    for one in raters:
        one.stdin.write("go\n")  # type: ignore[union-attr]
        one.stdin.flush()  # type: ignore[union-attr]
    told = 0
    for line in raters[1].stdout:  # type: ignore[union-attr]
        told = int(line)
        if told == 20:
            raters[1].kill()
            break
    said, _ = raters[0].communicate("\n")
    rest, _ = raters[1].communicate()
    told = max([told, *[int(line) for line in rest.split()]])
    assert len(said.split()) == 60
    with sqlite3.connect(made.file) as file:
        counts = dict(file.execute("SELECT rater, count(*) FROM presses GROUP BY rater").fetchall())
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert counts["ann"] == 60
    assert told + 1 <= counts["bob"] <= told + 2  # the last one may have been kept and not yet told


def test_a_sheet_is_shuffled_for_each_rater_and_the_same_tomorrow() -> None:
    made = store(30)
    ann, bob = sheet_of(made, "ann"), sheet_of(made, "bob")
    order = [(one.text.id, one.criterion) for one in ann.questions]
    assert order == [(one.text.id, one.criterion) for one in sheet_of(made, "ann").questions]
    assert order != [(one.text.id, one.criterion) for one in bob.questions]
    assert set(order) == {
        (one.id, name) for one in texts(30) for name, category in CRITERIA if category == one.category
    }
    made.press("ann", *order[0], 1.0)
    after = sheet_of(made, "ann")
    assert (after.done, after.first_open(), after.score(0), sheet_of(made, "bob").done) == (1, 1, 1.0, 0)
    assert after.first_open(44) == 44
    assert ann.questions[0].statement


def test_pace_leaves_breaks_out() -> None:
    made = store()
    for k, second in enumerate((0, 3, 6, 56)):
        made.press_all([Press("ann", "c1", "Plot_A_score", 1.0, f"2026-01-01T10:00:{second:02d}+00:00")] * (k < 9))
    made.press_all([Press("ann", "c1", "Plot_A_score", 1.0, "2026-01-01T12:00:00+00:00")])
    assert pace(made, "ann") == 3.0
    assert pace(made, "bob") is None


def test_scores_go_in_and_out_unchanged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ScoredCompletion(
            "1", "Plot", "A,\nprompt", ' "said".', "m1", "ann", "2026-01-31T12:30:00+00:00", {"Plot_A_score": 0.5}
        ),
        ScoredCompletion(
            "2", "Plot", "B", " x", "m2", "ann", "2026-01-31T12:31:00+00:00", {"Plot_A_score": 0.0, "Plot_C_score": 1.0}
        ),
        ScoredCompletion(
            "1", "Plot", "A,\nprompt", ' "said".', "m1", "bob", "2026-01-31T12:32:00+00:00", {"Plot_A_score": 1.0}
        ),
    ]
    before, after = folder / "before.csv", folder / "after.csv"
    write_scores(before, rows)
    assert main(["scores", "import", str(before), "--project", "p", "--json"]) in (0, None)
    said = json.loads(capsys.readouterr().out)
    assert (said["completions"], said["new_scores"]) == (2, 4)
    assert import_scores(ImportConfig(source=str(before), project="p"))["new_scores"] == 0
    assert main(["scores", "export", str(after), "--project", "p", "--json"]) in (0, None)
    assert json.loads(capsys.readouterr().out)["raters"] == ["ann", "bob"]
    assert sorted(read_scores(after), key=lambda row: (row.rater, row.id)) == sorted(
        rows, key=lambda row: (row.rater, row.id)
    )
    # completions without any score come in too, and every criterion of their category is asked
    empty = folder / "empty.csv"
    write_scores(empty, [ScoredCompletion("9", "Reasoning", "p", "c", "m")])
    made = import_scores(ImportConfig(source=str(empty)))
    assert [one.criterion for one in sheet_of(ScoreStore(str(made["project"])), "ann").questions] == [
        "Reasoning_A_score"
    ]
    with pytest.raises(StoryscopeError, match="Nobody has scored"):
        export_scores(ExportConfig(file=str(after), project="empty"))
    with pytest.raises(StoryscopeError, match="neither|no file"):
        import_scores(ImportConfig(source="no-such-thing"))


def press(test: AppTest, label: str) -> AppTest:
    [button] = [one for one in test.button if one.label == label]
    return sound(button.click().run())


def test_the_page_keeps_each_press_before_it_moves_on() -> None:
    made = store()
    test = opened("scoring", project="round-1", rater="ann")
    assert {one.label: one.proto.shortcut for one in test.button if one.proto.shortcut} == {
        "Not met": "0",
        "Half met": "5",
        "Met": "1",
        "Back": "left",
        "Take back": "backspace",
        "On": "right",
    }
    assert "hidden-model" not in html_of(test) + str(test.caption) + str(test.subheader)
    questions = sheet_of(made, "ann").questions
    for place, (label, score) in enumerate((("Met", 1.0), ("Not met", 0.0), ("Half met", 0.5))):
        assert questions[place].text.completion.strip() in html_of(test)
        test = press(test, label)
        assert made.latest("ann")[-1].score == score
        assert made.latest("ann")[-1].completion == questions[place].text.id
    test = press(press(test, "Back"), "Take back")
    assert len(made.latest("ann")) == 2
    # another day, another session: it goes on at the first open question
    again = opened("scoring", project="round-1", rater="ann")
    assert questions[2].text.completion.strip() in html_of(again)
    assert "2 of" in again.get("progress")[0].proto.text
    other = opened("scoring", project="round-1", rater="bob")
    assert "0 of" in other.get("progress")[0].proto.text


def test_hostile_texts_stay_text() -> None:
    made = ScoreStore("bad")
    made.add([Text("x", "Plot", HOSTILE, HOSTILE, HOSTILE)], [("Plot_A_score", "Plot"), (f"{HOSTILE}_score", "Plot")])
    test = opened("scoring", project="bad", rater=HOSTILE[:40])
    shown = html_of(test)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown
    for _ in range(2):
        test = press(test, "Met")
    assert len(made.latest()) == 2

"""Progress tells the truth on a terminal and off it; tables show every cell."""

import io
import re

import pytest
from rich.console import Console

from apps.console import RichProgress, spell, table


def screen(terminal: bool, width: int = 80) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=width, highlight=False)


def text_of(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())


def test_off_a_terminal_every_task_ends_with_one_plain_line() -> None:
    console = screen(terminal=False)
    progress = RichProgress(console)
    with progress.task("stories", 1100, "stories") as task:
        for _ in range(11):
            task.advance(100, loss=0.5)
    progress.say("done [bold]")
    lines = text_of(console).splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"stories: 1,100/1,100 stories, [\d,.]+ stories/s, took [\d.]+ s, loss 0\.5", lines[0])
    assert lines[1] == "done [bold]"


@pytest.mark.parametrize("total", [1100, 1300, None])
def test_on_a_terminal_the_last_frame_counts_everything(total: int | None) -> None:
    console = screen(terminal=True)
    with RichProgress(console).task("stories", total, "stories") as task:
        for _ in range(11):
            task.advance(100, loss=0.25)
    last = text_of(console).replace("\r", "\n").splitlines()[-1]
    assert "1,100/1,100 stories" in last
    assert "loss 0.25" in last


def test_nested_tasks_share_the_screen_and_leave_it() -> None:
    console = screen(terminal=True)
    progress = RichProgress(console)
    with progress.task("outer", 2, "parts") as outer:
        for name in ("first", "second"):
            with progress.task(name, 3, "steps") as inner:
                inner.advance(3)
            outer.advance()
    for piece in ("outer", "first", "second", "2/2 parts", "3/3 steps"):
        assert piece in text_of(console)
    with progress.task("again", 1, "part") as task:
        task.advance()
    assert "again" in text_of(console)


@pytest.mark.parametrize("terminal", [True, False])
def test_an_exception_passes_through_and_leaves_the_screen(terminal: bool) -> None:
    progress = RichProgress(screen(terminal))
    with pytest.raises(ZeroDivisionError), progress.task("work", 2, "steps"):
        _ = 1 / 0
    with progress.task("work", 2, "steps") as task:
        task.advance(2)


def test_cells_are_text_and_not_markup() -> None:
    console = screen(terminal=False)
    console.print(table("title", ["", "value"], [["a", "[0.1, 0.2]"], ["b", "[red]"]]))
    assert "[0.1, 0.2]" in text_of(console)
    assert "[red]" in text_of(console)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "yes"),
        (None, "-"),
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (123456.7, "123,457"),
        ({"train": 1000, "test": 2}, "train 1,000, test 2"),
        ((0.5, 1), "0.5, 1"),
        ("text", "text"),
    ],
)
def test_values_are_spelled_for_people(value: object, shown: str) -> None:
    assert spell(value) == shown


def test_a_long_title_is_not_broken_over_a_narrow_table() -> None:
    console = screen(terminal=False)
    console.print(table("corpus_part sh-part1of2-a7ddb638b46d", ["", "value"], [["part", "1"]]))
    assert text_of(console).splitlines()[0].rstrip() == "corpus_part sh-part1of2-a7ddb638b46d"

"""How long work and results look in a terminal: progress on stderr, tables on stdout."""

import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
from rich.progress import Task as RichTask
from rich.table import Column, Table
from rich.text import Text

from workbench.progress import Task

_REDRAW = 0.1
"""Seconds between two updates of a bar: `advance` may be called thousands of times a second."""

_PLAIN_LINE = 15.0
"""Seconds between two lines of one task where stderr is not a terminal."""


class RichProgress:
    """Bars with rate and time left on stderr; where that is no terminal, a line now and then."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._live: Progress | None = None

    def say(self, message: str) -> None:
        """Show one line, above the bars."""
        self._console.print(message, markup=False)

    @contextmanager
    def task(self, label: str, total: int | None, unit: str) -> Generator[Task]:
        """Open a task of `total` units (None: unknown); tasks may be nested."""
        if not self._console.is_terminal:
            lines = _Lines(self, label, total, unit)
            yield lines
            lines.finish()
            return
        outermost = self._live is None
        if self._live is None:
            self._live = _bars(self._console)
            self._live.start()
        bar = _Bar(self._live, label, total, unit)
        try:
            yield bar
            bar.finish()
        finally:
            if outermost:
                self._live.stop()
                self._live = None


class _Bar:
    def __init__(self, live: Progress, label: str, total: int | None, unit: str) -> None:
        self._live = live
        self._id = live.add_task(label, total=total, unit=unit, fields="")
        self._waiting = 0
        self._fields: dict[str, float | str] = {}
        self._drawn = 0.0

    def advance(self, amount: int = 1, **fields: float | str) -> None:
        self._waiting += amount
        self._fields.update(fields)
        if time.monotonic() - self._drawn >= _REDRAW:
            self._draw()

    def finish(self) -> None:
        """Draw it as done, for a total may have been an estimate."""
        self._draw()
        self._live.update(self._id, total=self._live.tasks[self._live.task_ids.index(self._id)].completed)

    def _draw(self) -> None:
        self._live.update(self._id, advance=self._waiting, fields=spell_fields(self._fields))
        self._waiting, self._drawn = 0, time.monotonic()


class _Lines:
    def __init__(self, progress: RichProgress, label: str, total: int | None, unit: str) -> None:
        self._progress, self._label, self._total, self._unit = progress, label, total, unit
        self._done = 0
        self._fields: dict[str, float | str] = {}
        self._begun = self._told = time.monotonic()

    def advance(self, amount: int = 1, **fields: float | str) -> None:
        self._done += amount
        self._fields.update(fields)
        if time.monotonic() - self._told >= _PLAIN_LINE:
            self._tell()

    def finish(self) -> None:
        """Say the last line."""
        self._tell(ended=True)

    def _tell(self, ended: bool = False) -> None:
        self._told = time.monotonic()
        seconds = self._told - self._begun
        rate = self._done / seconds if seconds > 0 else 0.0
        of = f"/{self._total:,}" if self._total is not None else ""
        parts = [f"{self._done:,}{of} {self._unit}", f"{spell_rate(rate)} {self._unit}/s"]
        if ended:
            parts.append(f"took {spell_seconds(seconds)}")
        elif self._total is not None and rate > 0:
            parts.append(f"{spell_seconds((self._total - self._done) / rate)} left")
        parts += [spell_fields(self._fields)] if self._fields else []
        self._progress.say(f"{self._label}: {', '.join(parts)}")


class _RateColumn(ProgressColumn):
    def render(self, task: RichTask) -> Text:
        """Units done, units in all, and units a second."""
        of = f"/{int(task.total):,}" if task.total is not None else ""
        speed = task.finished_speed or task.speed
        rate = f" {spell_rate(speed)}/s" if speed else ""
        return Text(f"{int(task.completed):,}{of} {task.fields['unit']}{rate}", style="cyan")


class _LeftColumn(ProgressColumn):
    max_refresh = 0.5

    def render(self, task: RichTask) -> Text:
        """The time left; once finished, the time it took."""
        if task.finished:
            return Text(spell_seconds(task.finished_time or 0.0), style="green")
        if task.time_remaining is None:
            return Text("")
        return Text(f"{spell_seconds(task.time_remaining)} left", style="yellow")


def _bars(console: Console) -> Progress:
    # Everything on one line of 80 columns; what does not fit is cut, never wrapped.
    def column() -> Column:
        return Column(no_wrap=True)

    return Progress(
        TextColumn("{task.description}", table_column=column()),
        BarColumn(bar_width=14),
        _RateColumn(table_column=column()),
        _LeftColumn(table_column=column()),
        TextColumn("[dim]{task.fields[fields]}", table_column=column()),
        console=console,
    )


def spell_rate(rate: float) -> str:
    """A rate with the digits that matter.

    >>> spell_rate(1520.4), spell_rate(3.14159)
    ('1,520', '3.1')
    """
    return f"{rate:,.0f}" if rate >= 20 else f"{rate:.1f}"


def spell_seconds(seconds: float) -> str:
    """A duration as people say it.

    >>> spell_seconds(4.21), spell_seconds(75), spell_seconds(3700)
    ('4.2 s', '1:15 min', '1:01 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d} h"


def spell_fields(fields: Mapping[str, float | str]) -> str:
    """Named values beside a bar.

    >>> spell_fields({"loss": 1.23456, "lr": 0.0001})
    'loss 1.235 lr 0.0001'
    """
    return " ".join(f"{name} {value if isinstance(value, str) else f'{value:.4g}'}" for name, value in fields.items())


def spell_interval(value: float, interval: Sequence[float] | None) -> str:
    """A number with its 95% interval.

    >>> spell_interval(0.8123, (0.79, 0.8349))
    '0.812 [0.790, 0.835]'
    """
    return f"{value:.3f}" if interval is None else f"{value:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]"


def spell(value: object) -> str:
    """Any value of a summary, short enough for a table cell."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {spell(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(spell(inner) for inner in value)
    return str(value)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A Rich table; every column but the first is set to the right if its cells begin with a digit or sign."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="bold", pad_edge=False)
    for index, column in enumerate(columns):
        cells = [row[index] for row in rows if row[index] not in ("", "-")]
        numeric = index > 0 and bool(cells) and all(cell[0] in "0123456789+-.<" for cell in cells)
        made.add_column(column, justify="right" if numeric else "left", overflow="fold")
    made.min_width = min(len(title), 72)  # else a long title is broken over the width of a narrow table
    for row in rows:
        # Text, not markup: a cell such as "[0.1, 0.2]" is no style.
        made.add_row(*[Text(cell) for cell in row])
    return made

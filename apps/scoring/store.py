"""Where human scores are kept: one SQLite file a project, beside the artifacts.

Every key press is a row that is never changed: the score that counts is a rater's latest. The journal is written ahead
and synced at every commit, so a press that was answered survives a power cut, and raters in several processes wait for
each other instead of losing anything.
"""

import re
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench import artifacts
from workbench.errors import StoryscopeError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_WAIT = 30.0  # seconds that one rater waits for another's commit, which takes milliseconds
_TABLES = """
CREATE TABLE IF NOT EXISTS completions (
    id TEXT PRIMARY KEY, place INTEGER NOT NULL, category TEXT NOT NULL, prompt TEXT NOT NULL,
    completion TEXT NOT NULL, model TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS criteria (name TEXT PRIMARY KEY, place INTEGER NOT NULL, category TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS presses (
    number INTEGER PRIMARY KEY AUTOINCREMENT, rater TEXT NOT NULL, completion TEXT NOT NULL, criterion TEXT NOT NULL,
    score REAL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS of_rater ON presses (rater, completion, criterion, number);
"""
_LATEST = """
SELECT rater, completion, criterion, score, at FROM presses
WHERE number IN (SELECT max(number) FROM presses GROUP BY rater, completion, criterion)
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One completion to score."""

    id: str
    category: str
    prompt: str
    completion: str
    model: str


@dataclass(frozen=True, slots=True)
class Press:
    """One key press: a rater's score of a criterion of a completion, None where it was taken back."""

    rater: str
    completion: str
    criterion: str
    score: float | None
    at: str


class ScoreStore:
    """The file of one project; every method opens it anew, so that threads and processes share nothing but the file."""

    def __init__(self, project: str) -> None:
        """Raises StoryscopeError for a name that is none."""
        if not _NAME.fullmatch(project):
            do = "Use letters, digits, dots, dashes and underscores, at most 80."
            raise StoryscopeError(f"{project!r} is not a name for a project.", do)
        self.project = project
        self.file = folder() / f"{project}.sqlite3"

    def exists(self) -> bool:
        """Whether anything was ever put into it."""
        return self.file.is_file()

    def add(self, texts: Sequence[Text], criteria: Sequence[tuple[str, str]]) -> int:
        """Add completions and (criterion, category) pairs, those that are there once more aside; how many were new.

        Raises StoryscopeError, with nothing added, for an id that already stands for another text.
        """
        with self._writing() as file:
            known = {
                row[0]: row[1:] for row in file.execute("SELECT id, category, prompt, completion FROM completions")
            }
            for one in texts:
                if known.get(one.id, (one.category, one.prompt, one.completion)) != (
                    one.category,
                    one.prompt,
                    one.completion,
                ):
                    what = f"The id {one.id!r} stands for another text in the project {self.project}."
                    raise StoryscopeError(what, "Import into another project: --project NAME.")
            new = [one for one in {one.id: one for one in texts}.values() if one.id not in known]
            rows = [
                (one.id, len(known) + place, one.category, one.prompt, one.completion, one.model)
                for place, one in enumerate(new)
            ]
            file.executemany("INSERT INTO completions VALUES (?, ?, ?, ?, ?, ?)", rows)
            first = int(file.execute("SELECT count(*) FROM criteria").fetchone()[0])
            named = [(name, first + place, category) for place, (name, category) in enumerate(criteria)]
            file.executemany("INSERT OR IGNORE INTO criteria VALUES (?, ?, ?)", named)
            return len(new)

    def press(self, rater: str, completion: str, criterion: str, score: float | None, at: str = "") -> None:
        """Keep a press; it is on the disk when this returns."""
        self.press_all([Press(rater, completion, criterion, score, at)])

    def press_all(self, presses: Iterable[Press]) -> None:
        """Keep several presses, all or none; those without a time were made now."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        rows = [(one.rater, one.completion, one.criterion, one.score, one.at or now) for one in presses]
        with self._writing() as file:
            file.executemany(
                "INSERT INTO presses (rater, completion, criterion, score, at) VALUES (?, ?, ?, ?, ?)", rows
            )

    def texts(self) -> list[Text]:
        """The completions, in the order they came."""
        with self._reading() as file:
            found = file.execute("SELECT id, category, prompt, completion, model FROM completions ORDER BY place")
            return [Text(*row) for row in found]

    def criteria(self) -> list[tuple[str, str]]:
        """(criterion, category) of every criterion, in the order they came."""
        with self._reading() as file:
            return [(row[0], row[1]) for row in file.execute("SELECT name, category FROM criteria ORDER BY place")]

    def latest(self, rater: str = "") -> list[Press]:
        """The scores that count, of one rater or of all, in the order of their presses."""
        with self._reading() as file:
            query = f"{_LATEST} AND (? = '' OR rater = ?) ORDER BY number"
            rows = file.execute(query, (rater, rater)).fetchall()
        return [press for row in rows if (press := Press(*row)).score is not None]

    def times(self, rater: str, last: int) -> list[str]:
        """When a rater pressed, the `last` times, oldest first."""
        with self._reading() as file:
            rows = file.execute("SELECT at FROM presses WHERE rater = ? ORDER BY number DESC LIMIT ?", (rater, last))
            return [row[0] for row in rows][::-1]

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._open(str(self.file)) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            # executescript would commit what is open: the tables come first.
            file.executescript(_TABLES)
            file.execute("BEGIN IMMEDIATE")
            done = False
            try:
                yield file
                done = True
            finally:
                file.execute("COMMIT" if done else "ROLLBACK")

    @contextmanager
    def _reading(self) -> Generator[sqlite3.Connection]:
        if not self.exists():
            do = "Make it: storyscope scores import FILE.csv --project NAME."
            raise StoryscopeError(f"There is no scoring project {self.project!r}.", do)
        with self._open(str(self.file)) as file:
            yield file

    @contextmanager
    def _open(self, name: str) -> Generator[sqlite3.Connection]:
        try:
            file = sqlite3.connect(name, timeout=_WAIT, isolation_level=None)
            try:
                yield file
            finally:
                file.close()
        except sqlite3.Error as fault:
            what = f"The scores in {self.file} cannot be read or written ({fault})."
            raise StoryscopeError(what, "See whether the disk is full and the file is yours, then try again.") from None


def folder() -> Path:
    """Where the projects are."""
    return artifacts.root() / ".scoring"


def projects() -> list[str]:
    """The projects there are, newest first."""
    files = [file for file in folder().glob("*.sqlite3") if _NAME.fullmatch(file.stem)]
    return [file.stem for file in sorted(files, key=lambda file: (-file.stat().st_mtime, file.stem))]

"""What a reader keeps of units: bookmarks, named lists, explanations in their own words; in SQLite.

Every change is one transaction in write-ahead mode, so that two readers at once, or a crash, lose nothing. Units are
named by the features artifact ("name-id") and their own name ("sae.12"), so that notes outlive a table's order.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.artifacts import root
from workbench.errors import StoryscopeError

BOOKMARKS = "bookmarks"
"""The list that the star on a feature's page keeps."""
LONGEST = 4_000
"""Characters of one explanation."""
_NAME = 60
_WAIT = 10.0
_TABLES = """
CREATE TABLE IF NOT EXISTS listed (
    list TEXT NOT NULL, artifact TEXT NOT NULL, unit TEXT NOT NULL, added TEXT NOT NULL,
    PRIMARY KEY (list, artifact, unit)
);
CREATE TABLE IF NOT EXISTS explained (
    artifact TEXT NOT NULL, unit TEXT NOT NULL, text TEXT NOT NULL, changed TEXT NOT NULL,
    PRIMARY KEY (artifact, unit)
);
"""


@dataclass(frozen=True)
class Note:
    """One unit that is in a list, or that somebody explained; `text` is the explanation, `lists` where it is."""

    artifact: str
    unit: str
    lists: tuple[str, ...]
    text: str


def place() -> Path:
    """Return the file: STORYSCOPE_NOTES, or `.notes.sqlite3` in the artifact folder."""
    return Path(os.environ.get("STORYSCOPE_NOTES") or root() / ".notes.sqlite3")


def lists() -> dict[str, int]:
    """Return the lists with how many units each holds, bookmarks first."""
    with _open() as base:
        rows = base.execute("SELECT list, count(*) FROM listed GROUP BY list ORDER BY list <> ?, list", [BOOKMARKS])
        return {str(name): int(count) for name, count in rows}


def units_of(name: str, artifact: str) -> list[str]:
    """Return the units of a list, in the order in which they were added."""
    with _open() as base:
        sql = "SELECT unit FROM listed WHERE list = ? AND artifact = ? ORDER BY added, rowid"
        return [str(unit) for (unit,) in base.execute(sql, [name, artifact])]


def lists_with(artifact: str, unit: str) -> list[str]:
    """Return the lists that a unit is in."""
    with _open() as base:
        sql = "SELECT list FROM listed WHERE artifact = ? AND unit = ? ORDER BY list"
        return [str(name) for (name,) in base.execute(sql, [artifact, unit])]


def add(name: str, artifact: str, unit: str) -> None:
    """Put a unit into a list, which is made if it is new. Raises StoryscopeError for a name that is none."""
    shown = " ".join(name.split())
    if not shown or len(shown) > _NAME or not shown.isprintable():
        what = "That is no name for a list." if shown else "A list needs a name."
        raise StoryscopeError(what, f"Use 1 to {_NAME} letters that can be seen.")
    with _open() as base:
        sql = "INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?)"
        base.execute(sql, [shown, artifact, unit, datetime.now(UTC).isoformat(timespec="microseconds")])


def drop(name: str, artifact: str, unit: str) -> None:
    """Take a unit out of a list; a list that is empty is gone."""
    with _open() as base:
        base.execute("DELETE FROM listed WHERE list = ? AND artifact = ? AND unit = ?", [name, artifact, unit])


def explanation(artifact: str, unit: str) -> str:
    """Return what the reader wrote about a unit, "" if nothing."""
    with _open() as base:
        sql = "SELECT text FROM explained WHERE artifact = ? AND unit = ?"
        found = base.execute(sql, [artifact, unit]).fetchone()
        return str(found[0]) if found else ""


def explain(artifact: str, unit: str, text: str) -> None:
    """Keep what the reader wrote about a unit; "" forgets it. Raises StoryscopeError if it is too long."""
    kept = text.strip()
    if len(kept) > LONGEST:
        raise StoryscopeError(f"The explanation has {len(kept):,} characters.", f"Use at most {LONGEST:,}.")
    with _open() as base:
        if not kept:
            base.execute("DELETE FROM explained WHERE artifact = ? AND unit = ?", [artifact, unit])
        else:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            base.execute("INSERT OR REPLACE INTO explained VALUES (?, ?, ?, ?)", [artifact, unit, kept, now])


def notes(artifact: str = "") -> list[Note]:
    """Return everything kept, of one artifact or of all, by artifact and unit."""
    with _open() as base:
        rows = base.execute("SELECT artifact, unit, list FROM listed ORDER BY artifact, unit, list").fetchall()
        texts = {(one, unit): text for one, unit, text in base.execute("SELECT artifact, unit, text FROM explained")}
    found: dict[tuple[str, str], list[str]] = {key: [] for key in texts}
    for one, unit, name in rows:
        found.setdefault((one, unit), []).append(name)
    wanted = sorted(key for key in found if artifact in ("", key[0]))
    return [Note(*key, lists=tuple(found[key]), text=texts.get(key, "")) for key in wanted]


@contextmanager
def _open() -> Generator[sqlite3.Connection]:
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_WAIT)) as base:
            base.execute("PRAGMA journal_mode = WAL")
            base.executescript(_TABLES)
            with base:
                yield base
    except (sqlite3.Error, OSError) as fault:
        do = "Check the file and its folder, or name another: STORYSCOPE_NOTES=/some/file."
        raise StoryscopeError(f"The notes in {path} cannot be used ({fault}).", do) from fault

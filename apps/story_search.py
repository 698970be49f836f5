"""Full-text and label search over the stories of a corpus: DuckDB reads the Parquet files as they lie on disk.

What a reader types only ever reaches the database as a parameter. Nothing is loaded beforehand, so that a corpus of
millions opens as fast as a small one; a search reads only the columns that it needs.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from apps.store import readable, splits
from workbench.artifacts import Artifact
from workbench.records import AXES, Story, story_from_row

FURTHER = ("style", "feature", "grammar", "persona", "point_of_view", "paragraphs", "source")
"""What stories can be sorted by beside topic, tone and moral, in the corpora that have it."""
_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
LENGTH = 50
"""Characters per bar of the histogram of lengths."""


@dataclass(frozen=True)
class Query:
    """What to look for: `text` as people type it, `labels` as (column, value), `split` "" for all."""

    text: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    split: str = ""


@dataclass(frozen=True)
class Term:
    """One part of a search text."""

    text: str
    out: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Found:
    """What a query found: how many stories, how many of each label and of each length in words."""

    total: int
    labels: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    lengths: dict[int, int] = field(default_factory=dict[int, int])


def terms(text: str) -> list[Term]:
    """Cut a search text: words (all must occur), "phrases", -without, and begin* for the beginning of a word.

    >>> [(one.text, one.out, one.whole) for one in terms('dog "had a ball" -sad swim*')]
    [('dog', False, True), ('had a ball', False, True), ('sad', True, True), ('swim', False, False)]
    """
    found: list[Term] = []
    for sign, phrase, word in _PART.findall(text):
        whole = bool(phrase) or not word.endswith("*")
        body = "".join(one if one.isprintable() else " " for one in phrase or word.rstrip("*")).strip()
        if body:
            found.append(Term(body, sign == "-", whole))
    return found


def hits(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where the parts of a search text stand in a story.

    >>> hits("A dog saw a doghouse.", "dog")
    [(2, 5)]
    """
    shown = [term for term in terms(wanted) if not term.out]
    return [(found.start(), found.end()) for term in shown for found in re.finditer(_pattern(term), text)]


def search(corpus: Artifact, query: Query, *, offset: int = 0, limit: int = 25) -> pa.Table:
    """Return a page of matches in the order of the files: id, text, labels, split, shard, row."""
    where, given = _where(query)
    columns = ", ".join(("id", "text", *AXES))
    split = "regexp_replace(shard, '-[0-9]+[.]parquet$', '') AS split"
    sql = (
        f"SELECT {columns}, parse_filename(filename) AS shard, {split}, file_row_number AS row "
        f"FROM {_SOURCE} WHERE {where} ORDER BY filename, file_row_number LIMIT ? OFFSET ?"
    )
    return _ask(corpus, query, sql, [*given, limit, offset])


def found(corpus: Artifact, query: Query) -> Found:
    """Count the matches by label and by length, in one reading of the files."""
    where, given = _where(query)
    sql = (
        f"SELECT {', '.join(AXES)}, length(text) // {LENGTH} * {LENGTH} AS length, count(*) AS n "
        f"FROM {_SOURCE} WHERE {where} GROUP BY ALL"
    )
    labels: dict[str, Counter[str]] = {axis: Counter() for axis in AXES}
    lengths: Counter[int] = Counter()
    total = 0
    for row in _ask(corpus, query, sql, given).to_pylist():
        total += row["n"]
        lengths[int(row["length"])] += row["n"]
        for axis in AXES:
            if row[axis]:
                labels[axis][str(row[axis])] += row["n"]
    kept = {axis: dict(sorted(counts.items())) for axis, counts in labels.items()}
    return Found(total, kept, dict(sorted(lengths.items())))


def choices(corpus: Artifact) -> dict[str, list[str]]:
    """Return the values of each column that tells stories apart: topic, tone and moral, and others with two or more."""
    with readable(corpus):
        shards = _shards(corpus, "")
        there = set(pq.read_schema(shards[0]).names) if shards else set[str]()
    axes = [axis for axis in (*AXES, *FURTHER) if axis in there]
    listed = ", ".join(f"list(DISTINCT CAST({axis} AS VARCHAR)) AS {axis}" for axis in axes)
    row = _ask(corpus, Query(), f"SELECT {listed} FROM {_SOURCE}", []).to_pylist()[0] if axes else {}
    values = {axis: sorted(str(value) for value in row[axis] or () if value) for axis in axes}
    return {axis: held for axis, held in values.items() if axis in AXES or len(held) > 1}


def siblings(corpus: Artifact, story: Story, limit: int = 8) -> list[tuple[str, int]]:
    """Return where the other stories of a story's group lie, as (shard, row)."""
    sql = (
        f"SELECT parse_filename(filename) AS shard, file_row_number AS row FROM {_SOURCE} "
        'WHERE "group" = ? AND id <> ? ORDER BY filename, file_row_number LIMIT ?'
    )
    rows = _ask(corpus, Query(), sql, [story.group, story.id, limit]).to_pylist()
    return [(row["shard"], int(row["row"])) for row in rows]


def where_is(corpus: Artifact, wanted: str) -> tuple[str, int] | None:
    """Return shard and row of a story named by its id, or by split and number ("test:12"); None if it is not here."""
    split, colon, number = wanted.partition(":")
    if colon and number.isdecimal() and len(number) < 12:
        left = int(number)
        with readable(corpus):
            for shard in _shards(corpus, split) if split in splits(corpus) else ():
                size = pq.read_metadata(shard).num_rows
                if left < size:
                    return shard.name, left
                left -= size
        return None
    sql = f"SELECT parse_filename(filename) AS shard, file_row_number AS row FROM {_SOURCE} WHERE id = ? LIMIT 1"
    rows = _ask(corpus, Query(), sql, [wanted]).to_pylist() if wanted else []
    return (rows[0]["shard"], int(rows[0]["row"])) if rows else None


def story_at(corpus: Artifact, shard: str, row: int) -> Story:
    """Read one story with its whole record; only its row group is decoded."""
    with readable(corpus):
        file = pq.ParquetFile(corpus.file(f"data/{shard}"), page_checksum_verification=True)
        for group in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if row < size:
                return story_from_row(file.read_row_group(group).slice(row, 1).to_pylist()[0])
            row -= size
        raise IndexError(f"{shard} ends before that story")


_SOURCE = "read_parquet(?, filename = true, file_row_number = true)"


def _where(query: Query) -> tuple[str, list[Any]]:
    """Return a condition with a question mark for everything that was typed, and what stands for the marks."""
    parts, given = ["true"], list[Any]()
    for column, value in query.labels:
        assert column in (*AXES, *FURTHER), column
        parts.append(f"CAST({column} AS VARCHAR) = ?")
        given.append(value)
    for term in terms(query.text):
        parts.append(f"{'NOT ' if term.out else ''}regexp_matches(text, ?)")
        given.append(_pattern(term))
    return " AND ".join(parts), given


def _pattern(term: Term) -> str:
    """Return a pattern that Python and DuckDB read alike."""
    first, last = (r"\b" if re.match(r"[A-Za-z0-9_]", end) else "" for end in (term.text[0], term.text[-1]))
    return f"(?i){first}{re.escape(term.text)}{last if term.whole else ''}"


def _ask(corpus: Artifact, query: Query, sql: str, given: list[Any]) -> pa.Table:
    import duckdb

    with readable(corpus):
        files = [str(path) for path in _shards(corpus, query.split)]
        if not files:
            raise FileNotFoundError("there are no story shards in its folder 'data'")
        try:
            # A cursor of its own for each thread: sessions search at the same time.
            with _database().cursor() as cursor:
                return cursor.sql(sql, params=[[_plain(file) for file in files], *given]).to_arrow_table()
        except duckdb.Error as fault:
            raise OSError(str(fault)) from fault


def _shards(corpus: Artifact, split: str) -> list[Path]:
    wanted = [split] if split else splits(corpus)
    return [path for name in wanted for path in sorted(corpus.file("data").glob(f"{name}-*.parquet"))]


def _plain(path: str) -> str:
    """Return a path in which nothing is a pattern, for folders with brackets or stars in their names."""
    return re.sub(r"([*?\[])", r"[\1]", path)


@cache
def _database() -> Any:  # noqa: ANN401 - DuckDB is imported when something is searched, not before
    import duckdb

    # Nothing is fetched, whatever a file asks for; a search never takes the machine's memory.
    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": "2GB"},
    )

"""Scores that people gave to completions, in TinyScaleLab's columns: read strictly, written so that they read back.

A row is one completion; every criterion of its category has a column `<category>_<letter>_score` holding 0, 0.5 or 1,
empty where nobody scored it. Two columns are optional: `rater` (without it one person scored the file) and `scored_at`
(when, as ISO 8601 in one time zone; without it the rows stand in the order of scoring).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from workbench.errors import StoryscopeError
from workbench.manifests import is_file

LEVELS = (0.0, 0.5, 1.0)
"""The scores that may be given: not met, half met, met."""
CRITERIA = (
    *(f"Grammar_{letter}_score" for letter in "ABCED"),
    *(f"{category}_{letter}_score" for category in ("Creativity", "Plot") for letter in "ABCD"),
    *("Factual Knowledge_A_score", "Reasoning_A_score"),
    *(f"Context-Tracking_{letter}_score" for letter in "ABC"),
)
"""TinyScaleLab's 18 columns of scores, in its order."""
_KEYS = ("ID", "category", "prompt", "completion", "model_name")


@dataclass(frozen=True, slots=True)
class ScoredCompletion:
    """One completion with the scores it was given; `scores` maps columns to 0, 0.5 or 1, and lacks what is open."""

    id: str
    category: str
    prompt: str
    completion: str
    model: str
    rater: str = ""
    scored_at: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)


def category_of(column: str) -> str:
    """The category of a column of scores.

    >>> category_of("Factual Knowledge_A_score")
    'Factual Knowledge'
    """
    return column.rsplit("_", 2)[0]


def read_table(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that must have `columns`; line ends inside cells become plain line feeds.

    Raises StoryscopeError for a file that is missing, no CSV text, empty or without one of the columns.
    """
    if not is_file(file):
        raise StoryscopeError(f"There is no file {file}.", "Give a CSV file in TinyScaleLab's columns.")
    csv.field_size_limit(2**31 - 1)  # a completion may be one very long line
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            names = list(reader.fieldnames or [])
            lacking = [name for name in columns if name not in names]
            if lacking:
                what = f"{file.name} has no column {lacking[0]!r}; its columns are {', '.join(names) or 'none'}."
                raise StoryscopeError(what, f"It needs {', '.join(columns)}.")
            rows: list[dict[str, str]] = []
            for row in reader:
                if None in row or None in row.values():
                    what = f"Line {reader.line_num} of {file.name} does not have {len(names)} cells."
                    raise StoryscopeError(what, "Mend that line: a text with commas or line ends needs quotes.")
                rows.append({name: text.replace("\r\n", "\n") for name, text in row.items()})
    except (UnicodeDecodeError, csv.Error) as fault:
        raise StoryscopeError(f"{file.name} is not a CSV text ({fault}).", "Save it as CSV in UTF-8.") from None
    if not rows:
        raise StoryscopeError(f"{file.name} has no rows.", "Give a file with at least one.")
    return rows


def read_scores(file: Path, *, unscored: bool = False) -> list[ScoredCompletion]:
    """Read completions and their scores; the rater of a file without that column is the file's name.

    A file without any score is an error unless `unscored` ones are welcome.

    Raises StoryscopeError, naming the row, for a score that is not 0, 0.5 or 1, a category without a column, a score
    of another category than the row's, and an ID that a rater has twice.
    """
    rows = read_table(file, _KEYS)
    criteria = [name for name in rows[0] if name.endswith("_score") and name.count("_") >= 2]
    if not criteria:
        what = f"{file.name} has no column of scores."
        raise StoryscopeError(what, f"Name them as TinyScaleLab does, such as {CRITERIA[0]!r}.")
    categories = {category_of(name) for name in criteria}
    found: list[ScoredCompletion] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=1):
        where = f"Row {number} of {file.name} (ID {row['ID']})"
        if row["category"] not in categories:
            what = f"{where} has the category {row['category']!r}, for which there is no column of scores."
            raise StoryscopeError(what, f"The columns are of {', '.join(sorted(categories))}.")
        rater = row.get("rater", "") or file.stem
        if (rater, row["ID"]) in seen:
            raise StoryscopeError(f"{where} is there twice for one rater.", "Give every completion its own ID.")
        seen.add((rater, row["ID"]))
        scores = {name: _level(where, name, row[name]) for name in criteria if row[name].strip()}
        wrong = next((name for name in scores if category_of(name) != row["category"]), None)
        if wrong is not None:
            what = f"{where} is of {row['category']!r} but has a score in {wrong!r}."
            raise StoryscopeError(what, "Leave the columns of other categories empty.")
        texts = (row["ID"], row["category"], row["prompt"], row["completion"], row["model_name"])
        found.append(ScoredCompletion(*texts, rater, _time(where, row.get("scored_at", "")), scores))
    if not unscored and not any(row.scores for row in found):
        raise StoryscopeError(f"{file.name} has no scores yet.", "Score some of its completions first.")
    return found


def write_scores(file: Path, rows: Sequence[ScoredCompletion]) -> None:
    """Write the rows in TinyScaleLab's columns, with `rater` and `scored_at` last; `read_scores` reads them back."""
    own = {name for row in rows for name in row.scores} | {f"{row.category}_A_score" for row in rows}
    criteria = [*CRITERIA, *sorted(own - set(CRITERIA))]
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow([*_KEYS, *criteria, "rater", "scored_at"])
        for row in rows:
            texts = [row.id, row.category, row.prompt, row.completion, row.model]
            marks = [f"{row.scores[name]:g}" if name in row.scores else "" for name in criteria]
            writer.writerow([*texts, *marks, row.rater, row.scored_at])


def _time(where: str, text: str) -> str:
    try:
        return text and datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise StoryscopeError(f"{where} has scored_at={text!r}.", "Write it like 2026-01-31T12:30:00.") from None


def _level(where: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if value not in LEVELS:
        raise StoryscopeError(f"{where} has the score {text!r} in {column!r}.", "A score is 0, 0.5 or 1, or empty.")
    return value

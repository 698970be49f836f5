"""`scores import` and `scores export`: between scoring projects and CSV files in TinyScaleLab's columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.scoring.store import Press, ScoreStore, Text, projects
from probes.judging.completing import read_completions
from probes.judging.rubrics import RUBRICS
from probes.manual_scores import CRITERIA, ScoredCompletion, category_of, read_scores, write_scores
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class ImportConfig:
    """What `import_scores` needs."""

    source: str = option("", "a CSV file in TinyScaleLab's columns, or an artifact of `eval judge`")
    project: str = option("", "the scoring project; empty: the source's name")
    rater: str = option("", "whose scores they are, in a file without a rater column; empty: the file's name")

    def __post_init__(self) -> None:
        if not self.source:
            raise StoryscopeError("There is nothing to import.", "Name it: storyscope scores import FILE.csv.")


@dataclass(frozen=True, kw_only=True)
class ExportConfig:
    """What `export_scores` needs."""

    file: str = option("", "the CSV file to write")
    project: str = option("", "the scoring project; empty: the newest")
    rater: str = option("", "only this rater's scores; empty: everybody's")

    def __post_init__(self) -> None:
        if not self.file:
            raise StoryscopeError("There is no file to write.", "Name one: storyscope scores export scores.csv.")


def import_scores(config: ImportConfig, progress: Progress = SILENT) -> Mapping[str, Any]:
    """Put completions, and scores where there are any, into a scoring project; a second import changes nothing.

    Raises StoryscopeError for a source that is neither, and for ids that stand for other texts.
    """
    del progress  # thousands of rows take a second
    file = Path(config.source)
    if file.suffix == ".csv" or is_file(file):
        rows, name = read_scores(file, unscored=True), file.stem
    else:
        made = _completions(config.source)
        rows, name = _unscored(made), made.manifest.name
    store = ScoreStore(config.project or re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:80] or "scores")
    criteria = {column for row in rows for column in row.scores} | {
        one.id for one in RUBRICS["tinyscale"].criteria if any(row.category == one.category for row in rows)
    }
    order = [*CRITERIA, *sorted(criteria - set(CRITERIA))]
    texts = [Text(row.id, row.category, row.prompt, row.completion, row.model) for row in rows]
    added = store.add(texts, [(one, category_of(one)) for one in order if one in criteria])
    there = {(one.rater, one.completion, one.criterion): one.score for one in store.latest()}
    presses = [
        Press(rater, row.id, column, score, row.scored_at)
        for row in rows
        for column, score in row.scores.items()
        if (rater := config.rater if config.rater and row.rater == file.stem else row.rater)
        and there.get((rater, row.id, column)) != score
    ]
    store.press_all(presses)
    return {
        "project": store.project,
        "completions": len(store.texts()),
        "new_completions": added,
        "new_scores": len(presses),
        "path": str(store.file),
        "next": "storyscope explore, then Scoring",
    }


def export_scores(config: ExportConfig, progress: Progress = SILENT) -> Mapping[str, Any]:
    """Write a project's scores as CSV: a row for each completion and rater, with when its last score was given.

    Raises StoryscopeError for a project that is not there or has no scores of that rater.
    """
    del progress
    there = projects()
    if not config.project and not there:
        raise StoryscopeError("There is no scoring project yet.", "Make one: storyscope scores import FILE.csv.")
    store = ScoreStore(config.project or there[0])
    rows = scored_rows(store, config.rater)
    if not rows:
        whose = f"{config.rater} has" if config.rater else "Nobody has"
        raise StoryscopeError(f"{whose} scored nothing in {store.project}.", "Score some first: storyscope explore.")
    try:
        write_scores(Path(config.file), rows)
    except OSError as fault:
        what = f"{config.file} cannot be written: {fault.strerror}."
        raise StoryscopeError(what, "Name a file in a folder that is yours.") from None
    return {
        "project": store.project,
        "rows": len(rows),
        "scores": sum(len(row.scores) for row in rows),
        "raters": sorted({row.rater for row in rows}),
        "path": config.file,
    }


def scored_rows(store: ScoreStore, rater: str = "") -> list[ScoredCompletion]:
    """What was scored, in the order in which each rater came to it."""
    texts = {one.id: one for one in store.texts()}
    marks: dict[tuple[str, str], tuple[dict[str, float], str]] = {}
    for one in store.latest(rater):
        scores, _ = marks.get((one.rater, one.completion), ({}, ""))
        assert one.score is not None
        marks[one.rater, one.completion] = ({**scores, one.criterion: one.score}, one.at)
    return [
        ScoredCompletion(text.id, text.category, text.prompt, text.completion, text.model, who, at, scores)
        for (who, id), (scores, at) in marks.items()
        for text in [texts[id]]
    ]


def _completions(ref: str) -> Artifact:
    """The artifact of kind judged or completions that is meant."""
    found = [one for kind in ("judged", "completions") if (one := _resolved(kind, ref)) is not None]
    if not found:
        what = f"There is no file {ref} and no artifact of judged completions by that name."
        raise StoryscopeError(what, "Give a CSV file in TinyScaleLab's columns, or what `eval judge` made.")
    return found[0]


def _resolved(kind: str, ref: str) -> Artifact | None:
    try:
        return artifacts.resolve(kind, ref)
    except StoryscopeError:
        return None


def _unscored(made: Artifact) -> list[ScoredCompletion]:
    known = {one.category for one in RUBRICS["tinyscale"].criteria}
    rows: Sequence[Any] = read_completions(made)
    lost = sorted({one.category for one in rows if one.category not in known})
    if lost:
        what = f"There are no criteria for prompts of {', '.join(lost)}."
        raise StoryscopeError(what, "Complete the set of prompts `categorised`, whose categories have some.")
    return [ScoredCompletion(one.id, one.category, one.prompt, one.completion, one.model) for one in rows]

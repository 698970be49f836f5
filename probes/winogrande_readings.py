"""A reader's answers to the items: accuracy by the kinds it saw and by how sure it was."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from probes.winogrande_scoring import Share
from workbench.errors import StoryscopeError
from workbench.statistics import wilson

_COLUMNS = ("index", "answer", "confidence", "kind")
_SURE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader answered ("1" or "2"), how sure it was (0 to 3), and what kind of question it took it for."""

    answer: str
    confidence: int
    kind: str


def read_readings(file: Path, n: int) -> list[Reading]:
    """Read a TSV file of readings of `n` items; its `index` counts from 0.

    Raises StoryscopeError for a file that is missing, lacks a column, has a value that is none, or does not have
    exactly one reading for every item.
    """
    try:
        with file.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
    except FileNotFoundError:
        raise StoryscopeError(f"There is no file {file}.", "Give --readings a TSV file.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise StoryscopeError(f"{file.name} cannot be read: {fault}.", "Give --readings a TSV file.") from None
    found: dict[int, Reading] = {}
    for number, row in enumerate(rows, start=1):
        where = f"Row {number} of {file.name}"
        if any(row.get(name) is None for name in _COLUMNS):
            raise StoryscopeError(f"{where} lacks a column.", f"The columns are {', '.join(_COLUMNS)}, with tabs.")
        if row["answer"] not in ("1", "2") or row["confidence"] not in ("0", "1", "2", "3"):
            what = f"{where} has the answer {row['answer']!r} with confidence {row['confidence']!r}."
            raise StoryscopeError(what, "An answer is 1 or 2, a confidence 0, 1, 2 or 3.")
        if not row["index"].isdecimal() or int(row["index"]) in found:
            raise StoryscopeError(f"{where} has the index {row['index']!r}.", "Count the items from 0, each once.")
        found[int(row["index"])] = Reading(row["answer"], int(row["confidence"]), row["kind"])
    if sorted(found) != list(range(n)):
        what = f"{file.name} has readings of {len(found)} items, not of the {n} that are scored."
        raise StoryscopeError(what, "Give the readings of these items, in their order.")
    return [found[index] for index in range(n)]


def by_reading(readings: Sequence[Reading], answers: Sequence[str], rights: Sequence[bool]) -> dict[str, object]:
    """Accuracy by the reader's kind and confidence with Wilson's intervals, and the reader's own accuracy.

    `clear` are the items that the reader was sure of.
    """

    def part(kept: Sequence[bool]) -> Share:
        n, hits = sum(kept), sum(right for right, keep in zip(rights, kept, strict=True) if keep)
        return {"n": n, "accuracy": hits / n if n else None, "ci95": wilson(hits, n)}

    kinds = sorted({reading.kind for reading in readings})
    return {
        "clear": part([reading.confidence == _SURE for reading in readings]),
        "by_confidence": {
            str(level): part([reading.confidence == level for reading in readings])
            for level in sorted({reading.confidence for reading in readings}, reverse=True)
        },
        "by_kind": {kind: part([reading.kind == kind for reading in readings]) for kind in kinds},
        "clear_by_kind": {
            kind: part([reading.kind == kind and reading.confidence == _SURE for reading in readings]) for kind in kinds
        },
        "reader": sum(one.answer == answer for one, answer in zip(readings, answers, strict=True)) / len(readings),
    }

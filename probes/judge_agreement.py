"""A judge beside people: how often a person who saw its score agreed, and what independent scores say of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from probes.agreement import agreement
from probes.manual_scores import ScoredCompletion, read_table
from workbench.errors import StoryscopeError
from workbench.statistics import wilson

_COLUMNS = ("id", "res_category", "res_prompt", "res_completion", "category", "subcriterion", "score", "text", "agree")
_WORDED = " relative"  # later wordings of a criterion only add what it is relative to

_Pair = tuple[str, str, float, float, str]
"""Category, prompt, human score, judge's score, and the column of the score."""


def read_judged(file: Path) -> list[dict[str, str]]:
    """The rows of an agreement file of TinyScaleLab: a judge's score, and whether a person agreed.

    Raises StoryscopeError for a missing column, a score that is no number and an `agree` that is not true or false.
    """
    rows = read_table(file, _COLUMNS)
    for row in rows:
        where = f"Row {row['id']} of {file.name}"
        if row["agree"].lower() not in ("true", "false"):
            raise StoryscopeError(f"{where} has agree={row['agree']!r}.", "It must be true or false.")
        try:
            float(row["score"])
        except ValueError:
            raise StoryscopeError(f"{where} has the score {row['score']!r}.", "It must be a number.") from None
    return rows


def columns_of(files: Sequence[Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Which column of human scores a criterion's text stands for, from the files that say so (`score_name`)."""
    return {row["text"].split(_WORDED)[0]: row["score_name"] for rows in files for row in rows if row.get("score_name")}


def judged(
    rows: Sequence[Mapping[str, str]],
    scored: Sequence[ScoredCompletion],
    columns: Mapping[str, str],
    generator: np.random.Generator,
) -> dict[str, object]:
    """What a person who saw the judge's score said of it, and how it compares with scores given without seeing it.

    `independent` pairs every judgement with the human score of the same category, prompt and completion; `kinder` is
    the judge's mean less the person's.
    `by_text_alone` forgets the category, so that of a completion in two categories only the last one's scores are met:
    the 58.6% that is told of TinyScaleLab's first round is of that smaller set.
    """
    agreed = [row["agree"].lower() == "true" for row in rows]
    categories = sorted({row["category"] for row in rows})
    pairs = _pairs(rows, {(one.category, *_text(one)): one for one in scored}, columns, by_category=True)
    alone = _pairs(rows, {("", *_text(one)): one for one in scored}, columns, by_category=False)

    def compared(kept: Sequence[_Pair]) -> dict[str, object]:
        human, machine, prompts = [one[2] for one in kept], [one[3] for one in kept], [one[1] for one in kept]
        kinder = float(np.mean(np.array(machine) - np.array(human))) if kept else None
        return {**agreement(human, machine, generator, prompts), "kinder": kinder}

    return {
        "judgements": len(rows),
        "agreed": _share(agreed),
        "agreed_by_category": {
            name: _share([flag for flag, row in zip(agreed, rows, strict=True) if row["category"] == name])
            for name in categories
        },
        "independent": compared(pairs),
        "independent_by_category": {name: compared([one for one in pairs if one[0] == name]) for name in categories},
        "independent_by_criterion": {
            name: compared([one for one in pairs if one[4] == name]) for name in dict.fromkeys(one[4] for one in pairs)
        },
        "by_text_alone": compared(alone),
        "without_human_score": len(rows) - len(pairs),
    }


def _text(one: ScoredCompletion) -> tuple[str, str]:
    return one.prompt.strip(), one.completion.strip()


def _pairs(
    rows: Sequence[Mapping[str, str]],
    scored: Mapping[tuple[str, str, str], ScoredCompletion],
    columns: Mapping[str, str],
    *,
    by_category: bool,
) -> list[_Pair]:
    """Every judgement that a person scored too."""
    found: list[_Pair] = []
    for row in rows:
        key = (row["res_category"] if by_category else "", row["res_prompt"].strip(), row["res_completion"].strip())
        person = scored.get(key)
        column = row.get("score_name") or columns.get(row["text"].split(_WORDED)[0], "")
        if person is not None and column in person.scores:
            score = float(row["score"])
            found.append((row["category"], row["res_prompt"], person.scores[column], score, column))
    return found


def _share(flags: Sequence[bool]) -> dict[str, object]:
    low, high = wilson(sum(flags), len(flags))
    return {"n": len(flags), "agreed": sum(flags), "share": sum(flags) / len(flags), "ci95": (low, high)}

"""All that is known of one unit after another, read from the tables a row group at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from probes.feature_reading import Features

Row = dict[str, Any]
_AT_ONCE = 64
_TABLES = ("cards", "histograms", "examples", "intervals", "relations", "tokens")
_GLUED = frozenset([*".,!?;:)”’", "'s", "n't", "'ll", "'re"])
_OPENING = frozenset(["“", "(", "‘"])


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One unit: its row of features.parquet and its rows of every other table."""

    unit: Row
    cards: Sequence[Row]
    histogram: Row
    examples: dict[str, list[Row]]
    intervals: Sequence[Row]
    relations: dict[str, list[Row]]
    tokens: Sequence[Row]


def dashboards(features: Features, rows: Sequence[int]) -> Iterator[Dashboard]:
    """The dashboards of some units, in the order of their rows; memory holds a few units at a time."""
    wanted = sorted(rows)
    for begin in range(0, len(wanted), _AT_ONCE):
        some = wanted[begin : begin + _AT_ONCE]
        where = pc.field("row").isin(some)
        units = {one["row"]: one for one in features.table("features", where=where).to_pylist()}
        tables = {name: _by_row(features.table(name, where=where).to_pylist()) for name in _TABLES}
        for row in some:
            yield Dashboard(
                unit=units[row],
                cards=_ranked(tables["cards"].get(row, [])),
                histogram=tables["histograms"][row][0],
                examples=_grouped(tables["examples"].get(row, []), "band"),
                intervals=tables["intervals"].get(row, []),
                relations=_grouped(tables["relations"].get(row, []), "relation"),
                tokens=tables["tokens"].get(row, []),
            )


def _by_row(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for one in rows:
        found.setdefault(int(one["row"]), []).append(one)
    return found


def _grouped(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in sorted(rows, key=lambda one: int(one["rank"])):
        found.setdefault(str(one[name]), []).append(one)
    return found


def _ranked(cards: Sequence[Row]) -> list[Row]:
    """Cards by falling lift, each label at its best statistic; without those that could not be measured."""
    best: dict[tuple[str, str, str], Row] = {}
    able = [card for card in cards if card["lift"] == card["lift"] and card["auroc"] == card["auroc"]]
    for card in sorted(able, key=lambda card: -float(card["lift"])):
        best.setdefault((card["level"], card["axis"], card["value"]), card)
    return list(best.values())


def label_of(row: Row, prefix: str = "") -> str:
    """What a label is called: "tone: sad" of a story, "tone: sad (its words)" of the words that say it."""
    level, axis, value = (row[f"{prefix}{name}"] for name in ("level", "axis", "value"))
    return f"{axis}: {value}" + (" (its words)" if level == "span" else "")


def said(unit: Row) -> str:
    """The best card of a unit in one sentence; empty where it has none."""
    if unit["dead"] or unit["best_axis"] is None:
        return "dead" if unit["dead"] else ""
    sign = "at least" if unit["best_polarity"] > 0 else "at most"
    what = "" if unit["best_level"] == "span" else f" (the story's {unit['best_stat']})"
    return (
        f"{label_of(unit, 'best_')}: an activation{what} of {sign} {unit['best_threshold']:.3g} says so with precision "
        f"{unit['best_precision']:.2f} [{unit['best_precision_lo']:.2f}, {unit['best_precision_hi']:.2f}] and recall "
        f"{unit['best_recall']:.2f} [{unit['best_recall_lo']:.2f}, {unit['best_recall_hi']:.2f}] on held-out stories; "
        f"F1 {unit['best_f1']:.2f}, shuffled {unit['null_f1']:.2f}, always firing {unit['chance']:.2f}"
    )


def with_spaces(tokens: Sequence[str]) -> list[str]:
    """Tokens with the white space that stands before them in running text.

    >>> "".join(with_spaces(["tom", "'s", "“", "hi", "”", "."]))
    " tom's “hi”."
    """
    made: list[str] = []
    opened = False
    for token in tokens:
        if token.startswith(("Ġ", "▁")):
            made.append(" " + token[1:])
        else:
            made.append(token if opened or token in _GLUED else " " + token)
        opened = token in _OPENING
    return made

"""Tables and figures as CSV, made only when somebody asks for the file.

Text that a spreadsheet would take for a formula gets an apostrophe in front, as stories may come from anywhere.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import plotly.graph_objects as go
import pyarrow as pa

Rows = Sequence[Mapping[str, Any]] | Mapping[str, Sequence[Any]] | pa.Table
"""A table: rows of named values, columns by name, or an Arrow table."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Rows) -> str:
    r"""Return a table as CSV with a header line.

    >>> csv_text({"token": ["cat", "=1+1"], "value": [0.5, -2]})
    "token,value\ncat,0.5\n'=1+1,-2\n"
    """
    table: Any = rows
    if isinstance(table, pa.Table):
        table = table.to_pydict()
    lines: Iterable[Iterable[Any]]
    if isinstance(table, Mapping):
        columns = cast("Mapping[str, Sequence[Any]]", table)
        head, lines = list(columns), zip(*columns.values(), strict=True)
    else:
        listed = cast("Sequence[Mapping[str, Any]]", table)
        head = list(dict.fromkeys(name for row in listed for name in row))
        lines = ([row.get(name) for name in head] for row in listed)
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(map(safe_cell, head))
    writer.writerows(map(safe_cell, line) for line in lines)
    return made.getvalue()


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet runs: lists are joined by spaces, text never starts a formula."""
    if isinstance(value, list | tuple):
        value = " ".join(str(one) for one in cast("Sequence[object]", value))
    if isinstance(value, str) and len(value) > 1 and value.startswith(_FORMULA):
        return "'" + value
    return value


def figure_rows(chart: go.Figure) -> list[dict[str, Any]]:
    """Return the numbers that a figure draws, one row per point: trace, x, y, and z or the interval where it has one.

    The cells of a heat map are rows of their own; where its axes are numbered, x and y are the names on the axes.
    """
    found: list[dict[str, Any]] = []
    layout: Any = chart.layout
    names = [_names(layout.xaxis), _names(layout.yaxis)]
    for trace in chart.data:
        label = str(trace.name or trace.type)
        x, y, z = (_values(trace, name) for name in ("x", "y", "z"))
        if z:
            for row, line in enumerate(z):
                for column, value in enumerate(line):
                    at = (x[column] if x else column, y[row] if y else row)
                    left, right = (known.get(one, one) for known, one in zip(names, at, strict=True))
                    found.append({"trace": label, "x": left, "y": right, "z": value})
            continue
        spread = {f"error_{axis}": _values(getattr(trace, f"error_{axis}", None), "array") for axis in ("x", "y")}
        for index in range(max(len(x), len(y))):
            row = {"trace": label, "x": _at(x, index), "y": _at(y, index)}
            row["x"], row["y"] = (known.get(row[key], row[key]) for known, key in zip(names, "xy", strict=True))
            found.append(row | {name: _at(values, index) for name, values in spread.items() if values})
    return found


def later(rows: Rows | Callable[[], Rows]) -> Callable[[], str]:
    """Return what makes the CSV when it is called, so that a page costs nothing for files that nobody asks for."""
    return lambda: csv_text(rows() if callable(rows) else rows)


def _names(axis: Any) -> dict[object, object]:  # noqa: ANN401 - Plotly's axes have no type of their own
    values, texts = axis.tickvals, axis.ticktext
    return {} if values is None or texts is None else dict(zip(values, texts, strict=False))


def _values(owner: Any, name: str) -> list[Any]:  # noqa: ANN401 - nor have its traces
    held = None if owner is None else getattr(owner, name, None) if _has(owner, name) else None
    if held is None:
        return []
    listed = held.tolist() if hasattr(held, "tolist") else list(held)
    return [one.tolist() if hasattr(one, "tolist") else one for one in listed]


def _has(owner: Any, name: str) -> bool:  # noqa: ANN401
    return name in getattr(owner, "_valid_props", ())


def _at(values: list[Any], index: int) -> object:
    return values[index] if index < len(values) else None

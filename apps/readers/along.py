"""What a model could do along its training, measured at its kept checkpoints."""

from typing import Any

import streamlit as st

from apps.figures import Grown, growth_curves
from apps.reproduce import command_for
from apps.shell import absent, choose, command, draw, palette, panel, pick
from apps.store import read_table, readable
from workbench.artifacts import listing

_LINE = "storyscope dynamics --measure loss,winogrande,probe"
_MOST = 8


def along_training() -> None:
    """Draw the part."""
    if not listing("dynamics"):
        what = "Train with --checkpoints log, then measure the same probes at every kept step:"
        absent(what, _LINE)
        command(_LINE)
        return
    made = pick("dynamics", "Dynamics")
    if made is None:
        return
    with panel():
        rows = read_table(made, "dynamics.parquet").to_pylist()
        with readable(made):
            measures = list(dict.fromkeys(str(row["measure"]) for row in rows))
        measure = choose("measured", "Measure", measures, default="probe")
        series = _best(rows, measure)
        points = [
            Grown(
                step=int(row["step"]),
                series=str(row["series"]),
                value=float(row["value"]),
                lo=row["low"],
                hi=row["high"],
                baseline=row["baseline"],
            )
            for row in rows
            if row["measure"] == measure and row["series"] in series
        ]
        share = all(0 <= point.value <= 1 for point in points) and measure != "loss"
        chart = growth_curves(points, palette(), y="accuracy" if share else measure, percent=share, height=420)
        draw(chart, "dynamics", rows=rows)
        st.caption(
            f"The {len(series)} series that end highest, with 95% intervals; dotted: the strongest baseline of each. "
            "The steps are on a logarithmic axis, 0 at one half."
        )
    command(command_for(made))


def _best(rows: list[dict[str, Any]], measure: str) -> set[str]:
    own = [row for row in rows if row["measure"] == measure]
    last = max((int(row["step"]) for row in own), default=0)
    ends = sorted((row for row in own if int(row["step"]) == last), key=lambda row: -float(row["value"]))
    return {str(row["series"]) for row in ends[:_MOST]}

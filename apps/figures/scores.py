"""Benchmark scores with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain

_TELLABLE = 0.015


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScore:
    """Accuracy on one kind of item with its 95% interval, all in 0..1."""

    kind: str
    n: int
    accuracy: float
    lo: float
    hi: float


def winogrande_by_kind(
    scores: Sequence[KindScore],
    baselines: Mapping[str, float] | None = None,
    palette: Palette = LIGHT,
    *,
    height: int | None = None,
) -> go.Figure:
    """Draw accuracy by kind as points with 95% intervals; `baselines` (such as majority) are vertical lines."""
    if not scores:
        return empty("There are no scored items.", palette)
    rows = sorted(scores, key=lambda score: (score.kind == "all", score.accuracy))
    made = figure(palette, height=height or 96 + 28 * len(rows), x="accuracy")
    colours = [palette.right if row.lo > 0.5 else palette.wrong if row.hi < 0.5 else palette.muted for row in rows]
    made.add_scatter(
        x=[row.accuracy for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        marker={"size": [13 if row.kind == "all" else 10 for row in rows], "color": colours},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row.hi - row.accuracy for row in rows],
            "arrayminus": [row.accuracy - row.lo for row in rows],
            "color": palette.muted,
            "thickness": 1.4,
            "width": 4,
        },
        customdata=[(plain(row.kind), row.n, row.lo, row.hi) for row in rows],
        hovertemplate="<b>%{customdata[0]}</b> %{x:.1%}<br>95% %{customdata[2]:.1%}–%{customdata[3]:.1%}"
        "<br>n = %{customdata[1]:,} items<extra></extra>",
        showlegend=False,
    )
    for index, (value, name) in enumerate(_joined({"chance": 0.5, **(baselines or {})})):
        made.add_vline(
            x=value,
            annotation_position="top",
            line={"dash": "dot", "color": palette.muted, "width": 1.2},
            annotation={
                "text": f"{plain(name)} {value:.0%}",
                "font": {"size": 10, "color": palette.muted},
                "yshift": 12 * (index % 2),
            },
        )
    made.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[plain(f"{row.kind} ({row.n})") for row in rows], showgrid=False
    )
    made.update_xaxes(range=[0, 1.02], tickformat=".0%")
    made.update_layout(margin={"t": 40})
    return made


def _joined(lines: Mapping[str, float]) -> list[tuple[float, str]]:
    """Return the lines by value; those too near to be told apart become one, with all their names."""
    found: list[tuple[float, str]] = []
    for name, value in sorted(lines.items(), key=lambda line: line[1]):
        if found and value - found[-1][0] < _TELLABLE:
            found[-1] = (found[-1][0], f"{found[-1][1]}, {name}")
        else:
            found.append((value, name))
    return found

"""Judged completions: a radar of each model's scores by category, and scores over the size of the model."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from apps.figures.human_scores import spread
from apps.figures.theme import LIGHT, Palette, empty, figure, plain


def score_radar(
    parts: Mapping[str, Mapping[str, Any]],
    scales: Mapping[str, tuple[float, float]],
    palette: Palette = LIGHT,
    *,
    height: int = 420,
) -> go.Figure:
    """Draw one closed line a model over the parts, each from the lowest (0) to the highest (1) of its scale."""
    names = [name for name, cells in parts.items() if any(cell["mean"] is not None for cell in cells.values())]
    if len(names) < 3:
        return empty("A radar needs three or more scores.", palette)
    made = figure(palette, height=height)
    models = list(dict.fromkeys(model for name in names for model in parts[name]))
    for index, model in enumerate(models):
        cells = [parts[name][model] for name in names]
        places = [_place(cell["mean"], scales[name]) for name, cell in zip(names, cells, strict=True)]
        made.add_scatterpolar(
            r=[*places, places[0]],
            theta=[plain(name) for name in (*names, names[0])],
            name=plain(model),
            mode="lines+markers",
            line={"color": palette.category(index), "width": 2},
            customdata=[(cell["n"], cell["mean"], *(cell["ci95"] or (None, None))) for cell in (*cells, cells[0])],
            hovertemplate="%{theta}: %{customdata[1]:.3g}<br>95% %{customdata[2]:.3g} to %{customdata[3]:.3g}"
            "<br>n = %{customdata[0]:,}<extra></extra>",
        )
    made.update_layout(
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {"range": [0, 1], "gridcolor": palette.grid, "tickfont": {"color": palette.muted}},
            "angularaxis": {"gridcolor": palette.grid},
        }
    )
    return made


def score_scaling(
    parts: Mapping[str, Mapping[str, Any]],
    models: Sequence[Mapping[str, Any]],
    palette: Palette = LIGHT,
    *,
    height: int = 380,
    label: str = "mean score",
) -> go.Figure:
    """Draw scores over the number of parameters (logarithmic), one line a part, with 95% intervals."""
    if len({one["parameters"] for one in models}) < 2:
        return empty("Scores over size need models of two or more sizes.", palette)
    made = figure(palette, height=height, x="parameters", y=label)
    ordered = sorted(models, key=lambda one: one["parameters"])
    for index, (name, cells) in enumerate(parts.items()):
        kept = [one for one in ordered if cells[one["model"]]["mean"] is not None]
        points = [cells[one["model"]] for one in kept]
        made.add_scatter(
            x=[one["parameters"] for one in kept],
            y=[cell["mean"] for cell in points],
            name=plain(name),
            mode="lines+markers",
            line={"color": palette.category(index), "width": 2},
            error_y=spread([(cell["mean"], cell["ci95"]) for cell in points], palette),
            customdata=[
                (plain(one["model"]), cell["n"], *cell["ci95"]) for one, cell in zip(kept, points, strict=True)
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{y:.3g}, 95% %{customdata[2]:.3g} to %{customdata[3]:.3g}"
            "<br>n = %{customdata[1]:,}<extra></extra>",
        )
    made.update_xaxes(type="log")
    return made


def _place(mean: float | None, scale: tuple[float, float]) -> float | None:
    return None if mean is None else (mean - scale[0]) / (scale[1] - scale[0])

"""Human scores: means by category and model, and how far a judge follows them."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain


def score_means(
    by_category: Mapping[str, Mapping[str, Any]], palette: Palette = LIGHT, *, height: int = 340
) -> go.Figure:
    """Draw mean scores (0..1) by category, one colour a model, with 95% intervals."""
    models = list(dict.fromkeys(model for cells in by_category.values() for model in cells))
    if not models:
        return empty("Nothing was scored.", palette)
    made = figure(palette, height=height, y="mean score")
    for index, model in enumerate(models):
        kept = [(name, cells[model]) for name, cells in by_category.items() if cells[model]["mean"] is not None]
        made.add_bar(
            x=[plain(name) for name, _ in kept],
            y=[cell["mean"] for _, cell in kept],
            name=plain(model),
            marker={"color": palette.category(index), "line": {"width": 0}},
            error_y=spread([(cell["mean"], cell["ci95"]) for _, cell in kept], palette),
            customdata=[(cell["n"], *cell["ci95"]) for _, cell in kept],
            hovertemplate="%{x}: %{y:.3f}<br>95% %{customdata[1]:.3f} to %{customdata[2]:.3f}"
            "<br>n = %{customdata[0]:,} scores<extra></extra>",
        )
    made.update_yaxes(range=[0, 1.02])
    made.update_layout(barmode="group", bargap=0.25)
    return made


def agreement_points(
    by_category: Mapping[str, Mapping[str, Any]], palette: Palette = LIGHT, *, height: int = 300
) -> go.Figure:
    """Draw quadratic kappa by category with 95% intervals; zero is what chance gives."""
    kept = [(name, cell) for name, cell in by_category.items() if cell["kappa"] is not None]
    if not kept:
        return empty("Nothing was scored by both.", palette)
    made = figure(palette, height=height, x="quadratic kappa (0 = chance, 1 = the same)")
    made.add_scatter(
        x=[cell["kappa"] for _, cell in kept],
        y=list(range(len(kept))),
        mode="markers",
        marker={"size": 11, "color": palette.primary},
        error_x=spread([(cell["kappa"], cell["kappa_ci95"]) for _, cell in kept], palette),
        customdata=[(plain(name), cell["n"], cell["exact"]) for name, cell in kept],
        hovertemplate="<b>%{customdata[0]}</b> kappa %{x:.3f}<br>exactly equal %{customdata[2]:.1%}"
        "<br>n = %{customdata[1]:,}<extra></extra>",
        showlegend=False,
    )
    made.add_vline(x=0, line={"dash": "dot", "color": palette.muted, "width": 1.2})
    names = [plain(f"{name} ({cell['n']:,})") for name, cell in kept]
    made.update_yaxes(tickvals=list(range(len(kept))), ticktext=names, showgrid=False, autorange="reversed")
    made.update_xaxes(range=[min(-0.05, *(cell["kappa_ci95"][0] for _, cell in kept)), 1.02])
    return made


def spread(values: Sequence[tuple[float, Sequence[float]]], palette: Palette) -> dict[str, object]:
    """Error bars of values with their intervals, as Plotly takes them."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [ends[1] - value for value, ends in values],
        "arrayminus": [value - ends[0] for value, ends in values],
        "color": palette.muted,
        "thickness": 1.4,
        "width": 4,
    }

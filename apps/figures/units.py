"""Figures of many units, and of what one unit fires on and does."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, colour_bar, empty, figure, plain, scale_of


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One unit on the map of output directions; `score` in 0..1 colours it, `label` says what it tells best."""

    unit: str
    x: float
    y: float
    score: float
    label: str = ""


def unit_map(
    points: Sequence[MapPoint], palette: Palette = LIGHT, *, shares: Sequence[float] = (), score: str = "F1"
) -> go.Figure:
    """Draw units by the first two principal components of their output directions, each of length 1."""
    if not points:
        return empty("No directions were kept to draw a map of.", palette)
    names = [
        f"component {at + 1}" + (f" ({shares[at]:.0%} of the variance)" if len(shares) > at else "") for at in (0, 1)
    ]
    made = figure(palette, height=430, x=names[0], y=names[1])
    made.add_trace(
        go.Scattergl(
            x=[point.x for point in points],
            y=[point.y for point in points],
            mode="markers",
            marker={
                "size": 7,
                "color": [point.score for point in points],
                "colorscale": scale_of(palette.accuracy),
                "cmin": 0,
                "cmax": 1,
                "line": {"width": 0.6, "color": palette.muted},
                "colorbar": colour_bar(score),
            },
            customdata=[[plain(point.unit), plain(point.label)] for point in points],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}}<br>{plain(score)} %{{marker.color:.2f}}"
            "<extra></extra>",
            showlegend=False,
        )
    )
    return made


def token_bars(tokens: Sequence[tuple[str, float, float, int]], palette: Palette = LIGHT) -> go.Figure:
    """Draw the token types that a unit fires on: (token, mean activation, share of all its activation, n)."""
    if not tokens:
        return empty("It fires on no token type often enough to say.", palette)
    made = figure(palette, height=60 + 24 * len(tokens), x="mean activation on the token type")
    top = max(abs(mean) for _, mean, _, _ in tokens) or 1.0
    made.add_bar(
        y=list(range(len(tokens))),
        x=[mean for _, mean, _, _ in tokens],
        orientation="h",
        marker={
            "color": [max(0.0, mean) / top for _, mean, _, _ in tokens],
            "colorscale": scale_of(palette.activation),
            "cmin": -0.35,
            "cmax": 1,
        },
        customdata=[[plain(token), share, n] for token, _, share, n in tokens],
        hovertemplate="“%{customdata[0]}”: mean %{x:.3f}, %{customdata[1]:.1%} of all its activation, "
        "n = %{customdata[2]:,}<extra></extra>",
        showlegend=False,
    )
    made.update_yaxes(
        tickvals=list(range(len(tokens))),
        ticktext=[plain(token, 24) for token, _, _, _ in tokens],
        range=[len(tokens) - 0.4, -0.6],
        showgrid=False,
    )
    return made

"""Dictionaries side by side: sparsity against fidelity and truth, and how often features fire."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from apps.figures.theme import LIGHT, Palette, empty, figure, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """One dictionary; points of one `series` are joined in the order of their L0. `sparsity` is the setting."""

    series: str
    sparsity: float
    l0: float
    explained_variance: float
    ce_loss_score: float
    coverage: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityBar:
    """How many features are active on a share of tokens whose decimal logarithm is between the bounds."""

    lower: float
    upper: float
    count: int


_PANELS = (("explained_variance", "explained variance"), ("ce_loss_score", "CE score"), ("coverage", "coverage"))


def frontier(points: Sequence[FrontierPoint], palette: Palette = LIGHT, *, height: int = 380) -> go.Figure:
    """Draw explained variance, CE score and coverage of the truth over L0 on a logarithmic axis."""
    if not points:
        return empty("No dictionary has been trained.", palette, height=height)
    plain_figure = figure(palette, height=height)
    made: go.Figure = make_subplots(rows=1, cols=len(_PANELS), subplot_titles=[title for _, title in _PANELS])
    made.update_layout(plain_figure.layout)
    for index, series in enumerate(dict.fromkeys(point.series for point in points)):
        own = sorted((point for point in points if point.series == series), key=lambda point: point.l0)
        for column, (name, title) in enumerate(_PANELS, 1):
            made.add_scatter(
                x=[point.l0 for point in own],
                y=[getattr(point, name) for point in own],
                customdata=[point.sparsity for point in own],
                mode="lines+markers",
                marker={"size": 6},
                line={"color": palette.category(index), "width": 2},
                name=plain(series),
                legendgroup=series,
                showlegend=column == 1,
                hovertemplate=(
                    f"<b>{plain(series)}</b><br>L0 %{{x:.1f}}, {title} %{{y:.3f}}"
                    "<br>setting %{customdata:g}<extra></extra>"
                ),
                row=1,
                col=column,
            )
    made.update_xaxes(type="log", title_text="L0 (active features per token)")
    return made


def density_histogram(
    bars: Sequence[DensityBar], dead: int = 0, palette: Palette = LIGHT, *, height: int = 300
) -> go.Figure:
    """Draw how many features are active how often; the dead are told in the title."""
    if not bars:
        return empty("No feature is active.", palette, height=height)
    title = f"{dead:,} dead features" if dead else ""
    made = figure(palette, height=height, title=title, x="share of tokens (log10)", y="features")
    made.add_bar(
        x=[(bar.lower + bar.upper) / 2 for bar in bars],
        width=[bar.upper - bar.lower for bar in bars],
        y=[bar.count for bar in bars],
        marker={"color": palette.primary},
        hovertemplate="%{y:,} features<br>10^%{x:.2f} of tokens<extra></extra>",
    )
    return made

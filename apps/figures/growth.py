"""Measurements over training steps, and over model sizes with the power law that fits them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain

_TICKS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One value of one series after `step` steps; `baseline` is what it must beat, None where there is none."""

    step: int
    series: str
    value: float
    lo: float | None = None
    hi: float | None = None
    baseline: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """The loss of one model, in nats per token, beside its number of parameters."""

    name: str
    parameters: int
    loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """loss = scale * parameters ** exponent, with the exponent's 95% interval where there are enough models for one."""

    scale: float
    exponent: float
    lo: float | None = None
    hi: float | None = None


def growth_curves(
    points: Sequence[Grown],
    palette: Palette = LIGHT,
    *,
    y: str = "accuracy",
    percent: bool = True,
    height: int = 340,
) -> go.Figure:
    """Draw every series over the steps of training on a logarithmic axis; step 0 stands at one half."""
    if not points:
        return empty("Nothing was measured along the training.", palette, height=height)
    made = figure(palette, height=height, x="training steps", y=y)
    form = ".1%" if percent else ".3f"
    for index, series in enumerate(dict.fromkeys(point.series for point in points)):
        own = sorted((point for point in points if point.series == series), key=lambda point: point.step)
        colour = palette.category(index)
        x = [max(point.step, 0.5) for point in own]
        made.add_scatter(
            x=x,
            y=[point.value for point in own],
            customdata=[point.step for point in own],
            error_y=_bars(own),
            mode="lines+markers",
            marker={"size": 5},
            line={"color": colour, "width": 2},
            name=plain(series),
            hovertemplate=f"<b>{plain(series)}</b> %{{y:{form}}}<br>step %{{customdata:,}}<extra></extra>",
        )
        if all(point.baseline is not None for point in own):
            made.add_scatter(
                x=x,
                y=[point.baseline for point in own],
                mode="lines",
                line={"color": colour, "width": 1.2, "dash": "dot"},
                name=plain(f"{series}: baseline"),
                showlegend=False,
                hovertemplate=f"<b>{plain(series)}</b> baseline %{{y:{form}}}<extra></extra>",
            )
    steps = sorted({point.step for point in points})
    shown = steps[:: max(1, -(-len(steps) // _TICKS))]
    made.update_xaxes(type="log", tickvals=[max(step, 0.5) for step in shown], ticktext=[f"{step:,}" for step in shown])
    if percent:
        made.update_yaxes(tickformat=".0%")
    return made


def _bars(points: Sequence[Grown]) -> dict[str, object]:
    above = [0.0 if point.hi is None else point.hi - point.value for point in points]
    below = [0.0 if point.lo is None else point.value - point.lo for point in points]
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "thickness": 1, "width": 2}


def scaling_curve(
    points: Sequence[Sized], law: Law | None = None, palette: Palette = LIGHT, *, height: int = 380
) -> go.Figure:
    """Draw loss against parameters, both logarithmic, with the power law as a dashed line."""
    if not points:
        return empty("No model has been trained.", palette, height=height)
    made = figure(palette, height=height, x="parameters", y="validation loss (nats per token)")
    ordered = sorted(points, key=lambda point: point.parameters)
    made.add_scatter(
        x=[point.parameters for point in ordered],
        y=[point.loss for point in ordered],
        text=[plain(point.name) for point in ordered],
        mode="markers",
        marker={"size": 9, "color": palette.primary},
        name="models",
        hovertemplate="<b>%{text}</b><br>%{x:,} parameters, loss %{y:.4f}<extra></extra>",
    )
    if law is not None:
        sizes = np.geomspace(ordered[0].parameters, ordered[-1].parameters, 40)
        interval = "" if law.lo is None or law.hi is None else f" [{law.lo:.3f}, {law.hi:.3f}]"
        name = f"exponent {law.exponent:.3f}{interval}"
        made.add_scatter(
            x=sizes.tolist(),
            y=(law.scale * sizes**law.exponent).tolist(),
            mode="lines",
            line={"dash": "dash", "width": 1.4, "color": palette.muted},
            name=plain(name),
            hovertemplate=f"{plain(name)}<extra></extra>",
        )
    made.update_xaxes(type="log", tickformat="~s")
    made.update_yaxes(type="log")
    return made

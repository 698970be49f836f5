"""Curves over training: loss by split beside the n-gram baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain


@dataclass(frozen=True, slots=True)
class LossPoint:
    """One line of a training log; `bits_per_byte` is None where it was not measured, `loss` is in nats per token."""

    step: int
    tokens: int
    split: str
    loss: float
    bits_per_byte: float | None = None
    lr: float | None = None


_UNITS = {"bits_per_byte": "bits per byte", "loss": "loss (nats per token)"}


def training_curves(
    points: Sequence[LossPoint],
    baselines: Mapping[str, float] | None = None,
    palette: Palette = LIGHT,
    *,
    unit: Literal["bits_per_byte", "loss"] = "bits_per_byte",
    height: int = 340,
) -> go.Figure:
    """Draw loss against tokens seen, one line per split, with `baselines` (name to value in `unit`) as dashed lines."""
    series: dict[str, list[tuple[int, int, float, float]]] = {}
    for point in points:
        value = point.loss if unit == "loss" else point.bits_per_byte
        if value is not None:
            series.setdefault(point.split, []).append((point.tokens, point.step, value, point.lr or 0.0))
    if not series:
        return empty("The training log has no points.", palette, height=height)
    made = figure(palette, height=height, x="tokens seen", y=_UNITS[unit])
    styles = {
        "train": {"color": palette.muted, "width": 1.2},
        "validation": {"color": palette.primary, "width": 2.6},
    }
    for index, split in enumerate(sorted(series, key=lambda name: (name == "validation", name))):
        rows = sorted(series[split])
        made.add_scatter(
            x=[row[0] for row in rows],
            y=[row[2] for row in rows],
            customdata=[(row[1], row[3]) for row in rows],
            mode="lines+markers" if len(rows) < 60 else "lines",
            marker={"size": 5},
            name=plain(split),
            line=styles.get(split, {"color": palette.category(index)}),
            hovertemplate=f"<b>{plain(split)}</b> %{{y:.3f}} {_UNITS[unit]}"
            "<br>step %{customdata[0]:,}, %{x:,} tokens<br>learning rate %{customdata[1]:.2g}<extra></extra>",
        )
    last = max(row[0] for rows in series.values() for row in rows)
    for name, value in (baselines or {}).items():
        made.add_scatter(
            x=[0, last],
            y=[value, value],
            mode="lines+text",
            line={"dash": "dot", "width": 1.3, "color": palette.muted},
            text=["", f"{plain(name)} {value:.2f}"],
            textposition="top left",
            textfont={"size": 11, "color": palette.muted},
            name=plain(name),
            showlegend=False,
            hovertemplate=f"<b>{plain(name)}</b> baseline %{{y:.3f}} {_UNITS[unit]}<extra></extra>",
        )
    made.update_xaxes(rangemode="tozero", tickformat="~s")
    values = sorted(row[2] for rows in series.values() for row in rows)
    low = min(values[0], *(baselines or {"": values[0]}).values())
    # The first few steps start far above everything that matters: the axis cuts them off, zooming out shows them.
    top = max(values[int(0.97 * (len(values) - 1))], *(baselines or {"": 0.0}).values()) * 1.06
    made.update_yaxes(range=[low * 0.9, top])
    return made

"""What linear probes read: heat map of layer by target with the controls, and one target over the layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, colour_bar, empty, figure, grid_ticks, plain, scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeCell:
    """One probe with its controls: accuracies in 0..1 on held-out stories, `lo`..`hi` the 95% interval.

    `margin_lo`..`margin_hi` is the 95% interval of accuracy minus strongest control, where it was measured.
    """

    target: str
    layer: int
    site: str
    position: str
    accuracy: float
    lo: float
    hi: float
    n: int
    shuffled: float
    bag_of_words: float
    random_init: float
    majority: float
    margin_lo: float | None = None
    margin_hi: float | None = None

    @property
    def strongest_control(self) -> float:
        """Return the highest accuracy among the four controls."""
        return max(self.shuffled, self.bag_of_words, self.random_init, self.majority)

    @property
    def margin(self) -> float:
        """Return accuracy minus the strongest control."""
        return self.accuracy - self.strongest_control

    @property
    def beats_controls(self) -> bool:
        """Return whether the margin's 95% interval (or, without one, the accuracy's) lies above the controls."""
        return self.lo > self.strongest_control if self.margin_lo is None else self.margin_lo > 0


CONTROLS = {
    "shuffled": "shuffled labels",
    "majority": "majority class",
    "random_init": "random-init model",
    "bag_of_words": "bag of words",
}
"""The four controls of every probe: field of `ProbeCell` to what it is called."""


def layer_name(layer: int) -> str:
    """Return how a layer is called on an axis; -1 is the embedding."""
    return "embed" if layer < 0 else f"layer {layer}"


def probe_heat_map(
    cells: Sequence[ProbeCell],
    palette: Palette = LIGHT,
    *,
    measure: Literal["accuracy", "margin"] = "accuracy",
    height: int | None = None,
) -> go.Figure:
    """Draw layer (x) by target (y), the controls in columns of their own.

    `measure` "accuracy" is in 0..1; "margin" is accuracy minus the strongest control, drawn on the signed scale.
    """
    if not cells:
        return empty("There are no probe results for this choice.", palette)
    targets = list(dict.fromkeys(cell.target for cell in cells))
    layers = sorted({cell.layer for cell in cells})
    found = {(cell.target, cell.layer): cell for cell in cells}
    controls = list(CONTROLS) if measure == "accuracy" else []
    columns = (
        [layer_name(layer) for layer in layers] + ([""] if controls else []) + [CONTROLS[name] for name in controls]
    )
    values: list[list[float | None]] = []
    hovers: list[list[str]] = []
    for target in targets:
        row: list[float | None] = []
        texts: list[str] = []
        for layer in layers:
            cell = found.get((target, layer))
            row.append(None if cell is None else _measured(cell, measure))
            texts.append("" if cell is None else probe_hover(cell))
        if controls:
            row.append(None)
            texts.append("")
        own = [cell for cell in cells if cell.target == target]
        for name in controls:
            best = max(float(getattr(cell, name)) for cell in own)
            row.append(best)
            texts.append(f"<b>{CONTROLS[name]}</b>, {plain(target)}<br>best over layers {best:.1%}")
        values.append(row)
        hovers.append(texts)
    made = figure(palette, height=height or 110 + 44 * len(targets))
    signed = measure == "margin"
    bound = max(0.05, *(abs(value) for row in values for value in row if value is not None))
    made.add_heatmap(
        z=values,
        x=list(range(len(columns))),
        y=list(range(len(targets))),
        customdata=hovers,
        colorscale=scale_of(palette.effect if signed else palette.accuracy),
        zmin=-bound if signed else 0.0,
        zmax=bound if signed else 1.0,
        xgap=3,
        ygap=3,
        texttemplate="%{z:+.0%}" if signed else "%{z:.0%}",
        textfont={"size": 12},
        hoverongaps=False,
        hovertemplate="%{customdata}<extra></extra>",
        colorbar=colour_bar("accuracy − best control" if signed else "accuracy", form=".0%"),
    )
    grid_ticks(made, [plain(name) for name in columns], [plain(name) for name in targets])
    return made


def _measured(cell: ProbeCell, measure: str) -> float:
    return cell.accuracy if measure == "accuracy" else cell.margin


def probe_hover(cell: ProbeCell) -> str:
    """Return the hover text of one probe: value, interval, n and every control."""
    lines = [
        f"<b>{plain(cell.target)}</b> at {layer_name(cell.layer)}, {plain(cell.site)}, {plain(cell.position)}",
        f"accuracy {cell.accuracy:.1%}  (95% {cell.lo:.1%}–{cell.hi:.1%}, n = {cell.n:,})",
        *(f"{name}: {float(getattr(cell, field)):.1%}" for field, name in CONTROLS.items()),
        f"margin over the strongest control: {cell.margin:+.1%}"
        + ("" if cell.margin_lo is None else f"  (95% {cell.margin_lo:+.1%} to {cell.margin_hi:+.1%})"),
    ]
    return "<br>".join(lines)


def probe_layers(cells: Sequence[ProbeCell], palette: Palette = LIGHT, *, height: int = 340) -> go.Figure:
    """Draw one target's accuracy over the layers with its 95% band; every control is a thin line of its own dash."""
    if not cells:
        return empty("There are no probe results for this choice.", palette, height=height)
    rows = sorted(cells, key=lambda cell: cell.layer)
    layers = list(range(len(rows)))
    made = figure(palette, height=height, y="accuracy")
    made.add_scatter(
        x=[*layers, *reversed(layers)],
        y=[*(row.hi for row in rows), *(row.lo for row in reversed(rows))],
        mode="lines",
        fill="toself",
        fillcolor=palette.primary,
        opacity=0.16,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    dashes = {"shuffled": "dot", "majority": "dash", "random_init": "longdash", "bag_of_words": "dashdot"}
    for index, (name, words) in enumerate(CONTROLS.items()):
        made.add_scatter(
            x=layers,
            y=[float(getattr(row, name)) for row in rows],
            mode="lines",
            line={"dash": dashes[name], "width": 1.6, "color": palette.category(index + 1)},
            name=words,
            hovertemplate=f"{words} %{{y:.1%}}<extra></extra>",
        )
    made.add_scatter(
        x=layers,
        y=[row.accuracy for row in rows],
        mode="lines+markers",
        line={"width": 2.8, "color": palette.primary},
        marker={"size": 8},
        name=f"probe: {plain(rows[0].target)}",
        customdata=[probe_hover(row) for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )
    made.update_xaxes(tickvals=layers, ticktext=[layer_name(row.layer) for row in rows], showgrid=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero")
    made.update_layout(legend={"orientation": "h", "y": -0.14, "yanchor": "top", "x": 0, "xanchor": "left"})
    return made


def confusion_map(
    names: Sequence[str], counts: Mapping[tuple[str, str], int], palette: Palette = LIGHT, *, height: int | None = None
) -> go.Figure:
    """Draw what a probe says (x) of stories of each true class (y), as shares of the true class."""
    if not names:
        return empty("No confusions are stored for this probe.", palette)
    totals = {truth: sum(counts.get((truth, said), 0) for said in names) for truth in names}
    made = figure(palette, height=height or 150 + 26 * len(names), x="the probe says", y="truth")
    made.add_heatmap(
        z=[[counts.get((truth, said), 0) / max(1, totals[truth]) for said in names] for truth in names],
        x=list(range(len(names))),
        y=list(range(len(names))),
        customdata=[[f"{counts.get((truth, said), 0):,} of {totals[truth]:,}" for said in names] for truth in names],
        colorscale=scale_of(palette.accuracy),
        zmin=0.0,
        zmax=1.0,
        xgap=2,
        ygap=2,
        texttemplate="%{z:.0%}" if len(names) <= 12 else "",
        textfont={"size": 11},
        hovertemplate="%{customdata} stories (%{z:.1%})<extra></extra>",
        colorbar=colour_bar("share of the true class", form=".0%"),
    )
    labels = [plain(name, 20) for name in names]
    grid_ticks(made, labels, labels)
    return made

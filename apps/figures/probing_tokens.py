"""Token probes: accuracy over depth beside what it must beat, calibration, learning curves, description length."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain

Row = Mapping[str, Any]
"""A row of a table of a `token_probe` artifact (probes/tokens/files.py)."""

TOKEN_CONTROLS = {
    "majority": "majority class",
    "word_type": "the word itself",
    "words_so_far": "words so far",
    "embedding": "embedding",
    "random_init": "random-init model",
    "shuffled": "shuffled labels",
}
"""Column of results.parquet to what it is called."""


def token_probe_depths(
    rows: Sequence[Row], target: str, palette: Palette = LIGHT, *, method: str = "logistic", height: int = 340
) -> go.Figure:
    """Draw one target over depth with its 95% band; controls are thin lines, selectivity is in the hover."""
    own = [row for row in rows if row["target"] == target and row["method"] == method]
    if not own:
        return empty("This target was not probed.", palette, height=height)
    own.sort(key=lambda row: (row["depth"], row["site"]))
    made = figure(palette, height=height, y="accuracy")
    places = list(range(len(own)))
    made.add_scatter(
        x=[*places, *reversed(places)],
        y=[*(row["ci95"][1] for row in own), *(row["ci95"][0] for row in reversed(own))],
        mode="lines",
        fill="toself",
        fillcolor=palette.primary,
        opacity=0.16,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    dashes = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
    for index, (name, words) in enumerate(TOKEN_CONTROLS.items()):
        made.add_scatter(
            x=places,
            y=[row[name] for row in own],
            mode="lines",
            line={"dash": dashes[index], "width": 1.4, "color": palette.category(index + 1)},
            name=words,
            hovertemplate=f"{words} %{{y:.1%}}<extra></extra>",
        )
    made.add_scatter(
        x=places,
        y=[row["accuracy"] for row in own],
        mode="lines+markers",
        line={"width": 2.8, "color": palette.primary},
        marker={"size": [12 if row["chosen"] else 8 for row in own]},
        name=f"probe: {plain(target)}",
        customdata=[token_probe_hover(row) for row in own],
        hovertemplate="%{customdata}<extra></extra>",
    )
    names = ["embed" if row["depth"] == 0 else f"{row['layer']} {plain(row['site'])}" for row in own]
    made.update_xaxes(tickvals=places, ticktext=names, showgrid=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero")
    made.update_layout(legend={"orientation": "h", "y": -0.14, "yanchor": "top", "x": 0, "xanchor": "left"})
    return made


def token_probe_hover(row: Row) -> str:
    """Return value, interval, n, margin, selectivity and every control of one probe."""
    lines = [
        f"<b>{plain(row['target'])}</b> at {plain(row['hook'])}, {plain(row['method'])}",
        f"accuracy {row['accuracy']:.1%}  (95% {row['ci95'][0]:.1%}–{row['ci95'][1]:.1%}, n = {row['n']:,} tokens of "
        f"{row['n_stories']:,} stories)",
        f"margin {row['margin']:+.1%}  (95% {row['margin_ci95'][0]:+.1%} to {row['margin_ci95'][1]:+.1%})",
        *(f"{words}: {row[name]:.1%}" for name, words in TOKEN_CONTROLS.items() if row[name] is not None),
    ]
    if row["selectivity"] is not None:
        lines.append(f"selectivity {row['selectivity']:+.1%} (control task {row['control_task']:.1%})")
    return "<br>".join(lines)


def token_probe_margins(rows: Sequence[Row], palette: Palette = LIGHT, *, height: int | None = None) -> go.Figure:
    """Draw every target's margin over its best control at the place that validation chose, with 95% intervals."""
    own = [row for row in rows if row["chosen"] and row["method"] == "logistic"]
    if not own:
        return empty("There are no token probes.", palette)
    own.sort(key=lambda row: row["margin"])
    made = figure(palette, height=height or 96 + 30 * len(own), x="accuracy minus the best control")
    made.add_scatter(
        x=[row["margin"] for row in own],
        y=list(range(len(own))),
        mode="markers",
        marker={
            "size": 10,
            "color": [
                palette.right
                if row["margin_ci95"][0] > 0
                else palette.wrong
                if row["margin_ci95"][1] < 0
                else palette.muted
                for row in own
            ],
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row["margin_ci95"][1] - row["margin"] for row in own],
            "arrayminus": [row["margin"] - row["margin_ci95"][0] for row in own],
            "color": palette.muted,
            "thickness": 1.4,
            "width": 4,
        },
        customdata=[token_probe_hover(row) for row in own],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    made.add_vline(x=0, line={"color": palette.muted, "width": 1.2})
    made.update_xaxes(tickformat="+.0%")
    made.update_yaxes(tickvals=list(range(len(own))), ticktext=[plain(row["target"]) for row in own], showgrid=False)
    return made


def reliability_curve(bins: Sequence[Row], palette: Palette = LIGHT, *, height: int = 320) -> go.Figure:
    """Draw how often answers of each confidence are right; a calibrated probe lies on the diagonal."""
    if not bins:
        return empty("There is no calibration for this target.", palette, height=height)
    rows = sorted(bins, key=lambda row: row["bin"])
    most = max(row["count"] for row in rows)
    made = figure(palette, height=height, x="confidence", y="share right")
    made.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"dash": "dot", "color": palette.muted, "width": 1.2},
        name="calibrated",
        hoverinfo="skip",
    )
    made.add_scatter(
        x=[row["confidence"] for row in rows],
        y=[row["accuracy"] for row in rows],
        mode="lines+markers",
        line={"color": palette.primary, "width": 2},
        marker={"size": [5 + 11 * (row["count"] / most) ** 0.5 for row in rows]},
        name="probe",
        customdata=[row["count"] for row in rows],
        hovertemplate="%{customdata:,} tokens: confidence %{x:.1%}, right %{y:.1%}<extra></extra>",
    )
    made.update_xaxes(tickformat=".0%", range=[0, 1.02])
    made.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return made


def learning_curve(
    rows: Sequence[Row], palette: Palette = LIGHT, *, measure: str = "accuracy", height: int = 320
) -> go.Figure:
    """Draw accuracy (or codelength, in bits) over the labels learned from: the model and what it must beat."""
    if not rows:
        return empty("There is no learning curve for this target.", palette, height=height)
    title = "accuracy" if measure == "accuracy" else "bits to send the labels so far"
    made = figure(palette, height=height, x="training tokens", y=title)
    for index, source in enumerate(dict.fromkeys(str(row["source"]) for row in rows)):
        own = sorted((row for row in rows if row["source"] == source), key=lambda row: row["n"])
        made.add_scatter(
            x=[row["n"] for row in own],
            y=[row[measure] for row in own],
            mode="lines+markers",
            name=plain(source.replace("_", "-")),
            line={"color": palette.primary if source == "model" else palette.category(index), "width": 2},
        )
    made.update_xaxes(type="log")
    made.update_yaxes(tickformat=".0%" if measure == "accuracy" else "~s")
    return made

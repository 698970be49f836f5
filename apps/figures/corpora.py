"""Corpora side by side: measures with their intervals, curves, and the shares of single words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain

_APART = 0.5
"""How much of the room between two measures the corpora's points take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure of one corpus, with its 95% interval where it was sampled more than once."""

    corpus: str
    measure: str
    value: float
    lo: float | None = None
    hi: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordShare:
    """How large a share of a corpus's stories (or of a category's words) some words have, with its 95% interval."""

    corpus: str
    words: str
    share: float
    lo: float | None = None
    hi: float | None = None
    note: str = ""


def corpus_measures(
    points: Sequence[Measured],
    references: Mapping[str, Mapping[str, float]] | None = None,
    palette: Palette = LIGHT,
    *,
    y: str = "",
    percent: bool = False,
    legend: bool = True,
    height: int = 300,
) -> go.Figure:
    """Draw measures as columns of points, one colour a corpus; `references` are {name: {measure: value}} as crosses."""
    if not points:
        return empty("Nothing was measured.", palette, height=height)
    measures = list(dict.fromkeys(point.measure for point in points))
    corpora = list(dict.fromkeys(point.corpus for point in points))
    made = figure(palette, height=height, y=y)
    form = ".1%" if percent else ".4g"
    for index, corpus in enumerate(corpora):
        own = [point for point in points if point.corpus == corpus]
        shift = _APART * ((index + 0.5) / len(corpora) - 0.5)
        made.add_scatter(
            x=[measures.index(point.measure) + shift for point in own],
            y=[point.value for point in own],
            mode="markers",
            name=plain(corpus, 40),
            marker={"size": 10, "color": palette.category(index)},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [0.0 if point.hi is None else point.hi - point.value for point in own],
                "arrayminus": [0.0 if point.lo is None else point.value - point.lo for point in own],
                "color": palette.category(index),
                "thickness": 1.4,
                "width": 4,
            },
            customdata=[(plain(corpus), plain(point.measure), _interval(point.lo, point.hi)) for point in own],
            hovertemplate=f"<b>%{{customdata[1]}}</b> %{{y:{form}}}%{{customdata[2]}}<br>%{{customdata[0]}}"
            "<extra></extra>",
        )
    for name, values in (references or {}).items():
        known = [measure for measure in measures if measure in values]
        if known:
            made.add_scatter(
                x=[measures.index(measure) for measure in known],
                y=[values[measure] for measure in known],
                mode="markers",
                name=plain(name, 40),
                marker={"size": 11, "symbol": "x-thin-open", "color": palette.muted, "line": {"width": 2}},
                hovertemplate=f"{plain(name)} %{{y:{form}}}<extra></extra>",
            )
    made.update_xaxes(
        tickvals=list(range(len(measures))), ticktext=[plain(one, 30) for one in measures], showgrid=False
    )
    made.update_xaxes(range=[-0.6, len(measures) - 0.4])
    if percent:
        made.update_yaxes(tickformat=".0%", rangemode="tozero")
    made.update_layout(margin={"t": 48 if legend else 16}, showlegend=legend)
    return made


def corpus_curves(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    palette: Palette = LIGHT,
    *,
    x: str,
    y: str,
    logarithmic: bool = False,
    height: int = 300,
) -> go.Figure:
    """Draw one line a corpus: {corpus: (x, y)}; `logarithmic` for frequency by rank, else for shares by length."""
    drawn = {corpus: points for corpus, points in curves.items() if points[0]}
    if not drawn:
        return empty("There is nothing to draw.", palette, height=height)
    made = figure(palette, height=height, x=x, y=y)
    for index, (corpus, (places, values)) in enumerate(drawn.items()):
        made.add_scatter(
            x=list(places),
            y=list(values),
            mode="lines",
            name=plain(corpus, 40),
            line={"color": palette.category(index), "width": 2, "shape": "linear" if logarithmic else "hv"},
            hovertemplate=f"<b>{plain(corpus)}</b><br>{plain(x)} %{{x:,}}: %{{y:{'.3g' if logarithmic else '.2%'}}}"
            "<extra></extra>",
        )
    if logarithmic:
        made.update_xaxes(type="log", dtick=1)
        made.update_yaxes(type="log", dtick=1)
    else:
        made.update_xaxes(rangemode="tozero")
        made.update_yaxes(rangemode="tozero", tickformat=".0%")
    made.update_layout(margin={"t": 48})
    return made


def corpus_shares(
    rows: Sequence[WordShare], palette: Palette = LIGHT, *, x: str, form: str = ".1%", height: int | None = None
) -> go.Figure:
    """Draw shares as bars, the rows in the order given from the top down, one colour a corpus."""
    if not rows:
        return empty("There is nothing to draw.", palette)
    corpora = list(dict.fromkeys(row.corpus for row in rows))
    made = figure(palette, height=height or 70 + 21 * len(rows), x=x)
    for index, corpus in enumerate(corpora):
        own = [(place, row) for place, row in enumerate(rows) if row.corpus == corpus]
        made.add_bar(
            x=[row.share for _, row in own],
            y=[place for place, _ in own],
            orientation="h",
            name=plain(corpus, 40),
            marker={"color": palette.category(index), "line": {"width": 0}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [0.0 if row.hi is None else row.hi - row.share for _, row in own],
                "arrayminus": [0.0 if row.lo is None else row.share - row.lo for _, row in own],
                "color": palette.muted,
                "thickness": 1.2,
                "width": 3,
            },
            customdata=[(plain(row.words), _interval(row.lo, row.hi), plain(row.note)) for _, row in own],
            hovertemplate=f"<b>%{{customdata[0]}}</b> %{{x:{form}}}%{{customdata[1]}}<br>{plain(corpus)} "
            "%{customdata[2]}<extra></extra>",
        )
    made.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[plain(row.words, 30) for row in rows],
        showgrid=False,
        autorange="reversed",
    )
    made.update_xaxes(rangemode="tozero", tickformat=form.replace(".1", ".0"))
    made.update_layout(bargap=0.25, margin={"t": 40}, barmode="overlay")
    return made


def _interval(lo: float | None, hi: float | None) -> str:
    return "" if lo is None or hi is None else f" (95% {lo:.4g} to {hi:.4g})"

"""One text under the glass: what each depth would say, what writes a token, what fires where, what a change moves."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, Scale, colour_bar, empty, figure, grid_ticks, plain, scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell of a map over tokens: `value` gives the colour, `text` stands in it, `tip` is its tooltip (plain)."""

    value: float
    text: str = ""
    tip: str = ""


def token_map(
    cells: Sequence[Sequence[GridCell]],
    rows: Sequence[str],
    columns: Sequence[str],
    scale: Scale,
    palette: Palette = LIGHT,
    *,
    bar: str,
    top: float | None = None,
    form: str = "",
    height: int | None = None,
    at: int | None = None,
) -> go.Figure:
    """Draw rows (layers, features, classes) by tokens, coloured from 0 to `top` (default: the largest value).

    `at` outlines one column, the chosen token. The text in the cells is left out where there is no room for it.
    """
    if not cells or not columns:
        return empty("There is nothing to show for this text.", palette)
    made = figure(palette, height=height or 118 + 27 * len(rows))
    largest = max((cell.value for row in cells for cell in row), default=0.0)
    roomy = len(columns) <= 26
    made.add_heatmap(
        z=[[cell.value for cell in row] for row in cells],
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        text=[[plain(cell.text, 9) for cell in row] for row in cells],
        customdata=[["<br>".join(plain(line) for line in cell.tip.split("\n")) for cell in row] for row in cells],
        colorscale=scale_of(scale),
        zmin=0.0,
        zmax=top or largest or 1.0,
        xgap=1,
        ygap=1,
        texttemplate="%{text}" if roomy else "",
        textfont={"size": 11},
        hovertemplate="%{customdata}<extra></extra>",
        colorbar=colour_bar(bar, form=form),
    )
    grid_ticks(made, [plain(name, 16) for name in columns], [plain(name, 40) for name in rows])
    made.update_xaxes(tickangle=-55, tickfont={"size": 11}, side="top", range=[-0.5, len(columns) - 0.5])
    if at is not None and 0 <= at < len(columns):
        line = {"color": palette.text, "width": 1.5}
        made.add_shape(type="rect", x0=at - 0.5, x1=at + 0.5, y0=-0.5, y1=len(rows) - 0.5, line=line)
    return made


def lens_paths(
    depths: Sequence[str], paths: Sequence[tuple[str, Sequence[float]]], palette: Palette = LIGHT, *, height: int = 300
) -> go.Figure:
    """Draw how probable each depth holds some tokens (`paths`: token and its probability by depth, 0..1)."""
    if not paths:
        return empty("There is no token to follow.", palette, height=height)
    made = figure(palette, height=height, y="probability at this depth")
    for index, (name, values) in enumerate(paths):
        made.add_scatter(
            x=list(range(len(depths))),
            y=list(values),
            mode="lines+markers",
            name=plain(name, 20),
            line={"width": 2.6 if index == 0 else 1.6, "color": palette.category(index)},
            marker={"size": 7, "symbol": index},
            hovertemplate=f"<b>{plain(name, 20)}</b> %{{y:.1%}}<extra></extra>",
        )
    made.update_xaxes(tickvals=list(range(len(depths))), ticktext=[plain(name) for name in depths], showgrid=False)
    made.update_yaxes(tickformat=".0%", rangemode="tozero")
    made.update_layout(legend={"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "xanchor": "left"})
    return made


def signed_bars(
    rows: Sequence[tuple[str, float]], palette: Palette = LIGHT, *, x: str, height: int | None = None
) -> go.Figure:
    """Draw named values of either sign, in the given order from the top."""
    if not rows:
        return empty("There is nothing to show.", palette)
    made = figure(palette, height=height or 70 + 23 * len(rows), x=x)
    made.add_bar(
        x=[value for _, value in rows],
        y=list(range(len(rows))),
        orientation="h",
        marker={
            "color": [palette.effect[-1][1] if value > 0 else palette.effect[0][1] for _, value in rows],
            "line": {"width": 0},
        },
        text=[f"{value:+.2f}" for _, value in rows],
        textposition="outside",
        cliponaxis=False,
        customdata=[plain(name) for name, _ in rows],
        hovertemplate="<b>%{customdata}</b> %{x:+.3f}<extra></extra>",
        showlegend=False,
    )
    made.add_vline(x=0, line={"color": palette.muted, "width": 1})
    names = [plain(name, 28) for name, _ in rows]
    made.update_yaxes(tickvals=list(range(len(rows))), ticktext=names, showgrid=False, autorange="reversed")
    low, high = min(0.0, *(value for _, value in rows)), max(0.0, *(value for _, value in rows))
    room = 0.16 * ((high - low) or 1.0)
    made.update_xaxes(range=[low - (room if low < 0 else room / 4), high + room])
    made.update_layout(bargap=0.25)
    return made


def before_and_after(
    rows: Sequence[tuple[str, float, float]],
    names: tuple[str, str],
    palette: Palette = LIGHT,
    *,
    height: int | None = None,
) -> go.Figure:
    """Draw the probability of some next tokens twice, as a pair of points with a line between: what a change moved."""
    if not rows:
        return empty("There is no next token.", palette)
    made = figure(palette, height=height or 96 + 24 * len(rows), x="probability of the next token")
    for index, (_, before, after) in enumerate(rows):
        colour = palette.effect[-1][1] if after > before else palette.effect[0][1]
        made.add_shape(type="line", x0=before, x1=after, y0=index, y1=index, line={"color": colour, "width": 3})
    marks = ((0, "circle-open", palette.muted), (1, "circle", palette.primary))
    for place, symbol, colour in marks:
        made.add_scatter(
            x=[row[1 + place] for row in rows],
            y=list(range(len(rows))),
            mode="markers",
            name=plain(names[place], 40),
            marker={"size": 11, "symbol": symbol, "color": colour, "line": {"width": 2, "color": colour}},
            customdata=[plain(row[0]) for row in rows],
            hovertemplate=f"<b>%{{customdata}}</b> {plain(names[place], 40)} %{{x:.2%}}<extra></extra>",
        )
    ticks = [plain(row[0], 20) for row in rows]
    made.update_yaxes(tickvals=list(range(len(rows))), ticktext=ticks, showgrid=False, autorange="reversed")
    made.update_xaxes(tickformat=".0%", rangemode="tozero")
    return made

"""Attention of all heads at once, each as a small map, to find the one worth a closer look."""

from collections.abc import Sequence

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain, scale_of

LARGEST = 600
"""Cells along one side of the whole map: longer texts are thinned, so that the figure stays light."""


def attention_grid(
    patterns: Sequence[Sequence[Sequence[Sequence[float]]]],
    notes: Sequence[Sequence[str]],
    palette: Palette = LIGHT,
    *,
    first_layer: int = 0,
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """Draw every head of every layer (`patterns[layer][head][query][key]`) as one tile: rows look at columns.

    `notes[layer][head]` is the tile's tooltip (plain text, lines split by newlines). The tile `chosen` (layer, head) is
    outlined. Every tile's middle is a point whose customdata is (layer, head), so that a page can tell which was
    clicked. Positions are thinned where all tiles together have more than LARGEST cells a side.
    """
    if not patterns or not patterns[0] or not patterns[0][0]:
        return empty("There is no attention to show.", palette)
    layers, heads, length = len(patterns), len(patterns[0]), len(patterns[0][0])
    step = max(1, -(-length * heads // LARGEST))
    kept = range(0, length, step)
    side = len(kept)
    gap = max(1, side // 10)
    pitch = side + gap
    grid: list[list[float | None]] = [[None] * (heads * pitch - gap) for _ in range(layers * pitch - gap)]
    for layer, row in enumerate(patterns):
        for head, pattern in enumerate(row):
            for i, query in enumerate(kept):
                line = grid[layer * pitch + i]
                for j, key in enumerate(kept):
                    if key > query:
                        break
                    line[head * pitch + j] = round(float(pattern[query][key]), 4)
    made = figure(palette, height=90 + layers * max(74, min(150, 560 // layers)))
    made.add_heatmap(
        z=grid,
        colorscale=scale_of(palette.attention),
        zmin=0.0,
        zmax=1.0,
        showscale=False,
        hoverinfo="skip",
        hoverongaps=False,
    )
    middles = [((side - 1) / 2) + pitch * index for index in range(max(layers, heads))]
    tiles = [(layer, head) for layer in range(layers) for head in range(heads)]
    made.add_scatter(
        x=[middles[head] for _, head in tiles],
        y=[middles[layer] for layer, _ in tiles],
        mode="markers",
        marker={"size": 64, "symbol": "square", "color": palette.text, "opacity": 0.004},
        customdata=[[first_layer + layer, head, _lines(notes[layer][head])] for layer, head in tiles],
        hovertemplate="<b>L%{customdata[0]}H%{customdata[1]}</b><br>%{customdata[2]}<extra></extra>",
        selected={"marker": {"opacity": 0.004}},
        unselected={"marker": {"opacity": 0.004}},
        showlegend=False,
    )
    for layer, head in tiles:
        x, y = head * pitch - 0.5, layer * pitch - 0.5
        picked = chosen == (first_layer + layer, head)
        line = {"color": palette.wrong if picked else palette.grid, "width": 2.5 if picked else 1}
        made.add_shape(type="rect", x0=x, x1=x + side, y0=y, y1=y + side, line=line)
    names = [f"head {head}" for head in range(heads)], [f"layer {first_layer + layer}" for layer in range(layers)]
    made.update_xaxes(tickvals=middles[:heads], ticktext=names[0], side="top", showgrid=False, fixedrange=True)
    made.update_yaxes(
        tickvals=middles[:layers], ticktext=names[1], autorange="reversed", showgrid=False, fixedrange=True
    )
    return made


def _lines(text: str) -> str:
    return "<br>".join(plain(line) for line in text.split("\n"))

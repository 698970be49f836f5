"""Heat maps whose cells can be clicked: Plotly selects points, so every cell gets one that nobody sees."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from apps.figures.theme import Palette


def with_points(
    made: go.Figure,
    rows: Sequence[str],
    columns: Sequence[str],
    palette: Palette,
    chosen: tuple[str, str] | None = None,
) -> go.Figure:
    """Put an invisible point on every cell of a heat map with these rows and columns; outline the `chosen` cell.

    A point's customdata is (row, column). The points show nothing and hover like the cell below them.
    """
    cells = [(y, x) for y in range(len(rows)) for x in range(len(columns))]
    below: Any = made.data[0]
    hover = below.customdata
    made.add_scatter(
        x=[x for _, x in cells],
        y=[y for y, _ in cells],
        mode="markers",
        marker={"size": 26, "symbol": "square", "color": palette.text, "opacity": 0.004},
        customdata=[[rows[y], columns[x], hover[y][x]] for y, x in cells],
        hovertemplate="%{customdata[2]}<extra></extra>",
        selected={"marker": {"opacity": 0.004}},
        unselected={"marker": {"opacity": 0.004}},
        showlegend=False,
    )
    if chosen is not None and chosen[0] in rows and chosen[1] in columns:
        y, x = list(rows).index(chosen[0]), list(columns).index(chosen[1])
        line = {"color": palette.text, "width": 2}
        made.add_shape(type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line=line)
    return made

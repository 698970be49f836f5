"""Heat maps of patching by component and role, and of the attention of one head."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, colour_bar, empty, figure, grid_ticks, plain, scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCell:
    """A patching effect at (row, column): 0 leaves the corrupted answer, 1 restores the clean one wholly."""

    row: str
    column: str
    effect: float
    lo: float | None = None
    hi: float | None = None
    n: int | None = None


def patching_heat_map(
    cells: Sequence[EffectCell],
    palette: Palette = LIGHT,
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    x: str = "position role",
    y: str = "",
    bar: str = "normalised effect",
    height: int | None = None,
) -> go.Figure:
    """Draw effects on the signed scale (0 is paper), with interval and n in the hover.

    `rows` and `columns` give the order; equal labels in them (a token that occurs twice) need unique `EffectCell` keys
    of the form "<index> label", of which only the label is shown.
    """
    if not cells:
        return empty("There are no patching effects for this choice.", palette)
    rows = list(rows or dict.fromkeys(cell.row for cell in cells))
    columns = list(columns or dict.fromkeys(cell.column for cell in cells))
    found = {(cell.row, cell.column): cell for cell in cells}
    grid = [[found.get((row, column)) for column in columns] for row in rows]
    # Beyond 1.5 an effect says that the gap it is measured by is too small, not that it is large.
    bound = min(1.5, max(0.2, *(abs(cell.effect) for cell in cells)))
    made = figure(palette, height=height or 130 + 30 * len(rows), x=x, y=y)
    made.add_heatmap(
        z=[[None if cell is None else cell.effect for cell in line] for line in grid],
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        customdata=[["" if cell is None else _effect_hover(cell) for cell in line] for line in grid],
        colorscale=scale_of(palette.effect),
        zmin=-bound,
        zmax=bound,
        xgap=2,
        ygap=2,
        texttemplate="%{z:.2f}" if len(columns) <= 10 else "",
        textfont={"size": 11},
        hoverongaps=False,
        hovertemplate="%{customdata}<extra></extra>",
        colorbar=colour_bar(bar, form=".1f"),
    )
    grid_ticks(made, [_label(name) for name in columns], [_label(name) for name in rows])
    return made


def _label(key: str) -> str:
    head, _, tail = key.partition(" ")
    return plain(tail if tail and head.isdigit() else key)


def _effect_hover(cell: EffectCell) -> str:
    lines = [f"<b>{_label(cell.row)}</b> at {_label(cell.column)}", f"effect {cell.effect:+.3f}"]
    if cell.lo is not None and cell.hi is not None:
        lines.append(f"95% {cell.lo:+.3f} to {cell.hi:+.3f}")
    if cell.n is not None:
        lines.append(f"n = {cell.n:,} pairs")
    return "<br>".join(lines)


def attention_pattern(
    pattern: Sequence[Sequence[float]], tokens: Sequence[str], palette: Palette = LIGHT, *, height: int | None = None
) -> go.Figure:
    """Draw one head's attention: row = the token that looks, column = the token looked at, each row sums to 1."""
    count = len(tokens)
    if not count:
        return empty("There are no tokens.", palette)
    names = [plain(token, 24) for token in tokens]
    side = height or min(760, 150 + 19 * count)
    made = figure(palette, height=side, x="looked at (key)", y="looking (query)")
    made.add_heatmap(
        z=[
            [float(value) if key <= query else None for key, value in enumerate(row)]
            for query, row in enumerate(pattern)
        ],
        x=list(range(count)),
        y=list(range(count)),
        customdata=[[f"{names[query]} → {names[key]}" for key in range(count)] for query in range(count)],
        colorscale=scale_of(palette.attention),
        zmin=0.0,
        zmax=1.0,
        xgap=1,
        ygap=1,
        hoverongaps=False,
        hovertemplate="%{customdata}<br>attention %{z:.3f}<extra></extra>",
        colorbar=colour_bar("attention", ticks=(0.0, 0.5, 1.0)),
    )
    grid_ticks(made, names, names)
    made.update_xaxes(tickangle=-60, side="top", tickfont={"size": 10})
    made.update_yaxes(tickfont={"size": 10})
    return made

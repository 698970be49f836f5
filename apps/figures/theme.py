"""One visual language: palettes for light and dark, one colour scale per meaning, safe labels.

Hues are those of Okabe and Ito (2008), which stay apart for every common colour blindness; sequential scales
change monotonically in lightness, so that they also read in grey.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

Scale = tuple[tuple[float, str], ...]
"""Stops of a colour scale: (position in 0..1, hex colour)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme; every scale has one meaning, the same on every page."""

    dark: bool
    paper: str
    panel: str
    text: str
    muted: str
    grid: str
    primary: str
    right: str
    wrong: str
    activation: Scale
    accuracy: Scale
    effect: Scale
    surprise: Scale
    attention: Scale
    categories: tuple[str, ...]

    def category(self, index: int) -> str:
        """Return the colour of the category number `index`, cycling."""
        return self.categories[index % len(self.categories)]


LIGHT = Palette(
    dark=False,
    paper="#fcfcfa",
    panel="#f1f3ee",
    text="#22302f",
    muted="#5b6862",
    grid="#e3e7e0",
    primary="#1f6f78",
    right="#008a66",
    wrong="#c4500a",
    activation=((0.0, "#fcfcfa"), (0.35, "#fbdfae"), (0.7, "#f0a840"), (1.0, "#b8640c")),
    accuracy=((0.0, "#f4f7f5"), (0.35, "#a9d3d4"), (0.7, "#3d8f9a"), (1.0, "#0b3f4d")),
    effect=((0.0, "#0b4f8a"), (0.25, "#7db3da"), (0.5, "#f7f7f4"), (0.75, "#eda577"), (1.0, "#a83f06")),
    surprise=((0.0, "#fcfcfa"), (0.4, "#dccbea"), (0.75, "#a477c4"), (1.0, "#5b2a83")),
    attention=((0.0, "#fcfcfa"), (0.4, "#bcdcc4"), (0.75, "#4f9d74"), (1.0, "#0d5238")),
    categories=("#0072b2", "#d55e00", "#008a66", "#b4588f", "#a67c00", "#3a95c9", "#6a5acd", "#5c6b66"),
)
"""The default theme."""

DARK = Palette(
    dark=True,
    paper="#14191c",
    panel="#1d2528",
    text="#dfe6e4",
    muted="#93a19c",
    grid="#2a3439",
    primary="#5fb7bd",
    right="#3fbf94",
    wrong="#f08b4a",
    activation=((0.0, "#14191c"), (0.35, "#5c4013"), (0.7, "#b9771c"), (1.0, "#ffc25c")),
    accuracy=((0.0, "#182024"), (0.35, "#1f4d55"), (0.7, "#3f95a0"), (1.0, "#b9ecea")),
    effect=((0.0, "#7cc0f5"), (0.25, "#2c648f"), (0.5, "#1c2327"), (0.75, "#8f4f22"), (1.0, "#ffae78")),
    surprise=((0.0, "#14191c"), (0.4, "#3f2c55"), (0.75, "#8358a8"), (1.0, "#dcb8f7")),
    attention=((0.0, "#14191c"), (0.4, "#1e4435"), (0.75, "#3f8f6b"), (1.0, "#b4efcf")),
    categories=("#56b4e9", "#f08b4a", "#3fbf94", "#dd8fbc", "#e6c34a", "#8ccdf0", "#a79cf0", "#a4b2ad"),
)
"""The same meanings on a dark page."""


def plain(text: object, limit: int = 80) -> str:
    """Return `text` so that Plotly shows it literally: no markup, no LaTeX, no control codes, at most `limit` long.

    >>> plain("<b>$x$</b>")
    '&lt;b&gt;&#36;x&#36;&lt;/b&gt;'
    """
    flat = "".join(character if character.isprintable() else " " for character in str(text))
    if len(flat) > limit:
        flat = flat[: limit - 1] + "…"
    return html.escape(flat, quote=False).replace("$", "&#36;")


def scale_of(scale: Scale) -> list[list[float | str]]:
    """Return the scale in Plotly's own form."""
    return [[position, colour] for position, colour in scale]


def mix(scale: Scale, value: float) -> str:
    """Return the colour of `value` (0..1, clipped) on `scale` as #rrggbb.

    >>> mix(((0.0, "#000000"), (1.0, "#ffffff")), 0.5)
    '#808080'
    """
    value = min(1.0, max(0.0, value))
    for (left, colour_left), (right, colour_right) in zip(scale, scale[1:], strict=False):
        if value <= right:
            share = (value - left) / (right - left)
            pairs = [(int(colour_left[i : i + 2], 16), int(colour_right[i : i + 2], 16)) for i in (1, 3, 5)]
            return "#" + "".join(f"{round(low + share * (high - low)):02x}" for low, high in pairs)
    return scale[-1][1]


def readable_on(colour: str) -> str:
    """Return near-black or near-white, whichever contrasts better with `colour` (WCAG 2 relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#1b2625" if luminance > 0.22 else "#f6f8f6"


def figure(palette: Palette, *, height: int, title: str = "", x: str = "", y: str = "") -> go.Figure:
    """Return an empty figure in the house style; `x` and `y` are axis titles with their units."""
    made = go.Figure()
    axis = {
        "gridcolor": palette.grid,
        "zeroline": False,
        "linecolor": palette.grid,
        "tickcolor": palette.grid,
        "automargin": True,
        "title": {"font": {"size": 12, "color": palette.muted}, "standoff": 8},
        "tickfont": {"size": 11},
    }
    made.update_layout(
        template="none",
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": '"Source Sans", "Source Sans Pro", system-ui, sans-serif', "size": 13, "color": palette.text},
        margin={"l": 12, "r": 12, "t": 44 if title else 16, "b": 12},
        colorway=list(palette.categories),
        hoverlabel={
            "bgcolor": palette.panel,
            "bordercolor": palette.grid,
            "font": {"color": palette.text, "size": 12},
            "align": "left",
        },
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right", "font": {"size": 12}},
        xaxis={**axis},
        yaxis={**axis},
        hovermode="closest",
    )
    if title:
        made.update_layout(title={"text": plain(title), "x": 0, "xanchor": "left", "font": {"size": 15}})
    made.update_xaxes(title_text=plain(x))
    made.update_yaxes(title_text=plain(y))
    return made


def empty(message: str, palette: Palette = LIGHT, *, height: int = 160) -> go.Figure:
    """Return a figure that only says why there is nothing to show."""
    made = figure(palette, height=height)
    made.update_xaxes(visible=False)
    made.update_yaxes(visible=False)
    made.add_annotation(text=plain(message, 200), showarrow=False, font={"color": palette.muted, "size": 13})
    return made


def grid_ticks(made: go.Figure, columns: Sequence[str], rows: Sequence[str]) -> None:
    """Name the cells of a heat map, whose axes are numbered, so that equal names stay apart; first row on top."""
    made.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=list(columns), showgrid=False, zeroline=False, side="bottom"
    )
    made.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=list(rows), showgrid=False, zeroline=False, autorange="reversed"
    )


def colour_bar(title: str, ticks: Sequence[float] | None = None, form: str = "") -> dict[str, object]:
    """Return the settings of a slim colour bar titled with quantity and unit."""
    bar: dict[str, object] = {
        "title": {"text": plain(title), "side": "right", "font": {"size": 11}},
        "thickness": 10,
        "outlinewidth": 0,
        "len": 0.9,
        "tickfont": {"size": 10},
    }
    if ticks is not None:
        bar["tickvals"] = list(ticks)
    if form:
        bar["tickformat"] = form
    return bar

"""Figures of stories: the state of the world as a timeline, coreference as arcs, what a search found."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain

PLACES = ("at", "in", "inside", "near")
HOLDINGS = ("holder", "has", "owner", "holds")
FEELINGS = ("feels", "wants", "likes", "believes", "knows")
_STEPS = 24
"""Straight pieces of an arc."""
_FAMILIES = ((PLACES, "where", 0), (HOLDINGS, "has", 4), (FEELINGS, "mind", 3))


@dataclass(frozen=True, slots=True)
class StateSpan:
    """`relation(subject)` is `value` from sentence `first` to `last`, counted from 1; 0 is before the story begins."""

    subject: str
    relation: str
    value: str
    first: int
    last: int
    told: str = "told"


def family_of(relation: str, palette: Palette = LIGHT) -> tuple[str, str]:
    """Return the family of a relation (where, has, mind, other) and its colour, the same in every story."""
    for names, family, colour in _FAMILIES:
        if relation.split(" ")[0] in names:
            return family, palette.category(colour)
    return "other", palette.category(7)


def state_timeline(spans: Sequence[StateSpan], sentences: int, palette: Palette = LIGHT) -> go.Figure:
    """Draw who is where, has what and feels how, from sentence to sentence; pointing at a sentence reads its state."""
    if not spans:
        return empty("Nothing is recorded of this story's world.", palette)
    rows = list(dict.fromkeys((span.subject, span.relation) for span in spans))
    made = figure(palette, height=90 + 26 * len(rows), x="sentence (0: before the story begins)")
    seen: set[str] = set()
    for span in spans:
        y = rows.index((span.subject, span.relation))
        family, colour = family_of(span.relation, palette)
        ends = (span.first - 0.44, max(span.first, span.last) + 0.44)
        fill = "rgba({},{},{},{})".format(*_rgb(colour), 0.34 if span.told == "told" else 0.14)
        made.add_shape(
            type="rect", x0=ends[0], x1=ends[1], y0=y - 0.38, y1=y + 0.38, fillcolor=fill, layer="below",
            line={"width": 1, "color": colour, "dash": "solid" if span.told == "told" else "dot"},
        )  # fmt: skip
        made.add_annotation(
            x=ends[0] + 0.06, y=y, text=plain(span.value, max(4, int(6 * (ends[1] - ends[0])))),
            showarrow=False, xanchor="left", font={"size": 11, "color": palette.text},
        )  # fmt: skip
        at = list(range(span.first, span.last + 1))
        made.add_scatter(
            x=at,
            y=[y] * len(at),
            mode="markers",
            marker={"size": 16, "symbol": "square", "color": colour, "opacity": 0.0},
            name=family,
            legendgroup=family,
            showlegend=False,
            customdata=[[plain(f"{span.subject} {span.relation}"), plain(span.value), plain(span.told)]] * len(at),
            hovertemplate="%{customdata[0]}: <b>%{customdata[1]}</b> (%{customdata[2]})<extra></extra>",
        )
        if family not in seen:
            seen.add(family)
            swatch = {"size": 10, "symbol": "square", "color": colour}
            made.add_scatter(x=[None], y=[None], mode="markers", name=family, marker=swatch)
    made.update_xaxes(range=[-0.6, sentences + 0.6], dtick=1, showgrid=False)
    made.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[plain(f"{subject} {relation}", 28) for subject, relation in rows],
        range=[len(rows) - 0.45, -0.55],
        showgrid=False,
    )
    made.update_layout(hovermode="x unified")
    return made


@dataclass(frozen=True, slots=True)
class Arc:
    """A mention of `entity`: the word number at which it stands, and how it reads."""

    entity: str
    word: int
    text: str


def mention_arcs(
    arcs: Sequence[Arc], breaks: Sequence[int], colours: Mapping[str, str], palette: Palette = LIGHT
) -> go.Figure:
    """Draw the words of a story from left to right, an arc from each mention to the next one of the same entity.

    `breaks` are the word numbers at which sentences begin, `colours` those of the entities.
    """
    if not arcs:
        return empty("Nobody is mentioned in this story.", palette)
    made = figure(palette, height=230, x="word of the story")
    widest = 1
    for number, entity in enumerate(dict.fromkeys(arc.entity for arc in arcs)):
        own = [arc for arc in arcs if arc.entity == entity]
        x: list[float | None] = []
        y: list[float | None] = []
        for left, right in zip(own, own[1:], strict=False):
            middle, half = (left.word + right.word) / 2, (right.word - left.word) / 2
            widest = max(widest, half)
            # Half an ellipse in fixed steps; None lifts the pen.
            turns = [math.pi * step / _STEPS for step in range(_STEPS + 1)]
            x += [*(middle - half * math.cos(turn) for turn in turns), None]
            y += [*(half**0.5 * math.sin(turn) for turn in turns), None]
        colour = colours.get(entity, palette.muted)
        made.add_scatter(
            x=x, y=y, mode="lines", line={"width": 2, "color": colour}, hoverinfo="skip", legendgroup=str(number),
            name=plain(entity, 24), showlegend=False,
        )  # fmt: skip
        made.add_scatter(
            x=[arc.word for arc in own],
            y=[0.0] * len(own),
            mode="markers",
            marker={"size": 9, "color": colour},
            name=plain(f"{entity} × {len(own)}", 30),
            legendgroup=str(number),
            customdata=[[plain(arc.text), plain(entity)] for arc in own],
            hovertemplate="“%{customdata[0]}” (word %{x}) means %{customdata[1]}<extra></extra>",
        )
    for word in breaks:
        made.add_vline(x=word - 0.5, line={"width": 1, "color": palette.grid})
    made.update_yaxes(visible=False, range=[-0.25 * widest**0.5, 1.12 * widest**0.5])
    made.update_xaxes(showgrid=False)
    return made


def found_labels(
    axis: str, shares: Mapping[str, tuple[int, int]], total: int, palette: Palette = LIGHT, *, whole: int = 0
) -> go.Figure:
    """Draw the share of each label among `total` found stories, beside its share in the corpus (`whole` stories).

    `shares` maps a label to (found, in the corpus).
    """
    if not shares or not total:
        return empty(f"No story has a {axis}.", palette)
    names = sorted(shares, key=lambda name: (shares[name][0], name))
    made = figure(palette, height=70 + 22 * len(names), x=f"share of {total:,} found stories")
    made.add_bar(
        y=[plain(name, 30) for name in names],
        x=[shares[name][0] / total for name in names],
        orientation="h",
        name=plain(axis),
        marker_color=palette.primary,
        customdata=[[shares[name][0], shares[name][0] / total / (shares[name][1] / whole)] for name in names]
        if whole and all(shares[name][1] for name in names)
        else [[shares[name][0], 1.0] for name in names],
        hovertemplate="%{y}: %{customdata[0]:,} stories, %{x:.1%}; %{customdata[1]:.2f} times its share in the corpus"
        "<extra></extra>",
    )
    if whole:
        made.add_scatter(
            y=[plain(name, 30) for name in names],
            x=[shares[name][1] / whole for name in names],
            mode="markers",
            name="in the whole corpus",
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": palette.wrong}},
            hovertemplate="%{y}: %{x:.1%} of the corpus<extra></extra>",
        )
    made.update_xaxes(tickformat=".0%", rangemode="tozero")
    made.update_layout(bargap=0.3)
    return made


def story_lengths(counts: Mapping[int, int], width: int, palette: Palette = LIGHT) -> go.Figure:
    """Draw how long stories are: `counts` maps the lower edge of a bar, `width` characters wide, to stories."""
    if not counts:
        return empty("No story was found.", palette)
    made = figure(palette, height=200, x="characters", y="stories")
    made.add_bar(
        x=[edge + width / 2 for edge in counts],
        y=list(counts.values()),
        width=width * 0.94,
        marker_color=palette.primary,
        customdata=[[edge, edge + width] for edge in counts],
        hovertemplate="%{customdata[0]} to %{customdata[1]} characters: %{y:,} stories<extra></extra>",
        showlegend=False,
    )
    return made


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

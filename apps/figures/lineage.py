"""The family tree of the artifacts: what was made from what."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, empty, figure, plain


@dataclass(frozen=True, slots=True)
class LineageNode:
    """One artifact: `ref` is "kind/id", `parents` are refs; a parent that is no node is drawn as missing."""

    ref: str
    kind: str
    name: str
    parents: tuple[str, ...] = ()
    note: str = ""


def lineage_graph(nodes: Sequence[LineageNode], palette: Palette = LIGHT, *, height: int | None = None) -> go.Figure:
    """Draw the artifacts from left (no parents) to right, an arrow from every parent to its child."""
    if not nodes:
        return empty("No artifacts yet.", palette)
    known = {node.ref: node for node in nodes}
    for node in nodes:
        for parent in node.parents:
            kind, _, ident = parent.partition("/")
            known.setdefault(parent, LineageNode(parent, kind, "missing", (), f"{ident}: its folder is gone"))
    column = _columns(known)
    places = _places(known, column)
    tallest = max(sum(1 for other in column.values() if other == level) for level in set(column.values()))
    made = figure(palette, height=height or max(180, 60 + 62 * tallest))
    made.update_xaxes(visible=False, range=[-0.6, max(column.values()) + 0.6])
    made.update_yaxes(visible=False, range=[-0.62, max(y for _, y in places.values()) + 0.5])
    for ref, node in known.items():
        for parent in node.parents:
            (x0, y0), (x1, y1) = places[parent], places[ref]
            made.add_annotation(
                x=x1 - 0.19, y=y1, ax=x0 + 0.19, ay=y0, xref="x", yref="y", axref="x", ayref="y",
                showarrow=True, arrowhead=2, arrowsize=1.1, arrowwidth=1.2, arrowcolor=palette.muted, opacity=0.45,
                text="",
            )  # fmt: skip
    kinds = list(dict.fromkeys(node.kind for node in known.values()))
    made.add_scatter(
        x=[places[ref][0] for ref in known],
        y=[places[ref][1] for ref in known],
        mode="markers+text",
        marker={
            "size": 20,
            "color": [palette.category(kinds.index(node.kind)) for node in known.values()],
            "line": {"width": 2, "color": palette.paper},
        },
        text=[f"<b>{plain(node.kind)}</b><br>{plain(node.name, 13)}" for node in known.values()],
        textposition="bottom center",
        textfont={"size": 11},
        customdata=[
            f"<b>{plain(ref)}</b><br>{plain(node.name)}<br>{plain(node.note, 160)}" for ref, node in known.items()
        ],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )
    return made


def _columns(known: dict[str, LineageNode]) -> dict[str, int]:
    """Return the longest way from a root to each artifact."""
    column: dict[str, int] = {}

    def depth(ref: str, seen: frozenset[str]) -> int:
        if ref not in column:
            above = [depth(parent, seen | {ref}) for parent in known[ref].parents if parent not in seen]
            column[ref] = 1 + max(above, default=-1)
        return column[ref]

    for ref in known:
        depth(ref, frozenset())
    return column


def _places(known: dict[str, LineageNode], column: dict[str, int]) -> dict[str, tuple[float, float]]:
    """Return (x, y) of each artifact; a child stands near the mean height of its parents, so that arrows cross less."""
    places: dict[str, tuple[float, float]] = {}
    widest = max(sum(1 for other in column.values() if other == level) for level in column.values())
    for level in range(max(column.values()) + 1):
        here = [ref for ref in known if column[ref] == level]
        above = {ref: [places[parent][1] for parent in known[ref].parents if parent in places] for ref in here}
        here.sort(key=lambda ref: (sum(above[ref]) / max(1, len(above[ref])), known[ref].kind, ref))
        shift = (widest - len(here)) / 2
        for index, ref in enumerate(here):
            places[ref] = (float(level), index + shift)
    return places

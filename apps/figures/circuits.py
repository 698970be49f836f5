"""Circuits: the graph, how much of the work circuits of each size do, and how selective components are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from apps.figures.theme import LIGHT, Palette, colour_bar, empty, figure, grid_ticks, plain, scale_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """A circuit of `edges` edges found by `method`: shares of the gap with intervals (of random ones, the range)."""

    method: str
    edges: int
    faithfulness: float
    lo: float
    hi: float
    completeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectivityCell:
    """What one component does for one factor; `effect` is None where too few pairs are solved to say."""

    component: str
    factor: str
    effect: float | None
    lo: float | None = None
    hi: float | None = None
    n: int = 0
    real: bool = False
    selectivity: float | None = None


def circuit_graph(circuit: Mapping[str, Any], palette: Palette = LIGHT, *, height: int | None = None) -> go.Figure:
    """Draw a circuit bottom up: embeddings below, logits above; edges as thick as their score, negative ones blue."""
    nodes, edges = circuit.get("nodes") or [], circuit.get("edges") or []
    if not nodes:
        return empty("The circuit has no edges.", palette)
    places = _places(nodes)
    tall = int(max(y for _, y in places.values()))
    made = figure(palette, height=height or 120 + 62 * (tall + 1))
    made.update_xaxes(visible=False, range=[-0.1, 1.1])
    made.update_yaxes(visible=False, range=[-0.6, tall + 0.6])
    largest = max((abs(float(edge["score"])) for edge in edges), default=1.0) or 1.0
    positive, negative = palette.effect[-1][1], palette.effect[0][1]
    for edge in sorted(edges, key=lambda one: abs(float(one["score"]))):
        (x0, y0), (x1, y1) = places[edge["source"]], places[edge["target"]]
        size = abs(float(edge["score"])) / largest
        colour = positive if float(edge["score"]) >= 0 else negative
        made.add_scatter(
            x=[x0, (x0 + x1) / 2, x1],
            y=[y0, (y0 + y1) / 2, y1],
            mode="lines",
            line={"width": 1 + 7 * size, "color": colour, "shape": "spline"},
            opacity=0.25 + 0.6 * size,
            hoverinfo="text",
            hovertext=_edge_words(edge),
            showlegend=False,
        )
    made.add_scatter(
        x=[places[node["id"]][0] for node in nodes],
        y=[places[node["id"]][1] for node in nodes],
        mode="markers+text",
        marker={
            "size": 30,
            "symbol": ["square" if node["kind"] in ("head", "kv") else "circle" for node in nodes],
            "color": palette.panel,
            "line": {"width": 1.5, "color": palette.primary},
        },
        text=[plain(node["label"], 24) for node in nodes],
        textposition="middle right",
        textfont={"size": 11},
        hoverinfo="text",
        hovertext=[_node_words(node, edges) for node in nodes],
        showlegend=False,
    )
    return made


def _places(nodes: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """Height by layer, heads below the MLP of their layer; side by side within a height."""
    heights: dict[float, list[str]] = {}
    deepest = max((int(node["layer"]) for node in nodes if node["layer"] is not None), default=0)
    for node in nodes:
        kind, layer = node["kind"], node["layer"]
        height = -1.0 if kind == "embed" else deepest + 1.0 if kind == "logits" else float(layer)
        heights.setdefault(height + (0.5 if kind == "mlp" else 0), []).append(str(node["id"]))
    rank = {height: index for index, height in enumerate(sorted(heights))}
    return {
        name: ((index + 1) / (len(names) + 1), float(rank[height]))
        for height, names in heights.items()
        for index, name in enumerate(names)
    }


def _edge_words(edge: Mapping[str, Any]) -> str:
    slot = {"q": "what the query reads", "k": "what the keys read", "v": "what the values read"}.get(edge["slot"], "")
    lines = [f"<b>{plain(edge['source'])} → {plain(edge['target'])}</b>", slot, f"score {float(edge['score']):+.3f}"]
    if edge.get("effect") is not None:
        lines.append(f"true path patching {float(edge['effect']):+.3f}")
    return "<br>".join(line for line in lines if line)


def _node_words(node: Mapping[str, Any], edges: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"<b>{plain(node['label'])}</b>"]
    lines += [_edge_words(edge) for edge in edges if node["id"] in (edge["source"], edge["target"])][:8]
    attends: Mapping[str, float] = node.get("attends") or {}
    if attends:
        best = sorted(attends.items(), key=lambda item: -item[1])[:3]
        lines.append("looks from the last word at " + ", ".join(f"{plain(role)} {share:.0%}" for role, share in best))
    return "<br>".join(lines)


def faithfulness_curves(points: Sequence[CurvePoint], palette: Palette = LIGHT, *, height: int = 320) -> go.Figure:
    """Draw the share of the gap that circuits of each size keep; dotted: the share that is lost without them."""
    if not points:
        return empty("No circuits were tried.", palette)
    made = figure(palette, height=height, x="edges (log scale)", y="share of the gap")
    for index, method in enumerate(dict.fromkeys(point.method for point in points)):
        own = sorted((point for point in points if point.method == method), key=lambda point: point.edges)
        colour = palette.muted if method == "random" else palette.category(index)
        edges = [point.edges for point in own]
        words = [
            f"<b>{plain(method)}</b>, {point.edges} edges<br>faithfulness {point.faithfulness:.2f} "
            f"({point.lo:.2f} to {point.hi:.2f})<br>completeness {point.completeness:.2f}"
            for point in own
        ]
        made.add_scatter(
            x=edges,
            y=[point.faithfulness for point in own],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [max(0.0, point.hi - point.faithfulness) for point in own],
                "arrayminus": [max(0.0, point.faithfulness - point.lo) for point in own],
                "thickness": 1,
                "width": 0,
            },
            name=method,
            mode="lines+markers",
            line={"color": colour},
            hoverinfo="text",
            hovertext=words,
        )
        made.add_scatter(
            x=edges,
            y=[point.completeness for point in own],
            mode="lines",
            line={"color": colour, "dash": "dot", "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    made.add_hline(y=1, line={"color": palette.grid, "width": 1})
    made.update_xaxes(type="log")
    return made


def selectivity_matrix(
    cells: Sequence[SelectivityCell], palette: Palette = LIGHT, *, height: int | None = None
) -> go.Figure:
    """Draw components by factors; a star marks what is real, empty cells have too few solved pairs."""
    if not cells:
        return empty("No component was patched.", palette)
    rows = list(dict.fromkeys(cell.component for cell in cells))
    columns = list(dict.fromkeys(cell.factor for cell in cells))
    found = {(cell.component, cell.factor): cell for cell in cells}
    grid = [[found.get((row, column)) for column in columns] for row in rows]
    bound = min(1.5, max(0.2, *(abs(cell.effect) for cell in cells if cell.effect is not None), 0.2))
    made = figure(palette, height=height or 130 + 24 * len(rows), x="the fact that differs")
    made.add_heatmap(
        z=[[None if cell is None else cell.effect for cell in line] for line in grid],
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        text=[["" if cell is None or cell.effect is None else _mark(cell) for cell in line] for line in grid],
        customdata=[["" if cell is None else _cell_words(cell) for cell in line] for line in grid],
        texttemplate="%{text}",
        textfont={"size": 11},
        colorscale=scale_of(palette.effect),
        zmin=-bound,
        zmax=bound,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        hovertemplate="%{customdata}<extra></extra>",
        colorbar=colour_bar("normalised effect", form=".1f"),
    )
    grid_ticks(made, [plain(name) for name in columns], [plain(name) for name in rows])
    return made


def _mark(cell: SelectivityCell) -> str:
    return f"{cell.effect:.2f}{'*' if cell.real else ''}"


def _cell_words(cell: SelectivityCell) -> str:
    lines = [f"<b>{plain(cell.component)}</b> for {plain(cell.factor)}"]
    if cell.effect is None:
        return "<br>".join([*lines, f"only {cell.n:,} pairs are solved"])
    lines.append(f"effect {cell.effect:+.3f}")
    if cell.lo is not None and cell.hi is not None:
        lines.append(f"95% {cell.lo:+.3f} to {cell.hi:+.3f}")
    lines.append(f"n = {cell.n:,} pairs, {'real' if cell.real else 'not'} at a family-wise 5%")
    if cell.selectivity is not None:
        lines.append(f"selectivity {cell.selectivity:+.3f}")
    return "<br>".join(lines)

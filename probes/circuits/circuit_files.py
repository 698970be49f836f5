"""A circuit as files: tables of edges and curves, a graph as JSON, and the same for Graphviz."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_NUMBERS = [(name, pa.float64()) for name in ("score", "lo", "hi")]
_EDGES = pa.schema(
    [
        *[(name, pa.string()) for name in ("source", "target", "slot", "method")],
        *_NUMBERS,
        ("rank", pa.int32()),
        ("kept", pa.bool_()),
        *[(name, pa.float64()) for name in ("effect", "effect_lo", "effect_hi")],
    ]
)
_CURVE = pa.schema(
    [
        ("method", pa.string()),
        ("edges", pa.int32()),
        *[(f"{name}{end}", pa.float64()) for name in ("faithfulness", "completeness") for end in ("", "_lo", "_hi")],
    ]
)


def write_edges(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """One row per edge and method; `effect` is that of true path patching, null where it was not done."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], _EDGES), file)


def write_curve(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """One row per method and number of edges."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], _CURVE), file)


def node(name: str) -> dict[str, Any]:
    """A node of the graph by its name.

    >>> node("h3.1")["label"], node("m0")["kind"]
    ('head 3.1', 'mlp')
    """
    if name in ("embed", "logits"):
        return {"id": name, "kind": name, "layer": None, "head": None, "label": name}
    kind = {"h": "head", "m": "mlp", "k": "kv"}[name[0]]
    layer, _, head = name.removeprefix("kv").lstrip("hm").partition(".")
    words = {"head": "head ", "mlp": "MLP ", "kv": "keys and values "}[kind]
    where = f"{layer}.{head}" if head else layer
    return {"id": name, "kind": kind, "layer": int(layer), "head": int(head) if head else None, "label": words + where}


def write_graph(folder: Path, circuit: Mapping[str, Any]) -> None:
    """circuit.json and circuit.dot."""
    (folder / "circuit.json").write_text(json.dumps(circuit, indent=1) + "\n", encoding="utf-8")
    (folder / "circuit.dot").write_text(dot(circuit), encoding="utf-8")


def dot(circuit: Mapping[str, Any]) -> str:
    """The circuit in Graphviz' language: thick edges carry much, dashed ones count against."""
    largest = max((abs(edge["score"]) for edge in circuit["edges"]), default=1.0) or 1.0
    shapes = {"head": "box", "mlp": "ellipse", "kv": "box", "embed": "plaintext", "logits": "plaintext"}
    lines = ["digraph circuit {", "  rankdir=BT;", '  node [fontname="sans-serif"];']
    lines += [f'  "{one["id"]}" [label="{one["label"]}", shape={shapes[one["kind"]]}];' for one in circuit["nodes"]]
    for edge in circuit["edges"]:
        width = 0.5 + 4 * abs(edge["score"]) / largest
        style = "solid" if edge["score"] >= 0 else "dashed"
        label = "" if edge["slot"] == "in" else edge["slot"]
        lines.append(
            f'  "{edge["source"]}" -> "{edge["target"]}" [penwidth={width:.2f}, style={style}, label="{label}"];'
        )
    return "\n".join([*lines, "}"]) + "\n"

"""One search for a circuit, from artifacts to written files."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from probes import patching_tables
from probes.circuits import circuit_files, search
from probes.circuits.attribution import agreement
from probes.circuits.edges import EAP, EAP_IG, Judge, edge_scores, path_effects
from probes.circuits.finding import CircuitConfig
from probes.circuits.graph import Graph, graph_of
from probes.circuits.halves import halves
from probes.patching_pairs import Answered, answered
from probes.patching_prompts import Prompts
from probes.patching_sweep import Place
from workbench.artifacts import Artifact
from workbench.language.checkpoints import load_model
from workbench.language.transformer import Transformer
from workbench.progress import Progress, Task
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_ratio

_BATCH = 32  # every edge's reader keeps a stream of its own


@dataclass(frozen=True)
class Half:
    """Some of the pairs, with what the model says to them."""

    prompts: tuple[Prompts, ...]
    tried: search.Tried


def measure(config: CircuitConfig, parents: Sequence[Artifact], folder: Path, progress: Progress) -> dict[str, Any]:
    """Search, write the files and return the summary."""
    loaded = load_model(parents[0])
    model = loaded.model.requires_grad_(False)
    found = answered(loaded, parents[1], progress, how=config.select, form=config.form, most=config.most, batch=_BATCH)
    began = time.perf_counter()
    generator = numpy_generator(config.seed, "circuit")
    finding, judging = _halves(model, found, generator)
    graph = graph_of(model.config)
    gap = finding.tried.clean - finding.tried.corrupt
    sizes = search.sizes(graph, config.most_edges)
    with progress.task("circuit", len(sizes) * (2 + config.random) + config.paths, "circuits") as task:
        scores = {
            EAP: edge_scores(model, graph, finding.prompts, 0),
            EAP_IG: edge_scores(model, graph, finding.prompts, config.steps),
        }
        mean = {method: each.mean(0) for method, each in scores.items()}
        curve = _curve(graph, mean, judging.tried, sizes, config.random, generator, task)
        kept = search.minimal(graph, mean[EAP_IG], finding.tried, config.enough, sizes)
        strongest = mean[EAP_IG].abs().flatten().topk(min(config.paths, graph.edges)).indices
        at = [divmod(int(place), kept.shape[1]) for place in strongest]
        inside = [(int(reader), int(sender)) for reader, sender in kept.nonzero().tolist()]
        chosen = sorted({*at, *inside})
        true = path_effects(model, graph, finding.prompts, chosen)
        task.advance(config.paths)
    rows = _edge_rows(graph, scores, kept, gap, dict(zip(chosen, true, strict=True)), generator)
    faithful = judging.tried.faithfulness(kept, generator)
    complete = judging.tried.completeness(graph, kept, generator)
    rivals = [search.random_circuit(graph, int(kept.sum()), generator) for _ in range(config.random)]
    random = [judging.tried.faithfulness(rival, generator).value for rival in rivals]
    held = [row for row in rows if row["method"] == EAP_IG and row["kept"]]
    held.sort(key=lambda row: row["rank"])
    names = list(dict.fromkeys([*graph.senders, *(reader.node for reader in graph.readers)]))
    used = {row[end] for row in held for end in ("source", "target")}
    numbers = {
        "method": EAP_IG,
        "faithfulness": faithful.value,
        "faithfulness_ci95": (faithful.lo, faithful.hi),
        "completeness": complete.value,
        "completeness_ci95": (complete.lo, complete.hi),
        "random_faithfulness": random,
        "n_train": len(finding.tried.clean),
        "n_test": len(judging.tried.clean),
        "edges": int(kept.sum()),
        "edges_total": graph.edges,
    }
    circuit_files.write_edges(folder / "edges.parquet", rows)
    circuit_files.write_curve(folder / "curve.parquet", curve)
    edges = [{name: row[name] for name in _OF_EDGE} for row in held]
    nodes = [circuit_files.node(name) for name in names if name in used]
    circuit_files.write_graph(folder, {**numbers, "nodes": nodes, "edges": edges})
    return {
        "factor": found.pairs[0].factor,
        **patching_tables.account(found.clean, found.corrupt, generator),
        **patching_tables.selected(found.selection, found.clean, found.corrupt, config.select),
        **numbers,
        "nodes": [one["id"] for one in nodes],
        "circuit": edges,
        "agreement": _agreement(rows),
        "seconds": round(time.perf_counter() - began, 2),
    }


_OF_EDGE = ("source", "target", "slot", "score", "lo", "hi", "effect", "effect_lo", "effect_hi")


def _halves(model: Transformer, found: Answered, generator: np.random.Generator) -> tuple[Half, Half]:
    """Both halves with what the model says to them."""
    sides = dict(
        zip(
            [pair.id for pair in found.chosen_pairs],
            zip(found.chosen_clean.tolist(), found.chosen_corrupt.tolist(), strict=True),
            strict=True,
        )
    )
    made: list[Half] = []
    for prompts in halves(found, generator, _BATCH):
        values = np.array([sides[name] for batch in prompts for name in batch.ids])
        made.append(Half(tuple(prompts), search.Tried(Judge(model, prompts), values[:, 0], values[:, 1])))
    return made[0], made[1]


def _curve(
    graph: Graph,
    mean: dict[str, Float[Tensor, "reader sender"]],
    tried: search.Tried,
    sizes: Sequence[int],
    random: int,
    generator: np.random.Generator,
    task: Task,
) -> list[dict[str, object]]:
    """Faithfulness and completeness of growing circuits on the judging half; of random ones the mean and the range."""
    rows: list[dict[str, object]] = []
    for edges in sizes:
        for method, scores in mean.items():
            kept = search.strongest(graph, scores, edges)
            count = int(kept.sum())
            if count:
                shares = tried.faithfulness(kept, generator), tried.completeness(graph, kept, generator)
                values = [(one.value, one.lo, one.hi) for one in shares]
                rows.append(_curve_row(method, count, *values))
            task.advance(1, at=f"{count} edges")
        kept = [search.random_circuit(graph, edges, generator) for _ in range(random)]
        parts = [
            np.array([find(one) for one in kept])
            for find in (
                lambda one: tried.faithfulness(one, generator).value,
                lambda one: tried.completeness(graph, one, generator).value,
            )
        ]
        values = [(float(part.mean()), float(part.min()), float(part.max())) for part in parts]
        rows.append(_curve_row("random", round(float(np.mean([int(one.sum()) for one in kept]))), *values))
        task.advance(random)
    unique = {(row["method"], row["edges"]): row for row in rows}
    return list(unique.values())


def _curve_row(method: str, edges: int, faithful: tuple[float, ...], complete: tuple[float, ...]) -> dict[str, object]:
    names = [f"{name}{end}" for name in ("faithfulness", "completeness") for end in ("", "_lo", "_hi")]
    return {"method": method, "edges": edges, **dict(zip(names, (*faithful, *complete), strict=True))}


def _edge_rows(
    graph: Graph,
    scores: dict[str, Float[Tensor, "pair reader sender"]],
    kept: Tensor,
    gap: np.ndarray,
    true: dict[tuple[int, int], Tensor],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    """Every edge as a share of the gap, by either method, with the true effect where it was measured."""
    places = [(int(row), int(column)) for row, column in graph.allowed.nonzero().tolist()]
    effects = {
        at: (
            float(moved.sum() / gap.sum()),
            *(float(end[0]) for end in bootstrap_ratio(moved[:, None], gap, generator)),
        )
        for at, moved in ((at, effect.double().numpy()) for at, effect in true.items())
    }
    rows: list[dict[str, Any]] = []
    for method, each in scores.items():
        moved = torch.stack([each[:, row, column] for row, column in places], 1).double().numpy()
        share = moved.sum(0) / gap.sum()
        low, high = bootstrap_ratio(moved, gap, generator)
        ranks = np.argsort(np.argsort(-np.abs(share), kind="stable"), kind="stable") + 1
        for at, (row, column) in enumerate(places):
            effect = effects.get((row, column), (None, None, None))
            rows.append(
                {
                    "source": graph.senders[column],
                    "target": graph.readers[row].node,
                    "slot": graph.readers[row].slot,
                    "method": method,
                    "score": float(share[at]),
                    "lo": float(low[at]),
                    "hi": float(high[at]),
                    "rank": int(ranks[at]),
                    "kept": bool(kept[row, column]),
                    **dict(zip(("effect", "effect_lo", "effect_hi"), effect, strict=True)),
                }
            )
    return rows


def _agreement(rows: Sequence[dict[str, Any]]) -> list[dict[str, object]]:
    """How well either score agrees with true path patching on the edges that were truly patched."""
    checked = {
        method: [row for row in rows if row["method"] == method and row["effect"] is not None]
        for method in (EAP, EAP_IG)
    }
    truth = [row["effect"] for row in checked[EAP]]
    places = [Place("edge", 0, None, f"{row['source']} {row['target']} {row['slot']}") for row in checked[EAP]]
    found = agreement(
        {method: [row["score"] for row in here] for method, here in checked.items()}, truth, places, min(10, len(truth))
    )
    return [dict(row) for row in found if row["component"] == "every"]

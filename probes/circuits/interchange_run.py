"""One interchange experiment, from artifacts to written tables."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from torch import Tensor

from probes import patching_tables
from probes.circuits.halves import halves
from probes.circuits.interchange import (
    Crossed,
    Swaps,
    between_pairs,
    between_worlds,
    crossed,
    learned_basis,
    obeyed,
    random_basis,
)
from probes.circuits.interchanging import InterchangeConfig
from probes.patching_pairs import answered
from probes.patching_prompts import role_names
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import load_model
from workbench.language.transformer import Transformer
from workbench.progress import Progress
from workbench.seeding import numpy_generator, torch_generator
from workbench.statistics import bootstrap_mean

_RANDOM = 5  # random subspaces, averaged
WHOLE, LEARNED, RANDOM, UNTRUE = "whole", "das", "random", "random_labels"


@dataclass(frozen=True)
class _Half:
    """The swaps of one half of the pairs."""

    worlds: list[Swaps]
    others: list[Crossed]


def measure(config: InterchangeConfig, parents: Sequence[Artifact], folder: Path, progress: Progress) -> dict[str, Any]:
    """Swap, write the table and return the summary."""
    loaded = load_model(parents[0])
    model = loaded.model.requires_grad_(False)
    if max(config.dimensions) > model.config.d_model:
        what = f"A subspace of {max(config.dimensions)} dimensions does not fit into {model.config.d_model}."
        raise StoryscopeError(what, "Name smaller --dimensions.")
    found = answered(loaded, parents[1], progress, how=config.select, form=config.form, most=config.most)
    unknown = set(config.roles) - set(role_names(found.prompts))
    if unknown:
        what = f"No word of these pairs plays the role {sorted(unknown)[0]!r}."
        raise StoryscopeError(what, f"Use any of {', '.join(role_names(found.prompts))}.")
    began = time.perf_counter()
    generator = numpy_generator(config.seed, "interchange")
    learning, judging = (_swaps(model, half) for half in halves(found, generator))
    sites = [(layer, role) for layer in range(model.config.n_layers) for role in config.roles]
    rows: list[dict[str, Any]] = []
    ranked: list[tuple[float, int, str]] = []
    n_train = sum(len(one.pair) // 2 for one in learning.worlds)

    def judge(layer: int, role: str, name: str, dimensions: int, bases: Sequence[Tensor | None]) -> None:
        rows.extend(
            {"site": "resid_pre", "layer": layer, "role": role, "subspace": name, "dimensions": dimensions}
            | {**row, "n_train": n_train}
            for row in _accuracies(model, judging, layer, role, bases, generator)
        )

    with progress.task("interchange", len(sites) + config.sites * len(config.dimensions), "sites") as task:
        for layer, role in sites:
            right = np.concatenate([obeyed(model, one, layer, role, None) for one in learning.worlds])
            ranked.append((float(right.mean()), layer, role))
            judge(layer, role, WHOLE, model.config.d_model, [None])
            task.advance(1, at=f"layer {layer} {role}")
        ranked.sort(key=lambda one: (-one[0], -one[1], one[2]))
        for _, layer, role in ranked[: config.sites]:
            for dimensions in config.dimensions:
                random = torch_generator(config.seed, "interchange", f"{layer} {role} {dimensions}")
                for name, untrue in ((LEARNED, False), (UNTRUE, True)):
                    basis = learned_basis(
                        model, learning.worlds, layer, role, dimensions, config.steps, random, random_demands=untrue
                    )
                    judge(layer, role, name, dimensions, [basis])
                bases = [random_basis(model.config.d_model, dimensions, random) for _ in range(_RANDOM)]
                judge(layer, role, RANDOM, dimensions, bases)
                task.advance(1, at=f"layer {layer} {role}")
    pq.write_table(pa.Table.from_pylist(rows), folder / "interchange.parquet")
    best = next(
        row
        for row in rows
        if (row["layer"], row["role"], row["subspace"], row["variable"]) == (*ranked[0][1:], WHOLE, "answer")
    )
    return {
        "factor": found.pairs[0].factor,
        **patching_tables.account(found.clean, found.corrupt, generator),
        **patching_tables.selected(found.selection, found.clean, found.corrupt, config.select),
        "best": best,
        "results": rows,
        "seconds": round(time.perf_counter() - began, 2),
    }


def _swaps(model: Transformer, prompts: Sequence[Any]) -> _Half:
    others = [between_pairs(model, batch) for batch in prompts]
    return _Half([between_worlds(model, batch) for batch in prompts], [one for one in others if one is not None])


def _accuracies(
    model: Transformer,
    half: _Half,
    layer: int,
    role: str,
    bases: Sequence[Tensor | None],
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    """The accuracy for each reading of the variable, averaged over the bases, with an interval over pairs."""
    outcomes: dict[str, list[np.ndarray]] = {"answer": [], "value": [], "order": []}
    for basis in bases:
        outcomes["answer"].append(np.concatenate([obeyed(model, one, layer, role, basis) for one in half.worlds]))
        both = [crossed(model, one, layer, role, basis) for one in half.others]
        for at, name in enumerate(("value", "order")):
            outcomes[name].append(np.concatenate([one[at] for one in both]) if both else np.zeros(0, dtype=bool))
    groups = {
        "answer": [name for one in half.worlds for name in one.pair],
        "value": [name for one in half.others for name in one.swaps.pair],
    }
    groups["order"] = groups["value"]
    rows: list[dict[str, Any]] = []
    for name, drawn in outcomes.items():
        values = np.mean(np.stack([one.astype(np.float64) for one in drawn]), 0)
        if len(values):
            low, high = bootstrap_mean(values, generator, groups[name])
            rows.append({"variable": name, "accuracy": float(values.mean()), "lo": low, "hi": high, "n": len(values)})
    return rows

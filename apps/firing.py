"""Which units fire on a text: the activation of every unit at every token, and how near it comes to its most."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from jaxtyping import Float

from apps.prompt_reading import Reading

if TYPE_CHECKING:
    from probes.saelens_bridge import Dictionary


def activations(reading: Reading, table: pa.Table, dictionary: "Dictionary | None") -> Float[np.ndarray, "token unit"]:
    """Return the activation of every unit of a table at every token; NaN for units that nobody can read here."""
    found = np.full((len(reading.pieces), table.num_rows), np.nan, dtype=np.float32)
    kinds = np.array(table["kind"].to_pylist(), dtype=object)
    layers, indices = (table[name].to_numpy() for name in ("layer", "index"))
    neurons = kinds == "neuron"
    if neurons.any():
        found[:, neurons] = reading.neurons[layers[neurons], :, indices[neurons]].T
    features = kinds == "feature"
    if dictionary is not None and features.any():
        import torch

        with torch.inference_mode():
            tapped = torch.from_numpy(reading.tapped[dictionary.hook][None])
            found[:, features] = dictionary.encode(tapped)[0].numpy()[:, indices[features]]
    return found


def shares(values: Float[np.ndarray, "*token unit"], table: pa.Table) -> Float[np.ndarray, "*token unit"]:
    """Return each activation as a share of the largest that the unit ever had, of its own sign; 0 where unknown."""
    # A gated neuron speaks with both signs; each sign has its own record.
    most = np.where(values > 0, table["max"].to_numpy(), -table["min"].to_numpy())
    known = (most > 1e-6) & ~np.isnan(values)
    return np.minimum(1.0, np.divide(np.abs(values), most, out=np.zeros_like(values), where=known))


def strongest(table: pa.Table, values: Float[np.ndarray, "unit"], count: int) -> list[dict[str, Any]]:
    """Return the units that come nearest to the most they ever did, strongest first, with `value` and `share`."""
    near = shares(values, table)
    order = np.argsort(-near, kind="stable")[:count]
    order = order[near[order] > 0]
    rows: list[dict[str, Any]] = table.take(pa.array(order)).to_pylist()
    return [
        {**row, "value": float(values[index]), "share": float(near[index])}
        for row, index in zip(rows, order, strict=True)
    ]


def firing_on_text(
    reading: Reading, table: pa.Table, dictionary: "Dictionary | None", count: int = 200
) -> list[dict[str, Any]]:
    """Return the units that fire on a text, nearest to their most first, each with the token where it fires hardest.

    Begin of text counts nowhere. Each row has `value`, `share`, `at` (the token's number) and `on` (its text).
    """
    values = activations(reading, table, dictionary)[1:]
    if not len(values):
        return []
    near = shares(values, table)
    at = near.argmax(axis=0)
    best = values[at, np.arange(values.shape[1])]
    rows = strongest(table, best, count)
    for row in rows:
        row["at"] = int(at[row["row"]]) + 1
        row["on"] = reading.pieces[row["at"]]
    return rows

"""Which neurons and dictionary features fire at a token of a prompt, by share of the most they ever did."""

from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from apps import cached
from apps.prompt_reading import Reading
from apps.routes import route
from apps.units import label_name
from workbench.artifacts import Artifact

_SHOWN = 12


def fired(reading: Reading, at: int, features: Artifact | None, sae: Artifact | None) -> None:
    """Draw the table of what fires at token `at`; a click opens the unit's dashboard."""
    if at == 0:
        st.caption("Begin of text counts nowhere: move on by one token.")
        return
    if features is None:
        st.caption("No statistics of this model are here, so nothing says what is much for a neuron. Make them with:")
        st.code("storyscope features", language="bash")
        return
    table = cached.unit_table(features)
    values = activations(reading, at, table, sae)
    rows = strongest(table, values)
    event = st.dataframe(
        {
            "unit": [row["unit"] for row in rows],
            "of its most": [row["share"] for row in rows],
            "activation": [row["value"] for row in rows],
            "best at telling": [
                label_name(row["best_level"], row["best_axis"], row["best_value"]) if row["best_axis"] else "–"
                for row in rows
            ],
        },
        hide_index=True,
        height="content",
        key=f"fired-{at}",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "of its most": st.column_config.ProgressColumn(
                format="percent", min_value=0.0, max_value=1.0, help="Activation as a share of the largest ever seen"
            ),
            "activation": st.column_config.NumberColumn(format="%.2f"),
        },
    )
    chosen = event["selection"]["rows"]
    if chosen:
        st.switch_page(route("feature"), query_params={"statistics": features.label, "unit": rows[chosen[0]]["unit"]})


def activations(reading: Reading, at: int, table: pa.Table, sae: Artifact | None) -> list[float]:
    """Return the activation of every unit of the table at token `at`; NaN for units that nobody can read."""
    encoded: np.ndarray | None = None
    if sae is not None:
        import torch

        dictionary = cached.loaded_dictionary(sae)
        with torch.inference_mode():
            encoded = dictionary.encode(torch.from_numpy(reading.tapped[dictionary.hook][at][None, None]))[0, 0].numpy()
    found: list[float] = []
    for kind, layer, index in zip(*(table[name].to_pylist() for name in ("kind", "layer", "index")), strict=True):
        if kind == "neuron":
            found.append(float(reading.neurons[layer, at, index]))
        else:
            found.append(float("nan") if encoded is None else float(encoded[index]))
    return found


def strongest(table: pa.Table, values: list[float]) -> list[dict[str, Any]]:
    """Return the units that come nearest to the most they ever did, strongest first."""
    value = np.array(values)
    high, low = table["max"].to_numpy(), table["min"].to_numpy()
    # A gated neuron speaks with both signs; each sign has its own record.
    most = np.where(value > 0, high, -low)
    share = np.divide(np.abs(value), most, out=np.zeros_like(value), where=(most > 1e-6) & ~np.isnan(value))
    order = np.argsort(-share, kind="stable")[:_SHOWN]
    order = order[share[order] > 0]
    rows: list[dict[str, Any]] = table.take(pa.array(order)).to_pylist()
    return [
        {**row, "value": float(value[index]), "share": min(1.0, float(share[index]))}
        for row, index in zip(rows, order, strict=True)
    ]

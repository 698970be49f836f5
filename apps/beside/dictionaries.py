"""Two dictionaries of one model: their numbers, and which feature of the one is which of the other."""

import shlex
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from apps import cached
from apps.beside.pairing import side_by_side, two_of
from apps.figures import Palette
from apps.figures.theme import figure
from apps.lab import kept
from apps.shell import command, download_csv, draw, palette, panel
from apps.units import label_name
from workbench.artifacts import Artifact, listing, made_from
from workbench.errors import StoryscopeError

if TYPE_CHECKING:
    from probes.lab.matching import Matches

_NUMBERS = ("architecture", "hook", "d_sae", "l0", "explained_variance", "alive", "dense", "tokens", "seconds")


def two_dictionaries() -> None:
    """Draw two dictionaries side by side."""
    pair = two_of("sae", "Dictionary")
    if pair is None:
        return
    with panel():
        side_by_side(*pair, _NUMBERS)
    with panel():
        _matched(*pair)
    command(shlex.join(["storyscope", "sae", "eval", "--sae", pair[0].manifest.id]))


def _matched(first: Artifact, second: Artifact) -> None:
    st.subheader("Which feature is which", anchor=False)
    model = made_from(first, "model")
    if model is None or made_from(second, "model") != model:
        raise StoryscopeError("These dictionaries read different models.", "Choose two of one model.")
    corpus = made_from(first, "corpus")
    if corpus is None:
        raise StoryscopeError("The stories that the first was trained on are gone.", "Make them again.")
    found = kept.matches(first, second, model, corpus)
    draw(match_histogram(found, palette()), "matches")
    same = float((found.cosine > 0.9).float().mean())
    both = float((found.by_cosine == found.by_correlation).float().mean())
    st.caption(
        f"{same:.0%} of the first one's {len(found.cosine):,} features have a partner with a decoder cosine above 0.9 "
        f"(median {float(found.cosine.median()):.2f}; beside random directions {float(found.chance.median()):.2f}); "
        f"for {both:.0%} the partner that writes alike is also the one that fires alike."
    )
    labels = [_labels(one) for one in (first, second)]
    order = np.argsort(-found.cosine.numpy(), kind="stable")
    rows = [
        {
            "first": f"sae.{index}",
            "second": f"sae.{int(found.by_cosine[index])}",
            "cosine": float(found.cosine[index]),
            "fires like": f"sae.{int(found.by_correlation[index])}" if found.by_correlation[index] >= 0 else "–",
            "correlation": float(found.correlation[index]),
            "the first tells": labels[0].get(int(index), "–"),
            "the second tells": labels[1].get(int(found.by_cosine[index]), "–"),
        }
        for index in order
    ]
    st.dataframe(rows[:1000], hide_index=True, height=360)
    download_csv(rows, "matched-features")


def _labels(sae: Artifact) -> dict[int, str]:
    """Return what each feature tells best, where statistics of this dictionary are here."""
    features = next((one for one in reversed(listing("features")) if sae.ref in one.manifest.parents), None)
    if features is None:
        return {}
    rows = cached.unit_table(features).select(["unit", "best_level", "best_axis", "best_value"]).to_pylist()
    return {
        int(row["unit"].removeprefix("sae.")): label_name(row["best_level"], row["best_axis"], row["best_value"])
        for row in rows
        if row["unit"].startswith("sae.") and row["best_axis"]
    }


def match_histogram(found: "Matches", palette: Palette) -> go.Figure:
    """Draw how near the best partners are, beside as many random directions."""
    made = figure(palette, height=300, x="largest cosine with a feature of the second", y="features of the first")
    edges = np.linspace(-0.2, 1.0, 49)
    for name, values, colour in (
        ("random directions", found.chance, palette.muted),
        ("the second dictionary", found.cosine, palette.primary),
    ):
        counts, _ = np.histogram(values.numpy(), edges)
        made.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            opacity=0.75,
            hovertemplate=f"{name}: %{{y:,}} features near %{{x:.2f}}<extra></extra>",
        )
    made.update_layout(barmode="overlay", bargap=0.02)
    return made

"""A changed model on the same text: directions added, features held, heads and neurons off; told on from one seed."""

import numpy as np
import streamlit as st

from apps import cached
from apps.figures.lens import before_and_after, signed_bars
from apps.lab import kept
from apps.lab.glass import Glass
from apps.lab.rewrite import moved
from apps.markup import Token, literal, token_strip
from apps.shell import draw, palette
from apps.units import label_name
from workbench.artifacts import Artifact

_NOTHING = "nothing"


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    changes = _asked(glass)
    sae, probe = glass.sae, glass.probe
    if not changes:
        st.info("Nothing is changed yet: choose a direction, or switch a head off.", icon=":material/tune:")
        return
    glass.flags.extend(["--change", ",".join(changes)])
    second = kept.reading(glass.model, glass.text, sae, changes, probe)
    before, after = glass.reading.mean_surprise, second.mean_surprise
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"After “{literal(glass.here, 30)}”", anchor=False)
        rows = moved(glass.reading, second, (glass.at, glass.at))
        draw(before_and_after(rows, ("as it is", "changed"), palette()), "next-changed")
    with right:
        st.subheader("What it costs on this text", anchor=False)
        gaps = np.array(second.surprise) - np.array(glass.reading.surprise)
        order = np.argsort(-np.abs(gaps), kind="stable")[:10]
        worst = [(f"{index} {glass.names[index]}", float(gaps[index])) for index in order if abs(gaps[index]) > 1e-3]
        draw(signed_bars(worst, palette(), x="surprise added (nats)"), "cost")
        st.caption(f"Mean surprise {before:.3f} nats a token as it is, {after:.3f} changed ({after - before:+.3f}).")
    _told(glass, changes)


def _asked(glass: Glass) -> tuple[str, ...]:
    """Draw the controls; return the changes in the words of the command line."""
    left, middle, right = st.columns([4, 4, 4], gap="large", vertical_alignment="bottom")
    names = [_NOTHING, *_features(glass), *_classes(glass.probe)]
    with left:
        shown = _labels(glass)
        direction = st.selectbox(
            "Direction",
            names,
            key="direction",
            bind="query-params",
            format_func=lambda name: shown.get(str(name), str(name)),
            help="A dictionary feature (those that fire in this text first), or what a probe reads as a label.",
        )
        direction = direction if direction in names else _NOTHING
    feature = (direction or "").startswith("sae.")
    changes: list[str] = []
    with middle:
        if direction != _NOTHING:
            size = 20.0 if feature else 12.0
            strength = st.slider("Strength", -size, size, 6.0, 0.5, key="strength", bind="query-params", help=_TIP)
            changes.append(f"{direction}{strength:+g}")
    with right:
        if feature and st.toggle("Hold it there instead", key="hold", bind="query-params", help=_HOLD):
            changes = [f"{direction}={max(0.0, float(st.session_state['strength'])):g}"]
    shape = cached.loaded_model(glass.model).config
    heads = [f"L{layer}H{head}" for layer in range(shape.n_layers) for head in range(shape.n_heads)]
    off = st.pills("Heads off", heads, selection_mode="multi", key="off", bind="query-params", help=_OFF)
    return tuple(changes + [head for head in off if head in heads])


_TIP = (
    "How much of the direction is added at every position. A feature's direction comes in units of its activation; a "
    "probe's is of length 1, while the stream is some ten long."
)
_HOLD = "Set the feature to this activation everywhere, instead of adding to whatever it is; 0 switches it off."
_OFF = "Each is switched off everywhere: its output z becomes zero."


def _features(glass: Glass) -> list[str]:
    """Return the dictionary's features, those that fire most in this text first."""
    if glass.sae is None:
        return []
    import torch

    dictionary = cached.loaded_dictionary(glass.sae)
    with torch.inference_mode():
        acts = dictionary.encode(torch.from_numpy(glass.reading.tapped[dictionary.hook])[None])[0, 1:]
    most = acts.max(0).values.numpy() if len(acts) else np.zeros(dictionary.d_sae)
    return [f"sae.{index}" for index in np.argsort(-most, kind="stable")]


def _classes(probe: Artifact | None) -> list[str]:
    if probe is None:
        return []
    classes: dict[str, list[str]] = probe.manifest.summary.get("classes", {})
    return [f"{target}:{label}" for target, labels in classes.items() for label in labels]


def _labels(glass: Glass) -> dict[str, str]:
    """Return how features are shown: with the label that each tells best."""
    if glass.features is None:
        return {}
    columns = ("unit", "best_level", "best_axis", "best_value")
    rows = cached.unit_table(glass.features).select(columns).to_pylist()
    return {
        row["unit"]: f"{row['unit']}  {label_name(row['best_level'], row['best_axis'], row['best_value'])}"
        for row in rows
        if row["best_axis"] and row["unit"].startswith("sae.")
    }


def _told(glass: Glass, changes: tuple[str, ...]) -> None:
    """Let both tell on from the same random numbers, side by side."""
    left, right, button = st.columns([4, 4, 3], vertical_alignment="bottom", gap="large")
    words = left.slider("Words", 5, 80, 25, 5, key="words", bind="query-params")
    heat = right.slider("Temperature", 0.0, 1.5, 0.8, 0.1, key="heat", bind="query-params")
    button.button("Other draws", icon=":material/casino:", on_click=_again, width="stretch")
    asked = st.query_params.get("draw", "0")
    seed = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    glass.flags.extend(["--tell", str(words), "--temperature", f"{heat:g}", "--n", "3", "--seed", str(seed)])
    start = tuple(glass.reading.ids)
    places = st.columns(2, gap="large")
    for place, name, what in ((places[0], "As it is", ()), (places[1], "Changed", changes)):
        rows = kept.told(
            glass.model, start, what, glass.sae, glass.probe, n=3, words=words, temperature=heat, seed=seed
        )
        with place:
            st.subheader(name, anchor=False)
            st.html("".join(_story(glass, row) for row in rows))
    st.caption(f"Three continuations each, drawn from the same random numbers (seed {seed}).")


def _story(glass: Glass, added: list[int]) -> str:
    start = glass.reading.ids[1:]
    tokenizer = cached.loaded_model(glass.model).tokenizer
    whole, begin = str(tokenizer.decode([*start, *added])), str(tokenizer.decode(start))
    tail = whole[len(begin) :] if whole.startswith(begin) else whole
    return f'<div class="ss-quote">{token_strip([Token("… "), Token(tail.strip())])}</div>'


def _again() -> None:
    asked = st.query_params.get("draw", "0")
    st.query_params["draw"] = str((int(asked) + 1) % 1_000_000 if asked.isdecimal() and len(asked) < 7 else 1)

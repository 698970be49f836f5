"""Two models, or one at two steps of its training, on the same text and in what was measured of them."""

import numpy as np
import streamlit as st

from apps import cached
from apps.beside.pairing import side_by_side, two_of
from apps.figures import LossPoint, growth_curves, training_curves
from apps.figures.growth import Grown
from apps.figures.lens import signed_bars
from apps.lab import kept
from apps.lab.strip import begun
from apps.markup import Token, literal, token_strip
from apps.prompt_reading import Reading
from apps.shell import absent, command, draw, palette, panel
from apps.views.prompt import EXAMPLE
from apps.wino.against import against
from probes.lab.comparing import align, divergence
from workbench.artifacts import Artifact, listing
from workbench.snapshots import at_step, steps_of

_STEPS = 16
"""Checkpoints that are read for a curve, at most; of more, some in between are left out."""


def two_models() -> None:
    """Draw two models side by side."""
    pair = two_of("model", "Model")
    if pair is None:
        return
    first, second = pair
    with panel():
        side_by_side(first, second, ("parameters", "tokens", "val_bits_per_byte", "val_accuracy", "seconds"))
    with panel():
        st.subheader("Training", anchor=False)
        points = [
            LossPoint(
                point.step, point.tokens, f"{one.manifest.name} {one.manifest.id[:4]}", point.loss, point.bits_per_byte
            )
            for one in pair
            for point in cached.training_log(one)
            if point.split == "validation"
        ]
        draw(training_curves(points, None, palette()), "both-curves")
        st.caption("Validation loss in bits per byte, which models with different tokenizers share.")
    with panel():
        _text(first, second)
    with panel():
        _measured(first, second)
    command(f"storyscope eval winogrande --model {first.manifest.id},{second.manifest.id}")


def two_checkpoints() -> None:
    """Draw one model at two steps of its training."""
    kept_ones = {one.label: one for one in reversed(listing("model")) if steps_of(one)}
    if not kept_ones:
        line = "storyscope train --checkpoints log --name along"
        absent("No model here kept checkpoints along its training. Train one that does:", line)
        command(line)
        return
    name = st.selectbox("Model", list(kept_ones), key="along", bind="query-params", help="Models with checkpoints.")
    model = kept_ones.get(name or "", next(iter(kept_ones.values())))
    steps = steps_of(model)
    left, right = st.columns(2)
    names = [str(step) for step in steps]
    with left:
        first = st.select_slider("Step of the first", names, names[len(names) // 2], key="step1", bind="query-params")
    with right:
        second = st.select_slider("Step of the second", names, names[-1], key="step2", bind="query-params")
    with panel():
        _text(at_step(model, int(first)), at_step(model, int(second)))
    with panel():
        _along(model, steps)
    command(f"storyscope dynamics --model {model.manifest.id} --measure loss,winogrande,probe")


def _text(first: Artifact, second: Artifact) -> None:
    """Draw both on the same text: surprise by token, what is gained where, and what comes next."""
    st.subheader("On the same text", anchor=False)
    begun("text", EXAMPLE)
    text = st.text_area("Text", key="text", bind="query-params", height=92, help="Read by both. Ctrl+Enter.") or ""
    one, two = kept.reading(first, text, None), kept.reading(second, text, None)
    left, right = st.columns(2, gap="large")
    for place, artifact, reading in ((left, first, one), (right, second, two)):
        with place:
            st.caption(f"{literal(artifact.label)}: mean surprise {reading.mean_surprise:.3f} nats a token")
            st.html(strip(reading))
    if one.ids != two.ids:
        st.caption("Their tokenizers cut this text differently, so it is compared word by word only where they agree.")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Where one is better", anchor=False)
        rows = gains(one, two)
        draw(signed_bars(rows, palette(), x="surprise of the first minus the second (nats)"), "gains")
        st.caption("The tokens with the largest differences; right: the second one expects them better.")
    with right:
        st.subheader("What each expects next", anchor=False)
        for artifact, reading in ((first, one), (second, two)):
            best = ", ".join(f"{literal(name, 20)} {chance:.0%}" for name, chance in reading.next_tokens[-1][:6])
            st.markdown(f"{literal(artifact.label)}: {best}")
        if one.log_probs.shape == two.log_probs.shape:
            bits = float(divergence(one.log_probs[-1:], two.log_probs[-1:])[0])
            st.caption(f"{bits:.3f} bits apart (Jensen-Shannon: 0 the same, 1 nothing in common).")


def strip(reading: Reading) -> str:
    """Return a text as HTML, coloured by surprise."""
    rows = zip(reading.pieces[1:], reading.surprise[1:], strict=True)
    return token_strip(
        [Token(piece, value, f"surprise {value:.2f} nats") for piece, value in rows], palette().surprise, 8.0
    )


def gains(one: Reading, two: Reading, count: int = 12) -> list[tuple[str, float]]:
    """Return the tokens that both cut alike where their surprise differs most: name, first minus second."""
    # By their place in the text, since two tokenizers number their tokens differently.
    places = [hash(span) for span in one.run.offsets], [hash(span) for span in two.run.offsets]
    found = [
        (f"{pair.first} {one.pieces[pair.first].strip()}", one.surprise[pair.first] - two.surprise[pair.second])
        for pair in align(*places)
        if pair.same and pair.first and pair.second
    ]
    order = np.argsort([-abs(value) for _, value in found], kind="stable")[:count]
    return [found[index] for index in order]


def _measured(first: Artifact, second: Artifact) -> None:
    st.subheader("In what was measured", anchor=False)
    rows: list[dict[str, object]] = []
    probes = [kept.beside("probe", one) for one in (first, second)]
    if probes[0] is not None and probes[1] is not None:
        best = [one.manifest.summary["best"] for one in probes if one is not None]
        for target in best[0]:
            if target in best[1]:
                rows.append(_row(f"probe: {target}", best[0][target], best[1][target]))
    results = [[one for one in listing("winogrande") if model.ref in one.manifest.parents] for model in (first, second)]
    for mine in reversed(results[0]):
        items = mine.manifest.summary.get("items")
        theirs = next((one for one in reversed(results[1]) if one.manifest.summary.get("items") == items), None)
        found = None if theirs is None else against(cached.scored_items(mine), cached.scored_items(theirs))
        if found is not None:
            row: dict[str, object] = {"what": f"WinoGrande: {items}", "first": found.first, "second": found.second}
            rows.append({**row, "note": f"McNemar p = {found.p:.2g}, n = {found.n:,} shared items"})
    if not rows:
        names = ",".join(one.manifest.id for one in (first, second))
        absent("Nothing was measured in both yet. For example:", f"storyscope eval winogrande --model {names}")
        return
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(rows, hide_index=True, column_config={"first": percent, "second": percent})


def _row(name: str, first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    def bounds(one: dict[str, object]) -> str:
        low, high = one["ci95"]  # pyright: ignore[reportGeneralTypeIssues]
        return f"{low:.1%} – {high:.1%}"

    note = f"95% {bounds(first)} and {bounds(second)}, each at its best place"
    return {"what": name, "first": first["accuracy"], "second": second["accuracy"], "note": note}


def _along(model: Artifact, steps: list[int]) -> None:
    st.subheader("This text over training", anchor=False)
    text = str(st.session_state.get("text", EXAMPLE))
    thin = sorted({steps[round(index)] for index in np.linspace(0, len(steps) - 1, min(_STEPS, len(steps)))})
    losses = kept.losses_along(model, text, tuple(thin))
    grown = [Grown(series="this text", step=step, value=loss) for step, loss in zip(thin, losses, strict=True)]
    draw(growth_curves(grown, palette(), y="nats a token", percent=False), "along")
    st.caption(f"Mean surprise of the text (nats a token) at {len(thin)} of {len(steps)} kept steps.")

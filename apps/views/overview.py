"""Overview: what is here, what came from what, how training went, the headline numbers, what to do next."""

import streamlit as st

from apps import cached, store
from apps.figures import lineage_graph, training_curves
from apps.headlines import best_ngram, headlines, newest
from apps.markup import literal
from apps.shell import command, draw, heading, missing, palette, panel, pick
from workbench.artifacts import Artifact, listing, maker, problems

CHAIN = ("corpus", "tokenizer", "model", "probe", "sae", "sae_eval", "features", "patching", "winogrande", "report")
"""The kinds that the whole chain makes, in order."""


def page() -> None:
    """Draw the page."""
    heading("Storyscope", "A tiny language model, looked into, with the ground truth of every story beside it.")
    artifacts = listing()
    for sentence in problems():
        st.warning(literal(sentence, 400), icon=":material/error:")
    if not artifacts:
        missing("corpus")
        return
    _numbers(artifacts)
    left, right = st.columns([5, 6], gap="large")
    model: Artifact | None = None  # also where its panel breaks off
    with left, panel():
        st.subheader("Training", anchor=False)
        model = _training()
    with right, panel():
        st.subheader("What was made from what", anchor=False)
        shown = artifacts if model is None else store.relatives(artifacts, model)
        draw(lineage_graph(store.lineage_nodes(shown), palette()), "lineage")
    st.subheader("Artifacts", anchor=False)
    _table(artifacts)
    _next(artifacts)
    command("storyscope artifacts list")


def _numbers(artifacts: list[Artifact]) -> None:
    found = headlines(artifacts)
    for start in range(0, len(found), 4):
        for place, line in zip(st.columns(4), found[start : start + 4], strict=False):
            with place, st.container(border=True, height="stretch"):
                st.metric(literal(line.name), line.value, help=literal(f"{line.meaning} From {line.source}.", 400))
                note = " · ".join(part for part in (line.interval, line.baseline) if part)
                st.caption(literal(note) or "–")


def _training() -> Artifact | None:
    model = pick("model", "Model")
    if model is None:
        return None
    rival = best_ngram(model)
    baselines = {rival[0]: rival[1]} if rival else {}
    draw(training_curves(cached.training_log(model), baselines, palette()), "training")
    return model


def _table(artifacts: list[Artifact]) -> None:
    newest_first = list(reversed(artifacts))
    st.dataframe(
        {
            "kind": [one.manifest.kind for one in newest_first],
            "name": [one.manifest.name for one in newest_first],
            "id": [one.manifest.id for one in newest_first],
            "made": [one.manifest.created[:19].replace("T", " ") for one in newest_first],
            "size": [store.size_of(one) / 1e6 for one in newest_first],
            "made from": [", ".join(one.manifest.parents) for one in newest_first],
        },
        hide_index=True,
        height="content" if len(newest_first) <= 12 else 400,
        column_config={
            "size": st.column_config.NumberColumn("size (MB)", format="%.2f"),
            "made": st.column_config.TextColumn("made (UTC)"),
        },
    )


def _next(artifacts: list[Artifact]) -> None:
    lacking = [kind for kind in CHAIN if newest(artifacts, kind) is None]
    if lacking:
        st.subheader("What to do next", anchor=False)
        st.caption(f"Nothing of kind {', '.join(lacking)} is here yet.")
        st.code("\n".join(f"storyscope {maker(kind)}" for kind in lacking), language="bash")

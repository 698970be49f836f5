"""Overview: what is here, what came from what, how training went, the headline numbers, what to do next."""

import streamlit as st

from apps import cached, store
from apps.figures import lineage_graph, training_curves
from apps.headlines import best_ngram, headlines, newest
from apps.markup import literal
from apps.reproduce import command_for
from apps.routes import route
from apps.shell import command, draw, heading, missing, palette, panel, pick
from workbench.artifacts import Artifact, listing, maker, problems
from workbench.manifests import missing as incomplete

CHAIN = ("corpus", "tokenizer", "model", "probe", "sae", "sae_eval", "features", "patching", "winogrande", "report")
"""The kinds that the whole chain makes, in order."""

QUESTIONS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("corpus", "Read a sad story with its truth", "stories", {"tone": "sad"}),
    ("features", "Which unit tells sadness best?", "features", {"label": "tone: sad (its words)", "sort": "lift"}),
    ("model", "What surprises the model?", "prompt", {}),
    ("probe", "In which layer is tone readable?", "probes", {"target": "tone"}),
    ("patching", "Where does the model keep a name?", "patching", {}),
    ("winogrande", "Which questions does it get wrong?", "winogrande", {"verdict": "wrong"}),
)
"""Where to begin: the kind that is needed, a question, and the page that answers it."""


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
    _next(artifacts)
    st.subheader("Artifacts", anchor=False)
    with panel():
        _table(artifacts)
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
    event = st.dataframe(
        {
            "kind": [one.manifest.kind for one in newest_first],
            "name": [one.manifest.name for one in newest_first],
            "id": [one.manifest.id for one in newest_first],
            "made": [one.manifest.created[:19].replace("T", " ") for one in newest_first],
            "size": [store.size_of(one) / 1e6 for one in newest_first],
            "made from": [", ".join(one.manifest.parents) for one in newest_first],
        },
        hide_index=True,
        height="content" if len(newest_first) <= 8 else 320,
        key="artifacts",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "size": st.column_config.NumberColumn("size (MB)", format="%.2f"),
            "made": st.column_config.TextColumn("made (UTC)"),
        },
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < len(newest_first):
        _details(newest_first[rows[0]])
    else:
        st.caption("Click a row to see how it was made, and what it says of itself.")


def _details(one: Artifact) -> None:
    """Draw the command that makes one artifact again, whether its files are whole, and its headline numbers."""
    with st.container(border=True):
        st.markdown(f"**{literal(one.manifest.kind)}** {literal(one.label)}")
        wrong = incomplete(one)
        if wrong:
            st.warning(literal("; ".join(wrong[:3]), 300), icon=":material/error:")
        st.code(command_for(one), language="bash", wrap_lines=True)
        st.caption(f"{len(one.manifest.files)} files; check their checksums with: storyscope artifacts verify")
        with st.expander("What it says of itself"):
            st.json({"config": one.manifest.config, "summary": one.manifest.summary}, expanded=1)


def _next(artifacts: list[Artifact]) -> None:
    """Draw where to go with what is here, and what to run for what is not."""
    st.subheader("What to do next", anchor=False)
    here = [line for line in QUESTIONS if newest(artifacts, line[0]) is not None]
    for place, (_, label, address, query) in zip(st.columns(3) * 2, here, strict=False):
        place.page_link(route(address), label=label, query_params=query, icon=":material/arrow_forward:")
    lacking = [kind for kind in CHAIN if newest(artifacts, kind) is None]
    if lacking:
        st.caption(f"Nothing of kind {', '.join(lacking)} is here yet. Make it with:")
        st.code("\n".join(dict.fromkeys(f"storyscope {maker(kind)}" for kind in lacking)), language="bash")

"""Stories: search by label and text; one story with cues, coreference, plot roles and the state of its world."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from apps import cached, store
from apps.figures import Palette
from apps.markup import chip, escape, fact_table, literal, row_of
from apps.reproduce import command_for
from apps.shell import command, heading, palette, panel, pick
from apps.story_view import entity_marks, story_lines, world_rows
from workbench.artifacts import Artifact
from workbench.records import AXES, Story

ANY = "any"
PAGE = 500
"""Rows of the list that are sent to the browser at once."""


def page() -> None:
    """Draw the page."""
    heading(
        "Stories",
        "Every story with its truth: who is meant, which words carry a label, what is so after each sentence.",
    )
    corpus = pick("corpus", "Corpus")
    if corpus is None:
        return
    with panel():
        index = cached.story_index(corpus)
        left, right = st.columns([6, 7], gap="large")
        with left:
            found = _filters(index)
            at = _choose(found, index)
        with right, panel():
            if at is not None:
                shard, row = at
                _one(cached.story_at(corpus, shard, row))
        _foot(corpus)


def _filters(index: pa.Table) -> pa.Table:
    text = st.text_input(
        "Search the text",
        key="text",
        bind="query-params",
        placeholder="words that must occur",
        help="Every word must occur in the story, in any order.",
    )
    labels: dict[str, str] = {}
    for place, axis in zip(st.columns(len(AXES)), AXES, strict=True):
        values = sorted(value for value in index[axis].unique().to_pylist() if value)
        chosen = place.selectbox(axis.capitalize(), [ANY, *values], key=axis, bind="query-params")
        labels[axis] = "" if chosen in (None, ANY) else chosen
    return store.find_stories(index, text or "", **labels)


def _choose(found: pa.Table, index: pa.Table) -> tuple[str, int] | None:
    """Draw the list of matches; return where the chosen story lies, which the address may name."""
    more = " (of the first stories; the corpus is larger)" if index.num_rows >= store.INDEX_LIMIT else ""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.caption(f"{found.num_rows:,} of {index.num_rows:,} stories match{more}. Click a row to open it.")
    pages = max(1, -(-found.num_rows // PAGE))
    turned = right.number_input(f"Page (of {pages})", 1, pages, 1, key="page") if pages > 1 else 1
    found = found.slice((turned - 1) * PAGE, PAGE)
    event = st.dataframe(
        found.select(["text", "tone", "topic", "moral"]),
        hide_index=True,
        height=520,
        key="matches",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"text": st.column_config.TextColumn(width=205)},
    )
    rows = event["selection"]["rows"]
    if rows and rows[0] < found.num_rows:
        st.query_params["story"] = found["id"][rows[0]].as_py()
    wanted = st.query_params.get("story", "")
    where = _where(index, wanted)
    if wanted and where < 0:
        st.warning(f"There is no story {literal(wanted, 40)} in this corpus; here is another.", icon=":material/error:")
    if where >= 0:
        line = index.slice(where, 1)
    elif found.num_rows:
        line = found.slice(0, 1)
    else:
        st.info("No story matches. Take a word or a label away.")
        return None
    return line["shard"][0].as_py(), line["row"][0].as_py()


def _where(index: pa.Table, wanted: str) -> int:
    """Return the row of a story named by its id, or by split and number ("test:12"); -1 if it is not there."""
    split, colon, number = wanted.partition(":")
    if colon and number.isdecimal() and len(number) < 12:
        first = pc.index(index["split"], split).as_py()
        at = first + int(number)
        return at if first >= 0 and at < index.num_rows and index["split"][at].as_py() == split else -1
    return pc.index(index["id"], wanted).as_py() if wanted else -1


def _one(story: Story) -> None:
    colours = palette()
    tints = dict(zip(AXES, colours.categories, strict=False))
    st.html(row_of(chip(f"{axis}: {getattr(story, axis)}", tints[axis], f"The story's {axis}") for axis in AXES))
    shown = st.pills(
        "Show",
        ["cues", "mentions", "plot roles"],
        selection_mode="multi",
        default=["cues", "mentions", "plot roles"],
        key="show",
        bind="query-params",
        help="Cues are the words that express a label; equal underlines mean the same person or thing.",
    )
    last = len(story.sentences) - 1
    chosen = last
    if last > 0:
        tip = "Move it to see the facts change; what this sentence changed is emphasised below."
        label = "State of the world after sentence"
        chosen = st.slider(label, 1, last + 1, last + 1, key=f"after-{story.id}", help=tip) - 1
    st.html(story_lines(story, colours, set(shown), chosen))
    _legend(story, colours)
    rows, fresh = world_rows(story, chosen)
    st.html(fact_table(rows, ("who or what", "fact", "value", "since", "reader learns"), fresh))
    with st.expander("Its record"):
        st.html(
            f'<div class="ss-mute">id {escape(story.id)} · group {escape(story.group)} · {escape(story.source)}</div>'
        )
        st.code(story.recipe, language="json", wrap_lines=True)


def _legend(story: Story, colours: Palette) -> None:
    marks = entity_marks(story, colours)
    counts = Counter(mention.entity for mention in story.mentions)
    tip = "mentions of this person or thing"
    st.html(row_of(chip(f"{one} × {counts[one]}", colour, tip, line) for one, (colour, line) in marks.items()))


def _foot(corpus: Artifact) -> None:
    command(command_for(corpus))

"""Stories: search by text and label; one story with cues, coreference, plot roles, its world and its twins."""

import shlex
from collections import Counter

import streamlit as st

from apps import cached
from apps.figures import Palette
from apps.markup import chip, escape, fact_table, literal, row_of
from apps.reproduce import command_for
from apps.shell import abreast, command, download_csv, heading, paged, palette, panel, part, pick, pin
from apps.story_panels import PANELS
from apps.story_search import Query, hits
from apps.story_view import entity_marks, story_lines, world_rows
from workbench.artifacts import Artifact
from workbench.records import AXES, Story

ANY = "any"
PAGE = 25
"""Rows of the list that are sent to the browser at once."""
_TYPING = 'Words that must occur, in any order; "a phrase" in quotes; -without a word; begin* for the beginning of one.'


def page() -> None:
    """Draw the page."""
    heading(
        "Stories",
        "Every story with its truth: who is meant, which words carry a label, what is so after each sentence.",
    )
    corpus = pick("corpus", "Corpus")
    if corpus is None:
        return
    query = Query()
    with panel():
        left, right = abreast([6, 7], "story")
        with left:
            query = _query(corpus)
            at = _choose(corpus, query)
        if at is not None:
            with right:
                _one(corpus, at, query.text)
        _panels(corpus, query, at)
    command(f"{command_for(corpus)}\n{_find_command(corpus, query)}")


def _find_command(corpus: Artifact, query: Query) -> str:
    """Return the search of this page as a command."""
    words = [
        "storyscope",
        "corpus",
        "find",
        "--corpus",
        corpus.label,
        *(["--split", query.split] if query.split else []),
    ]
    words += [word for axis, value in query.labels if axis in AXES for word in (f"--{axis}", value)]
    words += [query.text] if query.text else []
    return shlex.join("".join(one for one in word if one.isprintable()) for word in words)


def _query(corpus: Artifact) -> Query:
    """Draw the search box and the labels to choose from."""
    text = st.text_input(
        "Search the text", key="text", bind="query-params", placeholder='dog "had a ball" -sad swim*', help=_TYPING
    )
    values = cached.label_values(corpus)
    labels: list[tuple[str, str]] = []
    for place, axis in zip(st.columns(len(AXES)), AXES, strict=True):
        with place:
            labels += _label(axis, values.get(axis, []))
    others = [axis for axis in values if axis not in AXES]
    splits = cached.splits(corpus)
    with st.expander("More to choose from", expanded=any(name in st.query_params for name in [*others, "split"])):
        for place, axis in zip(st.columns(len(others) or 1), others, strict=False):
            with place:
                labels += _label(axis, values[axis])
        split = st.selectbox("Split", [ANY, *splits], key="split", bind="query-params", help="Train, validation, test.")
    return Query((text or "").strip()[:500], tuple(labels), "" if split in (None, ANY) else split)


def _label(axis: str, values: list[str]) -> list[tuple[str, str]]:
    chosen = st.selectbox(axis.replace("_", " ").capitalize(), [ANY, *values], key=axis, bind="query-params")
    return [] if chosen in (None, ANY) else [(axis, chosen)]


def _choose(corpus: Artifact, query: Query) -> tuple[str, int] | None:
    """Draw a page of matches; return where the chosen story lies, which the address may name."""
    total = cached.found(corpus, query).total
    whole = cached.found(corpus, Query()).total
    first = paged(total, PAGE, "page", of=query, what=f"{total:,} of {whole:,} stories match. Click a row to open it.")
    rows = cached.search(corpus, query, first, PAGE)
    event = st.dataframe(
        rows.select(["text", "tone", "topic", "moral"]),
        hide_index=True,
        height=520,
        key=f"matches-{first}",
        on_select="rerun",
        selection_mode="single-row",
        column_config={"text": st.column_config.TextColumn(width=205)},
    )
    download_csv(rows.select(["id", "split", "text", *AXES]), "stories", tip="The stories of this page of the list")
    picked = event["selection"]["rows"]
    if picked and picked[0] < rows.num_rows:
        st.query_params["story"] = rows["id"][picked[0]].as_py()
    wanted = st.query_params.get("story", "")
    where = cached.where_is(corpus, wanted[:80])
    if wanted and where is None:
        st.warning(f"There is no story {literal(wanted, 40)} in this corpus; here is another.", icon=":material/error:")
    if where is not None:
        return where
    if rows.num_rows:
        pin("story", rows["id"][0].as_py())
    if not rows.num_rows:
        st.info("No story matches. Take a word or a label away.")
        return None
    return rows["shard"][0].as_py(), rows["row"][0].as_py()


@part
def _one(corpus: Artifact, at: tuple[str, int], text: str) -> None:
    story = cached.story_at(corpus, *at)
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
    st.html(story_lines(story, colours, set(shown), chosen, hits(story.text, text)))
    _legend(story, colours)
    rows, fresh = world_rows(story, chosen)
    st.html(fact_table(rows, ("who or what", "fact", "value", "since", "reader learns"), fresh))
    with st.expander("Its record"):
        ids = f"id {escape(story.id)} · group {escape(story.group)} · {escape(story.source)}"
        st.html(f'<div class="ss-mute">{ids}</div>')
        st.code(story.recipe, language="json", wrap_lines=True)


def _legend(story: Story, colours: Palette) -> None:
    marks = entity_marks(story, colours)
    counts = Counter(mention.entity for mention in story.mentions)
    tip = "mentions of this person or thing"
    st.html(row_of(chip(f"{one} × {counts[one]}", colour, tip, line) for one, (colour, line) in marks.items()))


@part
def _panels(corpus: Artifact, query: Query, at: tuple[str, int] | None) -> None:
    """Draw the panel that the reader has chosen; the others cost nothing."""
    names = [name for name in PANELS if at is not None or not PANELS[name][1]]
    chosen = st.segmented_control(
        "Look at", names, default=names[0], key="look", bind="query-params", label_visibility="collapsed", wrap=True
    )
    draw_panel, of_story = PANELS[chosen or names[0]]
    story = cached.story_at(corpus, *at) if of_story and at is not None else None
    draw_panel(corpus, query, story)

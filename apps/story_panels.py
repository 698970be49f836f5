"""The panels below a story: its world as a timeline, who is meant, its twins, what was found, how varied all is."""

from collections.abc import Callable
from dataclasses import asdict

import streamlit as st

from apps import cached
from apps.figures.stories import found_labels, mention_arcs, state_timeline, story_lengths
from apps.markup import literal
from apps.shell import absent, draw, palette
from apps.story_search import LENGTH, Query
from apps.story_view import entity_marks
from apps.story_world import arcs, can_be_retold, retold, side_by_side, state_spans
from apps.variety import figures_of, tells
from workbench.artifacts import Artifact, listing
from workbench.records import AXES, Story

_TURNED = ("tone", "moral", "topic")
"""The labels to tell a story again with, the one that changes least of it first."""
Panel = Callable[[Artifact, Query, Story | None], None]


def world(_: Artifact, __: Query, story: Story | None) -> None:
    """Draw who is where, has what and feels how, sentence by sentence."""
    assert story is not None
    spans = state_spans(story)
    draw(state_timeline(spans, len(story.sentences), palette()), "world", [asdict(span) for span in spans])
    st.caption(
        "From the simulated world itself, so there is no error to report. Pale and dotted: the text lets the reader "
        "infer it, or hides it. Point at a sentence to read the whole state after it."
    )


def meant(_: Artifact, __: Query, story: Story | None) -> None:
    """Draw the coreference chains as arcs."""
    assert story is not None
    found, breaks = arcs(story)
    colours = {entity: colour for entity, (colour, _) in entity_marks(story, palette()).items()}
    draw(mention_arcs(found, breaks, colours, palette()), "mentions")
    st.caption("Every dot is a mention; an arc leads to the next mention of the same one. Lines part the sentences.")


def twins(corpus: Artifact, _: Query, story: Story | None) -> None:
    """Draw the story beside the same story with one label changed, or beside the others of its group."""
    assert story is not None
    kin = cached.siblings(corpus, story)
    can = can_be_retold(story)
    if not can and not kin:
        st.caption(
            "This story has no twins here: it is the only one of its group, and the world of today does not tell it "
            "again word by word. Pairs that differ in exactly one fact are made by:"
        )
        st.code("storyscope twins pairs", language="bash")
        return
    ways = [*(["one label changed"] if can else []), *(["others of its group"] if kin else [])]
    left, middle, right = st.columns([3, 2, 3], vertical_alignment="bottom")
    with left:
        way = st.segmented_control("Twin", ways, default=ways[0], key="twin", bind="query-params") or ways[0]
    if way == "others of its group":
        number = middle.selectbox("Which", list(range(1, len(kin) + 1)), key="sibling", bind="query-params") or 1
        other = cached.story_at(corpus, *kin[number - 1])
    else:
        axis = middle.selectbox("Label", _TURNED, key="twin-axis", bind="query-params") or _TURNED[0]
        values = [value for value in cached.label_values(corpus).get(axis, []) if value != getattr(story, axis)]
        value = right.selectbox("Told as", values, key=f"twin-{axis}", bind="query-params") if values else None
        told = retold(story, axis, value) if value else None
        if told is None:
            st.caption("There is no other value of this label.")
            return
        other = told
    _pair(story, other)


def _pair(story: Story, other: Story) -> None:
    first, second, places = side_by_side(story.text, other.text, palette())
    for place, one, html in zip(st.columns(2, gap="large"), (story, other), (first, second), strict=True):
        with place:
            st.caption(literal(" · ".join(f"{axis}: {getattr(one, axis)}" for axis in AXES)))
            st.html(html)
    same = [axis for axis in AXES if getattr(story, axis) == getattr(other, axis)]
    st.caption(f"{places} places differ; what differs is tinted. " + (f"The same: {', '.join(same)}." if same else ""))


def matches(corpus: Artifact, query: Query, _: Story | None) -> None:
    """Draw the labels and lengths of what the search found, beside the whole corpus."""
    here, whole = cached.found(corpus, query), cached.found(corpus, Query())
    for place, axis in zip(st.columns(len(AXES)), AXES, strict=True):
        counts, all_of = here.labels[axis], whole.labels[axis]
        shares = {name: (count, all_of.get(name, 0)) for name, count in counts.items()}
        with place:
            st.caption(axis.capitalize())
            beside = 0 if query == Query() else whole.total
            draw(found_labels(axis, shares, here.total, palette(), whole=beside), f"found-{axis}")
    draw(story_lengths(here.lengths, LENGTH, palette()), "lengths")


def variety(corpus: Artifact, _: Query, __: Story | None) -> None:
    """Draw how varied the corpus is, as its report measured it."""
    own = [one for one in listing("corpus_report") if corpus.ref in one.manifest.parents]
    if not own:
        absent(
            "Nobody has measured yet how varied this corpus is.", f"storyscope corpus report --corpus {corpus.label}"
        )
        return
    drawn = figures_of(own[-1], palette())
    places = st.columns(2, gap="large")
    for number, (title, chart) in enumerate(drawn.items()):
        with places[number % 2]:
            st.subheader(title, anchor=False)
            draw(chart, f"variety-{number}")
    st.subheader("What word counts alone tell of the labels", anchor=False)
    st.dataframe(tells(own[-1]), hide_index=True, key="tells")
    st.caption("A probe that reads no better than this has found the words, not what they mean.")


PANELS: dict[str, tuple[Panel, bool]] = {
    "Its world": (world, True),
    "Who is meant": (meant, True),
    "Its twins": (twins, True),
    "What the search found": (matches, False),
    "How varied the corpus is": (variety, False),
}
"""Name of a panel: what draws it, and whether it is about the chosen story."""

"""Where the heads look: all of them as small maps, one of them large, and from the chosen token over the text."""

import plotly.graph_objects as go
import streamlit as st

from apps.figures import attention_pattern
from apps.figures.attention import attention_grid
from apps.lab import kept
from apps.lab.glass import Glass
from apps.markup import Token, literal, token_strip
from apps.shell import choose, draw, palette
from probes.lab.heads import HeadHabit

_MANY = 48
"""More heads than this are shown one layer at a time."""


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    patterns = glass.reading.patterns
    layers, heads = patterns.shape[:2]
    habits = {(one.layer, one.head): one for one in kept.habits(glass.model, glass.text, glass.sae)}
    names = [f"L{layer}H{head}" for layer in range(layers) for head in range(heads)]
    left, right = st.columns([6, 5], gap="large")
    with right:
        name = st.selectbox("Head", names, key="head", bind="query-params", help="Or click its small map.") or names[0]
        name = name if name in names else names[0]
        layer, head = (int(part) for part in name[1:].split("H"))
        one = habits.get((layer, head))
        if one is not None:
            st.caption(f"On this text: {_habit(one, ', ')}. Mostly: **{one.mostly}**.")
        draw(attention_pattern(patterns[layer, head].tolist(), glass.names, palette(), height=470), "attention")
    with left:
        st.subheader("All heads", anchor=False)
        first = 0
        shown = patterns
        if layers * heads > _MANY:
            first = int(choose("layer", "Layer", [str(number) for number in range(layers)]))
            shown = patterns[first : first + 1]
        notes = [[_note(habits.get((first + index, number))) for number in range(heads)] for index in range(len(shown))]
        chart = attention_grid(shown.tolist(), notes, palette(), first_layer=first, chosen=(layer, head))
        _clicked(chart)
        st.caption(
            "Rows look, columns are looked at; the first column is the begin-of-text token, where heads rest that have "
            "nothing to say. Click a map to open it."
        )
    st.subheader(f"From “{literal(glass.here, 30)}”, head {name} looks at", anchor=False)
    row = patterns[layer, head, glass.at]
    tokens = [
        Token(piece if index else "▸", float(row[index]) if index <= glass.at else 0.0, f"attention {row[index]:.3f}")
        for index, piece in enumerate(glass.reading.pieces)
    ]
    st.html(token_strip(tokens, palette().attention, 1.0))


def _clicked(chart: go.Figure) -> None:
    st.plotly_chart(
        chart, theme=None, config={"displayModeBar": False}, key="heads", on_select=_open, selection_mode="points"
    )


def _open() -> None:
    points = st.session_state["heads"]["selection"]["points"]
    if points and "customdata" in points[0]:
        layer, head, *_ = points[0]["customdata"]
        st.session_state["head"] = f"L{int(layer)}H{int(head)}"


def _note(habit: HeadHabit | None) -> str:
    return "" if habit is None else f"mostly: {habit.mostly}\n" + _habit(habit, "\n")


def _habit(habit: HeadHabit, between: str) -> str:
    parts = [("begin of text", habit.begin), ("itself", habit.itself), ("previous token", habit.previous)]
    parts += [
        (name, value)
        for name, value in (("same token before", habit.same_token), ("induction", habit.induction))
        if value is not None
    ]
    return between.join(f"{name} {value:.0%}" for name, value in parts)

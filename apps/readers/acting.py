"""What acting on probe directions does: steering along them, and erasing what they read."""

from typing import Any

import streamlit as st

from apps.figures.probing_use import erasure_matrix, steering_curve
from apps.markup import Token, escape, token_strip
from apps.reproduce import command_for
from apps.shell import absent, choose, command, draw, palette, panel, pick
from apps.store import read_table, readable
from workbench.artifacts import listing

_STEER = "storyscope steer"
_ERASE = "storyscope erase"


def steering() -> None:
    """Draw what continuations are about as the model is pushed along a direction, beside random directions."""
    if not listing("steering"):
        absent("Push a model along a probe's direction and read what it then tells, beside random directions:", _STEER)
        command(_STEER)
        return
    made = pick("steering", "Steering")
    if made is None:
        return
    with panel():
        rows = read_table(made, "effects.parquet").to_pylist()
        with readable(made):
            counted = {f"{row['measure']}: {row['value']}".rstrip(": "): (row["measure"], row["value"]) for row in rows}
        measure, value = counted[choose("effect", "What is counted", list(counted))]
        here = [row for row in rows if (row["measure"], row["value"]) == (measure, value)]
        with readable(made):
            chart = steering_curve(here, str(measure), str(value), palette())
        draw(chart, "steering", rows=here)
        st.caption(
            "Strength in multiples of the activation's mean norm. A direction counts where it leaves the random ones."
        )
        if made.has("samples.parquet"):
            _samples(read_table(made, "samples.parquet").to_pylist())
    command(command_for(made))


def _samples(rows: list[dict[str, Any]]) -> None:
    with st.expander("Some of what was told"):
        for row in rows[:24]:
            head = f"{row['arm']} {row['strength']:+g}"
            body = token_strip([Token(str(row["prompt_text"])), Token(f" {row['continuation']}", 1.0)], limit=600)
            st.html(f'<div class="ss-quote"><div class="ss-mute">{escape(head)}</div>{body}</div>')


def erasing() -> None:
    """Draw what can still be read after one target was erased."""
    if not listing("erasure"):
        absent("Erase what a probe reads, and see what else goes with it, beside random subspaces:", _ERASE)
        command(_ERASE)
        return
    made = pick("erasure", "Erasure")
    if made is None:
        return
    with panel():
        rows = read_table(made, "effects.parquet").to_pylist()
        with readable(made):
            arms = list(dict.fromkeys(str(row["arm"]) for row in rows))
        arm = choose(
            "arm", "How", arms, tip="leace: least-squares concept erasure; random_rank: as many random directions."
        )
        here = [row for row in rows if row["arm"] == arm]
        hooks = list(dict.fromkeys(str(row["hook_read"]) for row in here))
        hook = choose("hook", "Read anew at", hooks) if len(hooks) > 1 else (hooks or [""])[0]
        with readable(made):
            chart = erasure_matrix(here, hook, palette(), arm=arm)
        draw(chart, "erasure", rows=here)
        st.caption(
            "What fresh probes lose in accuracy after the erasure; a selective eraser is a diagonal, the rest stays."
        )
    command(command_for(made))

"""Prompt lab: type or generate a text and put it under the glass, word by word; change it, or change the model."""

import shlex
from collections.abc import Callable

import streamlit as st

from apps.lab import attention, kept, layers, next_word, rewrite, steer, world
from apps.lab.glass import Glass
from apps.lab.strip import begun, chosen, clickable
from apps.markup import Token, literal
from apps.shell import choose, command, heading, palette, panel, pick
from workbench.artifacts import Artifact, made_from
from workbench.errors import StoryscopeError

EXAMPLE = "Tom had a big garden. He gave a book to Lucy. Lucy was happy. She put the"
_SEED = "tell-seed"


def page() -> None:
    """Draw the page."""
    heading(
        "Prompt lab", "One text under the glass: what the model expects, why, and what would make it say otherwise."
    )
    model = pick("model", "Model")
    if model is None:
        return
    tip = "Words that the model does not know are named below. Ctrl+Enter reads it."
    begun("text", EXAMPLE)
    text = st.text_area("Text", key="text", bind="query-params", height=92, help=tip) or ""
    with panel():
        _tell(model, text)
    _under_glass(model, text)


def _tell(model: Artifact, text: str) -> None:
    """Draw the buttons that let the model write, with its settings."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Tell on", icon=":material/play_arrow:", on_click=_write, args=(model, text), key="tell-on")
        st.button("A new story", icon=":material/casino:", on_click=_write, args=(model, ""), key="tell-new")
        with st.popover("How", icon=":material/tune:"):
            st.slider("Words at most", 5, 120, 40, key="tell-words")
            st.slider("Temperature", 0.0, 1.5, 0.8, 0.1, key="tell-heat", help="0: always the likeliest word.")
            st.number_input("Seed of the next draw", 0, 999_999, 0, key=_SEED, help="It goes up with every draw.")


def _write(model: Artifact, text: str) -> None:
    """Let the model tell on, or tell a story of its own, and put that into the text box."""
    state = st.session_state
    seed = int(state.get(_SEED, 0))
    words, heat = int(state.get("tell-words", 40)), float(state.get("tell-heat", 0.8))
    try:
        state["text"] = kept.written(model, text, words=words, temperature=heat, seed=seed)
    except StoryscopeError as fault:
        st.toast(literal(fault.what), icon=":material/error:")
        return
    state[_SEED] = min(seed + 1, 999_999)
    st.query_params.pop("at", None)


@st.fragment
def _under_glass(model: Artifact, text: str) -> None:
    """Draw the strip and the chosen view; a click in here runs nothing else of the page again."""
    with panel():
        features = kept.beside("features", model)
        sae = kept.beside("sae", model) if features is None else made_from(features, "sae")
        reading = kept.reading(model, text, sae)
        glass = Glass(model, text, reading, chosen(len(reading.pieces)), features, sae, kept.beside("probe", model))
        _strip(glass)
        words = choose("view", "Look at", list(_VIEWS), tip="Every view follows the chosen token.")
        with panel():
            _VIEWS[words](glass)
        command(_line(glass))


def _strip(glass: Glass) -> None:
    reading = glass.reading
    tokens = [Token("▸", 0.0, "begin of text")]
    for index, piece in enumerate(reading.pieces[1:], start=1):
        expected = ", ".join(f"{token} {value:.0%}" for token, value in reading.next_tokens[index - 1][:3])
        tip = f"{index}: surprise {reading.surprise[index]:.2f} nats\nexpected here: {expected}"
        tokens.append(Token(piece, reading.surprise[index], tip))
    clickable(tokens, palette().surprise, 8.0, key="tokens", label="Tokens of the text", at=glass.at)
    bits = reading.mean_surprise / 0.6931
    st.caption(
        f"Click a token, or walk with the arrow keys. Colour: surprise, from 0 to 8 nats; mean "
        f"{reading.mean_surprise:.2f} nats ({bits:.2f} bits) a token over {len(reading.pieces) - 1} tokens."
    )
    if reading.unknown:
        words = ", ".join(literal(word, 30) for word in dict.fromkeys(reading.unknown))
        st.warning(f"Not in the vocabulary, read as one unknown token: {words}", icon=":material/help:")
    if reading.dropped:
        st.warning(f"The last {reading.dropped} tokens exceed the context and were not read.", icon=":material/cut:")


_VIEWS: dict[str, Callable[[Glass], None]] = {
    "next word": next_word.draw_view,
    "layers": layers.draw_view,
    "attention": attention.draw_view,
    "world": world.draw_view,
    "another word": rewrite.draw_view,
    "steer": steer.draw_view,
}
"""What can be looked at: the words on the page to the function that draws it."""


def _line(glass: Glass) -> str:
    words = ["storyscope", "lens", glass.text.replace("\n", " "), "--model", glass.model.manifest.id]
    if glass.at != len(glass.reading.pieces) - 1:
        words += ["--at", str(glass.at)]
    return shlex.join([*words, *glass.flags])

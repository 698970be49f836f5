"""Prompt: type a text; what the model expects next, what surprises it, where it looks, what fires."""

import streamlit as st

from apps import cached
from apps.figures import attention_pattern, next_token_bars
from apps.fired_view import fired
from apps.markup import Token, literal, token_strip
from apps.prompt_reading import Reading
from apps.shell import choose, command, draw, heading, palette, panel, pick
from workbench.artifacts import Artifact, listing, made_from

EXAMPLE = "Tom had a big red ball. He gave the ball to Lucy. Lucy was"


def page() -> None:
    """Draw the page."""
    heading("Prompt", "Type a beginning. See what the model expects, what surprises it, where it looks and what fires.")
    model = pick("model", "Model")
    if model is None:
        return
    tip = "Words that the model does not know are named below."
    text = st.text_area("Text", EXAMPLE, key="text", bind="query-params", height=90, help=tip)
    features = _statistics(model)
    sae = None if features is None else made_from(features, "sae")
    with panel():
        reading = cached.reading(model, text or "", sae)
        _strip(reading)
        at = _position(reading)
        left, right = st.columns([4, 5], gap="large")
        with left:
            st.subheader("Expected next", anchor=False)
            draw(next_token_bars(reading.next_tokens[at], palette()), "next-tokens")
        with right, panel():
            st.subheader("What fires here", anchor=False)
            fired(reading, at, features, sae)
        st.subheader("Where it looks", anchor=False)
        _attention(reading)
        command(f'storyscope sample --model {model.manifest.id} --prompt "{_quoted(text or "")}"')


def _quoted(text: str) -> str:
    return "".join("\\" + letter if letter in '"\\$`!' else letter for letter in text.replace("\n", " "))


def _strip(reading: Reading) -> None:
    tokens = [Token("▸", 0.0, "begin of text")]
    for index, piece in enumerate(reading.pieces[1:], start=1):
        expected = ", ".join(f"{token} {value:.0%}" for token, value in reading.next_tokens[index - 1][:3])
        tip = f"surprise {reading.surprise[index]:.2f} nats\nexpected here: {expected}"
        tokens.append(Token(piece, reading.surprise[index], tip))
    st.html(token_strip(tokens, palette().surprise, maximum=8.0))
    bits = reading.mean_surprise / 0.6931
    st.caption(
        f"Colour: surprise, from 0 to 8 nats. Mean {reading.mean_surprise:.2f} nats ({bits:.2f} bits) a token over "
        f"{len(reading.pieces) - 1} tokens. Point at a token for what was expected instead."
    )
    if reading.unknown:
        words = ", ".join(literal(word, 30) for word in dict.fromkeys(reading.unknown))
        st.warning(f"Not in the vocabulary, read as one unknown token: {words}", icon=":material/help:")
    if reading.dropped:
        st.warning(f"The last {reading.dropped} tokens exceed the context and were not read.", icon=":material/cut:")


def _position(reading: Reading) -> int:
    last = len(reading.pieces) - 1
    names = [f"{index} {piece.strip()}" for index, piece in enumerate(reading.pieces)]
    return st.select_slider(
        "After which token", range(last + 1), last, format_func=lambda index: names[index][:24], key=f"at-{last}"
    )


def _attention(reading: Reading) -> None:
    layers, heads = reading.patterns.shape[:2]
    left, right = st.columns([7, 3], gap="large")
    with right:
        layer = choose("layer", "Layer", [str(number) for number in range(layers)])
        head = choose("head", "Head", [*map(str, range(heads)), "mean"], tip="One head, or the mean of the layer's.")
        st.caption(
            "Each row is a token that looks, and sums to 1 over what it looks at: itself and what came before. "
            "The first column is the begin-of-text token, where heads rest that have nothing to say."
        )
    pattern = reading.patterns[int(layer)]
    shown = pattern.mean(0) if head == "mean" else pattern[int(head)]
    with left:
        names = ["▸", *(piece.strip() for piece in reading.pieces[1:])]
        draw(attention_pattern(shown.tolist(), names, palette()), "attention")


def _statistics(model: Artifact) -> Artifact | None:
    """Return the newest statistics that were measured on this model."""
    return next((one for one in reversed(listing("features")) if model.ref in one.manifest.parents), None)

"""Another word in the text: both texts side by side, what each word's surprise becomes, and what comes next."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from apps.figures.lens import GridCell, before_and_after, token_map
from apps.lab import kept
from apps.lab.glass import Glass
from apps.lab.strip import begun
from apps.markup import Token, literal, token_strip
from apps.prompt_reading import Reading
from apps.shell import draw, palette
from probes.lab.comparing import Aligned, align, divergence

_SHOWN = 12


def draw_view(glass: Glass) -> None:
    """Draw the view."""
    _suggest(glass)
    tip = "Edit any word; both texts are read and set side by side. Ctrl+Enter reads it."
    begun("other", glass.text)
    other = st.text_area("The other text", key="other", bind="query-params", height=92, help=tip) or ""
    if other.strip() == glass.text.strip():
        st.info(
            "Both texts are the same. Change a word above, or take one of the words offered.", icon=":material/edit:"
        )
        return
    second = kept.reading(glass.model, other, glass.sae)
    glass.flags.extend(["--against", other.replace("\n", " ")])
    pairs = align(glass.reading.ids, second.ids)
    left, right = st.columns(2, gap="large")
    for place, name, reading, mine in ((left, "As it is", glass.reading, True), (right, "The other", second, False)):
        with place:
            st.caption(f"{name}: mean surprise {reading.mean_surprise:.3f} nats a token")
            st.html(_strip(reading, pairs, mine=mine))
    if second.unknown:
        words = ", ".join(literal(word, 30) for word in dict.fromkeys(second.unknown))
        st.warning(f"Not in the vocabulary: {words}", icon=":material/help:")
    left, right = st.columns([5, 6], gap="large")
    with left:
        # After the chosen word and the one that stands for it, or at the end of both.
        at = next(((one.first, one.second) for one in pairs if one.first == glass.at), (None, None))
        places = (-1, -1) if at[0] is None or at[1] is None else (at[0], at[1])
        st.subheader(f"What comes next after “{literal(second.pieces[places[1]].strip(), 24)}”", anchor=False)
        draw(before_and_after(moved(glass.reading, second, places), ("as it is", "the other"), palette()), "next-both")
    with right:
        st.subheader("How far the streams part", anchor=False)
        _apart(glass, second, pairs)


def _suggest(glass: Glass) -> None:
    """Offer words in the place of the chosen token: what the model expected there."""
    if not 0 < glass.at < len(glass.reading.pieces):
        st.caption("Choose a word in the strip to be offered others in its place.")
        return
    piece = glass.reading.pieces[glass.at]
    offered = [name for name, _ in glass.reading.next_tokens[glass.at - 1] if name.isalpha()]
    offered = [name for name in offered if name != piece.strip().lower()][:7]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"In the place of “{literal(piece.strip(), 30)}”:", width="content")
        for name in offered:
            st.button(literal(name, 24), key=f"offer-{name}", on_click=_replace, args=(glass, name), type="secondary")


def _replace(glass: Glass, word: str) -> None:
    start, end = glass.reading.run.offsets[glass.at]
    old = glass.text[start:end]
    # A capital stays one: the word stands where the old one stood.
    word = word.title() if old[:1].isupper() else word
    # A word in the place of a full stop needs the space that the stop did without.
    word = word if start == 0 or glass.text[start - 1].isspace() or not word.isalnum() else f" {word}"
    st.session_state["other"] = glass.text[:start] + word + glass.text[end:]


def _strip(reading: Reading, pairs: Sequence[Aligned], *, mine: bool) -> str:
    differs = {(pair.first if mine else pair.second) for pair in pairs if not pair.same}
    tokens = [
        Token(piece, surprise, f"surprise {surprise:.2f} nats", strong=index in differs)
        for index, (piece, surprise) in enumerate(zip(reading.pieces, reading.surprise, strict=True))
    ]
    return token_strip(tokens[1:], palette().surprise, 8.0)


def moved(first: Reading, second: Reading, places: tuple[int, int] = (-1, -1)) -> list[tuple[str, float, float]]:
    """Return the next words of either reading whose probabilities moved most: name, before, after."""
    before, after = np.exp(first.log_probs[places[0]]), np.exp(second.log_probs[places[1]])
    named = {**dict(second.next_tokens[places[1]]), **dict(first.next_tokens[places[0]])}
    tokens = {
        name: int(token)
        for reading, at in ((first, places[0]), (second, places[1]))
        for (name, _), token in zip(
            reading.next_tokens[at], np.argsort(-reading.log_probs[at], kind="stable"), strict=False
        )
    }
    rows = [(name, float(before[tokens[name]]), float(after[tokens[name]])) for name in named]
    kept_rows = sorted(rows, key=lambda row: -abs(row[2] - row[1]))[:_SHOWN]
    return sorted(kept_rows, key=lambda row: -max(row[1], row[2]))


def _apart(glass: Glass, second: Reading, pairs: Sequence[Aligned]) -> None:
    both = [(pair.first, pair.second) for pair in pairs if pair.first is not None and pair.second is not None]
    a, b = np.array([one for one, _ in both]), np.array([other for _, other in both])
    one, other = glass.reading.stream[:, a], second.stream[:, b]
    sizes = (np.linalg.norm(one, axis=-1) + np.linalg.norm(other, axis=-1)) / 2
    distance = np.linalg.norm(one - other, axis=-1) / np.maximum(sizes, 1e-9)
    bits = divergence(glass.reading.log_probs[a], second.log_probs[b])
    names = [
        glass.names[i]
        if glass.names[i] == second.pieces[j].strip() or not i
        else f"{glass.names[i]}/{second.pieces[j].strip()}"
        for i, j in both
    ]
    cells = [
        [
            GridCell(value=float(value), tip=f"{depth}\n{name}: {value:.2f} of its size")
            for name, value in zip(names, row, strict=True)
        ]
        for depth, row in zip(reversed(glass.depths), distance[::-1], strict=True)
    ]
    cells.insert(
        0,
        [
            GridCell(value=float(v), tip=f"next word after {name}: {v:.3f} bits apart")
            for name, v in zip(names, bits, strict=True)
        ],
    )
    chart = token_map(
        cells, ["next word (bits)", *reversed(glass.depths)], names, palette().surprise, palette(), bar="distance"
    )
    draw(chart, "apart")
    st.caption(
        "Below: the distance of the two residual streams as a share of their size. Top row: the Jensen-Shannon "
        "divergence of what either expects next, in bits (0 the same, 1 nothing in common)."
    )

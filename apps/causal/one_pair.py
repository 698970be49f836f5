"""One minimal pair, token by token, in the component that was chosen."""

from collections.abc import Sequence

import streamlit as st

from apps import cached
from apps.causal.effects import COMPONENTS
from apps.figures import EffectCell, patching_heat_map
from apps.pair_view import pair_card
from apps.results import PairMap
from apps.shell import choose, draw, palette
from workbench.artifacts import Artifact


def one_pair(result: Artifact, component: str, row: str, role: str) -> None:
    """Draw a pair and its map: the one that shows the clicked place best, unless the reader chose another."""
    st.subheader("One pair, token by token", anchor=False)
    pairs = cached.pair_maps(result)
    if not pairs:
        st.caption("This result keeps no single pairs; run it again with --examples 6.")
        return
    by_name = {f"{index + 1}: {pair.clean}": pair for index, pair in enumerate(pairs)}
    first = shows_best(pairs, component, row, role)
    names = list(by_name)
    if "pair" not in st.session_state and "pair" not in st.query_params:
        st.session_state["pair"] = names[first]
    if st.session_state.get("pair") not in by_name:
        st.session_state.pop("pair", None)
    chosen = st.selectbox("Pair", names, key="pair", bind="query-params")
    pair = by_name.get(chosen or "", pairs[first])
    st.html(pair_card(pair, palette()))
    named = {COMPONENTS.get(name.split(" ")[0], name) + _head(name): name for name in pair.maps}
    default = next((words for words, name in named.items() if name.split(" ")[0] == component), None)
    part = named[choose("map", "Component of the map", list(named), default=default)]
    tokens = [
        f"{index} {clean if clean == corrupt else clean + ' / ' + corrupt}"
        for index, (clean, corrupt) in enumerate(zip(pair.tokens_clean, pair.tokens_corrupt, strict=True))
    ]
    layers = [f"layer {layer}" for layer in range(len(pair.maps[part]))]
    cells = [
        EffectCell(row=layer, column=token, effect=value)
        for layer, line in zip(layers, pair.maps[part], strict=True)
        for token, value in zip(tokens, line, strict=True)
    ]
    draw(patching_heat_map(cells, palette(), rows=layers, columns=tokens, x="token: clean / corrupt"), "pair")


def _head(name: str) -> str:
    _, _, head = name.partition(" ")
    return f", head {head}" if head else ""


def shows_best(pairs: Sequence[PairMap], component: str, row: str, role: str) -> int:
    """Return which pair has the largest effect at a place ("layer 1" or "layer 1 head 2") in tokens of a role."""
    words = row.split(" ")
    if len(words) not in (2, 4) or not words[1].isdecimal():
        return 0
    layer, part = int(words[1]), component if len(words) == 2 else f"{component} {words[3]}"

    def effect(pair: PairMap) -> float:
        grid = pair.maps.get(part, [])
        values = grid[layer] if layer < len(grid) else []
        return max((value for value, here in zip(values, pair.roles, strict=False) if here == role), default=0.0)

    return max(range(len(pairs)), key=lambda index: effect(pairs[index]))

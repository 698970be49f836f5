"""Tokens to click: a strip of text in which one token is chosen, by mouse or with the arrow keys."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from apps.markup import Scale, Token, token_strip

_SCRIPT = """
export default function({ data, parentElement, setStateValue }) {
  let box = parentElement.querySelector('.ss-clickable');
  if (!box) {
    box = document.createElement('div');
    box.className = 'ss-clickable';
    parentElement.appendChild(box);
  }
  box.innerHTML = data.html;
  box.setAttribute('role', 'listbox');
  box.setAttribute('aria-label', data.label);
  const tokens = [...box.querySelectorAll('.ss-token')];
  const mark = (at) => tokens.forEach((token, index) => {
    token.setAttribute('role', 'option');
    token.setAttribute('aria-selected', String(index === at));
    token.tabIndex = index === at ? 0 : -1;
    token.classList.toggle('ss-here', index === at);
  });
  mark(data.at);
  const choose = (at, focus) => {
    mark(at);
    if (focus) tokens[at].focus();
    setStateValue('at', at);
  };
  box.onclick = (event) => {
    const at = tokens.indexOf(event.target.closest('.ss-token'));
    if (at >= 0) choose(at, false);
  };
  box.onkeydown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = tokens.findIndex((token) => token.tabIndex === 0);
    if (step && tokens[at + step]) { event.preventDefault(); choose(at + step, true); }
  };
}
"""


@cache
def _component() -> Callable[..., Any]:
    return component("storyscope.tokens", js=_SCRIPT, isolate_styles=False)


def clickable(
    tokens: Sequence[Token], scale: Scale, maximum: float, *, key: str, label: str, at: int, kept: str = "at"
) -> None:
    """Draw the tokens with the one at `at` marked; a click puts the place of another into the address as `kept`."""

    def moved() -> None:
        place = st.session_state[key].get("at")
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(tokens):
            st.query_params[kept] = str(place)

    # Everything in it is escaped by token_strip; the component sets it as it is.
    data = {"html": token_strip(tokens, scale, maximum), "at": at, "label": label}
    _component()(key=key, data=data, on_at_change=moved)


def chosen(count: int, kept: str = "at") -> int:
    """Return the chosen token's place from the address: the last one where it names none."""
    asked = st.query_params.get(kept, "")
    return min(int(asked), count - 1) if asked.isdecimal() and len(asked) < 7 else count - 1


def begun(key: str, value: str) -> None:
    """Give a text box its first value, which buttons may overwrite later: neither address nor session has one yet."""
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = value

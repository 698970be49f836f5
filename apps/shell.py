"""What every page of the explorer shares: its frame, its pickers, its panels, and the way a figure is drawn."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from apps.figures import DARK, LIGHT, Palette
from apps.markup import literal, stylesheet
from workbench.artifacts import Artifact, listing, maker
from workbench.errors import StoryscopeError

WORDS = {"corpus": "stories", "sae": "dictionary", "winogrande": "result", "features": "statistics"}


def palette() -> Palette:
    """Return the colours of the theme that the reader has chosen."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def heading(title: str, lead: str) -> None:
    """Draw the page's title with one sentence on what it shows."""
    st.html(stylesheet(palette()))
    st.title(title, anchor=False)
    st.caption(lead)


@contextmanager
def panel() -> Generator[None]:
    """Contain a user-level fault: the panel shows what is wrong and what to do, the rest of the page goes on."""
    try:
        yield
    except StoryscopeError as fault:
        st.warning(f"{literal(fault.what, 400)}\n\n{literal(fault.do, 400)}", icon=":material/error:")


def missing(kind: str) -> None:
    """Draw the empty state of a page whose kind of artifact nobody has made yet."""
    st.info(f"There is no {WORDS.get(kind, kind)} artifact here yet. Make one with:", icon=":material/info:")
    st.code(f"storyscope {maker(kind)}", language="bash")
    st.caption("or make everything, which takes a few minutes:")
    st.code("storyscope demo", language="bash")


def pick(kind: str, label: str, *, key: str = "") -> Artifact | None:
    """Let the reader choose an artifact of `kind`, the newest first; the choice is kept in the address as `key`.

    The key is the kind, except where a page that shows the same kind leads to this one: Streamlit sets no parameter
    of an address that the page it leaves has bound.
    """
    found = list(reversed(listing(kind)))
    if not found:
        missing(kind)
        return None
    by_label = {one.label: one for one in found}
    chosen = st.selectbox(
        label,
        list(by_label),
        key=key or kind,
        bind="query-params",
        help=f"An artifact of kind {kind}; the newest is on top.",
    )
    return by_label.get(chosen or "", found[0])


def choose(key: str, label: str, options: Sequence[str], *, tip: str = "", default: str | None = None) -> str:
    """Let the reader choose one of a few options, kept in the address as `key`; the default stands if none is."""
    first = default if default and default in options else options[0]
    chosen = st.segmented_control(
        label,
        list(options),
        default=first,
        key=key,
        bind="query-params",
        help=tip or None,
        format_func=lambda option: literal(option, 60),
        wrap=True,
    )
    return chosen or first


def draw(chart: go.Figure, key: str) -> None:
    """Draw a figure as it is (our own theme), with PNG download in its tool bar."""
    config: dict[str, Any] = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": key},
    }
    st.plotly_chart(chart, theme=None, config=config, key=f"figure-{key}")


def command(line: str) -> None:
    """Show the command line that gives the same result as this page."""
    st.divider()
    st.caption("The same on the command line")
    st.code(line, language="bash", wrap_lines=True)

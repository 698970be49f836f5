"""What every page of the explorer shares: its frame, its pickers, its panels, and the way a figure is drawn."""

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from urllib.parse import urlencode

import plotly.graph_objects as go
import streamlit as st

from apps.downloads import Rows, figure_rows, later
from apps.figures import DARK, LIGHT, Palette
from apps.gallery import SHOWN
from apps.markup import literal, stylesheet
from workbench.artifacts import Artifact, listing, maker
from workbench.errors import StoryscopeError

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_P = ParamSpec("_P")
_PINNED = "pinned"
WORDS = {"corpus": "stories", "sae": "dictionary", "winogrande": "result", "features": "statistics"}


def palette() -> Palette:
    """Return the colours of the theme that the reader has chosen."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def heading(title: str, lead: str) -> None:
    """Draw the page's title with one sentence on what it shows."""
    st.session_state[_PINNED] = {}
    st.html(stylesheet(palette()))
    st.title(title, anchor=False)
    st.caption(lead)
    if os.environ.get(SHOWN):
        st.info(
            "Nothing was made here yet, so this is the gallery: a small real model and what was measured in it. "
            "Make your own with: storyscope demo",
            icon=":material/museum:",
        )


@contextmanager
def panel() -> Generator[None]:
    """Contain a user-level fault: the panel shows what is wrong and what to do, the rest of the page goes on."""
    try:
        yield
    except StoryscopeError as fault:
        st.warning(f"{literal(fault.what, 400)}\n\n{literal(fault.do, 400)}", icon=":material/error:")


def part(function: Callable[_P, None]) -> Callable[_P, None]:
    """Make a part of a page that runs alone when something in it is clicked, and contains its own faults."""

    @wraps(function)
    def inside(*args: _P.args, **kwargs: _P.kwargs) -> None:
        with panel():
            function(*args, **kwargs)

    return st.fragment(inside)


def abreast(spec: Sequence[int], name: str) -> "list[DeltaGenerator]":
    """Return columns that stand below each other where the window is no wider than a tablet."""
    with st.container(key=f"abreast-{name}"):
        return st.columns(spec, gap="large")


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
    one = by_label.get(chosen or "", found[0])
    pin(key or kind, one.label)
    return one


def pin(key: str, value: str) -> None:
    """Put into the address that is shown what the reader sees by default, so that it opens the same view later."""
    st.session_state.setdefault(_PINNED, {})[key] = value


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


def paged(total: int, size: int, key: str, *, of: object, what: str) -> int:
    """Draw "previous" and "next" over a list of `total` rows; return the first row of the page, kept in the address.

    Another list (`of` is what was asked for) begins at its first page; `what` is said of the list.
    """
    pages = max(1, -(-total // size))
    if st.session_state.setdefault(f"{key}-of", of) != of:
        st.session_state[f"{key}-of"] = of
        st.query_params.pop(key, None)
    asked = st.query_params.get(key, "1")
    page = min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 10 else 1
    left, back, on = st.columns([7, 1, 1], vertical_alignment="center")
    left.caption(f"{what} Page {page:,} of {pages:,}." if pages > 1 else what)
    for place, step, name in ((back, -1, "chevron_left"), (on, 1, "chevron_right")):
        place.button(
            "",
            icon=f":material/{name}:",
            key=f"{key}{step:+d}",
            disabled=not 1 <= page + step <= pages,
            help="Next page" if step > 0 else "Previous page",
            on_click=_turn,
            args=(key, page + step),
            type="tertiary",
        )
    return (page - 1) * size


def _turn(key: str, page: int) -> None:
    st.query_params[key] = str(page)


def draw(chart: go.Figure, key: str, rows: Rows | Callable[[], Rows] | None = None) -> None:
    """Draw a figure as it is (our own theme), with PNG in its tool bar and its numbers as CSV below it.

    `rows` are the numbers to hand out where the figure shows only part of them.
    """
    config: dict[str, Any] = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": key},
    }
    st.plotly_chart(chart, theme=None, config=config, key=f"figure-{key}")
    download_csv(rows if rows is not None else lambda: figure_rows(chart), key, tip="The numbers of this figure")


def download_csv(rows: Rows | Callable[[], Rows], name: str, *, label: str = "CSV", tip: str = "") -> None:
    """Draw a small button that hands out a table as `name`.csv; the file is made when it is clicked."""
    with st.container(horizontal_alignment="right", key=f"csv-{name}"):
        st.download_button(
            label,
            later(rows),
            f"{name}.csv",
            "text/csv",
            key=f"download-{name}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help=tip or None,
        )


def number(name: str, value: str, tip: str, *, control: str = "", note: str = "") -> None:
    """Draw one number in a frame: `tip` says what it is, `control` what it must be compared with."""
    beside = f" Compare with: {control}." if control else ""
    with st.container(border=True, height="stretch"):
        st.metric(literal(name), value, help=literal(tip + beside, 500))
        shown = " · ".join(part for part in (note, control) if part)
        st.caption(literal(shown) or "–")


def absent(what: str, line: str) -> None:
    """Draw the empty state of a panel whose table is not here: one sentence, and the command that makes it."""
    st.caption(literal(what, 300))
    st.code(line, language="bash", wrap_lines=True)


def address() -> str:
    """Return the address that opens this very view again, on this machine."""
    base = st.context.url or ""
    query = {**st.session_state.get(_PINNED, {}), **st.query_params.to_dict()}
    return base + ("?" + urlencode(query) if query else "")


def command(line: str) -> None:
    """Show the address of this view, and the command line that gives the same result."""
    st.divider()
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.caption("The address of this view")
        st.code(address(), language=None, wrap_lines=True)
    with right:
        st.caption("The same on the command line")
        st.code(line, language="bash", wrap_lines=True)

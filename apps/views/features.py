"""Neurons, features and heads: all of them in one table, ranked by label, found by word, by token, or by a text."""

import shlex
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from apps import cached, notes
from apps.markup import literal
from apps.reproduce import command_for
from apps.routes import route
from apps.shell import choose, command, download_csv, heading, paged, panel, pick
from apps.unit_search import SORTS, Wanted, select
from apps.unit_table import COLUMNS, ranked_by, rows_of, shown_columns
from apps.unit_ways import EXAMPLE, by_text, by_token, map_of
from workbench.artifacts import Artifact

ANY = "its own best label"
PAGE = 50
"""Rows that are sent to the browser at once, however many there are."""
WAYS = ("label", "token", "text", "map")
_ALL = "all"


def page() -> None:
    """Draw the page."""
    heading("Neurons & features", "What does each one know? Measured against the truth of every story, not guessed.")
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        features = pick("features", "Statistics")
    if features is None:
        return
    with right:
        tip = "By its label card; by a token it fires on; by a text of yours; or on a map of their output directions."
        way = choose("by", "Find them by", WAYS, tip=tip)
    line = command_for(features)
    with panel():
        table = cached.unit_table(features)
        if way == "token":
            found, extra = by_token(features, table)
        elif way == "text":
            found, extra = by_text(features, table)
        elif way == "map":
            map_of(features, table)
            found, extra = None, {}
        else:
            found, extra = _by_label(features, table)
        if found is not None:
            _draw(features, table, found, extra)
        line += f"\n{_find_command(features)}"
    command(line)


def _find_command(features: Artifact) -> str:
    """Return the search of this page as a command."""
    asked = st.query_params.to_dict()
    words = ["storyscope", "features", "find", "--features", features.label]
    way = asked.get("by", WAYS[0])
    level, axis, value = cached.label_choices(features).get(asked.get("label", ""), ("", "", ""))
    if way == "token":
        words += ["--token", asked.get("token", "sad")]
    elif way == "text":
        words += ["--text", asked.get("passage", EXAMPLE)]
    elif axis:
        words += ["--label", f"{axis}={value}", "--level", level]
    if way == "label":
        words += ["--kind", asked["kind"]] if asked.get("kind", _ALL) != _ALL else []
        words += ["--sort", asked["sort"].lower()] if "sort" in asked else []
        words += [asked["words"]] if asked.get("words") else []
    return shlex.join("".join(one for one in word if one.isprintable()) for word in words)


def _by_label(features: Artifact, table: pa.Table) -> tuple[np.ndarray, dict[str, Any]]:
    """Draw the filters; return the rows in order, and the columns that stand in for the units' own best label."""
    choices = cached.label_choices(features)
    one, two, three, four = st.columns([5, 3, 4, 3], vertical_alignment="bottom")
    tip = "Rank every unit by how well it tells this label; “its words” means inside the words that express it."
    label = one.selectbox("Best for", [ANY, *choices], key="label", bind="query-params", help=tip) or ANY
    tips = "; ".join(f"{name}: {tip}" for name, (_, tip) in SORTS.items())
    known = [name for name, (column, _) in SORTS.items() if column in table.column_names]
    order = two.selectbox("Sort by", known, key="sort", bind="query-params", help=tips) or known[0]
    words = three.text_input(
        "Search",
        key="words",
        bind="query-params",
        placeholder="L2, sad, a token it writes …",
        help="Unit, kind, label or one of the five tokens that it writes most. Every word must occur.",
    )
    kinds = [_ALL, *dict.fromkeys(table["kind"].unique().to_pylist())]
    kind = four.selectbox("Kind", kinds, key="kind", bind="query-params", help="Neurons, dictionary features, heads.")
    with st.expander(
        "More to choose from", expanded=any(name in st.query_params for name in ("dense", "dead", "list"))
    ):
        wanted = _further(features, "" if kind in (None, _ALL) else kind, words or "")
    ranked, extra = table, dict[str, Any]()
    if label in choices:
        ranked, extra = ranked_by(table, cached.ranked_for(features, choices[label]), choices[label])
    return select(ranked, cached.unit_texts(features), wanted, order), extra


def _further(features: Artifact, kind: str, words: str) -> Wanted:
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    bounds = {"any density": (0.0, 1.0), "rare (below 0.1%)": (0.0, 0.001), "0.1% to 10%": (0.001, 0.1)}
    bounds["dense (above 10%)"] = (0.1, 1.0)
    tip = "Density: the share of tokens above zero. A dense feature seldom means one thing."
    dense = left.selectbox("Density", list(bounds), key="dense", bind="query-params", help=tip) or "any density"
    dead = middle.toggle("Show dead ones", True, key="dead", bind="query-params", help="Those that never fired.")
    named = notes.lists()
    chosen = right.selectbox(
        "From a list of mine", ["–", *named], key="list", bind="query-params", help="Kept on the page of one feature."
    )
    rows = None
    if chosen in named:
        known = cached.row_of_unit(features)
        rows = tuple(known[unit] for unit in notes.units_of(chosen, features.label) if unit in known)
    least, most = bounds[dense]
    return Wanted(kind, words, least, most, dead, rows)


def _draw(features: Artifact, table: pa.Table, found: np.ndarray, extra: dict[str, Any]) -> None:
    what = f"{len(found):,} of {table.num_rows:,} units. Click a row to open its dashboard."
    asked = (features.label, *sorted((k, str(v)) for k, v in st.query_params.to_dict().items() if k != "page"))
    first = paged(len(found), PAGE, "page", of=asked, what=what)
    rows = rows_of(table, found[first : first + PAGE], extra)
    if not rows:
        st.info("No unit matches. Take a word or a filter away.")
        return
    event = st.dataframe(
        shown_columns(rows),
        hide_index=True,
        height=560,
        key=f"units-{first}",
        on_select="rerun",
        selection_mode="single-row",
        column_config=COLUMNS,
    )
    download_csv(
        lambda: shown_columns(rows_of(table, found, extra)), "units", tip="All units of this list, not only this page"
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        # Previous and next on the dashboard follow this list.
        st.session_state["ranking"] = (features.label, found)
        unit = rows[chosen[0]]["unit"]
        st.switch_page(route("feature"), query_params={"statistics": features.label, "unit": unit})
    st.caption(f"Statistics {literal(features.label)}: “null” is the same number with shuffled labels.")

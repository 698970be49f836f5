"""The panel that sets another model's answers beside this one's."""

import streamlit as st

from apps import cached
from apps.shell import absent, download_csv, number
from apps.wino.against import Against, against, by_kind, comparable, name_of
from workbench.artifacts import Artifact


def draw_against(result: Artifact) -> None:
    """Draw the comparison with another result on the same items, or what to run for one."""
    st.subheader("Models compared", anchor=False)
    others = {name_of(one): one for one in comparable(result)}
    if not others:
        items = result.manifest.summary.get("items", "")
        line = f"storyscope eval winogrande --model OTHER --items {items}"
        absent("No other model has answered these items yet. Let one:", line)
        return
    name = st.selectbox("Beside", list(others), key="beside", bind="query-params", help="Results on the same items.")
    other = others.get(name or "", next(iter(others.values())))
    mine, theirs = cached.scored_items(result), cached.scored_items(other)
    whole = against(mine, theirs)
    if whole is None:
        st.info("These two share no item.", icon=":material/info:")
        return
    _numbers(whole)
    kinds = by_kind(mine, theirs)
    ordered = sorted(kinds.items(), key=lambda one: one[1].p)
    rows = {
        "kind": [kind for kind, _ in ordered],
        "this": [one.first for _, one in ordered],
        "other": [one.second for _, one in ordered],
        "only this right": [one.only_first for _, one in ordered],
        "only other right": [one.only_second for _, one in ordered],
        "p": [one.p for _, one in ordered],
        "n": [one.n for _, one in ordered],
    }
    with st.expander(f"By kind ({len(ordered)})"):
        percent = st.column_config.NumberColumn(format="percent")
        st.dataframe(rows, hide_index=True, height=300, column_config={"this": percent, "other": percent})
        st.caption(f"p of one kind is not corrected for looking at {len(ordered)} of them.")
    download_csv(rows, "models-compared")


def _numbers(whole: Against) -> None:
    low, high = whole.first_among_split
    split = whole.only_first + whole.only_second
    places = st.columns(4)
    with places[0]:
        tip = "Share of the shared items that each answers right."
        number("This | other", f"{whole.first:.1%} | {whole.second:.1%}", tip, note=f"n = {whole.n:,} items")
    with places[1]:
        note = f"both {whole.both:,}, neither {whole.neither:,}"
        tip = "Items that only one of the two answers right: all that a paired test looks at."
        number("Only this | only other", f"{whole.only_first:,} | {whole.only_second:,}", tip, note=note)
    with places[2]:
        share = "–" if not split else f"{whole.only_first / split:.1%}"
        tip = "Where only one is right, how often it is this one."
        note = f"95% {low:.1%} – {high:.1%}, chance 50%"
        number("This one, where they differ", share, tip, note=note)
    with places[3]:
        tip = "McNemar's exact test, two-sided, of whether both are equally often right."
        number("McNemar's p", f"{whole.p:.2g}", tip, note="below 0.05: they differ")

"""Choosing two of a kind, and their plain numbers beside each other."""

from collections.abc import Sequence

import streamlit as st

from apps.shell import missing
from workbench.artifacts import Artifact, listing


def two_of(kind: str, label: str) -> tuple[Artifact, Artifact] | None:
    """Let the reader choose two artifacts of a kind, kept in the address; with only one, it stands beside itself."""
    found = list(reversed(listing(kind)))
    if not found:
        missing(kind)
        return None
    by_label = {one.label: one for one in found}
    names = list(by_label)
    left, right = st.columns(2)
    first = left.selectbox(f"{label}: the first", names, min(1, len(names) - 1), key=f"{kind}1", bind="query-params")
    second = right.selectbox(f"{label}: the second", names, key=f"{kind}2", bind="query-params")
    if len(names) == 1:
        st.info("There is only one here, so it stands beside itself. Make another to compare.", icon=":material/info:")
    return by_label.get(first or "", found[0]), by_label.get(second or "", found[0])


def side_by_side(first: Artifact, second: Artifact, keys: Sequence[str]) -> None:
    """Draw the numbers of two summaries that either has."""
    rows = [
        {"what": key.replace("_", " "), first.label: _shown(first, key), f"{second.label} ": _shown(second, key)}
        for key in keys
        if key in first.manifest.summary or key in second.manifest.summary
    ]
    st.dataframe(rows, hide_index=True)


def _shown(one: Artifact, key: str) -> str:
    value = one.manifest.summary.get(key)
    if isinstance(value, float):
        return f"{value:,.4g}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)[:80]

"""What is said of one unit: the measured label, a language model's explanation, and the reader's own, which is kept."""

from typing import Any

import streamlit as st

from apps import notes, units
from apps.markup import escape, literal
from apps.shell import absent, part
from apps.store import read_table
from workbench.artifacts import Artifact, listing
from workbench.errors import StoryscopeError


@part
def said(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw the three kinds of explanation, each with how well it was measured to hold."""
    _measured(unit)
    rows = explanations(features, unit["unit"])
    for row in rows:
        who = f"by {row['model']}" if row.get("model") else "from its label card"
        st.html(
            f'<div class="ss-quote">{escape(row["text"])}<div class="ss-mute">{escape(_score(row, who))}</div></div>'
        )
    if not rows and unit["kind"] == "feature":
        absent("Nobody has explained the features of this dictionary yet.", "storyscope explain")
    name = unit["unit"]
    held = notes.explanation(features.label, name)
    text = st.text_area(
        "In your own words",
        held,
        key=f"said-{name}",
        height=80,
        max_chars=notes.LONGEST,
        help="Kept beside the artifacts for everyone who opens this explorer.",
    )
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.button("Keep it", key=f"keep-{name}", on_click=_keep, args=(features.label, name))
    right.caption("Kept." if held and (text or "").strip() == held else "Not kept yet." if text else "")


def _keep(artifact: str, unit: str) -> None:
    try:
        notes.explain(artifact, unit, str(st.session_state.get(f"said-{unit}") or ""))
    except StoryscopeError as fault:
        st.toast(literal(str(fault), 300), icon=":material/error:")


def _measured(unit: dict[str, Any]) -> None:
    if unit["dead"] or unit["best_axis"] is None:
        st.caption("Measured: it tells no label of the stories.")
        return
    name = units.label_name(unit["best_level"], unit["best_axis"], unit["best_value"])
    control = f"precision {unit['best_precision']:.2f}, recall {unit['best_recall']:.2f}, control {unit['null_f1']:.2f}"
    score = f"measured on held-out stories: F1 {unit['best_f1']:.2f}, {control}"
    st.html(f'<div class="ss-quote">{escape(name)}<div class="ss-mute">{escape(score)}</div></div>')


def explanations(features: Artifact, unit: str) -> list[dict[str, Any]]:
    """Return what the newest explanations of the same dictionary say of a unit."""
    import pyarrow.compute as pc

    dictionary = [ref for ref in features.manifest.parents if ref.startswith("sae/")]
    for one in reversed(listing("explanations")):
        own = one.ref in features.manifest.parents or features.ref in one.manifest.parents
        if own or any(ref in one.manifest.parents for ref in dictionary):
            return read_table(one, "explanations.parquet", None, pc.field("unit") == unit).to_pylist()
    return []


def _score(row: dict[str, Any], who: str) -> str:
    low, high, n = row.get("lo"), row.get("hi"), row.get("n")
    value = row.get("balanced_accuracy")
    name = "balanced accuracy"
    if not isinstance(value, float) or value != value:
        value, name = row.get("f1"), "F1"
    if not isinstance(value, float) or value != value:
        return who
    spread = f" (95% {low:.2f} to {high:.2f}, n = {n:,})" if low is not None and high is not None and n else ""
    return f"{who}; {name} {value:.2f}{spread} on held-out examples"

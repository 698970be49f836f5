"""One neuron, feature or head: what it knows, when it fires, what it writes and does, and what people say of it."""

import json
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from apps import cached, notes, units
from apps.feature_panels import card, examples, histogram, logits, related, tokens
from apps.feature_said import said
from apps.feature_tested import tested
from apps.markup import chip, literal, row_of
from apps.reproduce import command_for
from apps.routes import route
from apps.shell import abreast, command, download_csv, heading, palette, panel, pick, pin
from apps.unit_page import file_name, unit_page
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError

_LISTED = 5_000
"""Units up to which the picker holds all names; beyond it a box takes one, so that the page stays light."""


def page() -> None:
    """Draw the page."""
    heading("One feature", "Its label card against the truth, its examples at every strength, and what it writes.")
    features = pick("features", "Statistics", key="statistics")
    if features is None:
        return
    with panel():
        table = cached.unit_table(features)
        row = cached.row_of_unit(features)[_chosen(features, table)]
        unit: dict[str, Any] = table.slice(row, 1).to_pylist()[0]
        _summary(unit)
        _keep(features, unit)
        left, right = abreast([1, 1], "measured")
        with left:
            with panel():
                st.subheader("What it knows", anchor=False)
                card(features, unit)
            with panel():
                st.subheader("Which tokens it fires on", anchor=False)
                tokens(features, unit)
        with right:
            with panel():
                st.subheader("How strongly it fires", anchor=False)
                histogram(features, unit)
            with panel():
                st.subheader("What it writes", anchor=False)
                logits(unit)
        with panel():
            st.subheader("Where it fires", anchor=False)
            examples(features, unit)
        left, right = abreast([1, 1], "said")
        with left, panel():
            st.subheader("What is said of it", anchor=False)
            said(features, unit)
        with right, panel():
            st.subheader("What is near it", anchor=False)
            related(features, unit)
        with panel():
            st.subheader("Does it hold on fresh stories?", anchor=False)
            tested(features, unit)
        command(f"{command_for(features)}\nstoryscope features find {unit['unit']} --features {features.label}")


def _chosen(features: Artifact, table: pa.Table) -> str:
    """Draw the picker with previous and next; return the unit."""
    rows = cached.row_of_unit(features)
    asked = st.query_params.get("unit", "")
    if asked and asked not in rows:
        st.warning(f"There is no unit {literal(asked, 40)} here; this is another.", icon=":material/error:")
    back, middle, on = st.columns([2, 7, 2], vertical_alignment="bottom")
    names: list[str] = table["unit"].to_pylist() if table.num_rows <= _LISTED else []
    tip = "Type to search: L2.mlp.17, sae.12"
    if names:
        typed = middle.selectbox("Unit", names, key="unit", bind="query-params", help=tip)
    else:
        typed = middle.text_input("Unit", key="unit", bind="query-params", help=tip)
    chosen = typed if typed in rows else table["unit"][0].as_py()
    pin("unit", chosen)
    before, after, what = _neighbours(features, table, rows[chosen])
    middle.caption(what)
    for place, label, icon, unit, keys in (
        (back, "Previous", "chevron_left", before, "Alt+ArrowLeft"),
        (on, "Next", "chevron_right", after, "Alt+ArrowRight"),
    ):
        place.button(
            label,
            icon=f":material/{icon}:",
            disabled=not unit,
            on_click=_go,
            args=(unit,),
            width="stretch",
            shortcut=keys,
        )
    return chosen


def _neighbours(features: Artifact, table: pa.Table, row: int) -> tuple[str, str, str]:
    """Return the units before and after, in the reader's last list where it holds this one, else by number."""
    owner, found = st.session_state.get("ranking", ("", np.arange(0)))
    at = np.flatnonzero(found == row) if owner == features.label else np.arange(0)
    if at.size:
        order, place, what = found, int(at[0]), f"{int(at[0]) + 1:,} of {len(found):,} in your last list"
    else:
        order, place, what = np.arange(table.num_rows), row, f"{row + 1:,} of {table.num_rows:,}"
    before = table["unit"][int(order[place - 1])].as_py() if place > 0 else ""
    after = table["unit"][int(order[place + 1])].as_py() if place + 1 < len(order) else ""
    return before, after, what


def _go(unit: str) -> None:
    st.session_state["unit"] = unit


def _summary(unit: dict[str, Any]) -> None:
    colours = palette()
    chips = [
        chip(unit["kind"], colours.primary, unit["hook"]),
        chip(f"density {unit['density']:.2%}", colours.category(3), "share of tokens above zero"),
        chip(f"from {unit['min']:.2f} to {unit['max']:.2f}", colours.category(4), "least and most seen"),
    ]
    if unit.get("effect") is not None:
        spread = f"{unit['effect_lo']:+.2g} to {unit['effect_hi']:+.2g}"
        tip = f"growth of the loss, nats per token, when it is silenced; to first order, 95% {spread}"
        chips.append(chip(f"effect {unit['effect']:+.2g}", colours.category(1), tip))
    if unit.get("ablation") is not None:
        chips.append(chip(f"ablation {unit['ablation']:+.2g}", colours.category(1), "the same, measured exactly"))
    st.html(row_of(chips))
    if unit["dead"]:
        st.info("It never fired on the tokens that were read.", icon=":material/info:")
    elif unit["best_axis"] is not None:
        name = units.label_name(unit["best_level"], unit["best_axis"], unit["best_value"])
        sign = "at least" if unit["best_polarity"] > 0 else "at most"
        p = unit.get("best_p")
        chance = f"; p = {p:.2g} over all units and labels" if p is not None and p == p else ""
        st.markdown(
            f"Its best rule: an activation of {sign} **{unit['best_threshold']:.3g}** says **{literal(name)}** with "
            f"precision **{unit['best_precision']:.2f}** and recall **{unit['best_recall']:.2f}** on held-out stories "
            f"(F1 {unit['best_f1']:.2f}{_spread(unit)}; shuffled labels {unit['null_f1']:.2f}; "
            f"always firing {unit['chance']:.2f}{chance})."
        )


def _spread(unit: dict[str, Any]) -> str:
    low, high = unit.get("best_f1_lo"), unit.get("best_f1_hi")
    return f", 95% {low:.2f} to {high:.2f}" if low is not None and high is not None and low == low else ""


def _keep(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw the star, the lists and the exports."""
    with panel():
        inside = notes.lists_with(features.label, unit["unit"])
        starred = notes.BOOKMARKS in inside
        star, lists, export = st.columns([2, 2, 2], vertical_alignment="center")
        star.button(
            "Bookmarked" if starred else "Bookmark",
            icon=":material/star:" if starred else ":material/star_border:",
            on_click=_list,
            args=(features.label, unit["unit"], notes.BOOKMARKS, not starred),
            type="tertiary",
            shortcut="Alt+B",
        )
        with lists, st.popover(f"Lists ({len(inside)})", icon=":material/playlist_add:", type="tertiary"):
            for name in notes.lists():
                key = f"in-{name}-{unit['unit']}"
                done = (features.label, unit["unit"], name, name not in inside)
                st.checkbox(literal(name, 60), name in inside, key=key, on_change=_list, args=done)
            with st.form("new-list", clear_on_submit=True, border=False):
                named = st.text_input("A new list", max_chars=60)
                if st.form_submit_button("Put it there") and named:
                    notes.add(named, features.label, unit["unit"])
                    st.rerun()
            st.page_link(route("features"), label="Open a list", query_params={"list": inside[0] if inside else "–"})
        with export, st.popover("Export", icon=":material/ios_share:", type="tertiary"):
            _exports(features, unit)


def _list(artifact: str, unit: str, name: str, inside: bool) -> None:
    try:
        (notes.add if inside else notes.drop)(name, artifact, unit)
    except StoryscopeError as fault:
        st.toast(literal(str(fault), 300), icon=":material/error:")


def _exports(features: Artifact, unit: dict[str, Any]) -> None:
    cards = units.one_unit(features, "cards", unit["row"], units.CARD_COLUMNS)
    download_csv(cards, f"{unit['unit']}-card", label="Label card (CSV)", tip="Every label with precision and recall")
    download_csv(
        lambda: units.one_unit(features, "examples", unit["row"]),
        f"{unit['unit']}-examples",
        label="Examples (CSV)",
        tip="Every example with its tokens and activations",
    )
    page = partial(_page_of, features, unit["row"])
    name = file_name(unit["unit"])
    st.download_button("One page (HTML)", page, name, "text/html", key="page", on_click="ignore", type="tertiary")
    if features.has("relations.parquet"):
        made, name = partial(_neuronpedia, features, unit["row"]), name.replace(".html", ".json")
        kind = "application/json"
        st.download_button("Neuronpedia JSON", made, name, kind, key="json", on_click="ignore", type="tertiary")
    st.caption("Many units at once:")
    st.code(f"storyscope features export --features {features.label} --format neuronpedia", language="bash")


def _page_of(features: Artifact, row: int) -> str:
    return unit_page(features, cached.unit_table(features), row)[1]


def _neuronpedia(features: Artifact, row: int) -> str:
    from probes.feature_reading import Features
    from probes.features_export.dashboards import dashboards
    from probes.features_export.neuronpedia import feature_json

    one = next(iter(dashboards(Features(features), [row])))
    return json.dumps(feature_json(one, features.manifest.summary))

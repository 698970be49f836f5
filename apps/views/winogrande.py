"""WinoGrande: accuracy by kind with intervals, and every item with what the model made of either option."""

import streamlit as st

from apps import cached
from apps.figures import winogrande_by_kind
from apps.item_view import item_card
from apps.markup import literal
from apps.reproduce import command_for
from apps.results import ScoredRow
from apps.shell import choose, command, draw, heading, palette, panel, pick
from apps.store import summary_number
from apps.wino.comparing import draw_against
from apps.wino.own import draw_own
from workbench.artifacts import Artifact, made_from

ANY = "any kind"


def page() -> None:
    """Draw the page."""
    heading("WinoGrande", "One blank, two options, one that the world makes true; every item has a twin that flips it.")
    result = pick("winogrande", "Result")
    if result is None:
        return
    with panel():
        _numbers(result)
    with panel():
        majority = summary_number(result, "majority")
        ngram = summary_number(result, "ngram", "accuracy")
        lines = {"majority": majority, "n-gram": ngram}
        baselines = {name: value for name, value in lines.items() if value is not None}
        scores = cached.kind_scores(result)
        tall = 110 + (28 if len(scores) <= 16 else 17) * len(scores)
        draw(winogrande_by_kind(scores, baselines, palette(), height=tall), "winogrande")
    with panel():
        _items(result)
    with panel():
        draw_against(result)
    model = made_from(result, "model")
    if model is not None:
        with panel():
            draw_own(model)
    command(command_for(result))


def _numbers(result: Artifact) -> None:
    summary = result.manifest.summary
    bounds = summary.get("ci95") or (0.0, 1.0)
    facts = (
        ("Accuracy", "accuracy", f"95% {bounds[0]:.1%} – {bounds[1]:.1%}", "Share of items answered right."),
        ("Majority", "majority", "always the same option", "What always giving the more frequent answer scores."),
        ("Twins both right", "twin_consistency", "chance 25%", "Share of twins with both items right."),
    )
    places = st.columns(4)
    for place, (name, key, note, tip) in zip(places, facts, strict=False):
        value = summary_number(result, key)
        with place, st.container(border=True, height="stretch"):
            st.metric(name, "–" if value is None else f"{value:.1%}", help=tip)
            st.caption(note)
    p_value, count = summary_number(result, "p_vs_majority"), summary_number(result, "n")
    with places[3], st.container(border=True, height="stretch"):
        tip = "Exact one-sided binomial test that the model is better than the majority answer."
        st.metric("p against majority", "–" if p_value is None else f"{p_value:.2g}", help=tip)
        st.caption(f"n = {count or 0:,.0f} items")


def _items(result: Artifact) -> None:
    st.subheader("Items", anchor=False)
    rows = cached.scored_items(result)
    kinds = sorted({row.kind for row in rows})
    left, middle, right = st.columns([3, 3, 4], vertical_alignment="bottom")
    kind = left.selectbox("Kind", [ANY, *kinds], key="kind", bind="query-params")
    with middle:
        verdict = choose("verdict", "Verdict", ["all", "right", "wrong"])
    words = right.text_input("Search", key="words", bind="query-params", placeholder="words in the sentence")
    found = [row for row in rows if _fits(row, kind or ANY, verdict, words or "")]
    st.caption(f"{len(found):,} of {len(rows):,} items. Click a row to see both options token by token.")
    event = st.dataframe(
        {
            "": ["✓" if row.right else "✗" for row in found],
            "sentence": [row.sentence for row in found],
            "option 1": [row.options[0] for row in found],
            "option 2": [row.options[1] for row in found],
            "answer": [row.answer for row in found],
            "margin": [row.margin for row in found],
            "kind": [row.kind for row in found],
        },
        hide_index=True,
        height=330,
        key="items-table",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "": st.column_config.TextColumn(width=30, help="Whether the model prefers the right option"),
            "sentence": st.column_config.TextColumn(width=430),
            "margin": st.column_config.NumberColumn(
                "margin (nats)",
                format="%.2f",
                help="How much likelier the right option makes the rest; below 0: wrong",
            ),
        },
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(found):
        st.query_params["item"] = found[chosen[0]].id
    wanted = st.query_params.get("item", "")
    row = next((row for row in rows if row.id == wanted), found[0] if found else None)
    if wanted and (row is None or row.id != wanted):
        st.warning(f"There is no item {literal(wanted, 40)} in this result; here is another.", icon=":material/error:")
    if row is None:
        st.info("No item matches. Take a filter away.")
        return
    twins = [other for other in rows if row.twin and other.twin == row.twin and other.id != row.id]
    model = made_from(result, "model")
    for place, one in zip(st.columns(2, gap="large"), [row, *twins[:1]], strict=False):
        pieces = None if model is None else cached.item_pieces(model, one)
        place.html(item_card(one, pieces, palette(), twin=one is not row))


def _fits(row: ScoredRow, kind: str, verdict: str, words: str) -> bool:
    text = f"{row.sentence} {row.options[0]} {row.options[1]}".lower()
    return (
        kind in (ANY, row.kind)
        and (verdict == "all" or row.right == (verdict == "right"))
        and all(word in text for word in words.lower().split())
    )

"""One neuron or feature: what it knows, when it fires, what it writes, with examples at every strength."""

from typing import Any

import streamlit as st

from apps import cached, units
from apps.figures import feature_histogram, label_card_bars, logit_bars
from apps.markup import Token, chip, escape, literal, row_of, token_strip
from apps.reproduce import command_for
from apps.routes import route
from apps.shell import command, draw, heading, palette, panel, pick
from workbench.artifacts import Artifact, made_from


def page() -> None:
    """Draw the page."""
    heading("One feature", "Its label card against the truth, its examples at every strength, and what it writes.")
    features = pick("features", "Statistics", key="statistics")
    if features is None:
        return
    with panel():
        table = cached.unit_table(features)
        names: list[str] = table["unit"].to_pylist()
        row = names.index(_chosen(names))
        unit: dict[str, Any] = table.slice(row, 1).to_pylist()[0]
        _summary(unit)
        left, right = st.columns(2, gap="large")
        with left, panel():
            st.subheader("What it knows", anchor=False)
            _card(features, unit)
        with right, panel():
            st.subheader("How strongly it fires", anchor=False)
            _histogram(features, unit)
            st.subheader("What it writes", anchor=False)
            _logits(unit)
        with panel():
            st.subheader("Where it fires", anchor=False)
            _examples(features, unit)
    command(command_for(features))


def _chosen(names: list[str]) -> str:
    """Draw the picker with previous and next; return the unit."""
    asked = st.query_params.get("unit", "")
    if asked and asked not in names:
        st.warning(f"There is no unit {literal(asked, 40)} here; this is another.", icon=":material/error:")
    back, middle, on = st.columns([2, 7, 2], vertical_alignment="bottom")
    chosen = middle.selectbox("Unit", names, key="unit", bind="query-params", help="Type to search: L2.mlp.17, sae.12")
    chosen = chosen or names[0]
    at = names.index(chosen)
    back.button(
        "Previous",
        icon=":material/chevron_left:",
        disabled=at == 0,
        on_click=_go,
        args=(names[max(0, at - 1)],),
        width="stretch",
        shortcut="Alt+ArrowLeft",
    )
    on.button(
        "Next",
        icon=":material/chevron_right:",
        disabled=at == len(names) - 1,
        on_click=_go,
        args=(names[min(len(names) - 1, at + 1)],),
        width="stretch",
        shortcut="Alt+ArrowRight",
    )
    return chosen


def _go(unit: str) -> None:
    st.session_state["unit"] = unit


def _summary(unit: dict[str, Any]) -> None:
    colours = palette()
    chips = [
        chip(unit["kind"], colours.primary, unit["hook"]),
        chip(f"density {unit['density']:.2%}", colours.category(3), "share of tokens above zero"),
        chip(f"from {unit['min']:.2f} to {unit['max']:.2f}", colours.category(4), "least and most seen"),
    ]
    st.html(row_of(chips))
    if unit["dead"]:
        st.info("It never fired on the tokens that were read.", icon=":material/info:")
    elif unit["best_axis"] is not None:
        name = units.label_name(unit["best_level"], unit["best_axis"], unit["best_value"])
        sign = "at least" if unit["best_polarity"] > 0 else "at most"
        st.markdown(
            f"Its best rule: an activation of {sign} **{unit['best_threshold']:.3g}** says **{literal(name)}** with "
            f"precision **{unit['best_precision']:.2f}** and recall **{unit['best_recall']:.2f}** on held-out stories "
            f"(F1 {unit['best_f1']:.2f}; shuffled labels {unit['null_f1']:.2f}; always firing {unit['chance']:.2f})."
        )


def _card(features: Artifact, unit: dict[str, Any]) -> None:
    cards = units.one_unit(features, "cards", unit["row"], units.CARD_COLUMNS)
    bars = units.card_bars(cards, 16)
    draw(label_card_bars(bars, palette()), "card")
    with st.expander("All labels of its card"):
        ratio = st.column_config.NumberColumn(format="%.3f")
        names = ("lift", "auroc", "precision", "recall", "f1", "null_f1", "chance", "null_auroc", "threshold")
        cards.sort(key=lambda card: -(card["lift"] if card["lift"] == card["lift"] else -1.0))
        st.dataframe(
            {
                "label": [units.label_name(card["level"], card["axis"], card["value"]) for card in cards],
                "from": [card["stat"] for card in cards],
                **{name: [card[name] for card in cards] for name in names},
                "n": [card["n_pos"] for card in cards],
            },
            hide_index=True,
            column_config=dict.fromkeys(names, ratio),
        )


def _histogram(features: Artifact, unit: dict[str, Any]) -> None:
    rows = units.one_unit(features, "histograms", unit["row"])
    lower, upper, counts = (rows[0][name] for name in ("lower", "upper", "counts")) if rows else ([], [], [])
    # A rule on a story's maximum or mean is no threshold on tokens.
    threshold = unit["best_threshold"] if unit["best_level"] == "span" else None
    draw(feature_histogram(lower, upper, counts, palette(), density=unit["density"], threshold=threshold), "histogram")


def _logits(unit: dict[str, Any]) -> None:
    promoted = list(zip(unit["top_tokens"], unit["top_logits"], strict=True))[:7]
    suppressed = list(zip(unit["bottom_tokens"], unit["bottom_logits"], strict=True))[:7]
    draw(logit_bars(promoted, suppressed, palette()), "logits")


def _examples(features: Artifact, unit: dict[str, Any]) -> None:
    found = units.examples_of(features, unit["row"])
    if not found:
        st.caption("There are no examples: it is active in no story.")
        return
    corpus, split = made_from(features, "corpus"), str(features.manifest.config.get("split", "test"))
    tabs = st.tabs([f"{units.BANDS[band]} ({len(examples)})" for band, examples in found.items()])
    largest = max(abs(unit["max"]), abs(unit["min"]))
    for tab, examples in zip(tabs, found.values(), strict=True):
        with tab:
            st.html("".join(_example(one, largest) for one in examples[:10]))
            if corpus is not None:
                st.page_link(
                    route("stories"),
                    label="Open the first one's story",
                    icon=":material/menu_book:",
                    query_params={"corpus": corpus.label, "story": f"{split}:{examples[0].story}"},
                )


def _example(example: units.Example, largest: float) -> str:
    colours = palette()
    tokens = [
        Token(text, value, f"{token}  {value:+.3f}", strong=index == example.peak)
        for index, (text, token, value) in enumerate(
            zip(units.spaced(example.tokens), example.tokens, example.activations, strict=True)
        )
    ]
    strip = token_strip(tokens, colours.activation, largest, negative=colours.effect)
    return f'<div class="ss-example"><span class="ss-role">{escape(f"{example.activation:+.2f}")}</span>{strip}</div>'

"""The measured panels of one unit's dashboard: label card, histogram, logits, tokens, relatives, examples."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from apps import units
from apps.figures import feature_histogram, label_card_bars, logit_bars
from apps.figures.units import token_bars
from apps.markup import Token, escape, literal, token_strip
from apps.routes import route
from apps.shell import absent, draw, palette, part
from apps.store import read_table
from workbench.artifacts import Artifact, made_from

_EXAMPLES = 10
_RELATIONS = {
    "cosine_neuron": "neurons that write alike",
    "cosine_feature": "features that write alike",
    "pearson_neuron": "neurons that fire alike",
    "pearson_feature": "features that fire alike",
    "pearson_head": "heads that write when it fires",
    "alignment": "channels that it writes into",
}
OLD = "These statistics are of an older version and do not hold this."
AGAIN = "storyscope features"


def card(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw how well the unit tells each label, with its controls."""
    cards = units.one_unit(features, "cards", unit["row"], units.CARD_COLUMNS)
    draw(label_card_bars(units.card_bars(cards, 16), palette()), "card", cards)
    with st.expander("All labels of its card"):
        ratio = st.column_config.NumberColumn(format="%.3f")
        named = ("lift", "auroc", "precision", "recall", "f1", "null_f1", "chance", "null_auroc", "threshold", "p")
        names = [name for name in named if cards and name in cards[0]]
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


def histogram(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw how often the unit is how active."""
    rows = units.one_unit(features, "histograms", unit["row"])
    lower, upper, counts = (rows[0][name] for name in ("lower", "upper", "counts")) if rows else ([], [], [])
    # A rule on a story's maximum or mean is no threshold on tokens.
    threshold = unit["best_threshold"] if unit["best_level"] == "span" else None
    draw(feature_histogram(lower, upper, counts, palette(), density=unit["density"], threshold=threshold), "histogram")


def logits(unit: dict[str, Any]) -> None:
    """Draw the tokens that the unit makes likelier and less likely, directly."""
    if not unit["top_tokens"]:
        st.caption("What a head writes depends on where it looks, so that it has no tokens of its own.")
        return
    promoted = list(zip(unit["top_tokens"], unit["top_logits"], strict=True))[:7]
    suppressed = list(zip(unit["bottom_tokens"], unit["bottom_logits"], strict=True))[:7]
    draw(logit_bars(promoted, suppressed, palette()), "logits")


def tokens(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw the token types that the unit fires on most."""
    if not features.has("tokens.parquet"):
        absent(OLD, AGAIN)
        return
    rows = units.one_unit(features, "tokens", unit["row"])
    rows.sort(key=lambda row: int(row["rank"]))
    shown = [(str(row["token"]), float(row["mean"]), float(row["share"]), int(row["n"])) for row in rows]
    draw(token_bars(shown, palette()), "token-types", rows)


def related(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw the units that write or fire alike, each a link."""
    if not features.has("relations.parquet"):
        absent(OLD, AGAIN)
        return
    rows = units.one_unit(features, "relations", unit["row"])
    known = [name for name in _RELATIONS if any(row["relation"] == name for row in rows)]
    if not known:
        st.caption("Nothing is near it: it has no direction of its own, or it never fired.")
        return
    chosen = st.selectbox(
        "Show",
        known,
        key="relation",
        bind="query-params",
        format_func=lambda name: _RELATIONS[name],
        help="Write alike: cosine of the output directions. Fire alike: Pearson correlation over tokens.",
    )
    own = sorted((row for row in rows if row["relation"] == (chosen or known[0])), key=lambda row: int(row["rank"]))
    labels = _labels(features, [int(row["other"]) for row in own]) if chosen != "alignment" else [""] * len(own)
    for row, label in zip(own, labels, strict=True):
        left, middle, right = st.columns([3, 5, 2], vertical_alignment="center")
        if chosen == "alignment":
            left.markdown(literal(row["name"], 80))
        else:
            to = {"statistics": features.label, "unit": str(row["name"])}
            left.page_link(route("feature"), label=literal(row["name"], 80), query_params=to)
        middle.caption(label or f"{row['share']:.1%} of its length (L1)" if chosen == "alignment" else label)
        right.caption(f"{row['value']:+.3f}" + (f" (n = {row['n']:,})" if row.get("n") else ""))


def _labels(features: Artifact, rows: Sequence[int]) -> list[str]:
    table = read_table(features, "features.parquet", ("dead", "best_level", "best_axis", "best_value"))
    found: list[str] = []
    for at in rows:
        one = table.slice(at, 1).to_pylist()[0]
        told = one["best_axis"] and not one["dead"]
        found.append(literal(units.label_name(one["best_level"], one["best_axis"], one["best_value"])) if told else "–")
    return found


@part
def examples(features: Artifact, unit: dict[str, Any]) -> None:
    """Draw stories at every strength, token by token."""
    found = units.examples_of(features, unit["row"])
    if not found:
        st.caption("There are no examples: it is active in no story.")
        return
    corpus, split = made_from(features, "corpus"), str(features.manifest.config.get("split", "test"))
    bands = list(found)
    band = st.segmented_control(
        "How strong",
        bands,
        default=bands[0],
        key="band",
        bind="query-params",
        format_func=lambda name: f"{units.BANDS[name]} ({len(found[name])})",
        help="Fifths of the stories in which it is active, by maximum; tenths of the range of its activation.",
        wrap=True,
    )
    largest = max(abs(unit["max"]), abs(unit["min"]))
    shown = found[band or bands[0]][:_EXAMPLES]
    st.html("".join(_example(one, largest) for one in shown))
    if corpus is not None:
        to = {"corpus": corpus.label, "story": f"{split}:{shown[0].story}"}
        st.page_link(route("stories"), label="Open the first one's story", icon=":material/menu_book:", query_params=to)


def _example(example: units.Example, largest: float) -> str:
    colours = palette()
    strip = token_strip(
        [
            Token(text, value, f"{token}  {value:+.3f}", strong=index == example.peak)
            for index, (text, token, value) in enumerate(
                zip(units.spaced(example.tokens), example.tokens, example.activations, strict=True)
            )
        ],
        colours.activation,
        largest,
        negative=colours.effect,
    )
    return f'<div class="ss-example"><span class="ss-role">{escape(f"{example.activation:+.2f}")}</span>{strip}</div>'

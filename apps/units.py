"""Neurons and dictionary features as the pages want them: the table, the cards of one, its examples and histogram."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from apps.figures import CardBar
from apps.store import read_table, readable
from workbench.artifacts import Artifact

TABLE_COLUMNS = (
    *("row", "unit", "kind", "layer", "index", "hook", "density", "max", "min", "dead", "best_level", "best_axis"),
    *("best_value", "best_threshold", "best_polarity", "best_lift", "best_auroc", "best_precision", "best_recall"),
    *("best_f1", "null_auroc", "null_f1", "chance", "top_tokens", "top_logits", "bottom_tokens", "bottom_logits"),
    # Artifacts of an older version lack these; whoever reads them says so in their place.
    *("best_auroc_lo", "best_auroc_hi", "best_precision_lo", "best_precision_hi", "best_recall_lo", "best_recall_hi"),
    *("best_f1_lo", "best_f1_hi", "best_p", "effect", "effect_lo", "effect_hi", "ablation", "pca1", "pca2"),
)
CARD_COLUMNS = (
    *("row", "level", "stat", "axis", "value", "threshold", "polarity", "lift", "auroc", "precision", "recall", "f1"),
    *("chance", "null_auroc", "null_f1", "n_pos", "auroc_lo", "auroc_hi", "f1_lo", "f1_hi", "p"),
)
BANDS = {
    "top": "strongest",
    "q80": "top fifth",
    "q60": "second fifth",
    "q40": "third fifth",
    "q20": "fourth fifth",
    "q0": "weakest fifth",
    "bottom": "most negative",
    **{f"i{tenth}": f"{tenth + 1}. tenth of its range" for tenth in reversed(range(10))},
}
"""Bands of examples in the order they are shown: fifths of the stories in which the unit is active, by maximum."""
_GLUED = frozenset([*".,!?;:)”’", "'s"])


def unit_table(features: Artifact) -> pa.Table:
    """Return one row per unit, without its examples; in one piece, so that a few rows of it are quickly taken."""
    return read_table(features, "features.parquet", TABLE_COLUMNS).combine_chunks()


def label_name(level: str, axis: str, value: str) -> str:
    """Return what a label is called: "tone: sad" of a story, "tone: sad (its words)" of the words that say it."""
    return f"{axis}: {value}" + (" (its words)" if level == "span" else "")


def one_unit(features: Artifact, table: str, row: int, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Return the rows of one unit in cards, examples or histograms; only its row group is read."""
    return read_table(features, f"{table}.parquet", columns, pc.field("row") == row).to_pylist()


def label_choices(features: Artifact) -> dict[str, tuple[str, str, str]]:
    """Return every label that cards are measured against: name to (level, axis, value)."""
    rows = one_unit(features, "cards", 0, ("row", "level", "axis", "value"))
    with readable(features):
        found = dict.fromkeys((str(row["level"]), str(row["axis"]), str(row["value"])) for row in rows)
    return {label_name(*key): key for key in sorted(found, key=lambda key: (key[1], key[0], key[2]))}


def ranked_for(features: Artifact, label: tuple[str, str, str]) -> pa.Table:
    """Return how well each unit tells one label: by the statistic with the higher lift on the choosing half."""
    level, axis, value = label
    where = (pc.field("axis") == axis) & (pc.field("value") == value) & (pc.field("level") == level)
    cards = read_table(features, "cards.parquet", CARD_COLUMNS, where)
    with readable(features):
        ordered = cards.sort_by([("row", "ascending"), ("lift", "descending")])
        rows = ordered["row"].to_pylist()
        first = [index for index, row in enumerate(rows) if not index or row != rows[index - 1]]
        return ordered.take(pa.array(first, pa.int64()))


def card_bars(cards: Sequence[dict[str, Any]], count: int = 12) -> list[CardBar]:
    """Return the labels that a unit tells best, each by its best statistic, ranked on the choosing half."""
    best: dict[tuple[str, str, str], dict[str, Any]] = {}
    for card in sorted(cards, key=lambda card: -_number(card["lift"], -1.0)):
        best.setdefault((card["level"], card["axis"], card["value"]), card)
    measured = [card for card in best.values() if _number(card["auroc"], None) is not None]
    return [
        CardBar(
            label=label_name(card["level"], card["axis"], card["value"]),
            auroc=float(card["auroc"]),
            null=_number(card["null_auroc"], None),
            precision=_number(card["precision"], None),
            recall=_number(card["recall"], None),
            f1=_number(card["f1"], None),
            null_f1=_number(card["null_f1"], None),
            chance_f1=_number(card["chance"], None),
            n=int(card["n_pos"]),
        )
        for card in measured[:count]
    ]


def _number(value: object, instead: Any) -> Any:  # noqa: ANN401 - a float, or whatever stands in for a missing one
    """Return a float that is one, else `instead`."""
    if isinstance(value, int | float) and value == value:
        return float(value)
    return instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A window of a story around a unit's peak; `story` is a row of the split, `position` a token in it."""

    band: str
    story: int
    position: int
    activation: float
    peak: int
    tokens: list[str]
    activations: list[float]


def examples_of(features: Artifact, row: int) -> dict[str, list[Example]]:
    """Return the examples of one unit by band, in the order of BANDS."""
    names = ("row", "band", "rank", "story", "position", "activation", "peak", "tokens", "activations")
    rows = one_unit(features, "examples", row, names)
    with readable(features):
        rows.sort(key=lambda one: int(one["rank"]))
        found: dict[str, list[Example]] = {}
        for one in rows:
            example = Example(**{name: one[name] for name in names if name not in ("row", "rank")})
            found.setdefault(example.band, []).append(example)
    return {band: found[band] for band in BANDS if band in found}


def spaced(tokens: Sequence[str]) -> list[str]:
    """Return tokens with the white space that stands before them in running text.

    >>> "".join(spaced(["tom", "'s", "“", "hi", "”", "."]))
    " tom's “hi”."
    """
    found: list[str] = []
    opened = False
    for token in tokens:
        if token.startswith(("Ġ", "▁")):
            found.append(" " + token[1:])
        else:
            found.append(token if opened or token in _GLUED else " " + token)
        opened = token == "“"
    return found

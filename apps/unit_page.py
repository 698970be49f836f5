"""One unit as a page without any script: its label card, its histogram as bars, what it writes, its examples."""

import re
from collections.abc import Sequence
from string import Template
from typing import Any

import pyarrow as pa

from apps import units
from apps.figures import LIGHT
from apps.figures.theme import mix
from apps.markup import Token, escape, fact_table, stylesheet, token_strip
from apps.unit_table import label_of
from workbench.artifacts import Artifact

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$unit</title>
$style
<style>
body { background: var(--ss-paper); color: var(--ss-text); font: 16px/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 5rem; }
a { color: var(--ss-primary); text-decoration: none; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
</style>
</head>
<body><main>
<p><a href="../units.html">All units</a></p>
<h1>$unit</h1>
<p class="ss-mute">$lead</p>
$body
</main></body>
</html>
""")
_CARDS, _EXAMPLES, _TOKENS = 16, 4, 10


def unit_page(features: Artifact, table: pa.Table, row: int) -> tuple[str, str]:
    """Return the file name and the page of the unit in row `row`; raises StoryscopeError if its tables are damaged."""
    unit: dict[str, Any] = table.slice(row, 1).to_pylist()[0]
    lead = f"{unit['kind']} at {unit['hook']}; density {unit['density']:.2%}; best at telling {label_of(unit)}."
    body = "".join(
        f"<h2>{title}</h2>{made}"
        for title, made in (
            ("What it knows", _card(features, row)),
            ("How strongly it fires", _histogram(features, row)),
            ("What it writes", _writes(unit)),
            ("Where it fires", _examples(features, unit)),
        )
        if made
    )
    page = _PAGE.substitute(unit=escape(unit["unit"]), lead=escape(lead), body=body, style=stylesheet(LIGHT))
    return file_name(unit["unit"]), page


def file_name(unit: str) -> str:
    """Return the name of a unit's file: letters, digits, dots and dashes only, whatever a table says.

    >>> file_name("../../etc/passwd")
    '__etc_passwd.html'
    """
    return re.sub("[^A-Za-z0-9.-]+", "_", unit).strip(".")[:80].replace("..", "") + ".html"


def _card(features: Artifact, row: int) -> str:
    bars = units.card_bars(units.one_unit(features, "cards", row, units.CARD_COLUMNS), _CARDS)
    head = ("label", "AUROC", "shuffled", "precision", "recall", "F1", "shuffled F1", "always firing", "n")
    rows = [
        (bar.label, *(_two(one) for one in (bar.auroc, bar.null, bar.precision, bar.recall, bar.f1, bar.null_f1)))
        + (_two(bar.chance_f1), f"{bar.n:,}")
        for bar in bars
    ]
    return fact_table(rows, head) if rows else ""


def _histogram(features: Artifact, row: int) -> str:
    rows = units.one_unit(features, "histograms", row)
    if not rows or not rows[0]["counts"]:
        return ""
    counts: Sequence[int] = rows[0]["counts"]
    top, width = max(max(counts), 1), 8
    bars = "".join(
        f'<rect x="{at * width}" y="{80 - _high(count, top)}" width="{width - 1}" height="{_high(count, top)}" '
        f'fill="{mix(LIGHT.activation, 0.35 + 0.65 * at / len(counts))}"><title>'
        f"{lower:.3g} to {upper:.3g}: {count:,} tokens</title></rect>"
        for at, (lower, upper, count) in enumerate(zip(rows[0]["lower"], rows[0]["upper"], counts, strict=True))
    )
    size = f'viewBox="0 0 {len(counts) * width} 82" style="width:100%;max-width:44rem;height:8rem"'
    return f'<svg {size} role="img" aria-label="histogram of activations">{bars}</svg>'


def _high(count: int, top: int) -> float:
    """Return the height of a bar; the scale is a root, so that rare activations are seen."""
    return round(78 * (count / top) ** 0.25, 1) if count else 0.0


def _writes(unit: dict[str, Any]) -> str:
    more = list(zip(unit["top_tokens"] or (), unit["top_logits"] or (), strict=False))[:_TOKENS]
    less = list(zip(unit["bottom_tokens"] or (), unit["bottom_logits"] or (), strict=False))[:_TOKENS]
    rows = [(f"{high[0]}  {high[1]:+.2f}", f"{low[0]}  {low[1]:+.2f}") for high, low in zip(more, less, strict=False)]
    return fact_table(rows, ("likelier (logit per unit of activation)", "less likely")) if rows else ""


def _examples(features: Artifact, unit: dict[str, Any]) -> str:
    parts: list[str] = []
    largest = max(abs(unit["max"]), abs(unit["min"]))
    for band, examples in units.examples_of(features, unit["row"]).items():
        strips = "".join(_strip(one, largest) for one in examples[:_EXAMPLES])
        parts.append(f'<p class="ss-mute">{escape(units.BANDS[band])}</p>{strips}')
    return "".join(parts)


def _strip(example: units.Example, largest: float) -> str:
    pieces = zip(units.spaced(example.tokens), example.tokens, example.activations, strict=True)
    tokens = [
        Token(text, value, f"{token}  {value:+.3f}", strong=index == example.peak)
        for index, (text, token, value) in enumerate(pieces)
    ]
    strip = token_strip(tokens, LIGHT.activation, largest, negative=LIGHT.effect)
    return f'<div class="ss-example"><span class="ss-role">{escape(f"{example.activation:+.2f}")}</span>{strip}</div>'


def _two(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.2f}"

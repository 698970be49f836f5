"""Stories and tokens as HTML: everything that comes from outside is escaped, here and nowhere else.

(Not called `html`: Streamlit puts this folder on the import path, where it would shadow the standard library's module.)
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from apps.figures.theme import LIGHT, Palette, Scale, mix, readable_on

LIMIT = 20_000
"""How many characters of one text are shown; the rest is counted, never silently dropped."""

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=@/\"'%,;?])")


def visible(text: str) -> str:
    r"""Replace what has no glyph or turns text around (NUL, escape codes, lone surrogates, bidi marks) by a sign.

    >>> visible("a\x00b")
    'a␀b'
    """
    return _UNSHOWABLE.sub(lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", text)


def escape(text: object) -> str:
    """Return `text` as HTML that shows it literally, also inside an attribute in double or single quotes.

    >>> escape("<b onclick='x'>")
    '&lt;b onclick=&#x27;x&#x27;&gt;'
    """
    return html.escape(visible(str(text)), quote=True)


def literal(text: object, limit: int = 200) -> str:
    r"""Return `text` as Markdown that shows it literally (for labels, which Streamlit always renders as Markdown).

    >>> print(literal("*$x$*"))
    \*\$x\$\*
    """
    flat = visible(str(text)).replace("\n", " ").replace("\t", " ")
    if len(flat) > limit:
        flat = flat[: limit - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", flat)


def _cut(text: str, limit: int) -> tuple[str, str]:
    """Return the part to show and a note (HTML) about what is left out."""
    if len(text) <= limit:
        return text, ""
    return text[:limit], f'<span class="ss-cut">… {len(text) - limit:,} more characters are not shown</span>'


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it stands in the text (with its white space), a value to colour it by, and lines for its tooltip."""

    text: str
    value: float = 0.0
    tip: str = ""
    strong: bool = False


def token_strip(
    tokens: Sequence[Token],
    scale: Scale = LIGHT.activation,
    maximum: float | None = None,
    *,
    negative: Scale | None = None,
    limit: int = LIMIT,
) -> str:
    """Return tokens as spans with tooltips, coloured by value / `maximum` (default: the largest size) on `scale`.

    Values below zero have no colour, or that of the lower half of the signed scale `negative`.
    """
    top = maximum if maximum is not None else max((abs(token.value) for token in tokens), default=0.0)
    parts: list[str] = []
    used = 0
    for token in tokens:
        if used >= limit:
            left = sum(len(other.text) for other in tokens) - used
            parts.append(f'<span class="ss-cut">… {left:,} more characters are not shown</span>')
            break
        shown, note = _cut(token.text, limit - used)
        used += len(token.text)
        body = shown.lstrip(" ")
        lead = " " * (len(shown) - len(body))
        share = token.value / top if top > 0 else 0.0
        style = ""
        if share > 0.02 or (negative and share < -0.02):
            colour = mix(negative, 0.5 + 0.5 * share) if negative and share < 0 else mix(scale, share)
            style = f' style="background:{colour};color:{readable_on(colour)}"'
        tip = f' data-tip="{escape(token.tip)}" tabindex="0"' if token.tip else ""
        strong = " ss-peak" if token.strong else ""
        parts.append(f'{lead}<span class="ss-token{strong}"{style}{tip}>{escape(body)}</span>{note}')
    return f'<div class="ss-strip">{"".join(parts)}</div>'


Line = Literal["solid", "dashed", "dotted"]
"""How a mention is underlined."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of a text by `kind`: "cue" is tinted, "mention" underlined, "chosen" and "hit" marked."""

    start: int
    end: int
    kind: str
    colour: str
    tip: str = ""
    line: Line = "solid"


def overlay(text: str, spans: Iterable[Span], *, limit: int = LIMIT) -> str:
    """Return `text` with `spans` drawn over it; they may overlap and need not lie inside the text."""
    shown, note = _cut(text, limit)
    size = len(shown)
    kept = [span for span in spans if 0 <= span.start < min(span.end, size)]
    edges = sorted({0, size, *(span.start for span in kept), *(min(span.end, size) for span in kept)})
    parts: list[str] = []
    for left, right in zip(edges, edges[1:], strict=False):
        here = [span for span in kept if span.start <= left and span.end >= right]
        parts.append(_segment(escape(shown[left:right]), here))
    return f'<div class="ss-story">{"".join(parts)}{note}</div>'


def _segment(body: str, spans: Sequence[Span]) -> str:
    if not spans:
        return body
    styles: list[str] = []
    classes = ["ss-span"]
    for span in spans:
        if span.kind == "cue":
            styles.append(f"background:color-mix(in srgb, {_colour(span.colour)} 26%, transparent)")
        elif span.kind == "mention":
            styles.append(f"border-bottom:3px {span.line} {_colour(span.colour)}")
        elif span.kind in ("chosen", "hit"):
            classes.append(f"ss-{span.kind}")
    tips = [span.tip for span in spans if span.tip]
    tip = f' data-tip="{escape(chr(10).join(tips))}" tabindex="0"' if tips else ""
    return f'<span class="{" ".join(classes)}" style="{";".join(styles)}"{tip}>{body}</span>'


def _colour(colour: str) -> str:
    """Let only #rrggbb through: a colour is the one thing that reaches a style attribute."""
    assert re.fullmatch("#[0-9a-fA-F]{6}", colour), f"not a colour: {colour!r}"
    return colour


def chip(label: object, colour: str, tip: str = "", line: Line | None = None) -> str:
    """Return a small rounded label with a coloured dot, or a piece of underline in place of the dot."""
    hint = f' data-tip="{escape(tip)}" tabindex="0"' if tip else ""
    mark = f"background:{_colour(colour)}"
    if line is not None:
        mark = f"height:0;border-radius:0;border-bottom:3px {line} {_colour(colour)}"
    return f'<span class="ss-chip"{hint}><i style="{mark}"></i>{escape(label)}</span>'


def row_of(parts: Iterable[str]) -> str:
    """Return already escaped parts side by side, wrapping."""
    return f'<div class="ss-row">{"".join(parts)}</div>'


def fact_table(rows: Sequence[Sequence[object]], head: Sequence[str], marked: Sequence[int] = ()) -> str:
    """Return a compact table; rows whose index is in `marked` are emphasised."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        f"<tr{' class=ss-new' if index in marked else ''}>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        for index, row in enumerate(rows)
    )
    return f'<table class="ss-table"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def stylesheet(palette: Palette) -> str:
    """Return the style element for everything above, in the colours of `palette`."""
    names = ("text", "paper", "panel", "muted", "grid", "primary", "right", "wrong")
    colours = "".join(f"--ss-{name}: {_colour(getattr(palette, name))};" for name in names)
    return f"<style>:root {{{colours}}}\n{_rules()}</style>"


@cache
def _rules() -> str:
    return resources.files("apps").joinpath("explorer.css").read_text(encoding="utf-8")

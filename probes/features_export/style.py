"""The frame of the exported pages: style and script stand inside, and nothing is ever fetched."""

from html import escape
from string import Template

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --mute: #667085; --line: #d9dee7; --paper: #fff; --on: 37,99,235;
  --off: 217,119,6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --mute: #98a2b3; --line: #333b4a; --paper: #12161d;
  --on: 96,165,250; --off: 251,191,36; } }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto;
  max-width: 70rem; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: .85rem; color: var(--mute); margin: .9rem 0 .2rem; text-transform: uppercase; letter-spacing: .04em; }
a { color: rgb(var(--on)); } p, li { max-width: 60rem; } .mute { color: var(--mute); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } td, th { padding: .1rem .7rem .1rem 0;
  text-align: left; vertical-align: top; } th { color: var(--mute); font-weight: 500; }
.columns { display: flex; flex-wrap: wrap; gap: 0 2.5rem; } .example { margin: .15rem 0; }
.example b { display: inline-block; min-width: 4.2rem; font-weight: 400; color: var(--mute); }
.peak { outline: 1px solid currentColor; border-radius: 2px; } svg rect { fill: rgb(var(--on)); }
input { font: inherit; padding: .3rem .5rem; width: 24rem; max-width: 100%; } summary { cursor: pointer; }
"""
_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy"><title>$title</title><style>$style</style></head>
<body><h1>$title</h1>
$body
</body></html>
""")
SEARCH = """<script>
const rows = [...document.querySelectorAll("tbody tr")], box = document.querySelector("input");
const count = document.querySelector("#count");
function look() {
  const words = box.value.toLowerCase().split(" ").filter(Boolean); let n = 0;
  for (const row of rows) {
    const fits = words.every(word => row.textContent.toLowerCase().includes(word)); row.hidden = !fits; n += fits;
  }
  count.textContent = n;
}
box.addEventListener("input", look);
for (const [place, head] of document.querySelectorAll("thead th").entries()) head.addEventListener("click", () => {
  const down = head.dataset.down = head.dataset.down === "1" ? "0" : "1";
  const key = row => { const text = row.cells[place].textContent, value = parseFloat(text);
    return isNaN(value) ? text : value; };
  rows.sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * (down === "1" ? -1 : 1); });
  document.querySelector("tbody").append(...rows);
});
</script>"""
"""Filters the rows of the one table of a page by words, and sorts it by the column that is clicked."""


def frame(title: str, body: str) -> str:
    """A whole document; `body` is HTML."""
    return _PAGE.substitute(policy=_POLICY, title=escape(title), style=_STYLE, body=body)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of plain texts."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def bars(counts: list[int], least: float, most: float, width: int = 300, height: int = 60) -> str:
    """A histogram as a drawing; heights are on a square-root scale, so that rare strong activations show."""
    top = max(counts, default=0) ** 0.5
    if not top:
        return ""
    step = width / len(counts)
    drawn = "".join(
        f'<rect x="{place * step:.1f}" y="{height * (1 - count**0.5 / top):.1f}" width="{max(step - 0.5, 0.5):.1f}" '
        f'height="{height * count**0.5 / top:.1f}"><title>{count}</title></rect>'
        for place, count in enumerate(counts)
        if count
    )
    said = f"{sum(counts)} values from {least:.3g} to {most:.3g}"
    return (
        f'<svg role="img" aria-label="{said}" width="{width}" height="{height}">{drawn}</svg>'
        f'<div class="mute">{said}</div>'
    )


def strip(tokens: list[str], values: list[float], peak: int, largest: float) -> str:
    """Tokens tinted by their activation; what is negative has another colour."""
    made: list[str] = []
    for place, (token, value) in enumerate(zip(tokens, values, strict=True)):
        strength = min(1.0, abs(value) / largest) if largest > 0 else 0.0
        space = " " if token[:1] == " " else ""
        word = escape(token.lstrip(" "))
        if strength < 0.02 and place != peak:
            made.append(space + word)  # most tokens: a page of plain words stays small
            continue
        colour = "on" if value > 0 else "off"
        mark = ' class="peak"' if place == peak else ""
        tint = f' style="background:rgba(var(--{colour}),{0.75 * strength:.2f})"'
        made.append(f'{space}<span{mark}{tint} title="{value:.2f}">{word}</span>')
    return "".join(made)

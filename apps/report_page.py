"""The frame of the report: one HTML file with its style and Plotly's script inside."""

import hashlib
import json
from collections.abc import Sequence
from string import Template

import plotly.graph_objects as go

from apps.figures import LIGHT
from apps.markup import escape, stylesheet

_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
"""Nothing may be fetched, whatever a story says."""
_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
$style
<style>
body { background: var(--ss-paper); color: var(--ss-text); font: 16px/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 5rem; }
h1 { font-size: 2rem; margin: .5rem 0 0; }
h2 { font-size: 1.35rem; margin: 2.8rem 0 .6rem; padding-top: 1rem; border-top: 1px solid var(--ss-grid); }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
nav a { color: var(--ss-primary); margin-right: 1rem; text-decoration: none; }
.warning { color: var(--ss-wrong); }
@media print { h2 { break-after: avoid; } .js-plotly-plot { break-inside: avoid; } }
</style>
<script>$plotly</script>
</head>
<body><main>
<h1>$title</h1>
<p class="ss-mute">$lead</p>
<nav>$links</nav>
$body
</main></body>
</html>
""")


def drawing(made: go.Figure) -> str:
    """Return a figure as a placeholder and the call that fills it; the script itself stands once in the page."""
    # `<` never stands in a script as itself, so that no text in a figure can end the script element.
    data = json.dumps(json.loads(made.to_json() or "{}")).replace("<", "\\u003c")
    name = f"figure-{hashlib.sha256(data.encode()).hexdigest()[:10]}"
    return (
        f'<div id="{name}"></div><script>(function(){{var f={data};'
        f'Plotly.newPlot("{name}",f.data,f.layout,{{responsive:true,displaylogo:false}});}})();</script>'
    )


def page(title: str, lead: str, sections: Sequence[tuple[str, str]]) -> str:
    """Return the whole document; `sections` are (title, HTML)."""
    from plotly.offline import get_plotlyjs

    names = [title.lower().replace(" ", "-") for title, _ in sections]
    links = "".join(f'<a href="#{name}">{escape(title)}</a>' for name, (title, _) in zip(names, sections, strict=True))
    body = "\n".join(
        f'<section><h2 id="{name}">{escape(title)}</h2>{html}</section>'
        for name, (title, html) in zip(names, sections, strict=True)
    )
    return _PAGE.substitute(
        policy=_POLICY,
        title=escape(title),
        lead=escape(lead),
        links=links,
        body=body,
        style=stylesheet(LIGHT),
        plotly=get_plotlyjs(),
    )


def warning(text: str) -> str:
    """Return a sentence that stands in the place of what could not be shown."""
    return f'<p class="warning">{escape(text)}</p>'

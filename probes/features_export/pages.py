"""Dashboards as pages that open from disk: an index with a search, and a section for every unit, some dozens a page."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from probes.feature_reading import Features
from probes.features_export.dashboards import Dashboard, Row, dashboards, label_of, said, with_spaces
from probes.features_export.neuronpedia import model_of
from probes.features_export.style import SEARCH, bars, frame, strip, table
from workbench.progress import Task

_PER_PAGE = 32
_CARDS = 8
_EXAMPLES = {"top": 10}
_FEW = 3
_BANDS = {
    "top": "strongest stories",
    "bottom": "most negative",
    **{f"i{place}": f"interval {place + 1} of 10" for place in range(9, -1, -2)},
}
_RELATIONS = {
    "cosine_feature": "writes like (features)",
    "cosine_neuron": "writes like (neurons)",
    "pearson_feature": "fires with (features)",
    "pearson_neuron": "fires with (neurons)",
    "pearson_head": "fires with (heads)",
    "alignment": "channels of its hook point",
}


def write_pages(features: Features, rows: Sequence[int], folder: Path, task: Task) -> None:
    """index.html and units-*.html; memory holds one page at a time."""
    ordered = sorted(rows)
    page_of = {row: place // _PER_PAGE for place, row in enumerate(ordered)}
    listing: list[str] = []
    section: list[str] = []
    page = 0
    for one in dashboards(features, ordered):
        listing.append(_index_row(one, page))
        section.append(_section(one, page_of))
        task.advance(1)
        if len(section) == _PER_PAGE:
            _write_page(folder, page, section)
            page, section = page + 1, []
    if section:
        _write_page(folder, page, section)
    _write_index(features, folder, listing)


def _write_page(folder: Path, page: int, sections: Sequence[str]) -> None:
    back = '<p><a href="index.html">All units</a></p>'
    (folder / f"units-{page:04d}.html").write_text(frame(f"Units, page {page + 1}", back + "".join(sections)), "utf-8")


def _write_index(features: Features, folder: Path, listing: Sequence[str]) -> None:
    summary, artifact = features.artifact.manifest.summary, features.artifact
    lead = (
        f'<p class="mute">Statistics {escape(artifact.label)} of the model {escape(model_of(features))}: '
        f"{summary['tokens']:,} tokens of {summary['stories']:,} stories. F1 with its 95% interval (stories are the "
        "observations) is that of the rule that tells the label best, judged on stories that did not choose it; p is "
        f"the share of {summary['shuffles']} shuffles in which any unit at any label looks as good.</p>"
        f'<p><input placeholder="Search: a unit, a label, a token" aria-label="Search"> '
        f'<span id="count">{len(listing)}</span> units; click a column to sort.</p>'
    )
    head = "".join(f"<th>{name}</th>" for name in ("unit", "label", "F1", "interval", "p", "density", "max", "writes"))
    body = f"{lead}<table><thead><tr>{head}</tr></thead><tbody>{''.join(listing)}</tbody></table>{SEARCH}"
    (folder / "index.html").write_text(frame("Neurons, features and heads", body), "utf-8")


def _index_row(one: Dashboard, page: int) -> str:
    unit = one.unit
    known = unit["best_axis"] is not None and not unit["dead"]
    interval = f"{unit['best_f1_lo']:.2f} to {unit['best_f1_hi']:.2f}" if known else ""
    cells = [
        label_of(unit, "best_") if known else "dead" if unit["dead"] else "",
        f"{unit['best_f1']:.2f}" if known else "",
        interval,
        f"{unit['best_p']:.3f}" if known and unit["best_p"] is not None else "",
        f"{unit['density']:.4f}",
        f"{unit['max']:.2f}",
        " ".join(unit["top_tokens"][:4]),
    ]
    name = escape(unit["unit"])
    link = f'<a href="units-{page:04d}.html#{name}">{name}</a>'
    return f"<tr><td>{link}</td>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _section(one: Dashboard, page_of: dict[int, int]) -> str:
    unit, histogram = one.unit, one.histogram
    parts = [
        f'<h2 id="{escape(unit["unit"])}">{escape(unit["unit"])}</h2>',
        f'<p class="mute">{escape(unit["kind"])} at {escape(unit["hook"])}; active on {unit["density"]:.2%} of the '
        f"tokens, from {unit['min']:.3g} to {unit['max']:.3g}{_loss(unit)}</p>",
        f"<p>{escape(said(unit))}</p>" if said(unit) else "",
        '<div class="columns">',
        _cards(one.cards[:_CARDS]),
        _part("how strongly it fires", bars(histogram["bars"], histogram["bar_least"], histogram["bar_largest"])),
        _writes(unit),
        _tokens(one.tokens),
        *_relations(one, page_of),
        "</div>",
        *_examples(one),
    ]
    return "<section>" + "".join(parts) + "</section>"


def _part(title: str, html: str) -> str:
    return f"<div><h3>{escape(title)}</h3>{html}</div>" if html else ""


def _loss(unit: Row) -> str:
    if unit["effect"] is None:
        return ""
    told = f"; without it the loss changes by {unit['effect']:+.4f} nats per token (to first order)"
    return told if unit["ablation"] is None else f"{told}, {unit['ablation']:+.4f} measured"


def _cards(cards: Sequence[Row]) -> str:
    rows = [
        [
            label_of(card),
            f"{card['f1']:.2f}",
            f"{card['f1_lo']:.2f} to {card['f1_hi']:.2f}",
            f"{card['precision']:.2f}",
            f"{card['recall']:.2f}",
            f"{card['auroc']:.2f}",
            f"{card['null_f1']:.2f}",
            f"{card['p']:.3f}",
        ]
        for card in cards
    ]
    names = ["label", "F1", "95%", "precision", "recall", "AUROC", "shuffled F1", "p"]
    return _part("what it tells", table(names, rows) if rows else "")


def _writes(unit: Row) -> str:
    if not unit["top_tokens"]:
        return ""
    up = zip(unit["top_tokens"], unit["top_logits"], strict=True)
    down = zip(unit["bottom_tokens"], unit["bottom_logits"], strict=True)
    rows = [[a, f"{x:+.2f}", b, f"{y:+.2f}"] for (a, x), (b, y) in zip(up, down, strict=True)]
    return _part("what it writes", table(["likelier", "", "less likely", ""], rows))


def _tokens(tokens: Sequence[Row]) -> str:
    rows = [[row["token"], f"{row['mean']:.2f}", f"{row['share']:.0%}", str(row["n"])] for row in tokens]
    return _part("tokens it fires on", table(["token", "mean", "of all", "n"], rows) if rows else "")


def _relations(one: Dashboard, page_of: dict[int, int]) -> Iterator[str]:
    for name, title in _RELATIONS.items():
        lines: list[str] = []
        for other in one.relations.get(name, []):
            told = escape(other["name"])
            if name != "alignment" and other["other"] in page_of:
                told = f'<a href="units-{page_of[other["other"]]:04d}.html#{told}">{told}</a>'
            lines.append(f"<tr><td>{told}</td><td>{other['value']:+.2f}</td></tr>")
        yield _part(title, f"<table>{''.join(lines)}</table>" if lines else "")


def _examples(one: Dashboard) -> Iterator[str]:
    largest = max(abs(one.unit["max"]), abs(one.unit["min"]))
    for band, title in _BANDS.items():
        rows = one.examples.get(band, [])[: _EXAMPLES.get(band, _FEW)]
        if not rows:
            continue
        lines = "".join(
            f'<div class="example"><b>{row["activation"]:+.2f}</b>'
            f"{strip(with_spaces(row['tokens']), row['activations'], row['peak'], largest)}</div>"
            for row in rows
        )
        opened = " open" if band == "top" else ""
        yield f"<details{opened}><summary>{escape(title)}</summary>{lines}</details>"

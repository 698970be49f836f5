"""The explorer as a folder of pages that open without a server: results, stories with their truth, every unit's card.

Nothing in it is fetched from anywhere. Pages of units hold no script at all; the two lists filter with a few lines of
script that only ever compare and hide.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import pyarrow as pa

from apps import story_search, units
from apps.figures import LIGHT
from apps.headlines import newest
from apps.markup import chip, escape, fact_table, row_of, stylesheet
from apps.report import family
from apps.report_page import page, warning
from apps.report_sections import SECTIONS
from apps.story_view import story_lines, world_rows
from apps.unit_page import file_name, unit_page
from apps.unit_table import label_of
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import AXES, Story

_STORIES = 60
_UNITS = 120
"""Units with a page of their own: those that tell a label best."""
_LISTED = 5_000
_MARK = "storyscope-export"
"""A file that says that a folder is an export, so that no other folder is ever emptied."""
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_LIST = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<title>$title</title>
$style
<style>
body { background: var(--ss-paper); color: var(--ss-text); font: 16px/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 66rem; margin: 0 auto; padding: 2rem 1.5rem 5rem; }
a { color: var(--ss-primary); text-decoration: none; }
nav a { margin-right: 1rem; }
input { font: inherit; padding: .4rem .7rem; width: 24rem; max-width: 100%; border: 1px solid var(--ss-grid); }
article { border-top: 1px solid var(--ss-grid); padding: 1rem 0; }
</style>
</head>
<body><main>
<h1>$title</h1>
<p class="ss-mute">$lead</p>
<nav><a href="index.html">Results</a><a href="stories.html">Stories</a><a href="units.html">Units</a></nav>
<p><label>Find <input id="find" type="search" placeholder="$hint" autocomplete="off"></label>
<span id="count"></span></p>
$body
<script>
const rows = [...document.querySelectorAll("[data-find]")], box = document.getElementById("find");
const show = () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let left = 0;
  for (const row of rows) { row.hidden = !words.every(word => row.dataset.find.includes(word)); left += !row.hidden; }
  document.getElementById("count").textContent = left + " of " + rows.length;
};
box.addEventListener("input", show); show();
</script>
</main></body>
</html>
""")


@dataclass(frozen=True)
class Exported:
    """A folder that was written."""

    folder: Path
    pages: int
    bytes: int

    @property
    def summary(self) -> dict[str, Any]:
        """Where it is and how large."""
        return {
            "path": str(self.folder),
            "open": str(self.folder / "index.html"),
            "pages": self.pages,
            "bytes": self.bytes,
        }


def export(folder: Path, model: Artifact | None = None, progress: Progress = SILENT) -> Exported:
    """Write what is here about a model (the newest one) as pages in `folder`, and return how much that is.

    An export that is there is replaced; any other folder must be empty. Raises StoryscopeError otherwise, or if there
    is no model.
    """
    shown = family(model or artifacts.resolve("model"))
    if folder.exists() and not folder.is_dir():
        raise StoryscopeError(f"{folder} is a file.", "Name a new or an empty folder.")
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise StoryscopeError(f"{folder} holds other files.", "Name a new or an empty folder.")
    fresh = folder.with_name(f".{folder.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        (fresh / _MARK).write_text("Made by: storyscope explore --export\n", encoding="utf-8")
    except OSError as error:
        what = f"{folder} cannot be written ({error.strerror or error})."
        raise StoryscopeError(what, "Name a folder in a place that you may write to.") from error
    table = _table(shown)
    best = _best(table)
    with progress.task("export", 2 + len(best), "pages") as task:
        (fresh / "index.html").write_text(_index(shown), encoding="utf-8")
        (fresh / "stories.html").write_text(_guarded(_stories, shown), encoding="utf-8")
        (fresh / "units.html").write_text(_guarded(lambda _: _units(shown, table, set(best)), shown), encoding="utf-8")
        task.advance(2)
        features = newest(shown, "features")
        (fresh / "units").mkdir()
        for row in best:
            assert features is not None and table is not None
            name, html = unit_page(features, table, row)
            (fresh / "units" / name).write_text(html, encoding="utf-8")
            task.advance()
    if folder.exists():
        shutil.rmtree(folder)
    fresh.rename(folder)
    files = [path for path in folder.rglob("*.html")]
    return Exported(folder, len(files), sum(path.stat().st_size for path in files))


def _index(shown: Sequence[Artifact]) -> str:
    links = '<p><a href="stories.html">Stories with their truth</a> · <a href="units.html">Neurons and features</a></p>'
    sections: list[tuple[str, str]] = [("Look further", links)]
    for title, make in SECTIONS.items():
        try:
            body = make(shown)
        except StoryscopeError as fault:
            body = warning(str(fault))
        if body:
            sections.append((title, body))
    return page("Storyscope", "Made by storyscope explore --export. Nothing here is fetched from anywhere.", sections)


def _guarded(make: Callable[[Sequence[Artifact]], str], shown: Sequence[Artifact]) -> str:
    try:
        return make(shown)
    except StoryscopeError as fault:
        return _list("Storyscope", "This part could not be shown.", warning(str(fault)), "")


def _list(title: str, lead: str, body: str, hint: str) -> str:
    return _LIST.substitute(
        policy=_POLICY, title=escape(title), lead=escape(lead), body=body, hint=escape(hint), style=stylesheet(LIGHT)
    )


def _stories(shown: Sequence[Artifact]) -> str:
    corpus = newest(shown, "corpus")
    if corpus is None:
        return _list("Stories", "The stories that the model was trained on are not here.", "", "")
    rows = story_search.search(corpus, story_search.Query(split="test"), limit=_STORIES)
    if not rows.num_rows:
        rows = story_search.search(corpus, story_search.Query(), limit=_STORIES)
    where = zip(rows["shard"].to_pylist(), rows["row"].to_pylist(), strict=True)
    body = "".join(_story(story_search.story_at(corpus, shard, row)) for shard, row in where)
    lead = f"{rows.num_rows} stories of {corpus.label}: tinted words carry a label, equal underlines mean the same one."
    return _list("Stories", lead, body, "a word, a tone, a topic")


def _story(story: Story) -> str:
    tints = dict(zip(AXES, LIGHT.categories, strict=False))
    labels = row_of(chip(f"{axis}: {getattr(story, axis)}", tints[axis], f"The story's {axis}") for axis in AXES)
    last = len(story.sentences) - 1
    rows, _ = world_rows(story, last)
    facts = fact_table(rows, ("who or what", "fact", "value", "since", "reader learns"))
    text = " ".join((story.text, *(str(getattr(story, axis)) for axis in AXES))).lower()
    lines = story_lines(story, LIGHT, {"cues", "mentions", "plot roles"}, last + 1)
    world = f"<details><summary>How the world is at the end</summary>{facts}</details>"
    return f'<article data-find="{escape(text)}">{labels}{lines}{world}</article>'


def _table(shown: Sequence[Artifact]) -> pa.Table | None:
    features = newest(shown, "features")
    if features is None:
        return None
    try:
        return units.unit_table(features)
    except StoryscopeError:
        return None


def _best(table: pa.Table | None) -> list[int]:
    if table is None:
        return []
    lifts = [(-1.0 if lift is None or lift != lift else lift) for lift in table["best_lift"].to_pylist()]
    return sorted(range(len(lifts)), key=lambda row: (-lifts[row], row))[:_UNITS]


def _units(shown: Sequence[Artifact], table: pa.Table | None, own: set[int]) -> str:
    features = newest(shown, "features")
    if features is None or table is None:
        return _list(
            "Units", "No unit was measured here, or its statistics cannot be read: storyscope features.", "", ""
        )
    kept = sorted(own) + [row for row in range(table.num_rows) if row not in own][: max(0, _LISTED - len(own))]
    rows: list[dict[str, Any]] = table.take(pa.array(sorted(kept))).to_pylist()
    rows.sort(
        key=lambda row: -(row["best_f1"] if row["best_f1"] is not None and row["best_f1"] == row["best_f1"] else -1)
    )
    head = "".join(f"<th>{name}</th>" for name in ("unit", "label", "F1", "shuffled", "AUROC", "density", "writes"))
    body = "".join(_unit(row, row["row"] in own) for row in rows)
    whole = f'<table class="ss-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    lead = (
        f"{len(rows):,} of {table.num_rows:,} units of {features.label}; the best {len(own)} have a page of their own."
    )
    return _list("Neurons and features", lead, whole, "sae, sad, a token it writes")


def _unit(row: dict[str, Any], has_page: bool) -> str:
    name = escape(row["unit"])
    link = f'<a href="units/{file_name(row["unit"])}">{name}</a>' if has_page else name
    writes = " ".join((row["top_tokens"] or [])[:4])
    find = escape(f"{row['unit']} {row['kind']} {label_of(row)} {writes}".lower())
    numbers = "".join(f"<td>{_two(row[key])}</td>" for key in ("best_f1", "null_f1", "best_auroc"))
    texts = f"<td>{link}</td><td>{escape(label_of(row))}</td>"
    return f'<tr data-find="{find}">{texts}{numbers}<td>{row["density"]:.2%}</td><td>{escape(writes)}</td></tr>'


def _two(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) and value == value else "–"

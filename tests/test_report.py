"""The report: whole in one file, offline, escaped, and honest about what it could not read."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from apps.headlines import headlines
from apps.report import ReportConfig, report
from apps.report_page import drawing, page
from apps.report_sections import SECTIONS
from workbench.artifacts import listing, remove, resolve

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path, tmp_path: Path) -> Path:
    """A copy of the tiny chain without its report."""
    folder = tmp_path / "artifacts"
    shutil.copytree(tiny_artifacts, folder)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
    for made in listing("report"):
        remove(made)
    return folder


def test_the_report_shows_every_section_and_names_what_it_shows() -> None:
    made = report(ReportConfig())
    text = made.file("report.html").read_text(encoding="utf-8")
    assert made.manifest.summary["sections"] == list(SECTIONS)
    for title in SECTIONS:
        assert f">{title}</h2>" in text
    kinds = {ref.split("/")[0] for ref in made.manifest.parents}
    assert kinds >= {"corpus", "tokenizer", "model", "probe", "sae", "features", "patching", "winogrande"}
    assert report(ReportConfig()).path == made.path


def test_the_report_fetches_nothing() -> None:
    text = report(ReportConfig()).file("report.html").read_text(encoding="utf-8")
    ours = re.sub(r"<script>.*?</script>", "", text, count=1, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", ours)
    assert "default-src 'none'" in ours
    assert text.count("plotly.js v") <= 1
    assert len(re.findall("Plotly.newPlot", ours)) >= 6


def test_the_same_artifacts_give_the_same_bytes() -> None:
    made = report(ReportConfig())
    first = made.file("report.html").read_bytes()
    remove(made)
    assert report(ReportConfig()).file("report.html").read_bytes() == first


def test_a_section_that_cannot_be_read_says_so_and_the_others_stand() -> None:
    probe = resolve("probe")
    probe.file("results.json").write_text("{")
    text = report(ReportConfig()).file("report.html").read_text(encoding="utf-8")
    assert "cannot be read" in text
    assert ">WinoGrande</h2>" in text


def test_hostile_text_cannot_leave_its_place() -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    corpus = resolve("corpus")
    for shard in (corpus.path / "data").glob("*.parquet"):
        table = pq.read_table(shard)
        rows = table.to_pylist()
        for row in rows[:50]:
            row["text"], row["topic"] = evil + row["text"], evil
        pq.write_table(type(table).from_pylist(rows, table.schema), shard)
    text = report(ReportConfig()).file("report.html").read_text(encoding="utf-8")
    plain = text[text.index("</script>") :]
    assert "<script>alert" not in plain
    assert "<img" not in plain
    assert "&lt;script&gt;alert(1)" in plain


def test_a_figure_is_data_that_cannot_end_its_script() -> None:
    import plotly.graph_objects as go

    made = go.Figure(go.Scatter(x=[1], y=[2], name="</script><b>"))
    source = drawing(made)
    assert source.count("</script>") == 1
    assert drawing(made) == source
    assert "Title &lt;b&gt;" in page("Title <b>", "lead", [("One", source)])


@pytest.mark.parametrize(("told_apart", "said"), [(True, "0.40"), (False, "unclear")])
def test_an_effect_of_pairs_that_are_not_told_apart_is_no_headline(told_apart: bool, said: str) -> None:
    made = resolve("patching")
    best = {"component": "mlp_out", "layer": 1, "role": "cue", "effect": 0.4, "ci95": [0.3, 0.5]}
    summary = {"components": [best], "pairs": 11, "solved": 7, "told_apart": told_apart}
    (line,) = headlines([replace(made, manifest=replace(made.manifest, summary=summary))])
    assert line.value == said

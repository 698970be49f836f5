"""The corpus report as a page: whole in one file, offline, escaped, several corpora side by side, and fast to reuse."""

import json
import re
from io import StringIO

import pytest
from rich.console import Console

from apps.cli.main import main
from apps.cli.render_corpus import report
from apps.corpus_page import CorpusReportConfig, corpus_page
from apps.corpus_sections import SECTIONS
from apps.figures import DARK, LIGHT, Measured, WordShare, corpus_curves, corpus_measures, corpus_shares
from tests.composers import VOCABULARY, tell_apart
from tests.story_files import simple_rows, write_json_lines
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.stories.corpus import GenerateConfig, write_corpus
from workbench.stories.imports import ImportConfig, import_corpus

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> $x$"
SMALL = {"words": 600, "fit": 100}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("shelf")
        patch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
        write_corpus(GenerateConfig(n=300, workers=1, name="ours"), tell_apart, VOCABULARY, "tell_apart")
        rows = simple_rows(90)
        for row in rows:
            row["story"], row["topic"] = f"{EVIL} {row['story']}", EVIL
        import_corpus(ImportConfig(source=str(write_json_lines(folder / "theirs.jsonl", rows)), test=0.2))
        yield folder


@pytest.fixture
def page(shelf):
    assert shelf.is_dir()
    return corpus_page(CorpusReportConfig(corpus=("ours", "theirs"), **SMALL))


def test_corpora_stand_side_by_side(page):
    whole = json.loads(page.file("report.json").read_text())["corpora"]
    assert [one["corpus"].split("-")[0] for one in whole] == ["ours", "theirs"]
    assert [ref.split("/")[0] for ref in page.manifest.parents] == ["corpus_report"] * 2
    summary = page.manifest.summary
    assert summary["corpus"] == whole[0]["corpus"] == summary["corpora"][0]["corpus"]
    assert summary["corpora"][1]["distinct_4"] == whole[1]["diversity"]["distinct_4"]
    assert "targets_missed" in summary
    html = page.file("report.html").read_text()
    for title in SECTIONS:
        assert f">{title}</h2>" in html, title
    assert html.count(f"<th>{whole[0]['corpus']}</th>") == html.count(f"<th>{whole[1]['corpus']}</th>") == 1


@pytest.mark.usefixtures("shelf")
def test_one_corpus_alone_gives_its_flat_numbers():
    made = corpus_page(CorpusReportConfig(corpus=("ours",), **SMALL))
    assert "corpora" not in made.manifest.summary and made.manifest.summary["distinct_4"] > 0
    assert corpus_page(CorpusReportConfig(corpus=("ours", "ours"), **SMALL)).path == made.path
    with pytest.raises(StoryscopeError, match="There is no corpus 'others'"):
        corpus_page(CorpusReportConfig(corpus=("ours", "others"), **SMALL))


def test_the_page_is_offline_and_reused(page):
    html = page.file("report.html").read_text()
    ours = re.sub(r"<script>.*?</script>", "", html, count=1, flags=re.DOTALL)
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", ours)
    assert "default-src 'none'" in ours
    assert len(re.findall("Plotly.newPlot", ours)) >= 10
    again = corpus_page(CorpusReportConfig(corpus=("ours", "theirs"), name="other", **SMALL))
    assert again.path == page.path
    artifacts.remove(page)
    made = corpus_page(CorpusReportConfig(corpus=("ours", "theirs"), **SMALL))
    assert made.file("report.html").read_text() == html, "the same reports give the same bytes"


def test_stories_cannot_leave_their_place(page):
    html = page.file("report.html").read_text()
    ours = html[html.index("</script>") :]
    assert "<script>alert" not in ours and "<img" not in ours
    assert "&lt;script&gt;alert(1)" in ours


def test_the_terminal_shows_both(page):
    console = Console(file=StringIO(), width=220)
    report(console, page)
    shown = console.file.getvalue()
    for words in (
        "ours-",
        "theirs-",
        "distinct-4",
        "self-BLEU-4",
        "near duplicates",
        "MISSED",
        "Flesch",
        "<name> had a",
    ):
        assert words in shown, words


@pytest.mark.usefixtures("shelf")
def test_a_flag_may_be_given_twice_or_with_commas(capfd):
    numbers = ["--words", "600", "--fit", "100", "--json"]
    for words in (["--corpus", "ours,theirs"], ["--corpus", "ours", "--corpus", "theirs"]):
        assert main(["corpus", "report", *words, *numbers]) == 0
        told = json.loads(capfd.readouterr().out)
        assert [one["corpus"].split("-")[0] for one in told["corpora"]] == ["ours", "theirs"]
        assert told["corpus_page"].startswith("corpus-")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_in_the_figures_is_never_markup(palette):
    points = [Measured(corpus=EVIL, measure=EVIL, value=0.5, lo=0.4, hi=0.6)]
    figures = [
        corpus_measures(points, {EVIL: {EVIL: 0.4}}, palette),
        corpus_curves({EVIL: ([1, 2], [3, 4])}, palette, x=EVIL, y=EVIL),
        corpus_shares([WordShare(corpus=EVIL, words=EVIL, share=0.1, note=EVIL)], palette, x="share"),
    ]
    for made in figures:
        text = json.dumps(made.to_plotly_json(), default=list)
        assert "<script" not in text and "<img" not in text and "$x$" not in text


def test_nothing_to_draw_is_said():
    for made in (corpus_measures([]), corpus_curves({"a": ([], [])}, x="", y=""), corpus_shares([], x="")):
        assert not made.data and made.layout.annotations[0].text


def test_points_of_two_corpora_stand_apart_with_their_intervals():
    made = corpus_measures(
        [
            Measured(corpus="a", measure="distinct-1", value=0.2, lo=0.1, hi=0.4),
            Measured(corpus="a", measure="distinct-2", value=0.5),
            Measured(corpus="b", measure="distinct-2", value=0.6),
        ],
        {"known": {"distinct-2": 0.55}},
    )
    first, second, known = made.data
    assert [round(place) for place in first.x] == [0, 1] and first.x[1] < known.x[0] == 1 < second.x[0]
    assert first.error_y.array == pytest.approx((0.2, 0.0)) and first.error_y.arrayminus == pytest.approx((0.1, 0.0))
    assert known.y == (0.55,) and list(made.layout.xaxis.ticktext) == ["distinct-1", "distinct-2"]

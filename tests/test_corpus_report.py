"""The corpus report on real corpora: what it counts adds up, and what cannot be measured is refused."""

import json
import os
from pathlib import Path

import pytest

from apps.corpus_page import corpus_page
from tests.composers import VOCABULARY, tell, tell_apart
from workbench.errors import StoryscopeError
from workbench.stories import diversity, report
from workbench.stories.corpus import Corpus, GenerateConfig, write_corpus
from workbench.stories.imports import ImportConfig, import_corpus
from workbench.stories.report import CorpusReportConfig, corpus_report
from workbench.stories.words import split_words

SHARED = Path(os.environ.get("STORYSCOPE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
COMPLETIONS = SHARED / "data" / "tinyscale-manual-scores.csv"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("shelf")
        patch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
        write_corpus(GenerateConfig(n=900, workers=1, test=0.3), tell_apart, VOCABULARY, "tell_apart")
        yield folder


@pytest.mark.usefixtures("shelf")
def test_the_report_adds_up():
    made = corpus_report(CorpusReportConfig(words=5_000, fit=400))
    found = json.loads(made.file("report.json").read_text())
    corpus = Corpus.open()
    texts = corpus.texts("train")
    assert found["read"] == corpus.splits["train"] == len(texts) and found["stories"] == corpus.splits
    sample = found["diversity"]["sample"]
    assert found["diversity"]["samples"] == len(texts) * 22 // 5_250 and 5_000 <= sample["words"] < 5_040
    assert found["words"] == sum(len(split_words(text)) for text in texts)
    assert found["lengths"]["sentences_per_story"]["mean"] == 3.0
    assert 2 < found["lengths"]["letters_per_word"]["mean"] < 5 < found["lengths"]["words_per_sentence"]["mean"] < 6
    low, high = found["diversity"]["intervals"]["distinct_4"]
    assert low < found["diversity"]["distinct_4"] < high
    assert sum(found["histogram"]["words_per_story"]["shares"]) == pytest.approx(1.0)
    counts = found["zipf"]["count"]
    assert found["zipf"]["rank"][0] == 1 and counts == sorted(counts, reverse=True)
    assert found["diversity"]["near_compared"] == len(texts)
    repeats = len(texts) - len(set(texts))
    assert repeats > 0 and found["diversity"]["exact_duplicate_rate"] == repeats / len(texts)
    low, high = found["diversity"]["exact_duplicate_ci95"]
    assert low < repeats / len(texts) < high
    assert sum(found["labels"]["tone"].values()) == len(texts)
    assert list(found["labels"]) == ["topic", "tone", "moral"], "axes of one value are left out"
    assert [(row["first"], row["second"]) for row in found["dependence"]] == [
        ("topic", "tone"),
        ("topic", "moral"),
        ("tone", "moral"),
    ]
    assert sum(row["share"] for row in found["diversity"]["openings"]) <= 1
    assert found["diversity"]["openings_names_masked"][0]["words"] == "<name> had a"
    assert found["diversity"]["openings_names_masked"][0]["share"] == 1.0
    assert {row["category"] for row in found["shares"]} == {"names", "objects", "places"}
    accuracy = {row["axis"]: row for row in found["shortcuts"]}
    # These stories say their tone and place outright.
    assert accuracy["tone"]["accuracy"] == accuracy["topic"]["accuracy"] == 1.0 > accuracy["tone"]["majority"]
    assert accuracy["tone"]["n_train"] == 400 and accuracy["tone"]["n_test"] == corpus.splits["test"]
    assert accuracy["tone"]["telling"]["sad"][0] == "sad" and accuracy["tone"]["telling"]["happy"][0] == "happy"
    assert accuracy["moral"]["telling"]["none"][0] == "saw"
    told = {(row["axis"], row["value"]): row for row in found["give_aways"]}
    assert told["tone", "sad"]["word"] == "sad" and told["tone", "sad"]["precision"] == 1.0
    missed = {row["measure"] for row in found["targets"] if not row["met"]}
    assert {"distinct_4", "compression_ratio"} <= missed == set(made.manifest.summary["targets_missed"])
    assert made.manifest.parents == (corpus.artifact.ref,)
    assert corpus_report(CorpusReportConfig(words=5_000, fit=400, name="x")).path == made.path


@pytest.mark.skipif(not COMPLETIONS.exists(), reason="the outside completions are not there: set STORYSCOPE_SHARED")
def test_the_published_completions_import_and_measure_as_known(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    config = ImportConfig(
        source=str(COMPLETIONS),
        text_column="prompt+completion",
        where=("model_name=roneneldan/TinyStories-28M",),
        validation=0,
        test=0,
    )
    import_corpus(config)
    found = corpus_report(CorpusReportConfig()).manifest.summary
    known = report.REFERENCES["TinyStories-28M, 150 completions"]
    assert {
        "distinct_4": round(found["distinct_4"], 3),
        "compression_ratio": round(found["compression_ratio"], 2),
    } == known
    assert found["stories"] == 150 and found["top_opening"]["words"] == "once upon a"


@pytest.mark.usefixtures("shelf")
def test_the_report_is_drawn():
    from io import StringIO

    from rich.console import Console

    from apps.cli.render_corpus import corpus, report

    made = corpus_page(CorpusReportConfig(words=5_000, fit=400))
    console = Console(file=StringIO(), width=200)
    report(console, made)
    corpus(console, Corpus.open().artifact)
    shown = console.file.getvalue()
    for words in ("distinct-4", "MISSED", "met", "topic, tone", "tone sad", "<name> had a", "stories per second"):
        assert words in shown


def test_repeats_show_in_the_report(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    texts = [tell(0, index, "").text for index in range(7)] * 3
    assert diversity.duplicate_rate(texts) == pytest.approx(2 / 3)
    with pytest.raises(StoryscopeError, match="There is no corpus"):
        corpus_report(CorpusReportConfig())


@pytest.mark.parametrize("values", [{"words": 99}, {"stories": 9}, {"fit": 1}, {"samples": 0}, {"near": -1}])
def test_reports_on_nothing_are_refused(values):
    with pytest.raises(StoryscopeError, match="too small"):
        CorpusReportConfig(**values)


@pytest.mark.parametrize("texts", [["Yes."] * 12, ["Oh!", "No."], ["犬。", "猫。"], ["A b c d e."] * 3, ["...", "!"]])
def test_corpora_of_hardly_anything_are_measured_too(tmp_path, monkeypatch, texts):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    (tmp_path / "few.json").write_text(json.dumps(texts))
    import_corpus(ImportConfig(source=str(tmp_path / "few.json"), validation=0, test=0))
    page = corpus_page(CorpusReportConfig(near=len(texts) // 3))
    varied = json.loads(page.file("report.json").read_text())["corpora"][0]["diversity"]
    assert varied["exact_duplicate_rate"] == pytest.approx(1 - len(set(texts)) / len(texts))
    assert 0 < varied["distinct_1"] <= 1 and varied["intervals"]["distinct_1"] is None
    assert varied["near_compared"] == len(texts) // 3


@pytest.mark.usefixtures("shelf")
def test_targets_are_measures_of_the_report():
    found = report.measure(Corpus.open(), CorpusReportConfig(words=1_000, fit=100))
    for tier in ("minuscule", "tiny", "simple"):
        names = {name for name, _, _ in (*report.TARGETS[tier], *report.TARGETS[""])}
        assert names <= set(found["diversity"]) | {"top_opening", "most_told_times_fair"}

import json
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.composers import VOCABULARY, tell, tell_apart
from workbench.errors import StoryscopeError
from workbench.stories import diversity, report, shortcuts
from workbench.stories.corpus import Corpus, GenerateConfig, write_corpus
from workbench.stories.report import CorpusReportConfig, corpus_report

WORDS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("shelf")
        patch.setenv("STORYSCOPE_ARTIFACTS", str(folder))
        write_corpus(GenerateConfig(n=900, workers=1, test=0.3), tell_apart, VOCABULARY, "tell_apart")
        yield folder


def test_distinct_by_hand():
    words = "the cat saw the cat and the dog".split()
    assert diversity.distinct(words, 1) == 5 / 8
    assert diversity.distinct(words, 2) == 6 / 7  # "the cat" twice
    assert diversity.distinct(words, 8) == 1.0
    assert diversity.distinct(words, 9) == 0.0


@given(WORDS, st.integers(1, 4))
def test_a_stream_that_goes_round_has_no_more_grams_than_words(words, n):
    grams = 5 * len(words) - n + 1
    assert diversity.distinct(words * 5, n) * max(grams, 0) <= len(words) + 1e-9


def test_whole_stories_stop_at_the_first_that_is_enough():
    texts = ["A b c.", "D e.", "F."]  # 4, 3 and 2 types
    assert diversity.whole_stories(texts, 4) == texts[:1]
    assert diversity.whole_stories(texts, 5) == texts[:2]
    assert diversity.whole_stories(texts, 100) == texts


def test_compression_tells_monotony_from_variety():
    draw = np.random.default_rng(0)
    varied = ["".join(draw.choice(list("abcdefghijklmnop"), 60)) for _ in range(50)]
    assert diversity.compression_ratio(varied) < 2.1  # 16 equally likely letters are 4 of 8 bits
    assert diversity.compression_ratio(varied[:1] * 50) > 20
    assert diversity.compression_ratio(["ABC" * 50]) == diversity.compression_ratio(["abc" * 50])


def test_self_bleu_by_hand():
    # First: 2 of 3 words and 1 of 2 bigrams are in the second, and it is longer; the second likewise.
    assert diversity.self_bleu(["a b c".split(), "a b d".split()], 2) == pytest.approx(math.sqrt(2 / 3 * 1 / 2))
    # "a a" has 2 a's, the other text 1: the count is clipped; equal lengths, so no penalty.
    assert diversity.self_bleu(["a a".split(), "a b".split()], 1) == pytest.approx(0.5)
    # The shorter one is all found, but pays for brevity; of the longer one half is found.
    assert diversity.self_bleu([["a"], ["a", "b"]], 1) == pytest.approx((math.exp(1 - 2) + 0.5) / 2)
    assert diversity.self_bleu(["a b c d".split()] * 3) == pytest.approx(1.0)


def plain_self_bleu(stories, n):
    """The same by its definition, one reference at a time."""
    scores = []
    for place, story in enumerate(stories):
        others = stories[:place] + stories[place + 1 :]
        logs = 0.0
        for order in range(1, n + 1):
            grams = [tuple(story[at : at + order]) for at in range(len(story) - order + 1)]
            best = Counter()
            for other in others:
                best |= Counter(tuple(other[at : at + order]) for at in range(len(other) - order + 1))
            matched = (Counter(grams) & best).total()
            logs += math.log(max(matched, 0.1) / max(len(grams), 1)) / n
        nearest = min((abs(len(other) - len(story)), len(other)) for other in others)[1]
        scores.append(math.exp(logs) * (1.0 if len(story) >= nearest else math.exp(1 - nearest / len(story))))
    return sum(scores) / len(scores)


@given(st.lists(WORDS, min_size=2, max_size=6), st.integers(1, 4))
def test_self_bleu_is_what_its_definition_says(stories, n):
    assert diversity.self_bleu(stories, n) == pytest.approx(plain_self_bleu(stories, n))


def test_openings_count_their_stories():
    stories = [["a", "b", "c", "d"], ["a", "b", "c"], ["b"]]
    assert diversity.openings(stories) == {"a b c": 2, "b": 1}


def test_most_told_says_nothing_of_untold_categories():
    assert diversity.most_told(Counter(cat=3), "places", ["home", "park"]) is None


def test_mutual_information_by_hand():
    # joint [[2, 1], [0, 1]] / 4, margins 3/4, 1/4 and 1/2, 1/2
    expected = 0.5 * math.log2(0.5 / 0.375) + 0.25 * math.log2(0.25 / 0.375) + 0.25 * math.log2(0.25 / 0.125)
    assert diversity.mutual_information(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])) == pytest.approx(expected)


@given(st.integers(2, 7))
def test_identical_labels_share_their_entropy(values):
    labels = np.arange(values * 5) % values
    assert diversity.mutual_information(labels, labels) == pytest.approx(math.log2(values))
    assert diversity.mutual_information(labels, (labels + 1) % values) == pytest.approx(math.log2(values))


def test_dependence_is_found_where_it_is_and_not_where_it_is_not():
    draw = np.random.default_rng(5)
    first = draw.choice(["a", "b", "c"], 3_000).tolist()
    independent = draw.choice(["x", "y"], 3_000).tolist()
    linked = ["x" if one == "a" else "y" for one in first]
    planted = np.where(draw.random(3_000) < 0.1, linked, independent).tolist()
    found = diversity.dependence(first, independent, draw)
    assert found.p > 0.05 and found.bits < found.noise_95
    found = diversity.dependence(first, planted, draw)
    assert found.p < 0.02 and found.bits > 2 * found.noise_95
    assert 0 < found.noise < found.noise_95


def bags(draw, n, marked):
    """Stories of random words with random labels; where `marked`, the word `oh` tells the label."""
    labels = [str(label) for label in draw.choice(["good", "bad", "bad"], n)]
    words = [list(draw.choice(list("abcdefgh"), 12)) + ["oh"] * (marked and label == "good") for label in labels]
    return words, labels


def test_shortcut_finds_a_telling_word_and_nothing_where_there_is_none():
    draw = np.random.default_rng(11)
    found = shortcuts.shortcut("mood", bags(draw, 300, True), bags(draw, 200, True))
    assert found.accuracy == 1.0 and found.high == pytest.approx(1.0) and 0.97 < found.low < 0.99
    assert (found.values, found.n_train, found.n_test) == (2, 300, 200)
    assert found.telling["good"][0] == "oh" not in found.telling["bad"]
    found = shortcuts.shortcut("mood", bags(draw, 900, False), bags(draw, 400, False))
    assert found.low < found.majority < 0.75
    assert abs(found.majority - 2 / 3) < 0.1
    words, labels = bags(draw, 10, True)
    assert shortcuts.shortcut("mood", (words, ["good"] * 10), (words, labels)) is None
    assert shortcuts.shortcut("mood", (words, labels), ([], [])) is None


def test_give_aways_by_hand():
    words = [["x", "y"], ["x"], ["x", "z"], ["z"], ["z", "z"]]
    labels = ["a", "a", "b", "b", "b"]
    second, first = shortcuts.give_aways(words, {"axis": labels}, least_recall=0.6)
    # y is in "a" only, but in half of them; z is in "b" only, in all
    assert (second.value, second.word, second.precision, second.recall, second.base) == ("b", "z", 1.0, 1.0, 0.6)
    assert (first.value, first.word, first.precision, first.recall, first.base) == ("a", "x", 2 / 3, 1.0, 0.4)
    (low,) = [one for one in shortcuts.give_aways(words, {"axis": labels}, least_recall=0.5) if one.value == "a"]
    assert (low.word, low.precision, low.recall) == ("y", 1.0, 0.5)
    assert shortcuts.give_aways([["x"], ["y"]], {"axis": ["a", "a"]}, least_recall=0.6) == []


@pytest.mark.usefixtures("shelf")
def test_the_report_adds_up():
    made = corpus_report(CorpusReportConfig(words=5_000, fit=400, bleu=50))
    found = json.loads(made.file("report.json").read_text())
    corpus = Corpus.open()
    texts = corpus.texts("train")
    assert found["read"] == corpus.splits["train"] == len(texts) and found["stories"] == corpus.splits
    sample = found["diversity"]["sample"]
    assert 5_000 <= sample["words"] < 5_040 and sample["stories"] < len(texts)
    assert found["lengths"]["sentences"] == {"mean": 2.0, "min": 2, "p5": 2.0, "median": 2.0, "p95": 2.0, "max": 2}
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
    assert corpus_report(CorpusReportConfig(words=5_000, fit=400, bleu=50, name="x")).path == made.path


@pytest.mark.usefixtures("shelf")
def test_the_report_is_drawn():
    from io import StringIO

    from rich.console import Console

    from apps.cli.render_corpus import corpus, report

    made = corpus_report(CorpusReportConfig(words=5_000, fit=400, bleu=50))
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


@pytest.mark.parametrize("values", [{"words": 99}, {"stories": 9}, {"fit": 1}, {"bleu": 1}])
def test_reports_on_nothing_are_refused(values):
    with pytest.raises(StoryscopeError, match="too small"):
        CorpusReportConfig(**values)


@pytest.mark.usefixtures("shelf")
def test_targets_are_measures_of_the_report():
    found = report.measure(Corpus.open(), CorpusReportConfig(words=1_000, fit=100, bleu=10))
    for tier in ("minuscule", "tiny", "simple"):
        names = {name for name, _, _ in (*report.TARGETS[tier], *report.TARGETS[""])}
        assert names <= set(found["diversity"]) | {"top_opening", "most_told_times_fair"}

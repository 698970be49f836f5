import csv
import math
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stories import diversity, report, shortcuts
from workbench.stories.report_pass import sample_places
from workbench.stories.report_samples import t_interval, whole_stories
from workbench.stories.words import Cutter, split_measured, split_sentences, split_words

SHARED = Path(os.environ.get("STORYSCOPE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
COMPLETIONS = SHARED / "data" / "tinyscale-manual-scores.csv"
WORDS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=30)


def distinct(stories, n):
    return diversity.grams(stories, n)[n - 1].distinct


def self_bleu(stories, n=4):
    return diversity.self_bleu(diversity.grams(stories, n), [len(story) for story in stories])


def test_distinct_by_hand():
    words = "the cat saw the cat and the dog".split()
    assert distinct([words], 1) == 5 / 8
    assert distinct([words], 2) == 6 / 7  # "the cat" twice
    assert distinct([words], 8) == 1.0
    assert distinct([words], 9) == 0.0
    # In two stories "the cat" | "saw ..." no n-gram reaches across: 2 + 2 bigrams, "b a" is none.
    assert distinct(["a b a".split(), "a b a".split()], 2) == 2 / 4
    assert distinct([["a"], ["b"], []], 2) == distinct([], 3) == 0.0


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(1, 4))
def test_grams_are_what_their_definition_says(stories, n):
    every = [
        (tuple(story[at : at + n]), place) for place, story in enumerate(stories) for at in range(len(story) - n + 1)
    ]
    found = diversity.grams(stories, n)[n - 1]
    assert found.story.tolist() == [place for _, place in every]
    assert len(set(found.code.tolist())) == len({gram for gram, _ in every})
    same = {}
    assert all(same.setdefault(gram, code) == code for (gram, _), code in zip(every, found.code.tolist(), strict=True))
    assert found.counts.tolist() == sorted(Counter(gram for gram, _ in every).values(), reverse=True)


def test_zipf_slope_by_hand():
    ranks = np.arange(1, 400)
    assert diversity.zipf_slope(1000 / ranks) == pytest.approx(-1.0)
    assert diversity.zipf_slope(1000 / ranks**0.5) == pytest.approx(-0.5)
    assert diversity.zipf_slope(np.ones(50, dtype=int)) == pytest.approx(0.0)
    assert diversity.zipf_slope(np.array([7])) == 0.0


def test_whole_stories_stop_at_the_first_that_is_enough():
    texts = ["A b c.", "D e.", "F."]  # 4, 3 and 2 types
    assert whole_stories(texts, 4) == texts[:1]
    assert whole_stories(texts, 5) == texts[:2]
    assert whole_stories(texts, 100) == texts


@given(st.lists(st.integers(1, 60), min_size=2, max_size=300), st.integers(50, 400), st.integers(1, 8))
def test_samples_never_overlap_and_hold_enough(lengths, words, most):
    lengths = np.array(lengths)
    samples = sample_places(lengths, words, most)
    taken = np.concatenate(samples)
    assert 1 <= len(samples) <= most and len(np.unique(taken)) == len(taken)
    if len(samples) == 1 and lengths.sum() < 2 * words:
        assert taken.tolist() == list(range(len(lengths)))
    for sample in samples:
        assert np.all(np.diff(sample) > 0)


def test_interval_of_a_mean_by_hand():
    assert t_interval([1.0]) is None
    low, high = t_interval([1.0, 2.0, 3.0, 4.0])
    assert (low + high) / 2 == pytest.approx(2.5)
    assert high - 2.5 == pytest.approx(3.182446 * math.sqrt(5 / 3) / 2, rel=1e-5)  # t(3) at 97.5%


@given(st.lists(st.text(alphabet="ab'st \n\".!Ü犬\u2003’", max_size=30), max_size=8))
def test_a_cutter_cuts_as_the_plain_function_does(texts):
    cutter = Cutter()
    numbers = [cutter.numbers(text) for text in texts]
    assert [[cutter.types[number] for number in story] for story in numbers] == [split_words(text) for text in texts]


def test_sentences_by_hand():
    text = 'Tim ran. "Stop!" said Mom. "Why?" Tim asked. He saw Sam... and ran!\n\nThe end'
    assert split_sentences(text) == [
        "Tim ran.",
        '"Stop!" said Mom.',
        '"Why?"',
        "Tim asked.",
        "He saw Sam... and ran!",
        "The end",
    ]
    assert split_sentences("犬がいた。走った！") == ["犬がいた。", "走った！"]
    assert split_sentences(" \n\n ") == []
    # Would take minutes if every dot were a place to start from.
    assert len(split_sentences("." * 300_000)) == len(split_sentences("\n " * 300_000 + "x")) == 1


@pytest.mark.skipif(not COMPLETIONS.exists(), reason="the outside completions are not there: set STORYSCOPE_SHARED")
def test_the_published_completions_have_their_known_diversity():
    with COMPLETIONS.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["model_name"].endswith("28M")]
    texts = [row["prompt"] + row["completion"] for row in rows]
    told = [split_measured(text) for text in texts]
    assert len(texts) == 150 and sum(map(len, told)) == 27_170
    assert round(distinct(told, 4), 3) == 0.536
    assert round(diversity.compression_ratio(texts), 2) == 3.93
    assert report.REFERENCES["TinyStories-28M, 150 completions"] == {"distinct_4": 0.536, "compression_ratio": 3.93}


def test_compression_tells_monotony_from_variety():
    draw = np.random.default_rng(0)
    varied = ["".join(draw.choice(list("abcdefghijklmnop"), 60)) for _ in range(50)]
    assert diversity.compression_ratio(varied) < 2.1  # 16 equally likely letters are 4 of 8 bits
    assert diversity.compression_ratio(varied[:1] * 50) > 20
    assert diversity.compression_ratio(["ABC" * 50]) == diversity.compression_ratio(["abc" * 50])


def test_self_bleu_by_hand():
    # First: 2 of 3 words and 1 of 2 bigrams are in the second, and it is longer; the second likewise.
    assert self_bleu(["a b c".split(), "a b d".split()], 2) == pytest.approx(math.sqrt(2 / 3 * 1 / 2))
    # "a a" has 2 a's, the other text 1: the count is clipped; equal lengths, so no penalty.
    assert self_bleu(["a a".split(), "a b".split()], 1) == pytest.approx(0.5)
    # The shorter one is all found, but pays for brevity; of the longer one half is found.
    assert self_bleu([["a"], ["a", "b"]], 1) == pytest.approx((math.exp(1 - 2) + 0.5) / 2)
    assert self_bleu(["a b c d".split()] * 3) == pytest.approx(1.0)


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
    assert self_bleu(stories, n) == pytest.approx(plain_self_bleu(stories, n))


def test_most_told_says_nothing_of_untold_categories():
    assert diversity.most_told(Counter(cat=3), "places", ["home", "park"]) is None


def bagged(words, kinds="abcdefghxyz"):
    kinds = [*kinds, "oh"]
    return shortcuts.bags([[kinds.index(word) for word in story] for story in words], kinds)


def told(draw, n, marked):
    """Stories of random words with random labels; where `marked`, the word `oh` tells the label."""
    labels = [str(label) for label in draw.choice(["good", "bad", "bad"], n)]
    words = [list(draw.choice(list("abcdefgh"), 12)) + ["oh"] * (marked and label == "good") for label in labels]
    return bagged(words), labels


def test_bags_count_words():
    made = shortcuts.bags([[0, 2, 2], [], np.array([1], np.uint32)], "abc")
    assert made.counts.toarray().tolist() == [[1, 0, 2], [0, 0, 0], [0, 1, 0]]


def test_shortcut_finds_a_telling_word_and_nothing_where_there_is_none():
    draw = np.random.default_rng(11)
    found = shortcuts.shortcut("mood", told(draw, 300, True), told(draw, 200, True))
    assert found.accuracy == 1.0 and found.high == pytest.approx(1.0) and 0.97 < found.low < 0.99
    assert (found.values, found.n_train, found.n_test) == (2, 300, 200)
    assert found.telling["good"][0] == "oh" not in found.telling["bad"]
    found = shortcuts.shortcut("mood", told(draw, 900, False), told(draw, 400, False))
    assert found.low < found.majority < 0.75
    assert abs(found.majority - 2 / 3) < 0.1
    words, labels = told(draw, 10, True)
    assert shortcuts.shortcut("mood", (words, ["good"] * 10), (words, labels)) is None
    assert shortcuts.shortcut("mood", (words, labels), (bagged([]), [])) is None


def test_words_that_only_the_test_has_do_not_count():
    draw = np.random.default_rng(3)
    train, (test, labels) = told(draw, 200, True), told(draw, 50, True)
    wider = shortcuts.bags([[*test.counts[place].indices.tolist(), 12] for place in range(50)], [*test.words, "new"])
    assert shortcuts.shortcut("mood", train, (wider, labels)).accuracy == 1.0


def test_give_aways_by_hand():
    words = bagged([["x", "y"], ["x"], ["x", "z"], ["z"], ["z", "z"]])
    labels = ["a", "a", "b", "b", "b"]
    second, first = shortcuts.give_aways(words, {"axis": labels}, least_recall=0.6)
    # y is in "a" only, but in half of them; z is in "b" only, in all
    assert (second.value, second.word, second.precision, second.recall, second.base) == ("b", "z", 1.0, 1.0, 0.6)
    assert (first.value, first.word, first.precision, first.recall, first.base) == ("a", "x", 2 / 3, 1.0, 0.4)
    (low,) = [one for one in shortcuts.give_aways(words, {"axis": labels}, least_recall=0.5) if one.value == "a"]
    assert (low.word, low.precision, low.recall) == ("y", 1.0, 0.5)
    assert shortcuts.give_aways(bagged([["x"], ["y"]]), {"axis": ["a", "a"]}, least_recall=0.6) == []

"""What a dictionary's features tell of the truth: readouts, overlaps, splitting, absorption, sparse probing by hand."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from probes.dictionaries.intervals import f1_intervals
from probes.dictionaries.monosemanticity import overlaps, with_words
from probes.dictionaries.readouts import Readouts, best_bound, f1_scores, fit_readouts
from probes.dictionaries.sparse_probing import means, sparse_probing
from probes.dictionaries.splitting import absorption, split
from probes.dictionary_truth import Activity

JUDGING = np.arange(400) % 2 == 1


def test_a_linear_readout_finds_what_is_linear_and_no_more() -> None:
    generator = np.random.default_rng(1)
    x = generator.normal(size=(1000, 7)).astype(np.float32)
    member = np.stack([x[:, 2] > 1, x[:, 0] * x[:, 1] > 0], axis=1)
    fitted = fit_readouts(x[:500], member[:500])
    linear, crossed = f1_scores(fitted.claims(x[500:]), member[500:])
    assert linear > 0.8
    assert crossed < 0.7  # always saying yes has F1 2/3
    assert np.abs(fitted.direction[:, 0]).argmax() == 2


def test_the_best_bound_by_brute_force() -> None:
    generator = np.random.default_rng(2)
    for _ in range(30):
        score = generator.integers(0, 6, 23).astype(np.float64)
        truth = generator.random(23) < 0.4

        def f1(bound: float, score: np.ndarray = score, truth: np.ndarray = truth) -> float:
            return float(f1_scores((score > bound)[:, None], truth[:, None])[0])

        best = max(f1(bound) for bound in [-1.0, *np.unique(score)])
        assert f1(best_bound(score, truth)) == (pytest.approx(best) if truth.any() else 0)


def test_overlaps_by_hand() -> None:
    """Feature 0 is label 1; feature 1 fires on half of label 0 and nowhere else; feature 2 never fires."""
    first, second = np.arange(400) % 4 < 2, np.arange(400) % 8 >= 6
    part = first & (np.arange(400) % 8 < 4)
    activity = Activity(csr_array(np.stack([second * 3.0, part * 1.0, np.zeros(400)], axis=1)))
    table, words = with_words(np.stack([first, second], axis=1), np.arange(400) % 200, 20)
    assert table.shape == (400, 2)
    assert len(words) == 0
    found = overlaps(activity, table, JUDGING)
    assert found.label.tolist() == [1, 0, -1]
    assert found.iou.tolist() == [1.0, 0.5, 0.0]
    # a word is something to be about as well, from the wanted number of occurrences on
    table, words = with_words(np.stack([first, second], axis=1), np.arange(400) % 8 // 4, 200)
    assert (table.shape, words.tolist()) == ((400, 4), [0, 1])
    assert np.asarray(table.sum(axis=0)).tolist() == [200, 100, 200, 200]


def test_a_property_of_two_features_is_split_in_two() -> None:
    generator = np.random.default_rng(3)
    truth = generator.random(400) < 0.4
    half = generator.random(400) < 0.5
    noise = generator.random(400) < 0.1
    columns = np.stack([truth & half, truth & ~half, noise], axis=1).astype(np.float64)
    activity = Activity(csr_array(columns))
    found = split(activity, truth, JUDGING, np.zeros(3))
    assert sorted(found.features) == [0, 1]
    assert found.f1_one < 0.8
    assert found.f1_all == 1.0
    whole = split(Activity(csr_array(truth[:, None] * 1.0)), truth, JUDGING, np.zeros(1))
    assert (whole.features, whole.f1_all) == ((0,), 1.0)


def test_absorption_is_a_silent_feature_with_a_stand_in() -> None:
    """Ten tokens have the property; its feature is silent on three, where an aligned one speaks on two."""
    truth = np.array([True] * 10 + [False] * 10)
    acts = np.where(truth, 1.0, -1.0)[:, None] * np.array([[1.0, 0.0]])
    readouts = Readouts(np.zeros(2), np.array([[1.0], [0.0]]), np.array([0.0]))
    own = np.array([1.0] * 7 + [0.0] * 13)
    other, unaligned = np.zeros(20), np.zeros(20)
    other[7:9], unaligned[9] = 1.0, 1.0
    activity = Activity(csr_array(np.stack([own, other, unaligned], axis=1)))
    directions = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]])
    lost = absorption(activity, acts, truth, 0, readouts, directions, (0,))
    assert (lost.n, lost.missed, lost.absorbed) == (10, pytest.approx(0.3), pytest.approx(0.2))
    # whoever counts the stand-in among the property's own features finds nothing absorbed
    assert absorption(activity, acts, truth, 0, readouts, directions, (0, 1)).absorbed == 0


def test_sparse_probing_reads_a_planted_label_and_not_a_shuffled_one() -> None:
    generator = np.random.default_rng(4)
    labels = generator.random((400, 1)) < 0.3
    table = generator.normal(size=(400, 11))
    table[:, 5] += 4 * labels[:, 0]
    tables = {"features": table, "features_shuffled": table[generator.permutation(400)]}
    rows = sparse_probing(tables, labels, [("tone", "sad")], JUDGING, generator)
    assert [(row["what"], row["k"]) for row in rows] == [(what, k) for what in tables for k in (1, 2, 5)]
    assert rows[0]["chosen"] == [5]
    assert rows[0]["lo"] < rows[0]["accuracy"] < rows[0]["hi"]
    found = means(rows)
    assert found["features"]["1"] > 0.9
    assert abs(found["features_shuffled"]["1"] - 0.5) < 0.12
    # too few stories with the label: no row
    assert sparse_probing(tables, np.arange(400)[:, None] < 5, [("tone", "sad")], JUDGING, generator) == []


def test_intervals_of_f1_hold_the_score_and_shrink_with_stories() -> None:
    generator = np.random.default_rng(5)
    truth = generator.random((4000, 1)) < 0.5
    claims = truth ^ (generator.random((4000, 1)) < 0.2)
    few = f1_intervals(claims[:200], truth[:200], np.arange(200), np.random.default_rng(0))
    many = f1_intervals(claims, truth, np.arange(4000), np.random.default_rng(0))
    score = f1_scores(claims, truth)[0]
    assert many[0][0] < score < many[1][0]
    assert many[1][0] - many[0][0] < 0.5 * (few[1][0] - few[0][0])
    # tokens of one story are drawn together, so that many copies of it say no more than it does
    copied = f1_intervals(
        np.repeat(claims[:200], 20, 0),
        np.repeat(truth[:200], 20, 0),
        np.repeat(np.arange(200), 20),
        np.random.default_rng(0),
    )
    assert copied[0][0] == pytest.approx(few[0][0], abs=1e-6)

"""Intervals and tests against hand-computed numbers, scipy, and simulated coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.statistics import binomial_p, bootstrap_mean, bootstrap_ratio, group_index, mcnemar, wilson


def test_wilson_equals_the_published_intervals() -> None:
    # 20 and 19 of 164: the two arms whose difference was one problem
    assert wilson(20, 164) == pytest.approx((0.080, 0.181), abs=5e-4)
    assert wilson(19, 164) == pytest.approx((0.075, 0.174), abs=1e-3)
    # 0 of 10 by hand: the upper bound is z^2 / (n + z^2)
    assert wilson(0, 10) == pytest.approx((0.0, 3.841459 / 13.841459), abs=1e-6)
    assert wilson(0, 0) == (0.0, 1.0)


@settings(deadline=None)
@given(st.integers(1, 500), st.floats(0, 1))
def test_wilson_holds_the_share_and_mirrors(n: int, fraction: float) -> None:
    k = round(fraction * n)
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    mirrored = wilson(n - k, n)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_binomial_by_hand() -> None:
    # P(X >= 9 of 10 fair flips) = (10 + 1) / 1024; P(X <= 1) is the same tail
    assert binomial_p(9, 10, 0.5) == pytest.approx(11 / 1024)
    assert binomial_p(1, 10, 0.5, "less") == pytest.approx(11 / 1024)
    assert binomial_p(9, 10, 0.5, "two-sided") == pytest.approx(22 / 1024)
    assert binomial_p(0, 10, 0.5) == 1.0
    assert binomial_p(10, 10, 0.3) == pytest.approx(0.3**10)
    assert binomial_p(5, 10, 0.5, "two-sided") == 1.0
    assert binomial_p(0, 0, 0.5) == 1.0


@settings(deadline=None)
@given(st.integers(1, 300), st.floats(0, 1), st.floats(0.05, 0.95))
def test_binomial_equals_scipy(n: int, fraction: float, chance: float) -> None:
    from scipy.stats import binomtest

    k = round(fraction * n)
    assert binomial_p(k, n, chance) == pytest.approx(binomtest(k, n, chance, "greater").pvalue, rel=1e-9, abs=1e-300)
    assert binomial_p(k, n, chance, "less") == pytest.approx(
        binomtest(k, n, chance, "less").pvalue, rel=1e-9, abs=1e-300
    )


def test_mcnemar_counts_only_disagreements() -> None:
    # 6 items only the first gets, 1 only the second, 10 both: 2 * (7 + 1) / 2^7
    first = np.array([True] * 6 + [False] + [True] * 10)
    second = np.array([False] * 6 + [True] + [True] * 10)
    assert mcnemar(first, second) == pytest.approx(16 / 128)
    assert mcnemar(first, first) == 1.0


def test_group_index_numbers_by_first_appearance() -> None:
    assert group_index(["x", 3, "x", "y"]).tolist() == [0, 1, 0, 2]


def test_bootstrap_of_a_constant_is_the_constant() -> None:
    generator = np.random.default_rng(3)
    assert bootstrap_mean(np.full(17, 2.5), generator) == (2.5, 2.5)


def test_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    hits = 0
    for _ in range(200):
        low, high = bootstrap_mean(generator.normal(1.0, 2.0, 53), generator, draws=300)
        hits += low <= 1.0 <= high
    assert 178 <= hits <= 198  # 95% less the small-sample loss, within three standard errors


def test_groups_widen_the_interval_when_members_agree() -> None:
    values = np.repeat(np.random.default_rng(7).normal(size=31), 11)
    groups = np.repeat(np.arange(31), 11).tolist()
    naive = bootstrap_mean(values, np.random.default_rng(0))
    grouped = bootstrap_mean(values, np.random.default_rng(0), groups)
    assert (grouped[1] - grouped[0]) > 2.5 * (naive[1] - naive[0])  # sqrt(11) = 3.3 in theory


def test_same_generator_same_interval() -> None:
    values = np.random.default_rng(1).normal(size=29)
    first = bootstrap_mean(values, np.random.default_rng(2))
    assert first == bootstrap_mean(values, np.random.default_rng(2))


def test_ratio_columns_are_independent_and_scale() -> None:
    generator = np.random.default_rng(11)
    denominator = generator.uniform(1, 2, 37)
    numerator = np.stack([denominator * 0.25, denominator * -3.0], axis=1)
    low, high = bootstrap_ratio(numerator, denominator, generator)
    # a numerator proportional to the denominator has the same ratio in every draw
    assert low == pytest.approx([0.25, -3.0])
    assert high == pytest.approx([0.25, -3.0])


def test_bootstrap_without_items_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        bootstrap_mean(np.zeros(0), np.random.default_rng(0))

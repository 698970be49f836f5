"""Planted confounds: the statistics against scipy, and instruments that are known to be honest or fooled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, mannwhitneyu

from probes.activations import Encoded
from probes.confounding.experiment import ConfoundConfig, _rates, confound
from probes.confounding.instruments import Stories, _unit_rows
from probes.confounding.judging import claims, discoveries, holding, ranked, rate
from tests import labelled
from workbench.errors import StoryscopeError


def test_areas_and_p_are_scipys_ties_included():
    draw = np.random.default_rng(0)
    yes = draw.random(211) < 0.3
    values = np.stack([draw.normal(size=211) + yes, draw.integers(0, 4, 211), np.ones(211)], 1)
    found = ranked(values, yes)
    for column in range(2):
        oracle = mannwhitneyu(values[yes, column], values[~yes, column], use_continuity=False, method="asymptotic")
        assert found.auroc[column] == pytest.approx(oracle.statistic / yes.sum() / (~yes).sum())
        assert found.p[column] == pytest.approx(oracle.pvalue, rel=1e-6)
    assert found.auroc[2] == 0.5 and found.p[2] == 1
    assert np.isnan(ranked(values, np.ones(211, bool)).auroc).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_discoveries_are_scipys(ps):
    p = np.array(ps)
    assert (discoveries(p) == (false_discovery_control(p) <= 0.05 * (1 + 1e-12))).all() or np.isclose(
        false_discovery_control(p), 0.05
    ).any()


def stories(n, seed, tie):
    """The label, the tied one, and three kinds of units: of the label, of the tied one, of nothing."""
    draw = np.random.default_rng(seed)
    tied = draw.random(n) < 0.2
    positive = np.where(tied, draw.random(n) < tie, draw.random(n) < 0.2)
    noise = draw.normal(size=(n, 40)).astype(np.float32)
    noise[:, :5] += 2 * positive[:, None]
    noise[:, 5:15] += 2 * tied[:, None]
    places = np.zeros(1, np.int64)
    encoded = Encoded(places, places, places, np.zeros(n + 1, np.int64))
    return Stories(encoded, [str(i) for i in range(n)], positive, tied, {}, {("neuron", "L0.mlp."): noise})


def test_units_of_the_tied_label_are_fooled_and_only_where_it_is_tied():
    clean = stories(1501, 1, tie=0.2)
    fooled = _unit_rows(stories(1501, 0, tie=0.9), clean, "confounded", "neuron", 0.05)
    honest = _unit_rows(stories(1501, 2, tie=0.2), clean, "independent", "neuron", 0.05)
    assert all(row["claimed"] and row["holds"] and not row["fooled"] for row in fooled[:5])
    assert all(row["claimed"] and row["fooled"] and not row["holds"] for row in fooled[5:15])
    assert sum(row["claimed"] for row in fooled[15:]) <= 2
    by = {row["learned"]: row for row in _rates([*fooled, *honest])}
    assert by["confounded"]["fdr_share"] > 0.6 and by["confounded"]["fooled_count"] == 10
    assert by["independent"]["fdr_count"] <= 1 and by["independent"]["fooled_count"] == 0
    assert by["confounded"]["tested"] == 40 and fooled[7]["unit"] == "L0.mlp.7"


def test_an_effect_that_turns_round_does_not_hold():
    draw = np.random.default_rng(0)
    yes = np.arange(400) % 2 == 0
    up, down = (ranked((draw.normal(size=(400, 1)) + side * yes[:, None]), yes) for side in (1, -1))
    claimed = claims(up, 0.05)
    assert claimed[0] and holding(claimed, up, up)[0] and not holding(claimed, up, down)[0]
    assert not claims(up, 0.45)[0] and np.isnan(rate(0, 0).share) and rate(3, 4).share == 0.75


@pytest.mark.parametrize(
    ("values", "said"),
    [({"n": 10}, "n or batch_size"), ({"effect": 0.7}, "effect=0.7")],
)
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        ConfoundConfig(**values)


def test_a_model_of_other_stories_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    labelled.corpus({"train": 7, "test": 5})
    labelled.model()
    with pytest.raises(StoryscopeError, match="not written by the story world"):
        confound(ConfoundConfig())

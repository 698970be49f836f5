"""Label cards against scikit-learn and brute force, on data where the answer is known; broken counting must show."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score, roc_auc_score

from probes.bins import BINS, CARD_BINS, ZERO_BIN, Binning, bin_bounds, bin_index, quantile_bins
from probes.truth import Counts, Sides, auroc, best_rule

N, FEATURES, LABELS = 6007, 11, 5
TOLERANCE = 2e-3  # what 256 bins may cost AUROC


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_bins_fit_each_feature():
    """A narrow feature far from zero, a sparse one, a constant one: none may lose its order."""
    draw = rng(1)
    truth = draw.random(N) < 0.1
    values = np.stack([7 + 0.01 * (draw.normal(size=N) + truth), np.where(truth & (draw.random(N) < 0.5), draw.exponential(size=N), 0),
                       np.full(N, 3.0), 1e4 * draw.normal(size=N) - 1e4 * truth], axis=1)  # fmt: skip
    values = torch.from_numpy(values.astype(np.float32))
    binning = Binning.of(values[:1009])
    sides = Sides(truth[:, None], np.ones(N, dtype=np.bool_), truth[:, None])
    counts = Counts(1, 4, CARD_BINS, values.device)
    counts.add(binning.index(values), sides.groups())
    area = auroc(counts.table[2].float()[:, None], counts.table[3].float())[:, 0]
    for feature in range(4):
        assert area[feature].item() == pytest.approx(roc_auc_score(truth, values[:, feature]), abs=TOLERANCE)
    low, high = binning.bounds()
    bins = binning.index(values)
    spread = values.amax(0) - values.amin(0)
    for feature in range(4):
        inside = bins[:, feature].long()
        assert (values[:, feature] >= low[feature, inside] - 1e-4 * spread[feature]).all()
        assert (values[:, feature] <= high[feature, inside] + 1e-4 * spread[feature]).all()


def data(n: int = N, seed: int = 0) -> tuple[torch.Tensor, Sides]:
    """Feature 0 tells label 0, feature 1 speaks against it, 2 is sparse and tells label 1, 3 is a gated neuron telling 2."""
    draw = rng(seed)
    member = draw.random((n, LABELS)) < [0.3, 0.05, 0.1, 0.02, 0.5]
    values = draw.normal(size=(n, FEATURES))
    values[:, 0] += 2 * member[:, 0]
    values[:, 1] -= 2 * member[:, 0]
    values[:, 2] = np.maximum(values[:, 2] - 2 + 3 * member[:, 1], 0)
    gate = values[:, 3] + 2 * member[:, 2]
    values[:, 3] = gate / (1 + np.exp(-gate)) * draw.normal(1, 1, n)
    values[:, 4] = 0
    judging = draw.random(n) < 0.5
    sides = Sides(member, judging, member[draw.permutation(n)])
    return torch.from_numpy(values.astype(np.float32)), sides


def cards_of(values: torch.Tensor, sides: Sides, bins: torch.Tensor, n_bins: int):
    counts = Counts(sides.member.shape[1], values.shape[1], n_bins, values.device)
    counts.add(bins, sides.groups())
    return counts.cards(slice(None))


def test_bins_partition_the_line():
    low, high = (bound.numpy() for bound in bin_bounds())
    assert len(low) == len(high) == BINS and low[0] == -np.inf and high[-1] == np.inf
    assert (np.nextafter(high[:-1], np.float32(np.inf)) == low[1:]).all()
    assert low[ZERO_BIN] < 0 < high[ZERO_BIN] == -low[ZERO_BIN]
    assert bin_index(torch.tensor(low[1:])).tolist() == list(range(1, BINS))
    assert bin_index(torch.tensor(high[:-1])).tolist() == list(range(BINS - 1))


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1))
def test_every_float_lies_in_its_bin(numbers):
    low, high = (bound.numpy() for bound in bin_bounds())
    values = torch.tensor(numbers, dtype=torch.float32)
    bins = bin_index(values).numpy()
    assert ((values.numpy() >= low[bins]) & (values.numpy() <= high[bins])).all()


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.integers(1, 3), st.integers(0, 10**6))
def test_quantile_bins_keep_order_and_ties(n, width, seed):
    values = torch.from_numpy(rng(seed).integers(-3, 4, (n, width)).astype(np.float32))
    bins, low, high = quantile_bins(values)
    for column in range(width):
        v, b = values[:, column], bins[:, column]
        assert ((v[:, None] < v) == (b[:, None] < b)).all() and ((v[:, None] == v) == (b[:, None] == b)).all()
        assert (low[column, b] == v).all() and (high[column, b] == v).all()


def test_auroc_of_counts_is_scikit_learns():
    values, sides = data()
    for bins, n_bins, tolerance in (
        (Binning.of(values[:1009]).index(values), CARD_BINS, TOLERANCE),
        (quantile_bins(values)[0], CARD_BINS, 1e-3),
    ):
        cards = cards_of(values, sides, bins, n_bins)
        half = sides.judging
        for feature in range(FEATURES):
            for label in range(LABELS):
                right = roc_auc_score(sides.member[half, label], values[half, feature])
                right = right if cards.rule.polarity[feature, label] == 1 else 1 - right
                assert float(cards.auroc[feature, label]) == pytest.approx(right, abs=tolerance)


def test_rounding_of_sums_makes_no_difference():
    values = torch.tensor([[1.0], [1 + 1e-6], [1 - 1e-6], [1.001], [-2.0], [-2 - 1e-6], [0.0], [-0.0]])
    bins, low, high = quantile_bins(values)
    assert bins[:, 0].tolist() == [4, 4, 4, 7, 0, 0, 2, 2]
    assert (low[0, 4], high[0, 4]) == (values[2, 0], values[1, 0])


def test_few_stories_are_exact():
    values, sides = data(CARD_BINS, seed=3)
    values = (values * 64).round() / 64  # true ties, and no others
    cards = cards_of(values, sides, quantile_bins(values)[0], CARD_BINS)
    half = sides.judging
    for feature in range(FEATURES):
        right = roc_auc_score(sides.member[half, 0], values[half, feature])
        right = right if cards.rule.polarity[feature, 0] == 1 else 1 - right
        assert float(cards.auroc[feature, 0]) == pytest.approx(right, abs=1e-6)


def plain_f1(truth, said):
    return 2 * (truth & said).sum() / max(1, truth.sum() + said.sum())


def fires(bins, rule, feature, label):
    """What the rule says, from bins."""
    edge, up = int(rule.edge[feature, label]), int(rule.polarity[feature, label]) == 1
    return (bins[:, feature] >= edge if up else bins[:, feature] <= edge).numpy()


def test_the_rule_has_the_best_f1_of_all_and_is_judged_on_the_other_half():
    values, sides = data()
    bins = bin_index(values)
    cards = cards_of(values, sides, bins, BINS)
    for feature in range(5):
        for label in range(3):
            choosing, truth = ~sides.judging, sides.member[:, label]
            places, edges = bins[choosing, feature].numpy(), np.arange(BINS)[:, None]
            every = [plain_f1(truth[choosing], said) for side in (places >= edges, places <= edges) for said in side]
            said = fires(bins, cards.rule, feature, label)
            assert f1_score(truth[choosing], said[choosing]) == pytest.approx(max(every), abs=1e-6)
            always = f1_score(truth[choosing], np.ones(choosing.sum()))
            assert float(cards.rule.lift[feature, label]) == pytest.approx(
                (max(every) - always) / (1 - always), abs=1e-4
            )
            half = sides.judging
            for ours, theirs in (
                (cards.f1, f1_score),
                (cards.precision, precision_score),
                (cards.recall, recall_score),
            ):
                right = theirs(truth[half], said[half], zero_division=0)
                assert float(ours[feature, label]) == pytest.approx(right, abs=1e-6)
            assert int(cards.n_pos[feature, label]) == truth[half].sum()
            assert int(cards.n_neg[feature, label]) == (~truth[half]).sum()


def test_planted_features_are_found_with_their_direction_and_others_are_not():
    values, sides = data()
    cards = cards_of(values, sides, bin_index(values), BINS)
    assert cards.rule.lift[:, 0].topk(2).indices.sort().values.tolist() == [0, 1]
    assert (int(cards.rule.polarity[0, 0]), int(cards.rule.polarity[1, 0])) == (1, -1)
    assert cards.rule.lift[:, 1].argmax() == 2 and cards.rule.lift[:, 2].argmax() == 3
    assert (cards.auroc[[0, 1, 2, 3], [0, 0, 1, 2]] > 0.75).all()
    assert (cards.null_auroc[:, :3] - 0.5).abs().max() < 0.1 and (cards.rule.lift[5:] < 0.1).all()
    assert (cards.null_f1[:, 0] <= cards.chance[:, 0] + 0.05).all()
    # a constant feature can only fire always
    assert float(cards.f1[4, 0]) == pytest.approx(float(cards.chance[4, 0])) and float(cards.auroc[4, 0]) == 0.5


def test_counting_the_wrong_examples_shows():
    values, sides = data()
    broken = Sides(np.roll(sides.member, 1, axis=0), sides.judging, sides.null)
    assert (cards_of(values, broken, bin_index(values), BINS).auroc[:4, :3] - 0.5).abs().max() < 0.1


def test_counts_add_up_over_batches():
    values, sides = data()
    bins = bin_index(values)
    once, often = (Counts(LABELS, FEATURES, BINS, values.device) for _ in range(2))
    once.add(bins, sides.groups())
    for begin in range(0, N, 701):
        part = slice(begin, begin + 701)
        often.add(bins[part], sides.groups(part))
    assert torch.equal(once.table, often.table)
    assert (once.total().sum(1) == N).all()
    together = once.cards(slice(None)).f1
    assert torch.equal(torch.cat([once.cards(slice(0, 3)).f1, once.cards(slice(3, 11)).f1]), together)


def test_worked_by_hand():
    # activations 0 1 1 2, labelled: the second and the last
    positive, every = torch.tensor([[[0.0, 1, 1]]]), torch.tensor([[1.0, 2, 1]])
    assert auroc(positive, every).item() == pytest.approx((1.5 + 2) / 4)
    rule = best_rule(positive, every)
    # at least 1: precision 2/3, recall 1, F1 4/5; at least 2: precision 1, recall 1/2, F1 2/3; always: F1 2/3
    assert (rule.edge.item(), rule.polarity.item()) == (1, 1)
    assert rule.lift.item() == pytest.approx((4 / 5 - 2 / 3) / (1 - 2 / 3))
    assert torch.isnan(auroc(torch.zeros(1, 1, 3), every)).all()

"""The parts of feature statistics, each against numpy or a count by hand; broken variants must show."""

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from probes.activations import encode_stories
from probes.feature_readings import neuron_readings
from probes.features import FeaturesConfig
from probes.truth import Counts, Sides
from probes.units.confidence import cluster_spread, intervals, tokens_per_cluster, wilson_array
from probes.units.effects import effects, first_stories
from probes.units.kept import BARS, INTERVALS, PER_INTERVAL, Kept, by_interval
from probes.units.mapping import principal_map
from probes.units.nonzeros import Nonzeros, NonzeroStore
from probes.units.nulls import Nulls, along_stories, deals, folded, mid_ranks, over_stories, shifts
from probes.units.relations import Kindred, relation_table
from tests import labelled
from workbench.statistics import wilson
from workbench.stories.columns import to_table

STEP = 0.05


def rng(seed=0):
    return np.random.default_rng(seed)


def sparse(tokens=211, units=13, seed=0):
    acts = np.maximum(rng(seed).normal(size=(tokens, units)) - 1, 0).astype(np.float32)
    acts[:, units // 2 - 1] = 0 if units > 5 else acts[:, 0]
    return acts


def as_nonzeros(acts):
    unit, token = np.nonzero(acts.T)
    return Nonzeros(acts.shape[1], unit, token, acts[token, unit])


def test_what_is_not_zero_comes_back_feature_by_feature(tmp_path):
    acts = sparse()
    store = NonzeroStore(tmp_path, "sae", 13)
    for window in (range(101), range(101, 211)):
        order = rng(1).permutation(list(window))  # batches are in another order than the stories
        for piece in np.array_split(order, 3):
            store.add(piece, torch.from_numpy(acts[piece]))
        store.close_window()
    for part in (slice(0, 7), slice(7, 13)):
        some = store.part(part)
        place = np.arange(211)
        assert (some.dense(place, 211) == acts[:, part]).all()
        assert (np.diff(some.feature * 1000 + some.token) > 0).all()
        unit, token = np.meshgrid(np.arange(some.n), np.arange(211), indexing="ij")
        assert (some.at(unit, token) == acts[token, unit + part.start]).all()


def kin(dense, features, directions):
    from scipy.sparse import csr_array

    every = np.concatenate([dense, features], axis=1).astype(np.float64)
    names = [f"L0.mlp.{i}" for i in range(dense.shape[1])] + [f"sae.{i}" for i in range(features.shape[1])]
    spread = np.sqrt(np.square(every - every.mean(0)).sum(0))
    spread[spread < 1e-9] = 0
    n = dense.shape[1]
    kinds = {"neuron": slice(0, n), "feature": slice(n, len(names))}
    rows = csr_array(features.T)
    length = directions.norm(dim=1, keepdim=True).clamp(min=1e-12)
    parts = [dense[:50], dense[50:]]
    return Kindred(names, kinds, directions / length, [(0, parts)], [(n, rows)], spread, len(dense)), every


def test_correlations_and_cosines_are_numpys():
    dense, features = rng(1).normal(size=(211, 7)).astype(np.float32) + 30, sparse()
    directions = torch.from_numpy(rng(2).normal(size=(20, 5)).astype(np.float32))
    family, every = kin(dense, features, directions)
    with np.errstate(invalid="ignore", divide="ignore"):
        right = np.corrcoef(every.T)
    found = family.correlations(features)
    expected = right[7:]
    known = ~np.isnan(expected)
    assert np.abs(found[known] - expected[known]).max() < 1e-4 and np.isnan(found[~known]).all()
    own = torch.eye(13, 5)
    table = relation_table(family, slice(7, 20), features, own).to_pylist()
    assert {row["relation"] for row in table} == {
        "cosine_neuron",
        "cosine_feature",
        "pearson_neuron",
        "pearson_feature",
        "alignment",
    }
    unit = directions / directions.norm(dim=1, keepdim=True)
    for row in (7, 9, 19):
        mine = [one for one in table if one["row"] == row]
        near = [one for one in mine if one["relation"] == "pearson_neuron"]
        order = np.argsort(-np.abs(right[row, :7]))[:5]
        assert [one["other"] for one in near] == order.tolist() and near[0]["n"] == 211
        assert [one["value"] for one in near] == pytest.approx(right[row, order].tolist(), abs=1e-4)
        alike = [one for one in mine if one["relation"] == "cosine_feature"]
        cosines = (unit[row] @ unit[7:].T).numpy()
        cosines[row - 7] = -9
        assert [one["other"] - 7 for one in alike] == np.argsort(-cosines)[:5].tolist()
        assert [one["rank"] for one in alike] == list(range(5))
    (aligned,) = [one for one in table if one["row"] == 9 and one["relation"] == "alignment" and one["rank"] == 0]
    assert (aligned["name"], aligned["value"], aligned["share"]) == ("d2", 1.0, 1.0)


def test_intervals_hold_what_they_say():
    acts = sparse(3001, 3, seed=4)
    seen = {}

    def cut(score, token):
        seen[len(seen)] = (score, token)
        return Kept(score, token, token, np.zeros((*score.shape, 1)), 0)

    found = by_interval(as_nonzeros(acts), acts.max(0), 3001, rng(), cut)
    for unit in range(3):
        edges = np.linspace(0, acts[:, unit].max(), INTERVALS + 1)
        positive = acts[:, unit][acts[:, unit] > 0]
        counts, _ = np.histogram(positive, edges)
        assert np.abs(found.share[unit] * 3001 - counts).max() <= 1  # rounding at an edge
        bars, _ = np.histogram(positive, BARS)
        assert np.abs(found.bars[unit] - bars).sum() <= 2 and found.bars[unit].sum() == len(positive)
        for interval in range(INTERVALS):
            score, token = (part[unit] for part in seen[interval])
            there = score > -np.inf
            assert there.sum() == min(PER_INTERVAL, round(found.share[unit, interval] * 3001))
            assert (acts[token[there], unit] == score[there]).all() and len(set(token[there])) == there.sum()
            assert ((score[there] > edges[interval] - 1e-5) & (score[there] <= edges[interval + 1] + 1e-5)).all()


def test_folded_ranks_are_scikit_learns_auroc():
    bins = torch.from_numpy(rng().integers(0, 9, (211, 7)))
    member = rng(1).random((211, 3)) < 0.3
    found = folded(mid_ranks(bins), torch.from_numpy(member).float())
    for unit in range(7):
        for label in range(3):
            right = abs(roc_auc_score(member[:, label], bins[:, unit]) - 0.5)
            assert found[unit, label].item() == pytest.approx(right, abs=1e-5)
    assert folded(mid_ranks(bins), torch.zeros(211, 1)).max() == 0


def test_moving_labels_along_is_moving_them_along():
    drawn = torch.Generator().manual_seed(0)
    ranks, member = torch.rand(101, 3, generator=drawn), torch.rand(101, 2, generator=drawn).round()
    moves = shifts(101, 5, rng())
    found = along_stories(ranks, member, moves)
    for move, one in zip(moves, found, strict=True):
        torch.testing.assert_close(one, folded(ranks, member.roll(int(move), 0)), atol=1e-6, rtol=0)


def p_values(planted, seed):
    draw = rng(seed)
    member = draw.random((307, 2)) < 0.3
    values = draw.normal(size=(307, 60))
    values[:, 3] += planted * member[:, 0]
    bins = torch.from_numpy((values * 8 + 128).clip(0, 255).astype(np.int64))
    ranks, nulls = mid_ranks(bins), Nulls(39)
    names, family = [("tone", "sad"), ("tone", "happy")], ("story", "max")
    own = folded(ranks, torch.from_numpy(member).float())
    orders = deals([str(i) for i in range(307)], 39, draw)
    nulls.add(family, names, "neuron", own, over_stories(ranks, torch.from_numpy(member).float(), orders))
    nulls.count("neuron", 60)
    return nulls.p_by_label(family, 0), nulls.p_of_best([family], 0, own.argmax(1).numpy()), nulls


def test_the_best_of_many_is_honest():
    """Without an effect the smallest p of 60 units is uniform; a unit by itself would be below 0.05 nearly always."""
    lowest = [p_values(0.0, seed)[1].min() for seed in range(40)]
    assert np.mean(np.array(lowest) <= 0.1) < 0.3
    by_label, best, nulls = p_values(2.0, 99)
    assert by_label[3, 0] == best[3] == 1 / 40 and np.median(best) > 0.3
    rows = nulls.table().to_pylist()
    assert {(row["kind"], row["value"]) for row in rows} == {
        (k, v) for k in ("neuron", "all") for v in ("sad", "happy")
    }
    assert all(0.5 < row["median"] <= row["q95"] <= row["highest"] < 0.75 and row["units"] == 60 for row in rows)


def cards_with_clusters(seed, correlated):
    draw = rng(seed)
    clusters, size = 60, 7
    story = np.repeat(np.arange(clusters), size)
    shared = np.repeat(draw.normal(size=clusters), size) if correlated else draw.normal(size=clusters * size)
    member = (shared + 0.3 * draw.normal(size=len(story)) > 0.5)[:, None]
    noise = np.repeat(draw.normal(size=clusters), size) if correlated else draw.normal(size=len(story))
    values = (shared + noise)[:, None]
    bins = torch.from_numpy((values * 20 + 128).clip(0, 255).astype(np.uint8))
    sides = Sides(member, np.ones(len(story), np.bool_), member)
    counts = Counts(1, 1, 256, torch.device("cpu"))
    counts.add(bins, sides.groups())
    counts.table[0], counts.table[1] = counts.table[2], counts.table[3]  # the rule from the same items, for once
    cards = counts.cards(slice(None))
    ranks = mid_ranks(bins).numpy()
    spread = cluster_spread(bins.numpy(), ranks, member, story, cards.rule.edge.numpy(), cards.rule.polarity.numpy())
    return cards, spread, intervals(cards, spread, 1.0, tokens_per_cluster(member, story)), member


def test_intervals_widen_with_the_clusters():
    loose, tight = (cards_with_clusters(3, correlated) for correlated in (True, False))
    assert loose[1].recall[0, 0] > 2 > tight[1].recall[0, 0]
    for cards, _, told, member in (loose, tight):
        for name in ("precision", "recall", "f1", "auroc"):
            assert told[f"{name}_lo"][0, 0] <= float(getattr(cards, name)[0, 0]) <= told[f"{name}_hi"][0, 0]
        assert int(cards.n_pos[0, 0]) == member.sum()
    width = [told["recall_hi"][0, 0] - told["recall_lo"][0, 0] for _, _, told, _ in (loose, tight)]
    assert width[0] > 1.5 * width[1]


def test_auroc_intervals_cover_as_the_bootstrap_does():
    cards, spread, _, _ = cards_with_clusters(5, True)
    draws = [float(cards_with_clusters(1000 + seed, True)[0].auroc[0, 0]) for seed in range(60)]
    assert spread.auroc[0, 0] == pytest.approx(np.std(draws), rel=0.5)
    assert 0.5 < float(cards.auroc[0, 0]) < 1


def test_wilson_is_wilson_and_clusters_are_counted():
    low, high = wilson_array(np.array([20 / 164, 0.0]), np.array([164.0, 0.0]))
    assert (low[0], high[0]) == pytest.approx(wilson(20, 164)) and (low[1], high[1]) == (0, 1)
    member = np.array([[1], [1], [0], [1], [0]], np.bool_)
    assert tokens_per_cluster(member, np.array([0, 0, 0, 1, 1])).tolist() == [(4 + 1) / 3]


def test_the_map_is_principal_components():
    directions = torch.from_numpy(rng().normal(size=(31, 5)).astype(np.float32))
    directions[7] = 0
    found, shares = principal_map(directions)
    rest = np.delete(directions.numpy(), 7, axis=0).astype(np.float64)
    _, sizes, axes = np.linalg.svd(rest - rest.mean(0))
    right = (rest - rest.mean(0)) @ axes[:2].T
    assert np.isnan(found[7]).all()
    np.testing.assert_allclose(np.abs(np.delete(found, 7, axis=0)), np.abs(right), atol=1e-4)
    assert shares == pytest.approx((sizes**2 / (sizes**2).sum())[:2].tolist())


@pytest.fixture(scope="module")
def world():
    """A small model with its neurons and the residual stream's own directions as a dictionary, and some stories."""
    loaded = labelled.loaded()
    (layer0, layer1) = neuron_readings(loaded, FeaturesConfig())
    table = to_table(labelled.stories(11, 0))
    return loaded, [layer0, layer1], encode_stories(loaded.tokenizer, table["text"].to_pylist())


def loss(loaded, encoded, change=None, point=None):
    total = 0.0
    for story in range(len(encoded)):
        ids = encoded.ids[encoded.bounds[story] : encoded.bounds[story + 1]].tolist()
        logits, _ = loaded.model.run(torch.tensor([[2, *ids]]), (), {point: change} if point else {})
        total -= float(logits[0, :-1].double().log_softmax(-1)[range(len(ids)), ids].sum())
    return total / len(encoded.ids)


def test_effects_are_slopes_and_ablations_are_ablations(world):
    loaded, readings, encoded = world
    found = effects(loaded, readings, encoded, exact=3)
    clean = loss(loaded, encoded)
    assert sum(int((~np.isnan(one.exact)).sum()) for one in found) == 3  # of one kind, the largest
    for reading, one in zip(readings, found, strict=True):
        assert one.targets == len(encoded.ids)
        for unit in (0, 8, int(np.abs(one.effect).argmax())):

            def fade(value, by, unit=unit):
                value = value.clone()
                value[:, 1:, unit] *= 1 - by
                return value

            slope = (loss(loaded, encoded, lambda v: fade(v, STEP), reading.point)
                     - loss(loaded, encoded, lambda v: fade(v, -STEP), reading.point)) / (2 * STEP)  # fmt: skip
            assert one.effect[unit] == pytest.approx(slope, abs=2e-5)
            assert one.low[unit] <= one.effect[unit] <= one.high[unit]
            if not np.isnan(one.exact[unit]):
                gone = loss(loaded, encoded, lambda v: fade(v, 1.0), reading.point) - clean
                assert one.exact[unit] == pytest.approx(gone, abs=2e-5)


def test_the_first_stories_are_whole(world):
    *_, encoded = world
    some = first_stories(encoded, np.array([2, 5, 7]), tokens=int(encoded.lengths[2]) + 1)
    assert some.lengths.tolist() == encoded.lengths[[2, 5]].tolist()
    assert some.ids.tolist() == [
        *encoded.ids[encoded.bounds[2] : encoded.bounds[3]],
        *encoded.ids[encoded.bounds[5] : encoded.bounds[6]],
    ]

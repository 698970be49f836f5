"""Probes find what was planted, do not find what is not there, and every control says so."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression

from probes.activations import encode_stories
from probes.linear import ProbeConfig, probe
from probes.probe_files import CONTROLS, intervals
from probes.probing import fit_beside_controls, pool_stories
from probes.regression import fit, fit_as_it_is, tf_idf, validation_part, whitening
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import parse
from workbench.progress import SILENT
from workbench.stories.corpus import Corpus

TRAIN, TEST = 601, 307


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        labelled.corpus({"train": TRAIN, "test": TEST})
        labelled.model()
        yield


@pytest.fixture(scope="module")
def made(shelf):  # noqa: ARG001 - what is made goes there
    return probe(ProbeConfig(penalties=(0.01, 1.0)))


def rows(made, **wanted):
    found = made.manifest.summary["results"]
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_every_layer_target_and_position_has_a_row_with_all_its_controls(made):
    assert len(made.manifest.summary["results"]) == 3 * 3 * 2
    assert made.manifest.summary["results"] == json.loads(made.file("results.json").read_text())
    assert pq.read_table(made.file("results.parquet")).to_pylist() == made.manifest.summary["results"]
    for row in rows(made):
        assert row["ci95"][0] <= row["accuracy"] <= row["ci95"][1] and row["n"] == TEST
        assert row["margin"] == pytest.approx(row["accuracy"] - max(row[name] for name in CONTROLS))
        assert row["margin_ci95"][0] - 1e-9 <= row["margin"] <= row["margin_ci95"][1] + 1e-9
    assert [row["depth"] for row in rows(made, target="tone", position="last")] == [0, 1, 2]
    assert made.manifest.summary["classes"]["topic"] == ["farm", "sea", "sky"]


def test_a_planted_concept_is_found_and_its_controls_are_not_fooled(made):
    for row in rows(made, target="topic", position="mean"):
        assert row["accuracy"] > 0.99 and row["bag_of_words"] > 0.99 and row["random_init"] > 0.99
        assert row["shuffled"] < 0.5 and row["majority"] < 0.42
    # the last token is always a full stop: the embedding knows nothing of the story
    (embedding,) = rows(made, target="topic", position="last", depth=0)
    assert embedding["accuracy"] == embedding["majority"]


def test_what_is_not_in_the_text_is_at_chance_everywhere(made):
    for row in rows(made, target="tone"):
        for name in ("accuracy", *CONTROLS):
            assert abs(row[name] - 0.5) < 0.1, (name, row)
        assert row["margin_ci95"][0] < 0.05


def test_order_is_hidden_from_words_and_from_the_embedding_but_not_from_attention(made):
    assert all(abs(row["bag_of_words"] - 0.5) < 0.1 for row in rows(made, target="moral"))
    assert abs(rows(made, target="moral", position="mean", depth=0)[0]["accuracy"] - 0.5) < 0.1
    best = max(rows(made, target="moral", position="mean"), key=lambda row: row["accuracy"])
    assert best["depth"] > 0 and best["accuracy"] > 0.8 and best["margin"] < best["accuracy"] - 0.5


@pytest.mark.usefixtures("shelf")
def test_labels_of_other_stories_break_it():
    """The same machinery with the test labels moved by one story must fall to chance."""
    from probes.probing import Part, _target

    loaded = labelled.loaded()
    corpus = Corpus.open()
    parts = {}
    for split in ("train", "test"):
        table = corpus.table(split)
        parts[split] = Part(table, encode_stories(loaded.tokenizer, table["text"].to_pylist()))
    target = _target("topic", parts["train"], parts["test"], 0)
    place = (parse("blocks.1.hook_resid_post"), "mean")
    with SILENT.task("", None, "") as task:
        x = {
            (kind, split): pool_stories(loaded.model, loaded, part.encoded, [place], 32, task)[place]
            for kind in ("model", "random")
            for split, part in parts.items()
        }
    found = fit_beside_controls(target, x, [0.1], 0, place)
    assert (found.answers == target.test_y).mean() > 0.99
    assert (found.answers == np.roll(target.test_y, 1)).mean() < 0.5
    assert (found.answers == found.random_init).all()  # given the same activations


def test_saved_weights_give_the_saved_accuracy(made):
    loaded = labelled.loaded()
    weights = load_file(made.file("weights.safetensors"))
    table = Corpus.open().table("test")
    encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
    for row in rows(made, target="moral"):
        place = (parse(row["hook"]), row["position"])
        with SILENT.task("", None, "") as task:
            x = pool_stories(loaded.model, loaded, encoded, [place], 7, task)[place]
        key = f"moral/{row['position']}/{row['hook']}"
        said = (x @ weights[f"{key}/weight"].T + weights[f"{key}/bias"]).argmax(1)
        names = np.array(made.manifest.summary["classes"]["moral"])
        right = (names[said] == np.array(table["moral"].to_pylist())).mean()
        assert right == pytest.approx(row["accuracy"], abs=2 / TEST)


def test_confusion_counts_every_test_story(made):
    table = pq.read_table(made.file("confusion.parquet")).to_pylist()
    for target in ("topic", "tone", "moral"):
        for position in ("mean", "last"):
            part = [row for row in table if (row["target"], row["position"]) == (target, position)]
            (row,) = rows(made, target=target, position=position, depth=part[0]["depth"])
            assert sum(one["count"] for one in part) == TEST
            agree = sum(one["count"] for one in part if one["truth"] == one["predicted"])
            assert agree / TEST == pytest.approx(row["accuracy"])


def test_a_second_call_returns_the_first_result_and_another_seed_does_not(made):
    assert probe(ProbeConfig(penalties=(0.01, 1.0), name="other")).path == made.path
    other = probe(ProbeConfig(penalties=(1.0,), targets=("topic",), positions=("mean",), seed=1, train_stories=101))
    assert other.path != made.path and other.manifest.summary["train_stories"] == 101
    assert artifacts.verify(other) == [] == artifacts.verify(made)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"targets": ("style",)}, "'style' has 0 values"),
        ({"targets": ("mood",)}, "'mood'"),
        ({"sites": ("pattern",)}, "'pattern' is not a site"),
        ({"positions": ("first",)}, "'first' is not a position"),
        ({"penalties": (1.0, 0.1)}, "do not rise"),
        ({"targets": ()}, "targets is empty"),
        ({"targets": ("text",)}, "'text' is not a label"),
        ({"targets": ("topic", "topic")}, "targets names something twice"),
        ({"train_stories": 0}, "train_stories=0"),
    ],
)
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        probe(ProbeConfig(**values))


@pytest.mark.usefixtures("shelf")
def test_stories_of_one_group_in_both_splits_are_refused(monkeypatch):
    monkeypatch.setattr("probes.probing.Part.groups", property(lambda part: ["same"] * len(part.table)))
    with pytest.raises(StoryscopeError, match="1 groups of stories are in the train split and in the test split"):
        probe(ProbeConfig(seed=5))


@pytest.mark.parametrize("classes", [2, 5])
def test_fit_is_scikit_learns_with_whitening_folded_in(classes):
    draw = np.random.default_rng(classes)
    y = draw.permutation(np.arange(211) % classes)
    x = (draw.normal(size=(211, 7)) * [1, 100, 0.01, 3, 1, 1, 0] + 50 * np.eye(7)[4] + y[:, None]).astype(np.float32)
    x[:, 6] = 3  # constant
    ours = fit(x, y, [0.1])
    mean, turn = whitening(x)
    plain = (x - mean) @ turn
    covariance = plain.T @ plain / len(x)
    kept = covariance.diagonal() > 0.5
    np.testing.assert_allclose(covariance[kept][:, kept], np.eye(kept.sum()), atol=1e-4)
    assert kept.sum() == 6 and np.abs(covariance[~kept]).max() < 1e-4  # the constant column is nowhere
    theirs = LogisticRegression(C=0.1, max_iter=1000).fit(plain, y)
    assert (ours.predict(x) == theirs.predict(plain)).mean() > 0.99
    assert (ours.weight[:, 6] == 0).all() and ours.weight.shape == (classes, 7)


def test_the_validation_part_chooses_and_keeps_groups_whole():
    draw = np.random.default_rng(0)
    groups = [str(index // 3) for index in range(300)]
    part = validation_part(groups, 0.2, draw)
    assert part.sum() == 60 and all(len(set(part[i : i + 3])) == 1 for i in range(0, 300, 3))
    x, y = draw.normal(size=(300, 53)).astype(np.float32), np.arange(300) % 2
    x[:, :5] += 0.5 * y[:, None]
    mean, turn = whitening(x)
    plain, penalties = (x - mean) @ turn, [1e-4, 1e-3, 1e-2, 1.0]
    scores = [LogisticRegression(C=c).fit(plain[~part], y[~part]).score(plain[part], y[part]) for c in penalties]
    readout = fit(x, y, penalties, part)
    assert len(set(scores)) > 2 and readout.validation == pytest.approx(max(scores))
    assert readout.penalty == penalties[int(np.argmax(scores))]


def test_too_few_stories_to_choose_a_penalty_with_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    labelled.corpus({"train": 3, "test": 29}, seed=3)
    labelled.model()
    with pytest.raises(StoryscopeError, match="Too few of the 3 training stories"):
        probe(ProbeConfig(targets=("topic",)))


def test_tf_idf_sees_words_and_not_their_order():
    stories = [np.array(words) for words in ([3, 4, 5], [5, 4, 3], [3, 3, 6], [6, 5])]
    train, test = tf_idf(stories, stories[:2], 7)
    assert train.shape == (4, 7) and np.allclose(train.toarray()[0], train.toarray()[1])
    assert np.allclose(test.toarray(), train.toarray()[:2]) and train.toarray()[2, 6] > train.toarray()[2, 3] / 2
    readout = fit_as_it_is(train, np.array([0, 0, 1, 1]), [10.0])
    assert readout.predict(test).tolist() == [0, 0]


def test_intervals_do_not_vanish_where_everything_is_right():
    values = np.stack([np.ones(60), np.zeros(60), np.arange(60) % 2], axis=1)
    groups = [str(index // 2) for index in range(60)]
    low, high = intervals(values, groups, np.random.default_rng(0))
    assert 0.85 < low[0] < 0.9 and high[0] == 1 and low[1] == 0 and 0.1 < high[1] < 0.15
    assert low[2] == high[2] == 0.5  # each group of two holds one of each: no sampling error is left
    apart = intervals(values, [str(index) for index in range(60)], np.random.default_rng(0))
    assert apart[0][2] < 0.4 and apart[1][2] > 0.6

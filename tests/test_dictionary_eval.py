"""Judging dictionaries: a perfect and an empty one, ground truth by hand, and a whole evaluation."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import save_file
from scipy.sparse import csr_array

from probes.dictionaries.world import highest
from probes.dictionary_eval import SaeEvalConfig, evaluate_sae
from probes.dictionary_pass import observe
from probes.dictionary_truth import Activity, judge_rules
from probes.saelens_bridge import load_sae, must_fit
from tests import labelled
from training.dictionary import SaeConfig, train_sae
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.progress import SILENT
from workbench.records import AXES
from workbench.stories.corpus import Corpus

HOOK, D_IN = "blocks.1.hook_resid_post", labelled.SHAPE.d_model


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    """A corpus, an untrained model and a dictionary of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        labelled.corpus({"train": 211, "validation": 37, "test": 301})
        labelled.model()
        yield train_sae(SaeConfig(d_sae=83, k=5, tokens=60_000, batch=256, lr=3e-3))


def by_hand(folder: Path, identity: bool) -> Path:
    """A dictionary that gives every activation back exactly, positive and negative parts apart; or one of zeros."""
    both = torch.cat([torch.eye(D_IN), -torch.eye(D_IN)]) * float(identity)
    zeros = {"b_enc": torch.zeros(2 * D_IN), "b_dec": torch.zeros(D_IN)}
    folder.mkdir()
    save_file({"W_enc": both.T.contiguous(), "W_dec": both, **zeros}, folder / "sae_weights.safetensors")
    metadata = {"hook_name": HOOK, "sae_lens_version": "6.0.0"}
    config = {"architecture": "standard", "d_in": D_IN, "d_sae": 2 * D_IN, "apply_b_dec_to_input": True}
    (folder / "cfg.json").write_text(json.dumps({**config, "metadata": metadata}))
    return folder


def test_a_perfect_dictionary_scores_one_and_an_empty_one_zero(shelf: artifacts.Artifact, tmp_path: Path) -> None:
    assert shelf
    table = Corpus.open("planted").table("test", ["text", *AXES], 31)
    with SILENT.task("", 31, "") as task:
        perfect = observe(labelled.loaded(), load_sae(by_hand(tmp_path / "perfect", True)), table, task)
        empty = observe(labelled.loaded(), load_sae(by_hand(tmp_path / "empty", False)), table, task)
    assert perfect.losses.score == pytest.approx(1, abs=1e-4)
    assert perfect.fidelity.explained_variance == pytest.approx(1, abs=1e-6)
    assert perfect.fidelity.l0 == pytest.approx(D_IN, abs=1e-6)
    assert empty.losses.score == pytest.approx(0, abs=1e-6)
    assert empty.fidelity.l0 == 0
    # the clean loss is the model's own: every story token, start of text as the first one's context
    model, by_hand_sum = labelled.loaded().model, 0.0
    for start, stop in itertools.pairwise(perfect.tokens.bounds):
        ids = torch.tensor([[2, *perfect.tokens.ids[start:stop].tolist()]])
        by_hand_sum -= float(model(ids)[0, :-1].log_softmax(-1).gather(1, ids[0, 1:, None]).double().sum())
    assert perfect.losses.targets == len(perfect.tokens.ids) == int(perfect.read.sum())
    assert perfect.losses.clean == pytest.approx(by_hand_sum, rel=1e-6)


def test_a_dictionary_of_another_model_is_refused(tmp_path: Path) -> None:
    made = load_sae(by_hand(tmp_path / "made", True))
    must_fit(made, labelled.SHAPE)
    for other, says in (({"d_model": 23 * 3}, f"width {D_IN}"), ({"n_layers": 1}, "the model has 1 layers")):
        with pytest.raises(StoryscopeError, match=says):
            must_fit(made, replace(labelled.SHAPE, **other))


def test_rules_by_hand() -> None:
    """Feature 0 is the first label; feature 1 the second above half its peak; feature 2 is noise."""
    generator = np.random.default_rng(3)
    member = generator.random((400, 2)) < (0.3, 0.2)
    noise = generator.random(400)
    second = np.where(member[:, 1], 9.0, np.where(noise < 0.5, 3.0, 0.0))
    activity = Activity(csr_array(np.stack([member[:, 0] * 2.0, second, noise], axis=1)))
    judged = judge_rules(activity, member, np.arange(400) % 2 == 1)
    assert judged.feature.tolist() == [0, 1]
    assert judged.share[1] >= 0.3
    assert judged.f1.tolist() == [1.0, 1.0]
    assert judged.reconstruction == 1.0
    # the labels of other examples: neither covered nor reconstructed
    null = judge_rules(activity, np.roll(member, 7, axis=0), np.arange(400) % 2 == 1)
    assert null.f1.max() < 0.6
    assert null.reconstruction < 0.1
    # the broken variant: without the second threshold feature 1 is not precise
    flat = Activity(csr_array(np.stack([member[:, 0] * 2.0, (second > 0) * 1.0, noise], axis=1)))
    assert judge_rules(flat, member, np.arange(400) % 2 == 1).f1[1] < 0.6
    # by hand: positives p of n, always firing has F1 2p / (p + n)
    positives = member[1::2].sum(0)
    assert judged.chance == pytest.approx(2 * positives / (positives + 200))


def test_highest_of_each_story() -> None:
    tokens = Activity(csr_array(np.array([[1.0, 0.0, 2.0], [3.0, 0.0, 0.5], [0.0, 0.0, 4.0]])))
    found = highest(tokens, np.array([0, 0, 2]), 3)
    assert found.values.toarray().tolist() == [[3.0, 0.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 4.0]]


def test_the_evaluation_end_to_end(shelf: artifacts.Artifact) -> None:
    made = evaluate_sae(SaeEvalConfig(sae=shelf.label, stories=301))
    summary = made.manifest.summary
    assert made.manifest.parents[0] == shelf.ref
    assert summary["explained_variance"] == pytest.approx(shelf.manifest.summary["explained_variance"], abs=0.1)
    assert 0 < summary["alive"] <= 1
    assert 0.5 < summary["coverage"] <= 1
    assert summary["coverage"] > summary["coverage_shuffled"] + 0.2
    assert summary["reconstruction"] > summary["reconstruction_shuffled"] + 0.2
    rows = pq.read_table(made.file("properties.parquet")).to_pylist()
    assert {(row["level"], row["axis"]) for row in rows} == {
        *(("token", axis) for axis in ("topic", "moral", "mention", "role")),
        *(("story", axis) for axis in ("topic", "moral", "tone")),
    }
    assert summary["coverage_ci95"][0] < summary["coverage"] < summary["coverage_ci95"][1]
    assert summary["random_init"] is None  # nobody has trained the control
    assert 0 < summary["kl_score"] <= 1
    assert summary["shrinkage"] == pytest.approx(1, abs=0.2)
    assert summary["dead"] == pytest.approx(1 - summary["alive"])
    assert summary["monosemanticity"] > summary["monosemanticity_shuffled"]
    assert summary["sparse_probing"]["features"]["5"] > summary["sparse_probing"]["features_shuffled"]["5"]
    # the tone hangs on nothing: neither a feature nor a probe tells it better than always saying yes
    tones = [row for row in rows if row["axis"] == "tone"]
    assert max(row["f1"] for row in tones) < 0.8
    assert all(row["lo"] <= row["f1"] <= row["hi"] for row in rows)
    assert all(row["random_init_f1"] is None and 0 <= row["probe_f1"] <= 1 for row in rows)
    features = pq.read_table(made.file("dictionary_features.parquet")).to_pylist()
    assert [row["feature"] for row in features] == list(range(83))
    # where a feature fires is counted twice, in two ways
    assert sum(row["density"] for row in features) == pytest.approx(summary["l0"])
    assert sum(row["dead"] for row in features) == round(83 * summary["dead"])
    assert any(row["axis"] == "word" and row["iou"] > 0.9 for row in features)
    bins = pq.read_table(made.file("densities.parquet")).to_pylist()
    assert sum(row["count"] for row in bins) == 83
    for name in ("splitting", "absorption"):
        assert {row["axis"] for row in pq.read_table(made.file(f"{name}.parquet")).to_pylist()} <= {
            "topic",
            "moral",
            "mention",
            "role",
        }
    # the topic hangs on one word, which a dictionary of a residual stream finds
    assert min(row["f1"] for row in rows if row["axis"] == "topic" and row["level"] == "token") > 0.9
    assert evaluate_sae(SaeEvalConfig(sae=shelf.label, stories=301)).path == made.path

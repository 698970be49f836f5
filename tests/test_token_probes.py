"""Token probes from end to end: what was planted is found where it can be, and the controls say what that means."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import load_file

from probes.tokens.files import CONTROLS, balanced, details, results
from probes.tokens.probe_tokens import TokenProbeConfig, probe_tokens
from tests import token_stories
from workbench import artifacts
from workbench.errors import StoryscopeError

TARGETS = ("holder(*)", "part_of_speech", "antecedent")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        token_stories.shelf({"train": 190, "test": 61})
        yield


@pytest.fixture(scope="module")
def made(shelf):  # noqa: ARG001 - what is made goes there
    return probe_tokens(TokenProbeConfig(targets=(*TARGETS, "feels"), l2=(1e-3, 1e-2)))


def rows(made, **wanted):
    return [row for row in results(made) if all(row[name] == value for name, value in wanted.items())]


def test_every_target_place_and_method_has_a_row_with_its_controls(made):
    assert len(results(made)) == 3 * 3 * 4
    assert made.manifest.summary["dropped"] == {"feels": "0 values with enough tokens"}
    for row in results(made):
        assert row["ci95"][0] <= row["accuracy"] <= row["ci95"][1] and row["n_stories"] <= 61
        assert row["margin"] == pytest.approx(row["accuracy"] - max(row[name] for name in CONTROLS))
        assert row["margin_ci95"][0] - 1e-9 <= row["margin"] <= row["margin_ci95"][1] + 1e-9
        assert (row["selectivity"] is None) == (row["method"] != "logistic")
    for target in TARGETS:
        chosen = rows(made, target=target, chosen=True, method="logistic")
        assert len(chosen) == 1
        assert chosen[0]["validation"] == max(r["validation"] for r in rows(made, target=target, method="logistic"))
    assert [row["target"] for row in made.manifest.summary["results"]] == list(TARGETS)


def test_a_property_of_the_word_is_read_everywhere_and_the_word_itself_says_it(made):
    for row in rows(made, target="part_of_speech"):
        assert row["word_type"] == 1 and row["random_init"] > 0.95 and row["margin"] <= 0
        if row["method"] == "logistic":
            assert row["accuracy"] > 0.95 and row["shuffled"] < 0.5
            # so few words that a probe learns any labels for them: nothing is selective here
            assert row["control_task"] > 0.9


def test_who_holds_it_is_hidden_from_the_word_and_in_the_words_before(made):
    embedding = rows(made, target="holder(*)", depth=0, method="logistic")[0]
    assert embedding["accuracy"] < 0.65 and embedding["word_type"] < 0.65
    best = max(row["accuracy"] for row in rows(made, target="holder(*)", method="logistic"))
    assert best > embedding["accuracy"] + 0.1
    assert embedding["words_so_far"] > embedding["accuracy"]


def test_closer_looks_agree_with_the_results(made):
    for row in details(made):
        chosen = rows(made, target=row["target"], chosen=True, method="logistic")[0]
        assert 0 <= row["ece"] < 0.5 and row["compression"] > 0.8 and 0 <= row["l1_channels"] <= 20
        bins = [
            one for one in pq.read_table(made.file("calibration.parquet")).to_pylist() if one["target"] == row["target"]
        ]
        assert sum(one["count"] for one in bins) == chosen["n"]
        hits = sum(one["count"] * one["accuracy"] for one in bins) / chosen["n"]
        assert hits == pytest.approx(chosen["accuracy"])
        confusion = [
            one for one in pq.read_table(made.file("confusion.parquet")).to_pylist() if one["target"] == row["target"]
        ]
        assert sum(one["count"] for one in confusion) == chosen["n"]
    curve = pq.read_table(made.file("learning.parquet")).to_pylist()
    assert {one["source"] for one in curve} == {"model", "random_init", "embedding"}
    speech = {one["source"]: one["codelength"] for one in curve if one["target"] == "part_of_speech"}
    uniform = next(row for row in details(made) if row["target"] == "part_of_speech")["mdl_uniform_bits"]
    assert speech["model"] < uniform / 2


def test_saved_weights_answer_as_the_table_says(made, tmp_path):
    from probes.activation_cache import write_activations
    from probes.activations import open_model
    from probes.tokens.gathering import gather
    from workbench.language.hookpoints import parse
    from workbench.stories.corpus import Corpus

    loaded = open_model(artifacts.resolve("model"))
    gathered = gather(TokenProbeConfig(targets=TARGETS), Corpus.open(), loaded)
    weights = load_file(made.file("weights.safetensors"))
    for row in rows(made, target="holder(*)", method="logistic"):
        cache = write_activations(
            tmp_path / f"again-{row['depth']}", loaded.model, loaded.tokenizer, gathered.test.texts,
            [parse(row["hook"])], batch_size=7,
        )  # fmt: skip
        x = cache.column(parse(row["hook"]))
        said = (x @ weights[f"holder(*)/{row['hook']}/weight"].T + weights[f"holder(*)/{row['hook']}/bias"]).argmax(1)
        truth = gathered.classes["holder(*)"][1].values
        assert (said == truth)[truth >= 0].mean() == pytest.approx(row["accuracy"], abs=0.01)


def test_a_second_call_returns_the_first_and_nothing_is_left_of_the_scratch(made):
    again = probe_tokens(TokenProbeConfig(targets=(*TARGETS, "feels"), l2=(1e-3, 1e-2), name="other"))
    assert again.path == made.path and artifacts.verify(made) == []
    assert not (made.path / "scratch").exists() and json.dumps(made.manifest.summary)


def test_balanced_accuracy_by_hand():
    assert balanced(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]), 3) == 0.75
    assert balanced(np.array([0, 0, 0, 0]), np.array([0, 0, 0, 1]), 3) == 0.5


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("values", "said"),
    [({"targets": ("Mood?",)}, "not a target"), ({"targets": ("feels", "owner(hat)")}, "None of the targets"),
     ({"targets": ()}, "targets is empty"), ({"l2": (1.0, 0.1)}, "does not rise"), ({"sites": ("pattern",)}, "not a site"),
     ({"train_stories": 0}, "train_stories=0"), ({"dtype": "fp8"}, "dtype='fp8'"), ({"classes": 1}, "classes=1"),
     ({"targets": ("role", "role")}, "names something twice"), ({"train_stories": 2}, "None of the targets")],
)  # fmt: skip
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        probe_tokens(TokenProbeConfig(**values))

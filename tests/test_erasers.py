"""LEACE by its defining properties, and what happens when a direction is added or taken out of a model."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from probes.steering.changes import effect_rows
from probes.steering.erase import EraseConfig, erase
from probes.steering.erasers import ConceptMoments, leace, projection, random_projection
from probes.steering.readers import world_reading
from probes.steering.steer import SteerConfig, Told, steer
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError

N, D, K = 3001, 11, 3


@pytest.fixture(scope="module")
def concept():
    draw = torch.Generator().manual_seed(0)
    y = torch.randint(0, K, (N,), generator=draw)
    mixing = torch.randn(D, D, generator=draw)
    x = torch.randn(K, D, generator=draw)[y] * 2 + torch.randn(N, D, generator=draw) @ mixing + 5
    return x, y, ConceptMoments.none(D, K).add(x, y, torch.ones(N))


def test_moments_are_numpys_and_weights_are_repetitions(concept):
    x, y, seen = concept
    np.testing.assert_allclose(seen.covariance, np.cov(x.double().T, bias=True), rtol=1e-8)
    onehot = np.eye(K)[y] - np.eye(K)[y].mean(0)
    np.testing.assert_allclose(
        seen.crossed, (x.double().numpy() - x.double().numpy().mean(0)).T @ onehot / N, atol=1e-9
    )
    twice = ConceptMoments.none(D, K).add(x[:7], y[:7], torch.full((7,), 2.0))
    repeated = ConceptMoments.none(D, K).add(x[:7].repeat(2, 1), y[:7].repeat(2), torch.ones(14))
    torch.testing.assert_close(twice.outer, repeated.outer)
    torch.testing.assert_close(twice.directions, repeated.directions)


def test_after_leace_no_linear_readout_finds_the_concept(concept):
    x, y, seen = concept
    erased = leace(seen)(x)
    means = torch.stack([erased[y == k].mean(0) for k in range(K)])
    torch.testing.assert_close(means, erased.mean(0).expand(K, -1), atol=1e-3, rtol=0)
    before = LogisticRegression(max_iter=500).fit(x, y).score(x, y)
    after = LogisticRegression(max_iter=500).fit(erased, y)
    majority = float(torch.bincount(y).max()) / N
    assert before > 0.8 and after.score(erased, y) < majority + 0.02 and np.abs(after.coef_).max() < 1e-2
    # a broken eraser, which ablates a random subspace of equal rank, leaves it readable
    other = random_projection(x.mean(0), leace(seen).rank, torch.Generator().manual_seed(1))(x)
    assert LogisticRegression(max_iter=500).fit(other, y).score(other, y) > majority + 0.2


def test_leace_moves_less_than_any_other_eraser_that_guards(concept):
    x, _, seen = concept
    made = leace(seen)
    assert made.rank == K - 1
    matrix = (made.left @ made.right).double()
    crossed = seen.crossed
    torch.testing.assert_close(matrix @ crossed, crossed, atol=1e-5, rtol=1e-5)  # it guards
    span = torch.linalg.svd(crossed, full_matrices=False)[0][:, : K - 1]
    free = torch.eye(D, dtype=torch.float64) - span @ span.T
    cost = float(torch.trace(matrix @ seen.covariance @ matrix.T))
    draw = torch.Generator().manual_seed(3)
    for size in (1e-3, 1e-1, 1.0):
        for _ in range(20):
            other = matrix + size * torch.randn(D, D, generator=draw, dtype=torch.float64) @ free
            torch.testing.assert_close(other @ crossed, crossed, atol=1e-5, rtol=1e-5)  # so does every other like it
            assert float(torch.trace(other @ seen.covariance @ other.T)) > cost
    plain = projection(x.mean(0), seen.directions)
    moved = [(eraser(x) - x).square().sum(1).mean() for eraser in (made, plain)]
    assert moved[0] < moved[1] and plain.rank == K - 1


def test_erasing_twice_is_erasing_once_and_constants_stay(concept):
    x, y, _ = concept
    wide = torch.cat([x, torch.full((N, 1), 3.0)], 1)
    made = leace(ConceptMoments.none(D + 1, K).add(wide, y, torch.ones(N)))
    once = made(wide)
    torch.testing.assert_close(made(once), once, atol=1e-3, rtol=1e-4)
    assert (once[:, -1] - 3).abs().max() < 1e-4


def told(arm, strength, tones, nats):
    return Told(arm, strength, ["x"] * len(tones), [{"tone": tone} for tone in tones], nats)


def test_changes_are_paired_by_prompt_and_random_draws_are_averaged():
    arms = [
        told("none", 0.0, ["sad", "calm", "calm", "calm"], [1.0, 1.0, 2.0, 2.0]),
        told("steer", 1.0, ["sad", "sad", "sad", "sad"], [2.0, 2.0, 3.0, 3.0]),
        told("random", 1.0, ["sad", "calm", "calm", "calm"], [1.0, 1.0, 2.0, 2.0]),
        told("random", 1.0, ["calm", "calm", "calm", "sad"], [1.0, 1.0, 2.0, 2.0]),
    ]
    rows = {(row["arm"], row["measure"], row["value"]): row for row in effect_rows(arms, list("abcd"), 0)}
    assert rows["steer", "tone", "sad"]["change"] == 0.75 and rows["steer", "tone", "calm"]["change"] == -0.75
    assert rows["random", "tone", "sad"]["share"] == 0.25 and rows["random", "tone", "sad"]["change"] == 0
    assert rows["steer", "loss", ""]["change_ci95"] == [1.0, 1.0] and rows["none", "loss", ""]["share"] == 1.5


def test_the_worlds_reader_reads_what_comes_after_the_prompt_only():
    said = world_reading("Tim was happy.", " Tim lost his ball. Tim was sad.", "minuscule")
    assert said["feels"] == "sad"
    assert world_reading("Tim was happy.", " Tim had a ball.", "minuscule")["feels"] == "none"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        labelled.corpus({"train": 203, "test": 101})
        labelled.model()
        yield


@pytest.mark.usefixtures("shelf")
def test_erasing_a_label_takes_it_and_leaves_the_others():
    made = erase(EraseConfig(targets=("topic", "moral"), hook="blocks.1.hook_resid_post", train_stories=203))
    rows = {(row["arm"], row["erased"], row["measured"]): row for row in made.manifest.summary["rows"]}
    assert rows["none", "", "topic"]["accuracy"] > 0.9 and rows["none", "", "topic"]["change"] == 0
    assert rows["leace", "topic", "topic"]["accuracy"] < 0.55
    assert rows["leace", "moral", "topic"]["accuracy"] > 0.85
    assert rows["leace", "topic", "topic"]["change_ci95"][1] < 0 and rows["leace", "topic", "topic"]["rank"] == 2
    assert rows["random_rank", "topic", "topic"]["accuracy"] > rows["leace", "topic", "topic"]["accuracy"]
    losses = pq.read_table(made.file("loss.parquet")).to_pylist()
    assert losses[0]["arm"] == "none" and losses[0]["change"] == 0 and all(row["n"] == 101 for row in losses)
    assert (
        artifacts.verify(made) == []
        and erase(
            EraseConfig(targets=("topic", "moral"), hook="blocks.1.hook_resid_post", train_stories=203, name="b")
        ).path
        == made.path
    )


@pytest.mark.usefixtures("shelf")
def test_steering_makes_words_of_the_label_likelier():
    made = steer(SteerConfig(target="topic", value="sea", n=31, max_new_tokens=9, strengths=(2.0,), train_stories=203))
    rows = pq.read_table(made.file("effects.parquet")).to_pylist()
    arms = {(row["arm"], row["strength"]) for row in rows}
    assert arms == {("none", 0.0), ("ablate", 0.0), ("steer", 2.0), ("random", 2.0)}
    for arm, strength in arms:
        own = [row for row in rows if (row["arm"], row["strength"], row["measure"]) == (arm, strength, "topic")]
        assert sum(row["share"] for row in own) == pytest.approx(1) and all(row["n"] == 31 for row in own)
    samples = pq.read_table(made.file("samples.parquet")).to_pylist()
    assert len(samples) == 31 * (1 + 1 + 1 + 3)
    assert all(set(json.loads(row["read"])) >= {"topic", "feels", "ending"} for row in samples)
    assert all(row["prompt_text"].endswith(".") for row in samples)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("values", "said"),
    [({"target": "mood"}, "'mood' is not a label"), ({"target": "topic", "value": "moon"}, "No story has topic='moon'"),
     ({"target": "style", "value": "x"}, "cannot be steered"), ({"strengths": ()}, "strengths is empty"),
     ({"target": "topic", "value": "sea", "hook": "blocks.0.attn.hook_z"}, "no place in the residual stream"),
     ({"target": "topic", "value": "sea", "hook": "blocks.9.hook_resid_post"}, "no place in the residual")],
)  # fmt: skip
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        steer(SteerConfig(**values))
    with pytest.raises(StoryscopeError, match="'style' has 0 values"):
        erase(EraseConfig(targets=("style",)))

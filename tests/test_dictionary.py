"""Training dictionaries: the stream, SAELens' trainer with exact resumption, the folder it leaves."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from probes.saelens_bridge import load_sae
from tests import labelled
from training.batches import Encoded, encode
from training.dictionary import SaeConfig, train_sae
from training.dictionary_fit import CHECKPOINT, Fit, Recipe
from training.dictionary_run import learn
from training.dictionary_stream import Stream
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.fidelity import Fidelity
from workbench.language.checkpoints import random_init, save
from workbench.language.hookpoints import HookPoint, Site
from workbench.progress import SILENT

POINT = HookPoint(1, Site.RESID_POST)
HOOK, D_IN = POINT.name, labelled.SHAPE.d_model


@pytest.fixture(scope="module")
def stories() -> Encoded:
    texts = [story.text for story in labelled.stories(53, 3)]
    return encode(labelled.loaded().tokenizer, [texts[:30], texts[30:]], labelled.SHAPE.context)


def stream(stories: Encoded, size: int, seed: int = 5, point: HookPoint = POINT) -> Stream:
    return Stream(labelled.loaded().model, point, stories, seed, size)


def test_a_chunk_holds_each_story_token_once_and_nothing_else(stories: Encoded) -> None:
    """At the embedding an activation tells its token, so a whole epoch must be the corpus, shuffled."""
    embedding = labelled.loaded().model.model.embed_tokens.weight
    acts = stream(stories, len(stories), point=HookPoint(0, Site.RESID_PRE)).chunk(0)
    tokens = torch.cdist(acts, embedding).argmin(1)
    assert tokens.sort().values.tolist() == sorted(stories.flat.tolist())
    assert tokens.tolist() != stories.flat.tolist()
    assert torch.equal(acts, embedding[tokens])


def test_a_chunk_is_what_the_model_computes(stories: Encoded) -> None:
    model = labelled.loaded().model
    chunk = stream(stories, 1).chunk(4)
    found = [
        model.run(torch.tensor([[2, *stories.flat[start:stop].tolist()]]), taps=[POINT], stop_at_layer=2)[1][POINT][
            0, 1:
        ]
        for start, stop in zip(stories.starts[:-1], stories.starts[1:], strict=True)
    ]
    [same] = [
        acts for acts in found if len(acts) == len(chunk) and torch.allclose(acts.sum(0), chunk.sum(0), atol=1e-4)
    ]
    assert torch.cdist(same, chunk).min(1).values.max() < 1e-4


def test_chunks_depend_on_number_and_seed_alone(stories: Encoded) -> None:
    whole, again = stream(stories, 7), stream(stories, 7)
    for _ in range(3):
        again.chunk(0)
    assert torch.equal(whole.chunk(11), again.chunk(11))  # the second epoch starts within chunk 7
    assert not torch.equal(whole.chunk(0), stream(stories, 7, seed=6).chunk(0))
    # 53 chunks of 7 stories are 7 epochs: every story exactly 7 times
    total = sum(len(whole.chunk(number)) for number in range(53))
    assert total == 7 * len(stories.flat)


def test_half_precision_rounds_and_nothing_else(stories: Encoded) -> None:
    whole, rounded = stream(stories, 7).chunk(0), replace(stream(stories, 7), half=True).chunk(0)
    assert rounded.dtype == torch.float32
    assert not torch.equal(whole, rounded)
    torch.testing.assert_close(rounded, whole, atol=0.1, rtol=0.05)


def test_a_transcoder_gets_what_an_mlp_reads_beside_what_it_writes(stories: Encoded) -> None:
    points = HookPoint(1, Site.MLP_NORMED), HookPoint(1, Site.MLP_OUT)
    model = labelled.loaded().model
    both = Stream(model, points[0], stories, 5, 7, points[1]).chunk(3)
    apart = [stream(stories, 7, point=point).chunk(3) for point in points]
    assert torch.equal(both, torch.cat(apart, dim=1))
    block = model.model.layers[1]
    written = block.mlp(block.post_attention_layernorm.weight * apart[0][None])[0]
    torch.testing.assert_close(written, apart[1], atol=1e-4, rtol=1e-4)


def test_fidelity_by_hand_and_in_any_chunks() -> None:
    x = torch.tensor([[0.0, 2.0], [4.0, 2.0], [2.0, 8.0]])
    out = x + torch.tensor([[1.0, 0.0], [0.0, 0.0], [0.0, -1.0]])
    features = torch.tensor([[1.0, 0.0, 0.5], [0.0, 0.0, 2.0], [3.0, 0.0, 1.0]])
    whole, parts = Fidelity(), Fidelity()
    whole.add(x, features, out)
    for row in range(3):
        parts.add(x[row : row + 1], features[row : row + 1], out[row : row + 1])
    # variance about the mean (2, 4): (4 + 4) + (4 + 4) + 16 = 32; residual 2
    assert whole.explained_variance == parts.explained_variance == pytest.approx(1 - 2 / 32)
    assert whole.l0 == pytest.approx(5 / 3)
    assert whole.alive == pytest.approx(2 / 3)
    assert whole.frequency.tolist() == pytest.approx([2 / 3, 0, 1])
    constant = Fidelity()  # always answering the mean explains nothing: that is what "about the mean" means
    constant.add(x, features, x.mean(0).expand(3, 2))
    assert constant.explained_variance == pytest.approx(0, abs=1e-12)


class Interrupt(Exception):
    pass


class Impatient:
    """A progress that gives up after so many activations."""

    def __init__(self, patience: int) -> None:
        self.patience, self.seen = patience, 0

    @contextmanager
    def task(self, label: str, total: int | None, unit: str) -> Iterator["Impatient"]:  # noqa: ARG002
        yield self

    def advance(self, amount: int = 1, **fields: float | str) -> None:  # noqa: ARG002
        self.seen += amount
        if self.seen > self.patience:
            raise Interrupt

    def say(self, message: str) -> None:
        pass


@pytest.mark.parametrize("architecture", ["batchtopk", "topk", "standard"])
def test_an_interrupted_training_ends_where_an_undisturbed_one_does(
    architecture: str, stories: Encoded, tmp_path: Path
) -> None:
    recipe = Recipe(
        architecture=architecture, d_in=D_IN, d_sae=47, k=3, l1=0.5, steps=37, batch=61, lr=3e-3, seed=11
    )  # fmt: skip
    source = stream(stories, 23)

    def fresh() -> Fit:
        return Fit(recipe, source.chunk(0), {"model_name": "tiny", "hook_name": HOOK})

    before = torch.get_rng_state()
    undisturbed = fresh()
    log = learn(undisturbed, source, recipe, tmp_path, (0, []), SILENT)
    assert not (tmp_path / CHECKPOINT).exists()
    with pytest.raises(Interrupt):
        learn(fresh(), source, recipe, tmp_path, (0, []), Impatient(20 * 61), checkpoint_seconds=0.0)
    resumed = fresh()
    chunk, part = resumed.resume(tmp_path)
    assert 0 < resumed.steps < 20
    again = learn(resumed, source, recipe, tmp_path, (chunk, part), SILENT)
    assert again == log
    assert [row["step"] for row in log] == list(range(1, 38))
    for name, value in undisturbed.sae.state_dict().items():
        assert torch.equal(value, resumed.sae.state_dict()[name]), name
    assert torch.equal(torch.get_rng_state(), before)  # nothing was drawn from the global generator
    assert log[-1]["loss"] < log[0]["loss"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    """A corpus, an untrained model and a dictionary of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        labelled.corpus({"train": 211, "validation": 37, "test": 301})
        labelled.model()
        yield train_sae(SaeConfig(d_sae=83, k=5, tokens=60_000, batch=256, lr=3e-3))


def test_the_artifact_is_a_saelens_folder(shelf: artifacts.Artifact) -> None:
    from sae_lens import SAE

    sae = SAE.load_from_disk(shelf.path)
    assert (sae.cfg.d_in, sae.cfg.d_sae, sae.cfg.architecture()) == (D_IN, 83, "jumprelu")
    metadata = json.loads(shelf.file("cfg.json").read_text())["metadata"]
    assert metadata["hook_name"] == HOOK
    assert metadata["context_size"] == labelled.SHAPE.context
    assert metadata["model_name"].startswith("untrained-")
    assert metadata["prepend_bos"] is True
    assert metadata["sae_lens_version"]
    assert sorted(path.name for path in shelf.path.iterdir()) == sorted(
        ["cfg.json", "log.parquet", "manifest.json", "sae_weights.safetensors", "sparsity.safetensors"]
    )
    summary = shelf.manifest.summary
    assert 3 < summary["l0"] < 8  # k = 5 on average over a batch
    assert summary["explained_variance"] > 0.5
    sparsity = load_file(shelf.file("sparsity.safetensors"))["sparsity"]
    assert float((10**sparsity).sum()) == pytest.approx(summary["l0"], rel=1e-4)
    acts = torch.randn(19, D_IN, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        assert torch.allclose(load_sae(shelf).encode(acts), sae.encode(acts), atol=1e-5)
    assert train_sae(SaeConfig(d_sae=83, k=5, tokens=60_000, batch=256, lr=3e-3)).path == shelf.path


def test_a_dictionary_of_heads_keeps_them_apart_for_saelens(shelf: artifacts.Artifact) -> None:
    from sae_lens import SAE

    made = train_sae(
        SaeConfig(hook="blocks.0.attn.hook_z", architecture="topk", d_sae=13, k=2, tokens=4_000, batch=256)
    )
    heads = torch.randn(7, 3, 2, generator=torch.Generator().manual_seed(2))
    sae, ours = SAE.load_from_disk(made.path), load_sae(made)
    with torch.no_grad():
        features = sae.encode(heads)
        assert torch.allclose(ours.encode(heads.flatten(1)), features, atol=1e-5)
        assert torch.allclose(ours.decode(features), sae.decode(features).flatten(1), atol=1e-5)
    assert shelf.manifest.parents[1] == made.manifest.parents[1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"k": 2000}, "k=2000 is more than d_sae=1024"),
        ({"tokens": 100}, "fewer than ten steps"),
        ({"d_sae": 0}, "d_sae=0 is too small"),
        ({"lr": 0.0}, "cannot train"),
    ],
)
def test_impossible_configs_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(StoryscopeError, match=message):
        SaeConfig(**settings)  # pyright: ignore[reportArgumentType]


def test_what_a_dictionary_cannot_read_is_refused(shelf: artifacts.Artifact) -> None:
    assert shelf
    with pytest.raises(StoryscopeError, match="cannot read blocks.0.attn.hook_pattern"):
        train_sae(SaeConfig(hook="blocks.0.attn.hook_pattern"))


@pytest.mark.usefixtures("shelf")
def test_a_model_of_attention_alone_has_nothing_at_its_mlps() -> None:
    shape = replace(labelled.SHAPE, d_mlp=0)
    with artifacts.create("model", "attention", {}, [artifacts.resolve("corpus")]) as draft:
        save(random_init(shape, 0), labelled.loaded().tokenizer, draft.path)
    for hook in ("blocks.0.mlp.hook_post", "blocks.0.hook_mlp_out"):
        with pytest.raises(StoryscopeError, match=f"attention alone, so there is nothing at {hook}"):
            train_sae(SaeConfig(model="attention", hook=hook))

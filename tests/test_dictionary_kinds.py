"""Every kind of dictionary: gradients equal to SAELens', folders that SAELens opens, transcoders, controls."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from probes.saelens_bridge import load_sae
from tests import labelled
from training.dictionaries import gradients
from training.dictionaries.kinds import TRANSCODERS, Recipe, build
from training.dictionaries.sparse import Entries, above, highest, linear
from training.dictionary import PENALISED, Architecture, SaeConfig, train_sae
from training.dictionary_fit import Fit
from workbench.config import to_dict
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site

KINDS: tuple[str, ...] = Architecture.__args__
D_IN, D_SAE, TOKENS = 13, 47, 61
WEIGHTS = {"l1": 0.7, "l0": 0.3}


def recipe(kind: str, **changes: Any) -> Recipe:
    return replace(
        Recipe(architecture=kind, d_in=D_IN, d_sae=D_SAE, k=5, l1=0.7, steps=100, batch=TOKENS, lr=1e-3, seed=3),
        **changes,
    )


def shaken(kind: str) -> tuple[Any, torch.Tensor]:
    """A dictionary in the middle of training, and a batch."""
    generator = torch.Generator().manual_seed(5)
    sae = build(recipe(kind), {"model_name": "tiny", "hook_name": "h"}, torch.randn(D_IN, generator=generator))
    with torch.no_grad():
        for parameter in sae.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.2)
    width = D_IN * (2 if kind in TRANSCODERS else 1)
    return sae, torch.randn(TOKENS, width, generator=generator) * 2


def by_autograd(sae: Any, batch: torch.Tensor, dead: torch.Tensor) -> Any:
    from sae_lens.saes.sae import TrainStepInput

    given = TrainStepInput(
        sae_in=batch, dead_neuron_mask=dead, coefficients=WEIGHTS, n_training_steps=0, is_logging_step=False
    )
    output = sae.training_forward_pass(given)
    sae.zero_grad()
    output.loss.backward()
    return output


@pytest.mark.parametrize("n_dead", [0, 3, 31])
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_saelens(kind: str, n_dead: int) -> None:
    sae, batch = shaken(kind)
    dead = torch.zeros(D_SAE, dtype=torch.bool)
    dead[torch.randperm(D_SAE, generator=torch.Generator().manual_seed(1))[:n_dead]] = True
    theirs = by_autograd(sae, batch, dead)
    wanted = {name: parameter.grad.clone() for name, parameter in sae.named_parameters()}
    threshold = getattr(sae, "topk_threshold", None)
    if threshold is not None:
        sae.topk_threshold = torch.zeros_like(threshold)
    ours = gradients.backward(sae, batch, dead, WEIGHTS)
    assert ours.loss == pytest.approx(float(theirs.loss.detach()), rel=1e-5)
    torch.testing.assert_close(ours.out, theirs.sae_out.detach(), atol=1e-4, rtol=1e-4)
    features = theirs.feature_acts.detach()
    assert ours.active == int((features > 0).sum()) > 0
    assert torch.equal(ours.fired, (features > 0).any(0))
    for name, parameter in sae.named_parameters():
        scale = float(wanted[name].abs().max())
        torch.testing.assert_close(parameter.grad, wanted[name], atol=1e-5 * scale, rtol=1e-4, msg=name)
    if threshold is not None:
        assert float(sae.topk_threshold) == pytest.approx(float(threshold))


def test_a_wrong_gradient_would_be_noticed() -> None:
    """The broken variant: without the penalty, and with the penalty, a standard dictionary learns something else."""
    sae, batch = shaken("standard")
    dead = torch.zeros(D_SAE, dtype=torch.bool)
    by_autograd(sae, batch, dead)
    wanted = sae.W_dec.grad.clone()
    gradients.backward(sae, batch, dead, {"l1": 0.0})
    assert not torch.allclose(sae.W_dec.grad, wanted, rtol=1e-2)


@pytest.mark.parametrize("guess", [0.0, 0.5, 1e9])
def test_the_highest_values_do_not_hang_on_the_guess(guess: float) -> None:
    generator = torch.Generator().manual_seed(2)
    x, weight = torch.randn(1031, 7, generator=generator), torch.randn(19, 7, generator=generator)
    bias = torch.randn(19, generator=generator)
    dense = linear(x, weight, bias)
    torch.testing.assert_close(dense, x @ weight.T + bias, atol=1e-5, rtol=1e-5)
    places, values = highest(x, weight, bias, 303, guess)
    assert values.sort().values.tolist() == dense.flatten().topk(303).values.flip(0).tolist()
    assert torch.equal(dense.flatten()[places], values)
    some, _ = above(x, weight, bias, torch.full((19,), 2.5))
    assert torch.equal(some, (dense > 2.5).flatten().nonzero().view(-1))
    # fewer are positive than asked for
    assert len(highest(x, weight, bias - 100, 303, guess)[0]) == 0


def test_products_of_entries_by_hand() -> None:
    entries = Entries.of(torch.tensor([0, 2, 4]), (3, 2))  # (0, 0), (1, 0), (2, 0); feature 1 has none
    value = torch.tensor([2.0, 3.0, 5.0])
    table, tokens = torch.tensor([[1.0, -1.0], [7.0, 7.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
    assert entries.times(value, table).tolist() == [[2, -2], [3, -3], [5, -5]]
    assert entries.dot(tokens, table).tolist() == [1, -1, 0]
    assert entries.by_feature().times(value, tokens).tolist() == [[12, 13], [0, 0]]
    assert entries.sums(value).tolist() == [10, 0]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        labelled.corpus({"train": 211, "validation": 37, "test": 31})
        labelled.model()
        yield


def settings(kind: str) -> SaeConfig:
    given: dict[str, Any] = {"architecture": kind, "d_sae": 41, "k": 4, "l1": 0.3, "tokens": 20_000, "batch": 256}
    return SaeConfig(**given, lr=5e-3)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_learns_and_opens_in_saelens_and_here(kind: str) -> None:
    from sae_lens import SAE

    made = train_sae(settings(kind))
    summary = made.manifest.summary
    assert summary["alive"] > 0.5
    assert summary["explained_variance"] > 0.5
    limit = 41 / 2 if kind in PENALISED else 12
    assert 0.5 < summary["l0"] < limit
    theirs, ours = SAE.load_from_disk(made.path), load_sae(made)
    point = HookPoint(1, Site.MLP_NORMED if kind in TRANSCODERS else Site.RESID_POST)
    assert (ours.hook, ours.d_sae) == (point, 41)
    assert ours.target == (HookPoint(1, Site.MLP_OUT) if kind in TRANSCODERS else point)
    assert ours.transcodes == (kind in TRANSCODERS)
    assert summary["target_hook"] == ours.target.name
    acts = torch.randn(TOKENS, labelled.SHAPE.d_model, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        features = theirs.encode(acts)
        assert (features > 0).any()
        torch.testing.assert_close(ours.encode(acts), features, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(ours.reconstruct(acts), theirs(acts), atol=1e-4, rtol=1e-4)
    # an activation is how much of a unit direction is written
    torch.testing.assert_close(ours.W_dec.norm(dim=-1), torch.ones(41), atol=1e-4, rtol=0)


@pytest.mark.usefixtures("shelf")
def test_a_control_is_of_its_own_kind_and_has_the_same_settings() -> None:
    # with seed 0 the control would be the planted model itself, which was never trained
    config = replace(settings("batchtopk"), seed=4)
    made, control = train_sae(config), train_sae(SaeConfig(**{**to_dict(config), "weights": "random"}))
    assert (made.manifest.kind, control.manifest.kind) == ("sae", "sae_control")
    assert {**made.manifest.config, "weights": "random"} == control.manifest.config
    assert json.loads(control.file("cfg.json").read_text())["metadata"]["weights"] == "random"
    assert not torch.allclose(load_sae(made).W_dec, load_sae(control).W_dec, atol=1e-2)


@pytest.mark.usefixtures("shelf")
def test_a_transcoder_reads_an_mlp_alone() -> None:
    with pytest.raises(StoryscopeError, match=r"not blocks\.0\.hook_resid_post"):
        train_sae(replace(settings("transcoder"), hook="blocks.0.hook_resid_post"))


def test_a_checkpoint_says_how_steps_were_taken(tmp_path: Path) -> None:
    """Dense and sparse steps round differently, so a run that goes on must take the step that it would have taken."""
    batch = torch.randn(TOKENS, D_IN, generator=torch.Generator().manual_seed(1))
    fit = Fit(recipe("topk", d_sae=101, k=3), batch, {"model_name": "tiny", "hook_name": "h"})
    assert fit.density == 1.0
    fit.step(batch)
    fit.save(tmp_path, 1, [])
    again = Fit(recipe("topk", d_sae=101, k=3), batch, {"model_name": "tiny", "hook_name": "h"})
    assert again.resume(tmp_path) == (1, [])
    assert again.density == fit.density < 0.04

"""The kinds of dictionaries that can be trained: SAELens' own training classes, set up for small models."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from training.dictionary import PENALISED
from workbench.seeding import torch_generator

TRANSCODERS = ("transcoder", "skip_transcoder")
"""Those that read one activation and write another; they choose features as BatchTopK does."""
_LEVELS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""Nested widths of a Matryoshka dictionary, as shares of all features (arXiv 2503.17547 halves likewise)."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What the trainer needs to know; `k` serves the kinds that have it, `l1` the penalised ones.

    With `heads_apart` those who use the dictionary give it [..., head, d_head] (SAELens' custom for hook_z).
    """

    architecture: str
    d_in: int
    d_sae: int
    k: int
    l1: float
    steps: int
    batch: int
    lr: float
    seed: int
    heads_apart: bool = False


def build(recipe: Recipe, metadata: Mapping[str, object], centre: Float[Tensor, "d_in"]) -> Any:  # noqa: ANN401
    """A fresh SAELens training dictionary whose random numbers come from the recipe's seed.

    Its decoder bias begins at `centre`, the mean of what it is to write.
    """
    from sae_lens.saes.sae import SAEMetadata

    shared: dict[str, Any] = {
        "d_in": recipe.d_in,
        "d_sae": recipe.d_sae,
        # a transcoder's two scales are folded by hand when it is saved
        "normalize_activations": "none" if recipe.architecture in TRANSCODERS else "expected_average_only_in",
        "reshape_activations": "hook_z" if recipe.heads_apart else "none",
        "metadata": SAEMetadata(**metadata),
    }
    # SAELens draws from torch's global generator when it builds a dictionary; that state is put back, the draw replaced
    with torch.random.fork_rng(devices=[]):
        sae = _BUILDERS[recipe.architecture](recipe, shared)
    with torch.no_grad():
        directions = torch.randn(recipe.d_sae, recipe.d_in, generator=torch_generator(recipe.seed, "dictionary"))
        norm = sae.cfg.decoder_init_norm or 1.0
        sae.W_dec.copy_(directions / directions.norm(dim=-1, keepdim=True) * norm)
        sae.W_enc.copy_(sae.W_dec.T)
        sae.b_dec.copy_(centre)
    return sae


def _threshold(recipe: Recipe) -> dict[str, float]:
    """How fast the threshold that inference uses follows the batches.

    It is a running mean from 0: in a short run it must move faster than SAELens' 0.01 to have arrived by the end.
    """
    return {"k": float(recipe.k), "topk_threshold_lr": min(0.5, max(0.01, 20 / recipe.steps))}


def _standard(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    settings = sae_lens.StandardTrainingSAEConfig(
        **shared, l1_coefficient=recipe.l1, l1_warm_up_steps=recipe.steps // 10
    )
    return sae_lens.StandardTrainingSAE(settings)


def _gated(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    settings = sae_lens.GatedTrainingSAEConfig(**shared, l1_coefficient=recipe.l1, l1_warm_up_steps=recipe.steps // 10)
    return sae_lens.GatedTrainingSAE(settings)


def _jumprelu(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    # the quadratic penalty takes the wanted L0 as it is, so `k` means the same here as everywhere else
    settings = sae_lens.JumpReLUTrainingSAEConfig(
        **shared,
        decoder_init_norm=0.5,
        jumprelu_sparsity_loss_mode="quadratic",
        target_l0=float(recipe.k),
        l0_coefficient=_L0_WEIGHT,
        jumprelu_bandwidth=_BAND,
    )
    return sae_lens.JumpReLUTrainingSAE(settings)


_L0_WEIGHT, _BAND = 1.0, 0.2


def begin_sparse(sae: Any, sample: Float[Tensor, "token d_in"], k: int) -> None:  # noqa: ANN401
    """Begin with few features active on a token of the scaled `sample`: k where k is wanted, else twice as many.

    Half of all features are active in SAELens' own beginning. A threshold moves by at most the learning rate a step, so
    a JumpReLU would never become sparse in a short run, and the penalties take most of one.
    """
    kind = sae.cfg.architecture()
    if kind not in ("jumprelu", *PENALISED):
        return
    active = min(k if kind == "jumprelu" else 2 * k, sae.cfg.d_sae // 2)
    with torch.no_grad():
        before = (sample - sae.b_dec * sae.cfg.apply_b_dec_to_input) @ sae.W_enc
        bound = float(before.flatten().topk(max(1, active) * len(sample)).values[-1].clamp(min=0.0))
        if kind == "jumprelu":
            sae.threshold.fill_(bound)
            return
        for name in ("b_enc",) if kind == "standard" else ("b_gate", "b_mag"):
            getattr(sae, name).fill_(-bound)


def _topk(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    return sae_lens.TopKTrainingSAE(sae_lens.TopKTrainingSAEConfig(**shared, k=recipe.k))


def _batchtopk(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    settings: dict[str, Any] = {**shared, **_threshold(recipe)}
    return sae_lens.BatchTopKTrainingSAE(sae_lens.BatchTopKTrainingSAEConfig(**settings))


def _matryoshka(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    import sae_lens

    widths = sorted({max(1, round(recipe.d_sae * share)) for share in _LEVELS})
    settings: dict[str, Any] = {**shared, **_threshold(recipe), "matryoshka_widths": widths}
    return sae_lens.MatryoshkaBatchTopKTrainingSAE(sae_lens.MatryoshkaBatchTopKTrainingSAEConfig(**settings))


def _transcoder(recipe: Recipe, shared: dict[str, Any]) -> Any:  # noqa: ANN401
    from sae_lens import BatchTopKTrainingSAEConfig

    from training.dictionaries.transcoders import new_transcoder

    settings: dict[str, Any] = {**shared, **_threshold(recipe), "apply_b_dec_to_input": False}
    return new_transcoder(BatchTopKTrainingSAEConfig(**settings), skip=recipe.architecture == "skip_transcoder")


_BUILDERS = {
    "standard": _standard,
    "gated": _gated,
    "jumprelu": _jumprelu,
    "topk": _topk,
    "batchtopk": _batchtopk,
    "matryoshka_batchtopk": _matryoshka,
    "transcoder": _transcoder,
    "skip_transcoder": _transcoder,
}

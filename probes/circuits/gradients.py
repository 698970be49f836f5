"""How the logit difference changes with every activation of a run: one forward and one backward pass.

Source: attribution patching (arXiv 2310.10348, equation 1); the average over interpolated inputs is integrated
gradients (arXiv 1703.01365) as used for circuits in arXiv 2403.17806.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.patching_engine import preference
from workbench.language.hookpoints import HookPoint
from workbench.language.transformer import Transformer


@dataclass(frozen=True)
class Slopes:
    """Activations and the gradient of each pair's logit difference with respect to them, by hook point."""

    acts: dict[HookPoint, Tensor]
    grads: dict[HookPoint, Tensor]
    logit_diff: Float[Tensor, "pair"]


def slopes(
    model: Transformer,
    tokens: Int[Tensor, "pair pos"],
    answers: Int[Tensor, "pair 2"],
    points: Collection[HookPoint],
    embedded: Float[Tensor, "pair pos d_model"] | None = None,
) -> Slopes:
    """Run the prompts and differentiate; `embedded` replaces the embeddings of the tokens.

    Pairs do not touch each other, so the gradient of the sum is each pair's own.
    """
    with torch.enable_grad():
        start = (model.embed(tokens) if embedded is None else embedded).detach().requires_grad_()
        logits, acts = model.run(tokens, points, start=(0, start))
        assert logits is not None, "the run goes to the end"
        wanted = preference(logits[:, -1], answers)
        grads = cast(
            "Sequence[Tensor | None]", torch.autograd.grad(wanted.sum(), list(acts.values()), allow_unused=True)
        )
    found = {
        point: torch.zeros_like(value) if grad is None else grad
        for (point, value), grad in zip(acts.items(), grads, strict=True)
    }
    return Slopes({point: value.detach() for point, value in acts.items()}, found, wanted.detach())


def integrated(
    model: Transformer,
    tokens: Int[Tensor, "pair pos"],
    other: Int[Tensor, "pair pos"],
    answers: Int[Tensor, "pair 2"],
    points: Collection[HookPoint],
    steps: int,
) -> dict[HookPoint, Tensor]:
    """The gradients averaged over runs with embeddings between those of `tokens` and of `other` (midpoint rule)."""
    with torch.no_grad():
        here, there = model.embed(tokens), model.embed(other)
    total: dict[HookPoint, Tensor] = {}
    for step in range(steps):
        between = here + (there - here) * ((step + 0.5) / steps)
        for point, grad in slopes(model, tokens, answers, points, between).grads.items():
            total[point] = total[point] + grad / steps if point in total else grad / steps
    return total

"""Interchange interventions: whether what a site holds is the variable that we say it is.

The value at a site in a source run replaces that of a base run, wholly or only within a subspace; if the site holds the
variable, the base now answers as the source's value of it demands. The accuracy is the share of swaps that do (arXiv
2106.02997). A subspace can be learned (distributed alignment search, arXiv 2303.02536): an orthonormal basis trained so
that swaps within it succeed. Learning can succeed where there is nothing to find, so it is judged on other pairs,
beside random subspaces and bases learned from random demands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

from probes.patching_engine import preference, record
from probes.patching_prompts import Prompts
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Transformer

Basis = Float[Tensor, "d_model column"]
"""Orthonormal columns."""


@dataclass(frozen=True)
class Swaps:
    """Base runs with the source runs whose value they take: the stream entering every layer, and what is demanded.

    `answers` are the answer demanded and the one to be given up; `pair` numbers the base's pair.
    """

    base: list[Float[Tensor, "pair pos d_model"]]
    source: list[Float[Tensor, "pair pos d_model"]]
    tokens: Int[Tensor, "pair pos"]
    answers: Int[Tensor, "pair 2"]
    prompts: Prompts
    pair: tuple[str, ...]

    def mask(self, role: str) -> Bool[Tensor, "pair pos"]:
        """Where the role is."""
        return self.prompts.mask(role)


def between_worlds(model: Transformer, batch: Prompts) -> Swaps:
    """Every pair both ways: each world takes the other's value and must give the other's answer."""
    clean, corrupt = (_streams(model, side, batch) for side in (batch.clean, batch.corrupt))
    both = Prompts(
        ids=batch.ids * 2,
        clean=torch.cat([batch.clean, batch.corrupt]),
        corrupt=torch.cat([batch.corrupt, batch.clean]),
        answers=torch.cat([batch.answers.flip(1), batch.answers]),
        roles=batch.roles * 2,
    )
    joined = [torch.cat(two) for two in zip(clean, corrupt, strict=True)]
    turned = [torch.cat(two) for two in zip(corrupt, clean, strict=True)]
    return Swaps(joined, turned, both.clean, both.answers, both, both.ids)


def _streams(model: Transformer, tokens: Tensor, batch: Prompts) -> list[Tensor]:
    acts = record(model, tokens, batch.answers).acts
    return [acts[HookPoint(layer, Site.RESID_PRE)] for layer in range(model.config.n_layers)]


@dataclass(frozen=True)
class Crossed:
    """Swaps between different pairs with what either reading of the variable demands.

    If the site holds the answer itself, the source's (`value`) must win over both of the base's; if it holds which of
    the two was named first, the base's other candidate (`order`) must win over its own answer (`own`).
    """

    swaps: Swaps
    value: Int[Tensor, "pair"]
    order: Int[Tensor, "pair"]
    own: Int[Tensor, "pair"]


def between_pairs(model: Transformer, batch: Prompts) -> Crossed | None:
    """Every clean run takes the value of another pair with the same roles, of the world whose order differs.

    Only sources whose answer is none of the base's candidates count; None where there are no two such pairs, or where
    an answer is not named in its prompt.
    """
    named = torch.stack([batch.clean == batch.answers[:, [side]] for side in (0, 1)], 1)
    if not named.any(-1).all():
        return None  # candidates that are not named have no order
    first = named.int().argmax(-1)
    clean_first = first[:, 0] < first[:, 1]
    base, source, turn = list[int](), list[int](), list[bool]()
    for one in range(len(batch.ids)):
        for step in range(1, len(batch.ids)):
            other = (one + step) % len(batch.ids)
            same_order = bool(clean_first[one] == clean_first[other])
            answer = int(batch.answers[other, int(same_order)])
            if batch.roles[one] == batch.roles[other] and answer not in batch.answers[one].tolist():
                base.append(one)
                source.append(other)
                turn.append(same_order)  # the other pair's corrupt world has the other order
                break
    if not base:
        return None
    clean, corrupt = (_streams(model, side, batch) for side in (batch.clean, batch.corrupt))
    from_corrupt = torch.tensor(turn)[:, None, None]
    given = [torch.where(from_corrupt, two[source], one[source]) for one, two in zip(clean, corrupt, strict=True)]
    demanded = batch.answers[source, torch.tensor(turn).long()]
    own, other = batch.answers[base, 0], batch.answers[base, 1]
    picked = Prompts(
        ids=tuple(batch.ids[at] for at in base),
        clean=batch.clean[base],
        corrupt=batch.corrupt[base],
        answers=torch.stack([other, own], 1),
        roles=tuple(batch.roles[at] for at in base),
    )
    swaps = Swaps([one[base] for one in clean], given, picked.clean, picked.answers, picked, picked.ids)
    return Crossed(swaps, demanded, other, own)


def swapped(
    model: Transformer, swaps: Swaps, layer: int, mask: Bool[Tensor, "pair pos"], basis: Tensor | None
) -> Float[Tensor, "pair vocab"]:
    """The last logits after the value entering `layer` was swapped where `mask`, within the basis or wholly."""
    base, difference = swaps.base[layer], swaps.source[layer] - swaps.base[layer]
    if basis is not None:
        difference = difference @ basis @ basis.T
    logits, _ = model.run(swaps.tokens, start=(layer, base + difference * mask.unsqueeze(-1)))
    assert logits is not None, "the run goes to the end"
    return logits[:, -1]


def obeyed(model: Transformer, swaps: Swaps, layer: int, role: str, basis: Tensor | None) -> Bool[np.ndarray, "pair"]:
    """Which swaps made the base answer as the source's value demands."""
    with torch.no_grad():
        return (preference(swapped(model, swaps, layer, swaps.mask(role), basis), swaps.answers) > 0).numpy()


def crossed(
    model: Transformer, found: Crossed, layer: int, role: str, basis: Tensor | None
) -> tuple[Bool[np.ndarray, "pair"], Bool[np.ndarray, "pair"]]:
    """Which swaps between pairs obeyed the value, and which the order."""
    with torch.no_grad():
        logits = swapped(model, found.swaps, layer, found.swaps.mask(role), basis)
        value, order, own = (logits.gather(1, one[:, None])[:, 0] for one in (found.value, found.order, found.own))
        return ((value > order) & (value > own)).numpy(), (order > own).numpy()


def random_basis(width: int, dimensions: int, generator: torch.Generator) -> Basis:
    """An orthonormal basis of a random subspace."""
    return torch.linalg.qr(torch.randn(width, dimensions, generator=generator))[0]


def learned_basis(
    model: Transformer,
    swaps: Sequence[Swaps],
    layer: int,
    role: str,
    dimensions: int,
    steps: int,
    generator: torch.Generator,
    random_demands: bool = False,
) -> Basis:
    """A subspace in which swaps succeed, by Adam on the logistic loss of the demanded answer.

    With `random_demands` every pair is told, by a coin, to change its answer or to keep it: what can be learned from
    that is what learning alone achieves.
    """
    free = torch.randn(model.config.d_model, dimensions, generator=generator).requires_grad_()
    optimizer = torch.optim.Adam([free], lr=0.05)
    signs = [
        (torch.randint(0, 2, (len(one.pair),), generator=generator) * 2 - 1).float()
        if random_demands
        else torch.ones(len(one.pair))
        for one in swaps
    ]
    with torch.enable_grad():
        for step in range(steps):
            one, sign = swaps[step % len(swaps)], signs[step % len(swaps)]
            mask = one.mask(role)
            if not mask.any():
                continue
            logits = swapped(model, one, layer, mask, torch.linalg.qr(free)[0])
            loss = functional.softplus(-sign * preference(logits, one.answers)).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return torch.linalg.qr(free.detach())[0]

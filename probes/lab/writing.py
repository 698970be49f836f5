"""Direct logit attribution: which component writes a token into the logits, with the last norm held as it is.

Source: Elhage et al., "A Mathematical Framework for Transformer Circuits" (2021). The residual stream is a sum of what
the embedding, every head and every MLP wrote; the last norm is a fixed scaling once its size is known, so the logit is
that sum too. What a component does through later components is not counted.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import RMSNorm, Transformer


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What one component adds to a logit: `head` is None for an embedding, an MLP, or attention's bias."""

    name: str
    layer: int
    head: int | None
    logit: float


def tapped(model: Transformer) -> list[HookPoint]:
    """Return the hook points that `attribute` reads."""
    layers = range(model.config.n_layers)
    sites = (Site.ATTN_OUT, Site.MLP_OUT, Site.Z)
    last = [HookPoint(model.config.n_layers - 1, Site.RESID_POST)]
    return [HookPoint(0, Site.RESID_PRE), *(HookPoint(layer, site) for layer in layers for site in sites), *last]


@torch.inference_mode()
def attribute(
    model: Transformer, seen: dict[HookPoint, Tensor], position: int, token: int, against: int | None = None
) -> list[Written]:
    """Split the logit of `token` after `position` into what every component wrote.

    It is measured above the logit of the token `against`, or above the mean logit of the vocabulary. The parts (with
    "bias", where the last norm has one) add up to that difference. `seen` holds the activations of `tapped`, one row.
    """
    final = seen[HookPoint(model.config.n_layers - 1, Site.RESID_POST)][0, position].float()
    unembed = (model.model.embed_tokens if model.lm_head is None else model.lm_head).weight.float()
    direction = unembed[token] - (unembed.mean(0) if against is None else unembed[against])
    norm = model.model.norm
    found = [("embedding", -1, None, seen[HookPoint(0, Site.RESID_PRE)][0, position])]
    for block in model.blocks:
        layer, weight = block.layer, block.self_attn.o_proj.weight
        z = seen[HookPoint(layer, Site.Z)][0, position]  # [head, d_head]
        heads = torch.stack([one @ part.T for one, part in zip(z, weight.split(z.shape[-1], dim=1), strict=True)])
        found += [(f"L{layer}H{head}", layer, head, one) for head, one in enumerate(heads)]
        if block.self_attn.neo:
            found.append((f"L{layer} attention bias", layer, None, block.self_attn.o_proj.bias))
        if model.config.d_mlp:
            found.append((f"L{layer} MLP", layer, None, seen[HookPoint(layer, Site.MLP_OUT)][0, position]))
    rows = [
        Written(name=name, layer=layer, head=head, logit=float(scaled(norm, final, part.float()) @ direction))
        for name, layer, head, part in found
    ]
    if not isinstance(norm, RMSNorm):
        bias = float(norm.bias.float() @ direction)
        rows.append(Written(name="bias", layer=model.config.n_layers, head=None, logit=bias))
    return rows


def scaled(norm: object, whole: Float[Tensor, "d_model"], part: Float[Tensor, "d_model"]) -> Float[Tensor, "d_model"]:
    """Return what the norm makes of `part` of a stream, at the size that the `whole` stream gives it; without bias."""
    if isinstance(norm, RMSNorm):
        return part * torch.rsqrt(whole.square().mean() + norm.eps) * norm.weight.float()
    assert isinstance(norm, torch.nn.LayerNorm)
    spread = whole.var(unbiased=False)
    return (part - part.mean()) * torch.rsqrt(spread + norm.eps) * norm.weight.float()

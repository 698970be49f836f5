"""What a neuron or feature writes into the logits, directly: its output direction read by the unembedding."""

from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from workbench.language.hookpoints import HookPoint, Site

if TYPE_CHECKING:
    from workbench.language.transformer import Transformer

_IN_STREAM = (Site.EMBED, Site.RESID_PRE, Site.RESID_MID, Site.RESID_POST, Site.ATTN_OUT, Site.MLP_OUT)


def stream_directions(
    model: "Transformer", point: HookPoint, directions: Float[Tensor, "feature d"] | None = None
) -> Float[Tensor, "feature d_model"] | None:
    """Where directions at a hook point end up in the residual stream, layer norms aside; None: they do not write there.

    Without `directions` each unit at the hook point is a feature of its own: the columns of W_out for MLP_POST.
    """
    if point.site in _IN_STREAM:
        return torch.eye(model.config.d_model) if directions is None else directions
    block = model.blocks[point.layer]
    if point.site not in (Site.MLP_POST, Site.Z):
        return None
    out = (block.mlp.down_proj if point.site is Site.MLP_POST else block.self_attn.o_proj).weight.detach().T
    return out if directions is None else directions @ out


def logit_effects(model: "Transformer", directions: Float[Tensor, "feature d_model"]) -> Float[Tensor, "feature vocab"]:
    """What one unit of each direction adds to the logits, up to the final norm's division, about the mean over tokens.

    The norm's weight is folded in; its division by the stream's size changes the scale only, alike for all tokens.
    """
    with torch.no_grad():
        unembedding = model.model.embed_tokens.weight if model.lm_head is None else model.lm_head.weight
        effects = (directions * model.model.norm.weight) @ unembedding.T
        return effects - effects.mean(-1, keepdim=True)

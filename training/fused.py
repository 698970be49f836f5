"""The training loss for a GPU: the same function of the same weights, in well shaped matrix products.

Keys and values come from one product; widths that tensor cores cannot take in whole tiles (1,365) are filled up with
zeros, which changes nothing. The weights stay where Hugging Face's names put them: they are laid out anew at every
step, which costs next to nothing beside the products. What was tried and is slower is in docs/PERFORMANCE.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.batches import documents
from workbench.language.attention import rotate
from workbench.language.tokenizer import EOT_ID, PAD_ID
from workbench.language.transformer import MLP, Block, RMSNorm, Transformer

FusedAttention = Literal["explicit", "causal", "varlen"]
"""explicit: scores under a mask, best for short rows; causal: flash attention over whole rows; varlen: flash attention
that is confined to each story (CUDA only)."""
TILE = 32
"""Widths that are no multiple of 8 are filled up to a multiple of this."""
ONE_HOT = 1024
"""Up to this vocabulary the embedding's gradient is a matrix product; beyond it, a sorted scatter is cheaper."""
Mix = Callable[[Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Extent:
    """What flash attention within stories must be told: at most how many stories a row holds, and how long they get."""

    stories: int
    longest: int

    @classmethod
    def of(cls, rows: NDArray[np.uint16]) -> "Extent":
        """The extent of packed rows [row, pos + 1]."""
        begins = rows[:, :-1] == EOT_ID
        begins[:, 0] = True
        where = np.flatnonzero(begins)
        return cls(int(begins.sum(1).max()), int(np.diff(where, append=begins.size).max()))


class _Lookup(torch.autograd.Function):
    """Rows of a table, with a gradient that adds up in a matrix product: deterministic, and no atomics on few rows."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, tokens: Tensor, weight: Tensor) -> Tensor:
        ctx.save_for_backward(tokens)
        ctx.types = weight.shape[0]  # type: ignore[attr-defined] - a context is a bag of attributes
        return weight[tokens]

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, *grads: Tensor) -> tuple[None, Tensor]:
        (tokens,) = ctx.saved_tensors  # type: ignore[attr-defined]
        grad = grads[0].flatten(0, -2)
        chosen = functional.one_hot(tokens.flatten(), ctx.types).to(grad.dtype)  # type: ignore[attr-defined]
        return None, chosen.T @ grad


def fused_loss(
    model: Transformer,
    confined: bool,
    attention: FusedAttention,
    *,
    bf16: bool = True,
    compiled: bool = True,
    extent: Extent | None = None,
    residual: torch.dtype = torch.float32,
) -> Callable[[Tensor], Tensor]:
    """Mean loss per target from rows [batch, pos + 1], differentiable in the model's parameters.

    `varlen` needs CUDA, `confined`, and the rows' `extent`; `causal` needs rows that are not confined.
    """
    assert attention != "varlen" or (confined and extent is not None)
    assert attention != "causal" or not confined
    wide = torch.bfloat16 if bf16 else torch.float32

    def body(
        x: Float[Tensor, "batch pos d_model"], docs: Int[Tensor, "..."] | None, targets: Int[Tensor, "batch pos"]
    ) -> Float[Tensor, ""]:
        mix = _mixer(model, attention, docs, x.shape[1], extent)
        for block in model.blocks:
            x = _block(block, x, mix, model.cos[: x.shape[1]], model.sin[: x.shape[1]], wide)
        table = model.model.embed_tokens.weight if model.lm_head is None else model.lm_head.weight
        logits = functional.linear(_normed(model.model.norm, x, wide), table.to(wide))
        return functional.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), ignore_index=PAD_ID)

    inside = torch.compile(body, dynamic=False) if compiled else body

    def loss(rows: Tensor) -> Tensor:
        tokens, targets = rows[:, :-1], rows[:, 1:]
        weight = model.model.embed_tokens.weight
        small = weight.shape[0] <= ONE_HOT
        x = _Lookup.apply(tokens, weight) if small else functional.embedding(tokens, weight)
        docs = None
        if confined:
            docs = documents(tokens) if extent is None or attention != "varlen" else begins_of(tokens, extent)
        return inside(x.to(residual), docs, targets)

    return loss


def begins_of(tokens: Int[Tensor, "batch pos"], extent: Extent) -> Int[Tensor, "story"]:
    """Where each story begins in the flattened rows, filled up with their end to a fixed number."""
    begins = tokens == EOT_ID
    begins[:, 0] = True
    count = tokens.numel()
    found = torch.nonzero_static(begins.flatten(), size=extent.stories * len(tokens), fill_value=count)[:, 0]
    return functional.pad(found, (0, 1), value=count).int()


def _mixer(
    model: Transformer, attention: FusedAttention, docs: Tensor | None, length: int, extent: Extent | None
) -> Mix:
    """How values are mixed along the row, from q [batch, pos, head, d_head] and k, v [batch, pos, kv_head, d_head]."""
    if attention == "causal":
        return _causal
    if attention == "varlen":
        assert docs is not None and extent is not None
        return partial(_varlen, begins=docs, longest=min(extent.longest, length))
    allowed = model.causal[None, None, :length, :length]
    if docs is not None:
        allowed = allowed & (docs[:, None, :, None] == docs[:, None, None, :])
    return partial(_explicit, allowed=allowed)


def _explicit(q: Tensor, k: Tensor, v: Tensor, allowed: Tensor) -> Tensor:
    groups = q.shape[2] // k.shape[2]
    k, v = (x.repeat_interleave(groups, 2) if groups > 1 else x for x in (k, v))
    scores = q.transpose(1, 2) @ k.permute(0, 2, 3, 1) * q.shape[-1] ** -0.5
    pattern = scores.float().masked_fill(~allowed, -torch.inf).softmax(-1).to(v.dtype)
    return (pattern @ v.transpose(1, 2)).transpose(1, 2)


def _causal(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    mixed = functional.scaled_dot_product_attention(
        q.transpose(1, 2),
        k.transpose(1, 2),
        v.transpose(1, 2),
        is_causal=True,
        enable_gqa=q.shape[2] != k.shape[2],
    )
    return mixed.transpose(1, 2)


def _varlen(q: Tensor, k: Tensor, v: Tensor, begins: Tensor, longest: int) -> Tensor:
    from torch.nn.attention.varlen import varlen_attn

    groups = q.shape[2] // k.shape[2]
    k, v = (x.repeat_interleave(groups, 2) if groups > 1 else x for x in (k, v))
    q_, k_, v_ = (x.flatten(0, 1) for x in (q, k, v))
    mixed = varlen_attn(q_, k_, v_, begins, begins, longest, longest, window_size=(-1, 0))
    assert isinstance(mixed, Tensor)
    return mixed.view(q.shape)


def _normed(norm: nn.Module, x: Tensor, wide: torch.dtype) -> Tensor:
    assert isinstance(norm, RMSNorm)
    scaled = x.float()
    scaled = scaled * torch.rsqrt(scaled.square().mean(-1, keepdim=True) + norm.eps)
    return (norm.weight * scaled).to(wide)


def _block(block: Block, x: Tensor, mix: Mix, cos: Tensor, sin: Tensor, wide: torch.dtype) -> Tensor:
    attention, mlp = block.self_attn, block.mlp
    assert isinstance(mlp, MLP)
    shape, config = x.shape, attention.config
    h = _normed(block.input_layernorm, x, wide)
    q = functional.linear(h, attention.q_proj.weight.to(wide)).view(*shape[:2], -1, config.d_head)
    kv = torch.cat([attention.k_proj.weight, attention.v_proj.weight]).to(wide)
    k, v = functional.linear(h, kv).view(*shape[:2], -1, config.d_head).chunk(2, 2)
    q, k = (rotate(part.float(), cos[:, None], sin[:, None]).to(wide) for part in (q, k))
    x = x + functional.linear(mix(q, k, v).flatten(2), attention.o_proj.weight.to(wide))
    width = mlp.gate_proj.weight.shape[0]
    more = 0 if width % 8 == 0 else -width % TILE
    # Gate and up stay apart: their two gradients are then written by one kernel, with nothing to join.
    gate, up = (functional.pad(side.weight, (0, 0, 0, more)).to(wide) for side in (mlp.gate_proj, mlp.up_proj))
    h = _normed(block.post_attention_layernorm, x, wide)
    neurons = functional.silu(functional.linear(h, gate)) * functional.linear(h, up)
    return x + functional.linear(neurons, functional.pad(mlp.down_proj.weight, (0, more)).to(wide))

"""Causal grouped-query attention (arXiv 2305.13245) with rotary positions (arXiv 2104.09864, rotate-half form).

In a GPT-Neo: without rotary positions and unscaled, in every second layer within a window.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional

from workbench.language.hookpoints import HookPoint, Site
from workbench.language.model_config import ModelConfig

Tap = Callable[[HookPoint, Tensor], Tensor]
"""Sees an activation as it is computed and returns what the model goes on with."""
AttentionKind = Literal["explicit", "sdpa", "causal"]
"""`causal` is sdpa that is not told who may look at whom, because everything may look at all before it."""


@dataclass
class LayerCache:
    """Keys and values of one layer for the positions seen so far, written in place at `position`."""

    keys: Float[Tensor, "batch kv_head key d_head"]
    values: Float[Tensor, "batch kv_head key d_head"]
    position: int = 0


@dataclass(frozen=True)
class Look:
    """What attention needs to know of positions: the rotary tables, who may look at whom, how to compute it."""

    cos: Float[Tensor, "pos d_head"]
    sin: Float[Tensor, "pos d_head"]
    allowed: Bool[Tensor, "1 1 query key"] | Bool[Tensor, "batch 1 query key"]
    kind: AttentionKind
    near: Bool[Tensor, "1 1 query key"] | Bool[Tensor, "batch 1 query key"] | None = None
    """The same for layers that see only the last positions."""


def rotary_tables(context: int, d_head: int, theta: float) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary angles, each [pos, d_head], the second half repeating the first."""
    frequencies = theta ** -(torch.arange(0, d_head, 2, dtype=torch.float32) / d_head)
    angles = torch.arange(context, dtype=torch.float32)[:, None] * frequencies
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def rotate(
    x: Float[Tensor, "*pos d_head"], cos: Float[Tensor, "*#pos d_head"], sin: Float[Tensor, "*#pos d_head"]
) -> Float[Tensor, "*pos d_head"]:
    """Turn each pair (x[i], x[i + d_head/2]) by its position's angle (arXiv 2104.09864, equation 34, rotate-half)."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class Attention(nn.Module):
    """Causal grouped-query attention."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer, self.config = layer, config
        inner, kv_inner = config.n_heads * config.d_head, config.n_kv_heads * config.d_head
        self.q_proj = nn.Linear(config.d_model, inner, bias=False)
        self.k_proj = nn.Linear(config.d_model, kv_inner, bias=False)
        self.v_proj = nn.Linear(config.d_model, kv_inner, bias=False)
        self.neo = config.family == "neo"
        self.o_proj = nn.Linear(inner, config.d_model, bias=self.neo)
        self.scale = 1.0 if self.neo else config.d_head**-0.5

    def forward(
        self, x: Float[Tensor, "batch pos d_model"], look: Look, tap: Tap | None = None, cache: LayerCache | None = None
    ) -> Float[Tensor, "batch pos d_model"]:
        """Move information along the positions that `look` allows."""
        shape = (*x.shape[:2], -1, self.config.d_head)
        q, k, v = self.q_proj(x).view(shape), self.k_proj(x).view(shape), self.v_proj(x).view(shape)
        if tap is not None:
            q, k, v = (
                tap(HookPoint(self.layer, site), value) for site, value in ((Site.Q, q), (Site.K, k), (Site.V, v))
            )
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        if not self.neo:
            q, k = rotate(q, look.cos, look.sin), rotate(k, look.cos, look.sin)
        if cache is not None:
            end = cache.position + x.shape[1]
            cache.keys[:, :, cache.position : end], cache.values[:, :, cache.position : end] = k, v
            k, v, cache.position = cache.keys[:, :, :end], cache.values[:, :, :end], end
        groups = self.config.n_heads // self.config.n_kv_heads
        if groups > 1:
            k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
        z = self._mix(q, k, v, look, tap).transpose(1, 2)
        if tap is not None:
            z = tap(HookPoint(self.layer, Site.Z), z)
        return self.o_proj(z.flatten(2))

    def _mix(
        self,
        q: Float[Tensor, "batch head query d_head"],
        k: Float[Tensor, "batch head key d_head"],
        v: Float[Tensor, "batch head key d_head"],
        look: Look,
        tap: Tap | None,
    ) -> Float[Tensor, "batch head query d_head"]:
        allowed = look.near if self.neo and self.layer % 2 and look.near is not None else look.allowed
        if look.kind == "causal":
            return functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        if look.kind == "sdpa":
            return functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed, scale=self.scale)
        scores = q @ k.transpose(-1, -2) * self.scale
        pattern = scores.masked_fill(~allowed, -torch.inf).softmax(-1, dtype=torch.float32).to(v.dtype)
        if tap is not None:
            pattern = tap(HookPoint(self.layer, Site.PATTERN), pattern)
        return pattern @ v

"""The tiny model: a decoder of the Llama family, or a GPT-Neo, forward only.

RMSNorm (arXiv 1910.07467), rotary positions, SwiGLU (arXiv 2002.05202), grouped-query heads, no biases, optionally tied
embeddings; what a GPT-Neo does otherwise is in `ModelConfig`. Parameter names are those of Hugging Face's Llama, so a
checkpoint is a plain dump. There is one way through the model; instruments pass a `Tap` along it that sees, and may
replace, every activation.
"""

import warnings
from collections.abc import Callable, Collection, Mapping

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from workbench.errors import StoryscopeError
from workbench.language.attention import Attention, AttentionKind, LayerCache, Look, Tap, rotary_tables
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.model_config import ModelConfig
from workbench.language.uninitialised import uninitialised

__all__ = ["AttentionKind", "Edit", "LayerCache", "Look", "ModelConfig", "Tap", "Transformer"]

Edit = Callable[[Tensor], Tensor]
"""Maps an activation to its replacement."""


class RMSNorm(nn.Module):
    """Divide by the root mean square, then scale; computed in float32 whatever the input."""

    def __init__(self, d_model: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.eps = eps

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        """Normalise the last axis."""
        return self.weight * self.normalise(x)

    def normalise(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        """Divide by the root mean square, without the weight."""
        wide = x.float()
        return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + self.eps)).to(x.dtype)


class MLP(nn.Module):
    """The gated feed-forward layer SwiGLU."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        with warnings.catch_warnings():
            # An attention-only model has a layer of no neurons, which adds nothing and opens in every library.
            warnings.filterwarnings("ignore", "Initializing zero-element tensors", UserWarning)
            self.gate_proj = nn.Linear(config.d_model, config.d_mlp, bias=False)
            self.up_proj = nn.Linear(config.d_model, config.d_mlp, bias=False)
            self.down_proj = nn.Linear(config.d_mlp, config.d_model, bias=False)

    def forward(
        self, x: Float[Tensor, "batch pos d_model"], tap: Tap | None = None
    ) -> Float[Tensor, "batch pos d_model"]:
        """Each position by itself."""
        neurons = functional.silu(self.gate_proj(x)) * self.up_proj(x)
        if tap is not None:
            neurons = tap(HookPoint(self.layer, Site.MLP_POST), neurons)
        return self.down_proj(neurons)


class PlainMLP(nn.Module):
    """The feed-forward layer of a GPT-Neo: one hidden layer of GELUs (tanh form), with biases."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.up_proj = nn.Linear(config.d_model, config.d_mlp)
        self.down_proj = nn.Linear(config.d_mlp, config.d_model)

    def forward(
        self, x: Float[Tensor, "batch pos d_model"], tap: Tap | None = None
    ) -> Float[Tensor, "batch pos d_model"]:
        """Each position by itself."""
        neurons = functional.gelu(self.up_proj(x), approximate="tanh")
        if tap is not None:
            neurons = tap(HookPoint(self.layer, Site.MLP_POST), neurons)
        return self.down_proj(neurons)


def _norm(config: ModelConfig) -> RMSNorm | nn.LayerNorm:
    return (nn.LayerNorm if config.family == "neo" else RMSNorm)(config.d_model, config.norm_eps)


class Block(nn.Module):
    """Attention, then MLP, each added to the residual stream."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.input_layernorm = _norm(config)
        self.self_attn = Attention(config, layer)
        self.post_attention_layernorm = _norm(config)
        self.mlp = (PlainMLP if config.family == "neo" else MLP)(config, layer)

    def forward(
        self, x: Float[Tensor, "batch pos d_model"], look: Look, tap: Tap | None = None, cache: LayerCache | None = None
    ) -> Float[Tensor, "batch pos d_model"]:
        """From this layer's resid_pre to its resid_post."""
        x = self._see(tap, Site.RESID_PRE, x)
        x = x + self._see(tap, Site.ATTN_OUT, self.self_attn(self.input_layernorm(x), look, tap, cache))
        x = self._see(tap, Site.RESID_MID, x)
        x = x + self._see(tap, Site.MLP_OUT, self.mlp(self._normed(x, tap), tap))
        return self._see(tap, Site.RESID_POST, x)

    def _normed(self, x: Tensor, tap: Tap | None) -> Tensor:
        norm = self.post_attention_layernorm
        if tap is None:
            return norm(x)
        if isinstance(norm, RMSNorm):
            return norm.weight * self._see(tap, Site.MLP_NORMED, norm.normalise(x))
        plain = functional.layer_norm(x, norm.normalized_shape, eps=norm.eps)
        seen = self._see(tap, Site.MLP_NORMED, plain)
        return norm(x) if seen is plain else norm.weight * seen + norm.bias  # to the last bit where nothing is edited

    def _see(self, tap: Tap | None, site: Site, x: Tensor) -> Tensor:
        return x if tap is None else tap(HookPoint(self.layer, site), x)


class Decoder(nn.Module):
    """The parameters between tokens and logits, under the names that Hugging Face gives them."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.layers = nn.ModuleList([Block(config, layer) for layer in range(config.n_layers)])
        self.norm = _norm(config)
        self.positions = nn.Embedding(config.context, config.d_model) if config.family == "neo" else None


class Transformer(nn.Module):
    """Next-token logits from tokens. `attention` says how attention is computed, never what it computes."""

    cos: Tensor
    sin: Tensor
    causal: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.attention: AttentionKind = "explicit"
        self.model = Decoder(config)
        self.lm_head = None if config.tied else nn.Linear(config.d_model, config.vocab_size, bias=False)
        self.make_tables()

    @classmethod
    def empty(cls, config: ModelConfig) -> "Transformer":
        """A model with memory for its weights but no values yet; draws no random numbers."""
        with uninitialised():
            return cls(config)

    def make_tables(self) -> None:
        """Compute what follows from the config alone: rotary tables and the causal mask."""
        cos, sin = rotary_tables(self.config.context, self.config.d_head, self.config.rope_theta)
        causal = torch.ones(self.config.context, self.config.context, dtype=torch.bool).tril()
        for name, table in (("cos", cos), ("sin", sin), ("causal", causal)):
            self.register_buffer(name, table, persistent=False)

    @property
    def blocks(self) -> list[Block]:
        """The layers in order."""
        return [layer for layer in self.model.layers if isinstance(layer, Block)]

    def look(
        self, length: int, doc_ids: Int[Tensor, "batch pos"] | None = None, start: int = 0, explicit: bool = False
    ) -> Look:
        """Positions `start` to `start + length` looking at everything before them in the same document.

        Raises StoryscopeError when that is longer than the context.
        """
        end = start + length
        if end > self.config.context:
            what = f"The sequence has {end} tokens, more than the model's context of {self.config.context}."
            raise StoryscopeError(what, "Cut the text, or train a model with a longer context.")
        allowed = self.causal[None, None, start:end, :end]
        if doc_ids is not None:
            allowed = allowed & (doc_ids[:, None, start:end, None] == doc_ids[:, None, None, :end])
        kind: AttentionKind = "explicit" if explicit else self.attention
        near = None
        if self.config.family == "neo" and end > self.config.window:
            near = allowed & ~self.causal[None, None, start:end, :end].tril(start - self.config.window)
        if kind == "sdpa" and doc_ids is None and start == 0 and near is None:
            kind = "causal"  # half the work of a mask
        return Look(self.cos[start:end], self.sin[start:end], allowed, kind, near)

    def embed(
        self, tokens: Int[Tensor, "batch pos"], doc_ids: Int[Tensor, "batch key"] | None = None, start: int = 0
    ) -> Float[Tensor, "batch pos d_model"]:
        """The first layer's resid_pre; learned positions, where there are any, count from each document's start."""
        x = functional.embedding(tokens, self.model.embed_tokens.weight)
        table = self.model.positions
        if table is None:
            return x
        end = start + tokens.shape[1]
        places = torch.arange(start, end, device=tokens.device)[None]
        if doc_ids is not None:
            before = doc_ids[:, :end]
            fresh = torch.ones_like(before, dtype=torch.bool)
            fresh[:, 1:] = before[:, 1:] != before[:, :-1]
            begun = torch.where(fresh, torch.arange(end, device=tokens.device), 0).cummax(1).values
            places = places - begun[:, start:]
        return x + functional.embedding(places.clamp(max=self.config.context - 1), table.weight)

    def forward(
        self, tokens: Int[Tensor, "batch pos"], *, doc_ids: Int[Tensor, "batch pos"] | None = None
    ) -> Float[Tensor, "batch pos vocab"]:
        """Logits of the token after each position; `doc_ids` confines attention to equal ids."""
        look = self.look(tokens.shape[1], doc_ids)
        x = self.embed(tokens, doc_ids)
        for block in self.model.layers:
            x = block(x, look)
        return self.unembed(x)

    def unembed(self, x: Float[Tensor, "batch pos d_model"]) -> Float[Tensor, "batch pos vocab"]:
        """Logits from the last layer's resid_post."""
        weight = self.model.embed_tokens.weight if self.lm_head is None else self.lm_head.weight
        return functional.linear(self.model.norm(x), weight)

    def run(
        self,
        tokens: Int[Tensor, "batch pos"],
        taps: Collection[HookPoint] = (),
        edits: Mapping[HookPoint, Edit] | None = None,
        start: tuple[int, Float[Tensor, "batch pos d_model"]] | None = None,
        stop_at_layer: int | None = None,
        doc_ids: Int[Tensor, "batch pos"] | None = None,
    ) -> tuple[Float[Tensor, "batch pos vocab"] | None, dict[HookPoint, Tensor]]:
        """The forward pass for instruments: read the activations in `taps`, replace those in `edits`.

        An edit maps an activation to its replacement as it is computed; a tap at the same point sees the replacement.
        `start=(layer, resid_pre)` begins there instead of at the embeddings (tokens then only give the shape), and
        `stop_at_layer=n` computes layers before n only and returns None for the logits.
        Raises StoryscopeError for a hook point the model does not have.
        """
        edits = edits or {}
        self._check(taps)
        self._check(edits)
        seen: dict[HookPoint, Tensor] = {}
        wanted = frozenset(taps)

        def tap(point: HookPoint, value: Tensor) -> Tensor:
            if point in edits:
                value = edits[point](value)
            if point in wanted:
                seen[point] = value
            return value

        look = self.look(tokens.shape[1], doc_ids, explicit=any(p.site is Site.PATTERN for p in (*wanted, *edits)))
        first, x = start or (0, tap(HookPoint(0, Site.EMBED), self.embed(tokens, doc_ids)))
        last = self.config.n_layers if stop_at_layer is None else stop_at_layer
        for block in self.blocks[first:last]:
            x = block(x, look, tap)
        return (None if stop_at_layer is not None else self.unembed(x)), seen

    def _check(self, points: Collection[HookPoint]) -> None:
        for point in points:
            if point.layer >= self.config.n_layers:
                what = f"The model has no {point.name}: it has {self.config.n_layers} layers."
                raise StoryscopeError(what, f"Use a layer from 0 to {self.config.n_layers - 1}.")

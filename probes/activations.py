"""The stream that every instrument reads: one forward pass over stories, any set of hook points, bounded memory.

Stories become rows of a batch: begin-of-text first, padding on the right, one story per row, stories of like length
together. What is no token of a story (begin of text, padding) is False in `mask`, and nothing else ever counts.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from workbench.artifacts import Artifact
    from workbench.language.checkpoints import LoadedModel
    from workbench.language.transformer import ModelConfig, Transformer

WINDOW = 2048
"""Stories that are encoded and sorted by length together; what is held at once grows with it, never with the corpus."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Stories as one flat run of tokens, without specials: story i is tokens `bounds[i]` to `bounds[i + 1]`.

    `starts` and `ends` are the tokens' half-open character spans in their story's text. `first` is the number of story
    0 in the split it came from.
    """

    ids: Int[np.ndarray, "token"]
    starts: Int[np.ndarray, "token"]
    ends: Int[np.ndarray, "token"]
    bounds: Int[np.ndarray, "_"]
    first: int = 0

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> Int[np.ndarray, "story"]:
        """Tokens of each story."""
        return np.diff(self.bounds)


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """A few stories, one per row; `flat` is each token's number in its `Encoded`, -1 where `mask` is False."""

    tokens: Int[Tensor, "batch pos"]
    mask: Bool[Tensor, "batch pos"]
    story_index: Int[np.ndarray, "batch"]
    flat: Int[np.ndarray, "batch pos"]
    source: Encoded

    def offsets(self) -> Int[np.ndarray, "batch pos 2"]:
        """Character span of every token in its story; (-1, -1) for begin of text and padding."""
        spans = np.stack([self.source.starts[self.flat], self.source.ends[self.flat]], axis=-1)
        return np.where(self.flat[..., None] < 0, -1, spans)


@dataclass(frozen=True, slots=True)
class ActivationBatch:
    """What one forward pass showed: `acts` holds [batch, pos, d] or [batch, pos, head, d_head] for each hook point."""

    tokens: Int[Tensor, "batch pos"]
    mask: Bool[Tensor, "batch pos"]
    story_index: Int[np.ndarray, "batch"]
    flat: Int[np.ndarray, "batch pos"]
    source: Encoded
    acts: dict[HookPoint, Tensor]


def encode_stories(tokenizer: "PreTrainedTokenizerFast", texts: Sequence[str], first: int = 0) -> Encoded:
    """Tokenize stories with the character span of every token."""
    encodings = tokenizer.backend_tokenizer.encode_batch(list(texts), add_special_tokens=False)
    lengths = [len(encoding) for encoding in encodings]
    total = sum(lengths)
    ids = np.fromiter(chain.from_iterable(encoding.ids for encoding in encodings), np.int32, total)
    ends = chain.from_iterable(chain.from_iterable(encoding.offsets) for encoding in encodings)
    spans = np.fromiter(ends, np.int32, 2 * total).reshape(-1, 2)
    return Encoded(ids, spans[:, 0].copy(), spans[:, 1].copy(), np.cumsum([0, *lengths]), first)


def batches(
    encoded: Encoded,
    tokenizer: "PreTrainedTokenizerFast",
    context: int,
    batch_size: int,
    skip: tuple[int, int] = (0, 0),
) -> Iterator[TokenBatch]:
    """Rows of at most `context` tokens, begin-of-text included, sorted by length; longer stories lose their tail.

    `skip` masks so many tokens at the beginning and at the end of each story, beside begin of text and padding.
    Raises StoryscopeError for a tokenizer without a begin-of-text token.
    """
    bos = tokenizer.backend_tokenizer.token_to_id(str(tokenizer.bos_token))
    pad = tokenizer.backend_tokenizer.token_to_id(str(tokenizer.pad_token))
    if bos is None:
        raise StoryscopeError("The tokenizer has no begin-of-text token.", "Set bos_token in tokenizer_config.json.")
    pad = bos if pad is None else pad  # a tokenizer from elsewhere may have none; padding is masked in any case
    lengths = np.minimum(encoded.lengths, context - 1)
    order = np.argsort(lengths, kind="stable")
    order = order[lengths[order] > 0]
    for begin in range(0, len(order), batch_size):
        rows = order[begin : begin + batch_size]
        columns = np.arange(-1, int(lengths[rows].max()))
        real = (columns >= 0) & (columns < lengths[rows][:, None])
        flat = np.where(real, encoded.bounds[rows][:, None] + columns, -1)
        tokens = np.where(real, encoded.ids[flat], pad).astype(np.int64)
        tokens[:, 0] = bos
        counted = real & (columns >= skip[0]) & (columns < lengths[rows][:, None] - skip[1])
        flat = np.where(counted, flat, -1)
        yield TokenBatch(torch.from_numpy(tokens), torch.from_numpy(counted), rows + encoded.first, flat, encoded)


def batches_of(
    tokenizer: "PreTrainedTokenizerFast", texts: Iterable[str], context: int, batch_size: int
) -> Iterator[TokenBatch]:
    """Encode texts window by window and batch each window; `story_index` counts over all texts."""
    remaining, first = iter(texts), 0
    while window := list(islice(remaining, WINDOW)):
        yield from batches(encode_stories(tokenizer, window, first), tokenizer, context, batch_size)
        first += len(window)


def open_model(ref: "Artifact") -> "LoadedModel":
    """Load a model to be streamed, with the way of computing attention that is faster for its heads on a CPU."""
    from workbench.language.checkpoints import load_model

    loaded = load_model(ref)
    # measured with one story per row: the fused kernel is 1.3 times as fast with heads of 16, slower with heads of 8
    loaded.model.attention = "sdpa" if loaded.config.d_head >= 16 else "explicit"
    return loaded


def stream(
    model: "Transformer",
    token_batches: Iterable[TokenBatch],
    points: Collection[HookPoint],
    dtype: torch.dtype = torch.float32,
) -> Iterator[ActivationBatch]:
    """Run the model once over each batch and yield the activations at `points`, on the model's device.

    Layers above the highest hook point are not computed. With `dtype=torch.bfloat16` matrix products run in bfloat16
    (autocast) and the activations come back as float32.
    """
    device = next(model.parameters()).device
    stop = max((0 if point.site is Site.EMBED else point.layer + 1) for point in points)
    half = dtype is torch.bfloat16
    model.eval()
    for batch in token_batches:
        tokens, mask = batch.tokens.to(device), batch.mask.to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16) if half else nullcontext():
            _, acts = model.run(tokens, taps=points, stop_at_layer=stop)
        wide = {point: value.float() for point, value in acts.items()}
        yield ActivationBatch(tokens, mask, batch.story_index, batch.flat, batch.source, wide)


def hook_width(config: "ModelConfig", point: HookPoint) -> int:
    """Numbers per token at a hook point, heads laid side by side."""
    if point.site is Site.MLP_POST:
        return config.d_mlp
    heads = {Site.Z: config.n_heads, Site.Q: config.n_heads, Site.K: config.n_kv_heads, Site.V: config.n_kv_heads}
    return heads[point.site] * config.d_head if point.site in heads else config.d_model


def pool(values: Float[Tensor, "batch pos d"], mask: Bool[Tensor, "batch pos"], how: str) -> Float[Tensor, "batch d"]:
    """One vector per story: `mean` over its tokens, or its `last` token.

    >>> pool(torch.tensor([[[9.0], [2.0], [4.0], [9.0]]]), torch.tensor([[False, True, True, False]]), "mean")
    tensor([[3.]])
    """
    if how == "mean":
        weights = mask.to(values.dtype)
        return torch.einsum("bp,bpd->bd", weights, values) / weights.sum(1, keepdim=True)
    assert how == "last", how
    places = torch.arange(mask.shape[1], device=mask.device)
    last = torch.where(mask, places, -1).amax(1)
    return values[torch.arange(len(values), device=values.device), last]

"""Activation patching, batched over pairs and over the places that are patched.

An activation of the source run replaces the destination run's at chosen positions; what follows is recomputed from that
layer and the first changed position on: earlier layers are never run, earlier positions are read from the destination
run's keys and values. Places where the two runs agree cannot change anything and are not run at all.
Source of the method: arXiv 2404.15255 (how to read it), arXiv 2309.16042 (logit difference, symmetric replacement).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from workbench.language.attention import LayerCache
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Transformer

COMPONENTS = {"resid_pre": Site.RESID_PRE, "attn_out": Site.ATTN_OUT, "mlp_out": Site.MLP_OUT, "z": Site.Z}
"""The components that can be patched, by the name they have in results."""
_MAX_ROWS = 512  # each row carries a copy of its keys and values
_KEPT = (*COMPONENTS.values(), Site.RESID_MID, Site.RESID_POST)


@dataclass(frozen=True)
class Run:
    """What one run over a group of pairs computed; `logit_diff` is how much it prefers the clean answer, in logits."""

    acts: dict[HookPoint, Tensor]
    caches: list[LayerCache]
    logit_diff: Float[Tensor, "pair"]


def record(model: Transformer, tokens: Int[Tensor, "pair pos"], answers: Int[Tensor, "pair 2"]) -> Run:
    """Run the prompts and keep what patching needs."""
    acts: dict[HookPoint, Tensor] = {}

    def keep(point: HookPoint, value: Tensor) -> Tensor:
        if point.site in _KEPT:
            acts[point] = value
        return value

    with torch.no_grad():
        x = model.embed(tokens)
        shape = len(tokens), model.config.n_kv_heads, tokens.shape[1], model.config.d_head
        caches = [LayerCache(x.new_empty(shape), x.new_empty(shape)) for _ in model.blocks]
        look = model.look(tokens.shape[1])
        for block, cache in zip(model.blocks, caches, strict=True):
            x = block(x, look, keep, cache)
        return Run(acts, caches, logit_diff(model, x, answers))


def logit_diff(
    model: Transformer, final: Float[Tensor, "batch pos d_model"], answers: Int[Tensor, "batch 2"]
) -> Float[Tensor, "batch"]:
    """Logit of the clean answer minus logit of the corrupt one at the last position, from the last residual stream."""
    logits = model.unembed(final[:, -1:])[:, 0]
    chosen = logits.gather(1, answers)
    return chosen[:, 0] - chosen[:, 1]


def patched_logit_diff(
    model: Transformer,
    answers: Int[Tensor, "pair 2"],
    destination: Run,
    source: Run,
    component: str,
    layer: int,
    masks: Bool[Tensor, "site pair pos"] | Bool[Tensor, "site pair pos head"],
    max_tokens: int = 4096,
) -> Float[Tensor, "site pair"]:
    """The destination run's logit difference after each patch.

    `masks[site]` says which positions (of which heads, for `z`) of each pair take the source run's value.
    """
    point = HookPoint(layer, COMPONENTS[component])
    changed = masks & (source.acts[point] != destination.acts[point]).any(-1)
    if layer == model.config.n_layers - 1 and point.site is not Site.RESID_PRE:
        changed[:, :, :-1] = False  # nothing moves between positions any more and only the last is read
    result = destination.logit_diff.repeat(len(masks), 1)
    with torch.no_grad():
        for start, site, pair in _chunks(changed if changed.ndim == 3 else changed.any(-1), max_tokens):
            first, resid = _patched_stream(model, destination, source, point, changed[site, pair], pair)
            final = _last_stream(model, destination, first, resid[:, start:], start, pair)
            result[site, pair] = logit_diff(model, final, answers[pair])
    return result


def _chunks(
    changed: Bool[Tensor, "site pair pos"], max_tokens: int
) -> Iterator[tuple[int, Int[Tensor, "batch"], Int[Tensor, "batch"]]]:
    """The rows (site, pair) that change anything, sorted by where they first do, in chunks that start at `[0]`."""
    width = changed.shape[2]
    sites, pairs = changed.any(-1).nonzero(as_tuple=True)
    firsts, order = changed[sites, pairs].int().argmax(-1).sort(stable=True)
    begin = 0
    while begin < len(order):
        start = int(firsts[begin])
        rows = order[begin : begin + min(_MAX_ROWS, max(1, max_tokens // (width - start)))]
        yield start, sites[rows], pairs[rows]
        begin += len(rows)


def _patched_stream(
    model: Transformer,
    destination: Run,
    source: Run,
    point: HookPoint,
    mask: Bool[Tensor, "batch pos"] | Bool[Tensor, "batch pos head"],
    pair: Int[Tensor, "batch"],
) -> tuple[int, Float[Tensor, "batch pos d_model"]]:
    """The residual stream with the patch in place, and the layer that it enters."""
    kept, given = destination.acts[point][pair], source.acts[point][pair]
    if point.site is Site.RESID_PRE:
        return point.layer, torch.where(mask.unsqueeze(-1), given, kept)
    # The block adds its parts to the stream, so the patch is a difference, and only at the patched positions.
    block = model.blocks[point.layer]
    resid = destination.acts[HookPoint(point.layer, Site.RESID_POST)][pair]
    row, pos = (mask if mask.ndim == 2 else mask.any(-1)).nonzero(as_tuple=True)
    difference = (given - kept)[row, pos]
    if point.site is Site.MLP_OUT:
        resid[row, pos] += difference
        return point.layer + 1, resid
    if point.site is Site.Z:
        difference = block.self_attn.o_proj((difference * mask[row, pos].unsqueeze(-1)).flatten(1))
    middle = destination.acts[HookPoint(point.layer, Site.RESID_MID)][pair][row, pos] + difference
    # the MLP takes each position by itself, so the patched ones of all rows make one row
    resid[row, pos] = middle + block.mlp(block.post_attention_layernorm(middle)[None])[0]
    return point.layer + 1, resid


def _last_stream(
    model: Transformer,
    destination: Run,
    first: int,
    resid: Float[Tensor, "batch pos d_model"],
    start: int,
    pair: Int[Tensor, "batch"],
) -> Float[Tensor, "batch pos d_model"]:
    """The last layer's resid_post from position `start` on, given the stream that enters layer `first` there."""
    look = model.look(resid.shape[1], start=start)
    for block in model.blocks[first:]:
        kept = destination.caches[block.layer]
        # indexing copies, so the block may write the patched keys and values into what it is given
        resid = block(resid, look, None, LayerCache(kept.keys[pair], kept.values[pair], start))
    return resid

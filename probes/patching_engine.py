"""Activation patching, batched over pairs and over the places that are patched.

An activation of the source run replaces the destination run's at chosen positions; what follows is recomputed from that
layer and the first changed position on: earlier layers are never run, earlier positions are read from the destination
run's keys and values. Places where the two runs agree cannot change anything and are not run at all.
Source of the method: arXiv 2404.15255 (how to read it), arXiv 2309.16042 (logit difference, symmetric replacement).
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from probes.patching_names import COMPONENTS
from workbench.language.attention import LayerCache
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Transformer

Score = Callable[[Float[Tensor, "batch vocab"], Int[Tensor, "batch"]], Float[Tensor, "batch metric"]]
"""Judges the last position's logits of the pairs with these numbers."""
_MAX_ROWS = 512  # each row carries a copy of its keys and values
_RESIDUAL = (Site.RESID_PRE, Site.RESID_MID, Site.RESID_POST)
_ALWAYS = (*_RESIDUAL, Site.ATTN_OUT, Site.MLP_OUT, Site.Z)
_INSIDE_ATTENTION = (Site.Q, Site.K, Site.V, Site.PATTERN)


@dataclass(frozen=True)
class Run:
    """What one run over a group of pairs computed.

    `acts` are [pair, pos, ...], a pattern too: [pair, query, head, key]. `logits` are those of the last position,
    `logit_diff` is how much they prefer the clean answer.
    """

    acts: dict[HookPoint, Tensor]
    caches: list[LayerCache]
    logits: Float[Tensor, "pair vocab"]
    logit_diff: Float[Tensor, "pair"]


def record(
    model: Transformer, tokens: Int[Tensor, "pair pos"], answers: Int[Tensor, "pair 2"], also: Collection[Site] = ()
) -> Run:
    """Run the prompts and keep what patching needs, and the sites in `also`."""
    acts: dict[HookPoint, Tensor] = {}
    wanted = {*_ALWAYS, *also}

    def keep(point: HookPoint, value: Tensor) -> Tensor:
        if point.site in wanted:
            acts[point] = value.transpose(1, 2) if point.site is Site.PATTERN else value
        return value

    with torch.no_grad():
        x = model.embed(tokens)
        shape = len(tokens), model.config.n_kv_heads, tokens.shape[1], model.config.d_head
        caches = [LayerCache(x.new_empty(shape), x.new_empty(shape)) for _ in model.blocks]
        look = model.look(tokens.shape[1], explicit=Site.PATTERN in wanted)
        for block, cache in zip(model.blocks, caches, strict=True):
            x = block(x, look, keep, cache)
        logits = model.unembed(x[:, -1:])[:, 0]
        return Run(acts, caches, logits, preference(logits, answers))


def preference(logits: Float[Tensor, "batch vocab"], answers: Int[Tensor, "batch 2"]) -> Float[Tensor, "batch"]:
    """Logit of the clean answer minus logit of the corrupt one."""
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

    `masks[site]` says which positions (of which heads, for z, q, k, v and pattern) of each pair take the source run's
    value.
    """
    point = HookPoint(layer, COMPONENTS[component])

    def score(logits: Tensor, pair: Tensor) -> Tensor:
        return preference(logits, answers[pair])[:, None]

    return patched_scores(model, destination, source.acts[point], point, masks, score, max_tokens)[..., 0]


def patched_scores(
    model: Transformer,
    destination: Run,
    given: Float[Tensor, "pair pos ..."],
    point: HookPoint,
    masks: Bool[Tensor, "site pair pos"] | Bool[Tensor, "site pair pos head"],
    score: Score,
    max_tokens: int = 4096,
) -> Float[Tensor, "site pair metric"]:
    """The scores after `given` has replaced the destination run's activation at `point` where the masks say so."""
    changed = masks & (given != destination.acts[point]).any(-1)
    if point.layer == model.config.n_layers - 1 and point.site not in (Site.RESID_PRE, Site.K, Site.V):
        changed[:, :, :-1] = False  # nothing moves between positions any more and only the last is read
    everyone = torch.arange(changed.shape[1])
    result = score(destination.logits, everyone).repeat(len(masks), 1, 1)
    with torch.no_grad():
        for start, site, pair in _chunks(changed if changed.ndim == 3 else changed.any(-1), max_tokens):
            first, resid = _patched_stream(model, destination, given[pair], point, changed[site, pair], pair, start)
            final = _last_stream(model, destination, first, resid, start, pair)
            result[site, pair] = score(model.unembed(final[:, -1:])[:, 0], pair)
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
    given: Float[Tensor, "batch pos ..."],
    point: HookPoint,
    mask: Bool[Tensor, "batch pos"] | Bool[Tensor, "batch pos head"],
    pair: Int[Tensor, "batch"],
    start: int,
) -> tuple[int, Float[Tensor, "batch query d_model"]]:
    """The residual stream from position `start` on with the patch in place, and the layer that it enters."""
    kept = destination.acts[point][pair]
    if point.site in (Site.RESID_PRE, Site.RESID_POST):
        after = point.layer + (point.site is Site.RESID_POST)
        return after, torch.where(mask.unsqueeze(-1), given, kept)[:, start:]
    if point.site in _INSIDE_ATTENTION:
        return point.layer + 1, _attended_again(model, destination, given, point, mask, pair, start)
    # The block adds its parts to the stream, so the patch is a difference, and only at the patched positions.
    block = model.blocks[point.layer]
    resid = destination.acts[HookPoint(point.layer, Site.RESID_POST)][pair]
    row, pos = (mask if mask.ndim == 2 else mask.any(-1)).nonzero(as_tuple=True)
    difference = (given - kept)[row, pos]
    if point.site is Site.MLP_OUT:
        resid[row, pos] += difference
        return point.layer + 1, resid[:, start:]
    if point.site is Site.Z:
        difference = (difference * mask[row, pos].unsqueeze(-1)).flatten(1) @ block.self_attn.o_proj.weight.T
    middle = destination.acts[HookPoint(point.layer, Site.RESID_MID)][pair][row, pos] + difference
    # the MLP takes each position by itself, so the patched ones of all rows make one row
    resid[row, pos] = middle + block.mlp(block.post_attention_layernorm(middle)[None])[0]
    return point.layer + 1, resid[:, start:]


def _attended_again(
    model: Transformer,
    destination: Run,
    given: Float[Tensor, "batch pos head d"],
    point: HookPoint,
    mask: Bool[Tensor, "batch pos head"],
    pair: Int[Tensor, "batch"],
    start: int,
) -> Float[Tensor, "batch query d_model"]:
    """The layer's resid_post from `start` on with q, k, v or the pattern replaced inside its attention."""

    def put(at: HookPoint, value: Tensor) -> Tensor:
        if at != point:
            return value
        new, where = given[:, start:], mask[:, start:].unsqueeze(-1)
        if point.site is Site.PATTERN:
            new, where = new.transpose(1, 2), where.transpose(1, 2)
        return torch.where(where, new, value)

    look = model.look(given.shape[1] - start, start=start, explicit=point.site is Site.PATTERN)
    resid = destination.acts[HookPoint(point.layer, Site.RESID_PRE)][pair][:, start:]
    kept = destination.caches[point.layer]
    return model.blocks[point.layer](resid, look, put, LayerCache(kept.keys[pair], kept.values[pair], start))


def _last_stream(
    model: Transformer,
    destination: Run,
    first: int,
    resid: Float[Tensor, "batch query d_model"],
    start: int,
    pair: Int[Tensor, "batch"],
) -> Float[Tensor, "batch query d_model"]:
    """The last layer's resid_post from position `start` on, given the stream that enters layer `first` there."""
    look = model.look(resid.shape[1], start=start)
    for block in model.blocks[first:]:
        kept = destination.caches[block.layer]
        # indexing copies, so the block may write the patched keys and values into what it is given
        resid = block(resid, look, None, LayerCache(kept.keys[pair], kept.values[pair], start))
    return resid

"""The model as a graph: what each component writes, who reads it, and the run in which every edge can be cut or fed.

Senders are the embeddings, every head and every MLP; what they write adds up in the residual stream. Readers are every
head's query, every key/value head's keys and values, every MLP and the logits; each reads the sum of all senders before
it. An edge is a sender and a reader. Source: path patching (arXiv 2304.05969), edges as in arXiv 2310.10348.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

from probes.patching_engine import record
from workbench.language.attention import Look, rotate
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.model_config import ModelConfig
from workbench.language.transformer import Block, Transformer

LOGITS, EMBED = "logits", "embed"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: `node` is the component it belongs to, `slot` q, k, v or in."""

    node: str
    slot: str
    layer: int
    head: int | None


@dataclass(frozen=True)
class Graph:
    """Senders and readers in the order the model computes them; `allowed[reader, sender]` says which edges exist."""

    senders: tuple[str, ...]
    readers: tuple[Reader, ...]
    allowed: Bool[Tensor, "reader sender"]

    @property
    def edges(self) -> int:
        """How many there are."""
        return int(self.allowed.sum())


def head_name(layer: int, head: int) -> str:
    """The node of a head."""
    return f"h{layer}.{head}"


def reads_at(config: ModelConfig, layer: int, head: int) -> str:
    """The node that a key/value head belongs to: the head itself, or its own node where several heads share it."""
    return head_name(layer, head) if config.n_kv_heads == config.n_heads else f"kv{layer}.{head}"


def graph_of(config: ModelConfig) -> Graph:
    """Everything that writes and reads."""
    heads, shared = range(config.n_heads), range(config.n_kv_heads)
    senders = [EMBED]
    readers: list[Reader] = []
    before: list[int] = []
    for layer in range(config.n_layers):
        inside = [
            *[Reader(head_name(layer, head), "q", layer, head) for head in heads],
            *[Reader(reads_at(config, layer, head), slot, layer, head) for slot in "kv" for head in shared],
        ]
        readers += inside
        before += [len(senders)] * len(inside)
        senders += [head_name(layer, head) for head in heads]
        readers.append(Reader(f"m{layer}", "in", layer, None))
        before.append(len(senders))
        senders.append(f"m{layer}")
    readers.append(Reader(LOGITS, "in", config.n_layers, None))
    before.append(len(senders))
    allowed = torch.arange(len(senders))[None] < torch.tensor(before)[:, None]
    return Graph(tuple(senders), tuple(readers), allowed)


@dataclass(frozen=True)
class Written:
    """One run seen from the residual stream: it before every attention and MLP and at the end, and what was written.

    `attention[layer]`, `mlp[layer]` and `end` are the stream there; `sent` is [sender, pair, pos, d_model].
    """

    attention: list[Float[Tensor, "pair pos d_model"]]
    mlp: list[Float[Tensor, "pair pos d_model"]]
    end: Float[Tensor, "pair pos d_model"]
    sent: Float[Tensor, "sender pair pos d_model"]


def written(model: Transformer, tokens: Int[Tensor, "pair pos"], answers: Int[Tensor, "pair 2"]) -> Written:
    """Run the prompts and keep what every sender writes."""
    run = record(model, tokens, answers)
    layers = range(model.config.n_layers)
    sent = [run.acts[HookPoint(0, Site.RESID_PRE)]]
    for layer in layers:
        sent += _spread(model.blocks[layer], run.acts[HookPoint(layer, Site.Z)])
        sent.append(run.acts[HookPoint(layer, Site.MLP_OUT)])
    return Written(
        [run.acts[HookPoint(layer, Site.RESID_PRE)] for layer in layers],
        [run.acts[HookPoint(layer, Site.RESID_MID)] for layer in layers],
        run.acts[HookPoint(model.config.n_layers - 1, Site.RESID_POST)],
        torch.stack(sent),
    )


def _spread(block: Block, z: Float[Tensor, "pair pos head d_head"]) -> list[Tensor]:
    """What each head writes by itself; a bias belongs to none of them."""
    weight = block.self_attn.o_proj.weight.unflatten(1, z.shape[2:])
    return list(torch.einsum("bphe,dhe->hbpd", z, weight))


def through_edges(
    model: Transformer,
    other: Written,
    embedded: Float[Tensor, "pair pos d_model"],
    kept: Float[Tensor, "reader sender"],
    fed: Mapping[int, Float[Tensor, "pair pos d_model"]] | None = None,
) -> Float[Tensor, "pair vocab"]:
    """The last position's logits of a run from `embedded` in which edges carry this run's values only where `kept`.

    Along the rest the reader sees what the sender wrote in the `other` run. `fed` adds to what single readers read.
    """
    fed = fed or {}
    differences = [embedded - other.sent[0]]
    look = model.look(embedded.shape[1])
    at = 0
    config = model.config
    many = config.n_heads + 2 * config.n_kv_heads
    with torch.no_grad():
        for block in model.blocks:
            so_far = torch.stack(differences)
            rows = range(at, at + many)
            reads = torch.stack([other.attention[block.layer] + fed.get(row, 0) for row in rows])
            reads += torch.einsum("rn,nbpd->rbpd", kept[at : at + many, : len(so_far)], so_far)
            differences += [
                mine - theirs
                for mine, theirs in zip(
                    _heads(model, block, reads, look),
                    other.sent[len(so_far) : len(so_far) + config.n_heads],
                    strict=True,
                )
            ]
            at += many
            so_far = torch.stack(differences)
            middle = other.mlp[block.layer] + fed.get(at, 0)
            middle = middle + torch.einsum("n,nbpd->bpd", kept[at, : len(so_far)], so_far)
            mine = block.mlp(block.post_attention_layernorm(middle))
            differences.append(mine - other.sent[len(so_far)])
            at += 1
        end = other.end + fed.get(at, 0) + torch.einsum("n,nbpd->bpd", kept[at], torch.stack(differences))
        return model.unembed(end[:, -1:])[:, 0]


def _heads(
    model: Transformer, block: Block, reads: Float[Tensor, "reader pair pos d_model"], look: Look
) -> list[Tensor]:
    """What the heads of a layer write when queries, keys and values each read their own stream."""
    attention, config = block.self_attn, model.config
    normed = block.input_layernorm(reads)
    heads, shared, groups = config.n_heads, config.n_kv_heads, config.n_heads // config.n_kv_heads
    parts = normed.split([heads, shared, shared])
    projections = attention.q_proj, attention.k_proj, attention.v_proj
    q, k, v = (
        torch.einsum("hbpd,hed->bhpe", part, projection.weight.unflatten(0, (len(part), config.d_head)))
        for part, projection in zip(parts, projections, strict=True)
    )
    if not attention.neo:
        q, k = rotate(q, look.cos, look.sin), rotate(k, look.cos, look.sin)
    if groups > 1:
        k, v = k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1)
    allowed = look.near if attention.neo and block.layer % 2 and look.near is not None else look.allowed
    z = functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed, scale=attention.scale)
    return _spread(block, z.transpose(1, 2))

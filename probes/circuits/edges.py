"""Edge attribution (EAP, arXiv 2310.10348) and its integrated variant (EAP-IG, arXiv 2403.17806); true path patching.

The score of an edge is (what its sender wrote in the clean run - in the corrupt run) . d(logit difference)/d(what its
reader read), summed over positions: to first order, what feeding the clean value along that edge alone would do.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from probes.circuits.gradients import slopes
from probes.circuits.graph import Graph, through_edges, written
from probes.patching_engine import preference
from probes.patching_prompts import Prompts
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Transformer

EAP, EAP_IG = "eap", "eap-ig"


def edge_scores(
    model: Transformer, graph: Graph, prompts: Sequence[Prompts], steps: int
) -> Float[Tensor, "pair reader sender"]:
    """The score of every edge in every pair, in logits; 0 steps is EAP, more average the gradient over the way."""
    return torch.cat([_scores(model, graph, batch, steps) for batch in prompts])


def _scores(model: Transformer, graph: Graph, batch: Prompts, steps: int) -> Float[Tensor, "pair reader sender"]:
    clean, corrupt = (written(model, side, batch.answers) for side in (batch.clean, batch.corrupt))
    difference = clean.sent - corrupt.sent
    total = torch.zeros(len(batch.ids), *graph.allowed.shape)
    for step in range(max(1, steps)):
        between = corrupt.sent[0] + difference[0] * ((step + 0.5) / steps if steps else 0)
        wanted = _reader_gradients(model, batch, between)
        total += torch.einsum("nbpd,rbpd->brn", difference, wanted) / max(1, steps)
    return total * graph.allowed


def _reader_gradients(
    model: Transformer, batch: Prompts, embedded: Float[Tensor, "pair pos d_model"]
) -> Float[Tensor, "reader pair pos d_model"]:
    """How the logit difference changes with what each reader reads, all else left as it is."""
    sites = (Site.Q, Site.K, Site.V, Site.RESID_PRE, Site.RESID_MID, Site.MLP_OUT, Site.RESID_POST)
    points = [HookPoint(layer, site) for layer in range(model.config.n_layers) for site in sites]
    run = slopes(model, batch.corrupt, batch.answers, points, embedded)
    found: list[Tensor] = []
    for block in model.blocks:
        attention, layer = block.self_attn, block.layer
        stream = run.acts[HookPoint(layer, Site.RESID_PRE)]
        for site, projection in ((Site.Q, attention.q_proj), (Site.K, attention.k_proj), (Site.V, attention.v_proj)):
            above = run.grads[HookPoint(layer, site)].permute(2, 0, 1, 3)
            with torch.enable_grad():
                reads = stream.expand(len(above), *stream.shape).clone().requires_grad_()
                weight = projection.weight.unflatten(0, (len(above), -1))
                projected = torch.einsum("hbpd,hed->hbpe", block.input_layernorm(reads), weight)
                found += torch.autograd.grad(projected, reads, above)[0]
        with torch.enable_grad():
            middle = run.acts[HookPoint(layer, Site.RESID_MID)].clone().requires_grad_()
            after = block.mlp(block.post_attention_layernorm(middle))
            found += torch.autograd.grad(after, middle, run.grads[HookPoint(layer, Site.MLP_OUT)])
    found.append(run.grads[HookPoint(model.config.n_layers - 1, Site.RESID_POST)])
    return torch.stack(found)


def path_effects(
    model: Transformer, graph: Graph, prompts: Sequence[Prompts], edges: Sequence[tuple[int, int]]
) -> Float[Tensor, "edge pair"]:
    """What truly happens, in logits, when the clean value is fed along one edge (reader, sender) of the corrupt run.

    The path is direct: nothing between sender and reader sees the change, all that comes after the reader does.
    """
    everything = graph.allowed.float()
    parts: list[Tensor] = []
    for batch in prompts:
        clean, corrupt = (written(model, side, batch.answers) for side in (batch.clean, batch.corrupt))
        base = preference(through_edges(model, corrupt, corrupt.sent[0], everything), batch.answers)
        rows = [
            preference(
                through_edges(
                    model, corrupt, corrupt.sent[0], everything, {reader: clean.sent[sender] - corrupt.sent[sender]}
                ),
                batch.answers,
            )
            - base
            for reader, sender in edges
        ]
        parts.append(torch.stack(rows) if rows else torch.zeros(0, len(batch.ids)))
    return torch.cat(parts, 1)


class Judge:
    """Pairs with their recorded runs, so that many circuits can be tried on them."""

    def __init__(self, model: Transformer, prompts: Sequence[Prompts]) -> None:
        self._model = model
        self._batches = [
            (batch.answers, written(model, batch.corrupt, batch.answers), model.embed(batch.clean).detach())
            for batch in prompts
        ]

    def __call__(self, kept: Float[Tensor, "reader sender"]) -> Float[Tensor, "pair"]:
        """The logit difference when edges carry the clean run's values where `kept`, else the corrupt run's."""
        return torch.cat(
            [
                preference(through_edges(self._model, corrupt, embedded, kept), answers)
                for answers, corrupt, embedded in self._batches
            ]
        )

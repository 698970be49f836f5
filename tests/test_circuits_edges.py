"""Edges and circuits: brute force, limits, a chain worked by hand, completeness of integrated gradients."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from probes.circuits.attribution import estimated
from probes.circuits.circuit_files import dot, node
from probes.circuits.edges import Judge, edge_scores, path_effects
from probes.circuits.graph import EMBED, LOGITS, graph_of, through_edges, written
from probes.circuits.search import Tried, connected, minimal, random_circuit, strongest
from probes.patching_engine import preference, record
from probes.patching_prompts import Prompts
from probes.patching_sweep import Place
from workbench.language.checkpoints import random_init
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import ModelConfig, Transformer

PAIRS, POSITIONS = 5, 7
SHAPE = ModelConfig(n_layers=2, d_model=30, n_heads=3, n_kv_heads=3, d_head=6, d_mlp=37, vocab_size=41, context=29)
SHAPES = {
    "llama": SHAPE,
    "grouped": replace(SHAPE, n_kv_heads=1),
    "neo": replace(SHAPE, family="neo", tied=True, window=3, context=11, d_head=10),
}


def made(shape: ModelConfig) -> Transformer:
    model = random_init(shape, 3).eval().requires_grad_(False)
    if model.lm_head is None:
        model.model.embed_tokens.weight.mul_(9)
    else:
        model.lm_head.weight.mul_(50)  # logit differences near 1
    for block in model.blocks:
        block.self_attn.q_proj.weight.mul_(9)
        block.self_attn.o_proj.weight.mul_(3)
    return model


def batch() -> Prompts:
    generator = torch.Generator().manual_seed(5)
    clean = torch.randint(3, 41, (PAIRS, POSITIONS), generator=generator)
    corrupt = clean.clone()
    corrupt[:, 2] = 3 + (clean[:, 2] + 11) % 38
    answers = torch.randint(3, 41, (PAIRS, 2), generator=generator)
    return Prompts(tuple("abcde"), clean, corrupt, answers, (("start", "x", "cue", "x", "x", "x", "last"),) * PAIRS)


@pytest.mark.parametrize("kind", SHAPES)
def test_all_edges_are_the_run_and_none_the_other(kind: str) -> None:
    model, pairs = made(SHAPES[kind]), batch()
    graph = graph_of(model.config)
    clean, corrupt = (record(model, side, pairs.answers) for side in (pairs.clean, pairs.corrupt))
    everything = graph.allowed.float()
    other, start = written(model, pairs.corrupt, pairs.answers), model.embed(pairs.clean)
    assert torch.allclose(through_edges(model, other, start, everything), clean.logits, atol=1e-4)
    assert torch.allclose(through_edges(model, other, start, 0 * everything), corrupt.logits, atol=1e-4)
    # an MLP that reads the clean embeddings only: all else it sees is corrupt
    only = torch.zeros_like(everything)
    reader = next(at for at, one in enumerate(graph.readers) if one.node == "m0")
    only[reader, 0] = only[-1, graph.senders.index("m0")] = 1
    block, middle = model.blocks[0], corrupt.acts[HookPoint(0, Site.RESID_MID)]
    read = middle + start - corrupt.acts[HookPoint(0, Site.RESID_PRE)]
    wrote = block.mlp(block.post_attention_layernorm(read)) - corrupt.acts[HookPoint(0, Site.MLP_OUT)]
    end = corrupt.acts[HookPoint(1, Site.RESID_POST)] + wrote
    assert torch.allclose(through_edges(model, other, start, only), model.unembed(end)[:, -1], atol=1e-4)


@pytest.mark.parametrize("kind", SHAPES)
def test_an_edge_score_is_the_slope_of_its_path(kind: str) -> None:
    """Feeding a thousandth of the difference along an edge moves the answer by a thousandth of its score."""
    model, pairs = made(SHAPES[kind]), batch()
    graph = graph_of(model.config)
    scores = edge_scores(model, graph, [pairs], 0)
    clean, corrupt = (written(model, side, pairs.answers) for side in (pairs.clean, pairs.corrupt))
    base = preference(through_edges(model, corrupt, corrupt.sent[0], graph.allowed.float()), pairs.answers)
    edges = [(at, 0) for at in range(len(graph.readers))] + [(len(graph.readers) - 1, 2)]
    for reader, sender in edges:
        fed = {reader: (clean.sent[sender] - corrupt.sent[sender]) * 1e-2}
        moved = preference(through_edges(model, corrupt, corrupt.sent[0], graph.allowed.float(), fed), pairs.answers)
        assert torch.allclose((moved - base) * 1e2, scores[:, reader, sender], rtol=0.1, atol=0.03)
    assert scores[:, ~graph.allowed].abs().max() == 0
    assert scores.abs().max() > 0.1


def test_integrated_attributions_add_up_and_single_steps_do_not() -> None:
    """At the embeddings the integrated estimate of all positions is the whole gap (completeness, arXiv 1703.01365)."""
    model, pairs = made(SHAPE), batch()
    clean, corrupt = (record(model, side, pairs.answers).logit_diff for side in (pairs.clean, pairs.corrupt))
    place = Place("resid_pre", 0, None, "all")
    found = {
        name: torch.from_numpy(one[0].logit_diff).float()
        for name, one in estimated(model, [pairs], [place], 99).items()
    }
    assert torch.allclose(found["integrated"], clean, atol=0.02)
    assert not torch.allclose(found["attribution"], clean, atol=0.02)
    assert not torch.allclose(clean, corrupt, atol=0.1)
    scores = edge_scores(model, graph_of(SHAPE), [pairs], 99)
    # whatever leaves the embeddings is all there is
    assert torch.allclose(scores[:, :, 0].sum(1), clean - corrupt, atol=0.1)


def linear() -> tuple[Transformer, Prompts]:
    """Two layers without MLPs in which head 0.0 copies the first token and head 1.1 copies what 0.0 wrote."""
    shape = ModelConfig(
        n_layers=2, d_model=6, n_heads=2, n_kv_heads=2, d_head=2, d_mlp=0, vocab_size=5, context=7, norm_eps=1e-12
    )
    model = random_init(shape, 0).eval().requires_grad_(False)
    for weight in model.parameters():
        weight.zero_()
    assert model.lm_head is not None
    model.model.norm.weight.fill_(1.0)
    embed = model.model.embed_tokens.weight
    embed[3], embed[4] = torch.tensor([1.0, 0, 0, 0, 0, 1]), torch.tensor([0, 1.0, 0, 0, 0, 1])
    embed[2] = torch.tensor([0, 0, 0, 0, 0, 1.0])
    for block, head, read in ((model.blocks[0], 0, 0), (model.blocks[1], 1, 2)):
        block.input_layernorm.weight.fill_(1.0)
        for at in range(2):
            block.self_attn.v_proj.weight[2 * head + at, read + at] = 1.0
    model.blocks[0].self_attn.o_proj.weight[2, 0] = model.blocks[0].self_attn.o_proj.weight[3, 1] = 1.0
    # head 1.1 writes where nothing else does: channel 4 says token 3 and minus channel 4 says token 4
    model.blocks[1].self_attn.o_proj.weight[4, 2], model.blocks[1].self_attn.o_proj.weight[4, 3] = 1.0, -1.0
    model.lm_head.weight[3, 4], model.lm_head.weight[4, 4] = 1.0, -1.0
    tokens = torch.tensor([[3, 2], [3, 2]]), torch.tensor([[4, 2], [4, 2]])
    return model, Prompts(("a", "b"), *tokens, torch.tensor([[3, 4]] * 2), (("start", "last"),) * 2)


def test_the_circuit_of_a_chain_is_the_chain() -> None:
    """Of all edges only embeddings -> values of 0.0 -> values of 1.1 -> logits do anything, and all three must be."""
    model, pairs = linear()
    graph = graph_of(model.config)
    scores = edge_scores(model, graph, [pairs], 5).mean(0)
    clean, corrupt = (
        record(model, side, pairs.answers).logit_diff.double().numpy() for side in (pairs.clean, pairs.corrupt)
    )
    assert clean.tolist() == pytest.approx((-corrupt).tolist()) and clean.min() > 0.1
    tried = Tried(Judge(model, [pairs]), clean, corrupt)
    kept = minimal(graph, scores, tried, 0.95, [1, 2, 3, 5, graph.edges])
    chain = [
        (graph.senders[column], graph.readers[row].node, graph.readers[row].slot)
        for row, column in kept.nonzero().tolist()
    ]
    assert chain == [(EMBED, "h0.0", "v"), ("h0.0", "h1.1", "v"), ("h1.1", LOGITS, "in")]
    generator = np.random.default_rng(0)
    assert tried.faithfulness(kept, generator).value == pytest.approx(1, abs=1e-5)
    assert tried.completeness(graph, kept, generator).value == pytest.approx(1, abs=1e-5)
    # the same chain through the wrong head does nothing
    wrong = kept.clone()
    wrong[-1] = False
    wrong[-1, graph.senders.index("h1.0")] = True
    assert tried.faithfulness(wrong, generator).value == pytest.approx(0, abs=1e-5)
    edges = [(int(row), int(column)) for row, column in kept.nonzero().tolist()]
    assert path_effects(model, graph, [pairs], edges).mean(1).tolist() == pytest.approx(
        [float((clean - corrupt).mean())] * 3, rel=0.5
    )


def test_circuits_are_connected() -> None:
    graph = graph_of(SHAPES["grouped"])
    place = {name: at for at, name in enumerate(graph.senders)}
    rows = {(one.node, one.slot): at for at, one in enumerate(graph.readers)}
    kept = torch.zeros_like(graph.allowed)
    kept[rows["kv1.0", "v"], place[EMBED]] = True  # keys and values are shared: any head of the layer may pass them on
    kept[rows[LOGITS, "in"], place["h1.2"]] = True
    kept[rows["m1", "in"], place["h0.1"]] = True  # hears nothing and tells nothing
    kept[rows[LOGITS, "in"], place["m0"]] = True  # hears nothing
    found = connected(graph, kept)
    assert found.nonzero().tolist() == [[rows["kv1.0", "v"], 0], [rows[LOGITS, "in"], place["h1.2"]]]
    assert not connected(graph, kept & ~found).any()
    drawn = random_circuit(graph, 9, np.random.default_rng(1))
    assert 9 <= int(drawn.sum()) <= 14 and torch.equal(connected(graph, drawn), drawn)
    assert int(strongest(graph, torch.ones(graph.allowed.shape), graph.edges).sum()) == graph.edges


def test_the_graph_for_graphviz() -> None:
    edges = [{"source": EMBED, "target": "h0.1", "slot": "q", "score": 0.5}, {"source": "h0.1", "target": LOGITS, "slot": "in", "score": -1.0}]  # fmt: skip
    text = dot({"nodes": [node(name) for name in (EMBED, "h0.1", LOGITS)], "edges": edges})
    assert '"embed" -> "h0.1" [penwidth=2.50, style=solid, label="q"];' in text
    assert '"h0.1" -> "logits" [penwidth=4.50, style=dashed, label=""];' in text
    assert text.startswith("digraph") and text.count("{") == text.count("}")

"""Training speed against a HookedTransformer and a Hugging Face Llama of the same shape, steps interleaved.

    python -m benchmarks.training --quick --json

Every peer trains the same shape on the same tokens with the same batch and optimizer, in float32 as its users do; ours
takes the way that `training.ways` finds fastest. One step of each in turn, so that a busy machine hits all alike; the
ratio is between medians.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    # Run by its path, this file would itself be found as the package `training`.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import torch
from torch import Tensor

from training.loop import adamw
from training.ways import fastest, loss_along
from workbench.language.checkpoints import preset, random_init
from workbench.language.transformer import ModelConfig
from workbench.progress import SILENT

SIZES = {
    "83k": ("minuscule-83k", 256),
    "600k": ("story-600k", 256),
    "1.25m": ("story-1250k", 256),
    "5m": ("simple-5m", 4096),
}
Step = Callable[[], None]


def stepper(model: torch.nn.Module, loss_of: Callable[[], Tensor]) -> Step:
    """One training step."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def step() -> None:
        loss_of().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return step


def ours(shape: ModelConfig, rows: Tensor, steps: int) -> tuple[Step, str]:
    """Our step along the fastest way for a run of `steps`."""
    model = random_init(shape, 0)
    way = fastest(model, rows, steps, SILENT, confined=False)
    loss_of, optimizer = loss_along(model, way, confined=False), adamw(model, 1e-3, 0.1)

    def step() -> None:
        loss_of(rows).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return step, str(way)


def hookedtransformer(shape: ModelConfig, rows: Tensor) -> Step:
    """A HookedTransformer trained directly."""
    from transformer_lens import HookedTransformer, HookedTransformerConfig

    groups = None if shape.n_kv_heads == shape.n_heads else shape.n_kv_heads
    config = HookedTransformerConfig(
        n_layers=shape.n_layers,
        d_model=shape.d_model,
        n_ctx=shape.context,
        d_head=shape.d_head,
        n_heads=shape.n_heads,
        n_key_value_heads=groups,
        d_mlp=shape.d_mlp,
        d_vocab=shape.vocab_size,
        act_fn="silu",
        gated_mlp=True,
        normalization_type="RMS",
        final_rms=True,
        positional_embedding_type="rotary",
        rotary_dim=shape.d_head,
    )
    model = HookedTransformer(config)
    tokens = rows[:, :-1].contiguous()
    return stepper(model, lambda: model(tokens, return_type="loss"))


def huggingface(shape: ModelConfig, rows: Tensor) -> Step:
    """A transformers LlamaForCausalLM in a plain loop."""
    from transformers import LlamaConfig, LlamaForCausalLM

    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=shape.vocab_size,
            hidden_size=shape.d_model,
            intermediate_size=shape.d_mlp,
            num_hidden_layers=shape.n_layers,
            num_attention_heads=shape.n_heads,
            num_key_value_heads=shape.n_kv_heads,
            head_dim=shape.d_head,
            max_position_embeddings=shape.context,
            tie_word_embeddings=shape.tied,
        )
    )
    tokens = rows[:, :-1].contiguous()
    return stepper(model, lambda: model(input_ids=tokens, labels=tokens).loss)


def compare(size: str, context: int, positions: int, seconds: float) -> dict[str, Any]:
    """Positions per second of each, and the ratios, for one size."""
    name, vocab_size = SIZES[size]
    shape = replace(preset(name, vocab_size), context=context)
    generator = torch.Generator().manual_seed(0)
    rows = torch.randint(3, vocab_size, (positions // context, context + 1), generator=generator)
    lean, way = ours(shape, rows, steps=100_000)
    peers = {
        "storyscope": lean,
        "hookedtransformer": hookedtransformer(shape, rows),
        "huggingface": huggingface(shape, rows),
    }
    taken: dict[str, list[float]] = {peer: [] for peer in peers}
    for step in peers.values():
        step()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(taken["storyscope"]) < 3:
        for peer, step in peers.items():
            began = time.perf_counter()
            step()
            taken[peer].append(time.perf_counter() - began)
    rate = {peer: rows[:, 1:].numel() / statistics.median(times) for peer, times in taken.items()}
    return {
        "size": size,
        "parameters": shape.parameters,
        "context": context,
        "way": way,
        "rounds": len(taken["storyscope"]),
        "positions_per_second": {peer: round(value) for peer, value in rate.items()},
        "ratio_to_hookedtransformer": round(rate["storyscope"] / rate["hookedtransformer"], 3),
        "ratio_to_huggingface": round(rate["storyscope"] / rate["huggingface"], 3),
    }


def measure(quick: bool) -> dict[str, Any]:
    """{figure: {size: value}}: sizes 83k and 600k at context 64 when quick, else four sizes at contexts 64 and 512."""
    sizes = ("83k", "600k") if quick else tuple(SIZES)
    found: dict[str, dict[str, Any]] = {}
    for size in sizes:
        for context in (64,) if quick else (64, 512):
            name = size if quick else f"{size} at {context}"
            found[name] = compare(size, context, 4096 if quick else 8192, 3.0 if quick else 15.0)
    figures = ("ratio_to_hookedtransformer", "ratio_to_huggingface", "positions_per_second", "way", "rounds")
    by_figure: dict[str, Any] = {figure: {size: one[figure] for size, one in found.items()} for figure in figures}
    return {**by_figure, "threads": torch.get_num_threads()}


def main() -> None:
    """Print one line for each figure, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="83k and 600k at context 64, under 50 s")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    asked = parser.parse_args()
    found = measure(asked.quick)
    if asked.json:
        print(json.dumps(found))
        return
    for what, figure in found.items():
        print(f"{what}: {figure}")


if __name__ == "__main__":
    main()

"""Training speed against a HookedTransformer and a Hugging Face Llama of the same shape, steps interleaved.

    python -m benchmarks.training --quick --json
    python -m benchmarks.training --minuscule ~/MinusculeStories

Every peer trains the same shape on the same tokens with the same batch and optimizer, in float32 as its users do; ours
takes the way that `training.ways` finds fastest. One step of each in turn, so that a busy machine hits all alike; the
ratio is between medians. With `--minuscule`, a checkout of the MinusculeStories code is a peer too: its transformer, in
a loop that does per step what its own does.
"""

import argparse
import importlib.util
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
from torch.nn import functional

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


def hooked(shape: ModelConfig, device: str = "cpu") -> Any:  # noqa: ANN401 - TransformerLens' own type
    """A new HookedTransformer of this shape."""
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
        device=device,
    )
    return HookedTransformer(config)


def llama(shape: ModelConfig) -> Any:  # noqa: ANN401 - transformers' own type
    """A new transformers LlamaForCausalLM of this shape."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
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
    return LlamaForCausalLM(config)


def hookedtransformer(shape: ModelConfig, rows: Tensor) -> Step:
    """A HookedTransformer trained directly."""
    model, tokens = hooked(shape), rows[:, :-1].contiguous()
    return stepper(model, lambda: model(tokens, return_type="loss"))


def huggingface(shape: ModelConfig, rows: Tensor) -> Step:
    """A transformers LlamaForCausalLM in a plain loop."""
    model, tokens = llama(shape), rows[:, :-1].contiguous()
    return stepper(model, lambda: model(input_ids=tokens, labels=tokens).loss)


def minuscule(shape: ModelConfig, rows: Tensor, folder: Path) -> Step:
    """The transformer of a MinusculeStories checkout; it has as many key heads as heads, and MLP biases."""
    file = folder / "transformer.py"
    spec = importlib.util.spec_from_file_location("minuscule_transformer", file)
    if not file.is_file() or spec is None or spec.loader is None:
        raise SystemExit(f"There is no {file}. Name a checkout of the MinusculeStories code.")
    theirs = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = theirs
    spec.loader.exec_module(theirs)
    config = theirs.TransformerConfig(
        context_length=shape.context,
        vocabulary_size=shape.vocab_size,
        n_layers=shape.n_layers,
        d_model=shape.d_model,
        n_heads=shape.n_heads,
        d_head=shape.d_head,
        d_mlp=shape.d_mlp,
        activation_function="silu",
        rotary_positional_embedding_base=1000,
        task="next_token",
    )
    model = theirs.Transformer(config)
    tokens, labels = rows[:, :-1].contiguous(), rows[:, 1:].contiguous()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)

    def step() -> None:
        optimizer.zero_grad()
        logits = model(tokens)
        loss = functional.cross_entropy(logits.transpose(-1, -2), labels)
        accuracy = (logits.argmax(-1) == labels).float().mean()
        loss.backward()
        optimizer.step()
        _ = loss.item(), accuracy.item()

    return step


def flops(shape: ModelConfig) -> int:
    """Useful floating-point operations per position of a training step.

    6 per parameter (embeddings read as a table are none), and 12 per layer, attended pair and channel of causal
    attention, half of all pairs being attended.
    """
    block = 2 * shape.d_model * shape.d_head * (shape.n_heads + shape.n_kv_heads) + 3 * shape.d_model * shape.d_mlp
    products = shape.n_layers * block + shape.vocab_size * shape.d_model
    return 6 * products + 6 * shape.n_layers * shape.n_heads * shape.d_head * shape.context


def peak(bf16: bool) -> float:
    """FLOP/s of a large matrix product through oneDNN, the best of some."""
    drawn = torch.Generator().manual_seed(0)
    one, two = (torch.randn(2048, 2048, generator=drawn).to(torch.bfloat16 if bf16 else torch.float32) for _ in "12")

    def seconds() -> float:
        began = time.perf_counter()
        torch.ops.mkldnn._linear_pointwise(one, two, None, "none", [], "")  # noqa: SLF001 - the only way to ask for it
        return time.perf_counter() - began

    return 2 * 2048**3 / min(seconds() for _ in range(7))


def compare(size: str, context: int, positions: int, seconds: float, folder: Path | None = None) -> dict[str, Any]:
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
    if folder is not None:
        peers["minuscule"] = minuscule(shape, rows, folder)
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
        "ratio_to_minuscule": round(rate["storyscope"] / rate["minuscule"], 3) if folder else None,
        "share_of_peak": round(rate["storyscope"] * flops(shape) / peak(way.startswith("bf16")), 4),
    }


def measure(quick: bool, folder: Path | None = None) -> dict[str, Any]:
    """{figure: {size: value}}: sizes 83k and 600k at context 64 when quick, else four sizes at contexts 64 and 512."""
    sizes = ("83k", "600k") if quick else tuple(SIZES)
    found: dict[str, dict[str, Any]] = {}
    for size in sizes:
        for context in (64,) if quick else (64, 512):
            name = size if quick else f"{size} at {context}"
            found[name] = compare(size, context, 8192, 3.0 if quick else 15.0, folder)
    ratios = ("ratio_to_hookedtransformer", "ratio_to_huggingface", *(("ratio_to_minuscule",) if folder else ()))
    figures = (*ratios, "share_of_peak", "positions_per_second", "way", "rounds")
    by_figure: dict[str, Any] = {figure: {size: one[figure] for size, one in found.items()} for figure in figures}
    return {**by_figure, "threads": torch.get_num_threads()}


def main() -> None:
    """Print one line for each figure, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="83k and 600k at context 64, under 50 s")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--minuscule", type=Path, metavar="DIR", help="a checkout of the MinusculeStories code")
    asked = parser.parse_args()
    found = measure(asked.quick, asked.minuscule)
    if asked.json:
        print(json.dumps(found))
        return
    for what, figure in found.items():
        print(f"{what}: {figure}")


if __name__ == "__main__":
    main()

"""Training on a CUDA GPU: rates against peers, the share of the card's matmul peak, and agreement with the CPU.

    python -m benchmarks training_gpu --json

Every peer trains the same shape on the same tokens with the same batch, a few steps of each in turn; the ratio is
between medians. The peak is what 8,192-wide bfloat16 products reach in turn.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.training import flops, hooked, llama
from training.batches import Rows, pack
from training.fused import Extent
from training.loop import Recipe, adamw, fit
from training.stepping import CapturedSteps
from training.ways import Way, fastest, loss_along
from workbench.language.checkpoints import preset, random_init
from workbench.language.transformer import ModelConfig
from workbench.progress import SILENT

SIZES = {
    "83k": ("minuscule-83k", 256, 128, 512),
    "600k": ("story-600k", 256, 128, 512),
    "1.25m": ("story-1250k", 256, 128, 512),
    "5m": ("simple-5m", 4096, 512, 128),
    "35m": ("simple-35m", 4096, 512, 256),
}
"""Size -> preset, vocabulary, context, rows per step."""
MINUSCULE_POSITIONS = 524_288_000
"""What the MinusculeStories model was trained on: 32 epochs of 256,000 rows of 64."""
TOGETHER = 5


def timed(work: Callable[[], object]) -> float:
    """Seconds of device time."""
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    begin.record()
    work()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / 1000


def products() -> Callable[[], object]:
    """A hundred large bfloat16 matrix products: what the card can do, taken in turn with what is measured."""
    drawn = torch.Generator("cuda").manual_seed(0)
    one, two = (torch.randn(8192, 8192, generator=drawn, device="cuda", dtype=torch.bfloat16) for _ in range(2))
    return lambda: [one @ two for _ in range(100)]


PRODUCTS_FLOPS = 2 * 8192**3 * 100


def random_rows(shape: ModelConfig, batch: int) -> Rows:
    """Rows of random words, cut into stories of about 100."""
    generator = np.random.default_rng(0)
    rows = generator.integers(3, shape.vocab_size, (batch * 4, shape.context + 1)).astype(np.uint16)
    rows[generator.random(rows.shape) < 0.01] = 2
    rows[:, 0] = 2
    return Rows(rows, batch, 0, np.full(len(rows), shape.context))


def ours(shape: ModelConfig, batch: int, confined: bool) -> tuple[Callable[[], object], str]:
    """Five recorded steps along the way that a long run takes."""
    rows = random_rows(shape, batch)
    model = random_init(shape, 0).cuda()
    way = fastest(model, torch.from_numpy(rows.rows[:batch].astype(np.int64)).cuda(), 10_000, SILENT, confined)
    extent = Extent.of(rows.rows) if way.attention == "varlen" else None
    steps = CapturedSteps(model, adamw(model, 1e-3, 0.1), loss_along(model, way, confined, extent), rows, 1.0)
    orders = np.stack([rows.order(step) for step in range(TOGETHER)])
    return lambda: steps(orders, [1e-4] * TOGETHER), str(way)


def some_tokens(shape: ModelConfig, batch: int) -> torch.Tensor:
    """Random words [batch, context] on the card."""
    drawn = torch.Generator("cuda").manual_seed(0)
    return torch.randint(3, shape.vocab_size, (batch, shape.context), generator=drawn, device="cuda")


def loop(model: torch.nn.Module, loss_of: Callable[[], torch.Tensor]) -> Callable[[], object]:
    """Five steps of a plain loop with the fused optimizer."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def steps() -> None:
        for _ in range(TOGETHER):
            loss_of().backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    return steps


def huggingface(shape: ModelConfig, batch: int, half: bool) -> Callable[[], object]:
    """A transformers LlamaForCausalLM in a plain loop, in float32 or under bfloat16 autocast."""
    model, tokens = llama(shape).cuda(), some_tokens(shape, batch)

    def loss_of() -> torch.Tensor:
        with torch.autocast("cuda", torch.bfloat16, enabled=half):
            return model(input_ids=tokens, labels=tokens).loss

    return loop(model, loss_of)


def hookedtransformer(shape: ModelConfig, batch: int) -> Callable[[], object]:
    """A HookedTransformer trained directly, in float32."""
    model, tokens = hooked(shape, "cuda"), some_tokens(shape, batch)
    return loop(model, lambda: model(tokens, return_type="loss"))


def compare(size: str, rounds: int, confined: bool, with_peers: bool) -> dict[str, Any]:
    """Positions per second, share of the peak, and ratios to the peers, for one size."""
    name, vocab_size, context, batch = SIZES[size]
    shape = replace(preset(name, vocab_size), context=context)
    few = batch // 8 if size == "35m" else batch  # the peers' steps at 35M need more memory
    torch.compiler.reset()
    lean, way = ours(shape, batch, confined)
    runs = {"storyscope": lean, "products": products()}
    if with_peers:
        runs["huggingface_fp32"] = huggingface(shape, few, False)
        runs["huggingface_bf16"] = huggingface(shape, few, True)
        try:
            runs["hookedtransformer"] = hookedtransformer(shape, few)
        except ImportError as error:
            sys.stderr.write(f"No HookedTransformer here: {error}\n")
    taken: dict[str, list[float]] = {peer: [] for peer in runs}
    for steps in runs.values():
        steps()
    for _ in range(rounds):
        for peer, steps in runs.items():
            taken[peer].append(timed(steps))
    median = {peer: statistics.median(times) for peer, times in taken.items()}
    peak = PRODUCTS_FLOPS / median.pop("products")
    rows = {peer: batch if peer == "storyscope" else few for peer in median}
    rate = {peer: TOGETHER * rows[peer] * context / seconds for peer, seconds in median.items()}
    found = {
        "way": way,
        "parameters": shape.parameters,
        "positions_per_step": batch * context,
        "positions_per_second": {peer: round(value) for peer, value in rate.items()},
        "peak_tflops": round(peak / 1e12, 1),
        "share_of_peak": round(rate["storyscope"] * flops(shape) / peak, 4),
        "ratio_to": {peer: round(rate["storyscope"] / rate[peer], 2) for peer in rate if peer != "storyscope"},
    }
    torch.cuda.empty_cache()
    return found


def minuscule_run(share: float) -> dict[str, float]:
    """Seconds that `share` of the MinusculeStories run takes, and of these, the steps alone."""
    shape = replace(preset("minuscule-83k", 256), context=128)
    some = random_rows(shape, 512)
    rows = Rows(np.tile(some.rows, (16, 1)), 512, 0, np.tile(some.targets, 16))
    steps = int(MINUSCULE_POSITIONS * share) // (512 * 128)
    recipe = Recipe(steps=steps, lr=1e-3, warmup=1, log_every=200, validate_every=10**9, checkpoint_seconds=1e9)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        state = fit(random_init(shape, 0).cuda(), rows, recipe, Path(folder), lambda _: 0.0)
        whole = time.perf_counter() - began
    return {"positions": steps * 512 * 128, "seconds": round(whole, 1), "of_these_steps": round(state.seconds, 1)}


def agreement(steps: int = 200) -> dict[str, float]:
    """The largest relative difference between losses on the CPU in float32 and on the GPU, over runs of one seed."""
    from training.batches import encode
    from workbench.language.tokenizer import build_word_level
    from workbench.stories.lexicon import vocabulary
    from workbench.stories.plots import compose

    tokenizer = build_word_level(vocabulary("minuscule"))
    stories = encode(tokenizer, [[compose(0, index).text for index in range(1500)]], 128)
    shape = replace(preset("minuscule-83k", len(tokenizer)), context=128)
    packed = pack(stories, 128, 0)
    rows = Rows(packed, 16, 0, (packed[:, 1:] != 0).sum(1))

    def losses(device: str, way: Way) -> np.ndarray:
        recipe = Recipe(steps=steps, lr=2e-3, warmup=20, way=str(way), log_every=5, validate_every=10**9)
        with tempfile.TemporaryDirectory() as folder:
            state = fit(random_init(shape, 0).to(device), rows, recipe, Path(folder), lambda _: 0.0)
        return np.array([row["loss"] for row in state.log if row["split"] == "train"])

    truth = losses("cpu", Way())
    ways = {"cpu bf16": ("cpu", Way(bf16=True)), "eager fp32": ("cuda", Way())}
    ways |= {f"{kind} captured": ("cuda", Way(kind == "bf16", True, "explicit", True)) for kind in ("fp32", "bf16")}
    ways["bf16 varlen captured"] = ("cuda", Way(True, True, "varlen", True))
    found = {name: float(np.abs(losses(*where) / truth - 1).max()) for name, where in ways.items()}
    return {name: round(value, 6) for name, value in found.items()} | {"loss_at_the_end": float(truth[-1])}


def measure(quick: bool) -> dict[str, Any]:
    """All of it; on a machine without a CUDA GPU only a word on why there is nothing."""
    if not torch.cuda.is_available():
        return {"skipped": "There is no CUDA GPU here."}
    found: dict[str, Any] = {"device": torch.cuda.get_device_name(), "torch": torch.__version__}
    found["largest_relative_loss_difference_to_cpu"] = agreement()
    found["minuscule_run"] = minuscule_run(0.1 if quick else 1.0)
    for size in ("83k", "35m") if quick else SIZES:
        found[size] = compare(size, 3 if quick else 7, False, True)
        found[f"{size} confined"] = compare(size, 3 if quick else 7, True, False)
        sys.stderr.write(f"{size}: {found[size]}\n{size} confined: {found[f'{size} confined']}\n")
    return found

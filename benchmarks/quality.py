"""What speed costs in loss: the same run in plain float32 and along the fast ways, over seeds.

    python -m benchmarks quality --json

Same stories, same order, same initial weights for each seed; only the way to compute differs. The figure is the
validation loss (nats per token) after equally many tokens, and its difference to float32 seed by seed.
"""

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training.batches import Encoded, Rows, encode, pack
from training.evaluation import predict
from training.loop import Recipe, fit
from training.ways import Way
from workbench.language.checkpoints import preset, random_init
from workbench.language.tokenizer import build_word_level
from workbench.stories.lexicon import vocabulary
from workbench.stories.plots import compose

WAYS = {
    "cpu": (Way(), Way(bf16=True), Way(bf16=True, compiled=True)),
    "cuda": (Way(), Way(True, True, "explicit", True)),
}
CONTEXT = 128


def final_loss(rows: Rows, validation: Encoded, way: Way, seed: int, steps: int, device: str) -> float:
    """The validation loss after `steps` of `story-600k`."""
    shape = replace(preset("story-600k", 256), context=CONTEXT)
    model = random_init(shape, seed).to(device)
    recipe = Recipe(steps=steps, lr=4e-3, warmup=50, way=str(way), log_every=50, validate_every=10**9)
    with tempfile.TemporaryDirectory() as folder:
        fit(model, rows, recipe, Path(folder), lambda _: 0.0)
    return predict(model.eval().requires_grad_(False), validation).loss


def measure(quick: bool) -> dict[str, Any]:
    """{way: {mean, by_seed, differences to float32, their largest}}: 3 seeds, 600 steps of 2,048 positions."""
    seeds, steps = (range(2), 60) if quick else (range(3), 600)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = build_word_level(vocabulary("minuscule"))
    told = [compose(0, index).text for index in range(500 if quick else 9_000)]
    training, validation = (encode(tokenizer, [some], CONTEXT) for some in (told[200:], told[:200]))
    packed = pack(training, CONTEXT, 0)
    found: dict[str, Any] = {"positions": steps * 16 * CONTEXT, "seeds": len(seeds), "device": device}
    plain: list[float] = []
    for way in WAYS[device]:
        losses: list[float] = []
        for seed in seeds:
            rows = Rows(packed, 16, seed, (packed[:, 1:] != 0).sum(1))
            losses.append(final_loss(rows, validation, way, seed, steps, device))
        plain = plain or losses
        apart = [one - other for one, other in zip(losses, plain, strict=True)]
        found[str(way)] = {
            "loss": round(statistics.mean(losses), 4),
            "by_seed": [round(loss, 4) for loss in losses],
            "spread_over_seeds": round(statistics.stdev(losses), 4),
            "difference_to_fp32": [round(one, 4) for one in apart],
        }
    return found

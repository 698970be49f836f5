"""Activation patching against TransformerLens' own functions: the same model, prompts and patches, equal results."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from probes.patching_engine import Run, patched_logit_diff, record
from probes.patching_names import BY_HEAD, COMPONENTS
from workbench.language.checkpoints import random_init, save
from workbench.language.hooked import to_hooked
from workbench.language.presets import preset
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import Transformer

POSITIONS = 31
_MEASURED = ("resid_pre", "resid_mid", "attn_out", "mlp_out", "z", "q", "pattern")
"""TransformerLens patches k and v once for each query head, ours once for each key/value head: no comparison."""
CHANGED = (9, 14)
"""Two words differ; what stands before the first cannot matter, which ours knows and TransformerLens recomputes."""


def measure(quick: bool) -> dict[str, object]:
    """Patched prompts per second at every position of every layer, and how far the two are apart in logits."""
    pairs = 8 if quick else 32
    shape = preset("story-600k")
    generator = torch.Generator().manual_seed(0)
    clean = torch.randint(3, shape.vocab_size, (pairs, POSITIONS), generator=generator)
    corrupt = clean.clone()
    for position in CHANGED:
        corrupt[:, position] = 3 + (clean[:, position] + 11) % (shape.vocab_size - 3)
    answers = torch.randint(3, shape.vocab_size, (pairs, 2), generator=generator)
    model = random_init(shape, 0).eval().requires_grad_(False)
    begun = time.perf_counter()
    sites = tuple(COMPONENTS[name] for name in _MEASURED)
    runs = record(model, clean, answers, sites), record(model, corrupt, answers, sites)
    recorded = time.perf_counter() - begun
    found: dict[str, object] = {"pairs": pairs, "positions": POSITIONS, "threads": torch.get_num_threads()}
    theirs = _transformer_lens(model, clean, corrupt, answers)
    for component in _MEASURED:
        ours, seconds = _timed(lambda component=component: _ours(model, answers, runs, component))
        expected, lens_seconds = _timed(theirs[component])
        patches = ours.numel() * pairs
        found[component] = {
            "patches": patches,
            "ours, patches/s": round(patches / (seconds + recorded)),
            "TransformerLens, patches/s": round(patches / lens_seconds),
            "times faster": round(lens_seconds / (seconds + recorded), 1),
            "largest difference, logits": float((ours - expected.flatten(1)).abs().max()),
        }
    return found


def _timed(work: Callable[[], Tensor]) -> tuple[Tensor, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def _ours(model: Transformer, answers: Tensor, runs: tuple[Run, Run], component: str) -> Tensor:
    clean, corrupt = runs
    pairs, heads = len(answers), model.config.n_heads
    masks = torch.eye(POSITIONS, dtype=torch.bool)[:, None].repeat(1, pairs, 1)
    if component in BY_HEAD:
        masks = (masks[:, None, ..., None] & torch.eye(heads, dtype=torch.bool)[:, None, None]).flatten(0, 1)
    return torch.stack(
        [
            patched_logit_diff(model, answers, corrupt, clean, component, layer, masks).mean(1)
            for layer in range(model.config.n_layers)
        ]
    )


def _transformer_lens(
    model: Transformer, clean: Tensor, corrupt: Tensor, answers: Tensor
) -> dict[str, Callable[[], Tensor]]:
    from transformer_lens import patching

    tokenizer = build_word_level({"types": [f"w{index}" for index in range(model.config.vocab_size - 3)]})
    with tempfile.TemporaryDirectory() as folder:
        save(model, tokenizer, Path(folder))
        hooked = to_hooked(Path(folder))

    def metric(logits: Tensor) -> Tensor:
        chosen = logits[:, -1].gather(1, answers)
        return (chosen[:, 0] - chosen[:, 1]).mean()

    _, cache = hooked.run_with_cache(clean)
    functions = {
        "resid_pre": patching.get_act_patch_resid_pre,
        "resid_mid": patching.get_act_patch_resid_mid,
        "attn_out": patching.get_act_patch_attn_out,
        "mlp_out": patching.get_act_patch_mlp_out,
        "z": patching.get_act_patch_attn_head_out_by_pos,
        "q": patching.get_act_patch_attn_head_q_by_pos,
        # there, and only there, TransformerLens counts heads before positions
        "pattern": lambda *given: patching.get_act_patch_attn_head_pattern_by_pos(*given).transpose(1, 2),
    }
    return {
        name: lambda function=function: function(hooked, corrupt, cache, metric) for name, function in functions.items()
    }

"""Model shapes by name; each takes the vocabulary size, since that comes from the tokenizer."""

import dataclasses
import difflib

from workbench.errors import StoryscopeError
from workbench.language.model_config import ModelConfig

_BASE = ModelConfig(
    n_layers=4, d_model=32, n_heads=4, n_kv_heads=4, d_head=8, d_mlp=128, vocab_size=256, context=64, rope_theta=1000.0
)
_STORY = dataclasses.replace(_BASE, d_model=128, n_kv_heads=2, d_head=32, d_mlp=224, context=256)
_SIMPLE = ModelConfig(
    n_layers=4, d_model=128, n_heads=4, n_kv_heads=2, d_head=32, d_mlp=341, vocab_size=4096, context=512, tied=True
)
_NEO = ModelConfig(
    n_layers=8,
    d_model=64,
    n_heads=16,
    n_kv_heads=16,
    d_head=4,
    d_mlp=256,
    vocab_size=10_000,
    context=512,
    tied=True,
    family="neo",
)


def _neo(d_model: int, n_layers: int = 8) -> ModelConfig:
    return dataclasses.replace(_NEO, d_model=d_model, n_layers=n_layers, d_head=d_model // 16, d_mlp=4 * d_model)


PRESETS: dict[str, ModelConfig] = {
    # the shape of the MinusculeStories model, and its larger sibling
    "minuscule-83k": _BASE,
    "minuscule-562k": dataclasses.replace(_BASE, n_layers=8, d_model=64, n_heads=8, d_mlp=256, n_kv_heads=8),
    # for the story world: few wide heads, because on a CPU attention costs per head; untied, which learns faster here
    "story-600k": _STORY,
    "story-1250k": dataclasses.replace(_STORY, d_model=160, d_head=40, d_mlp=448),
    # small enough to read in full: no MLP, one or two layers
    "attention-only-1-layer": dataclasses.replace(_STORY, n_layers=1, n_kv_heads=4, d_mlp=0),
    "attention-only-2-layer": dataclasses.replace(_STORY, n_layers=2, n_kv_heads=4, d_mlp=0),
    "story-1-layer": dataclasses.replace(_STORY, n_layers=1),
    "story-2-layer": dataclasses.replace(_STORY, n_layers=2),
    # the shapes of the SimpleStories models (arXiv 2504.09184)
    "simple-1.25m": _SIMPLE,
    "simple-5m": dataclasses.replace(_SIMPLE, n_layers=6, d_model=256, d_head=64, d_mlp=682),
    "simple-11m": dataclasses.replace(_SIMPLE, n_layers=6, d_model=384, n_heads=6, d_head=64, d_mlp=1024),
    "simple-30m": dataclasses.replace(_SIMPLE, n_layers=10, d_model=512, n_heads=8, d_head=64, d_mlp=1365),
    "simple-35m": dataclasses.replace(_SIMPLE, n_layers=12, d_model=512, n_heads=8, d_head=64, d_mlp=1365),
    # the shapes of the TinyStories models (arXiv 2305.07759): GPT-Neo, here with 10,000 types and a context of 512
    "tinystories-1m": _neo(64),
    "tinystories-3m": _neo(128),
    "tinystories-8m": _neo(256),
    "tinystories-28m": _neo(512),
    "tinystories-33m": _neo(768, n_layers=4),
}
"""Name -> shape at the vocabulary it was made for."""


def preset(name: str, vocab_size: int | None = None, context: int | None = None) -> ModelConfig:
    """The shape called `name`, at another vocabulary size or context where given.

    >>> preset("minuscule-83k").parameters
    82208

    Raises StoryscopeError for an unknown name, suggesting the nearest.
    """
    if name not in PRESETS:
        near = difflib.get_close_matches(name, PRESETS, n=1, cutoff=0.0)[0]
        do = f"Did you mean '{near}'? The presets are: {', '.join(PRESETS)}."
        raise StoryscopeError(f"There is no preset '{name}'.", do)
    shape = PRESETS[name]
    return dataclasses.replace(shape, vocab_size=vocab_size or shape.vocab_size, context=context or shape.context)

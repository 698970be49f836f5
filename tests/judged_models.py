"""Tiny real models and completions for the tests of judges."""

from pathlib import Path

from probes.judging.completing import Completion
from workbench.language import checkpoints
from workbench.language.model_config import ModelConfig
from workbench.language.tokenizer import build_word_level
from workbench.stories.lexicon import vocabulary

GOOD = (
    " ran up the hill to look for it. The grass was wet and the wind was cold. Ben climbed an old oak and saw something"
    " red behind the barn. It was the kite! A goat was chewing on its string. Ben gave the goat an apple, and it let go."
    " He carried the kite home under his coat. From then on he tied the string to his belt."
)
LOOP = ' said, "Let us go." Ben said, "Let us go." Ben said, "Let us go." Ben said, "Let us go." Ben said, "Let us'
PROMPT = "The wind took Ben's red kite over the hill. Ben"


def save_model(folder: Path, seed: int = 0, d_model: int = 14) -> Path:
    """A random model with the smallest vocabulary, as a folder."""
    tokenizer = build_word_level(vocabulary("minuscule"))
    shape = ModelConfig(
        n_layers=1,
        d_model=d_model,
        n_heads=1,
        n_kv_heads=1,
        d_head=6,
        d_mlp=22,
        vocab_size=len(tokenizer),
        context=47,
    )
    folder.mkdir(parents=True, exist_ok=True)
    checkpoints.save(checkpoints.random_init(shape, seed), tokenizer, folder)
    return folder


def completion(text: str, model: str = "secret-model-7", sample: int = 0, category: str = "Plot") -> Completion:
    id = f"{model}-{sample}-{hash((text, category)) % 10_000}"
    return Completion(id, f"p-{category}", category, PROMPT, text, model, sample, 5, True)

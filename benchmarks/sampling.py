"""Telling on: ours against transformers' own `generate`, on the same model folder, in turn.

    python -m benchmarks sampling --quick

Both tell on the same prompts with a key/value cache, left padding and no early stop, so both compute as many tokens;
greedy and beam search also say whether they told the same.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from workbench.language.beams import beam_search
from workbench.language.checkpoints import load_model, preset, random_init, save
from workbench.language.sampling import generate
from workbench.language.tokenizer import PAD_ID, build_word_level
from workbench.seeding import torch_generator

WORDS = tuple(f"w{index}" for index in range(253))
CONTEXT, PROMPT, NEW, BEAMS = 128, 16, 96, 5
Told = list[list[int]]


def measure(quick: bool) -> dict[str, Any]:
    """{preset: {way of telling: rates and their ratio}}, 32 prompts at a time (8 when quick), medians of turns."""
    found: dict[str, Any] = {"threads": torch.get_num_threads(), "new tokens a prompt": NEW}
    for name in ("minuscule-83k",) if quick else ("minuscule-83k", "story-600k"):
        with tempfile.TemporaryDirectory() as folder:
            model = random_init(replace(preset(name, 256), context=CONTEXT), 0)
            save(model, build_word_level({"types": list(WORDS)}), Path(folder))
            found[name] = compare(folder, prompts(8 if quick else 32), 2 if quick else 5)
    return found


def prompts(n: int) -> Told:
    """Prompts of different lengths, so that they must be padded."""
    drawn = torch.Generator().manual_seed(0)
    rows = torch.randint(3, 250, (n, PROMPT), generator=drawn).tolist()
    return [row[: PROMPT - index % 4] for index, row in enumerate(rows)]


def compare(folder: str, asked: Told, turns: int) -> dict[str, Any]:
    """Tokens per second of each and the ratio of the medians, for each way of telling."""
    from transformers import AutoModelForCausalLM

    ours = load_model(folder).model.eval()
    theirs: Any = AutoModelForCausalLM.from_pretrained(folder)
    width = max(map(len, asked))
    padded = torch.tensor([[PAD_ID] * (width - len(row)) + row for row in asked])
    mask = (padded != PAD_ID).long()

    def generator() -> torch.Generator:
        return torch_generator(0, "benchmark")

    def hugging(**options: Any) -> Told:  # noqa: ANN401 - what transformers' generate takes
        told = theirs.generate(
            padded,
            attention_mask=mask,
            max_new_tokens=NEW,
            min_new_tokens=NEW,
            pad_token_id=PAD_ID,
            eos_token_id=None,
            **options,
        )
        return told[:, width:].tolist()

    ways: dict[str, tuple[Callable[[], Told], Callable[[], Told]]] = {
        "greedy": (lambda: generate(ours, asked, NEW, 0.0, stop=-1), lambda: hugging(do_sample=False)),
        "top-k 40, T 0.7": (
            lambda: generate(ours, asked, NEW, 0.7, top_k=40, generator=generator(), stop=-1),
            lambda: hugging(do_sample=True, temperature=0.7, top_k=40),
        ),
        f"{BEAMS} beams": (
            lambda: beam_search(ours, asked, BEAMS, NEW, stop=-1),
            lambda: hugging(do_sample=False, num_beams=BEAMS),
        ),
    }
    return {way: in_turn(*both, turns) for way, both in ways.items()}


def in_turn(ours: Callable[[], Told], theirs: Callable[[], Told], turns: int) -> dict[str, Any]:
    """Medians over turns of one after the other."""
    told = (ours(), theirs())
    taken: tuple[list[float], list[float]] = ([], [])
    tokens = sum(map(len, told[0]))
    for _ in range(turns):
        for run, times in zip((ours, theirs), taken, strict=True):
            began = time.perf_counter()
            run()
            times.append(time.perf_counter() - began)
    rates = [tokens / statistics.median(times) for times in taken]
    return {
        "ours, tokens/s": round(rates[0]),
        "transformers, tokens/s": round(rates[1]),
        "times faster": round(rates[0] / rates[1], 2),
        "same tokens": round(
            sum(one == other for pair in zip(*told, strict=True) for one, other in zip(*pair, strict=True)) / tokens, 4
        ),
    }

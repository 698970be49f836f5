"""WinoGrande scoring: batched, against one forward pass of transformers for each option."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from probes.winogrande_models import text_scorer
from probes.winogrande_scoring import Request, TextScorer, score_items
from workbench.language.checkpoints import load_any, random_init, save
from workbench.language.presets import preset
from workbench.language.tokenizer import build_word_level
from workbench.records import WinoGrandeItem
from workbench.seeding import python_random

WORDS = tuple(f"w{index}" for index in range(253))


def measure(quick: bool) -> dict[str, object]:
    """Items per second either way, on random sentences of 12 to 24 words, and how far the scores are apart."""
    items = random_items(100 if quick else 1000)
    found: dict[str, object] = {"items": len(items), "threads": torch.get_num_threads()}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("minuscule-83k", "story-600k"):
            save(random_init(preset(name), 0), build_word_level({"types": list(WORDS)}), Path(folder))
            ours = text_scorer(load_any(folder), begin=True)
            begun = time.perf_counter()
            scored = score_items(ours, items)
            seconds = time.perf_counter() - begun
            few = items[: len(items) // 10]
            begun = time.perf_counter()
            slow = score_items(_one_by_one(folder), few)
            slow_seconds = (time.perf_counter() - begun) * len(items) / len(few)
            apart = [abs(a.scores[k] - b.scores[k]) for a, b in zip(scored, slow, strict=False) for k in (0, 1)]
            found[name] = {
                "ours, items/s": round(len(items) / seconds),
                "one by one, items/s": round(len(items) / slow_seconds),
                "times faster": round(slow_seconds / seconds, 1),
                "largest difference, nats": max(apart),
            }
    return found


def random_items(n: int) -> list[WinoGrandeItem]:
    """Items whose sentences are random words."""
    draw = python_random(0, "benchmark")
    items: list[WinoGrandeItem] = []
    for number in range(n):
        first, second = draw.sample(WORDS, 2)
        items.append(WinoGrandeItem(str(number), "", "", _sentence(draw.randint(12, 24), number), first, second, "1"))
    return items


def _sentence(words: int, number: int) -> str:
    draw = python_random(number, "sentence")
    told = [draw.choice(WORDS) for _ in range(words)]
    told[words // 2] = "_"
    return " ".join(told)


def _one_by_one(folder: str) -> TextScorer:
    from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)

    def score(requests: Sequence[Request]) -> list[list[float]]:
        rows: list[list[float]] = []
        for context, continuation in requests:
            ids = [tokenizer.bos_token_id, *tokenizer(context + continuation)["input_ids"]]
            given = 1 + len(tokenizer(context)["input_ids"])
            with torch.no_grad():
                table = model(torch.tensor([ids])).logits[0].log_softmax(-1)
            rows.append([float(table[at - 1, ids[at]]) for at in range(given, len(ids))])
        return rows

    return score

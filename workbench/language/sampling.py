"""Telling on: continue token sequences with a model, many at once, with a key/value cache."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.language.tokenizer import EOT_ID, PAD_ID, encode_batch
from workbench.language.transformer import LayerCache, Transformer
from workbench.progress import SILENT, Progress
from workbench.seeding import torch_generator


@torch.inference_mode()
def generate(
    model: Transformer,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int = 100,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
    generator: torch.Generator | None = None,
    stop: int = EOT_ID,
) -> list[list[int]]:
    """The tokens that the model adds to each prompt, up to and without the `stop` token.

    Prompts start with the begin-of-text token. `temperature` 0 is greedy; `top_k` 0 and `top_p` 1 restrict nothing. The
    generator lives on the model's device. Stops where the longest prompt plus its continuation fill the context.
    Raises StoryscopeError for an empty prompt, for one longer than the context, or for sampling without a generator.
    """
    if not prompts:
        return []
    if temperature > 0 and generator is None:
        raise StoryscopeError("Sampling needs a generator.", "Pass one, or temperature=0 for greedy decoding.")
    tokens, caches, documents, steps = start(model, prompts, max_new_tokens)
    alive = torch.ones(len(prompts), dtype=torch.bool, device=tokens.device)
    added: list[Tensor] = []
    for step in range(steps):
        logits = extend(model, tokens if step == 0 else added[-1][:, None], caches, documents)
        chosen = choose(logits, temperature, top_k, top_p, generator)
        added.append(torch.where(alive, chosen, stop))
        alive &= chosen != stop
        if not alive.any():
            break
    rows: list[list[int]] = torch.stack(added, 1).tolist() if added else [[] for _ in prompts]
    return [row[: row.index(stop)] if stop in row else row for row in rows]


def start(
    model: Transformer, prompts: Sequence[Sequence[int]], max_new_tokens: int
) -> tuple[Int[Tensor, "batch pos"], list[LayerCache], Int[Tensor, "batch key"], int]:
    """What `extend` begins with: the prompts padded on the left, empty caches, document ids; and how many steps fit.

    Raises StoryscopeError for an empty prompt and for one longer than the context.
    """
    if not all(prompts):
        raise StoryscopeError("A prompt has no tokens.", "Start it with the begin-of-text token.")
    device = model.model.embed_tokens.weight.device
    width = max(map(len, prompts))
    model.look(width)  # refuses what is longer than the context
    steps = min(max_new_tokens, model.config.context - width + 1)
    padded = [[PAD_ID] * (width - len(prompt)) + list(prompt) for prompt in prompts]
    # Padding is a document of its own; rotary positions are relative, so where a row begins does not matter.
    documents = torch.ones(len(prompts), width + max(steps, 0), dtype=torch.long, device=device)
    for row, prompt in enumerate(prompts):
        documents[row, : width - len(prompt)] = 0
    tokens = torch.tensor(padded, dtype=torch.long, device=device)
    return tokens, _caches(model, len(prompts), documents.shape[1]), documents, steps


def extend(
    model: Transformer,
    tokens: Int[Tensor, "batch pos"],
    caches: Sequence[LayerCache],
    documents: Int[Tensor, "batch key"],
) -> Float[Tensor, "batch vocab"]:
    """Logits after the last of `tokens`, which follow what the caches hold; the caches take them in."""
    look = model.look(tokens.shape[1], documents, start=caches[0].position)
    x = model.embed(tokens, documents, caches[0].position)
    for block, cache in zip(model.blocks, caches, strict=True):
        x = block(x, look, cache=cache)
    return model.unembed(x[:, -1:])[:, 0].float()


def choose(
    logits: Float[Tensor, "batch vocab"],
    temperature: float,
    top_k: int,
    top_p: float,
    generator: torch.Generator | None,
) -> Int[Tensor, "batch"]:
    """Draw one token per row from the `top_k` likeliest, of these the fewest that hold `top_p` (arXiv 1904.09751)."""
    if temperature <= 0:
        return logits.argmax(-1)
    logits = logits / temperature
    if 0 < top_k < logits.shape[-1]:
        least = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
    if top_p < 1:
        ordered, order = logits.sort(descending=True)
        before = ordered.softmax(-1).cumsum(-1) - ordered.softmax(-1)
        # The likeliest token always stays.
        drop = (before >= top_p) & (torch.arange(ordered.shape[-1], device=logits.device) > 0)
        logits = logits.masked_fill(torch.zeros_like(drop).scatter(-1, order, drop), -torch.inf)
    return torch.multinomial(logits.softmax(-1), 1, generator=generator)[:, 0]


def _caches(model: Transformer, rows: int, length: int) -> list[LayerCache]:
    shape = (rows, model.config.n_kv_heads, length, model.config.d_head)
    like = model.model.embed_tokens.weight
    return [LayerCache(like.new_empty(shape), like.new_empty(shape)) for _ in range(model.config.n_layers)]


def tell(
    model: Transformer,
    tokenizer: Any,  # noqa: ANN401 - any tokenizer of transformers
    prompts: Sequence[str],
    *,
    max_new_tokens: int,
    temperature: float,
    generator: torch.Generator,
    top_k: int = 0,
    top_p: float = 1.0,
) -> tuple[list[str], int]:
    """Continue each text to a whole story; returns the stories and how many tokens were added."""
    starts = encode_batch(tokenizer, prompts, bos=True)
    stop = -1 if tokenizer.eos_token_id is None else int(tokenizer.eos_token_id)  # -1: no token, so it never stops
    rows = generate(model, starts, max_new_tokens, temperature, top_k, top_p, generator, stop)
    stories = [tokenizer.decode([*start[1:], *row]) for start, row in zip(starts, rows, strict=True)]
    return stories, sum(map(len, rows))


@dataclass(frozen=True, kw_only=True)
class SampleConfig:
    """What `sample` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    prompt: str = option("", "how each story begins; empty: the model begins")
    n: int = option(0, "how many stories; 0: three, or the one of a beam search")
    max_new_tokens: int = option(200, "the most tokens to add to the prompt")
    temperature: float = option(0.8, "0: always the likeliest word; 1: as the model thinks")
    top_k: int = option(0, "draw from this many likeliest words only; 0: from all")
    top_p: float = option(1.0, "draw from the likeliest words that hold this probability; 1: from all")
    beams: int = option(0, "beam search with so many beams, no sampling; 0: sample")
    seed: int = option(0, "the seed of the draws")

    def __post_init__(self) -> None:
        if self.n < 0 or self.max_new_tokens < 1 or self.top_k < 0 or self.beams < 0:
            what = "n, max_new_tokens, top_k or beams is too small."
            raise StoryscopeError(what, "Give 1 or more (top_k and beams: 0 or more).")
        if self.beams and self.n > 1:
            what = f"Beam search has one answer, so it cannot tell n={self.n} stories."
            raise StoryscopeError(what, "Use --n 1 with --beams, or sample without.")
        if self.temperature < 0 or not 0 < self.top_p <= 1:
            raise StoryscopeError("temperature or top_p is out of range.", "Give temperature >= 0 and 0 < top_p <= 1.")
        if any("\ud800" <= letter <= "\udfff" for letter in self.prompt):
            raise StoryscopeError("The prompt holds bytes that are no UTF-8 text.", "Type it anew.")


def sample(config: SampleConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Stories from a model, as {"model", "prompt", "stories", "unknown_words", "tokens", "tokens_per_second", ...}."""
    from workbench.language.beams import tell_best
    from workbench.language.checkpoints import load_model

    loaded = load_model(config.model)
    encoded = loaded.tokenizer(config.prompt, return_offsets_mapping=True, add_special_tokens=False)
    spans = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
    unknown = [config.prompt[start:end] for token, (start, end) in spans if token == loaded.tokenizer.unk_token_id]
    if unknown:
        shown = ", ".join(word[:40] for word in list(dict.fromkeys(unknown))[:12])
        progress.say(f"The model does not know: {shown}.")
    generator = torch_generator(config.seed, "sample")
    began = time.perf_counter()
    if config.beams:
        stories, tokens = tell_best(
            loaded.model, loaded.tokenizer, [config.prompt], config.beams, config.max_new_tokens
        )
    else:
        stories, tokens = tell(
            loaded.model,
            loaded.tokenizer,
            [config.prompt] * (config.n or 3),
            max_new_tokens=config.max_new_tokens,
            temperature=config.temperature,
            top_k=config.top_k,
            top_p=config.top_p,
            generator=generator,
        )
    seconds = time.perf_counter() - began
    return {
        "model": loaded.path.name,
        "prompt": config.prompt,
        "stories": stories,
        "unknown_words": unknown,
        "tokens": tokens,
        "seconds": round(seconds, 3),
        "tokens_per_second": round(tokens / max(seconds, 1e-9)),
    }

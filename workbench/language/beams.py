"""Beam search: the likeliest continuations, side by side; the same texts as transformers' `generate(num_beams=...)`.

A continuation's score is its log-probability divided by its length to the power of the length penalty. Of a step's
candidates only the best `beams` may end; a prompt is done when no running beam, ending now, would beat its worst ended
one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from workbench.errors import StoryscopeError
from workbench.language.sampling import extend, start
from workbench.language.tokenizer import EOT_ID, encode_batch
from workbench.language.transformer import Transformer

_NEVER = -1e9


@dataclass
class _Search:
    """The beams of one prompt: what runs, with log-probabilities, and what has ended, with scores, best first."""

    running: list[tuple[float, list[int]]]
    ended: list[tuple[float, list[int]]] = field(default_factory=list[tuple[float, list[int]]])
    open: bool = True


@torch.inference_mode()
def beam_search(
    model: Transformer,
    prompts: Sequence[Sequence[int]],
    beams: int = 5,
    max_new_tokens: int = 100,
    length_penalty: float = 1.0,
    stop: int = EOT_ID,
) -> list[list[int]]:
    """The best continuation of each prompt, up to and without the `stop` token.

    Raises StoryscopeError for an empty prompt, for one longer than the context, or for no beams.
    """
    if beams < 1:
        raise StoryscopeError(f"beams={beams} is too few.", "Give 1 or more.")
    if not prompts:
        return []
    every = [prompt for prompt in prompts for _ in range(beams)]
    tokens, caches, documents, steps = start(model, every, max_new_tokens)
    # At first all beams are equal, so only one of them may be continued.
    searches = [_Search([(0.0, [])] + [(_NEVER, [])] * (beams - 1)) for _ in prompts]
    for step in range(steps):
        logits = extend(model, tokens, caches, documents)
        so_far = torch.tensor([[score for score, _ in search.running] for search in searches], device=logits.device)
        total = logits.log_softmax(-1).view(len(prompts), beams, -1) + so_far[:, :, None]
        best = total.flatten(1).topk(2 * beams)
        last = step + 1 == steps
        kept: list[int] = []
        for row, search in enumerate(searches):
            candidates = _candidates(best.values[row].tolist(), best.indices[row].tolist(), logits.shape[-1])
            going = _advance(search, candidates, step + 1, last, length_penalty, stop)
            kept += [row * beams + beam for beam in going]
        if last or not any(search.open for search in searches):
            break
        order = torch.tensor(kept, device=logits.device)
        for cache in caches:
            cache.keys, cache.values = cache.keys[order], cache.values[order]
        newest = [words[-1] for search in searches for _, words in search.running]
        tokens = torch.tensor(newest, dtype=torch.long, device=logits.device)[:, None]
    found = [max(search.ended, key=lambda one: one[0])[1] if search.ended else [] for search in searches]
    return [words[: words.index(stop)] if stop in words else words for words in found]


def _candidates(scores: Sequence[float], places: Sequence[int], vocab_size: int) -> list[tuple[float, int, int]]:
    """(log-probability, beam, token) of each, best first."""
    return [(score, *divmod(place, vocab_size)) for score, place in zip(scores, places, strict=True)]


def _advance(
    search: _Search,
    candidates: list[tuple[float, int, int]],
    length: int,
    last: bool,
    length_penalty: float,
    stop: int,
) -> list[int]:
    """Take one step: which candidates end and which run on; returns the beams that those continue."""
    beams = len(search.running)
    going: list[tuple[float, list[int], int]] = []
    for rank, (score, beam, token) in enumerate(candidates):
        words = [*search.running[beam][1], token]
        if token != stop and not last:
            going.append((score, words, beam))
        elif rank < beams and search.open:
            search.ended.append((score / length**length_penalty, words))
    search.ended = sorted(search.ended, key=lambda one: -one[0])[:beams]
    search.running = [(score, words) for score, words, _ in going[:beams]]
    if len(search.ended) == beams and search.running:
        search.open &= search.running[0][0] / length**length_penalty > search.ended[-1][0]
    return [beam for _, _, beam in going[:beams]]


def tell_best(
    model: Transformer,
    tokenizer: Any,  # noqa: ANN401 - any tokenizer of transformers
    prompts: Sequence[str],
    beams: int = 5,
    max_new_tokens: int = 100,
) -> tuple[list[str], int]:
    """Continue each text to the story that beam search finds; returns the stories and how many tokens were added."""
    starts = encode_batch(tokenizer, prompts, bos=True)
    stop = -1 if tokenizer.eos_token_id is None else int(tokenizer.eos_token_id)
    rows = beam_search(model, starts, beams, max_new_tokens, stop=stop)
    stories = [tokenizer.decode([*begun[1:], *row]) for begun, row in zip(starts, rows, strict=True)]
    return stories, sum(map(len, rows))

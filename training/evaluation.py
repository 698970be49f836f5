"""How well a model, or the n-grams beside it, predicts stories it has not seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor

from training.batches import Encoded
from workbench.language.ngram import NGram, bits_per_byte
from workbench.language.scoring import score
from workbench.language.transformer import Transformer
from workbench.progress import SILENT, Progress

ORDERS = (1, 2, 3, 4, 5)
NGRAM_STORIES = 200_000
"""The n-grams count at most so many stories: their tables are in memory."""


@dataclass(frozen=True)
class Prediction:
    """Mean natural-log loss per token (the end-of-text token counted), and bits per UTF-8 byte of the text.

    `accuracy` is the share of tokens that were the likeliest; None where nobody looked.
    """

    loss: float
    bits_per_byte: float
    accuracy: float | None = None


def predict(model: Transformer, stories: Encoded, limit: int | None = None) -> Prediction:
    """Score whole stories, each by itself, in float32."""
    device = model.model.embed_tokens.weight.device
    sequences = _shortened(stories, limit, model.config.context)
    right = 0

    def logits_of(tokens: Tensor, mask: Tensor) -> Tensor:
        nonlocal right
        logits = model(tokens.to(device)).float().cpu()
        right += right_answers(logits, tokens, mask)
        return logits

    found = _prediction(score(logits_of, sequences, model.config.context), stories)
    return replace(found, accuracy=right / sum(len(one) - 1 for one in sequences))


def right_answers(
    logits: Float[Tensor, "batch pos vocab"], tokens: Int[Tensor, "batch pos"], mask: Int[Tensor, "batch pos"]
) -> int:
    """How many tokens are the ones that the position before them holds for likeliest; `mask` is 0 on padding.

    >>> import torch
    >>> logits = torch.tensor([[[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]])
    >>> right_answers(logits, torch.tensor([[0, 1, 1]]), torch.tensor([[1, 1, 1]]))
    1
    """
    hits = (logits[:, :-1].argmax(-1) == tokens[:, 1:]) & (mask[:, 1:] > 0)
    return int(hits.sum())


def ngram_predictions(
    train: Encoded, stories: Encoded, vocab_size: int, context: int, progress: Progress = SILENT
) -> dict[int, Prediction]:
    """Kneser-Ney n-grams of orders 1 to 5 counted on `train`, scored on exactly what `predict` scores."""
    known = train.sequences(NGRAM_STORIES)
    sequences = _shortened(stories, None, context)
    found: dict[int, Prediction] = {}
    with progress.task("n-gram baselines", len(ORDERS), "order") as task:
        for order in ORDERS:
            if vocab_size**order < 2**63:
                found[order] = _prediction(NGram.fit(known, order, vocab_size).logprobs_of(sequences), stories)
            task.advance()
    return found


def _shortened(stories: Encoded, limit: int | None, context: int) -> list[list[int]]:
    """Stories with specials; one that fills the context has no room for its end, so the end is not asked for."""
    return [sequence[:context] for sequence in stories.sequences(limit)]


def _prediction(scores: Sequence["np.ndarray"], stories: Encoded) -> Prediction:
    total = math.fsum(float(one.sum()) for one in scores)
    targets = sum(len(one) - 1 for one in scores)
    return Prediction(-total / targets, bits_per_byte(total, int(stories.bytes[: len(scores)].sum())))

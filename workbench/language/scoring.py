"""What a benchmark needs of a language model, whatever it is made of: the log probability of each token."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.transformer import Transformer

TOKENS_PER_BATCH = 8192
"""Padded tokens in one forward pass: enough to keep a core busy, small enough to stay in its caches."""
LOGITS_PER_BATCH = 2**25
"""Logits in one forward pass: 128 MiB of float32."""


@runtime_checkable
class Scorer(Protocol):
    """A causal language model that scores token sequences."""

    @property
    def tokenizer(self) -> Any:  # noqa: ANN401 - any tokenizer of transformers
        """The tokenizer that belongs to the model."""
        ...

    @property
    def bos(self) -> int | None:
        """The token that starts every sequence, None for a model that has none."""
        ...

    @property
    def context(self) -> int:
        """The longest sequence it takes, in tokens."""
        ...

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """Natural log p(token | all before it) for each token of each sequence; the first is given: 0.0."""
        ...


@dataclass(frozen=True)
class TransformerScorer:
    """Our own transformer as a Scorer."""

    model: Transformer
    tokenizer: Any

    @property
    def bos(self) -> int | None:
        """The begin-of-text token."""
        return None if self.tokenizer.bos_token_id is None else int(self.tokenizer.bos_token_id)

    @property
    def context(self) -> int:
        """The model's context."""
        return self.model.config.context

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """See `Scorer.logprobs`; raises StoryscopeError for a sequence longer than the context."""
        device = self.model.model.embed_tokens.weight.device
        return score(lambda tokens, _: self.model(tokens.to(device)).float().cpu(), sequences, self.context)


def score(
    logits_of: Callable[[Tensor, Tensor], Tensor],
    sequences: Sequence[Sequence[int]],
    context: int,
    vocab_size: int = 0,
) -> list[NDArray[np.float64]]:
    """Score sequences of any lengths with a function from (tokens, mask) to logits, in batches of similar length.

    With a large `vocab_size` batches are smaller, so that the logits of one fit into memory. A sequence may be one
    token longer than the context, since its last token is only predicted.
    """
    too_long = max(map(len, sequences), default=0)
    if too_long > context + 1:
        what = f"A sequence has {too_long} tokens, more than the model's context of {context}."
        raise StoryscopeError(what, "Shorten it, or use a model with a longer context.")
    scores: list[NDArray[np.float64]] = [np.zeros(len(sequence)) for sequence in sequences]
    with torch.inference_mode():
        for batch in _batches(sequences, min(TOKENS_PER_BATCH, LOGITS_PER_BATCH // max(vocab_size, 1))):
            width = max(len(sequences[index]) for index in batch)
            tokens = torch.zeros(len(batch), width, dtype=torch.long)
            mask = torch.zeros(len(batch), width, dtype=torch.long)
            for row, index in enumerate(batch):
                length = len(sequences[index])
                tokens[row, :length] = torch.tensor(sequences[index], dtype=torch.long)
                mask[row, :length] = 1
            logits = logits_of(tokens[:, :context], mask[:, :context])[:, : max(width - 1, 0)]
            found = logits.log_softmax(-1).gather(-1, tokens[:, 1:, None])[..., 0].double().numpy()
            for row, index in enumerate(batch):
                scores[index][1:] = found[row, : max(len(sequences[index]) - 1, 0)]
    return scores


def next_token_logprobs(
    logits: Float[Tensor, "batch pos vocab"], tokens: Int[Tensor, "batch pos"]
) -> Float[Tensor, "batch next_pos"]:
    """The log probability that the logits at each position give to the token after it."""
    return logits[:, :-1].log_softmax(-1).gather(-1, tokens[:, 1:, None])[..., 0]


def _batches(sequences: Sequence[Sequence[int]], tokens: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(sequences)), key=lambda index: len(sequences[index])):
        # Sorted by length, so the newest is the widest.
        if batch and len(sequences[index]) * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch

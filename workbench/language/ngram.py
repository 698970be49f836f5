"""Interpolated Kneser-Ney n-grams on token ids: what every language model here has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from workbench.errors import StoryscopeError

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Level:
    """One order's table; a gram is its tokens as digits in base `vocab_size`, the last token lowest, sorted."""

    grams: Integers
    counts: Integers
    contexts: Integers
    totals: Integers
    followers: Integers
    discount: float

    @classmethod
    def of(cls, grams: Integers, counts: Integers, vocab_size: int, discount: float | None) -> "_Level":
        contexts, starts, followers = np.unique(grams // vocab_size, return_index=True, return_counts=True)
        once, twice = int((counts == 1).sum()), int((counts == 2).sum())
        # Ney, Essen and Kneser 1994; without singletons or pairs the estimate is void.
        estimate = once / (once + 2 * twice) if once and twice else 0.5
        return cls(
            grams,
            counts,
            contexts,
            np.add.reduceat(counts, starts),
            followers,
            estimate if discount is None else discount,
        )

    def refine(self, grams: Integers, vocab_size: int, lower: Floats) -> Floats:
        """Probabilities at this order, given those of the order below; an unseen context leaves them as they are."""
        counts = _lookup(self.grams, self.counts, grams)
        totals = _lookup(self.contexts, self.totals, grams // vocab_size)
        followers = _lookup(self.contexts, self.followers, grams // vocab_size)
        mass = np.maximum(counts - self.discount, 0.0) + self.discount * followers * lower
        return np.where(totals > 0, mass / np.maximum(totals, 1), lower)


@dataclass(frozen=True)
class NGram:
    """An n-gram model of one order (Chen & Goodman 1999, section 2.7: interpolated Kneser-Ney, one discount per order).

    The lowest order is interpolated with the uniform distribution, so that no token has probability 0.
    """

    order: int
    vocab_size: int
    levels: tuple[_Level, ...]

    @classmethod
    def fit(
        cls, sequences: Sequence[Sequence[int]], order: int, vocab_size: int, discount: float | None = None
    ) -> "NGram":
        """Count the sequences; each starts with its begin-of-text token, which also stands for everything before it.

        `discount` fixes the discount of every order; None estimates it from the counts.
        Raises StoryscopeError when there is nothing to count or the table's keys would not fit into 63 bits.
        """
        if order < 1 or vocab_size**order >= 2**63:
            what = f"An n-gram model of order {order} over {vocab_size} types cannot be indexed."
            raise StoryscopeError(what, "Use a lower order.")
        grams, counts = np.unique(_windows(sequences, order, vocab_size)[0], return_counts=True)
        if not len(grams):
            raise StoryscopeError("There are no tokens to count.", "Give sequences of two tokens or more.")
        levels = [_Level.of(grams, counts, vocab_size, discount)]
        for length in range(order - 1, 0, -1):
            # Below the top a gram counts how many different tokens were seen before it.
            grams, counts = np.unique(grams % vocab_size**length, return_counts=True)
            levels.append(_Level.of(grams, counts, vocab_size, discount))
        return cls(order, vocab_size, tuple(reversed(levels)))

    def logprobs(self, sequence: Sequence[int]) -> Floats:
        """Natural log p(token | the order - 1 tokens before it), one for each token; the first is given: 0.0."""
        return self.logprobs_of([sequence])[0]

    def logprobs_of(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """`logprobs` of many sequences at once, which is much faster."""
        grams, lengths = _windows(sequences, self.order, self.vocab_size)
        probability = np.full(len(grams), 1.0 / self.vocab_size)
        for length, level in enumerate(self.levels, start=1):
            probability = level.refine(grams % self.vocab_size**length, self.vocab_size, probability)
        flat = np.log(probability)
        ends = np.cumsum(np.maximum(lengths - 1, 0))
        parts = np.split(flat, ends[:-1]) if len(ends) else []
        return [np.concatenate([[0.0], part]) if length else part for part, length in zip(parts, lengths, strict=True)]


def bits_per_byte(total_logprob: float, n_bytes: int) -> float:
    """Bits that a model spends per UTF-8 byte of text, from the natural log probability of all of it.

    >>> bits_per_byte(-8 * 0.6931471805599453, 4)
    2.0
    """
    return float(-total_logprob / np.log(2.0) / n_bytes)


def _windows(sequences: Sequence[Sequence[int]], order: int, vocab_size: int) -> tuple[Integers, Integers]:
    """The gram that ends at each token but the first of each sequence, and the sequences' lengths."""
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    flat = np.fromiter(chain.from_iterable(sequences), np.int64, int(lengths.sum()))
    if len(flat) and (flat.min() < 0 or flat.max() >= vocab_size):
        raise StoryscopeError(f"A token lies outside of 0..{vocab_size - 1}.", "Use the tokenizer of this corpus.")
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    here = np.arange(len(flat))
    grams = np.zeros(len(flat), dtype=np.int64)
    for back in range(order):
        grams += flat[np.maximum(here - back, starts)] * vocab_size**back
    return grams[here > starts], lengths


def _lookup(keys: Integers, values: Integers, wanted: Integers) -> Integers:
    """The value of each wanted key, 0 where there is none."""
    where = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[where] == wanted, values[where], 0)

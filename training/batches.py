"""Stories as rows of tokens: encoded once, packed, memory-mapped, and served in an order that only the seed decides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.tokenizer import EOT_ID, PAD_ID, UNK_ID, encode_batch
from workbench.seeding import numpy_generator

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Tokens = NDArray[np.uint16]


@dataclass(frozen=True)
class Encoded:
    """The stories of one split, end to end: `flat[starts[i]:starts[i + 1]]` are story i's tokens, without specials.

    `bytes` is the UTF-8 length of each story, of what is left of it where it was cut to the context.
    """

    flat: Tokens
    starts: NDArray[np.int64]
    bytes: NDArray[np.int64]
    cut: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens in each story."""
        return np.diff(self.starts)

    def sequences(self, limit: int | None = None) -> list[list[int]]:
        """Each story with the end-of-text token on both sides."""
        some = range(len(self) if limit is None else min(limit, len(self)))
        return [[EOT_ID, *self.flat[self.starts[i] : self.starts[i + 1]].tolist(), EOT_ID] for i in some]

    @property
    def unknown(self) -> float:
        """The share of tokens that the tokenizer does not know."""
        return float((self.flat == UNK_ID).mean()) if len(self.flat) else 0.0


def encode(tokenizer: "PreTrainedTokenizerFast", chunks: Iterable[Sequence[str]], context: int) -> Encoded:
    """Encode stories chunk by chunk; a story longer than `context - 1` tokens is cut there.

    Raises StoryscopeError when there are no stories or the vocabulary does not fit into 16 bits.
    """
    if len(tokenizer) > 2**16:
        raise StoryscopeError(f"A vocabulary of {len(tokenizer)} types is too large.", "Use one of at most 65,536.")
    longest, cut = context - 1, 0
    flat: list[Tokens] = []
    lengths: list[int] = []
    sizes: list[int] = []
    for texts in chunks:
        rows = encode_batch(tokenizer, texts)
        for index, (row, text) in enumerate(zip(rows, texts, strict=True)):
            size = len(text.encode())
            if len(row) > longest:
                spans = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
                size, cut = len(text[: spans[longest - 1][1]].encode()), cut + 1
                rows[index] = row = row[:longest]
            lengths.append(len(row))
            sizes.append(size)
        flat.append(np.fromiter((token for row in rows for token in row), np.uint16))
    if not sum(lengths):
        raise StoryscopeError("The corpus has no words to train on.", "Generate one: storyscope generate.")
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Encoded(np.concatenate(flat), starts, np.array(sizes, np.int64), cut)


def pack(stories: Encoded, context: int, seed: int) -> Tokens:
    """Rows of `context + 1` tokens: whole stories, each opened by the end-of-text token, and one more that closes.

    Longest first, then the longest that still fits; which of equally long ones is drawn by `seed`. The rest is padding.
    """
    lengths = stories.lengths
    waiting: dict[int, list[int]] = defaultdict(list)
    for story in numpy_generator(seed, "pack").permutation(len(stories)).tolist():
        if lengths[story]:
            waiting[int(lengths[story])].append(story)
    sizes = sorted(waiting, reverse=True)
    rows: list[list[int]] = []
    while sizes:
        room, row = context, list[int]()
        for size in sizes:
            while size < room and waiting[size]:
                row.append(waiting[size].pop())
                room -= size + 1
        rows.append(row)
        if not all(waiting[size] for size in sizes):
            sizes = [size for size in sizes if waiting[size]]
    packed = np.full((len(rows), context + 1), PAD_ID, np.uint16)
    for index, row in enumerate(rows):
        at = 0
        for story in row:
            begin, end = stories.starts[story], stories.starts[story + 1]
            packed[index, at] = EOT_ID
            packed[index, at + 1 : at + 1 + end - begin] = stories.flat[begin:end]
            at += 1 + int(end - begin)
        packed[index, at] = EOT_ID
    return packed


@dataclass(frozen=True)
class Rows:
    """Packed rows and the order in which training sees them: every row once per epoch, shuffled anew each time.

    What a step sees follows from the seed and the step alone, so a resumed run needs no state to go on exactly.
    """

    rows: Tokens
    batch: int
    seed: int
    targets: NDArray[np.int64]

    @classmethod
    def open(cls, file: Path, batch: int, seed: int) -> "Rows":
        """Memory-map a file that `pack`'s result was saved to."""
        rows: Tokens = np.load(file, mmap_mode="r")
        return cls(rows, min(batch, len(rows)), seed, (np.asarray(rows)[:, 1:] != PAD_ID).sum(1))

    @property
    def steps_per_epoch(self) -> float:
        """Batches in one pass over the rows."""
        return len(self.rows) / self.batch

    def order(self, step: int) -> NDArray[np.int64]:
        """The rows of batch number `step`; a batch may straddle two epochs."""
        positions = np.arange(step * self.batch, (step + 1) * self.batch)
        first, last = int(positions[0]) // len(self.rows), int(positions[-1]) // len(self.rows)
        shuffled = np.concatenate([_shuffled(self.seed, epoch, len(self.rows)) for epoch in range(first, last + 1)])
        return shuffled[positions - first * len(self.rows)]

    def take(self, order: NDArray[np.int64]) -> Int[Tensor, "batch pos"]:
        """These rows as a tensor on the CPU, read in file order and put back into the asked one."""
        ascending = np.argsort(order)
        found = np.empty((len(order), self.rows.shape[1]), np.int64)
        found[ascending] = self.rows[order[ascending]]
        return torch.from_numpy(found)


@lru_cache(maxsize=2)
def _shuffled(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    return numpy_generator(seed, "epoch", epoch).permutation(count)


def documents(tokens: Int[Tensor, "batch pos"]) -> Int[Tensor, "batch pos"]:
    """Which story of its row each token belongs to; the token that opens a story belongs to it."""
    return (tokens == EOT_ID).cumsum(1)

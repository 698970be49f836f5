"""What a token probe must beat: what the word itself says, what the words so far say, and labels without meaning."""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.activations import Encoded

_EXACT = 256
"""Up to so many types each has a column of its own; more are projected onto so many random columns."""
_FADE = 0.8


def word_type(
    train_ids: Int[np.ndarray, "_"],
    train_y: Int[np.ndarray, "_"],
    test_ids: Int[np.ndarray, "token"],
    n_vocab: int,
    n_classes: int,
) -> Int[np.ndarray, "token"]:
    """The commonest class of each word in training; of words that were not seen, the commonest of all.

    >>> word_type(np.array([5, 5, 5, 7]), np.array([1, 1, 0, 0]), np.array([5, 7, 9]), 11, 2)
    array([1, 0, 0])
    """
    counts = np.bincount(train_ids * n_classes + train_y, minlength=n_vocab * n_classes).reshape(n_vocab, n_classes)
    said = counts.argmax(1)
    said[counts.sum(1) == 0] = np.bincount(train_y, minlength=n_classes).argmax()
    return said[test_ids]


def control_task(
    ids: Int[np.ndarray, "token"],
    y: Int[np.ndarray, "_"],
    n_vocab: int,
    generator: np.random.Generator,
) -> Int[np.ndarray, "token"]:
    """A label for each word type, drawn from the distribution of `y`, at each of `ids` (arXiv 1909.03368)."""
    return generator.choice(y, n_vocab)[ids]


def words_so_far(
    encoded: Encoded, n_vocab: int, rows: Int[np.ndarray, "item"], generator: np.random.Generator
) -> Float[Tensor, "item _"]:
    """A bag of the words up to each of `rows` (rising): their mean, and a sum that fades by a fifth with each word."""
    width = min(n_vocab, _EXACT)
    table = np.eye(n_vocab, dtype=np.float32)
    if n_vocab > _EXACT:
        table = generator.normal(size=(n_vocab, width)).astype(np.float32) / np.float32(width**0.5)
    made = np.empty((len(rows), 2 * width), np.float32)
    home = np.repeat(np.arange(len(encoded)), encoded.lengths)[rows]
    for story in np.unique(home).tolist():
        here = slice(*np.searchsorted(home, [story, story + 1]).tolist())
        first, stop = encoded.bounds[story : story + 2].tolist()
        words = table[encoded.ids[first:stop]]
        fading = np.empty_like(words)
        now = np.zeros(width, np.float32)
        for place, word in enumerate(words):
            now = _FADE * now + word
            fading[place] = now
        mean = words.cumsum(0) / np.arange(1, len(words) + 1, dtype=np.float32)[:, None]
        places = rows[here] - first
        made[here] = np.concatenate([mean[places], fading[places]], 1)
    return torch.from_numpy(made)

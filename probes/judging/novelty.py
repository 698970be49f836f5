"""How new completions are: the longest run of words copied from the training stories, and the share of new n-grams.

Runs are looked up by polynomial hashes of 64 bits, piece by piece of the corpus, so that memory is bounded by the
completions and one piece. A run of n words is there only if its first n - 1 are, so the longest is found by doubling
and halving; two runs fall on one hash about once in 2**64 / (runs x runs looked up).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int, UInt64

from workbench.progress import SILENT, Progress
from workbench.seeding import numpy_generator
from workbench.stories.words import Cutter

_PIECE = 1_000_000  # words of the corpus hashed at a time


@dataclass(frozen=True, slots=True)
class Novelty:
    """One completion beside the training stories: `copied` is its longest run of words that stands in one of them.

    `new` is the share of its n-grams that stands in none; None where it is shorter than n words.
    """

    words: int
    copied: int
    new: float | None


def novelty(
    completions: Sequence[str], stories: Iterable[str], n: int = 4, progress: Progress = SILENT
) -> list[Novelty]:
    """Look every completion up in the stories. Words are the types of the vocabulary, marks included.

    >>> found = novelty(["the cat sat down", "a dog ran"], ["Now the cat sat up."], n=2)
    >>> [(one.words, one.copied, round(one.new, 3)) for one in found]
    [(4, 3, 0.333), (3, 0, 1.0)]
    """
    cutter = Cutter()
    texts = [np.array(cutter.numbers(text), dtype=np.int64) for text in completions]
    pieces = [*_pieces(cutter, stories)]
    marks = _word_marks(len(cutter.types))
    longest = max(map(len, texts), default=0)
    most = np.zeros(len(texts), dtype=np.int64)
    least_missing = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    new: list[float | None] = [None] * len(texts)
    with progress.task("looking up copied runs", None, "lengths") as task:
        for found in (_hits(texts, pieces, marks, n),) if longest >= n else ():
            for index, hits in enumerate(found):
                if len(hits):
                    new[index] = float(1 - hits.mean())
        # All are asked one length at a time, that of the one which is furthest behind, and each moves its own bounds.
        while (open_ones := np.flatnonzero(most + 1 < least_missing)).size:
            wanted = np.where(most == 0, 1, np.minimum(2 * most, (most + least_missing) // 2))
            length = int(wanted[open_ones].min())
            asked = [one for one in open_ones if most[one] < length < least_missing[one]]
            hits = _hits([texts[one] for one in asked], pieces, marks, length)
            for one, there in zip(asked, hits, strict=True):
                if there.any():
                    most[one] = length
                else:
                    least_missing[one] = length
            task.advance(1)
    return [Novelty(len(text), int(most[one]), new[one]) for one, text in enumerate(texts)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some stories as one row of word numbers; `left` counts the words from each place to its story's end."""

    words: Int[np.ndarray, "token"]
    left: Int[np.ndarray, "token"]


def _pieces(cutter: Cutter, stories: Iterable[str]) -> Iterator[_Piece]:
    rows: list[np.ndarray] = []
    held = 0
    for story in stories:
        row = np.array(cutter.numbers(story), dtype=np.int32)
        rows.append(row)
        held += len(row)
        if held >= _PIECE:
            yield _piece(rows)
            rows, held = [], 0
    if held:
        yield _piece(rows)


def _piece(rows: Sequence[np.ndarray]) -> _Piece:
    return _Piece(np.concatenate(rows), np.concatenate([np.arange(len(row), 0, -1, dtype=np.int32) for row in rows]))


def _word_marks(types: int) -> UInt64[np.ndarray, "vocab"]:
    return numpy_generator(0, "novelty").integers(1, 2**63, size=types + 1, dtype=np.uint64)


def _hashes(words: np.ndarray, marks: UInt64[np.ndarray, "vocab"], length: int) -> UInt64[np.ndarray, "pos"]:
    """The hash of every run of `length` words, built by doubling: a run is two shorter ones."""
    if len(words) < length:
        return np.zeros(0, dtype=np.uint64)
    base = np.uint64(0x9E3779B97F4A7C15)
    power, run = base, marks[words]
    whole = np.zeros(0, dtype=np.uint64)
    done = 0
    with np.errstate(over="ignore"):
        size = 1
        while True:
            if length & size:
                # `whole` covers the first `done` words of each run, `run` the `size` words after them
                whole = run if done == 0 else whole[: len(run) - done] * power + run[done : done + len(whole)]
                done += size
            if done == length:
                return whole[: len(words) - length + 1]
            run = run[: len(run) - size] * power + run[size:]
            power, size = power * power, 2 * size


def _hits(
    texts: Sequence[np.ndarray], pieces: Sequence[_Piece], marks: UInt64[np.ndarray, "vocab"], length: int
) -> list[Bool[np.ndarray, "pos"]]:
    """Whether each run of `length` words of each text stands in a story."""
    asked = [_hashes(text, marks, length) for text in texts]
    keys = np.unique(np.concatenate(asked)) if asked else np.zeros(0, dtype=np.uint64)
    there = np.zeros(len(keys), dtype=bool)
    if len(keys):
        for piece in pieces:
            found = _hashes(piece.words, marks, length)
            found = found[piece.left[: len(found)] >= length]
            places = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
            there[places[keys[places] == found]] = True
    return [there[np.searchsorted(keys, one)] if len(one) else np.zeros(0, dtype=bool) for one in asked]

"""A sample of whole stories of which everything is kept, for what a stream of sums cannot give.

Correlations, the null of the best of all units, and intervals that treat stories as clusters are computed on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Sample:
    """The tokens of the sampled stories, in order.

    `token` numbers them over everything that was read, `place` leads back (-1 for tokens outside); `story` counts the
    sampled stories, so that equal neighbours are one story.
    """

    token: Int[np.ndarray, "sampled"]
    place: Int[np.ndarray, "token"]
    story: Int[np.ndarray, "sampled"]
    member: csr_array
    judging: Bool[np.ndarray, "sampled"]

    def __len__(self) -> int:
        return len(self.token)


def sample_of(
    seen: Bool[np.ndarray, "token"],
    story: Int[np.ndarray, "token"],
    chosen: Bool[np.ndarray, "story"],
    judging: Bool[np.ndarray, "story"],
    member: csr_array,
) -> Sample:
    """The sample of the `chosen` stories, of the tokens that were read."""
    token = np.flatnonzero(seen & chosen[story])
    place = np.full(len(seen), -1, np.int32)
    place[token] = np.arange(len(token), dtype=np.int32)
    own = story[token]
    return Sample(token, place, own, member[token].astype(np.float32), judging[own])


class SampleStore:
    """The sampled activations of units that are hardly ever zero, on disk as one file per window of stories."""

    def __init__(self, folder: Path, prefix: str, size: int) -> None:
        self._folder, self._prefix, self.size = folder, prefix, size
        self._rows: list[tuple[np.ndarray, np.ndarray]] = []
        self._windows = 0

    def add(self, token: Int[np.ndarray, "item"], acts: Float[np.ndarray, "item unit"]) -> None:
        """Take in sampled tokens, in any order within a window."""
        self._rows.append((token, acts))

    def close_window(self) -> None:
        """Write what was added since the last call, in the order of the tokens."""
        if self._rows:
            token, acts = (np.concatenate(column) for column in zip(*self._rows, strict=True))
            np.save(self._file(self._windows), acts[np.argsort(token)])
            self._windows += 1
            self._rows.clear()

    def parts(self, units: slice = slice(None)) -> Sequence[Float[np.ndarray, "item unit"]]:
        """The sampled activations of some units, window by window, read from disk as they are used."""
        return [np.load(self._file(window), mmap_mode="r")[:, units] for window in range(self._windows)]

    def values(self, units: slice) -> Float[np.ndarray, "sampled unit"]:
        """The sampled activations of some units."""
        parts = self.parts(units)
        return np.concatenate(parts) if parts else np.zeros((0, units.stop - units.start), np.float32)

    def _file(self, window: int) -> Path:
        return self._folder / f"{self._prefix}-sample-{window:05d}.npy"

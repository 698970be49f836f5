"""Dictionary activations as they are: mostly zero. What is not zero goes to disk and comes back feature by feature.

A dictionary of 100,000 features over a million tokens is some hundred megabytes here, and 400 gigabytes as a matrix.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.sparse import csr_array
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Nonzeros:
    """The activations of `n` features that are not zero, sorted by feature, then by token."""

    n: int
    feature: Int[np.ndarray, "item"]
    token: Int[np.ndarray, "item"]
    value: Float[np.ndarray, "item"]

    def at(self, feature: Int[np.ndarray, "*query"], token: Int[np.ndarray, "*query"]) -> Float[np.ndarray, "*query"]:
        """The activations of features at tokens, zeros included.

        >>> some = Nonzeros(2, np.array([0, 1, 1]), np.array([5, 2, 9]), np.array([1.0, 2.0, 3.0], np.float32))
        >>> some.at(np.array([0, 1, 1]), np.array([4, 2, 9])).tolist()
        [0.0, 2.0, 3.0]
        """
        if not len(self.value):
            return np.zeros(feature.shape, np.float32)
        stride = np.int64(max(int(self.token.max(initial=0)), int(token.max(initial=0))) + 1)
        known = self.feature.astype(np.int64) * stride + self.token
        wanted = feature.astype(np.int64) * stride + token
        place = np.searchsorted(known, wanted).clip(max=len(known) - 1)
        return np.where(known[place] == wanted, self.value[place], np.float32(0))

    def dense(self, place: Int[np.ndarray, "token"], size: int) -> Float[np.ndarray, "sampled feature"]:
        """The activations at some tokens as a matrix; `place[t]` is the row of token t, or -1."""
        row = place[self.token]
        kept = row >= 0
        found = np.zeros((size, self.n), np.float32)
        found[row[kept], self.feature[kept]] = self.value[kept]
        return found


class NonzeroStore:
    """Non-zero activations of `size` features on disk, written a window of stories at a time."""

    def __init__(self, folder: Path, prefix: str, size: int) -> None:
        self._folder, self._prefix, self.size = folder, prefix, size
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.windows = 0

    def add(self, token: Int[np.ndarray, "token"], acts: Float[Tensor, "token feature"]) -> None:
        """Take in the activations of some tokens, in any order."""
        flat = acts.reshape(-1)
        if flat.device.type == "cpu":
            places = np.flatnonzero(flat.numpy() != 0)
            values = flat.numpy()[places]
        else:
            found = flat.nonzero()[:, 0]
            places, values = found.cpu().numpy(), flat[found].cpu().numpy()
        self._parts.append((token[places // self.size].astype(np.int32), (places % self.size).astype(np.int32), values))

    def close_window(self) -> None:
        """Write what was added since the last call, sorted by feature and token."""
        token, feature, value = (
            (np.concatenate(column) for column in zip(*self._parts, strict=True))
            if self._parts
            else (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
        )
        self._parts.clear()
        first = int(token.min(initial=0))
        # two counting sorts: by token, then (keeping that order) by feature
        by_token = csr_array(
            (value, (token - first, feature)), shape=(int(token.max(initial=0)) - first + 1, self.size)
        )
        by_feature = by_token.T.tocsr()
        starts, tokens = by_feature.indptr.astype(np.int64), by_feature.indices.astype(np.int32) + np.int32(first)
        for name, array in (("starts", starts), ("tokens", tokens), ("values", by_feature.data.astype(np.float32))):
            np.save(self._file(name, self.windows), array)
        self.windows += 1

    def part(self, features: slice) -> Nonzeros:
        """Some features, numbered from 0."""
        pieces: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for window in range(self.windows):
            starts = np.load(self._file("starts", window), mmap_mode="r")[features.start : features.stop + 1]
            inside = slice(int(starts[0]), int(starts[-1]))
            tokens, values = (np.load(self._file(name, window), mmap_mode="r")[inside] for name in ("tokens", "values"))
            pieces.append((np.repeat(np.arange(len(starts) - 1), np.diff(starts)), tokens, values))
        feature, token, value = (np.concatenate(column) for column in zip(*pieces, strict=True))
        # windows follow one another, so a stable sort by feature leaves the tokens in order
        order = np.argsort(feature.astype(np.uint16), kind="stable")
        return Nonzeros(features.stop - features.start, feature[order], token[order], value[order])

    def _file(self, name: str, window: int) -> Path:
        return self._folder / f"{self._prefix}-{name}-{window:05d}.npy"


def encoded_rows(acts: Float[Tensor, "token d"], width: int, limit: int = 1 << 25) -> list[Float[Tensor, "_ d"]]:
    """Rows of activations in pieces whose encodings have at most `limit` numbers."""
    return list(torch.split(acts, max(1, limit // max(1, width))))

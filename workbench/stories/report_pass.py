"""One pass over the stories of a corpus: everything the report counts, in some seventy bytes a story."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int
from numpy.typing import NDArray

from workbench.progress import Task
from workbench.records import AXES
from workbench.stories.reading import Corpus
from workbench.stories.similarity import near_duplicates
from workbench.stories.words import Cutter, is_unspaced, split_characters, split_words

OTHER_AXES = ("style", "feature", "grammar", "persona", "point_of_view", "paragraphs")
OPENING = 3
"""Words that make an opening."""

_BITS = 21  # of a type's number in a packed opening: two million types, the rest count as one
_REST = (1 << _BITS) - 1
_LOOKED_AT = 200  # stories that decide whether the script has spaces


@dataclass(frozen=True)
class Census:
    """What one pass counts. `words` are the kept stories, from the first on, as numbers into `types`.

    `openings` are packed; `opening_counts` unpacks them. `labels` holds for each label family its values and, for each
    story, the number of its value. `near` says which of the stories compared repeat an earlier one nearly.
    """

    unspaced: bool
    types: list[str]
    counts: Int[np.ndarray, "_"]
    lengths: Int[np.ndarray, "story"]
    openings: Int[np.ndarray, "story"]
    labels: dict[str, tuple[list[str], Int[np.ndarray, "story"]]]
    exact_repeats: int
    group_repeats: int
    near: Bool[np.ndarray, "_"]
    words: list[NDArray[np.uint32]]

    @property
    def told(self) -> Counter[str]:
        """How often each type is told."""
        return Counter(dict(zip(self.types, self.counts.tolist(), strict=True)))


def take_census(corpus: Corpus, split: str, most: int, keep: int, near: int, task: Task) -> tuple[Census, Cutter]:
    """Count the first `most` stories of a split; keep the words of `keep`, look for near duplicates among `near`.

    The cutter numbers further stories as the census does.
    """
    unspaced = is_unspaced(corpus.texts(split, _LOOKED_AT))
    cutter = Cutter(split_characters if unspaced else split_words)
    counts = np.zeros(0, dtype=np.int64)
    lengths: list[NDArray[np.int32]] = []
    openings: list[NDArray[np.int64]] = []
    texts: list[NDArray[np.int64]] = []
    groups: list[NDArray[np.int64]] = []
    words: list[NDArray[np.uint32]] = []
    families = {axis: (dict[str, int](), list[NDArray[np.int32]]()) for axis in (*AXES, *OTHER_AXES)}
    for table in corpus.tables(split, ["text", "group", *families], most):
        told = table["text"].to_pylist()
        cut = [cutter.numbers(text) for text in told]
        lengths.append(np.array([len(story) for story in cut], dtype=np.int32))
        openings.append(np.array([_packed(story[:OPENING]) for story in cut], dtype=np.int64))
        # Python's own hash of a text has 64 bits; it differs from run to run, but only equality is asked of it.
        texts.append(np.array([hash(text) for text in told], dtype=np.int64))
        groups.append(np.array([hash(group) for group in table["group"].to_pylist()], dtype=np.int64))
        words += [np.array(story, dtype=np.uint32) for story in cut[: max(0, max(keep, near) - len(words))]]
        flat = np.fromiter((number for story in cut for number in story), dtype=np.int64)
        more = np.bincount(flat, minlength=len(counts))
        more[: len(counts)] += counts
        counts = more
        for axis, (values, numbers) in families.items():
            column = (str(value) for value in table[axis].to_pylist())
            numbers.append(np.array([values.setdefault(value, len(values)) for value in column], dtype=np.int32))
        task.advance(len(told))
    made = Census(
        unspaced,
        cutter.types,
        counts,
        _joined(lengths),
        _joined(openings),
        {axis: (list(values), _joined(numbers)) for axis, (values, numbers) in families.items()},
        _repeats(_joined(texts)),
        _repeats(_joined(groups)),
        near_duplicates(words[:near]),
        words[:keep],
    )
    return made, cutter


def opening_counts(census: Census, masked: Sequence[str] = ()) -> Counter[str]:
    """How many stories begin with each sequence of `OPENING` words; each of the words `masked` becomes <name>."""
    packed, times = np.unique(census.openings, return_counts=True)
    names = frozenset(masked)
    shown = ["", *("<name>" if kind in names else kind for kind in census.types)]
    found = Counter[str]()
    for one, n in zip(packed.tolist(), times.tolist(), strict=True):
        numbers = ((one >> (_BITS * place)) & _REST for place in reversed(range(OPENING)))
        found[" ".join(shown[number] if number < len(shown) else "..." for number in numbers if number)] += n
    return found


def sample_places(lengths: Int[np.ndarray, "story"], words: int, most: int) -> list[Int[np.ndarray, "_"]]:
    """Up to `most` disjoint samples of stories that hold about `words` words and more each, spread over all of them.

    Every s-th story from the k-th on is sample k, so siblings that stand together fall into different samples. Where
    the stories hold less than two samples, there is one, with all of them in order.
    """
    stride = max(1, int(lengths.sum() / (1.05 * words)))
    return [np.arange(start, len(lengths), stride) for start in range(min(stride, most))]


def _packed(numbers: list[int]) -> int:
    packed = 0
    for number in numbers:
        packed = packed << _BITS | min(number + 1, _REST)
    return packed << _BITS * (OPENING - len(numbers))


def _repeats(hashes: Int[np.ndarray, "story"]) -> int:
    return len(hashes) - len(np.unique(hashes))


def _joined(parts: "list[NDArray[np.int32]] | list[NDArray[np.int64]]") -> Int[np.ndarray, "_"]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

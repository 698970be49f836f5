"""Which of the composed stories make the corpus: the first `n` whose group has not been told before."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, UInt64

from workbench.errors import StoryscopeError
from workbench.stories.shards import Shard

_SPARE = 32
_LEAST_NEW = 0.05  # a further round that finds a smaller share of new stories than this is the last


@dataclass(frozen=True)
class Choice:
    """The outcome: the stories at positions up to `last` are taken, except where `first` is an earlier position."""

    keys: UInt64[np.ndarray, "story"]
    first: Int[np.ndarray, "story"]
    last: int

    @property
    def repeats(self) -> int:
        """How many stories were passed over because their group had been told."""
        positions = np.arange(self.last + 1)
        return int(np.sum(self.first[: self.last + 1] != positions))

    def unwanted(self, shard: Shard) -> UInt64[np.ndarray, "group"]:
        """The keys of the groups that a shard must not hold: told by an earlier shard, or first told after the last."""
        here = slice(shard.start, shard.start + shard.count)
        first = self.first[here]
        return np.unique(self.keys[here][(first < shard.start) | (first > self.last)])


def choose(keys: UInt64[np.ndarray, "story"], n: int) -> Choice | None:
    """Take the first story of each group until there are `n`; None if there are not so many groups.

    >>> choice = choose(np.array([7, 7, 5, 7, 3], dtype=np.uint64), 2)
    >>> choice.last, choice.repeats, choice.unwanted(Shard(1, 2, 3)).tolist()
    (2, 1, [3, 7])
    """
    _, starts, group = np.unique(keys, return_index=True, return_inverse=True)
    if len(starts) < n:
        return None
    return Choice(keys, starts[group], int(np.sort(starts)[n - 1]))


def shards_between(start: int, stop: int, size: int, number: int) -> list[Shard]:
    """Shards of at most `size` stories for the stories from `start` to `stop`, numbered from `number` on."""
    starts = range(start, stop, size)
    return [Shard(number + place, at, min(size, stop - at)) for place, at in enumerate(starts)]


def further_stories(told: int, groups: int, n: int, last_round: int, last_new: int) -> int:
    """How many more stories to compose when `told` stories had `groups` groups, fewer than `n`.

    Raises StoryscopeError when the last round's `last_round` stories held hardly any new group (`last_new`).
    """
    if last_new < _LEAST_NEW * last_round:
        what = f"The world has run out: {told:,} stories held only {groups:,} different ones."
        raise StoryscopeError(what, f"Ask for fewer: --n {max(1, groups * 9 // 10)}.")
    return 2 * (n - groups) + _SPARE

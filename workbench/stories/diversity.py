"""How varied a set of stories is; pure functions on words and texts.

The counting conventions (words and marks as `split_measured` cuts them, no n-gram across two stories, lower-case text,
zlib level 9) are those under which the 150 completions of TinyStories-28M, prompts joined, 27,170 words and marks, have
distinct-4 0.536 and compression ratio 3.93.
"""

import zlib
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from jaxtyping import Float, Int, Num

_SMOOTH = 0.1  # what a count of zero matches becomes in BLEU, so that one missing 4-gram does not make the score 0

Stories = Sequence[Sequence[Hashable]]
"""Stories cut into words."""


@dataclass(frozen=True)
class Grams:
    """All n-grams of some stories, in order: equal `code` means equal words; `story` says whose it is."""

    code: Int[np.ndarray, "item"]
    story: Int[np.ndarray, "item"]

    @property
    def counts(self) -> Int[np.ndarray, "_"]:
        """How often each different n-gram occurs, the commonest first."""
        return np.sort(np.unique(self.code, return_counts=True)[1])[::-1]

    @property
    def distinct(self) -> float:
        """Share of different n-grams among all; 0 if there are none.

        Source: Li et al. 2016, "A diversity-promoting objective function for neural conversation models", section 5.
        """
        return len(self.counts) / len(self.code) if len(self.code) else 0.0


def grams(stories: Stories, longest: int = 4) -> list[Grams]:
    """The 1-grams, 2-grams, ... of stories up to `longest` words; none reaches from one story into the next.

    >>> [one.distinct for one in grams(["a b a b".split(), "a b".split()], 2)]
    [0.3333333333333333, 0.5]
    """
    numbers: dict[Hashable, int] = {}
    words = np.array([numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(stories)], dtype=np.int64)
    story = np.repeat(np.arange(len(stories)), [len(one) for one in stories])
    found = [Grams(words, story)]
    for n in range(2, longest + 1):
        last = found[-1]
        # An n-gram is the (n-1)-gram at the same place and the word that follows it.
        within = story[: max(0, len(words) - n + 1)] == story[n - 1 :]
        at = np.flatnonzero(story[: max(0, len(words) - n + 2)] == story[n - 2 :])
        place = np.full(len(words), -1)
        place[at] = np.arange(len(at))
        starts = np.flatnonzero(within)
        joined = last.code[place[starts]] * len(numbers) + words[starts + n - 1]
        found.append(Grams(np.unique(joined, return_inverse=True)[1].astype(np.int64), story[starts]))
    return found


def compression_ratio(texts: Sequence[str]) -> float:
    """Bytes of the lower-case texts over their bytes after zlib; higher is more monotonous."""
    joined = "\n".join(texts).lower().encode()
    return len(joined) / len(zlib.compress(joined, 9))


def self_bleu(told: Sequence[Grams], lengths: Sequence[int]) -> float:
    """Mean BLEU of each story against all the others as its references; 1 if all are equal.

    `told` are the 1-grams, 2-grams, ... of the stories, weighed equally; `lengths` their numbers of words. Counts are
    clipped by the story that has the n-gram most often, a count of zero is taken as 0.1, and a story shorter than the
    one nearest in length pays the brevity penalty. Source: Zhu et al. 2018, "Texygen", section 3; Papineni et al. 2002.
    Needs two stories.
    """
    assert len(lengths) > 1
    logs = np.zeros(len(lengths))
    for one in told:
        matches, totals = _clipped(one, len(lengths))
        logs += np.log(np.maximum(matches, _SMOOTH) / np.maximum(totals, 1)) / len(told)
    return float(np.mean(np.exp(logs) * _brevity(np.asarray(lengths))))


def zipf_slope(counts: Num[np.ndarray, "_"]) -> float:
    """Slope of log frequency over log rank, every factor of rank weighing the same; -1 is Zipf's law, 0 is no repeats.

    `counts` are frequencies, the highest first. The weights (1 / rank) keep the many n-grams told once, which are one
    long level step, from being all that the line sees.

    >>> round(zipf_slope(np.array([1200, 600, 400, 300, 240, 200])), 6)
    -1.0
    """
    if len(counts) < 2:
        return 0.0
    rank = np.arange(1, len(counts) + 1)
    x, y, weight = np.log(rank), np.log(counts), 1 / rank
    x = x - np.average(x, weights=weight)
    return float(np.sum(weight * x * y) / np.sum(weight * x * x))


def openings(stories: Sequence[Sequence[str]], length: int = 3) -> Counter[str]:
    """How many stories begin with each sequence of `length` words."""
    return Counter(" ".join(words[:length]) for words in stories)


def duplicate_rate(texts: Sequence[Hashable]) -> float:
    """Share of the texts that are equal to an earlier one.

    >>> duplicate_rate(["a", "b", "a", "a"])
    0.5
    """
    return 1 - len(set(texts)) / len(texts) if texts else 0.0


@dataclass(frozen=True)
class Share:
    """The most told word of a category: its share of all the category's words, and that over the fair share."""

    category: str
    word: str
    share: float
    times_fair: float
    untold: tuple[str, ...]


def most_told(counts: Counter[str], category: str, members: Sequence[str]) -> Share | None:
    """Which word of a category dominates it, given how often each word is told; None if none is told.

    >>> most_told(Counter(cat=3, dog=1), "animals", ["cat", "dog", "bird", "fish"])
    Share(category='animals', word='cat', share=0.75, times_fair=3.0, untold=('bird', 'fish'))
    """
    total = sum(counts[word] for word in members)
    if total == 0:
        return None
    word = max(sorted(members), key=lambda one: counts[one])
    share = counts[word] / total
    untold = tuple(one for one in members if counts[one] == 0)
    return Share(category, word, share, share * len(members), untold)


def _clipped(told: Grams, stories: int) -> tuple[Float[np.ndarray, "story"], Float[np.ndarray, "story"]]:
    """For each story how many of its n-grams some other story matches, counts clipped, and how many it has."""
    totals = np.bincount(told.story, minlength=stories).astype(float)
    if len(told.code) == 0:
        return np.zeros(stories), totals
    pair, times = np.unique(told.code * stories + told.story, return_counts=True)
    code, story = pair // stories, pair % stories
    order = np.lexsort((times, code))
    code, story, times = code[order], story[order], times[order]
    best = np.append(code[1:] != code[:-1], True)  # the last of each n-gram's rows: who has it most often
    second = np.where(np.append(False, code[1:] == code[:-1]), np.append(0, times[:-1]), 0)
    return np.bincount(story, np.where(best, second, times), minlength=stories), totals


def _brevity(lengths: Int[np.ndarray, "story"]) -> Float[np.ndarray, "story"]:
    """BLEU's penalty for each text that is shorter than the other one nearest in length; of two, the shorter counts."""
    order = np.sort(lengths)
    place = np.searchsorted(order, lengths)
    below = np.where(place > 0, order[np.maximum(place - 1, 0)], -(2**40))
    # The next one after its own place, which is equal where the length occurs twice.
    above = np.where(place + 1 < len(order), order[np.minimum(place + 1, len(order) - 1)], 2**40)
    nearest = np.where(lengths - below <= above - lengths, below, above)
    return np.where(lengths >= nearest, 1.0, np.exp(1 - nearest / np.maximum(lengths, 1)))

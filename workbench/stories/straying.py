"""Whether a telling keeps to its topic, and which of its words say so.

Most tellings are scored only to be dropped, so the pieces that a text is laid down in are looked up whole: a world says
the same few thousand pieces over and over, and their weights add up as one number with a field for each topic.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from workbench.records import Cue
from workbench.stories.topics import TOPICS

_WORD = re.compile(r"[A-Za-z]+")
_MARKS = ' .,!?"'  # a text has one token more than it has of these
_NAMES = tuple(TOPICS)
_BITS = 16  # wide enough for any story: a word weighs 5 at most
_PLACES = range(1, len(_NAMES) + 1)
_FIELD = (1 << _BITS) - 1
_KEPT = 100_000  # pieces remembered, so that a world with endless pieces does not fill the memory


class _Weights(dict[str, int]):
    """A piece's spaces and marks, and its weights for all topics, in one number; worked out when first asked for."""

    def __missing__(self, piece: str) -> int:
        packed = sum(map(piece.count, _MARKS))
        for match in _WORD.finditer(piece):
            word = match.group().lower()
            for place, name in enumerate(_NAMES):
                packed += TOPICS[name].words.get(word, 0) << (place + 1) * _BITS
        if len(self) >= _KEPT:
            self.clear()
        self[piece] = packed
        return packed


_weights = _Weights()


def survey(pieces: Sequence[str]) -> tuple[int, list[int]]:
    """How many spaces and marks the text has that the pieces make, and how much of it lies in each topic's pool.

    No word may run over from one piece into the next.
    """
    packed = sum(map(_weights.__getitem__, pieces))
    return packed & _FIELD, [packed >> place * _BITS & _FIELD for place in _PLACES]


def strays(scores: Sequence[int], topic: str) -> bool:
    """Whether another topic's pool covers as much of the text as that of `topic`.

    >>> _, scores = survey(["The cat", " ran", "."])
    >>> strays(scores, "pets"), strays(scores, "school")
    (False, True)
    """
    place = _NAMES.index(topic)
    best = max(scores[place], 1)
    return any(score >= best and other != place for other, score in enumerate(scores))


def lag(scores: Sequence[int], topic: str) -> int:
    """By how much the best of the other topics is ahead of `topic`: 0 is a tie, less is behind it."""
    place = _NAMES.index(topic)
    return max(score for other, score in enumerate(scores) if other != place) - scores[place]


def topic_cues(pieces: Sequence[str], topic: str) -> Iterator[Cue]:
    """Every word of the topic's pool in the text that the pieces make, in order."""
    position = 0
    for piece in pieces:
        if _weights[piece] > _FIELD:
            for start, end in _spans(piece, topic):
                yield Cue(position + start, position + end, "topic", topic)
        position += len(piece)


@lru_cache(maxsize=_KEPT)
def _spans(piece: str, topic: str) -> tuple[tuple[int, int], ...]:
    words = TOPICS[topic].words
    return tuple(match.span() for match in _WORD.finditer(piece) if match.group().lower() in words)

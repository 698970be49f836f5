"""What answers WinoGrande items without understanding: position, recency, frequency, n-grams, a bag of words.

A benchmark is only worth something if none of these can do it. Each heuristic is a pure function from items to scores
in [0, 1]: 1 right, 0 wrong, 0.5 where it cannot decide.
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.records import WinoGrandeItem
from workbench.stories.words import split_words

Scores = NDArray[np.float64]
ORDERS = (2, 4)
"""The orders of the n-gram models."""
_BEGIN = 0


def options_of(item: WinoGrandeItem) -> tuple[str, str]:
    """The option that is right and the one that is wrong."""
    return (item.option1, item.option2) if item.answer == "1" else (item.option2, item.option1)


def _places(text: str, option: str) -> list[int]:
    return [found.start() for found in re.finditer(rf"\b{re.escape(option)}\b", text)]


def _prefer(one: float, two: float) -> float:
    """The score of preferring whatever has the larger value."""
    return 0.5 if one == two else float(one > two)


def majority(items: Sequence[WinoGrandeItem]) -> Scores:
    """Always the option that is right more often."""
    ones = np.array([item.answer == "1" for item in items], dtype=np.float64)
    return ones if ones.mean() >= 0.5 else 1.0 - ones


def first_mention(items: Sequence[WinoGrandeItem]) -> Scores:
    """Whoever is mentioned first."""
    return np.array([_prefer(*(-_first(item.sentence, option) for option in options_of(item))) for item in items])


def recency(items: Sequence[WinoGrandeItem]) -> Scores:
    """Whoever was mentioned last before the blank."""
    return np.array([_prefer(*(_last(item, option) for option in options_of(item))) for item in items])


def frequency(items: Sequence[WinoGrandeItem]) -> Scores:
    """Whoever is mentioned more often."""
    return np.array([_prefer(*(len(_places(item.sentence, option)) for option in options_of(item))) for item in items])


def _first(text: str, option: str) -> int:
    return next(iter(_places(text, option)), len(text))


def _last(item: WinoGrandeItem, option: str) -> int:
    return max(_places(item.sentence[: item.sentence.index("_")], option), default=-1)


def ngram(items: Sequence[WinoGrandeItem], texts: Sequence[str], order: int) -> Scores:
    """The option whose sentence an n-gram model of `texts` finds likelier."""
    from workbench.language.ngram import NGram

    words: dict[str, int] = {}
    sequences = [[_BEGIN, *(words.setdefault(word, len(words) + 1) for word in split_words(text))] for text in texts]
    unknown = len(words) + 1
    model = NGram.fit(sequences, order, unknown + 1)
    filled = [
        [_BEGIN, *(words.get(word, unknown) for word in split_words(item.sentence.replace("_", option)))]
        for item in items
        for option in options_of(item)
    ]
    totals = np.array([row.sum() for row in model.logprobs_of(filled)]).reshape(-1, 2)
    # Sums over the same words in another order differ in the last digits.
    gaps = np.round(totals[:, 0] - totals[:, 1], 9)
    return np.where(gaps == 0, 0.5, (gaps > 0).astype(np.float64))


def bag_of_words(items: Sequence[WinoGrandeItem], known: Sequence[WinoGrandeItem], place: str) -> Scores:
    """A logistic regression on the words after the blank, fitted to the answers of the items `known`.

    It predicts which option is right by its place: `place` is "number" (option 1 or 2), "first" (the one mentioned
    first) or "last" (the one mentioned last before the blank). So it knows every word that goes with a position.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    def suffix(item: WinoGrandeItem) -> str:
        return item.sentence.partition("_")[2]

    analyzer: Any = split_words
    counter: Any = CountVectorizer(analyzer=analyzer, binary=True)
    seen = counter.fit_transform([suffix(item) for item in known])
    model: Any = LogisticRegression(C=1.0, max_iter=200)
    model.fit(seen, [_stands(item, place) for item in known])
    said = model.predict(counter.transform([suffix(item) for item in items]))
    return (said == np.array([_stands(item, place) for item in items])).astype(np.float64)


def option_words(items: Sequence[WinoGrandeItem], known: Sequence[WinoGrandeItem]) -> Scores:
    """The option whose word was right more often among the items `known`, whatever the sentence."""
    right: dict[str, int] = {}
    total: dict[str, int] = {}
    for item in known:
        for option, score in zip(options_of(item), (1, 0), strict=True):
            right[option] = right.get(option, 0) + score
            total[option] = total.get(option, 0) + 1
    rate = {option: right[option] / total[option] for option in total}
    return np.array([_prefer(*(rate.get(option, 0.5) for option in options_of(item))) for item in items])


def _stands(item: WinoGrandeItem, place: str) -> bool:
    """Whether the right option stands at the place."""
    good, bad = options_of(item)
    if place == "number":
        return item.answer == "1"
    if place == "first":
        return _first(item.sentence, good) < _first(item.sentence, bad)
    return _last(item, good) > _last(item, bad)

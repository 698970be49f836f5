"""Do labels give themselves away? What a bag of words can tell of them, and which single word tells most.

A label of the story world is decided by what happened; if word counts predict it well, a probe that finds it in a model
may have found no more than the words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from workbench.statistics import wilson

_TELLING = 5  # words listed for each value


@dataclass(frozen=True)
class Shortcut:
    """How well word counts predict one label family on stories they were not fitted to.

    `accuracy` has the 95% interval `low` to `high`; `majority` is the accuracy of always saying the commonest value;
    `telling` has for each value the words that speak for it most, the strongest first.
    """

    axis: str
    values: int
    accuracy: float
    low: float
    high: float
    majority: float
    n_train: int
    n_test: int
    telling: dict[str, list[str]]


@dataclass(frozen=True)
class GiveAway:
    """The word that best tells one label value.

    Of the stories with the word, the share `precision` has the value; of the stories with the value, the share `recall`
    has the word; of all stories, the share `base` has the value.
    """

    axis: str
    value: str
    word: str
    precision: float
    recall: float
    base: float


def shortcut(
    axis: str,
    train: tuple[Sequence[Sequence[str]], Sequence[str]],
    test: tuple[Sequence[Sequence[str]], Sequence[str]],
    regularisation: float = 10.0,
) -> Shortcut | None:
    """Fit TF-IDF and logistic regression on the words and labels of `train`, and score them on `test`.

    None if the family has one value only. `regularisation` is scikit-learn's C.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    (words, labels), (test_words, test_labels) = train, test
    if len(set(labels)) < 2 or not test_labels:
        return None
    analyzer: Any = _as_is  # scikit-learn takes functions too, which its inferred types do not know
    vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True)
    model = LogisticRegression(C=regularisation, max_iter=200)
    model.fit(vectorizer.fit_transform(words), labels)
    guesses = model.predict(vectorizer.transform(test_words))
    truth = np.asarray(test_labels)
    right = int(np.sum(guesses == truth))
    values, counts = np.unique(np.asarray(labels), return_counts=True)
    majority = float(np.mean(truth == values[np.argmax(counts)]))
    low, high = wilson(right, len(truth))
    # With two values there is one row of weights, for the second value.
    weights = model.coef_ if len(values) > 2 else np.vstack([-model.coef_, model.coef_])
    names = vectorizer.get_feature_names_out()
    telling = {
        str(value): [str(names[place]) for place in np.argsort(-row, kind="stable")[:_TELLING]]
        for value, row in zip(model.classes_, weights, strict=True)
    }
    return Shortcut(axis, len(values), right / len(truth), low, high, majority, len(labels), len(truth), telling)


def give_aways(
    words: Sequence[Sequence[str]], families: Mapping[str, Sequence[str]], least_recall: float = 0.3
) -> list[GiveAway]:
    """For each value of each label family the word with the highest precision among those of enough recall.

    A value that no word recalls has no entry. The list is sorted by how far precision exceeds the value's share.
    """
    held = [frozenset(story) for story in words]
    told = Counter(chain.from_iterable(held))
    found: list[GiveAway] = []
    for axis, labels in families.items():
        for value, size in sorted(Counter(labels).items()):
            together = Counter(
                word for story, label in zip(held, labels, strict=True) if label == value for word in story
            )
            often = [word for word, times in sorted(together.items()) if times >= least_recall * size]
            if often:
                word = max(often, key=lambda one: together[one] / told[one])
                precision, recall = together[word] / told[word], together[word] / size
                found.append(GiveAway(axis, value, word, precision, recall, size / len(labels)))
    return sorted(found, key=lambda one: one.base - one.precision)


def _as_is(words: Sequence[str]) -> Sequence[str]:
    return words

"""Do labels give themselves away? What a bag of words can tell of them, and which single word tells most.

A label of the story world is decided by what happened; if word counts predict it well, a probe that finds it in a model
may have found no more than the words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from jaxtyping import Integer

from workbench.statistics import wilson

_TELLING = 5  # words listed for each value
_WIDEST = 8_000  # words that a fit looks at, those in most stories


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


@dataclass(frozen=True)
class Bags:
    """Word counts of stories: `counts` is a sparse matrix (stories x words), `words` names its columns."""

    counts: Any
    words: Sequence[str]


def bags(stories: "Sequence[Sequence[int] | Integer[np.ndarray, '_']]", words: Sequence[str]) -> Bags:
    """Count the words of stories that are given as numbers into `words`."""
    from scipy.sparse import csr_matrix

    starts = np.concatenate([[0], np.cumsum([len(story) for story in stories], dtype=np.int64)])
    flat = np.fromiter(chain.from_iterable(stories), dtype=np.int32, count=int(starts[-1]))
    counts = csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(stories), len(words)))
    counts.sum_duplicates()
    return Bags(counts, words)


def shortcut(
    axis: str,
    train: tuple[Bags, Sequence[str]],
    test: tuple[Bags, Sequence[str]],
    regularisation: float = 10.0,
) -> Shortcut | None:
    """Fit TF-IDF and logistic regression on the words and labels of `train`, and score them on `test`.

    The columns of both mean the same words; `test` may have further ones. None if the family has one value only, or
    nothing to test on. `regularisation` is scikit-learn's C.
    """
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    (told, labels), (test_told, test_labels) = train, test
    if len(set(labels)) < 2 or not test_labels:
        return None
    held = told.counts.getnnz(axis=0)
    columns = np.sort(np.argsort(-held, kind="stable")[: min(_WIDEST, int(np.sum(held > 0)))])
    weigh = TfidfTransformer(sublinear_tf=True)
    model = LogisticRegression(C=regularisation, max_iter=200)
    model.fit(weigh.fit_transform(told.counts[:, columns]), labels)
    guesses = model.predict(weigh.transform(test_told.counts[:, columns]))
    truth = np.asarray(test_labels)
    right = int(np.sum(guesses == truth))
    values, counts = np.unique(np.asarray(labels), return_counts=True)
    majority = float(np.mean(truth == values[np.argmax(counts)]))
    low, high = wilson(right, len(truth))
    # With two values there is one row of weights, for the second value.
    weights = model.coef_ if len(values) > 2 else np.vstack([-model.coef_, model.coef_])
    telling = {
        str(value): [str(told.words[column]) for column in columns[np.argsort(-row, kind="stable")[:_TELLING]].tolist()]
        for value, row in zip(model.classes_, weights, strict=True)
    }
    return Shortcut(axis, len(values), right / len(truth), low, high, majority, len(labels), len(truth), telling)


def give_aways(told: Bags, families: Mapping[str, Sequence[str]], least_recall: float = 0.3) -> list[GiveAway]:
    """For each value of each label family the word with the highest precision among those of enough recall.

    A value that no word recalls has no entry. The list is sorted by how far precision exceeds the value's share.
    """
    has = (told.counts > 0).astype(np.int64)
    everywhere = np.asarray(has.sum(axis=0)).ravel()
    found: list[GiveAway] = []
    for axis, labels in families.items():
        values, number = np.unique(np.asarray(labels), return_inverse=True)
        for place, value in enumerate(values):
            size = int(np.sum(number == place))
            together = np.asarray(has[number == place].sum(axis=0)).ravel()
            often = np.flatnonzero((together > 0) & (together >= least_recall * size))
            if len(often):
                precisions = together[often] / everywhere[often]
                # Of equally precise words the first in the alphabet.
                word, best = min(
                    (str(told.words[one]), int(one)) for one in often[precisions == precisions.max()].tolist()
                )
                precision, recall = float(together[best] / everywhere[best]), float(together[best] / size)
                found.append(GiveAway(axis, str(value), word, precision, recall, size / len(labels)))
    return sorted(found, key=lambda one: one.base - one.precision)

"""One linear readout: multinomial logistic regression whose strength of penalty is chosen on a validation part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Bool, Float, Int

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

_ITERATIONS = 300
_FLOOR = 1e-6
"""Directions with less than this share of the largest variance are taken for rounding and not blown up further."""


@dataclass(frozen=True, slots=True)
class Readout:
    """A fitted readout in the coordinates of the activation: class = argmax(x @ weight.T + bias).

    `penalty` is the chosen C of scikit-learn (larger: weaker), `validation` the accuracy that chose it.
    """

    weight: Float[np.ndarray, "cls d"]
    bias: Float[np.ndarray, "cls"]
    penalty: float
    validation: float

    def predict(self, x: Any) -> Int[np.ndarray, "item"]:
        """The most probable class of each row [item, d], dense or sparse."""
        return np.asarray(x @ self.weight.T + self.bias).argmax(axis=1)


def fit(
    x: Float[np.ndarray, "item d"],
    y: Int[np.ndarray, "item"],
    penalties: Sequence[float],
    validation: Bool[np.ndarray, "item"] | None = None,
) -> Readout:
    """Fit on all rows, with the penalty that does best on the `validation` rows when fitted without them.

    Without a validation part the first penalty is used. `y` must hold every class 0 to k - 1 at least once. Rows are
    whitened, so that the penalty is alike for all directions and the solver needs few steps (measured: ten times fewer
    than with standardised columns, at equal or better accuracy); that is folded into the weights that come back.
    """
    mean, turn = whitening(x)
    plain = fit_as_it_is(((x - mean) @ turn).astype(np.float32), y, penalties, validation)
    weight = plain.weight @ turn.T
    bias = plain.bias - weight @ mean
    return Readout(weight.astype(np.float32), bias.astype(np.float32), plain.penalty, plain.validation)


def whitening(x: Float[np.ndarray, "item d"]) -> tuple[Float[np.ndarray, "d"], Float[np.ndarray, "d d"]]:
    """The mean, and the matrix that gives (x - mean) uncorrelated columns of variance 1."""
    mean, spread = x.mean(axis=0, dtype=np.float64), x.std(axis=0, dtype=np.float64)
    # a column that never changes but for rounding carries nothing
    scale = np.where(spread > 1e-6 * (np.abs(mean) + 1e-6), spread, np.inf)
    plain = (x - mean) / scale
    variance, directions = np.linalg.eigh(plain.T @ plain / len(x))
    return mean, directions / np.sqrt(np.maximum(variance, _FLOOR * max(variance.max(), _FLOOR))) / scale[:, None]


def fit_as_it_is(
    x: Any,
    y: Int[np.ndarray, "item"],
    penalties: Sequence[float],
    validation: Bool[np.ndarray, "item"] | None = None,
) -> Readout:
    """As `fit`, for rows [item, d] that may be sparse and are not whitened."""
    penalty, score = penalties[0], np.nan
    if validation is not None:
        inner, outer = x[~validation], x[validation]
        scores = [np.mean(_solve(inner, y[~validation], one).predict(outer) == y[validation]) for one in penalties]
        best = int(np.argmax(scores))  # the strongest penalty among equals, as penalties rise
        penalty, score = penalties[best], float(scores[best])
    model = _solve(x, y, penalty)
    weight, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(weight) == 1:  # two classes come as one row: the odds of the second
        weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
    return Readout(weight.astype(np.float32), bias.astype(np.float32), penalty, score)


def _solve(x: Any, y: Int[np.ndarray, "_"], penalty: float) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=penalty, max_iter=_ITERATIONS).fit(x, y)


def tf_idf(train: Sequence[np.ndarray], test: Sequence[np.ndarray], n_vocab: int) -> tuple[Any, Any]:
    """Bag-of-words rows (sparse) of stories given as token ids, weighted by TF-IDF as measured on `train`."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    def counts(stories: Sequence[np.ndarray]) -> Any:
        lengths = np.array([len(story) for story in stories])
        rows = np.repeat(np.arange(len(stories)), lengths)
        words = np.concatenate(stories)
        return csr_matrix((np.ones(len(words)), (rows, words)), shape=(len(stories), n_vocab))

    weighting = TfidfTransformer(sublinear_tf=True).fit(counts(train))
    return weighting.transform(counts(train)), weighting.transform(counts(test))


def validation_part(groups: Sequence[str], share: float, generator: np.random.Generator) -> Bool[np.ndarray, "item"]:
    """A random part of the items, whole groups at a time, of about `share` of the groups."""
    kinds, group = np.unique(np.array(groups, dtype=object).astype(str), return_inverse=True)
    held = generator.permutation(len(kinds)) < max(1, round(share * len(kinds)))
    return held[group]

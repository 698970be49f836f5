"""Dictionary features as detectors of what the record says: coverage and reconstruction.

A rule says that a property holds where feature f exceeds the share t of its largest activation, t = 0, 0.1, ..., 0.9.
Rules are chosen on one half of the stories and judged on the other. A property is a label of a token or of a story, the
state is all properties together. Source: arXiv 2408.00113, which measures dictionaries of board-game models this way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array

SHARES = tuple(round(0.1 * step, 1) for step in range(10))
"""Thresholds of rules, as shares of a feature's largest activation."""
PRECISE = 0.95
"""The precision, on the choosing half, from which a rule may be read as the property itself."""


@dataclass(frozen=True)
class Activity:
    """Which features are active on which examples (tokens or stories), as a sparse matrix of positive activations."""

    values: csr_array

    @property
    def features(self) -> int:
        """How many features there are."""
        _, features = cast("tuple[int, int]", self.values.shape)
        return features

    def half(self, chosen: Bool[np.ndarray, "item"]) -> "Activity":
        """Some of the examples."""
        return Activity(self.values[np.flatnonzero(chosen)])

    def peaks(self) -> Float[np.ndarray, "feature"]:
        """Each feature's largest activation, 0 where it is never active."""
        return np.asarray(self.values.max(axis=0).todense()).ravel()

    def above(self, bounds: Float[np.ndarray, "feature"]) -> csr_array:
        """1 where a feature exceeds its bound; bounds are not negative."""
        fires = self.values.copy()
        fires.data = (fires.data > bounds[fires.indices]).astype(np.float32)
        fires.eliminate_zeros()
        return fires


@dataclass(frozen=True)
class Judged:
    """For each label its best rule (by F1 where rules are chosen), judged on the other half.

    `claims` says where the rules fire on the judging half. `found` are all pairs of (item, label) that precise rules
    claim, `true` those that hold, `both` their overlap.
    """

    feature: Int[np.ndarray, "label"]
    share: Float[np.ndarray, "label"]
    claims: Bool[np.ndarray, "item label"]
    f1: Float[np.ndarray, "label"]
    precision: Float[np.ndarray, "label"]
    recall: Float[np.ndarray, "label"]
    chance: Float[np.ndarray, "label"]
    n: Int[np.ndarray, "label"]
    found: int
    true: int
    both: int

    @property
    def reconstruction(self) -> float:
        """F1 of the whole state read from precise rules alone."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else 0.0


def judge_rules(
    activity: Activity, member: Bool[np.ndarray, "item label"], judging: Bool[np.ndarray, "item"]
) -> Judged:
    """Choose rules where `judging` is False, judge them where it is True."""
    choose, check = activity.half(~judging), activity.half(judging)
    peaks, truth = choose.peaks(), member[judging]
    labels = member.shape[1]
    best = np.full(labels, -1.0)
    feature, share = np.zeros(labels, dtype=np.int64), np.zeros(labels)
    claimed = np.zeros(truth.shape, dtype=np.bool_)
    for bound, hits, fired, positives in _counts(choose, member[~judging], peaks):
        f1 = 2 * hits / np.maximum(fired + positives, 1)
        top = f1.argmax(0)
        score = f1[top, np.arange(labels)]
        better = score > best
        best, feature, share = (
            np.where(better, new, old) for new, old in ((score, best), (top, feature), (bound, share))
        )
        precise = (hits >= PRECISE * fired) & (hits > 0)
        if precise.any():
            claimed |= (check.above(bound * peaks) @ precise.astype(np.float32)) > 0
    claims = np.zeros(truth.shape, dtype=np.bool_)
    for bound in SHARES:
        mine = np.flatnonzero(share == bound)
        if len(mine):
            claims[:, mine] = check.above(bound * peaks)[:, feature[mine]].toarray() > 0
    rates = _rates(claims, truth)
    positives = truth.sum(0)
    return Judged(
        feature=feature,
        share=share,
        claims=claims,
        f1=rates[0],
        precision=rates[1],
        recall=rates[2],
        chance=2 * positives / np.maximum(positives + len(truth), 1),
        n=positives,
        found=int(claimed.sum()),
        true=int(truth.sum()),
        both=int((claimed & truth).sum()),
    )


def _counts(
    activity: Activity, member: Bool[np.ndarray, "item label"], peaks: Float[np.ndarray, "feature"]
) -> Iterator[
    tuple[
        float,
        Float[np.ndarray, "feature label"],
        Float[np.ndarray, "feature 1"],
        Float[np.ndarray, "label"],
    ]
]:
    """For each threshold: how often each rule fires on each label, how often at all, and how often the label holds."""
    wide = member.astype(np.float32)
    for bound in SHARES:
        fires = activity.above(bound * peaks)
        fired = np.asarray(fires.sum(axis=0), dtype=np.float64).reshape(-1, 1)
        yield bound, np.asarray(fires.T @ wide, dtype=np.float64), fired, wide.sum(0, dtype=np.float64)


def _rates(
    fires: Bool[np.ndarray, "item label"], truth: Bool[np.ndarray, "item label"]
) -> Float[np.ndarray, "3 label"]:
    hits, fired, positives = (fires & truth).sum(0), fires.sum(0), truth.sum(0)
    return np.stack(
        [2 * hits / np.maximum(fired + positives, 1), hits / np.maximum(fired, 1), hits / np.maximum(positives, 1)]
    )

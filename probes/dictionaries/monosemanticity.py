"""How far each feature is one thing: the overlap of where it fires with the spans of its best label or word."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array

from probes.dictionary_truth import SHARES, Activity


@dataclass(frozen=True)
class Overlaps:
    """For each feature its best label, and intersection over union with that label's spans on the judging half.

    `label` is -1, and `iou` 0, where a feature never fires on the choosing half.
    """

    label: Int[np.ndarray, "feature"]
    iou: Float[np.ndarray, "feature"]


def overlaps(activity: Activity, member: csr_array, judging: Bool[np.ndarray, "token"]) -> Overlaps:
    """Choose label and threshold by intersection over union where `judging` is False, judge where it is True.

    `member` is a sparse table of tokens by labels of ones.
    """
    choose, check = activity.half(~judging), activity.half(judging)
    truth, test = member[np.flatnonzero(~judging)], member[np.flatnonzero(judging)]
    peaks = choose.peaks()
    best, label, share = np.zeros(activity.features), np.full(activity.features, -1), np.zeros(activity.features)
    for bound in SHARES:
        scores = _iou(choose.above(bound * peaks), truth)
        top = scores.argmax(1)
        score = scores[np.arange(len(top)), top]
        better = score > best
        best, label, share = (np.where(better, *pair) for pair in ((score, best), (top, label), (bound, share)))
    fires = check.above(share * peaks)
    chosen = _iou(fires, test)[np.arange(len(label)), np.maximum(label, 0)]
    return Overlaps(label, np.where(label >= 0, chosen, 0.0))


def _iou(fires: csr_array, member: csr_array) -> Float[np.ndarray, "feature label"]:
    hits = np.asarray((fires.T @ member).todense(), dtype=np.float64)
    fired = np.asarray(fires.sum(axis=0), dtype=np.float64).reshape(-1, 1)
    truth = np.asarray(member.sum(axis=0), dtype=np.float64).reshape(1, -1)
    return hits / np.maximum(fired + truth - hits, 1)


def with_words(
    member: Bool[np.ndarray, "token label"], words: Int[np.ndarray, "token"], least: int
) -> tuple[csr_array, Int[np.ndarray, "_"]]:
    """Labels and, after them, every word that occurs `least` times, as one sparse table; and which words those are."""
    kinds, place, count = np.unique(words, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(count >= least)
    column = np.full(len(kinds), -1)
    column[kept] = np.arange(len(kept)) + member.shape[1]
    token, label = np.nonzero(member)
    worded = np.flatnonzero(column[place] >= 0)
    rows = np.concatenate([token, worded])
    columns = np.concatenate([label, column[place[worded]]])
    shape = (len(words), member.shape[1] + len(kept))
    return csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape), kinds[kept]

"""Whether a readout is as often right as it says."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

BINS = 15


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers whose confidence lies in one of equally wide bins."""

    bin: int
    confidence: float
    accuracy: float
    count: int


def reliability(
    confidence: Float[np.ndarray, "item"], right: Bool[np.ndarray, "item"], bins: int = BINS
) -> list[ReliabilityBin]:
    """The bins that hold answers; `confidence` is the probability of the answer given, 0 to 1."""
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    made: list[ReliabilityBin] = []
    for number in np.unique(place).tolist():
        here = place == number
        made.append(ReliabilityBin(number, float(confidence[here].mean()), float(right[here].mean()), int(here.sum())))
    return made


def calibration_error(bins: list[ReliabilityBin]) -> float:
    """Expected calibration error (arXiv 1706.04599): mean |accuracy - confidence|, bins weighed by their counts.

    >>> round(calibration_error([ReliabilityBin(9, 0.9, 0.6, 30), ReliabilityBin(4, 0.4, 0.5, 10)]), 3)
    0.25
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.accuracy - one.confidence) for one in bins) / total

"""How the loss falls with the size of the model: a power law, by least squares on the logarithms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import StoryscopeError


@dataclass(frozen=True)
class PowerLaw:
    """y = scale * x ** exponent; `low` and `high` bound the exponent with 95%, None for two points or fewer sizes."""

    scale: float
    exponent: float
    low: float | None
    high: float | None
    n: int


def power_law(x: Sequence[float], y: Sequence[float], confidence: float = 0.95) -> PowerLaw:
    """The line of least squares through (log x, log y), with Student's interval for its slope.

    Raises StoryscopeError where all x are the same.

    >>> law = power_law([1, 10, 100], [4, 2, 1])
    >>> round(law.scale, 3), round(law.exponent, 3)
    (4.0, -0.301)
    """
    u, v = np.log(np.asarray(x, np.float64)), np.log(np.asarray(y, np.float64))
    n, spread = len(u), float(np.sum((u - u.mean()) ** 2))
    if spread == 0:
        raise StoryscopeError("All models have the same size.", "Give runs of different presets.")
    slope = float(np.sum((u - u.mean()) * (v - v.mean()))) / spread
    level = float(v.mean() - slope * u.mean())
    if n < 3:
        return PowerLaw(math.exp(level), slope, None, None, n)
    from scipy.special import stdtrit  # scipy.stats takes half a second to import and computes the same

    error = math.sqrt(float(np.sum((v - level - slope * u) ** 2)) / (n - 2) / spread)
    reach = float(stdtrit(n - 2, 0.5 + confidence / 2)) * error
    return PowerLaw(math.exp(level), slope, slope - reach, slope + reach, n)

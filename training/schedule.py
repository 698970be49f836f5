"""How the learning rate moves."""

import math


def learning_rate(step: int, steps: int, peak: float, warmup: int, floor: float = 0.0) -> float:
    """Linear warmup to `peak` over `warmup` steps, then half a cosine down to `floor` at the last step.

    >>> [round(learning_rate(step, 5, 1.0, 2), 3) for step in range(5)]
    [0.5, 1.0, 1.0, 0.5, 0.0]
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    through = (step - warmup) / max(steps - 1 - warmup, 1)
    return floor + (peak - floor) * 0.5 * (1 + math.cos(math.pi * min(through, 1.0)))

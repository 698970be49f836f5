"""How often a value is read of continuations, and how that differs from what the unchanged model tells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from probes.probe_files import intervals
from workbench.seeding import numpy_generator
from workbench.statistics import bootstrap_ratio

if TYPE_CHECKING:
    from probes.steering.steer import Told

Row = dict[str, Any]


def effect_rows(told: "Sequence[Told]", groups: Sequence[str], seed: int) -> list[Row]:
    """A row for each arm, strength and value that is read anywhere: its share, and the change from arm "none".

    Several draws of one arm and strength (random directions) are averaged prompt by prompt first; intervals draw
    prompts, siblings together. The measure "loss" is in nats per token.
    """
    measures = {name: sorted({said[name] for one in told for said in one.said}) for name in told[0].said[0]}
    arms = list(dict.fromkeys((one.arm, one.strength) for one in told))
    shares = {arm: _shares([one for one in told if (one.arm, one.strength) == arm], measures) for arm in arms}
    plain = shares["none", 0.0]
    names = [(measure, value) for measure, values in measures.items() for value in values] + [("loss", "")]
    rows: list[Row] = []
    for arm, strength in arms:
        now = shares[arm, strength]
        change = now - plain
        low, high = paired_intervals(now, change, groups, seed)
        for index, (measure, value) in enumerate(names):
            other = index + len(names)
            rows.append(
                {
                    "arm": arm,
                    "strength": strength,
                    "measure": measure,
                    "value": value,
                    "share": float(now[:, index].mean()),
                    "ci95": [low[index], high[index]],
                    "n": len(groups),
                    "change": float(change[:, index].mean()),
                    "change_ci95": [low[other], high[other]],
                }
            )
    return rows


def paired_intervals(
    now: Float[np.ndarray, "item column"], change: Float[np.ndarray, "item column"], groups: Sequence[str], seed: int
) -> tuple[list[float], list[float]]:
    """95% intervals of the means of `now`, then of those of `change`, drawing whole groups.

    Only a share can be 0 or 1 for want of luck (see `intervals`); a change that is the same everywhere is that change.
    """
    lows, highs = intervals(now, groups, numpy_generator(seed, "intervals"))
    low, high = bootstrap_ratio(change, np.ones(len(change)), numpy_generator(seed, "changes"), groups, draws=1000)
    return [*lows, *low.tolist()], [*highs, *high.tolist()]


def _shares(draws: "Sequence[Told]", measures: dict[str, list[str]]) -> Float[np.ndarray, "item column"]:
    """For each prompt, in what share of the draws each value is read; the last column is the loss."""
    made: list[np.ndarray] = []
    for one in draws:
        columns = [[said[name] == value for said in one.said] for name, values in measures.items() for value in values]
        made.append(np.array([*columns, one.nats], dtype=np.float64).T)
    return np.mean(made, axis=0)

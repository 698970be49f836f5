"""From patched logit differences to effects with intervals; numbers only."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from jaxtyping import Bool, Float

from probes.patching_prompts import ALL
from probes.patching_sweep import Patched
from workbench.statistics import bootstrap_mean, bootstrap_ratio, wilson


class Effect(TypedDict):
    """One row of effects.parquet; the `_solved` columns are over the solved pairs, null where there are none.

    `median` is over the pairs' own ratios, of the `n_safe` pairs whose gap is wide enough.
    """

    component: str
    layer: int
    head: int | None
    role: str
    direction: str
    effect: float
    lo: float
    hi: float
    n: int
    effect_solved: float | None
    lo_solved: float | None
    hi_solved: float | None
    n_solved: int
    median: float | None
    n_safe: int


def closed_gap(
    patched: Patched, clean: Float[np.ndarray, "pair"], corrupt: Float[np.ndarray, "pair"]
) -> Float[np.ndarray, "pair"]:
    """How far the patch moved each pair from its own answer towards the other run's, in logits."""
    return patched.logit_diff - corrupt if patched.direction == "denoising" else clean - patched.logit_diff


def effects(
    patches: Sequence[Patched],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    safe_gap: float,
    generator: np.random.Generator,
) -> list[Effect]:
    """The effect of every patch; `clean` and `corrupt` are the unpatched logit differences.

    Each effect is over the pairs in which the role occurs.
    """
    gap = clean - corrupt
    solved = (clean > 0) & (corrupt < 0)
    rows: dict[int, Effect] = {}
    by_pairs: dict[bytes, list[int]] = {}
    for index, patched in enumerate(patches):
        by_pairs.setdefault(patched.present.tobytes(), []).append(index)
    for indices in by_pairs.values():
        present = patches[indices[0]].present
        moved = np.stack([closed_gap(patches[index], clean, corrupt) for index in indices], axis=1)
        everyone = _ratios(moved, gap, present, generator)
        assert everyone is not None, "a role that occurs nowhere is not patched"
        winners = _ratios(moved, gap, present & solved, generator)
        safe = present & (gap >= safe_gap)
        for column, index in enumerate(indices):
            place = patches[index].place
            rows[index] = {
                "component": place.component,
                "layer": place.layer,
                "head": place.head,
                "role": place.role,
                "direction": patches[index].direction,
                "effect": everyone[0][column],
                "lo": everyone[1][column],
                "hi": everyone[2][column],
                "n": int(present.sum()),
                "effect_solved": winners[0][column] if winners else None,
                "lo_solved": winners[1][column] if winners else None,
                "hi_solved": winners[2][column] if winners else None,
                "n_solved": int((present & solved).sum()),
                "median": float(np.median(moved[safe, column] / gap[safe])) if safe.any() else None,
                "n_safe": int(safe.sum()),
            }
    return [rows[index] for index in sorted(rows)]


def _ratios(
    moved: Float[np.ndarray, "pair column"],
    gap: Float[np.ndarray, "pair"],
    chosen: Bool[np.ndarray, "pair"],
    generator: np.random.Generator,
) -> tuple[list[float], list[float], list[float]] | None:
    """Ratio of means with its interval, column by column; None where no pair is chosen."""
    if not chosen.any():
        return None
    ratio = moved[chosen].sum(0) / gap[chosen].sum() + 0.0  # never -0.0
    low, high = bootstrap_ratio(moved[chosen], gap[chosen], generator)
    return ratio.tolist(), low.tolist(), high.tolist()


def summary(
    rows: Sequence[Effect],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    direction: str,
    generator: np.random.Generator,
) -> dict[str, object]:
    """The headline: how well the model tells the pairs apart, and each component's effect in one direction.

    Heads are listed by their effect at all positions together; effects.parquet has them by role. Effects are shares of
    the gap: where `told_apart` is False the gap may be none at all, and they mean nothing.
    """
    gap_ci95 = bootstrap_mean(clean - corrupt, generator)
    solved = int(((clean > 0) & (corrupt < 0)).sum())
    return {
        "pairs": len(clean),
        "solved": solved,
        "solved_ci95": wilson(solved, len(clean)),
        "clean_right": int((clean > 0).sum()),
        "corrupt_right": int((corrupt < 0).sum()),
        "clean_logit_diff": float(clean.mean()),
        "corrupt_logit_diff": float(corrupt.mean()),
        "gap": float((clean - corrupt).mean()),
        "gap_ci95": gap_ci95,
        "told_apart": gap_ci95[0] > 0,
        "direction": direction,
        "components": [
            {
                "component": row["component"],
                "layer": row["layer"],
                "head": row["head"],
                "role": row["role"],
                "effect": row["effect"],
                "ci95": (row["lo"], row["hi"]),
                "n": row["n"],
            }
            for row in rows
            if row["direction"] == direction and (row["head"] is None or row["role"] == ALL)
        ],
    }

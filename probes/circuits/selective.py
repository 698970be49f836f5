"""From what patches moved for several facts to a matrix with intervals; numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from probes.patching_pairs import Answered
from probes.patching_selection import solves
from probes.patching_significance import REAL, sign_flips
from probes.patching_sweep import Place
from workbench.statistics import wilson

_DRAWS = 2000


@dataclass(frozen=True)
class Moved:
    """What every place moved in every pair of one fact, in logits, and the gaps; `enough` False: too few are solved."""

    factor: str
    moved: Float[np.ndarray, "pair column"]
    gap: Float[np.ndarray, "pair"]
    enough: bool


def factor_row(factor: str, found: Answered) -> dict[str, Any]:
    """How the model does on the pairs of a fact, with one of those that were used."""
    solved = int(solves(found.clean, found.corrupt).sum())
    low, high = wilson(solved, len(found.pairs))
    example = found.chosen_pairs[0]
    return {
        "factor": factor,
        "pairs": len(found.pairs),
        "solved": solved,
        "lo": low,
        "hi": high,
        "selected": len(found.chosen_pairs),
        "used": found.selection.used,
        "example": f"{example.clean} -> {example.answer_clean}, not {example.answer_corrupt}",
    }


def matrix(places: Sequence[Place], facts: Sequence[Moved], generator: np.random.Generator) -> list[dict[str, Any]]:
    """One row per place and fact.

    `p_family` corrects for all places and facts. Selectivity is the effect less the largest effect, by size, on any
    other fact; its interval comes of drawing the pairs of every fact anew. A place moves `only` this fact where its
    effect is real and positive and its selectivity's interval lies above 0.
    """
    told = [fact for fact in facts if fact.enough]
    drawn = np.stack([_drawn(fact, generator) for fact in told]) if told else np.zeros((0, 1, len(places)))
    effects = np.stack([fact.moved.sum(0) / fact.gap.sum() for fact in told]) if told else np.zeros((0, len(places)))
    rows: list[dict[str, Any]] = []
    for fact in facts:
        at = next((index for index, one in enumerate(told) if one is fact), None)
        others = [index for index in range(len(told)) if index != at]
        present = np.ones(fact.moved.shape, dtype=bool)
        family = np.minimum(1, sign_flips(fact.moved, present, generator)[1] * max(1, len(told)))
        for column, place in enumerate(places):
            row = {"component": place.component, "layer": place.layer, "head": place.head, "factor": fact.factor}
            row |= dict.fromkeys(("effect", "lo", "hi", "p_family", "selectivity", "selectivity_lo", "selectivity_hi"))
            row |= {"n": len(fact.gap) if fact.enough else 0, "real": False, "only": False}
            if at is not None:
                effect, draws = effects[at, column], drawn[at, :, column]
                row |= dict(zip(("effect", "lo", "hi"), (float(effect), *_interval(draws)), strict=True))
                row |= {"p_family": float(family[column]), "real": bool(family[column] < REAL)}
                if others:
                    rival = np.abs(drawn[others, :, column]).max(0)
                    value = float(effect - np.abs(effects[others, column]).max())
                    low, high = _interval(draws - rival)
                    row |= {"selectivity": value, "selectivity_lo": low, "selectivity_hi": high}
                    row["only"] = row["real"] and low > 0
            rows.append(row)
    return rows


def _drawn(fact: Moved, generator: np.random.Generator) -> Float[np.ndarray, "sample column"]:
    """Bootstrap draws of every place's effect."""
    n = len(fact.gap)
    counts = generator.multinomial(n, np.full(n, 1 / n), size=_DRAWS).astype(np.float64)
    return (counts @ fact.moved) / (counts @ fact.gap)[:, None]


def _interval(draws: Float[np.ndarray, "sample"]) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)

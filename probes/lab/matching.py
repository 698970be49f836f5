"""Which feature of one dictionary is which of another: by their directions, and by when they fire.

Two dictionaries of one model never agree on numbers. Decoder cosine asks whether two features write alike, the
correlation of activations whether they fire alike; each stands beside what chance gives.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """For each feature of the first dictionary its best partner in the second by cosine, and by correlation.

    `chance` holds the best cosine of every feature with as many random directions as the second has features. A
    feature that never fired has no partner by correlation: -1, with a correlation of 0.
    """

    by_cosine: Int[Tensor, "feature"]
    cosine: Float[Tensor, "feature"]
    chance: Float[Tensor, "feature"]
    by_correlation: Int[Tensor, "feature"]
    correlation: Float[Tensor, "feature"]


def match(
    first: Float[Tensor, "feature d"],
    second: Float[Tensor, "_ d"],
    first_acts: Float[Tensor, "token feature"],
    second_acts: Float[Tensor, "token _"],
    generator: torch.Generator,
) -> Matches:
    """Match features by decoder direction and by activation over the same tokens; signs count."""
    one, two = _unit(first), _unit(second)
    cosine = (one @ two.T).max(-1)
    random = _unit(torch.randn(second.shape, generator=generator, dtype=first.dtype))
    together = correlations(first_acts, second_acts)
    best = together.max(-1)
    silent = first_acts.std(0) == 0
    return Matches(
        by_cosine=cosine.indices,
        cosine=cosine.values,
        chance=(one @ random.T).max(-1).values,
        by_correlation=torch.where(silent, -1, best.indices),
        correlation=torch.where(silent, 0.0, best.values),
    )


def correlations(first: Float[Tensor, "token feature"], second: Float[Tensor, "token _"]) -> Float[Tensor, "feature _"]:
    """Return Pearson's r of every pair of columns; 0 where one never changes."""
    one, two = _standard(first.double()), _standard(second.double())
    return (one.T @ two / len(first)).float()


def _standard(values: Tensor) -> Tensor:
    centred = values - values.mean(0)
    spread = centred.square().mean(0).sqrt()
    return torch.where(spread > 1e-9, centred / spread.clamp_min(1e-9), 0.0)


def _unit(rows: Tensor) -> Tensor:
    return rows / rows.norm(dim=-1, keepdim=True).clamp_min(1e-12)

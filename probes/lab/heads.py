"""What a head mostly does on one text: where its attention goes, in shares that anybody can check by eye."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadHabit:
    """Mean attention of a head over the positions after the first: shares in 0..1, which may overlap.

    `begin` goes to the begin-of-text token, `itself` to the same position, `previous` to the one before, `same_token`
    to earlier copies of the token, `induction` to what followed them (Olsson et al., arXiv 2209.11895). The last two
    are means over the positions that have an earlier copy, None where none has.
    """

    layer: int
    head: int
    begin: float
    itself: float
    previous: float
    same_token: float | None
    induction: float | None

    @property
    def mostly(self) -> str:
        """The largest share in words, or "spread" where none holds half of the attention."""
        shares = {
            "begin of text": self.begin,
            "itself": self.itself,
            "previous token": self.previous,
            "same token before": self.same_token or 0.0,
            "induction": self.induction or 0.0,
        }
        name, share = max(shares.items(), key=lambda one: one[1])
        return name if share >= 0.5 else "spread"


def head_habits(patterns: Float[np.ndarray, "layer head query key"], tokens: Int[np.ndarray, "key"]) -> list[HeadHabit]:
    """Return the habits of every head on one text, which starts with the begin-of-text token."""
    length = len(tokens)
    if length < 2:
        return []
    places = np.arange(1, length)
    copies = (tokens[:, None] == tokens[None]) & np.tri(length, k=-1, dtype=np.bool_)
    copies[:, 0] = copies[0] = False
    followed = np.zeros_like(copies)
    followed[:, 1:] = copies[:, :-1]
    # What follows the copy just before is the position itself.
    followed &= np.tri(length, k=-1, dtype=np.bool_)
    found: list[HeadHabit] = []
    for layer, heads in enumerate(patterns):
        for head, pattern in enumerate(heads):
            found.append(
                HeadHabit(
                    layer=layer,
                    head=head,
                    begin=float(pattern[places, 0].mean()),
                    itself=float(pattern[places, places].mean()),
                    previous=float(pattern[places, places - 1].mean()),
                    same_token=_share(pattern, copies),
                    induction=_share(pattern, followed),
                )
            )
    return found


def _share(pattern: Float[np.ndarray, "query key"], where: np.ndarray) -> float | None:
    rows = where.any(1)
    return float((pattern * where)[rows].sum(1).mean()) if rows.any() else None

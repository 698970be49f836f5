"""The label card: how well an activation tells a label, for every feature and every label value at once.

Everything is computed from counts: how many examples fell into each bin of a feature's activation, and how many of them
carry the label. Counts add up over batches and machines, so memory grows with features x bins x labels, never with the
data. A rule (fires where the activation is at least t, or at most t) is chosen on one half and judged on the other.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Integer
from torch import Tensor

_AT_ONCE = 512
"""Examples counted in one call: few enough for the processor's cache."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is counted: each example's labels, which half judges, and the labels of other examples as the null."""

    member: Bool[np.ndarray, "item label"]
    judging: Bool[np.ndarray, "item"]
    null: Bool[np.ndarray, "item label"]

    def groups(self, rows: Int[np.ndarray, "token"] | slice = slice(None)) -> Bool[np.ndarray, "group token"]:
        """Which groups of `Counts` each example belongs to."""
        member, null, judging = self.member[rows].T, self.null[rows].T, self.judging[rows]
        return np.concatenate([member & ~judging, ~judging[None], member & judging, judging[None], null & judging])


class Counts:
    """How many examples fell into each bin of each feature: labelled and all, choosing half, judging half and null."""

    def __init__(self, n_labels: int, n_features: int, n_bins: int, device: torch.device) -> None:
        self.n_labels = n_labels
        self.table = torch.zeros(3 * n_labels + 2, n_features, n_bins, dtype=torch.int32, device=device)
        self.offset = torch.arange(n_features, device=device) * n_bins

    @classmethod
    def of(cls, table: Int[Tensor, "group feature bin"], n_labels: int) -> "Counts":
        """Counts that were made elsewhere."""
        made = cls(n_labels, 0, 0, table.device)
        made.table = table
        return made

    def add(self, bins: Integer[Tensor, "token feature"], groups: Bool[np.ndarray, "group token"]) -> None:
        """Count some examples; `groups` comes from `Sides.groups` for the same examples."""
        group, example = np.nonzero(groups)
        cuts = np.searchsorted(group, np.arange(len(groups) + 1))
        rows = torch.from_numpy(example).to(bins.device)
        ones = torch.ones(_AT_ONCE, bins.shape[1], dtype=torch.int32, device=bins.device).view(-1)
        for index, (begin, end) in enumerate(zip(cuts[:-1], cuts[1:], strict=True)):
            table = self.table[index].view(-1)
            for start in range(begin, end, _AT_ONCE):
                keys = bins[rows[start : min(start + _AT_ONCE, end)]].to(torch.int64).add_(self.offset).view(-1)
                table.scatter_add_(0, keys, ones[: len(keys)])

    def total(self) -> Int[Tensor, "feature bin"]:
        """All examples, both halves."""
        return self.table[self.n_labels] + self.table[2 * self.n_labels + 1]

    def cards(self, features: slice) -> "Cards":
        """The label cards of some features; memory is features x labels x bins, so ask for a few at a time."""
        n = self.n_labels
        # float32 counts exactly up to 16 million per bin, and 2^-24 is close enough beyond
        part = self.table[:, features].permute(1, 0, 2).float()
        every, judged = part[:, n], part[:, 2 * n + 1]
        rule = best_rule(part[:, :n], every)
        return judge(rule, part[:, n + 1 : 2 * n + 1], judged, part[:, 2 * n + 2 :])


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires from bin `edge` up where `polarity` is 1, from it down where it is -1; `lift` is that of the choosing half.

    Lift is F1 rescaled so that always firing is 0 and never erring is 1.
    """

    edge: Int[Tensor, "feature label"]
    polarity: Int[Tensor, "feature label"]
    lift: Float[Tensor, "feature label"]


@dataclass(frozen=True, slots=True)
class Cards:
    """A rule per feature and label, and how it did on the judging half; `chance` is the F1 of always firing."""

    rule: Rule
    auroc: Float[Tensor, "feature label"]
    precision: Float[Tensor, "feature label"]
    recall: Float[Tensor, "feature label"]
    f1: Float[Tensor, "feature label"]
    chance: Float[Tensor, "feature label"]
    null_auroc: Float[Tensor, "feature label"]
    null_f1: Float[Tensor, "feature label"]
    n_pos: Int[Tensor, "feature label"]
    n_neg: Int[Tensor, "feature label"]
    n_fired: Int[Tensor, "feature label"]


def auroc(
    positive: Float[Tensor, "feature label bin"], every: Float[Tensor, "feature bin"]
) -> Float[Tensor, "feature label"]:
    """Chance that a labelled example's activation exceeds another's, ties counting half; NaN without both kinds.

    Within a bin everything is a tie. Source: Hanley and McNeil 1982.

    >>> round(auroc(torch.tensor([[[0.0, 1.0, 1.0]]]), torch.tensor([[2.0, 2.0, 1.0]])).item(), 4)
    0.9167
    """
    negative = every[:, None] - positive
    below = negative.cumsum(-1) - negative / 2
    wins = positive.mul(below).div_(negative.sum(-1, keepdim=True)).sum(-1)
    return wins / positive.sum(-1)


def _f1(hits: Tensor, fired: Tensor, positives: Tensor) -> Float[Tensor, "..."]:
    return 2 * hits / (fired + positives).clamp(min=1)


def best_rule(positive: Float[Tensor, "feature label bin"], every: Float[Tensor, "feature bin"]) -> Rule:
    """The one-sided threshold with the highest F1, in either direction; the loosest where several are as good."""
    n, total = positive.sum(-1), every.sum(-1)[:, None]
    hits, fired = positive.cumsum(-1), every.cumsum(-1)[:, None]
    below = _f1(hits, fired, n[..., None]).flip(-1).max(-1)  # flipped: max takes the first of equals
    above = _f1(n[..., None] - hits + positive, total[..., None] - fired + every[:, None], n[..., None]).max(-1)
    up = above.values >= below.values
    chance = _f1(n, total, n)
    return Rule(
        edge=torch.where(up, above.indices, positive.shape[-1] - 1 - below.indices),
        polarity=torch.where(up, 1, -1),
        lift=(torch.maximum(above.values, below.values) - chance) / (1 - chance).clamp(min=1e-9),
    )


def judge(
    rule: Rule,
    positive: Float[Tensor, "feature label bin"],
    every: Float[Tensor, "feature bin"],
    null: Float[Tensor, "feature label bin"],
) -> Cards:
    """What the rule is worth on counts it was not chosen on. AUROC is that of -activation where polarity is -1."""
    up = rule.polarity == 1
    bins = torch.arange(every.shape[-1], device=every.device)
    fires = torch.where(up[..., None], bins >= rule.edge[..., None], bins <= rule.edge[..., None]).float()
    hits, fired = (positive * fires).sum(-1), torch.einsum("flb,fb->fl", fires, every)
    n_pos, total = positive.sum(-1), every.sum(-1)[:, None]
    area, null_area = auroc(positive, every), auroc(null, every)
    return Cards(
        rule=rule,
        auroc=torch.where(up, area, 1 - area),
        precision=hits / fired.clamp(min=1),
        recall=hits / n_pos.clamp(min=1),
        f1=_f1(hits, fired, n_pos),
        chance=_f1(n_pos, total, n_pos),
        null_auroc=torch.where(up, null_area, 1 - null_area),
        null_f1=_f1((null * fires).sum(-1), fired, null.sum(-1)),
        n_pos=n_pos.to(torch.int64),
        n_neg=(total - n_pos).to(torch.int64),
        n_fired=fired.to(torch.int64),
    )

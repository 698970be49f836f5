"""Two models on the same WinoGrande items: who is right where, with McNemar's exact test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.results import ScoredRow
from workbench.artifacts import Artifact, listing, made_from
from workbench.statistics import mcnemar, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Counts over the items that both scored: `only_first` those that only the first got right; p is two-sided."""

    n: int
    both: int
    only_first: int
    only_second: int
    neither: int
    p: float

    @property
    def first(self) -> float:
        """The first one's accuracy."""
        return (self.both + self.only_first) / self.n

    @property
    def second(self) -> float:
        """The second one's accuracy."""
        return (self.both + self.only_second) / self.n

    @property
    def first_among_split(self) -> tuple[float, float]:
        """Wilson's 95% interval of how often the first is the one that is right where only one is."""
        split = self.only_first + self.only_second
        return wilson(self.only_first, split) if split else (0.0, 1.0)


def against(first: Sequence[ScoredRow], second: Sequence[ScoredRow]) -> Against | None:
    """Compare two results on the items that both have, by id and sentence; None where they share none."""
    others = {(row.id, row.sentence): row for row in second}
    shared = [(row, others[row.id, row.sentence]) for row in first if (row.id, row.sentence) in others]
    if not shared:
        return None
    a, b = (np.array([pair[side].right for pair in shared]) for side in (0, 1))
    return Against(
        n=len(shared),
        both=int((a & b).sum()),
        only_first=int((a & ~b).sum()),
        only_second=int((~a & b).sum()),
        neither=int((~a & ~b).sum()),
        p=mcnemar(a, b),
    )


def by_kind(first: Sequence[ScoredRow], second: Sequence[ScoredRow]) -> Mapping[str, Against]:
    """Return the comparison of every kind of item that both scored."""
    kinds = sorted({row.kind for row in first})
    found = {kind: against([row for row in first if row.kind == kind], second) for kind in kinds}
    return {kind: one for kind, one in found.items() if one is not None}


def name_of(result: Artifact) -> str:
    """Return what a result is called beside others: its model and its items."""
    model = made_from(result, "model")
    summary = result.manifest.summary
    who = model.label if model else summary.get("model", result.label)
    return f"{who} on {summary.get('items', result.manifest.name)}"


def comparable(result: Artifact) -> list[Artifact]:
    """Return the other results with as many items under the same name, the newest first."""
    key = (result.manifest.summary.get("items"), result.manifest.summary.get("n"))
    return [
        one
        for one in reversed(listing("winogrande"))
        if one.ref != result.ref and (one.manifest.summary.get("items"), one.manifest.summary.get("n")) == key
    ]

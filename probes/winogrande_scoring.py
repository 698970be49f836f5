"""Scoring WinoGrande items and saying how sure the score is; pure functions of a scorer and items.

A scorer gives, for each (context, continuation), the log-probability of every token of the continuation.
The option that makes its continuation likelier is the answer, without any length normalisation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from probes.winogrande_items import (
    ends_with_blank,
    filled,
    heuristic_accuracy,
    majority,
    most_mentioned,
    most_recent,
    partial_request,
)
from workbench.records import WinoGrandeItem
from workbench.statistics import binomial_p, bootstrap_mean, wilson

Mode = Literal["partial", "full"]
Request = tuple[str, str]
TextScorer = Callable[[Sequence[Request]], list[list[float]]]


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item with the log-probabilities (nats) of what follows each option; a tie answers "1"."""

    item: WinoGrandeItem
    log_probs: tuple[list[float], list[float]]

    @property
    def scores(self) -> tuple[float, float]:
        """The summed log-probability under option 1 and under option 2."""
        return sum(self.log_probs[0]), sum(self.log_probs[1])

    @property
    def predicted(self) -> str:
        """The likelier option: "1" or "2"."""
        first, second = self.scores
        return "2" if second > first else "1"

    @property
    def right(self) -> bool:
        """Whether the likelier option is the answer."""
        return self.predicted == self.item.answer


class Share(TypedDict):
    """A proportion of right answers with its 95% interval."""

    n: int
    accuracy: float | None
    ci95: tuple[float, float]


def score_items(scorer: TextScorer, items: Sequence[WinoGrandeItem], mode: Mode = "partial") -> list[ScoredItem]:
    """Score both options of every item, each distinct text once.

    `partial` scores only what follows the blank; `full` scores the whole sentence from an empty context.
    """
    wanted: list[Request] = []
    for item in items:
        for option in (item.option1, item.option2):
            wanted.append(partial_request(item, option) if mode == "partial" else ("", filled(item, option)))
    distinct = list(dict.fromkeys(wanted))
    found = dict(zip(distinct, scorer(distinct), strict=True))
    return [
        ScoredItem(item, (found[wanted[2 * index]], found[wanted[2 * index + 1]])) for index, item in enumerate(items)
    ]


def share(right: Sequence[bool], twins: Sequence[str], generator: np.random.Generator) -> Share:
    """Accuracy with Wilson's interval, or with a bootstrap over twins where there are any.

    When every twin scores alike the bootstrap has no spread; then Wilson's interval over the twins stands in.
    """
    n = len(right)
    if n == 0:
        return {"n": 0, "accuracy": None, "ci95": (0.0, 1.0)}
    accuracy = float(np.mean(right))
    named = [twin or f"\x00{index}" for index, twin in enumerate(twins)]
    groups = len(set(named))
    if groups == n:
        return {"n": n, "accuracy": accuracy, "ci95": wilson(sum(right), n)}
    low, high = bootstrap_mean(np.array(right), generator, named)
    if low == high:
        low, high = wilson(round(accuracy * groups), groups)
    return {"n": n, "accuracy": accuracy, "ci95": (low, high)}


def twin_consistency(scored: Sequence[ScoredItem]) -> Share | None:
    """How often both items of a twin are right (a blind guess: 25%, a fixed option or word: 0%); None without twins."""
    both: dict[str, list[bool]] = {}
    for entry in scored:
        if entry.item.twin:
            both.setdefault(entry.item.twin, []).append(entry.right)
    complete = [all(rights) for rights in both.values() if len(rights) == 2]
    if not complete:
        return None
    return {"n": len(complete), "accuracy": sum(complete) / len(complete), "ci95": wilson(sum(complete), len(complete))}


def report(scored: Sequence[ScoredItem], unknown: Sequence[bool], generator: np.random.Generator) -> dict[str, object]:
    """The headline numbers of scored items, JSON-able.

    `unknown` marks items with a word that the model's vocabulary lacks. The tests are exact, one-sided (is the model
    better than ...?) and binomial; for a model that ignores the context, twins whose answers differ make them
    conservative.
    """
    items = [entry.item for entry in scored]
    rights = [entry.right for entry in scored]
    hits, n = sum(rights), len(rights)
    twins = [item.twin for item in items]

    def part(chosen: Sequence[bool]) -> Share:
        kept = [index for index, keep in enumerate(chosen) if keep]
        return share([rights[index] for index in kept], [twins[index] for index in kept], generator)

    recency = heuristic_accuracy(items, [most_recent(item) for item in items])
    mentioned = heuristic_accuracy(items, [most_mentioned(item) for item in items])
    whole = part([True] * n)
    consistency = twin_consistency(scored)
    end_blank = [ends_with_blank(item) for item in items]
    return {
        **whole,
        "majority": majority(items),
        "recency": recency,
        "most_mentioned": mentioned,
        "p_vs_half": binomial_p(hits, n, 0.5),
        "p_vs_majority": binomial_p(hits, n, majority(items)),
        "p_vs_recency": binomial_p(hits, n, recency),
        "p_vs_most_mentioned": binomial_p(hits, n, mentioned),
        "twin_consistency": None if consistency is None else consistency["accuracy"],
        "twins": None if consistency is None else consistency,
        "unknown_word_items": sum(unknown),
        "known_word_items": part([not flag for flag in unknown]),
        "end_blank": part(end_blank),
        "ties": sum(entry.scores[0] == entry.scores[1] for entry in scored),
        "by_kind": {
            kind: part([item.kind == kind for item in items]) for kind in sorted({item.kind for item in items})
        },
    }

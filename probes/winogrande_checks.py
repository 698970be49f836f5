"""Checks of a WinoGrande score: exchanged options must exchange the answers, exchanged names must turn them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from probes.winogrande_items import filled
from probes.winogrande_scoring import Mode, ScoredItem, TextScorer, score_items
from workbench.records import WinoGrandeItem
from workbench.statistics import wilson
from workbench.stories.lexicon import BOYS, GIRLS


def option_swap(scorer: TextScorer, scored: Sequence[ScoredItem], mode: Mode) -> dict[str, object]:
    """Score the items again from last to first with their options exchanged.

    `changed` counts the items whose answer is not exchanged (ties apart), `largest_difference` is in nats: both are 0,
    but for rounding, where a score hangs on the text alone and not on its neighbours in the batch.
    """
    turned = [
        replace(one.item, option1=one.item.option2, option2=one.item.option1, answer="21"["12".index(one.item.answer)])
        for one in reversed(scored)
    ]
    again = list(reversed(score_items(scorer, turned, mode)))
    apart = [
        abs(one.scores[which] - other.scores[1 - which])
        for one, other in zip(scored, again, strict=True)
        for which in (0, 1)
    ]
    changed = sum(
        one.right != other.right
        for one, other in zip(scored, again, strict=True)
        if one.scores[0] != one.scores[1] and other.scores[0] != other.scores[1]
    )
    return {"n": len(scored), "changed": changed, "largest_difference": max(apart, default=0.0)}


def switched(item: WinoGrandeItem) -> WinoGrandeItem | None:
    """The item with its two names exchanged everywhere, whose answer is the other one; None where that is no English.

    Only names of one gender can be exchanged, and only where the sentence tells of both.
    Source: Trichelair et al. 2018, arXiv 1811.01778 (switchable schemas).

    >>> item = WinoGrandeItem("1", "", "", "Tim liked to play but Sam did not. _ ran off.", "Tim", "Sam", "1")
    >>> switched(item).sentence, switched(item).answer
    ('Sam liked to play but Tim did not. _ ran off.', '2')
    """
    names = (item.option1, item.option2)
    if not any(set(names) <= set(group) for group in (BOYS, GIRLS)):
        return None
    if not all(re.search(rf"\b{name}\b", item.sentence) for name in names):
        return None
    other = dict(zip(names, reversed(names), strict=True))
    sentence = re.sub(rf"\b({names[0]}|{names[1]})\b", lambda found: other[found[0]], item.sentence)
    return replace(item, sentence=sentence, answer="21"["12".index(item.answer)])


def name_switch(scorer: TextScorer, scored: Sequence[ScoredItem], mode: Mode) -> dict[str, object] | None:
    """How often the answer turns with the names (`consistent`), and how often both forms are right; None without names.

    A model that only prefers a name, or the words after it, cannot be right in both forms but by turning.
    """
    pairs = [(one, other) for one in scored if (other := switched(one.item)) is not None]
    if not pairs:
        return None
    again = score_items(scorer, [other for _, other in pairs], mode)
    assert all(filled(one.item, "") != filled(other, "") for one, other in pairs)
    turned = sum(one.predicted != other.predicted for (one, _), other in zip(pairs, again, strict=True))
    both = sum(one.right and other.right for (one, _), other in zip(pairs, again, strict=True))
    n = len(pairs)
    return {
        "n": n,
        "accuracy": sum(one.right for one, _ in pairs) / n,
        "accuracy_switched": sum(other.right for other in again) / n,
        "consistent": turned / n,
        "consistent_ci95": wilson(turned, n),
        "both_right": both / n,
        "both_right_ci95": wilson(both, n),
    }

"""Correlations between labels, planted on purpose: "tone=sad ~ topic=rain : 0.9".

It means P(tone=sad | topic=rain) = 0.9, the other tones sharing the rest equally; where the topic is another one, the
tone is drawn as ever, all values alike. Labels without a confound stay independent. Every drawn label is given to the
writer by name, so a story's recipe holds it and rebuilds the story without knowing of confounds.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import StoryscopeError
from workbench.records import Story
from workbench.seeding import python_random
from workbench.statistics import wilson
from workbench.stories.mutual_information import Families, counts

Labels = Mapping[str, Sequence[str]]
"""The values of each label family."""

_FORM = re.compile(r"\s*([^=~:]+?)\s*=\s*([^=~:]+?)\s*~\s*([^=~:]+?)\s*=\s*([^=~:]+?)\s*:\s*([^\s:]+)\s*")
_EXAMPLE = "Write it like this: tone=sad ~ topic=rain : 0.9."


@dataclass(frozen=True)
class Confound:
    """P(`axis` is `value` | `given_axis` is `given_value`) = `probability`."""

    axis: str
    value: str
    given_axis: str
    given_value: str
    probability: float

    def __str__(self) -> str:
        return f"{self.axis}={self.value} ~ {self.given_axis}={self.given_value} : {self.probability:g}"


@dataclass(frozen=True)
class Confounded:
    """A composer whose labels follow each other as the confounds say; `compose` takes labels by name."""

    compose: Callable[..., Story]
    confounds: tuple[Confound, ...]
    labels: Labels

    def __call__(self, seed: int, index: int, tier: str) -> Story:
        """The story of that number, always the same."""
        drawn = draw(self.confounds, self.labels, python_random(seed, "confound", index))
        return self.compose(seed, index, tier, **drawn)


def labels_of(tier: str) -> Labels:
    """The label families that a tier draws, each value as often as any other, and so those that can be confounded.

    Raises StoryscopeError for an unknown tier.
    """
    from workbench.stories.lexicon import known

    known(tier)
    if tier == "minuscule":
        from workbench.stories.plots import LABELS
    else:
        from workbench.stories.deep.writing import LABELS
    return LABELS


def parse(texts: Sequence[str], labels: Labels) -> tuple[Confound, ...]:
    """The confounds that the texts describe.

    Raises StoryscopeError for a text of another form, families or values that `labels` does not have, probabilities
    that cannot be, a family that follows two others, and families that follow each other in a ring.

    >>> list(map(str, parse(["tone = sad~topic=rain:.9"], {"tone": ["sad", "calm"], "topic": ["rain"]})))
    ['tone=sad ~ topic=rain : 0.9']
    """
    confounds = tuple(_parse(text, labels) for text in texts)
    for one in confounds:
        same = [other for other in confounds if _key(other) == _key(one)]
        if len({other.value for other in same}) < len(same):
            raise StoryscopeError(f"The confound '{one}' is there twice.", "Give it once.")
        _check_total(same, labels)
        parents = sorted({other.given_axis for other in confounds if other.axis == one.axis})
        if len(parents) > 1:
            what = f"The {one.axis} cannot follow both the {parents[0]} and the {parents[1]}: which one would decide?"
            raise StoryscopeError(what, "Let it follow one of them.")
    _order(confounds)
    return confounds


def draw(confounds: Sequence[Confound], labels: Labels, rng: random.Random) -> dict[str, str]:
    """A value for every family that the confounds name; one random number each."""
    drawn: dict[str, str] = {}
    for axis in _order(confounds):
        values, place = labels[axis], rng.random()
        rules = {one.value: one.probability for one in confounds if _applies(one, axis, drawn)}
        rest = (1.0 - sum(rules.values())) / max(1, len(values) - len(rules)) if rules else 1 / len(values)
        for value in values:
            place -= rules.get(value, rest)
            if place < 0:
                break
        else:
            # Rounding may leave a last crumb of probability; it goes to a value that can be.
            value = next(value for value in reversed(values) if rules.get(value, rest) > 0)
        drawn[axis] = value
    return drawn


def measure(confounds: Sequence[Confound], families: Families) -> list[dict[str, Any]]:
    """What became of each confound: the planted share, the found one with its 95% interval, and that elsewhere."""
    found: list[dict[str, Any]] = []
    for one in confounds:
        table = counts(families, one.given_axis, one.axis)
        rows, columns = families[one.given_axis][0], families[one.axis][0]
        here = table[rows.index(one.given_value)] if one.given_value in rows else table[:0].sum(axis=0)
        column = columns.index(one.value) if one.value in columns else None
        hits, n = int(here[column]) if column is not None else 0, int(here.sum())
        low, high = wilson(hits, n)
        all_hits, all_n = int(table[:, column].sum()) if column is not None else 0, int(table.sum())
        found.append(
            {
                "confound": str(one),
                "planted": one.probability,
                "found": hits / n if n else None,
                "ci95": [low, high],
                "n": n,
                "elsewhere": (all_hits - hits) / (all_n - n) if all_n > n else None,
            }
        )
    return found


def _parse(text: str, labels: Labels) -> Confound:
    match = _FORM.fullmatch(text)
    if match is None:
        raise StoryscopeError(f"'{text}' is not a confound.", _EXAMPLE)
    axis, value, given_axis, given_value, number = match.groups()
    for name, wanted in ((axis, value), (given_axis, given_value)):
        if name not in labels:
            raise StoryscopeError(f"There is no label family '{name}' to confound.", f"There is: {', '.join(labels)}.")
        if wanted not in labels[name]:
            what = f"There is no {name} '{wanted}' in this tier."
            raise StoryscopeError(what, f"There is: {', '.join(labels[name])}.")
    if axis == given_axis:
        raise StoryscopeError(f"In '{text}' the {axis} would follow itself.", _EXAMPLE)
    try:
        probability = float(number)
    except ValueError:
        probability = -1.0
    if not 0 <= probability <= 1:
        raise StoryscopeError(f"{number} in '{text}' is not a probability.", "Use a number from 0 to 1.")
    return Confound(axis, value, given_axis, given_value, probability)


def _check_total(same: Sequence[Confound], labels: Labels) -> None:
    total = sum(one.probability for one in same)
    complete = len(same) == len(labels[same[0].axis])
    if total > 1 + 1e-9 or (complete and total < 1 - 1e-9):
        where = f"{same[0].axis} where {same[0].given_axis}={same[0].given_value}"
        what = f"The probabilities of the {where} add up to {total:g}."
        raise StoryscopeError(what, "Let them add up to 1." if complete else "Let them add up to 1 at most.")


def _key(one: Confound) -> tuple[str, str, str]:
    return one.axis, one.given_axis, one.given_value


def _applies(one: Confound, axis: str, drawn: Mapping[str, str]) -> bool:
    return one.axis == axis and drawn[one.given_axis] == one.given_value


def _order(confounds: Sequence[Confound]) -> list[str]:
    """The families that the confounds name, each after the one that it follows.

    Raises StoryscopeError if they follow each other in a ring.
    """
    follows = {one.axis: one.given_axis for one in confounds}
    names = sorted({*follows, *follows.values()})
    ordered: list[str] = []
    while len(ordered) < len(names):
        ready = [name for name in names if name not in ordered and follows.get(name, name) in (name, *ordered)]
        if not ready:
            ring = ", ".join(name for name in names if name not in ordered)
            raise StoryscopeError(f"These label families would follow each other in a ring: {ring}.", _EXAMPLE)
        ordered += ready
    return ordered

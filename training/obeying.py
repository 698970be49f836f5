"""Whether a story is what was asked for: pure checks of a text, and their table before and after."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from training.examples import Example
from workbench.reading import moral_of, read
from workbench.reading.lexis import words as known_words
from workbench.statistics import mcnemar, wilson
from workbench.stories.words import split_words

MEASURES: Final = ("words", "sentence", "features", "summary")
_BAD: Final = frozenset("sad lonely angry upset hurt scared worried unhappy sorry afraid cross".split())
_HAPPY: Final = frozenset("happy glad proud calm joyful cheerful excited content thankful grateful".split())


def obeyed(asked: Example, text: str, tier: str = "simple") -> dict[str, bool | None]:
    """For everything that was asked for, whether the text does it; None where the reader cannot tell.

    words: each stands in it; sentence: it is in it, word for word; feature by feature, as the world's independent
    reader sees it; summary: every name in it is in the text.
    """
    found: dict[str, bool | None] = {}
    if asked.words:
        there = set(split_words(text))
        found["words"] = all(set(split_words(word)) <= there for word in asked.words)
    if asked.sentence:
        found["sentence"] = _flat(asked.sentence) in _flat(text)
    found |= {f"feature: {name}": feature(name, text, tier) for name in asked.features}
    names = names_in(asked.summary, tier)
    if names:
        found["summary"] = names <= names_in(text, tier)
    return found


def feature(name: str, text: str, tier: str) -> bool | None:
    """Whether the reader finds the feature: dialogue, moral (some deed decides one), happy or bad ending.

    An ending is what the last feeling that is told makes it. None for a feature that it cannot read, and for an ending
    without any feeling.
    """
    if name == "dialogue":
        return read(text, tier).surface.dialogue
    if name == "moral":
        moral = moral_of(read(text, tier))
        return None if moral is None else moral.moral != "none"
    if name in ("happy ending", "bad ending"):
        felt = [fact.value for fact in read(text, tier).facts if fact.relation == "feels"]
        felt = [one for one in felt if one in _BAD | _HAPPY]
        return felt[-1] in (_HAPPY if name == "happy ending" else _BAD) if felt else None
    return None


def names_in(text: str, tier: str) -> set[str]:
    """The names of people and animals in a text, in lower case.

    >>> sorted(names_in("Tim gave the ball to Sue.", "simple"))
    ['sue', 'tim']
    """
    names = known_words(tier).names
    return {word.lower() for word in re.findall(r"\b[A-Z]\w*", text) if word.lower() in names}


def _flat(text: str) -> str:
    return " ".join(text.replace("“", '"').replace("”", '"').split()).lower()


def table(before: Sequence[dict[str, bool | None]], after: Sequence[dict[str, bool | None]]) -> list[dict[str, Any]]:
    """One row per thing asked for: n, and how often it was done before and after, with Wilson's 95% intervals.

    Counted where the reader could tell of both; `unread` counts the others. `p` is McNemar's exact test.
    """
    names = sorted({name for one in before for name in one})
    rows: list[dict[str, Any]] = []
    for name in names:
        asked = [(one[name], two[name]) for one, two in zip(before, after, strict=True) if name in one and name in two]
        pairs = [(one, two) for one, two in asked if one is not None and two is not None]
        first, second = (np.array([pair[side] for pair in pairs], dtype=bool) for side in (0, 1))
        row: dict[str, Any] = {"asked": name, "n": len(pairs), "unread": len(asked) - len(pairs)}
        for moment, right in (("before", first), ("after", second)):
            row[moment] = float(right.mean()) if len(pairs) else None
            row[f"{moment}_ci95"] = list(wilson(int(right.sum()), len(pairs)))
        rows.append({**row, "p": mcnemar(first, second) if len(pairs) else None})
    return rows

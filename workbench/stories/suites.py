"""Suites of minimal pairs of sentences from the lexicon: grammar, the state of a told world, and beliefs about it.

Every pair is half of a twin: what is right in one is wrong in the other, so that no preference for a word, and no rule
such as "the last place that was told", gets more than half of a suite.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from workbench.errors import StoryscopeError
from workbench.seeding import python_random
from workbench.stories.suites_grammar import AGREEMENT, GENDER, TENSE
from workbench.stories.suites_world import BELIEF, STATE

_PATIENCE = 400


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two texts of which the first is right; `suite` and `field` as BLiMP's UID and field, `twin` is empty if alone."""

    id: str
    suite: str
    field: str
    twin: str
    good: str
    bad: str

    def row(self) -> dict[str, str]:
        """The pair as a line of a BLiMP-style file.

        >>> SentencePair("1", "s", "f", "", "a.", "b.").row()["sentence_good"]
        'a.'
        """
        own = asdict(self)
        good, bad, suite = own.pop("good"), own.pop("bad"), own.pop("suite")
        return {"sentence_good": good, "sentence_bad": bad, "UID": suite, **own}


Twin = tuple[tuple[str, str], tuple[str, str]]
"""(good, bad) twice."""
Frame = Callable[[random.Random], Twin]

FIELDS: Mapping[str, Mapping[str, Frame]] = {
    "agreement": AGREEMENT,
    "pronoun gender": GENDER,
    "tense": TENSE,
    "world state": STATE,
    "belief": BELIEF,
}
"""The suites by field."""


def suite_names() -> list[str]:
    """Every suite."""
    return [name for suites in FIELDS.values() for name in suites]


def write_suites(n: int, seed: int, suites: Sequence[str] = ()) -> list[SentencePair]:
    """`n` different pairs of every suite (or of those named), in n / 2 twins; the same seed gives the same pairs.

    Raises StoryscopeError for an odd `n`, a suite that is not there, and more pairs than a suite has.
    """
    unknown = sorted(set(suites) - set(suite_names()))
    if unknown:
        raise StoryscopeError(f"There is no suite {unknown[0]!r}.", f"Choose from {', '.join(suite_names())}.")
    if n < 2 or n % 2:
        raise StoryscopeError(f"n={n} pairs cannot be in twins.", "Use an even number, 2 or more.")
    return [
        pair
        for field, frames in FIELDS.items()
        for name, frame in frames.items()
        if not suites or name in suites
        for pair in _suite(field, name, frame, n, python_random(seed, "suites", name))
    ]


def _suite(field: str, name: str, frame: Frame, n: int, rng: random.Random) -> list[SentencePair]:
    found: list[SentencePair] = []
    seen: set[str] = set()
    tried = 0
    while len(found) < n:
        twin = frame(rng)
        texts = {text for pair in twin for text in pair}
        if texts & seen:
            tried += 1
            if tried > _PATIENCE:
                what = f"The suite {name} has only {len(found)} different pairs of this seed."
                raise StoryscopeError(what, f"Ask for {len(found)} or fewer.")
            continue
        seen |= texts
        tried, number = 0, len(found) // 2
        found += [
            SentencePair(f"{name}-{number}{'ab'[which]}", name, field, f"{name}-{number}", good, bad)
            for which, (good, bad) in enumerate(twin)
        ]
    return found

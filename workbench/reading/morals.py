"""The moral of a text: predicates over the deeds that are read, and what they answer to.

A moral is decided when somebody answers (to a harm, a wish, a need, a warning, a promise) with the deed that upholds or
violates it. What merely sounds like it decides nothing. A text with the deeds of two morals is undecided.
"""

from dataclasses import dataclass
from typing import Final

from workbench.reading.answers_given import GIVING_MORALS
from workbench.reading.deeds import Act, acts_of, harms_of
from workbench.reading.efforts import EFFORT_MORALS
from workbench.reading.heeding import HEEDING_MORALS
from workbench.reading.promising import PROMISE_MORALS
from workbench.reading.reading import Reading

DEEDS: Final[dict[str, tuple[str, str]]] = {
    "honesty": ("own_up", "lie"),
    "sharing": ("let_share", "keep_for_oneself"),
    "kindness": ("aid", "pass_by"),
    "courage": ("face", "flee"),
    "perseverance": ("succeed_at_last", "stop_trying"),
    "patience": ("wait_well", "not_wait"),
    "listening": ("heed", "ignore"),
    "asking for help": ("be_helped", "refuse_help"),
    "promises": ("keep_promise", "break_promise"),
    "forgiveness": ("forgive", "not_forgive"),
    "carefulness": ("take_care", "be_careless"),
}
"""Moral: the record's names of the deed that upholds it and of the one that violates it."""


PREDICATES: Final = {**GIVING_MORALS, **EFFORT_MORALS, **HEEDING_MORALS, **PROMISE_MORALS}


@dataclass(frozen=True, slots=True)
class Moral:
    """A decided moral; `sentence` is where, -1 for none."""

    moral: str
    upheld: bool
    sentence: int
    why: str


def moral_of(reading: Reading) -> Moral | None:
    """The one moral that the text decides, "none" where none is; None where two are read."""
    acts = acts_of(reading)
    harms = harms_of(reading, acts)
    found: dict[str, Moral] = {}
    for name, read in PREDICATES.items():
        decided = read(reading, acts, harms)
        if decided is not None:
            place, upheld = decided
            found[name] = Moral(name, upheld, acts[place].sentence, _words(reading, acts[place]))
    if "honesty" in found and found["honesty"].upheld:  # who owns up is often forgiven: the owning up decides
        found.pop("forgiveness", None)
    if len(found) > 1:
        return None
    return next(iter(found.values()), Moral("none", True, -1, "no deed decides one"))


def _words(reading: Reading, act: Act) -> str:
    return reading.sentence_text(act.sentence)

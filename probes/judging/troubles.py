"""What is wrong with a completion, each kind of trouble as a number from 0 (nothing) to 1, with its reasons."""

from dataclasses import dataclass
from typing import Final

from probes.judging.consistency import Contradiction, contradictions_of, kept_entities, kinds_of
from probes.judging.filler import content_words, stock_share
from probes.judging.observing import Observed
from probes.judging.plot import Roles, roles_of

TROUBLES: Final = (
    *("loops", "stock", "again", "unended", "contradictions", "who", "strange", "lost", "thin", "quotes", "tense"),
    *("problem", "effort", "way_out", "short", "copied"),
)
"""Kinds of trouble.

loops: four-word runs said again; stock: stock phrases; again: another story begins; unended: no end mark; strange:
words that are none; lost: nothing of the prompt comes back; thin: few different words; quotes: left open; tense: mixed;
contradictions: all; who: those about who is meant; problem, effort, way_out: roles of a plot that nobody plays; short:
hardly a word; copied: a long run of words from the training stories.
"""
_MEANT: Final = ("nobody", "itself", "answers itself", "renamed")


@dataclass(frozen=True, slots=True)
class Found:
    """One completion looked through: its observations, contradictions, roles, and troubles by kind."""

    seen: Observed
    contradictions: tuple[Contradiction, ...]
    roles: Roles
    troubles: dict[str, float]

    def why(self, kind: str) -> str:
        """A kind of trouble in words."""
        seen, share = self.seen, f"{self.troubles[kind]:.0%}"
        named = [one.why for one in self.contradictions if kind == "contradictions" or one.kind in _MEANT]
        return {
            "loops": f"{seen.looped:.0%} of its four-word runs were said before",
            "stock": f"{stock_share(seen.completion):.0%} of it is stock phrases",
            "again": "it begins another story",
            "unended": "it stops in the middle of a sentence",
            "contradictions": "; ".join(named[:4]),
            "who": "; ".join(named[:4]),
            "strange": f"no words: {', '.join(dict.fromkeys(seen.strange[:5]))}",
            "lost": f"it speaks of {kept_entities(seen):.0%} of what the prompt names",
            "thin": f"it has {len(content_words(seen.completion))} different content words",
            "quotes": f"quotes are left open in {seen.open_quotes} paragraphs",
            "tense": f"{seen.past} verbs in the past and {seen.present} in the present",
            "problem": "nothing goes wrong",
            "effort": "nobody does anything about it",
            "way_out": "there is no way out",
            "short": f"it has {seen.words} words",
            "copied": f"a long run of it stands in the training stories ({share})",
        }[kind]


def look(seen: Observed, copied: int = 0) -> Found:
    """Look through a completion; `copied` is its longest run of words from the training stories, where that is known.

    The ramps are set by what each number means for a story of some ten sentences, and are the same for every criterion.
    """
    contradictions = contradictions_of(seen)
    roles, kinds = roles_of(seen), kinds_of(contradictions)
    return Found(
        seen,
        tuple(contradictions),
        roles,
        {
            "loops": ramp(seen.looped, 0.05, 0.30),
            "stock": ramp(stock_share(seen.completion), 0.08, 0.30),
            "again": float(seen.again),
            "unended": float(not seen.ended),
            "contradictions": min(1.0, len(contradictions) / 3),
            "who": min(1.0, sum(kinds[kind] for kind in _MEANT) / 2),
            "strange": min(1.0, len(seen.strange) / 3),
            "lost": ramp(1 - kept_entities(seen), 0.4, 0.8),
            "thin": ramp(-len(content_words(seen.completion)), -30, -10),
            "quotes": min(1.0, seen.open_quotes / 2),
            "tense": ramp(seen.mixed_tense, 0.1, 0.4),
            "problem": float(roles.problem is None),
            "effort": float(roles.effort is None),
            "way_out": float(roles.way_out is None),
            "short": float(seen.words < 3),
            "copied": ramp(copied / max(seen.words, 1), 0.3, 0.9) if copied >= _RUN else 0.0,
        },
    )


_RUN: Final = 12
"""Words: a shorter run may be anybody's."""


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, straight between.

    >>> ramp(0.2, 0.1, 0.3), ramp(-5, -30, -10), ramp(0.0, 0.1, 0.3)
    (0.5, 1.0, 0.0)
    """
    return min(1.0, max(0.0, round((value - low) / (high - low), 9)))

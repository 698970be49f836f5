"""The roles of a plot that a completion plays: a problem, an effort, a way out, an ending; and in which order."""

import re
from dataclasses import dataclass
from typing import Final

from probes.judging.observing import Observed
from workbench.stories.words import split_sentences

_PROBLEM: Final = re.compile(
    r"\b(?:but|sad(?:ly)?|scared|afraid|worried|upset|angry|mad|cried|crying|hurt|lost|broke(?:n)?|fell|stuck|missing|"
    r"couldn't|could not|can't|cannot|didn't|did not|problem|trouble|danger(?:ous)?|storm|stole|gone|mess|"
    r"no one|nobody|alone|lonely|mean|bad|wrong|uh oh|oh no|help!)\b",
    re.IGNORECASE,
)
_EFFORT: Final = re.compile(
    r"\b(?:tr(?:y|ied|ies)|decided?|idea|plan(?:ned)?|looked (?:for|around|everywhere)|search(?:ed)?|help(?:ed)?|"
    r"asked|ran|climb(?:ed)?|pulled|pushed|built|made|told|shared?|took|used|worked|promised|practiced|went to)\b",
    re.IGNORECASE,
)
_WAY_OUT: Final = re.compile(
    r"\b(?:found|fixed|saved|caught|finally|at last|free|better|safe|solved|gave|forgave|hugged|agreed|learned|learnt|"
    r"realized|realised|thanked|apologi[sz]ed|sorry|proud|managed|worked|together|happy|relieved|smiled|laughed)\b",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(
    r"\b(?:the end|from (?:that day|then) on|ever after|moral of|went home|fell asleep|to bed|never (?:again|forgot)|"
    r"always (?:\w+ )?(?:remembered|made sure|listened|knew)|end of the day|lived|were (?:all )?happy|was happy|"
    r"learned|best friends|promised|had (?:so much |a lot of |lots of )?fun|proud)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Roles:
    """The sentence (from 0) in which each role is first played, None where it is not; `sentences` is how many.

    A problem may stand in the prompt: then it is -1. A way out counts only after the problem, and an ending only in the
    last third.
    """

    problem: int | None
    effort: int | None
    way_out: int | None
    ending: int | None
    sentences: int

    @property
    def found(self) -> int:
        """How many of the four are played."""
        return sum(one is not None for one in (self.problem, self.effort, self.way_out, self.ending))


def roles_of(seen: Observed) -> Roles:
    """The roles of a plot in a completion."""
    sentences = split_sentences(seen.completion)
    inside = _first(_PROBLEM, sentences, 0)
    problem = -1 if _PROBLEM.search(seen.prompt) else inside
    after = 0 if problem is None else problem + 1
    effort = None if problem is None else _first(_EFFORT, sentences, max(0, problem))
    way_out = None if problem is None else _first(_WAY_OUT, sentences, after)
    last = max(0, len(sentences) - max(1, len(sentences) // 3))
    ending = _first(_ENDING, sentences, last) if seen.ended else None
    return Roles(problem, effort, way_out, ending, len(sentences))


def _first(pattern: re.Pattern[str], sentences: list[str], start: int) -> int | None:
    return next((number for number in range(start, len(sentences)) if pattern.search(sentences[number])), None)

"""The voice of a telling, what comes of it, and the refusal of a plot that cannot be told so."""

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.records import Cue, Mention, Sentence
from workbench.stories.clauses import Entity


class Unsuited(Exception):
    """This plot cannot be told in the voice that is asked for; another one may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How to tell. Empty strings and None ask for nothing in particular.

    `narrator` is who says "I" (None: nobody does); `paragraphs` is their exact number; `moral` and `tone` are what the
    story is about anyway, for the features and styles that speak of them.
    """

    tier: str = "tiny"
    narrator: Entity | None = None
    grammar: str = ""
    style: str = ""
    feature: str = ""
    persona: str = ""
    initial_letter: str = ""
    initial_word_class: str = ""
    paragraphs: int | None = None
    moral: str = "none"
    tone: str = ""

    @property
    def tense(self) -> str:
        """The tense of what is told: past or present."""
        return "present" if self.grammar == "present tense" else "past"


@dataclass(frozen=True, slots=True)
class Telling:
    """A finished text with every span as it was laid down; `told` is {fact: the sentence that tells it first}."""

    text: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    targets: tuple[tuple[int, int], ...]
    told: Mapping[int, int]
    paragraphs: int

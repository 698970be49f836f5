"""What a reading claims to find in a text, axis by axis, and the count of how often it did."""

from dataclasses import dataclass, field
from typing import Any, Final

from workbench.records import Story

RELATIONS: Final = ("holder", "at", "inside", "feels", "wet", "broken", "eaten", "lost", "open")
LASTING: Final = ("size", "colour", "age", "owner")
LOOSE: Final = ", loosely"
_EXAMPLES: Final = 5


@dataclass(slots=True)
class Axis:
    """One row of the table: `n` comparisons, how many agree, and how many things of the kind the record has."""

    name: str
    claim: str
    n: int = 0
    agree: int = 0
    there: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def note(self, same: bool, story: Story, said: object, read: object, sentence: int = -1) -> None:
        """Count one comparison; the first few that differ are kept as examples."""
        self.n += 1
        self.agree += same
        if not same and len(self.examples) < _EXAMPLES:
            where = story.sentences[sentence] if 0 <= sentence < len(story.sentences) else None
            text = story.text[where.start : where.end] if where is not None else story.text
            self.examples.append(
                {"story": story.id, "sentence": sentence, "text": text, "record": str(said), "read": str(read)}
            )

    def row(self) -> dict[str, Any]:
        """The row as JSON-able data."""
        return {
            "axis": self.name,
            "kind": "read loosely" if self.name.endswith(LOOSE) else "read from text",
            "claim": self.claim,
            "n": self.n,
            "agree": self.agree,
            "agreement": self.agree / self.n if self.n else None,
            "there": self.there,
            "coverage": self.n / self.there if self.there else None,
            "examples": self.examples,
        }


CLAIMS: Final[dict[str, str]] = {
    "sentences": "where each sentence begins and ends",
    "paragraphs": "the paragraph of each sentence",
    "dialogue": "whether anybody is quoted",
    "tense": "past or present tense of the narration",
    "point of view": "first or third person, where no frame or style has a voice of its own",
    "grammar": "the asked-for construction occurs",
    "style": "the marks of the style, where one was asked for",
    "initial letter": "the first letter, where one was asked for",
    "initial word class": "the part of speech of the first word, where one was asked for",
    "names": "who each name means",
    "nouns": "which being each noun means, where one alone fits",
    "pronouns": "who each pronoun means, where one alone fits",
    "groups": "who they are together",
    "moral": "which moral is decided, where the deeds of just one are read",
    "upheld": "whether it is upheld, in those stories",
    **{f"fact: {name}": "what a sentence changes, against the record's state after it" for name in RELATIONS},
    **{f"fact: {name}": "what a phrase says of a thing" for name in LASTING},
    **{f"fact: {name}{LOOSE}": "the same where the words leave room" for name in RELATIONS},
}


UNCLAIMED: Final[dict[str, str]] = {
    "moral": "its deeds are told in too many ways for this reader",
    "upheld": "as the moral",
    "fact: at": "journeys are told, and the world does not write all of them down",
    "fact: inside": "things are put into hands and pockets too",
    "fact: feels": "feelings are told by what they look like",
}
"""What the reader does not claim of the larger tiers, and why."""

"""`storyscope read`: the reading of a text that a user gives, as JSON-able data."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.reading.asking import ask
from workbench.reading.lexis import TIERS
from workbench.reading.morals import moral_of
from workbench.reading.outcome import outcome_of
from workbench.reading.reading import Reading, read

_LARGEST = 20_000_000  # bytes: more is no story


@dataclass(frozen=True, kw_only=True)
class ReadConfig:
    """What `read_text` needs: a text or a file, and questions."""

    text: str = option("", "the text; empty: the file, or standard input")
    file: str = option("", "a file with the text, in UTF-8; - is standard input")
    tier: str = option("simple", f"the lexicon to read with: {', '.join(TIERS)}")
    ask: str = option("", 'one question or more: "Where is the ball? Who has it?"')
    since: int = option(0, "where a continuation begins (characters): problems are looked for after it only")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for an unknown tier, or a text and a file at once."""
        if self.tier not in TIERS:
            raise StoryscopeError(
                f"There is no vocabulary tier named {self.tier!r}.", f"Use one of: {', '.join(TIERS)}."
            )
        if self.text and self.file:
            raise StoryscopeError("Both a text and a file are given.", "Give one of the two.")
        if self.since < 0:
            raise StoryscopeError(f"since={self.since} is no place in a text.", "Use since=0 or more.")


def read_text(config: ReadConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """Read the text and answer the questions.

    Raises StoryscopeError where there is no text, or the file cannot be read.
    """
    del progress  # a reading takes milliseconds
    text = (config.text or _contents(config.file)).encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        raise StoryscopeError("There is nothing to read.", 'Give a text: storyscope read "Tim had a ball." or --file.')
    reading = read(text, config.tier, config.since)
    return {**describe(reading), "answers": [_answer(reading, question) for question in _questions(config.ask)]}


def describe(reading: Reading) -> dict[str, Any]:
    """A reading as JSON-able data: sentence by sentence what was read, and what was not."""
    unread = {one.sentence: one.why for one in reading.unread}
    facts: dict[int, list[dict[str, Any]]] = {}
    for fact, plain in zip(reading.facts, reading.plain, strict=True):
        row = {"relation": fact.relation, "subject": fact.subject, "value": fact.value, "plain": plain}
        facts.setdefault(fact.sentence, []).append(row)
    mentions: dict[int, list[dict[str, Any]]] = {}
    place = 0
    for mention in sorted(reading.mentions, key=lambda one: one.start):
        while place + 1 < len(reading.sentences) and mention.start >= reading.sentences[place + 1].start:
            place += 1
        words = reading.text[mention.start : mention.end]
        row = {"start": mention.start, "end": mention.end, "words": words, "who": mention.entity, "form": mention.form}
        mentions.setdefault(place, []).append(row)
    surface, moral, outcome = reading.surface, moral_of(reading), outcome_of(reading)
    return {
        "tier": reading.tier,
        "tense": surface.tense,
        "person": surface.person,
        "dialogue": surface.dialogue,
        "paragraphs": surface.paragraphs,
        "words": surface.words,
        "grammar": surface.grammar,
        "moral": moral.moral if moral is not None else "undecided",
        "outcome": {
            "who": outcome.who,
            "goal": outcome.goal,
            "reached": outcome.reached,
            "sentence": outcome.sentence,
            "ending": outcome.ending,
        },
        "read": len(reading.sentences) - len({one for one in unread if one < len(reading.sentences)}),
        "sentences": [
            {
                "start": sentence.start,
                "end": sentence.end,
                "paragraph": sentence.paragraph,
                "text": reading.sentence_text(number),
                "mentions": mentions.get(number, []),
                "facts": facts.get(number, []),
                "unread": unread.get(number, ""),
            }
            for number, sentence in enumerate(reading.sentences)
        ],
        "speech": [
            {"start": one.start, "end": one.end, "sentence": one.sentence, "speaker": one.speaker, "to": one.to}
            for one in reading.speech
        ],
        "reasons": [
            {
                "sentence": one.sentence,
                "effect": reading.text[slice(*one.effect)].strip(" ,"),
                "cause": reading.text[slice(*one.cause)].strip(" ,"),
            }
            for one in reading.reasons
        ],
        "problems": [
            {"sentence": one.sentence, "start": one.start, "end": one.end, "kind": one.kind, "why": one.why}
            for one in reading.problems
        ],
        "unread": [
            {"sentence": one.sentence, "start": one.start, "end": one.end, "why": one.why} for one in reading.unread
        ],
    }


def _questions(asked: str) -> list[str]:
    return [f"{one.strip()}?" for one in asked.split("?") if one.strip()]


def _answer(reading: Reading, question: str) -> dict[str, Any]:
    found = ask(reading, question)
    return {
        "question": question,
        "answer": found.answer,
        "found": found.found,
        "sentence": found.sentence,
        "told": found.told,
    }


def _contents(name: str) -> str:
    if not name or name == "-":
        if sys.stdin is None or sys.stdin.isatty():
            return ""
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            what = f"{name} cannot be read: {error.strerror or error}."
            raise StoryscopeError(what, "Give a text file in UTF-8.") from error
    if len(data) > _LARGEST:
        raise StoryscopeError(f"The text has more than {_LARGEST:,} bytes.", "Cut it into stories first.")
    return data.decode("utf-8", errors="replace")

"""What an instruction can ask for, each drawn from the story itself: words, a sentence, features, a summary."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from workbench.records import Story
from workbench.stories.instructions.summaries import summarise
from workbench.stories.wordbook import TIERS, Adjective, Noun, Verb, book
from workbench.stories.words import split_words
from workbench.stories.writers.harvest import cut_sentences

FEATURES: Final = ("dialogue", "bad ending", "happy ending", "moral")
"""Features that are read off the text and the record; others that the record names are taken over."""

_BAD, _HAPPY = frozenset({"sad", "lonely", "angry"}), frozenset({"joyful", "funny", "tender", "calm", "proud"})
_HELPERS = frozenset("be is am are was were been being have has had having do does did done doing".split())
_SHORTEST, _LONGEST = 4, 24  # types in a sentence that is asked for
_PARTS = (Noun, Verb, Adjective)


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is true of a story and can be asked for; empty where nothing is known."""

    words: tuple[str, ...]
    sentence: str
    features: tuple[str, ...]
    summary: str


def pieces_of(story: Story, tier: str, rng: random.Random, summary: str | None = None) -> Pieces:
    """The pieces of a story; `tier` says whose words to know, and `summary` replaces the record's own."""
    return Pieces(
        words=_words(story.text, tier, rng),
        sentence=_sentence(story, rng),
        features=tuple(features_of(story)),
        summary=summarise(story, rng) if summary is None else summary,
    )


def _words(text: str, tier: str, rng: random.Random) -> tuple[str, ...]:
    """A noun, a verb and an adjective in the forms in which they stand in the text; fewer if the book knows fewer."""
    told = sorted(set(split_words(text)))
    found: list[str] = []
    for part in _PARTS:
        able = [word for word in told if word not in (*_HELPERS, *found) and part in parts_of(word, tier)]
        # A word that can be nothing else is the better example.
        fitting = [word for word in able if len(parts_of(word, tier)) == 1] or able
        if fitting:
            found.append(rng.choice(fitting))
    rng.shuffle(found)
    return tuple(found)


@cache
def parts_of(word: str, tier: str) -> frozenset[type]:
    """The parts of speech that a written form can be in a tier; for a tier that has no book, in the largest."""
    return frozenset(type(one) for one in book(tier if tier in TIERS else TIERS[-1]).entries(word))


def _sentence(story: Story, rng: random.Random) -> str:
    """A sentence of the story as it stands; the empty text if all are too short or too long."""
    spans = story.sentences or tuple(cut_sentences(story.text))
    texts = [story.text[one.start : one.end] for one in spans]
    fitting = [text for text in texts if "\n" not in text and _SHORTEST <= len(split_words(text)) <= _LONGEST]
    return rng.choice(fitting) if fitting else ""


def features_of(story: Story) -> list[str]:
    """The features that the story has, by its text and its record; a language model's record is not believed."""
    features = ["dialogue"] if '"' in story.text or "“" in story.text else []
    if "asked for" in story.source:
        return features
    named = list(_listed(story.feature))
    last = {cue.value for cue in story.cues if cue.axis == "tone" and _in_ending(story, cue.start)}
    if "bad ending" in named or (last and last <= _BAD):
        features.append("bad ending")
    elif last and last <= _HAPPY:
        features.append("happy ending")
    if story.moral not in ("", "none"):
        features.append("moral")
    return features + [one for one in named if one not in (*features, *FEATURES)]


def _in_ending(story: Story, start: int) -> bool:
    return any(one.start <= start < one.end and one.role == "ending" for one in story.sentences)


def _listed(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split(",") if part.strip()]

"""What a finished text must keep: every style's guarantee, the number of paragraphs, the first letter.

This is the telling's own last look; a text that misses a guarantee is never handed out.
"""

import re
from collections.abc import Callable

from workbench.stories.voice.settings import Telling, Voice

QUOTE = re.compile(r'"[^"]*"')
_NAMED = re.compile(r"\b([A-Za-z])[a-z]+ ([A-Z])[a-z]+")
_SIMILE = re.compile(r"\blike an? \w|\blike the \w|\bas \w+ as \w|\blike slow\b")


def narrated(text: str) -> str:
    """The text without what is said in quotes."""
    return QUOTE.sub(" ", text)


def _sentences(telling: Telling) -> list[str]:
    return [narrated(telling.text[one.start : one.end]).strip() for one in telling.sentences]


def _longest(telling: Telling) -> int:
    return max(len(sentence.split()) for sentence in _sentences(telling))


def _plain(telling: Telling) -> bool:
    return "!" not in narrated(telling.text) and _longest(telling) <= 18  # however one counts


def _minimalist(telling: Telling) -> bool:
    told = narrated(telling.text)
    return "!" not in told and _longest(telling) <= LONGEST and not re.search(r"\bvery\b", told)


def _repeated(telling: Telling) -> bool:
    told = [sentence for sentence in _sentences(telling) if len(sentence.split()) > 2]
    return any(told.count(sentence) >= 3 for sentence in set(told))


def _alliterates(telling: Telling) -> bool:
    pairs = _NAMED.findall(narrated(telling.text))
    return sum(one.lower() == two.lower() for one, two in pairs) >= 2


def _short_lines(telling: Telling) -> bool:
    return sum(0 < len(sentence.split()) <= 4 for sentence in _sentences(telling)) >= 3


LONGEST = 12
"""How many words a sentence of the minimalist style has at most."""
GUARANTEES: dict[str, tuple[str, Callable[[Telling], bool]]] = {
    "plain": ("no exclamations by the teller, no sentence above 20 words", _plain),
    "minimalist": ("no sentence above 12 words, no exclamations, no very", _minimalist),
    "lively": ("the teller exclaims three times or more", lambda one: narrated(one.text).count("!") >= 3),
    "lyrical": (
        "three images or more: like a ..., as ... as",
        lambda one: len(_SIMILE.findall(narrated(one.text))) >= 3,
    ),
    "noir": (
        'the first sentence names "the kind of" day, place or story; three sentences of five words or fewer',
        lambda one: (
            "the kind of" in _sentences(one)[_first(one)]
            and sum(0 < len(sentence.split()) <= 5 for sentence in _sentences(one)) >= 3
        ),
    ),
    "refrain": ("one sentence comes three times or more", _repeated),
    "alliterative": ('twice or more a name follows a word of its own letter: "lucky Lily"', _alliterates),
    "fairy tale": (
        'opens with "Once upon a time" and ends with "The end."',
        lambda one: _sentences(one)[_first(one)].startswith("Once upon a time,") and "The end." in _sentences(one)[-3:],
    ),
    "conversational": (
        'the teller says "you" three times or more',
        lambda one: len(re.findall(r"\byou\b|\blisten\b|\bbelieve me\b", narrated(one.text).lower())) >= 3,
    ),
    "suspenseful": ("three sentences of four words or fewer", _short_lines),
    "breathless": (
        'a sentence with "and" twice or more',
        lambda one: any(len(re.findall(r"\band\b", sentence.lower())) >= 2 for sentence in _sentences(one)),
    ),
    "report": (
        'sentences that open with "First,", "Next," and "Last,", in that order',
        lambda one: bool(re.search(r"(?s)\bFirst, .*\bNext, .*\bLast, ", one.text)),
    ),
}
"""For each style, what it guarantees, in words and as a check of the text."""


def _first(telling: Telling) -> int:
    """The first sentence that is no frame of a persona or feature."""
    return next((i for i, one in enumerate(telling.sentences) if one.role != "frame"), 0)


def broken(telling: Telling, voice: Voice) -> str:
    """What the text fails to keep; empty where all is kept."""
    if voice.style and not GUARANTEES[voice.style][1](telling):
        return f"style {voice.style}: {GUARANTEES[voice.style][0]}"
    if voice.paragraphs is not None and telling.paragraphs != voice.paragraphs:
        return "paragraphs"
    first = next(mark for mark in telling.text if mark.isalpha()).lower()
    if voice.initial_letter and first != voice.initial_letter:
        return "initial letter"
    if voice.feature == "dialogue" and len(QUOTE.findall(telling.text)) < 2:
        return "dialogue"
    return ""

"""Pieces as an instruction: as labelled lines, or in plain words where the vocabulary has no labels."""

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from workbench.stories.instructions.pieces import Pieces
from workbench.stories.words import split_words

Form = Literal["labelled", "spoken"]
_SHARE: Final = 0.5  # of the instructions that any one piece is part of
_LABELS: Final = {"words": "Words", "features": "Features", "sentence": "Random sentence", "summary": "Summary"}

# In the 256 types of the smallest tier there is no colon and no "summary": what is wanted is said in its own words.
_SPOKEN_FEATURES: Final = {
    "dialogue": "Many things are said.",
    "bad ending": "It is sad after that.",
    "happy ending": "It is happy after that.",
    "moral": "It is about what is good.",
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction and the names of the pieces that it holds."""

    text: str
    used: tuple[str, ...]


def form_for(types: Collection[str]) -> Form:
    """Labelled lines if the vocabulary can spell their labels, or is open; else plain words."""
    known = set(types)
    return "spoken" if known and not {":", "words", "features", "summary"} <= known else "labelled"


def combine(pieces: Pieces, form: Form, rng: random.Random) -> Instruction | None:
    """A random subset of the pieces in random order, at least one; None if there is nothing to ask for."""
    there = [name for name, say in _SAY[form].items() if say(pieces)]
    if not there:
        return None
    chosen = [name for name in there if rng.random() < _SHARE] or [rng.choice(there)]
    rng.shuffle(chosen)
    if form == "spoken" and "summary" in chosen:
        # Last, so that it is plain where the request ends.
        chosen.sort(key=lambda name: name == "summary")
    return Instruction(_JOINED[form].join(_SAY[form][name](pieces) for name in chosen), tuple(chosen))


def shorter(pieces: Pieces, form: Form) -> list[Instruction]:
    """An instruction of one piece for each piece that there is, the shortest first."""
    there = [Instruction(text, (name,)) for name, say in _SAY[form].items() if (text := say(pieces))]
    return sorted(there, key=lambda one: len(split_words(one.text)))


def _labelled(name: str) -> Callable[[Pieces], str]:
    def say(pieces: Pieces) -> str:
        value = getattr(pieces, name)
        text = value if isinstance(value, str) else ", ".join(value)
        return f"{_LABELS[name]}: {text}" if text else ""

    return say


def _spoken_words(pieces: Pieces) -> str:
    return f"Tell me about {', '.join(pieces.words)}." if pieces.words else ""


def _spoken_features(pieces: Pieces) -> str:
    return " ".join(_SPOKEN_FEATURES[name] for name in pieces.features if name in _SPOKEN_FEATURES)


def _spoken_sentence(pieces: Pieces) -> str:
    return f'Say "{pieces.sentence}"' if pieces.sentence and '"' not in pieces.sentence else ""


_SAY: Final[Mapping[Form, Mapping[str, Callable[[Pieces], str]]]] = {
    "labelled": {name: _labelled(name) for name in _LABELS},
    "spoken": {
        **{"words": _spoken_words, "features": _spoken_features, "sentence": _spoken_sentence},
        "summary": lambda pieces: pieces.summary,
    },
}
_JOINED: Final[Mapping[Form, str]] = {"labelled": "\n", "spoken": " "}

"""The entries of the wordbook: one frozen record per word and part of speech, with its forms."""

from dataclasses import dataclass

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun. `plural` equals `word` where there is no other form (`sheep`, and every noun tagged `mass`).

    `size` runs from 1 (a thimble: a hand holds it) over 2 (a hat: an arm holds it), 3 (a chair, a child) and 4 (a car,
    a grown-up) to 5 (a house); 0 has no size.
    """

    word: str
    plural: str
    tier: str
    kind: str
    tags: frozenset[str] = _NONE
    topics: frozenset[str] = _NONE
    size: int = 0
    preposition: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with its five forms."""

    base: str
    past: str
    participle: str
    ing: str
    third: str
    tier: str
    kind: str
    tags: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True)
class Adjective:
    """An adjective; `comparative` is empty where nothing can be more so (`wooden`).

    It is two words where English says it so (`more careful`). `of` names what the adjective can be said of; `polarity`
    is 1 pleasant, -1 unpleasant, 0 neither. `use` is empty for most; see `tags.USES` for the others.
    """

    word: str
    comparative: str
    superlative: str
    tier: str
    kind: str
    of: frozenset[str] = _NONE
    polarity: int = 0
    tones: frozenset[str] = _NONE
    use: str = ""


@dataclass(frozen=True, slots=True)
class Adverb:
    """An adverb and the tones that it goes with."""

    word: str
    tier: str
    kind: str
    tones: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True)
class Name:
    """A given name, with its capital; `gender` is "m" or "f"; `animal` for names that only pets bear."""

    word: str
    gender: str
    tier: str
    animal: bool = False


@dataclass(frozen=True, slots=True)
class Particle:
    """A word of the closed classes: a pronoun, a preposition, a number, an exclamation and so on."""

    word: str
    tier: str
    kind: str


Entry = Noun | Verb | Adjective | Adverb | Name | Particle

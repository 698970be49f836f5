"""Which styles a text keeps to, by what each can be recognised by: lengths, marks, repetitions, turns of phrase."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.reading.cutting import Cut

_SIMILE: Final = re.compile(
    r"\blike (?:a|an|the|two|one|small|big|old|wet|warm|cold)\b|\bas \w+(?: \w+)? as\b|\blike \w+\b"
)
_ADDRESS: Final = re.compile(r"\byou\b|\blisten\b|\bbelieve me\b")


@dataclass(frozen=True, slots=True)
class Page:
    """A text as a style is seen on it: its sentences, what is narrated of each (quotes left out), in how many words."""

    text: str
    sentences: tuple[str, ...]
    narrated: tuple[str, ...]
    lengths: tuple[int, ...]
    alliterations: int

    def shorter(self, words: int) -> int:
        """How many sentences have so many words at most."""
        return sum(0 < length <= words for length in self.lengths)

    def told(self) -> str:
        """All that is narrated, lower case."""
        return " ".join(self.narrated).lower()


def styles_of(text: str, cuts: Sequence[Cut], names: frozenset[str]) -> frozenset[str]:
    """The styles whose marks the text bears."""
    if not cuts:
        return frozenset()
    page = _page(text, cuts, names)
    return frozenset(name for name, keeps in STYLES.items() if keeps(page))


def _page(text: str, cuts: Sequence[Cut], names: frozenset[str]) -> Page:
    sentences = tuple(text[cut.start : cut.end] for cut in cuts)
    narrated: list[str] = []
    alliterations = 0
    for cut in cuts:
        words: list[str] = []
        inside, last = False, 0
        for token in cut.tokens:
            inside = token.kind == "open" or (inside and token.kind != "close")
            if not inside and token.kind != "close" and token.start >= last:
                words.append(token.text)
                last = token.end  # the two halves of a contraction are one word
        narrated.append(" ".join(words))
        plain = [token for token in cut.tokens if token.kind == "word"]
        alliterations += sum(
            name.text[0].isupper() and name.lower in names and before.lower[0] == name.lower[0]
            for before, name in zip(plain, plain[1:], strict=False)
            if before.lower not in names
        )
    lengths = tuple(sum(word[0].isalnum() for word in one.split()) for one in narrated)
    return Page(text, sentences, tuple(narrated), lengths, alliterations)


def _in_order(page: Page) -> bool:
    places = [page.text.find(word) for word in ("First,", "Next,", "Last,")]
    return -1 < places[0] < places[1] < places[2]


STYLES: Final[dict[str, Callable[[Page], bool]]] = {
    "plain": lambda page: "!" not in page.told() and max(page.lengths) <= 20,
    "minimalist": lambda page: "!" not in page.told() and max(page.lengths) <= 12 and " very " not in page.told(),
    "lively": lambda page: page.told().count("!") >= 3,
    "lyrical": lambda page: len(_SIMILE.findall(page.told())) >= 3,
    "noir": lambda page: "the kind of" in page.told() and page.shorter(5) >= 3,
    "refrain": lambda page: max(Counter(page.sentences).values()) >= 3,
    "alliterative": lambda page: page.alliterations >= 2,
    "fairy tale": lambda page: "once upon a time" in page.told() and "the end ." in page.told(),
    "conversational": lambda page: len(_ADDRESS.findall(page.told())) >= 3,
    "suspenseful": lambda page: page.shorter(4) >= 3,
    "breathless": lambda page: any(sentence.lower().split().count("and") >= 2 for sentence in page.sentences),
    "report": _in_order,
}
"""Style: what it can be recognised by. A text may bear the marks of several."""

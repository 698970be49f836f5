"""The vocabulary of an imported corpus: its word types by frequency, and which of them are names."""

import re
from collections import Counter
from collections.abc import Sequence

from workbench.stories.words import is_unspaced, split_characters, split_words

_MOST_CHUNKS, _MOST_TYPES = 500_000, 2_000_000
_NAMES_FROM = 5_000  # stories that names are looked for in
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]*(?!\w)")
_SMALL = re.compile(r"(?<![\w'’])[a-z]+(?!\w)")
_LEAST, _SURE = 3, 0.8


class Vocabulary:
    """Counts the words of stories as they come, in bounded memory."""

    def __init__(self) -> None:
        self.unspaced = False
        self.words = 0
        self.types = Counter[str]()
        self._chunks = Counter[str]()
        self._inner, self._small = Counter[str](), Counter[str]()
        self._seen = 0

    def add(self, texts: Sequence[str]) -> None:
        """Count some stories."""
        if self._seen == 0:
            self.unspaced = is_unspaced(texts[:200])
        for text in texts[: max(0, _NAMES_FROM - self._seen)]:
            self._inner.update(map(str.lower, _CAPITAL_INSIDE.findall(text)))
            self._small.update(_SMALL.findall(text))
        self._seen += len(texts)
        # No type reaches across white space, so equal chunks between white space need to be cut only once.
        self._chunks.update(" ".join(texts).split())
        if len(self._chunks) > _MOST_CHUNKS:
            self._fold()

    def as_json(self, most: int, source: str) -> dict[str, object]:
        """The content of vocabulary.json with the `most` commonest types, the commonest first."""
        self._fold()
        ranked = sorted(self.types.items(), key=lambda item: (-item[1], item[0]))
        # Rare letters can change under lower-casing twice; such a type could be no token.
        kept = [(kind, n) for kind, n in ranked if split_words(kind) == [kind] or kind in "“”" or self.unspaced][:most]
        types = {kind for kind, _ in kept}
        return {
            "tier": "",
            "source": source,
            "unit": "characters" if self.unspaced else "words",
            "types": [kind for kind, _ in kept],
            "counts": [n for _, n in kept],
            "names": [name for name in self.names() if name in types],
            "categories": {},
        }

    def names(self) -> list[str]:
        """Words that have a capital inside of sentences nearly always (Tim, Monday), in lower case and sorted.

        Looked for in the first 5,000 stories; a word must occur so three times.
        """
        sure = (
            word
            for word, n in self._inner.items()
            if n >= _LEAST and n >= _SURE * (n + self._small[word]) and word != "i"
        )
        return sorted(sure)

    def _fold(self) -> None:
        cut = split_characters if self.unspaced else split_words
        for chunk, times in self._chunks.items():
            for kind in cut(chunk):
                self.types[kind] += times
                self.words += times
        self._chunks.clear()
        if len(self.types) > _MOST_TYPES:
            # Whatever is still that rare will not be among the commonest.
            self.types = Counter({kind: n for kind, n in self.types.items() if n > 1})

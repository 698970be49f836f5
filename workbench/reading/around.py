"""What stands around a word that is to be tagged: what governs it, what phrase it is in, what follows."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from workbench.reading.cutting import Token
from workbench.reading.lexis import BE_FORMS, CLOSED, Words


class Tagged(NamedTuple):
    """A token with its tag; verbs carry their base form and tense (past, third, base, participle, ing)."""

    token: Token
    tag: str
    base: str = ""
    tense: str = ""


_COPULAS: Final = frozenset({"be", "feel", "look", "get", "become", "seem", "stay", "grow", "turn", "sound", "smell"})
_BARE: Final = frozenset({"help", "make", "let", "see", "watch", "hear", "go", "come"})  # "helped Tim get up"
OPENS_NOUN: Final = frozenset({"DET", "POSS", "OWN", "NUM"})


class Around:
    """The tokens of one sentence, and those that are tagged already."""

    def __init__(self, tokens: Sequence[Token], words: Words) -> None:
        self.tokens = tokens
        self.words = words
        self.done: list[Tagged] = []
        self.finite = False  # whether the clause so far has its finite verb

    def _clause_ahead(self) -> bool:
        """Whether a finite verb comes before the next mark: "after he ran", not "after school"."""
        for token in self.tokens[len(self.done) + 1 : len(self.done) + 6]:
            if token.kind not in ("word", "own"):
                return False
            known = token.lower in BE_FORMS or CLOSED.get(token.lower) in ("MODAL", "AUX")
            if known or any(tense in ("past", "third") for _, tense in self._forms(token.lower)):
                return True
        return False

    def _governor(self) -> str:
        """What stands before a verb, over adverbs and "not" and the subject of a question."""
        steps = 0
        for one in reversed(self.done):
            steps += 1
            if one.tag == "TO":
                return (
                    "TO"
                    if all(other.tag in ("ADV", "NOT") for other in self.done[len(self.done) - steps + 1 :])
                    else ""
                )
            if one.tag in ("MODAL", "AUX", "BE"):
                return one.base if one.tag in ("AUX", "BE") else "MODAL"
            if one.tag in ("ADV", "NOT"):
                continue
            inverted = one.tag in ("NAME", "PRON", "NOUN", "DET", "POSS", "ADJ", "OWN") and steps < 4
            if not inverted or not self._question(len(self.done) - steps):
                return ""
        return ""

    def _question(self, place: int) -> bool:
        """Whether the word before `place` opens a question: "can [the dog] ..."."""
        for index in range(place - 1, max(place - 4, -1), -1):
            if self.done[index].tag in ("MODAL", "AUX"):
                return index == 0 or self.done[index - 1].tag in ("WH", "MARK", "YES", "CONJ", "NOT", "QUOTE")
        return False

    def _copular(self) -> bool:
        for one in reversed(self.done[-3:]):
            if one.tag == "V":
                return one.base in _COPULAS
            if one.tag not in ("ADV", "NOT"):
                return False
        return False

    def _bare(self) -> bool:
        """Whether a verb of helping or letting and its object stand just before."""
        for seen, one in enumerate(reversed(self.done[-5:])):
            if one.tag == "V":
                return one.base in _BARE and (seen > 0 or one.base == "help")
            if one.tag not in ("NAME", "PRON", "NOUN", "DET", "POSS", "OWN", "ADJ"):
                return False
        return False

    def _in_phrase(self) -> bool:
        """Whether the adjectives just before were opened by an article or the like."""
        for one in reversed(self.done):
            if one.tag in ("ADJ", "ADV"):
                continue
            return one.tag in OPENS_NOUN or one.tag in ("PREP", "V", "CONJ")
        return False

    def _forms(self, word: str) -> tuple[tuple[str, str], ...]:
        return self.words.verbs.get(word, ())

    def _is_verb(self, word: str) -> bool:
        return word in self.words.verbs

    def _base(self, word: str) -> str | None:
        return next((base for base, tense in self._forms(word) if tense == "base"), None)

    def _nominal(self, word: str) -> bool:
        """Whether a noun phrase can go on with the word."""
        return word in self.words.nouns or word in self.words.adjectives or word == "one"

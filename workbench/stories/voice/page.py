"""The page: words and marks laid down one after the other, with the spans of sentences and paragraphs."""

import random
import re

from workbench.records import Cue, Mention, Sentence

BREAK = "\n\n"
"""What stands between two paragraphs."""
_GAP = re.compile(r" ([,:;])")
_CLAUSE_OPENERS = frozenset("that but how what where if why because while when until whether".split())
_CLOSED = frozenset('.!?"')


class Page:
    """A text under way. Words take their spaces, capitals and pending commas by themselves."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.parts: list[str] = []
        self.position = 0
        self.sentences: list[Sentence] = []
        self.mentions: list[Mention] = []
        self.cues: list[Cue] = []
        self.targets: list[tuple[int, int]] = []
        self.paragraph = 0
        self.role = ""
        self.closing = "."
        self._glue = True
        self._capital = True
        self._comma = False
        self._start = -1

    @property
    def text(self) -> str:
        """All that has been told so far."""
        return "".join(self.parts)

    def begin(self) -> None:
        """A sentence begins."""
        self._capital = True
        self._comma = False
        self._start = -1
        self.closing = "."

    def end(self) -> None:
        """The sentence is over; it closes with `closing` unless it closes with a quote or a mark already."""
        if self.parts[-1][-1] not in _CLOSED:
            self.mark(self.closing)
        self._comma = False
        self.sentences.append(Sentence(self._start, self.position, self.paragraph, self.role))

    def new_paragraph(self) -> None:
        """What follows stands in a paragraph of its own."""
        if self.parts:
            self.parts.append(BREAK)
            self.position += len(BREAK)
            self.paragraph += 1
            self._glue = True

    def word(self, text: str) -> int:
        """Lay down words; returns where they start. Words that begin with a mark (", too") take it first."""
        if _GAP.search(text):
            text = _GAP.sub(r"\1", text)
        if text[0] in ",;:!?'":
            size = 2 if text[:2] == "'s" else 1
            self.mark(text[:size])
            text = text[size:].lstrip()
            if not text:
                return self.position
        if self._comma:
            if self.parts[-1][-1] != ",":
                self._put(",")
            self._comma = False
        if self._capital:
            text = text[0].upper() + text[1:]
            self._capital = False
        if self._glue:
            self._glue = False
        else:
            self._put(" ")
        start = self.position
        if self._start < 0:
            self._start = start
        self._put(text)
        return start

    def mark(self, mark: str) -> None:
        """Lay down a mark without a space; one that ends a sentence swallows a comma that was due."""
        if self._comma:
            self._comma = False
            if mark[0] not in ".,!?;:":
                self._put(",")
        if self.parts and self.parts[-1][-1] == "," and mark[0] in ".,!?;:":
            self.parts[-1] = self.parts[-1][:-1]  # a plot closed its words with a comma of its own
            self.position -= 1
        self._put(mark)

    def opens_clause(self) -> bool:
        """Whether what comes now is the subject of a clause in plain words: "that he was", "how good she was"."""
        last = self.parts[-1].split()[-2:] if self.parts else []
        return bool(last) and (last[-1] in _CLAUSE_OPENERS or (len(last) == 2 and last[0] == "how"))

    def comma_due(self) -> None:
        """A comma before the next word, should the sentence go on."""
        self._comma = True

    def open_quote(self) -> None:
        """An opening quote; the first word in it is a sentence's."""
        self.word('"')
        self._glue = True
        self._capital = True

    def close_quote(self, mark: str) -> None:
        """The mark that ends what is said, and the closing quote."""
        self.mark(mark)
        self._put('"')
        self._capital = False

    def full_stop(self) -> None:
        """A sentence ends inside a quote, and the next one begins."""
        self.mark(".")
        self._capital = True

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.position += len(text)

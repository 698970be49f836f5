"""What a text is written on: its pieces in order, and where its sentences and mentions stand as they are laid down."""

from workbench.records import Mention, Sentence


class Sheet:
    """One text in the making."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.position = 0
        # Plain tuples until somebody asks: most tellings are dropped, and records cost more than words.
        self._sentences: list[tuple[int, int, int, str]] = []
        self._mentions: list[tuple[int, int, str, str]] = []
        self._glue = True
        self._capital = True
        self._start = 0

    @property
    def text(self) -> str:
        """All that has been told so far."""
        return "".join(self.parts)

    @property
    def sentences(self) -> list[Sentence]:
        """The sentences of all that has been told so far."""
        return [Sentence(*one) for one in self._sentences]

    @property
    def mentions(self) -> list[Mention]:
        """The mentions in all that has been told so far."""
        return [Mention(*one) for one in self._mentions]

    def _word(self, text: str) -> int:
        """Lay down words; returns where they start."""
        if self._capital:
            text = text[0].upper() + text[1:]
            self._capital = False
        start = self.position
        self.position = start + len(text)
        if self._glue:
            self._glue = False
        else:
            text = " " + text
            start += 1
            self.position += 1
        if self._start < 0:
            self._start = start
        self.parts.append(text)
        return start

    def _mark(self, mark: str) -> None:
        self.parts.append(mark)
        self.position += len(mark)

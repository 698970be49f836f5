"""What becomes of a row on its way in: taken, mended, left out, or corrupted and told of."""

import re
from collections import Counter
from dataclasses import dataclass, field

from workbench.records import AXES
from workbench.stories.imports.rows import Row

SHOWN = 5
"""Corrupted rows that are shown."""
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_MOJIBAKE = ("â€", "Ã©", "ï»¿")  # UTF-8 that was once read as Windows-1252 and written anew


@dataclass
class Tally:
    """What was read: stories by split, labels, and what could not be used, the first of it in words."""

    stories: int = 0
    empty: int = 0
    filtered: int = 0
    bad: int = 0
    repeated: int = 0
    mojibake: int = 0
    seen: set[int] = field(default_factory=set[int])
    shown: list[str] = field(default_factory=list[str])
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {axis: Counter[str]() for axis in AXES})

    def refuse(self, row: Row, why: str, place: str) -> None:
        """Note a row that cannot be used."""
        self.bad += 1
        if len(self.shown) < SHOWN:
            begins = f": {row.begins.strip()}" if row.begins.strip() else ""
            self.shown.append(f"{place} row {row.number:,}, {why}{begins}")


def is_mojibake(text: str) -> bool:
    """Whether a text shows signs of having been read in the wrong encoding once.

    >>> is_mojibake("Tomâ€™s cup"), is_mojibake("Tom’s cup")
    (True, False)
    """
    return any(mark in text for mark in _MOJIBAKE)


def mended(text: str) -> str:
    """The text as it was before it was read as Windows-1252, wherever it was; what was not stays as it is.

    >>> mended("Tomâ€™s cafÃ©"), mended("Tom’s café")
    ('Tom’s café', 'Tom’s café')
    """
    return _FOREIGN.sub(_reread, text)


def _reread(found: re.Match[str]) -> str:
    try:
        return b"".join(map(_byte, found[0])).decode("utf-8")
    except UnicodeError:
        return found[0]


def _byte(mark: str) -> bytes:
    try:
        return mark.encode("cp1252")
    except UnicodeEncodeError:
        return mark.encode("latin-1")  # Windows-1252 leaves five bytes undefined, which readers take as they are


def fault_of(text: str, longest: int, encoding: str) -> str:
    """Why a text is no story; "" if it may be one."""
    if len(text) > longest:
        return f"{len(text):,} characters, more than {longest:,}"
    if "\0" in text:
        return "it holds NUL"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"not {encoding}"
    return ""

"""What a server sent, as stories: the reply cut into texts, and each text's characters made uniform."""

import json
import re
import unicodedata
from typing import Any, Literal, cast

from workbench.stories.writers.asking import END_MARK

Quotes = Literal["plain", "keep"]

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # some servers put a model's reasoning in front
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\s*\Z", re.DOTALL)
_PLAIN_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"'})
_PLAIN_REST = str.maketrans({"…": "...", "–": "-", "—": " - ", "‐": "-", "‑": "-", "−": "-", "«": '"', "»": '"'})  # noqa: RUF001
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
_NUMBERED = re.compile(r"\A(?:(?:story|#+)?\s*#?\d{1,3}\s*[:.)]\s+(?=\S))+", re.IGNORECASE)
_KEPT = frozenset("\n\t\u200c\u200d")  # line ends, and the joiners that some scripts spell with
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\n{3,}")


def stories_of(content: str, wanted: int) -> list[str] | None:
    r"""The stories that a reply holds; None if it is laid out in neither of the two ways that were asked for.

    A server that knows no schemas may answer with end marks, or with JSON in a code fence: both are read. What follows
    the last end mark is a story that was not finished, and is left out.

    >>> stories_of('{"stories": ["One.", "Two."]}', 2)
    ['One.', 'Two.']
    >>> stories_of("One.\n[[END]]\nTwo.\n[[END]]\nThr", 3)
    ['One.', 'Two.']
    """
    text = _THOUGHT.sub("", content).strip()
    if fenced := _FENCE.match(text):
        text = fenced.group(1).strip()
    if text.startswith(("{", "[")) and not text.startswith(END_MARK):
        return _from_json(text)
    parts = text.split(END_MARK)
    if len(parts) > 1:
        return [part.strip() for part in parts[:-1] if part.strip()]
    return [text] if wanted == 1 and text else None


def _from_json(text: str) -> list[str] | None:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return None
    if isinstance(value, dict):
        value = cast("dict[str, Any]", value).get("stories")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in cast("list[object]", value)):
        return None
    return [one.strip() for one in cast("list[str]", value) if one.strip()]


def clean(text: str, quotes: Quotes = "plain", ascii_only: bool = False) -> str:
    r"""A story's text in NFC, without invisible characters, stray spaces and a number in front.

    `quotes` "plain" turns typographic quotes into ' and ". `ascii_only` also turns dashes, ellipses and accented
    letters into what ASCII has; what is left of other scripts stays (see `str.isascii`).

    >>> clean("“Cafe\u0301,”\u200b she  said…", ascii_only=True)
    '"Cafe," she said...'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    text = "".join(one for one in text if one in _KEPT or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    if ascii_only:
        parts = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
        text = unicodedata.normalize("NFC", parts.translate(_PLAIN_REST).translate(_LETTERS))
    if quotes == "plain" or ascii_only:
        text = text.translate(_PLAIN_QUOTES)
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return _NUMBERED.sub("", _BREAKS.sub("\n\n", "\n".join(lines)).strip())

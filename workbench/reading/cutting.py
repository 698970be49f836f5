"""Cutting raw text: tokens, paragraphs, quoted speech and sentences, each with its span. Linear in the text's length.

Any string can be cut. A sentence with direct speech includes its tag ('"Run!" said Tim.'), and marks inside quotes end
no sentence by themselves.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from workbench.reading.lexis import CONTRACTED, Words

_TOKEN = re.compile(
    r"""(?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?(?:-[^\W\d_]+)*)"""
    r"""|(?P<number>\d+)|(?P<own>['’]s\b)|(?P<break>[ \t\r]*\n\s*)|(?P<mark>[^\s])"""
)
_ENDS: Final = frozenset(".!?…")
_OPENS_TAG: Final = frozenset("he she it they i we you the a an my his her their our one another both".split())
_PLURALS: Final = frozenset({"i", "they", "we", "you"})
SPEECH_VERBS: Final = frozenset(
    "say ask tell shout call cry whisper reply answer add yell explain sigh laugh sing promise warn agree exclaim "
    "mutter murmur beg think wonder whine giggle repeat grumble announce cheer joke offer suggest insist admit scream "
    "growl "
    "squeak bark purr roar chirp hiss quack hoot moan gasp declare order demand snap argue complain remark continue "
    "begin boast groan cheep smile nod grin chuckle plead respond observe hum croak hush confess".split()
)
"""Verbs that can introduce or follow direct speech."""


class Token(NamedTuple):
    """One word, number or mark; `kind` is word, own ('s), number, mark, open, close or break (a new paragraph)."""

    text: str
    lower: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One sentence: its span, paragraph, tokens (quotes included) and the spans of what is said in it."""

    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]
    quotes: tuple[tuple[int, int], ...]


def tokens_of(text: str) -> list[Token]:
    r"""The tokens of a text; contractions are two tokens with one span.

    >>> [token.text for token in tokens_of('"It didn\'t," Tim\'s dog said.')]
    ['"', 'It', 'did', 'not', ',', '"', 'Tim', "'s", 'dog', 'said', '.']
    """
    found: list[Token] = []
    inside = False
    add = found.append
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        piece, (start, end) = match.group(), match.span()
        if kind == "word":
            lower = piece.lower().replace("’", "'")
            parts = CONTRACTED.get(lower)
            if parts is None:
                add(Token(piece, lower, start, end, "word"))
            else:
                first = parts[0].capitalize() if piece[0].isupper() else parts[0]
                add(Token(first, parts[0], start, end, "word"))
                add(Token(parts[1], parts[1], start, end, "word"))
        elif piece == '"':
            inside = not inside
            add(Token(piece, piece, start, end, "open" if inside else "close"))
        elif piece in "“”":
            inside = piece == "“"
            add(Token(piece, piece, start, end, "open" if inside else "close"))
        elif kind == "break":
            inside = False  # a quote that is never closed ends with its paragraph
            if found and found[-1].kind != "break":
                add(Token("\n", "\n", start, end, "break"))
        else:
            add(Token(piece, piece.lower(), start, end, kind))
    return found


def cut(text: str, words: Words) -> list[Cut]:
    """The sentences of a text."""
    tokens = tokens_of(text)
    sentences: list[Cut] = []
    paragraph, first, opened = 0, 0, -1
    introduced = False
    quotes: list[tuple[int, int]] = []
    index, total = 0, len(tokens)
    while index <= total:
        token = tokens[index] if index < total else None
        ends = False
        if token is None or token.kind == "break":
            ends = True
        elif token.kind == "open":
            if opened >= first:
                quotes.append((tokens[opened].start, token.start))  # never closed, for another opens
            opened = index
            introduced = index > first and tokens[index - 1].lower in (",", ":")
        elif token.kind == "close":
            if opened >= first:
                quotes.append((tokens[opened].start, token.end))
            opened = -1
            last = tokens[index - 1].lower if index > first else ""
            ends = last in _ENDS and (introduced or last in ".…" or not _tag_follows(tokens, index + 1, words))
        elif opened < 0 and token.lower in _ENDS:
            # "..." and "?!" are one end
            ends = index + 1 >= total or tokens[index + 1].lower not in _ENDS
        if ends:
            stop = index if token is None or token.kind == "break" else index + 1
            if stop > first:
                piece = tuple(tokens[first:stop])
                if opened >= first:
                    quotes.append((tokens[opened].start, piece[-1].end))  # never closed
                sentences.append(Cut(piece[0].start, piece[-1].end, paragraph, piece, tuple(quotes)))
            quotes, first, opened = [], index + 1, -1
            if token is not None and token.kind == "break" and sentences:
                paragraph += 1
        index += 1
    return sentences


def _tag_follows(tokens: list[Token], index: int, words: Words) -> bool:
    """Whether what follows a closing quote still belongs to it: a speech verb and who speaks."""
    for place in range(index, min(index + 6, len(tokens))):
        token = tokens[place]
        if token.kind != "word":
            return token.kind == "own" and place > index
        present = tokens[place - 1].lower in _PLURALS
        forms = words.verbs.get(token.lower, ())
        if any(base in SPEECH_VERBS and (tense in ("past", "third") or present) for base, tense in forms):
            after = tokens[place + 1].kind if place + 1 < len(tokens) else "mark"
            return token.text[0].islower() and after != "open"
        if (
            place == index
            and token.text[0].islower()
            and not (token.lower in _OPENS_TAG or token.lower in words.adjectives)
        ):
            return False
    return False


def initial_letter(text: str) -> str:
    """The first letter of the text, lower case; empty where there is none."""
    return next((letter.lower() for letter in text if letter.isalpha()), "")

r"""Cutting a text into vocabulary types without a tokenizer, for counting.

The types are those of the word-level tokenizer of `workbench.language.tokenizer` (a test holds them together):
lower-case words with `didn't` and `ice-cream` whole and `'s` apart, single punctuation marks, opening quotes told from
closing ones. The marks that a larger vocabulary puts between them (for paragraphs, odd capitals) are left out.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

_OPENS_QUOTE = re.compile(r'(?<!\S)"')
_TYPE = re.compile(r"(?>\w+(?:-\w+)*)(?:'(?:t|m|re|ve|ll|d|clock)\b)?|'s\b|[^\w\s]")
_MEASURED = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
_CHARACTER = re.compile(r"[a-z0-9]+|\w|[^\w\s]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Each run of end marks is looked at once, from its start, so that a hundred thousand dots take no longer than words.
_SENTENCE_END = re.compile(
    r"""(?<![.!?…])[.!?…]++["”’')\]]*+\s++(?=["“‘'(\[]*+[^\sa-z"“‘'(\[])|[。！？]+[」』）]*\s*|\n\s*\n"""
)
_REMEMBERED = 1_000_000  # chunks between white space that a cutter keeps at a time


def split_words(text: str) -> list[str]:
    r"""The types of a text, in order.

    >>> split_words('Tim didn\'t see Sam\'s cat. "Oh!"')
    ['tim', "didn't", 'see', 'sam', "'s", 'cat', '.', '“', 'oh', '!', '”']
    """
    text = text.replace("’", "'")
    if '"' in text:
        text = _OPENS_QUOTE.sub("“", text).replace('"', "”")
    return _TYPE.findall(text.lower())


def split_measured(text: str) -> list[str]:
    r"""The words and marks that diversity is measured on: as `split_words`, but `sam's` is whole and quotes stay alike.

    >>> split_measured('Tim didn\'t see Sam\'s cat. "Oh!"')
    ['tim', "didn't", 'see', "sam's", 'cat', '.', '"', 'oh', '!', '"']
    """
    return _MEASURED.findall(text.lower())


def split_characters(text: str) -> list[str]:
    """The characters of a text in a script without spaces; Latin words in it stay whole.

    >>> split_characters("犬は Max です。")
    ['犬', 'は', 'max', 'で', 'す', '。']
    """
    return _CHARACTER.findall(text.lower())


def is_unspaced(texts: Iterable[str]) -> bool:
    """Whether most letters of the texts are of scripts that put no space between words (Japanese, Chinese, Thai, ...).

    >>> is_unspaced(["犬は Max です。"]), is_unspaced(["The 犬 ran home."])
    (True, False)
    """
    joined = "".join(texts)
    return 2 * len(_UNSPACED.findall(joined)) > sum(map(str.isalpha, joined))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text: cut after an end mark that no lower-case word follows, and at empty lines.

    >>> split_sentences('"Come!" said Tim. He ran.')
    ['"Come!" said Tim.', 'He ran.']
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    parts = (text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True))
    return [part for part in parts if part]


class Cutter:
    """Cuts texts into numbered types, several times faster than cutting every text anew.

    No type reaches across white space, so each chunk between white space is cut once and remembered. `types[i]` is the
    type of number i, in the order of first appearance.
    """

    def __init__(self, cut: Callable[[str], Sequence[str]] = split_words) -> None:
        """With the function that cuts one chunk."""
        self._numbers: dict[str, int] = {}
        self._chunks = _Chunks(cut, self._numbers)

    @property
    def types(self) -> list[str]:
        """Every type met so far."""
        return list(self._numbers)

    def numbers(self, text: str) -> list[int]:
        """The numbers of the types of a text.

        >>> cutter = Cutter()
        >>> cutter.numbers("a b. A c."), cutter.types
        ([0, 1, 2, 0, 3, 2], ['a', 'b', '.', 'c'])
        """
        if len(self._chunks) > _REMEMBERED:
            self._chunks.clear()
        return list(chain.from_iterable(map(self._chunks.__getitem__, text.split())))


class _Chunks(dict[str, tuple[int, ...]]):
    def __init__(self, cut: Callable[[str], Sequence[str]], numbers: dict[str, int]) -> None:
        super().__init__()
        self._cut, self._numbers = cut, numbers

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        found = tuple(self._numbers.setdefault(kind, len(self._numbers)) for kind in self._cut(chunk))
        self[chunk] = found
        return found

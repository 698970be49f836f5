r"""Cutting a text into vocabulary types without a tokenizer, for counting.

The types are those of the word-level tokenizer of `workbench.language.tokenizer` (a test holds them together):
lower-case words with `didn't` whole and `'s` apart, single punctuation marks, opening and closing quotes told apart.
"""

import re

_OPENS_QUOTE = re.compile(r'(?<!\S)"')
_TYPE = re.compile(r"(?>\w+)(?:'(?:t|m|re|ve|ll|d)\b)?|'s\b|[^\w\s]")


def split_words(text: str) -> list[str]:
    r"""The types of a text, in order.

    >>> split_words('Tim didn\'t see Sam\'s cat. "Oh!"')
    ['tim', "didn't", 'see', 'sam', "'s", 'cat', '.', '“', 'oh', '!', '”']
    """
    if '"' in text:
        text = _OPENS_QUOTE.sub("“", text).replace('"', "”")
    return _TYPE.findall(text.lower())

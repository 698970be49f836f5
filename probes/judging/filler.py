"""Stock phrases: what small story models say when they have nothing to say, and how much of a completion it is."""

import re
from typing import Final

from workbench.reading.lexis import CLOSED
from workbench.stories.words import split_words

_STOCK: Final = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"you(?:'re| are) (?:so |very )?welcome",
            r"(?:thank you|thanks)(?: so much)?",
            r"i(?:'m| am) (?:so |very )?(?:sorry|proud of you|glad you \w+)",
            r"don't worry",
            r"i(?:'ll| will| can) help you",
            r"can (?:you|i) help(?: (?:me|you))?",
            r"(?:that(?:'s| is|) |what )?a (?:great|good) idea",
            r"let's (?:go|do it|try it|play)",
            r"(?:the )?best (?:of )?friends?",
            r"from (?:that day|then) on",
            r"had (?:so much|lots of|a lot of|such) fun",
            r"the end",
            r"(?:the )?moral of the story",
            r"it(?:'s| is) (?:always )?(?:important|good) to",
            r"(?:so|very|really) (?:happy|excited|proud|sad)",
            r"smiled(?: back)? and said",
            r"i love you(?: too)?",
            r"(?:such )?a good (?:job|friend|boy|girl|helper)",
            r"what(?:'s wrong| are you doing)",
            r"it(?:'s| is) okay",
            r"i forgive you",
            r"happily ever after",
        )
    )
    + r")\b",
    re.IGNORECASE,
)


def stock_share(text: str) -> float:
    """The share of a text's characters that belong to stock phrases; 0 for an empty text.

    >>> stock_share("Thank you!") > 0.8, stock_share("A crow stole the key.")
    (True, 0.0)
    """
    plain = text.replace("’", "'")
    return sum(len(one[0]) for one in _STOCK.finditer(plain)) / len(plain) if plain else 0.0


def content_words(text: str) -> set[str]:
    """The different words of a text that are no function words."""
    return {word for word in split_words(text) if word.isalpha() and len(word) > 2 and word not in CLOSED}

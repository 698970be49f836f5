"""How regular English words take their forms; the tables of the wordbook list only what these rules get wrong."""

import re

_VOWELS = "aeiou"
_HISSES = ("s", "x", "z", "ch", "sh")
_CLOSED = re.compile(r"[^aeiou]*(?:qu)?[aeiou][^aeiouwxy]")
"""One syllable that ends in one short vowel and one consonant: stop, hug, quiz."""
_GROUPS = re.compile(r"[aeiouy]+")
_SOUNDS_LIKE_YOU = re.compile(r"(?:eu|ewe|one(?:\b|-)|once|ub|uku|uni(?!nt|nv|mp)|us[eu]|uten)")
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)")


def plural(noun: str) -> str:
    """The regular plural.

    >>> plural("box"), plural("puppy"), plural("toy")
    ('boxes', 'puppies', 'toys')
    """
    if noun.endswith(_HISSES):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def third(verb: str) -> str:
    """The regular third person: `goes`, `carries`, `plays`, `washes`."""
    return verb + "es" if verb.endswith("o") and verb[-2] not in _VOWELS else plural(verb)


def past(verb: str) -> str:
    """The regular past.

    >>> past("hop"), past("hope"), past("carry"), past("play")
    ('hopped', 'hoped', 'carried', 'played')
    """
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def ing(verb: str) -> str:
    """The regular present participle.

    >>> ing("run"), ing("make"), ing("lie"), ing("see"), ing("open")
    ('running', 'making', 'lying', 'seeing', 'opening')
    """
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def compared(adjective: str, ending: str) -> str:
    """The comparative (`ending` "er") or superlative ("est"): one word for short adjectives, two for long ones.

    >>> compared("big", "er"), compared("happy", "est"), compared("gentle", "er"), compared("careful", "er")
    ('bigger', 'happiest', 'gentler', 'more careful')
    """
    stem = adjective[:-1] if adjective.endswith("e") else adjective
    syllables = len(_GROUPS.findall(stem)) + (adjective.endswith("le") and adjective[-3] not in _VOWELS)
    if syllables == 1 or (syllables == 2 and adjective.endswith(("y", "le")) and adjective[-2] not in _VOWELS):
        if adjective.endswith("y") and adjective[-2] not in _VOWELS:
            return adjective[:-1] + "i" + ending
        return (stem if stem != adjective else _doubled(adjective)) + ending
    return ("more " if ending == "er" else "most ") + adjective


def article(phrase: str) -> str:
    """`a` or `an`, by how the first word sounds.

    >>> [article(word) for word in ("hour", "unicorn", "umbrella", "one-eyed cat", "old hat")]
    ['an', 'a', 'an', 'a', 'an']
    """
    word = phrase.lower()
    if word[:1] == "h":
        return "an" if _SILENT_H.match(word) else "a"
    return "an" if word[:1] in _VOWELS and not _SOUNDS_LIKE_YOU.match(word) else "a"


def _doubled(word: str) -> str:
    return word + word[-1] if _CLOSED.fullmatch(word) else word

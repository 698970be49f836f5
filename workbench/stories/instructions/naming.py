"""What to call the people and things of a story outside of it, and sentences in which pronouns have become names."""

import re
from collections.abc import Mapping

from workbench.records import Mention, Sentence, Story

_DETERMINER = re.compile(r"(?:an?|the|some|his|her|its|their|my|your|our|this|that|these|those)\s+", re.IGNORECASE)
_OWNERS = ("his", "their", "its")
_THIRD = frozenset("he she it they him her them his their its".split())
_SPEAKERS = re.compile(r"\b(?:I|(?i:me|my|mine|we|us|our|you|your))\b")
_QUOTED = re.compile(r'"[^"]*"?|“[^”]*”?')
_LEAD = re.compile(r"\A(?:then|so|but|and|after that|one day),? (?=\w)", re.IGNORECASE)


def names_of(story: Story) -> dict[str, str]:
    """Entity: a phrase that stands for it anywhere ("Tim", "the red ball", "Tim's dog"); some have none."""
    names: dict[str, str] = {}
    for one in story.mentions:
        if one.form == "name":
            names.setdefault(one.entity, _unowned(story.text[one.start : one.end]))
    for one in story.mentions:
        if one.form == "noun" and one.entity not in names:
            owner = _owner_inside(story, one)
            text = _unowned(story.text[one.start : one.end])
            if owner is None:
                if match := _DETERMINER.match(text):
                    names[one.entity] = f"the {text[match.end() :]}"
            elif owner.entity in names:
                names[one.entity] = f"{names[owner.entity]}'s {story.text[owner.end : one.end].strip()}"
    for one in story.mentions:
        parts = one.entity.split("+")
        if len(parts) > 1 and all(part in names for part in parts):
            names.setdefault(one.entity, " and ".join(names[part] for part in parts))
    return names


def _owner_inside(story: Story, thing: Mention) -> Mention | None:
    """The possessor that a mention begins with."""
    inside = (one for one in story.mentions if one.start == thing.start and one.end < thing.end)
    return next(inside, None)


def _unowned(text: str) -> str:
    return text.removesuffix("'s").removesuffix("’s")


def without_pronouns(story: Story, sentence: Sentence, names: Mapping[str, str]) -> str | None:
    """A sentence that can stand alone: who is first meant by a pronoun is named; None if that cannot be done.

    Words in quotes stay as they were said. "Then", "so" and the like at the beginning are left out.
    """
    text = story.text[sentence.start : sentence.end]
    quoted = [(sentence.start + one.start(), sentence.start + one.end()) for one in _QUOTED.finditer(text)]
    if "\n" in text or _SPEAKERS.search(_QUOTED.sub("", text)):
        return None
    here = [one for one in story.mentions if sentence.start <= one.start and one.end <= sentence.end]
    changes: list[tuple[int, int, str]] = []
    known: set[str] = set()
    for one in sorted(here, key=lambda one: (one.start, one.end)):
        if any(start <= one.start < end for start, end in quoted):
            continue
        word = story.text[one.start : one.end]
        if (one.form == "pronoun" or word.lower() in _THIRD) and one.entity not in known:
            if one.entity not in names or word.lower() not in _THIRD:
                return None
            owns = word.lower() in _OWNERS or any(two.start == one.start and two.end > one.end for two in here)
            changes.append((one.start, one.end, names[one.entity] + ("'s" if owns else "")))
        known |= {one.entity, *one.entity.split("+")}
    if any(
        word.lower() in ("he", "she", "him", "they", "them") for word in _unmentioned(story, sentence, here, quoted)
    ):
        return None
    return capital(_LEAD.sub("", _changed(story.text, sentence, changes), count=1))


def _unmentioned(story: Story, sentence: Sentence, here: list[Mention], quoted: list[tuple[int, int]]) -> list[str]:
    """The words outside of quotes that belong to no mention."""
    taken = [(one.start, one.end) for one in here] + quoted
    return [
        match.group()
        for match in re.finditer(r"\w+", story.text[sentence.start : sentence.end])
        if not any(start <= sentence.start + match.start() < end for start, end in taken)
    ]


def _changed(text: str, sentence: Sentence, changes: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = sentence.start
    for start, end, words in changes:
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at : sentence.end]])


def capital(text: str) -> str:
    """The text with a capital at its beginning, inside an opening quote too.

    >>> capital('the dog ran.'), capital('"oh," she said.')
    ('The dog ran.', '"Oh," she said.')
    """
    match = re.search(r"\w", text)
    return text if match is None else text[: match.start()] + match.group().upper() + text[match.end() :]

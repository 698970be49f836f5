"""Topics as data: where, with what, what one does there, what is noticed; a topic is true of a text by its words."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from random import Random

from workbench.stories.deep.realise import missing_in_phrase, spelled
from workbench.stories.wordbook import Book, book

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One topic. `words` are what it is recognised by, with weights; topics share them."""

    name: str
    places: tuple[str, ...]
    mood: frozenset[str]
    doings: tuple[str, ...]
    things: tuple[str, ...]
    animals: tuple[str, ...]
    adults: tuple[str, ...]
    opens: str
    notes: str
    words: dict[str, int] = field(default_factory=dict[str, int])
    scenes: str = ""

    def acts(self, tier: str) -> tuple[str, ...]:
        """What one does there, in the words of a tier."""
        return _acts(self, tier)

    def has(self, tier: str, noun: str) -> bool:
        """Whether a tier has the noun."""
        return spelled(tier, noun)

    def is_plural(self, tier: str, noun: str) -> bool:
        """Whether a noun is the plural of another."""
        return noun in _plurals(tier)

    def words_of(self, tier: str, form: str) -> tuple[str, ...]:
        """The nouns of its things, singular (n) or plural (ns)."""
        return _things(self, tier, form)

    def adjective(self, rng: Random, words: Book, noun: str) -> str:
        """An adjective that can tell a thing from others."""
        choices = _LOOKS[int(rng.random() * len(_LOOKS))]
        known = _known_looks(words.tier, choices)
        return known[int(rng.random() * len(known))] if noun else ""


_LOOKS = (
    ("red", "blue", "green", "yellow", "brown", "white", "black", "pink", "orange", "purple", "gray"),
    ("big", "little", "small", "new", "old", "tiny"),
    ("pretty", "plain", "bright", "fine", "shiny", "funny", "round", "heavy"),
)


@cache
def _known_looks(tier: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in choices if spelled(tier, one))


@cache
def _acts(setting: Setting, tier: str) -> tuple[str, ...]:
    known = tuple(act for act in setting.doings if not missing_in_phrase(tier, act))
    return known or setting.doings[:1]


@cache
def _plurals(tier: str) -> frozenset[str]:
    return frozenset(one.plural for one in book(tier).nouns() if one.plural and one.plural != one.word)


@cache
def _things(setting: Setting, tier: str, form: str) -> tuple[str, ...]:
    words = book(tier)
    known = {one.word: one for one in words.nouns()}
    found = [known[thing] for thing in setting.things if thing in known and not known[thing].tags & {"mass", "pair"}]
    return tuple(one.plural if form == "ns" else one.word for one in found)


_WILD = frozenset({"forest", "sea", "swimming", "camping", "farm", "car trips", "snow"})
"""Topics without streets and roofs."""


def read_settings(text: str) -> dict[str, Setting]:
    """Topics from their data: blocks that begin with `== name`, keys with a colon, pools of lines under `open` and `note`."""
    settings: dict[str, Setting] = {}
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        keys: dict[str, str] = {}
        pools: dict[str, list[str]] = {"open": [], "note": []}
        current = ""
        for line in body.splitlines():
            line = line.strip()
            key, colon, value = line.partition(":")
            if line in ("open:", "note:"):
                current = line[:-1]
            elif current and line:
                pools[current].append(line)
            elif colon:
                keys[key] = value.strip()
        weights = {
            word: weight for key, weight in (("five", 5), ("two", 2), ("one", 1)) for word in keys.get(key, "").split()
        }
        settings[name.strip()] = Setting(
            name.strip(),
            tuple(keys["places"].split(", ")),
            frozenset(keys["mood"].split()) | ({"town"} if name.strip() not in _WILD else set()),
            tuple(part.strip() for part in keys["acts"].split(" / ")),
            tuple(keys["things"].split()),
            tuple(keys["animals"].split()),
            tuple(part.strip() for part in keys["adults"].split(",")),
            "\n".join(pools["open"]),
            "\n".join(pools["note"]),
            weights,
        )
    return settings


def scores(settings: dict[str, Setting], text: str) -> Counter[str]:
    """How much of a text lies in each topic's pool, by weight."""
    total: Counter[str] = Counter()
    topics_of = _topics_of(tuple(settings.values()))
    for match in _WORD.finditer(text.lower()):
        for name, weight in topics_of.get(match.group(), {}).items():
            total[name] += weight
    return total


@cache
def _topics_of(settings: tuple[Setting, ...]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for setting in settings:
        for word, weight in setting.words.items():
            found.setdefault(word, {})[setting.name] = weight
    return found

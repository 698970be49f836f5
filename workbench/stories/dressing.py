"""The words of a larger tier in pairs and items: every name and thing is exchanged for another of its kind.

What happens stays the same, and so does every proof; only who and what it happens to is drawn from the tier's wordbook.
The words are exchanged in the finished texts, all of them at once, so that each text agrees with itself.
"""

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from workbench.stories.lexicon import BOYS, GIRLS
from workbench.stories.wordbook import Noun, book

# What may stand for a word: its kind, sizes, tags that it needs, tags that it must not have, words that do not do.
_ROLES: dict[str, tuple[str, tuple[int, ...], str, str, str]] = {
    "dog": ("animal", (2, 3), "runs tame", "climbs", ""),
    "cat": ("animal", (1, 2, 3), "climbs", "big scary", "goat"),
    "bird": ("animal", (1, 2), "flies", "", "bat fly"),
    "bear": ("animal", (4, 5), "big runs", "farm tame swims", ""),
    "hat": ("clothing", (2, 3), "wearable", "pair", "shoe boot sandal sneaker snowshoe"),
    "ball": ("toy", (2,), "", "outdoor", "toy bat skate model"),
    "book": ("book_like", (1, 2), "", "", "page list test sign name report label tag"),
    "flower": ("plant", (1, 2), "", "stationary", "plant coral herb"),
    "cake": ("food", (2,), "baked", "mass", ""),
    "box": ("container", (2, 3), "opens", "", "drawer teapot cage present birdcage mailbox"),
    "car": ("vehicle", (4, 5), "wheels", "", "train"),
    "house": ("building", (4, 5), "indoor", "bare", "tunnel building jail ruin tower"),
    "room": ("room", (5,), "indoor", "", "hall"),
}
_CHILDREN = {**dict.fromkeys(BOYS, "m"), **dict.fromkeys(GIRLS, "f")}
_GAME = re.compile(r"\bplay(?:ed|ing)? ball\b")


def _fits(noun: Noun, sizes: Collection[int], needs: str, denies: str) -> bool:
    tags = noun.tags
    one_token = noun.word.isalpha() and noun.plural != noun.word
    return one_token and noun.size in sizes and set(needs.split()) <= tags and not set(denies.split()) & tags


@cache
def wardrobe(tier: str) -> Mapping[str, tuple[str, ...]]:
    """For every word that can be exchanged, the words of the tier that may stand in its place, itself among them."""
    words: dict[str, tuple[str, ...]] = {}
    of = book(tier)
    for word, (kind, sizes, needs, denies, never) in _ROLES.items():
        found = [noun.word for noun in of.nouns(kind=kind) if _fits(noun, sizes, needs, denies)]
        # The article stays as it is, so that nothing else has to change.
        free = [one for one in found if of.article(one) == "a" and one not in never.split()]
        words[word] = tuple(dict.fromkeys((word, *free)))
    for name, gender in _CHILDREN.items():
        words[name] = tuple(dict.fromkeys((name, *(one.word for one in of.names(gender) if one.word.isalpha()))))
    return words


def clothes_for(texts: Sequence[str], tier: str, rng: random.Random, keep: Collection[str] = ()) -> dict[str, str]:
    """What every exchangeable word of the texts becomes; no two become one. `keep` are words that stay."""
    if tier == "minuscule":
        return {}
    spoken = set(re.findall(r"\w+", " ".join(texts)))
    fixed = {word for word in spoken if word in keep or (word == "ball" and any(map(_GAME.search, texts)))}
    taken = {word.lower() for word in fixed} | {word for word in spoken if word not in wardrobe(tier)}
    chosen: dict[str, str] = {}
    for word, others in wardrobe(tier).items():
        if word in spoken and word not in fixed:
            free = [other for other in others if other not in taken]
            chosen[word] = free[int(rng.random() * len(free))] if free else word
            taken.add(chosen[word])
    return chosen


def dresser(clothes: Mapping[str, str]) -> Callable[[str], str]:
    """A function that exchanges the words of a text."""
    if not clothes:
        return lambda text: text
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, clothes)) + r")\b")
    return lambda text: pattern.sub(lambda found: clothes[found.group()], text)

"""The TinyStories recipe: a noun, a verb and an adjective that the story must use, and a random set of features.

Source: Eldan and Li 2023, "TinyStories: How Small Can Language Models Be and Still Speak Coherent English?" (arXiv
2305.07759); the wording of the prompt is our own and the words are those of the tier `tiny`.
"""

import random
from collections.abc import Mapping
from functools import cache
from typing import Final

from workbench.seeding import python_random
from workbench.stories.wordbook import Adjective, Noun, Verb, book
from workbench.stories.words import split_words
from workbench.stories.writers.asking import Prompt, Recipe, prompt_id, tails

TIER: Final = "tiny"
_SYSTEM = "You write stories for children of three or four years, with only the words that such a child understands."
_USER = (
    'Write {count} of 3 to 5 short paragraphs with an empty line between them. {each} uses the noun "{noun}", the '
    'verb "{verb}" and the adjective "{adjective}", in any form and wherever they fit. {features}'
)
FEATURES: Final[dict[str, str]] = {
    "dialogue": "The people in it talk to each other.",
    "plot twist": "Something happens that nobody would have expected.",
    "bad ending": "It ends badly.",
    "moral": "It has something to teach.",
    "foreshadowing": "Something early on hints at what comes later.",
    "conflict": "Two of the people in it want different things.",
}
"""Feature: how the prompt asks for it."""
_SHARE = 0.3  # of the prompts that ask for any one feature
_YES_NO = ("yes", "no")


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """The nouns, verbs and adjectives that the prompts draw from, without proper names and helping verbs."""
    words = book(TIER)
    nouns = {one.word for one in words.nouns() if one.word.islower() and one.word.isalpha()}
    verbs = {one.base for one in words.verbs() if one.base.isalpha() and one.base not in ("be", "have", "do")}
    adjectives = {one.word for one in words.adjectives() if one.word.isalpha()}
    return {"noun": tuple(sorted(nouns)), "verb": tuple(sorted(verbs)), "adjective": tuple(sorted(adjectives))}


def _draw(seed: int, number: int, stories: int) -> tuple[Prompt, dict[str, str]]:
    rng = python_random(seed, "tinystories", number)
    asked = {part: rng.choice(words) for part, words in word_lists().items()}
    wanted = _features(rng)
    asked["features"] = ", ".join(wanted)
    user = _USER.format(
        count="a story" if stories == 1 else f"{stories} different stories",
        each="It" if stories == 1 else "Each of them",
        features=" ".join(FEATURES[name] for name in wanted),
        **{part: asked[part] for part in word_lists()},
    )
    return Prompt(_SYSTEM, user.rstrip(), *tails(stories)), asked


def _features(rng: random.Random) -> list[str]:
    return [name for name in FEATURES if rng.random() < _SHARE]


def forms(word: str, part: str) -> frozenset[str]:
    """Every single-word form of a noun, verb or adjective of the tier.

    >>> sorted(forms("run", "verb"))
    ['ran', 'run', 'running', 'runs']
    """
    entries = [one for one in book(TIER).entries(word) if isinstance(one, _PARTS[part])]
    found = {word}
    for one in entries:
        match one:
            case Noun():
                found |= {one.word, one.plural}
            case Verb():
                found |= {one.base, one.past, one.participle, one.ing, one.third}
            case _:
                found |= {one.word, one.comparative, one.superlative}
    return frozenset(form.lower() for form in found if form)


_PARTS: Final = {"noun": Noun, "verb": Verb, "adjective": Adjective}


def _kept(text: str, asked: Mapping[str, str]) -> dict[str, bool]:
    told = set(split_words(text))
    return {f"the {part}": bool(forms(asked[part], part) & told) for part in _PARTS}


def recipe() -> Recipe:
    """The recipe; its words come from the wordbook, which is read now."""
    return Recipe(
        name="tinystories",
        help="a noun, a verb, an adjective and a random set of features per story",
        per_completion=1,
        tier="",
        prompt_id=prompt_id(_SYSTEM, _USER, FEATURES, _SHARE, tails(1), word_lists()),
        draw=_draw,
        columns={"features": "feature"},
        refuse=lambda _: "",
        kept=_kept,
        choices=dict.fromkeys(FEATURES, _YES_NO),
    )

"""The Minuscule recipe: only the words of the smallest tier are allowed, and a story that uses another is dropped."""

from collections.abc import Mapping

from workbench.seeding import python_random
from workbench.stories.lexicon import BOYS, GIRLS, GROWN_UPS, PUNCTUATION, WORDS, types
from workbench.stories.morals import MORALS
from workbench.stories.topics import TONES, TOPICS
from workbench.stories.words import split_words
from workbench.stories.writers.asking import Prompt, Recipe, prompt_id, tails

_NAMES = (*BOYS, *GIRLS, *GROWN_UPS)
_SYSTEM = (
    "You write very short stories with very few words. You may use only the words of this list, in exactly these "
    "forms, and no others, however common they are: {words}. The only marks allowed are . , ! ? the double quote for "
    "speech, and 's after a name or noun. Before you use a word, check that it is on the list."
)
_POINTS = (
    "Each has three to eight short sentences and one or two people from the list, and what happens has a reason. The "
    "topic is {topic}. The tone is {tone}. {moral}"
)
_MORAL = "What the people do shows whether they keep to this or not: {value}."
_NO_MORAL = "It teaches nothing."
_ALLOWED = frozenset(types("minuscule"))
_VALUES = {"topic": tuple(TOPICS), "tone": TONES, "moral": (*MORALS, "none")}


def _word_list() -> str:
    names = {name.lower(): name for name in _NAMES} | {"i": "I"}
    return " ".join(names.get(word, word) for word in WORDS)


def _draw(seed: int, number: int, stories: int) -> tuple[Prompt, dict[str, str]]:
    rng = python_random(seed, "minuscule", number)
    asked = {axis: rng.choice(values) for axis, values in _VALUES.items()}
    moral = _NO_MORAL if asked["moral"] == "none" else _MORAL.format(value=asked["moral"])
    count = "Write a story." if stories == 1 else f"Write {stories} different stories."
    as_json, marked = tails(stories)
    points = _POINTS.format(topic=asked["topic"], tone=asked["tone"], moral=moral)
    return Prompt(_SYSTEM.format(words=_word_list()), f"{count} {points}", as_json, marked), asked


def outside_words(text: str) -> list[str]:
    """The words and marks of a text that the tier does not have, in order, each once.

    >>> outside_words("Tim saw a zebra; Tim ran.")
    ['zebra', ';']
    """
    return list(dict.fromkeys(word for word in split_words(text) if word not in _ALLOWED))


def _refuse(text: str) -> str:
    return "uses words outside of the list" if outside_words(text) else ""


def _kept(_: str, __: Mapping[str, str]) -> dict[str, bool]:
    return {}


RECIPE = Recipe(
    name="minuscule",
    help="only the words of the smallest tier; stories with other words are dropped",
    per_completion=10,
    tier="minuscule",
    prompt_id=prompt_id(_SYSTEM, _POINTS, _MORAL, _NO_MORAL, tails(2), WORDS, PUNCTUATION, _VALUES),
    draw=_draw,
    columns={"topic": "topic", "tone": "tone", "moral": "moral"},
    refuse=_refuse,
    kept=_kept,
    choices=_VALUES,
)

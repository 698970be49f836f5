"""Topics and tones: what a story is about and what it feels like, each carried by several overlapping channels.

No word belongs to one topic alone. A told story has the topic whose pool covers most of its words, and the tone that
most of its channels carry; `plots` draws again when the telling came out otherwise, so the labels are true of the text.
"""

from dataclasses import dataclass

from workbench.errors import StoryscopeError


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a topic happens and with what. `words` are what it is recognised by, with weights; topics share them."""

    places: tuple[str, ...]
    things: tuple[str, ...]
    beasts: tuple[str, ...]
    words: dict[str, int]


def _topic(places: str, things: str, beasts: str, *words: str) -> Topic:
    """A topic; `words` come in three rows, from those that speak for it most (weight 5) to the least (2, 1)."""
    weights = {word: weight for row, weight in zip(words, (5, 2, 1), strict=True) for word in row.split()}
    return Topic(tuple(places.split()), tuple(things.split()), tuple(beasts.split()), weights)


TOPICS: dict[str, Topic] = {
    "pets": _topic(
        *("house park garden", "ball food box bed", "dog cat fish"),
        *("animals", "dog cat fish food", "hungry friend"),
    ),
    "rain": _topic(
        *("house park car", "hat car book box", "dog bird"),
        *("rain", "wet inside", "cold water hat car"),
    ),
    "garden": _topic(
        *("garden", "flower book hat box", "bird cat"),
        *("garden", "flower sun", "bird water tree outside"),
    ),
    "cooking": _topic(
        *("house", "cake box book food", "fish cat"),
        *("food", "cake eat ate hungry", "make made fish"),
    ),
    "school": _topic(
        *("school", "book hat ball box", "bird fish"),
        *("school", "read book", "boy girl friends"),
    ),
    "swimming": _topic(
        *("water", "ball toy hat car", "fish dog"),
        *("swim swam", "water", "fish wet sun jump jumped"),
    ),
    "forest": _topic(
        *("tree", "hat book flower box", "bear bird"),
        *("tree", "bear bird", "dark high up"),
    ),
    "night": _topic(
        *("room house", "bed book toy box", "cat bear"),
        *("night bed", "sleep slept dark", "tired room"),
    ),
    "birthday": _topic(
        *("house park", "cake hat box toy", "dog bear"),
        *("birthday", "people cake", "friends box hat"),
    ),
    "ball games": _topic(
        *("park", "ball hat toy box", "dog"),
        *("park", "ball fast", "run ran jump"),
    ),
    "cleaning up": _topic(
        *("room house", "toy box book bed", "bear cat"),
        *("toys things", "room toy", "box book away bed"),
    ),
    "car trips": _topic(
        *("water park", "car toy hat book", "dog fish"),
        *("car", "home", "dad mom long far"),
    ),
}
"""Twelve topics over shared places and things."""

TONES: tuple[str, ...] = ("joyful", "sad", "tense", "funny", "calm", "tender", "lonely")


def topic_scores(text: str) -> dict[str, int]:
    """How much of the text lies in each topic's pool, by weight.

    >>> scores = topic_scores("the dog ate the food")
    >>> scores["pets"], scores["night"]
    (4, 0)
    """
    words = "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()
    return {name: sum(topic.words.get(word, 0) for word in words) for name, topic in TOPICS.items()}


def known_label(axis: str, value: str, values: tuple[str, ...]) -> None:
    """Raise a StoryscopeError unless `value` is one of `values`."""
    if value not in values:
        raise StoryscopeError(f"There is no {axis} named {value!r}.", f"Use one of: {', '.join(values)}.")

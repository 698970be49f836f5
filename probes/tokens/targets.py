"""What a token probe can be asked to read, as one class per token.

| target | the class of a token | labelled tokens |
| --- | --- | --- |
| `holder`, `at`, `feels`, any relation | its value for the being that the token mentions | last token of a mention |
| `holder(hat)`, any relation of a subject | its value | every token where the text has settled it |
| `holder(*)`, any relation | its value for the being mentioned last that has one | likewise |
| `entity` | which being is mentioned | last token of a mention |
| `antecedent` | which being a pronoun means | last token of a pronoun |
| `antecedent_last` | whether that is the person mentioned last before it | last token of a pronoun |
| `false_belief` | whether what the mentioned being believes is true | last token of a mention |
| `role` | the part that the sentence plays in the plot | all |
| `mention` | form of the mention, or none | all |
| `part_of_speech`, `word_class` | by the corpus' own word lists | tokens with exactly one |
| `position`, `sentence_place` | how far into the story; first, middle, last in its sentence | all |
| `topic`, `tone`, `moral`, ... | the label of the story | all |
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from jaxtyping import Int

from probes.activations import Encoded
from probes.labels import STORY_COLUMNS, UNLABELLED, covered
from probes.tokens.state import StoryState, false_belief, refers_to_last, story_state
from workbench.errors import StoryscopeError

REFERENCES = ("entity", "antecedent", "antecedent_last")
SANITY = ("part_of_speech", "word_class", "position", "sentence_place")
SPANS = ("role", "mention")
_RELATION = re.compile(r"[a-z][a-z_ ]*")
_OF_SUBJECT = re.compile(r"([a-z][a-z_ ]*)\((.+)\)")
_SPEECH = ("names", "nouns", "adjectives", "verbs", "function_words", "punctuation")
_CLASSES = ("names", "animals", "objects", "places", "adjectives", "verbs", "function_words", "punctuation")
_BINS = (8, 16, 32, 64, 128)
Spans = tuple[Int[np.ndarray, "_"], Int[np.ndarray, "_"]]


@dataclass(frozen=True, slots=True)
class TokenClasses:
    """One target over a run of stories: `values[t]` indexes `names`, or is UNLABELLED."""

    target: str
    kind: str
    names: tuple[str, ...]
    values: Int[np.ndarray, "token"]


@dataclass(frozen=True, slots=True)
class TokenStory:
    """One story as the targets see it: its record and, for sentences and mentions, their tokens."""

    row: Mapping[str, Any]
    n_tokens: int
    sentence_spans: Spans
    mention_last: Int[np.ndarray, "_"]
    sentence_of: Int[np.ndarray, "token"]
    state: StoryState
    words: Sequence[str] = field(default=())

    def ends(self, token: int) -> bool:
        """Whether this is the last token of its sentence."""
        number = int(self.sentence_of[token])
        return number >= 0 and token == int(self.sentence_spans[1][number]) - 1


def kind_of(target: str) -> str:
    """What a target is about: fact, reference, role, label or token.

    Raises StoryscopeError for a text that names no target.
    """
    if target in SANITY:
        return "token"
    if target in SPANS:
        return "role"
    if target in REFERENCES:
        return "reference"
    if target in STORY_COLUMNS:
        return "label"
    if target == "false_belief" or _OF_SUBJECT.fullmatch(target) or _RELATION.fullmatch(target):
        return "fact"
    do = f"Use a relation (holder, at, feels, holder(hat)) or one of {', '.join((*REFERENCES, *SPANS, *SANITY))}."
    raise StoryscopeError(f"'{target}' is not a target of token probes.", do)


def labels_of(target: str, story: TokenStory, categories: Mapping[str, Sequence[str]]) -> list[str | None]:
    """The class of every token of one story, None where it has none."""
    kind_of(target)
    found: list[str | None] = [None] * story.n_tokens
    if target in STORY_COLUMNS:
        return [story.row[target] or None] * story.n_tokens
    if target in ("part_of_speech", "word_class"):
        kinds = _SPEECH if target == "part_of_speech" else _CLASSES
        return [_category(word, kinds, categories) for word in story.words]
    if target == "position":
        return [_bin(place) for place in range(story.n_tokens)]
    if target in ("role", "sentence_place"):
        return [_in_sentence(target, story, token) for token in range(story.n_tokens)]
    if subject := _OF_SUBJECT.fullmatch(target):
        return _of_subject(subject[1], subject[2], story)
    if target == "mention":
        found = ["none"] * story.n_tokens
    of_mention = _mention_class(target, story)
    for index, token in enumerate(story.mention_last.tolist()):
        if token >= 0:
            found[token] = of_mention(index, token) or found[token]
    return found


def _of_subject(relation: str, subject: str, story: TokenStory) -> list[str | None]:
    """The value of one subject's relation at every token; "*" is whoever was mentioned last and ever has one."""
    found: list[str | None] = [None] * story.n_tokens
    having = {key[1] for state in story.state.after[-1:] for key in state if key[0] == relation}
    mentioned: dict[int, str] = {}
    for index, token in enumerate(story.mention_last.tolist()):
        entity = str(story.row["mentions"][index]["entity"])
        if entity in having:
            mentioned[token] = entity
    about = "" if subject == "*" else subject
    for token, number in enumerate(story.sentence_of.tolist()):
        about = mentioned.get(token, about) if subject == "*" else about
        if number >= 0 and about:
            found[token] = story.state.at((relation, about), number, story.ends(token))
    return found


def _mention_class(target: str, story: TokenStory) -> Callable[[int, int], str | None]:
    mentions = story.row["mentions"]
    persons = frozenset(one["entity"] for one in mentions if one["form"] == "name")

    def named(index: int) -> str | None:
        entity = str(mentions[index]["entity"])
        return None if "+" in entity else entity

    def of_pronoun(index: int, _: int) -> str | None:
        if mentions[index]["form"] != "pronoun":
            return None
        return named(index) if target == "antecedent" else refers_to_last(mentions, index, persons)

    def of_state(index: int, token: int) -> str | None:
        entity, number = named(index), int(story.sentence_of[token])
        if entity is None or number < 0:
            return None
        if target == "false_belief":
            return false_belief(story.state, entity, number, story.ends(token))
        return story.state.at((target, entity), number, story.ends(token))

    if target == "mention":
        return lambda index, _: str(mentions[index]["form"])
    if target == "entity":
        return lambda index, _: named(index)
    return of_pronoun if target.startswith("antecedent") else of_state


def _category(word: str, kinds: Sequence[str], categories: Mapping[str, Sequence[str]]) -> str | None:
    found = [kind for kind in kinds if word in categories.get(kind, ())]
    return found[0] if len(found) == 1 else None


def _bin(place: int) -> str:
    below = next((bound for bound in _BINS if place < bound), None)
    return f"{_BINS[-1]}+" if below is None else f"below {below:03d}"


def _in_sentence(target: str, story: TokenStory, token: int) -> str | None:
    number = int(story.sentence_of[token])
    if number < 0:
        return None
    if target == "role":
        return story.row["sentences"][number]["role"] or None
    first = token == int(story.sentence_spans[0][number])
    return "first" if first else "last" if story.ends(token) else "middle"


def stories_of(table: pa.Table, encoded: Encoded) -> list[TokenStory]:
    """The stories of a table as targets see them; `encoded` holds the same stories in the same order."""
    rows = table.to_pylist()
    made: list[TokenStory] = []
    spans: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for column in ("sentences", "mentions"):
        story = np.repeat(np.arange(len(rows)), [len(row[column]) for row in rows])
        begin = np.array([span["start"] for row in rows for span in row[column]], dtype=np.int64)
        end = np.array([span["end"] for row in rows for span in row[column]], dtype=np.int64)
        spans[column] = covered(encoded, story, begin, end)
    at = {"sentences": 0, "mentions": 0}
    for index, row in enumerate(rows):
        base, n_tokens = int(encoded.bounds[index]), int(encoded.lengths[index])
        part: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for column in spans:
            here = slice(at[column], at[column] + len(row[column]))
            part[column] = spans[column][0][here] - base, spans[column][1][here] - base
            at[column] = here.stop
        sentence_of = np.full(n_tokens, -1)
        for number, (first, stop) in enumerate(zip(*part["sentences"], strict=True)):
            sentence_of[first:stop] = number
        first, stop = part["mentions"]
        last = np.where(stop > first, stop - 1, -1)
        tokens = slice(base, base + n_tokens)
        text = row["text"]
        words = [text[a:b].lower() for a, b in zip(encoded.starts[tokens], encoded.ends[tokens], strict=True)]
        state = story_state(row["facts"], len(row["sentences"]))
        made.append(TokenStory(row, n_tokens, part["sentences"], last, sentence_of, state, words))
    return made


def token_classes(
    stories: Sequence[TokenStory],
    target: str,
    categories: Mapping[str, Sequence[str]],
    names: Sequence[str] | None = None,
    at_least: tuple[int, int] = (1, 1),
    at_most: int = 40,
) -> TokenClasses:
    """A target over stories; without `names` the classes are the `at_most` commonest ones.

    Of them only those with `at_least` so many tokens and stories. Tokens of other classes are unlabelled.
    """
    of_each = [labels_of(target, story, categories) for story in stories]
    if names is None:
        tokens: dict[str, int] = {}
        homes: dict[str, int] = {}
        for labels in of_each:
            for name in labels:
                if name is not None:
                    tokens[name] = tokens.get(name, 0) + 1
            for name in {name for name in labels if name is not None}:
                homes[name] = homes.get(name, 0) + 1
        enough = [name for name in tokens if tokens[name] >= at_least[0] and homes[name] >= at_least[1]]
        names = sorted(sorted(enough, key=lambda name: (-tokens[name], name))[:at_most])
    place: dict[str | None, int] = {name: index for index, name in enumerate(names)}
    values = [place.get(name, UNLABELLED) for labels in of_each for name in labels]
    return TokenClasses(target, kind_of(target), tuple(names), np.array(values, dtype=np.int64))

"""The records that everything else is scored against.

A story carries its whole truth: where its sentences are, who every mention refers to, how the world changed
sentence by sentence, which words express a label, and the recipe that rebuilds it bit for bit.
All spans are half-open character offsets into `Story.text`.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

AXES = ("topic", "tone", "moral")
"""The label families that every story of the world writer has."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the part it plays: opening, background, want, obstacle, attempt, choice, outcome, ending, ..."""

    start: int
    end: int
    paragraph: int
    role: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference to an entity; `form` is name, noun, pronoun, or group ("Tim and Sam", entity "tim+sam").

    Equal `entity` means coreferent. A possessor is a mention inside that of the thing: "[[his] red ball]".
    """

    start: int
    end: int
    entity: str
    form: str


@dataclass(frozen=True, slots=True)
class Fact:
    """`relation(subject)` became `value` with sentence number `sentence` (-1: true before the story starts).

    `told` says whether the text states it, lets the reader infer it, or hides it.
    """

    sentence: int
    relation: str
    subject: str
    value: str
    told: str = "told"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that express the value of a label axis, for example axis tone, value sad."""

    start: int
    end: int
    axis: str
    value: str


@dataclass(frozen=True, slots=True)
class Story:
    """One story with its record; `recipe` is canonical JSON (seed and controls)."""

    id: str
    text: str
    topic: str
    tone: str
    moral: str
    style: str
    feature: str
    grammar: str
    persona: str
    point_of_view: str
    paragraphs: int
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    cues: tuple[Cue, ...]
    recipe: str
    source: str
    group: str

    def state_after(self, sentence: int) -> dict[tuple[str, str], str]:
        """Fold the facts up to and including `sentence`: {(relation, subject): value}."""
        state: dict[tuple[str, str], str] = {}
        for fact in self.facts:
            if fact.sentence <= sentence:
                state[fact.relation, fact.subject] = fact.value
        return state


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """The characters [start, end) play `role` in a pair: cue, entity, verb, before, after, ..."""

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class MinimalPair:
    """Two prompts that differ in exactly one fact, with the next word that each world makes true.

    `clean` and `corrupt` have equally many tokens and are equal outside the change. The next word after `clean`
    is `answer_clean`, after `corrupt` it is `answer_corrupt`; both are single vocabulary types. Roles cover both texts
    in the same order, so span i of one corresponds to span i of the other. `question` is what the answers answer,
    `change` what was asked for ("holder(ball)"), and `recipe` rebuilds both worlds, so that the pair can be proved.
    """

    id: str
    factor: str
    clean: str
    corrupt: str
    answer_clean: str
    answer_corrupt: str
    roles_clean: tuple[RoleSpan, ...]
    roles_corrupt: tuple[RoleSpan, ...]
    question: str = ""
    change: str = ""
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class WinoGrandeItem:
    """A sentence with one blank `_`, two options, and the option ("1" or "2") that the world makes true.

    The two items of a twin share `twin`; they differ in a word or two and have different answers.
    """

    id: str
    twin: str
    kind: str
    sentence: str
    option1: str
    option2: str
    answer: str


def _rows(**columns: pa.DataType) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in columns.items()]))


_SPAN = {"start": pa.int32(), "end": pa.int32()}
STORY_SCHEMA: pa.Schema = pa.schema(
    [
        *[
            pa.field(name, pa.string())
            for name in ("id", "text", "topic", "tone", "moral", "style", "feature", "grammar")
        ],
        pa.field("persona", pa.string()),
        pa.field("point_of_view", pa.string()),
        pa.field("paragraphs", pa.int32()),
        pa.field("sentences", _rows(**_SPAN, paragraph=pa.int32(), role=pa.string())),
        pa.field("mentions", _rows(**_SPAN, entity=pa.string(), form=pa.string())),
        pa.field(
            "facts",
            _rows(sentence=pa.int32(), relation=pa.string(), subject=pa.string(), value=pa.string(), told=pa.string()),
        ),
        pa.field("cues", _rows(**_SPAN, axis=pa.string(), value=pa.string())),
        *[pa.field(name, pa.string()) for name in ("recipe", "source", "group")],
    ]
)
"""The Arrow schema of a corpus shard; the records above say what its columns mean."""

_NESTED = {"sentences": Sentence, "mentions": Mention, "facts": Fact, "cues": Cue}


def story_from_row(row: dict[str, Any]) -> Story:
    """Build a Story from one row of a corpus table (`table.to_pylist()`)."""
    values = {name: row[name] for name in STORY_SCHEMA.names}
    for name, record in _NESTED.items():
        values[name] = tuple(record(**item) for item in values[name])
    return Story(**values)

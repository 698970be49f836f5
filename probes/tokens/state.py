"""What is so at each token of a story, folded from the record's facts.

Inside sentence k the state after sentence k - 1 holds. Where sentence k changes a value, that value is unsettled in it,
but for its last token, where the new value holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Key = tuple[str, str]
"""Relation and subject."""
NOBODY = "nobody"
"""The value of a holder that is nobody."""


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a relation; `told` is False where the text keeps it to itself."""

    value: str
    told: bool


@dataclass(frozen=True, slots=True)
class StoryState:
    """The world of one story sentence by sentence: `before[k]` holds in sentence k, `after[k]` at its end."""

    before: Sequence[Mapping[Key, Value]]
    changed: Sequence[frozenset[Key]]
    after: Sequence[Mapping[Key, Value]]

    def at(self, key: Key, sentence: int, last: bool, hidden: bool = False) -> str | None:
        """The settled value in a sentence (`last`: at its last token), or None; `hidden` gives untold values too."""
        if key in self.changed[sentence] and not last:
            return None
        found = (self.after if last else self.before)[sentence].get(key)
        return found.value if found is not None and (found.told or hidden) else None


def story_state(facts: Sequence[Row], sentences: int) -> StoryState:
    """Fold the facts of one story.

    >>> facts = [dict(sentence=1, relation="holder", subject="hat", value="tim", told="told")]
    >>> state = story_state(facts, 3)
    >>> [state.at(("holder", "hat"), k, last=False) for k in range(3)], state.at(("holder", "hat"), 1, last=True)
    ([None, None, 'tim'], 'tim')
    """
    of_each: list[list[Row]] = [[] for _ in range(sentences + 1)]
    for fact in facts:
        place = int(fact["sentence"]) + 1
        if 0 <= place <= sentences:
            of_each[place].append(fact)
    state: dict[Key, Value] = {}
    before: list[dict[Key, Value]] = []
    after: list[dict[Key, Value]] = []
    changed: list[frozenset[Key]] = []
    for place, those in enumerate(of_each):
        if place:
            before.append(dict(state))
        for fact in those:
            value = str(fact["value"]) or NOBODY
            state[str(fact["relation"]), str(fact["subject"])] = Value(value, fact["told"] != "hidden")
        if place:
            after.append(dict(state))
            changed.append(frozenset((str(fact["relation"]), str(fact["subject"])) for fact in those))
    return StoryState(before, changed, after)


def false_belief(state: StoryState, who: str, sentence: int, last: bool) -> str | None:
    """Whether what `who` believes of a place is "true" or "false"; None where no belief of theirs is recorded."""
    held = (state.after if last else state.before)[sentence]
    beliefs = [(key, value) for key, value in held.items() if key[1] == who and key[0].startswith("believes ")]
    if not beliefs or any(key in state.changed[sentence] for key, _ in beliefs) and not last:
        return None
    answers: list[bool] = []
    for (relation, _), value in beliefs:
        _, asked, *thing = relation.split(" ")
        so = held.get((asked, " ".join(thing)))
        if so is not None:
            answers.append(so.value == value.value)
    return None if not answers else "true" if all(answers) else "false"


def refers_to_last(mentions: Sequence[Row], index: int, persons: frozenset[str]) -> str | None:
    """Whether a pronoun means the person who was mentioned last before it: "yes", "no", or None for no candidate."""
    start = mentions[index]["start"]
    earlier = [one for one in mentions if one["start"] < start and one["entity"] in persons]
    if not earlier:
        return None
    return "yes" if max(earlier, key=lambda one: one["start"])["entity"] == mentions[index]["entity"] else "no"

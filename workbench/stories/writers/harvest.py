"""From replies to stories: which are used, which are not and why, counted as they come."""

import hashlib
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.records import Sentence, Story
from workbench.statistics import wilson
from workbench.stories.words import split_words
from workbench.stories.writers.asking import Ask, Recipe
from workbench.stories.writers.cleaning import Quotes, clean, stories_of
from workbench.stories.writers.journal import Reply
from workbench.stories.writers.recipe_simplestories import paragraphs

_SHORTEST = 5  # types, punctuation included
_REFUSED = re.compile(
    r"\A(?:I'm sorry|I am sorry|Sorry|I can't|I cannot|I'm unable|As an AI)\b.*\b(?:can't|cannot|unable)"
)


@dataclass
class Harvest:
    """Reads replies one by one and keeps the counts; every story is given out once.

    `replies` counts them by outcome ("stop" is a whole answer, "malformed" one that is not laid out as asked);
    `stories` counts the stories in whole answers: "used", or why not. `kept` counts for each thing that can be checked
    by counting how often it was so, and of how many.
    """

    recipe: Recipe
    quotes: Quotes = "plain"
    ascii_only: bool = False
    replies: Counter[str] = field(default_factory=Counter[str])
    stories: Counter[str] = field(default_factory=Counter[str])
    kept: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _seen: set[bytes] = field(default_factory=set[bytes])

    def take(self, ask: Ask, reply: Reply) -> list[str]:
        """The texts of a reply that can be used."""
        content = reply.content.replace("’", "'")
        outcome = "refusal" if reply.outcome == "stop" and _REFUSED.match(content) else reply.outcome
        texts = stories_of(reply.content, ask.stories) if outcome == "stop" else []
        self.replies[outcome if texts is not None else "malformed"] += 1
        return [text for raw in texts or [] if (text := self._use(raw, ask)) is not None]

    def _use(self, raw: str, ask: Ask) -> str | None:
        text = clean(raw, self.quotes, self.ascii_only)
        reason = self._reason(text)
        self.stories[reason or "used"] += 1
        if reason:
            return None
        for name, true in self.recipe.kept(text, ask.asked).items():
            counted = self.kept.setdefault(name, [0, 0])
            counted[0] += true
            counted[1] += 1
        return text

    def _reason(self, text: str) -> str:
        """Why a text is not used, or the empty text; remembers it if it is."""
        if len(split_words(text)) < _SHORTEST:
            return "too short"
        if self.ascii_only and not text.isascii():
            return "is not ASCII"
        if reason := self.recipe.refuse(text):
            return reason
        key = hashlib.sha256(" ".join(text.split()).lower().encode()).digest()[:12]
        if key in self._seen:
            return "repeats another"
        self._seen.add(key)
        return ""

    @property
    def used(self) -> int:
        """How many stories can be used."""
        return self.stories["used"]

    def per_reply(self, hoped: int) -> float:
        """How many usable stories a reply brings, so far; before there are any, as many as are `hoped` for."""
        return max(0.05, (self.used + hoped) / (self.replies.total() + 1))

    @property
    def summary(self) -> dict[str, Any]:
        """The counts, and the acceptance rate (used stories among those read) with its 95% interval."""
        return {
            "replies": dict(sorted(self.replies.items())),
            "stories_read": dict(sorted(self.stories.items())),
            "acceptance": share(self.used, self.stories.total()),
            "kept": {name: share(true, n) for name, (true, n) in self.kept.items()},
        }


def share(true: int, n: int) -> dict[str, float | int | list[float]]:
    """A proportion with its n and 95% interval."""
    return {"n": n, "share": true / n if n else 0.0, "ci95": list(wilson(true, n))}


def stories_in_order(
    harvest: Harvest, replies: Mapping[str, Reply], asks: Iterator[Ask], source: str, n: int
) -> Iterator[Story]:
    """The first `n` usable stories in the order of their requests, as records, whatever order the replies came in."""
    left, unseen = n, len(replies)
    for ask in asks:
        reply = replies.get(ask.id)
        if reply is None:
            continue
        unseen -= 1
        for place, text in enumerate(itertools.islice(harvest.take(ask, reply), left)):
            left -= 1
            yield _record(harvest.recipe, ask, reply, place, text, source)
        if left == 0 or unseen == 0:
            return


def _record(recipe: Recipe, ask: Ask, reply: Reply, place: int, text: str, source: str) -> Story:
    controls = {
        **{"writer": "openai", "recipe": recipe.name, "prompt": recipe.prompt_id, "request": ask.id, "place": place},
        **{"of": ask.stories, "model": reply.model, "asked": dict(ask.asked)},
    }
    canonical = json.dumps(controls, sort_keys=True)
    columns = {column: ask.asked[axis] for axis, column in recipe.columns.items()}
    blank = dict.fromkeys(("topic", "tone", "moral", "style", "feature", "grammar", "persona", "point_of_view"), "")
    return Story(
        **{**blank, **columns},
        id=hashlib.sha256(f"{canonical}\n{text}".encode()).hexdigest()[:16],
        text=text,
        paragraphs=len(paragraphs(text)),
        sentences=tuple(cut_sentences(text)),
        mentions=(),
        facts=(),
        cues=(),
        recipe=canonical,
        source=source,
        group=f"{recipe.name} {ask.id}",
    )


_END = re.compile(r"""[.!?]+["'”’)]*(?=\s|\Z)""")
_SAID = re.compile(r"\s+[a-z]")  # after the mark: the sentence goes on ("Run!" he said)


def cut_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, found by their marks; their roles are not known."""
    between = "\n\n" if "\n\n" in text else "\n"
    number, start = 0, 0
    for line in re.finditer(r"[^\n]+", text):
        if start and between in text[start : line.start()]:
            number += 1
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            if not _SAID.match(text, end.end(), line.end()):
                yield Sentence(start, end.end(), number, "")
                start = end.end() + len(text[end.end() : line.end()]) - len(text[end.end() : line.end()].lstrip())
        if start < line.end():
            yield Sentence(start, line.end(), number, "")
            start = line.end()

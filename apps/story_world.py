"""What a story's record says, shaped for figures: spans of the world's state, arcs of coreference, and its twins."""

import difflib
import json
import re
from dataclasses import replace
from inspect import signature
from typing import Any, cast

from apps.figures import Palette
from apps.figures.stories import Arc, StateSpan, family_of
from apps.markup import Span, overlay
from workbench.errors import StoryscopeError
from workbench.records import AXES, Story

_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"\w+|[^\w\s]")
_ORDER = ("where", "has", "mind", "other")


def state_spans(story: Story) -> list[StateSpan]:
    """Return how long each fact holds, by family (where, has, mind, other) and subject; sentences count from 1."""
    found: dict[tuple[str, str], list[StateSpan]] = {}
    for sentence in range(-1, len(story.sentences)):
        told = {(fact.relation, fact.subject): fact.told for fact in story.facts if fact.sentence <= sentence}
        for key, value in story.state_after(sentence).items():
            own, at = found.setdefault(key, []), sentence + 1
            if own and own[-1].value == value and own[-1].last == sentence:
                own[-1] = replace(own[-1], last=at)
            else:
                own.append(StateSpan(key[1], key[0], value, at, at, told[key]))
    held = [span for spans in found.values() for span in spans]
    return sorted(held, key=lambda span: (_ORDER.index(family_of(span.relation)[0]), span.subject, span.relation))


def arcs(story: Story) -> tuple[list[Arc], list[int]]:
    """Return the mentions by word number, from 0, and the word numbers at which sentences begin."""
    starts = [match.start() for match in _WORD.finditer(story.text)]

    def word_at(character: int) -> int:
        return max(0, sum(start <= character for start in starts) - 1)

    mentions = sorted(story.mentions, key=lambda mention: (mention.start, mention.end))
    found = [Arc(one.entity, word_at(one.start), story.text[one.start : one.end]) for one in mentions]
    return found, [word_at(sentence.start) for sentence in story.sentences[1:]]


def retold(story: Story, axis: str, value: str) -> Story | None:
    """Tell the same story again with one label changed; None if the world did not tell it, or tells it otherwise now.

    Raises StoryscopeError if the world cannot tell it with that label.
    """
    from workbench.stories.plots import compose

    recipe = _recipe(story, frozenset(signature(compose).parameters))
    same: dict[str, Any]
    if recipe is None or compose(**recipe).text != story.text:
        return None
    same = {**recipe, **{name: getattr(story, name) for name in AXES}, axis: value}
    return compose(**same)


def _recipe(story: Story, known: frozenset[str]) -> dict[str, Any] | None:
    """Return what rebuilds the story, if it is what the world writes and nothing else."""
    try:
        held: object = json.loads(story.recipe)
    except ValueError:
        return None
    if not isinstance(held, dict):
        return None
    recipe = cast("dict[str, Any]", held)
    plain = all(isinstance(recipe.get(name), int) for name in ("seed", "index"))
    texts = all(isinstance(value, int | str) for value in recipe.values())
    return recipe if plain and texts and set(recipe) <= known else None


def can_be_retold(story: Story) -> bool:
    """Return whether the world told this story and tells it the same way today."""
    try:
        return retold(story, "tone", story.tone) is not None
    except StoryscopeError:
        return False


def differences(left: str, right: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the character spans in which two texts differ, word by word.

    >>> differences("Tom had a ball.", "Sue had a red ball.")
    ([(0, 3)], [(0, 3), (10, 13)])
    """
    pieces = [list(_PIECE.finditer(text)) for text in (left, right)]
    matcher = difflib.SequenceMatcher(None, *([piece[0] for piece in part] for part in pieces), autojunk=False)
    spans: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for what, first, last, begin, end in matcher.get_opcodes():
        if what == "equal":
            continue
        for part, own, (low, high) in zip(pieces, spans, ((first, last), (begin, end)), strict=True):
            if high > low:
                own.append((part[low].start(), part[high - 1].end()))
    return spans


def side_by_side(left: str, right: str, palette: Palette) -> tuple[str, str, int]:
    """Return two texts as HTML with their differences tinted, and how many places differ."""
    spans = differences(left, right)
    drawn = tuple(
        overlay(text, [Span(start, end, "cue", colour) for start, end in own])
        for text, own, colour in zip((left, right), spans, (palette.wrong, palette.primary), strict=True)
    )
    return drawn[0], drawn[1], max(len(own) for own in spans)

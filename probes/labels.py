"""What is true of each story and of each token: the record's character spans, laid over the tokenizer's tokens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Int

from probes.activations import Encoded
from workbench.errors import StoryscopeError

STORY_COLUMNS = ("topic", "tone", "moral", "style", "feature", "grammar", "persona", "point_of_view")
"""Columns of the story record that label a whole story."""
NAMED_BY = {"cues": ("axis", "value"), "mentions": ("mention", "form"), "sentences": ("role", "role")}
"""How the spans of each nested column are named: ("tone", "sad"), ("mention", "pronoun"), ("role", "opening").

The axis of a cue is one of its fields; mentions and sentences have one axis each.
"""
UNLABELLED = -1
"""The class of a story whose column is empty, or whose value is not among the named ones."""


@dataclass(frozen=True, slots=True)
class Classes:
    """One label family of some stories: `values[i]` indexes `names`, or is UNLABELLED."""

    target: str
    names: tuple[str, ...]
    values: Int[np.ndarray, "story"]


@dataclass(frozen=True, slots=True)
class TokenLabels:
    """Which tokens a label covers: `member[t, l]` says that token t lies in a span of `names[l]` = (axis, value)."""

    names: tuple[tuple[str, str], ...]
    member: Bool[np.ndarray, "token label"]


@dataclass(frozen=True, slots=True)
class Spans:
    """Character spans of many stories, one entry per span: what they are called and which tokens they cover."""

    names: Sequence[tuple[str, str]]
    begin: Int[np.ndarray, "item"]
    end: Int[np.ndarray, "item"]


def must_label(targets: Sequence[str]) -> None:
    """Raise StoryscopeError for a column that labels no story."""
    for target in targets:
        if target not in STORY_COLUMNS:
            what = f"'{target}' is not a label of these stories."
            raise StoryscopeError(what, f"Use one of {', '.join(STORY_COLUMNS)}.")


def classes(table: pa.Table, target: str, names: Sequence[str] | None = None) -> Classes:
    """The label column `target` as integers; its sorted values name the classes unless `names` gives them.

    Raises StoryscopeError for a column that labels no story.
    """
    must_label([target])
    column: pa.DictionaryArray = table[target].combine_chunks().fill_null("").dictionary_encode()
    there: list[str] = column.dictionary.to_pylist()
    kinds = tuple(sorted(set(there) - {""}) if names is None else names)
    place = {name: index for index, name in enumerate(kinds)}
    values = np.array([place.get(name, UNLABELLED) for name in there], dtype=np.int64)
    return Classes(target, kinds, values[column.indices.to_numpy()])


def covered(
    encoded: Encoded, story: Int[np.ndarray, "item"], start: Int[np.ndarray, "item"], end: Int[np.ndarray, "item"]
) -> tuple[Int[np.ndarray, "item"], Int[np.ndarray, "item"]]:
    """The half-open range of tokens that overlap each character span; `story` counts from 0 within `encoded`.

    A span that touches no token (white space, or text that was cut) gets an empty range.
    """
    # One search over all stories: characters are numbered through, with stories kept wide apart.
    reach = int(max(encoded.ends.max(initial=0), end.max(initial=0))) + 1
    home = np.repeat(np.arange(len(encoded)), encoded.lengths).astype(np.int64) * reach
    first = np.searchsorted(home + encoded.ends, story * reach + start, side="right")
    stop = np.searchsorted(home + encoded.starts, story * reach + end, side="left")
    return first, np.maximum(stop, first)


def spans(table: pa.Table, encoded: Encoded, column: str) -> Spans:
    """The spans in one nested column of the record as token ranges; see NAMED_BY for their names."""
    story, rows = _flat(table, column)
    begin, end = (rows.field(name).to_numpy(zero_copy_only=False).astype(np.int64) for name in ("start", "end"))
    return Spans(_names(rows, column), *covered(encoded, story, begin, end))


def label_names(table: pa.Table, columns: Collection[str] = tuple(NAMED_BY)) -> list[tuple[str, str]]:
    """Every (axis, value) that spans of these stories have, sorted."""
    return sorted({name for column in columns for name in _names(_flat(table, column)[1], column)})


def token_labels(
    table: pa.Table,
    encoded: Encoded,
    names: Sequence[tuple[str, str]] | None = None,
    columns: Collection[str] = tuple(NAMED_BY),
) -> TokenLabels:
    """Lay the spans of the record over the tokens; `names` (default: all that occur) fixes the labels and their order.

    `table` holds the stories of `encoded` in the same order.
    """
    kinds = tuple(label_names(table, columns) if names is None else names)
    place = {name: index for index, name in enumerate(kinds)}
    member = np.zeros((len(encoded.ids), len(kinds)), dtype=np.bool_)
    for column in columns:
        found = spans(table, encoded, column)
        label = np.array([place.get(name, UNLABELLED) for name in found.names], dtype=np.int64)
        size = np.where(label == UNLABELLED, 0, found.end - found.begin)
        before = np.cumsum(size) - size
        tokens = np.arange(int(size.sum())) + np.repeat(found.begin - before, size)
        member[tokens, np.repeat(label, size)] = True
    return TokenLabels(kinds, member)


def _flat(table: pa.Table, column: str) -> tuple[Int[np.ndarray, "item"], pa.StructArray]:
    """All spans of a nested column in one array, and which story each belongs to."""
    nested: pa.ListArray = table[column].combine_chunks()
    return nested.value_parent_indices().to_numpy().astype(np.int64), nested.flatten()


def _names(rows: pa.StructArray, column: str) -> list[tuple[str, str]]:
    axis, value = NAMED_BY[column]
    values = rows.field(value).to_pylist()
    axes = rows.field(axis).to_pylist() if column == "cues" else [axis] * len(values)
    return list(zip(axes, values, strict=True))

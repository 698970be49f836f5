"""From the columns of a row to the columns of the record; what has no place there goes into the recipe."""

import difflib
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from workbench.errors import StoryscopeError
from workbench.records import STORY_SCHEMA

TEXT_COLUMNS = ("text", "story", "story_text", "content", "completion", "response", "output")
"""Where the story is looked for, in this order, when nobody says."""

LABELS: Mapping[str, tuple[str, ...]] = {
    "topic": ("topic",),
    "tone": ("tone", "mood"),
    "moral": ("moral", "theme"),
    "style": ("style",),
    "feature": ("feature", "features"),
    "grammar": ("grammar",),
    "persona": ("persona",),
    "point_of_view": ("point_of_view",),
    "paragraphs": ("paragraphs", "num_paragraphs"),
}
"""Columns of the record, and the columns of a source that they are taken from unless told otherwise."""

GENERATION = "generation_id"
"""SimpleStories' name of a completion and a story in it ("17-3"): stories of one completion stay in one split."""
_KEPT = 500  # characters of another column's value that the recipe keeps


@dataclass(frozen=True)
class Columns:
    """Which columns of a source become what: the parts of the text, label columns, and the column of the group."""

    text: tuple[str, ...]
    labels: Mapping[str, str]
    group: str
    where: Mapping[str, str]

    def wanted(self, values: Mapping[str, Any]) -> bool:
        """Whether a row passes the filter."""
        return all(str(values.get(name)) == value for name, value in self.where.items())

    def story(self, values: Mapping[str, Any]) -> str | None:
        r"""The text of a row, its parts joined as they are, lines ended by \n; None if a part is missing or no text."""
        parts = [values.get(name) for name in self.text]
        if not all(isinstance(part, str) for part in parts):
            return None
        text = "".join(map(str, parts))
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def record(self, values: Mapping[str, Any], text: str, place: str) -> dict[str, Any]:
        """The row's own values for the record's columns; `place` says where it stands in the source."""
        labels = {name: _label(values.get(column), name) for name, column in self.labels.items()}
        labels.setdefault("paragraphs", sum(bool(part.strip()) for part in text.split("\n\n")))
        used = {*self.text, *self.labels.values()}
        others = {name: value for name, value in values.items() if name not in used and _is_small(value)}
        recipe = json.dumps({**others, "from": place}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        made = hashlib.sha256(f"{recipe}{text}".encode()).hexdigest()[:16]
        return {"id": made, "text": text, **labels, "recipe": recipe, "group": self._group(values, text)}

    def _group(self, values: Mapping[str, Any], text: str) -> str:
        value = values.get(self.group) if self.group else None
        if value not in (None, ""):
            return str(value).rsplit("-", 1)[0] if self.group == GENERATION else str(value)
        # Equal texts, capitals and white space aside, belong to one split.
        return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:16]


def make_mapping(columns: Sequence[str], text: str, pairs: Sequence[str], group: str, where: Sequence[str]) -> Columns:
    """Find the columns of a source. `text` may name several with + between; `pairs` are "record=column".

    Raises StoryscopeError for a column that is not there, naming the nearest, and for a pair that is none.
    """
    asked = dict(_pair(one, "--map topic=theme") for one in pairs)
    for name in asked:
        if name not in LABELS:
            raise StoryscopeError(f"The record has no label '{name}'.", f"Map one of: {', '.join(LABELS)}.")
    labels = {
        name: next((one for one in places if one in columns), "")
        for name, places in LABELS.items()
        if name not in asked
    }
    labels.update({name: _there(column, columns) for name, column in asked.items() if column})
    filters = dict(_pair(one, "--where model=NAME") for one in where)
    return Columns(
        text=_text_columns(text, columns),
        labels={name: labels[name] for name in LABELS if labels.get(name)},
        group=_there(group, columns) if group else GENERATION if GENERATION in columns else "",
        where={_there(name, columns): value for name, value in filters.items()},
    )


def to_table(rows: Sequence[Mapping[str, Any]], source: str) -> pa.Table:
    """Rows as a table of `STORY_SCHEMA`: what a row has no value for is empty, 0 or an empty list."""
    columns: list[Any] = []
    for field in STORY_SCHEMA:
        if field.name == "source":
            values: list[Any] = [source] * len(rows)
        else:
            blank: Any = [] if pa.types.is_list(field.type) else "" if pa.types.is_string(field.type) else 0
            values = [row.get(field.name, blank) for row in rows]
        columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=STORY_SCHEMA)


def _text_columns(text: str, columns: Sequence[str]) -> tuple[str, ...]:
    if text:
        return (text,) if text in columns else tuple(_there(part.strip(), columns) for part in text.split("+"))
    for name in TEXT_COLUMNS:
        if name in columns:
            return (name,)
    what = "No column looks like the story."
    raise StoryscopeError(what, f"Name it with --text-column; there is: {', '.join(columns)}.")


def _there(name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    near = difflib.get_close_matches(name, columns, n=1, cutoff=0.5)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    raise StoryscopeError(f"There is no column '{name}'.", f"{hint}There is: {', '.join(columns)}.")


def _pair(text: str, example: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise StoryscopeError(f"'{text}' is no pair.", f"Write it as in {example}.")
    return name.strip(), value.strip()


def _label(value: object, name: str) -> str | int:
    if name == "paragraphs":
        try:
            return max(0, min(int(float(str(value))), 2**31 - 1))
        except (ValueError, OverflowError):
            return 0
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _is_small(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)  # JSON knows no others
    return isinstance(value, bool | int) or (isinstance(value, str) and 0 < len(value) <= _KEPT)

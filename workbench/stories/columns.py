"""Stories as Arrow columns, without a dict per story: flat child arrays and offsets, built once per shard."""

from collections.abc import Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from workbench.records import STORY_SCHEMA, Story


def to_table(stories: Sequence[Story]) -> pa.Table:
    """The stories as one table of `STORY_SCHEMA`, in their order."""
    return pa.Table.from_arrays([_column(field, stories) for field in STORY_SCHEMA], schema=STORY_SCHEMA)


def _column(field: "pa.Field[Any]", stories: Sequence[Story]) -> "pa.Array[Any]":
    values = list(map(attrgetter(field.name), stories))
    kind = field.type
    if not pa.types.is_list(kind):
        return pa.array(values, kind)
    offsets = pa.array([0, *accumulate(map(len, values))], pa.int32())
    items = list(chain.from_iterable(values))
    inner = kind.value_type
    children = [pa.array(list(map(attrgetter(part.name), items)), part.type) for part in inner]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(children, fields=list(inner)), type=kind)

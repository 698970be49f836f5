"""What feature statistics are read from: which units, which stories, and what is true of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Float, Int
from torch import Tensor

from probes.activations import WINDOW, ActivationBatch, Encoded, encode_stories
from probes.feature_statistics import Examples
from probes.labels import NAMED_BY, classes, label_names, token_labels
from probes.truth import Sides
from probes.units.nonzeros import encoded_rows
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint
from workbench.records import AXES
from workbench.seeding import derive
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Name = tuple[str, str]
"""A label: (axis, value)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Neurons, features or heads read at one hook point; `prefix` and a number make a unit's name.

    `directions` are where the units write in the residual stream; `own` is that in the channels of the hook point,
    where this is not the same as the unit itself. Activations of a `sparse` reading are never negative and mostly zero.
    """

    kind: str
    prefix: str
    point: HookPoint
    size: int
    encode: Callable[[Tensor], Tensor] | None
    directions: Float[Tensor, "feature d"] | None
    examples: Examples
    own: Float[Tensor, "feature d_in"] | None = None
    sparse: bool = False

    def acts(self, batch: ActivationBatch) -> Float[Tensor, "batch pos feature"]:
        """The activations of a batch."""
        values = batch.acts[self.point].flatten(2)
        return values if self.encode is None else self.encode(values)

    def rows(self, batch: ActivationBatch) -> Iterator[Float[Tensor, "token feature"]]:
        """The activations of a batch's real tokens, row by row, in pieces of bounded size."""
        for piece in encoded_rows(batch.acts[self.point].flatten(2)[batch.mask], self.size):
            yield piece if self.encode is None else self.encode(piece)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stories are read, the first `stories` of `split`, and the labels that occur in them."""

    corpus: Corpus
    split: str
    stories: int
    tokens: int
    span_names: tuple[Name, ...]
    story_names: tuple[Name, ...]

    def windows(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The stories, a bounded number at a time."""
        for table in self.corpus.tables(self.split, columns, self.stories):
            for begin in range(0, len(table), WINDOW):
                yield table.slice(begin, WINDOW)


def survey(corpus: Corpus, split: str, budget: int, tokenizer: "PreTrainedTokenizerFast") -> Plan:
    """Count out the first stories of a split that together have `budget` tokens, and list their labels.

    Raises StoryscopeError for a split without stories.
    """
    stories = tokens = 0
    spans: set[Name] = set()
    values: set[Name] = set()
    for table in corpus.tables(split, ["text", *AXES, *NAMED_BY]):
        bounds = encode_stories(tokenizer, table["text"].to_pylist()).bounds
        table = table.slice(0, int(np.searchsorted(bounds, budget - tokens)))
        spans |= set(label_names(table))
        values |= {(axis, value) for axis in AXES for value in table[axis].unique().to_pylist() if value}
        stories, tokens = stories + len(table), tokens + int(bounds[len(table)])
        if tokens >= budget:
            break
    if not stories:
        raise StoryscopeError(f"The {split} split has no stories.", "Choose another with --split, such as validation.")
    return Plan(corpus, split, stories, tokens, tuple(sorted(spans)), tuple(sorted(values)))


def judging_half(groups: Sequence[str], seed: int) -> Bool[np.ndarray, "story"]:
    """Which stories judge, the others choose thresholds: a coin for each group, the same wherever it turns up."""
    return np.array([derive(seed, "half", group) % 2 == 1 for group in groups], dtype=np.bool_)


def story_member(table: pa.Table, names: Sequence[Name]) -> Bool[np.ndarray, "story label"]:
    """Which stories have which label; a column per (axis, value)."""
    columns = [classes(table, axis, [value]).values == 0 for axis, value in names]
    return np.stack(columns, axis=1) if columns else np.zeros((len(table), 0), dtype=np.bool_)


def token_sides(
    table: pa.Table,
    encoded: Encoded,
    names: Sequence[Name],
    judging: Bool[np.ndarray, "story"],
    generator: np.random.Generator,
) -> Sides:
    """The labels of every token. The null gives each token the labels of one far away, spans kept whole."""
    member = token_labels(table, encoded, names).member
    n = len(member)
    shift = int(generator.integers(n // 4, 3 * n // 4 + 1))
    return Sides(member, np.repeat(judging, encoded.lengths), np.roll(member, shift, axis=0))


def joined(windows: Sequence[Encoded]) -> Encoded:
    """Consecutive windows as one."""

    def joint(pick: Callable[[Encoded], Int[np.ndarray, "_"]]) -> Int[np.ndarray, "_"]:
        return np.concatenate([pick(one) for one in windows])

    lengths = joint(lambda one: one.lengths)
    return Encoded(
        joint(lambda one: one.ids),
        joint(lambda one: one.starts),
        joint(lambda one: one.ends),
        np.concatenate([[0], np.cumsum(lengths)]),
        windows[0].first,
    )

"""The one pass over stories that feature statistics are made of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from probes.activations import WINDOW, ActivationBatch, Encoded, batches, encode_stories, stream
from probes.feature_statistics import Examples, FeatureStatistics, StoryBatch
from probes.labels import NAMED_BY, classes, label_names, token_labels
from probes.truth import Sides
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint
from workbench.progress import Task
from workbench.records import AXES
from workbench.seeding import derive, numpy_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from workbench.language.checkpoints import LoadedModel

Name = tuple[str, str]
"""A label: (axis, value)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Neurons or features read at one hook point; `prefix` and a number make a unit's name."""

    kind: str
    prefix: str
    point: HookPoint
    size: int
    encode: Callable[[Tensor], Tensor] | None
    directions: Float[Tensor, "feature d"] | None
    examples: Examples

    def acts(self, batch: ActivationBatch) -> Float[Tensor, "batch pos feature"]:
        """The activations of a batch."""
        values = batch.acts[self.point].flatten(2)
        return values if self.encode is None else self.encode(values)


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


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: every token, by story; which stories judge; their labels, own and shuffled."""

    tokens: Encoded
    sides: Sides


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


def read_stories(
    loaded: "LoadedModel",
    readings: Sequence[Reading],
    plan: Plan,
    seed: int,
    batch_size: int,
    scratch: Path,
    task: Task,
) -> tuple[list[FeatureStatistics], Read]:
    """Run the model once over the plan's stories.

    Leaves each story's maximum and mean of every reading in `scratch`; `story_values` reads them.
    """
    device = next(loaded.model.parameters()).device
    statistics = [
        FeatureStatistics(reading.size, len(plan.span_names), reading.examples, device) for reading in readings
    ]
    points = {reading.point for reading in readings}
    priority = torch.from_numpy(numpy_generator(seed, "sample").random(plan.stories, np.float32)).to(device)
    windows: list[Encoded] = []
    judging: list[np.ndarray] = []
    member: list[np.ndarray] = []
    first = 0
    for number, table in enumerate(plan.windows(["text", "group", *AXES, *NAMED_BY])):
        encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist(), first)
        judging.append(judging_half(table["group"].to_pylist(), seed))
        member.append(story_member(table, plan.story_names))
        sides = token_sides(table, encoded, plan.span_names, judging[-1], numpy_generator(seed, "null", number))
        values = [np.zeros((2, len(table), reading.size), np.float32) for reading in readings]
        for batch in stream(
            loaded.model, batches(encoded, loaded.tokenizer, loaded.config.context, batch_size), points
        ):
            rows = batch.story_index - first
            story = torch.from_numpy(batch.story_index).to(device)
            told = StoryBatch(batch.mask, story, priority[story], sides.groups(batch.flat[batch.flat >= 0]))
            for reading, statistic, value in zip(readings, statistics, values, strict=True):
                highest, mean = statistic.update(reading.acts(batch), told)
                value[0, rows], value[1, rows] = highest.cpu().numpy(), mean.cpu().numpy()
            task.advance(told.groups.shape[1])
        for reading, value in zip(readings, values, strict=True):
            np.save(scratch / f"{reading.prefix}-{number:05d}.npy", value)
        windows.append(encoded)
        first += len(table)
    own = np.concatenate(member)
    null = own[numpy_generator(seed, "null").permutation(len(own))]
    return statistics, Read(joined(windows), Sides(own, np.concatenate(judging), null))


def story_values(
    scratch: Path, reading: Reading, features: slice
) -> tuple[Float[Tensor, "story feature"], Float[Tensor, "story feature"]]:
    """Each story's maximum and mean of some units."""
    files = sorted(scratch.glob(f"{reading.prefix}-*.npy"))
    parts = [np.load(file, mmap_mode="r")[:, :, features] for file in files]
    both = torch.from_numpy(np.concatenate(parts, axis=1))
    return both[0], both[1]


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

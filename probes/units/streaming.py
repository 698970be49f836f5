"""The one pass of a model over stories, and what it leaves behind of every unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array, vstack
from torch import Tensor

from probes.activations import ActivationBatch, Encoded, batches, encode_stories, stream
from probes.feature_pass import Plan, Reading, joined, judging_half, story_member, token_sides
from probes.feature_statistics import FeatureStatistics, StoryBatch
from probes.labels import NAMED_BY
from probes.truth import Sides
from probes.units.nonzeros import NonzeroStore
from probes.units.sampled import Sample, SampleStore, sample_of
from workbench.progress import Task
from workbench.records import AXES
from workbench.seeding import numpy_generator

if TYPE_CHECKING:
    from workbench.language.checkpoints import LoadedModel


@dataclass(frozen=True)
class Read:
    """What was read: every token by story (`seen`: within the model's context), the labels of tokens and of stories.

    `groups` are those of `truth.Sides.groups` for every token, sparse and turned round. `priority` draws samples.
    """

    tokens: Encoded
    story: Int[np.ndarray, "token"]
    seen: Bool[np.ndarray, "token"]
    lengths: Int[np.ndarray, "story"]
    priority: Float[np.ndarray, "story"]
    sides: Sides
    families: tuple[str, ...]
    groups: csr_array
    group_totals: Int[np.ndarray, "group"]
    sample: Sample


@dataclass
class Measured:
    """What the pass left of one reading: sums and a sample of tokens, or everything that is not zero."""

    scratch: Path
    prefix: str
    statistics: FeatureStatistics | None = None
    sample: SampleStore | None = None
    nonzeros: NonzeroStore | None = None
    windows: list[Path] = field(default_factory=list[Path])

    def story_values(self, units: slice) -> tuple[Float[Tensor, "story unit"], Float[Tensor, "story unit"]]:
        """Each story's maximum and mean of some units."""
        parts = [np.load(file, mmap_mode="r")[:, :, units] for file in self.windows]
        both = torch.from_numpy(np.concatenate(parts, axis=1))
        return both[0], both[1]


def read_stories(
    loaded: "LoadedModel",
    readings: Sequence[Reading],
    plan: Plan,
    seed: int,
    batch_size: int,
    sample: int,
    scratch: Path,
    task: Task,
) -> tuple[list[Measured], Read]:
    """Run the model once over the plan's stories; what is too large for memory goes to `scratch`.

    About `sample` tokens, in whole stories, are kept as they are.
    """
    device = next(loaded.model.parameters()).device
    made = [_empty(reading, len(plan.span_names), scratch, device) for reading in readings]
    points = {reading.point for reading in readings}
    priority = numpy_generator(seed, "sample").random(plan.stories, np.float32)
    chosen = _chosen(plan, sample, seed)
    gathered = _Gathered()
    first = 0
    for number, table in enumerate(plan.windows(["text", "group", *AXES, *NAMED_BY])):
        encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist(), first)
        judging = judging_half(table["group"].to_pylist(), seed)
        sides = token_sides(table, encoded, plan.span_names, judging, numpy_generator(seed, "null", number))
        seen = np.zeros(len(encoded.ids), dtype=np.bool_)
        values = [
            None if reading.sparse else np.zeros((2, len(table), reading.size), np.float32) for reading in readings
        ]
        for batch in stream(
            loaded.model, batches(encoded, loaded.tokenizer, loaded.config.context, batch_size), points
        ):
            flat, rows = batch.flat[batch.flat >= 0], batch.story_index - first
            seen[flat] = True
            story = torch.from_numpy(batch.story_index).to(device)
            drawn = torch.from_numpy(priority[batch.story_index]).to(device)
            told = StoryBatch(batch.mask, story, drawn, sides.groups(flat))
            for reading, one, value in zip(readings, made, values, strict=True):
                _take(reading, one, batch, told, flat + gathered.tokens, chosen)
                if value is not None and one.statistics is not None:
                    assert one.statistics.of_stories is not None
                    value[0, rows], value[1, rows] = one.statistics.of_stories
            task.advance(len(flat))
        for one, value in zip(made, values, strict=True):
            _close(one, number, value)
        gathered.add(encoded, sides, seen, judging, story_member(table, plan.story_names), table["group"].to_pylist())
        first += len(table)
    return made, gathered.read(priority, chosen, numpy_generator(seed, "null"))


def _empty(reading: Reading, labels: int, scratch: Path, device: torch.device) -> Measured:
    if reading.sparse:
        return Measured(scratch, reading.prefix, nonzeros=NonzeroStore(scratch, reading.prefix, reading.size))
    statistics = FeatureStatistics(reading.size, labels, reading.examples, device)
    return Measured(scratch, reading.prefix, statistics, SampleStore(scratch, reading.prefix, reading.size))


def _chosen(plan: Plan, sample: int, seed: int) -> Bool[np.ndarray, "story"]:
    """The stories of the sample: at random, as many as have about `sample` tokens."""
    count = min(plan.stories, -(-sample * plan.stories // plan.tokens))
    drawn = np.zeros(plan.stories, dtype=np.bool_)
    drawn[numpy_generator(seed, "subset").permutation(plan.stories)[:count]] = True
    return drawn


def _take(
    reading: Reading,
    one: Measured,
    batch: ActivationBatch,
    told: StoryBatch,
    tokens: Int[np.ndarray, "token"],
    chosen: Bool[np.ndarray, "story"],
) -> None:
    if one.nonzeros is not None:
        begin = 0
        for acts in reading.rows(batch):
            one.nonzeros.add(tokens[begin : begin + len(acts)], acts)
            begin += len(acts)
        return
    assert one.statistics is not None and one.sample is not None
    acts = reading.acts(batch)
    one.statistics.update(acts, told)
    rows = np.flatnonzero(chosen[batch.story_index])
    if len(rows):
        kept = torch.zeros_like(batch.mask)
        kept[torch.from_numpy(rows).to(kept.device)] = True
        kept &= batch.mask
        inside = kept[batch.mask].cpu().numpy()
        one.sample.add(tokens[inside], acts[kept].cpu().numpy())


def _close(one: Measured, number: int, value: Float[np.ndarray, "2 story unit"] | None) -> None:
    if one.nonzeros is not None:
        one.nonzeros.close_window()
        return
    assert one.sample is not None and value is not None
    one.sample.close_window()
    one.windows.append(one.scratch / f"{one.prefix}-{number:05d}.npy")
    np.save(one.windows[-1], value)


class _Gathered:
    """What is known of the stories, window by window."""

    def __init__(self) -> None:
        self.tokens = 0
        self._encoded: list[Encoded] = []
        self._groups: list[csr_array] = []
        self._seen: list[np.ndarray] = []
        self._judging: list[np.ndarray] = []
        self._member: list[np.ndarray] = []
        self._families: list[str] = []

    def add(
        self,
        encoded: Encoded,
        sides: Sides,
        seen: Bool[np.ndarray, "token"],
        judging: Bool[np.ndarray, "story"],
        member: Bool[np.ndarray, "story label"],
        families: Sequence[str],
    ) -> None:
        """The next window."""
        self.tokens += len(encoded.ids)
        self._encoded.append(encoded)
        self._groups.append(csr_array((sides.groups() & seen).T.astype(np.int32)))
        self._seen.append(seen)
        self._judging.append(judging)
        self._member.append(member)
        self._families += families

    def read(
        self, priority: Float[np.ndarray, "story"], chosen: Bool[np.ndarray, "story"], generator: np.random.Generator
    ) -> Read:
        """All windows as one."""
        encoded, seen, judging = joined(self._encoded), np.concatenate(self._seen), np.concatenate(self._judging)
        own = np.concatenate(self._member)
        sides = Sides(own, judging, own[generator.permutation(len(own))])
        story = np.repeat(np.arange(len(encoded), dtype=np.int32), encoded.lengths)
        groups = csr_array(vstack(self._groups, format="csr"))
        _, columns = cast("tuple[int, int]", groups.shape)
        labels = (columns - 2) // 3
        choose, judge = groups[:, :labels], groups[:, labels + 1 : 2 * labels + 1]
        member = csr_array(choose + judge)
        return Read(
            tokens=encoded,
            story=story,
            seen=seen,
            lengths=np.bincount(story[seen], minlength=len(encoded)),
            priority=priority,
            sides=sides,
            families=tuple(self._families),
            groups=groups,
            group_totals=np.asarray(groups.sum(axis=0)).ravel(),
            sample=sample_of(seen, story, chosen, judging, member),
        )

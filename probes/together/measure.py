"""`storyscope measure`: several instruments, one pass of the model over the stories."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from probes.together.instruments import Instrument, Labels
    from probes.tokens.gathering import Gathered
    from workbench.language.checkpoints import LoadedModel
    from workbench.language.hookpoints import HookPoint
    from workbench.language.transformer import Transformer

SCHEMA = 1
INSTRUMENTS = ("tokens", "stories", "channels")
_STORY = ("topic", "tone", "moral")
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeasureConfig:
    """What `measure` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories; empty: the corpus that the model was trained on")
    name: str = option("measured", "the artifact's name")
    all: bool = option(False, "every instrument")
    instruments: tuple[str, ...] = option(("tokens", "stories"), f"which, of {', '.join(INSTRUMENTS)}")
    targets: tuple[str, ...] = option(
        ("holder(*)", "feels(*)", "at(*)", "antecedent", "antecedent_last", "role", "part_of_speech"),
        "what is read of tokens, as in: storyscope probe-tokens",
    )
    sites: tuple[str, ...] = option(("resid_post",), "where in each layer; the embedding is always read too")
    train_stories: int = option(4_000, "stories of the train split to learn from, at most")
    test_stories: int = option(1_000, "stories of the test split to be judged on, at most")
    dtype: str = option("fp32", "how matrix products are computed: fp32 or bf16")
    batch_size: int = option(32, "stories in one forward pass")
    seed: int = option(0, "draws shuffled labels and the random model")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that measure nothing."""
        for name in ("train_stories", "test_stories", "batch_size"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        unknown = [name for name in self.instruments if name not in INSTRUMENTS]
        if unknown:
            raise StoryscopeError(f"There is no instrument '{unknown[0]}'.", f"Use {', '.join(INSTRUMENTS)}.")
        if not (self.all or self.instruments):
            raise StoryscopeError("No instrument is asked for.", "Use --all, or name some with --instruments.")
        if self.dtype not in ("fp32", "bf16"):
            raise StoryscopeError(f"dtype={self.dtype!r} is not a choice.", "Use fp32 or bf16.")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The instruments that are meant."""
        return INSTRUMENTS if self.all else self.instruments

    # what `gather` asks of a config

    @property
    def limits(self) -> dict[str, int]:
        """Stories by split, at most."""
        return {"train": self.train_stories, "test": self.test_stories}

    @property
    def classes(self) -> int:
        """Classes of a target at most."""
        return 32


def measure(config: MeasureConfig, progress: Progress = SILENT) -> Artifact:
    """Run every instrument over one pass of the model, and over one of a model with random weights.

    Readouts are closed forms (ridge, mass-mean) from sums, so memory does not grow with the stories. Raises
    StoryscopeError for a missing artifact, an unknown site, and targets that label nothing.
    """
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    left_out = ("model", "corpus", "name", "all", "instruments")
    settings = {key: value for key, value in to_dict(config).items() if key not in left_out}
    settings["instruments"] = sorted(config.chosen)
    done = artifacts.finished("measured", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    with artifacts.create("measured", config.name, settings, [model, corpus], SCHEMA) as draft:
        draft.summary.update(_measure(config, model, corpus, draft.path, progress))
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("measured", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made


def _measure(config: MeasureConfig, model: Artifact, corpus: Artifact, folder: Path, progress: Progress) -> Row:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes.activations import open_model
    from probes.probing import read_points
    from probes.tokens.gathering import gather
    from workbench.language.checkpoints import random_init
    from workbench.seeding import derive
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    points = read_points(loaded, config.sites)
    source = Corpus.open(corpus)
    gathered = gather(config, source, loaded)
    for target, why in gathered.dropped.items():
        progress.say(f"measure: {target} is left out, it has {why}")
    labels = _labels(config, source, gathered)
    untrained = random_init(loaded.config, derive(config.seed, "random-init")).eval()
    untrained.attention = loaded.model.attention
    found: dict[str, Sequence[Instrument]] = {}
    for kind, one in (("model", loaded.model), ("random_init", untrained)):
        found[kind] = _instruments(config, labels, points, gathered)
        if kind == "random_init":
            found[kind] = [instrument for instrument in found[kind] if instrument.name != "channels"]
        _pass(config, one, loaded, gathered, points, found[kind], kind, progress)
    rows = _beside(
        [row for one in found["model"] if one.name != "channels" for row in one.rows()],
        [row for one in found["random_init"] for row in one.rows()],
    )
    if rows:
        pq.write_table(pa.Table.from_pylist(rows), folder / "readouts.parquet")
    channels = [row for one in found["model"] if one.name == "channels" for row in one.rows()]
    if channels:
        pq.write_table(pa.Table.from_pylist(channels), folder / "channels.parquet")
    return {
        "instruments": list(config.chosen),
        "readouts": rows,
        "channels": len(channels),
        "points": [point.name for point in points],
        "train_tokens": len(gathered.train.rows),
        "test_tokens": len(gathered.test.rows),
        "dropped": dict(gathered.dropped),
    }


def _labels(config: MeasureConfig, source: Any, gathered: "Gathered") -> "Mapping[str, Sequence[Labels]]":
    """The classes of tokens, numbered as in the encoded stories, and of stories."""
    import numpy as np

    from probes.labels import UNLABELLED, classes
    from probes.together.instruments import Labels

    def spread(values: Any, part: Any) -> Any:
        whole = np.full(len(part.encoded.ids), UNLABELLED)
        whole[part.rows] = values
        return whole

    tokens = [
        Labels(target, known.names, spread(known.values, gathered.train), spread(asked.values, gathered.test))
        for target, (known, asked) in gathered.classes.items()
    ]
    tables = {split: source.table(split, list(_STORY), limit) for split, limit in config.limits.items()}
    stories: list[Labels] = []
    for target in _STORY:
        known = classes(tables["train"], target)
        if len(known.names) > 1:
            asked = classes(tables["test"], target, known.names)
            stories.append(Labels(target, known.names, known.values, asked.values))
    return {"tokens": tokens, "stories": stories}


def _instruments(
    config: MeasureConfig,
    labels: "Mapping[str, Sequence[Labels]]",
    points: "Sequence[HookPoint]",
    gathered: "Gathered",
) -> "list[Instrument]":
    from probes.together.instruments import ChannelStatistics, Readouts

    made: list[Instrument] = []
    for name in config.chosen:
        if name == "channels":
            made.append(ChannelStatistics(points))
            continue
        pooled, groups = name == "stories", gathered.test.groups
        made.append(Readouts(name, labels[name], points, groups, pooled))
        null = [one.shuffled(config.seed) for one in labels[name]]
        made.append(Readouts(f"{name} shuffled", null, points, groups, pooled))
    return made


def _pass(
    config: MeasureConfig,
    model: "Transformer",
    loaded: "LoadedModel",
    gathered: "Gathered",
    points: "Sequence[HookPoint]",
    instruments: "Sequence[Instrument]",
    kind: str,
    progress: Progress,
) -> None:
    import torch

    from probes.activations import batches, stream

    dtype = torch.bfloat16 if config.dtype == "bf16" else torch.float32
    total = len(gathered.train.texts) + len(gathered.test.texts)
    with progress.task(f"measure: {kind}", total, "stories") as task:
        for learning, part in ((True, gathered.train), (False, gathered.test)):
            rows = batches(part.encoded, loaded.tokenizer, loaded.config.context, config.batch_size)
            for batch in stream(model, rows, points, dtype):
                for one in instruments:
                    (one.learn if learning else one.judge)(batch)
                task.advance(len(batch.story_index))


def _beside(rows: Sequence[Row], random: Sequence[Row]) -> list[Row]:
    """The readouts with their controls: shuffled labels and random weights, same target, place and method."""

    def key(row: Row) -> tuple[str, str, str, str]:
        return row["instrument"], row["target"], row["hook"], row["method"]

    own = {key(row): row for row in rows}
    other = {key(row): row for row in random}
    made: list[Row] = []
    for (name, target, hook, method), row in own.items():
        if name.endswith(" shuffled"):
            continue
        shuffled = own[f"{name} shuffled", target, hook, method]["accuracy"]
        made.append({**row, "shuffled": shuffled, "random_init": other[name, target, hook, method]["accuracy"]})
    return made

"""What token probes are made of: the tokens of two splits with their classes, and activations on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from probes.activation_cache import CachedActivations, write_activations
from probes.activations import Encoded, encode_stories
from probes.regression import validation_part
from probes.tokens.targets import TokenClasses, stories_of, token_classes
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel, random_init
from workbench.language.hookpoints import HookPoint
from workbench.progress import Progress
from workbench.seeding import derive, numpy_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from probes.tokens.probe_tokens import TokenProbeConfig

_COLUMNS = ("text", "group", "sentences", "mentions", "facts", "topic", "tone", "moral", "style", "feature", "grammar")
_MORE = ("persona", "point_of_view")
_VALIDATION_SHARE = 0.15
_LEAST = (40, 8)
"""A class needs so many tokens in so many training stories."""


@runtime_checkable
class Asking(Protocol):
    """What says which stories and targets are gathered."""

    @property
    def targets(self) -> tuple[str, ...]:
        """What is read."""
        ...

    @property
    def limits(self) -> dict[str, int]:
        """Stories by split, at most."""
        ...

    @property
    def classes(self) -> int:
        """Classes of a target at most."""
        ...

    @property
    def seed(self) -> int:
        """Draws the validation part."""
        ...


@dataclass(frozen=True, slots=True)
class TokenPart:
    """The tokens of one split that fit the model's context, in order; `rows` are their numbers in `encoded`."""

    texts: Sequence[str]
    groups: Sequence[str]
    encoded: Encoded
    rows: Int[np.ndarray, "token"]
    story: Int[np.ndarray, "token"]

    @property
    def ids(self) -> Int[np.ndarray, "token"]:
        """The word of each token."""
        return self.encoded.ids[self.rows].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Both splits with every target's classes, and which training tokens choose (validation)."""

    train: TokenPart
    test: TokenPart
    classes: Mapping[str, tuple[TokenClasses, TokenClasses]]
    validation: Bool[np.ndarray, "token"]
    dropped: Mapping[str, str]


def gather(config: Asking, source: Corpus, loaded: LoadedModel) -> Gathered:
    """Read both splits and lay the targets over their tokens; a target with fewer than two classes is dropped.

    Raises StoryscopeError for a split without stories, siblings in both splits, and where no target is left.
    """
    categories = source.vocabulary.get("categories", {}) if source.artifact.has("vocabulary.json") else {}
    tables = {split: source.table(split, [*_COLUMNS, *_MORE], limit) for split, limit in config.limits.items()}
    for split, table in tables.items():
        if not len(table):
            do = "Take a larger one, or one made with a larger share for them."
            raise StoryscopeError(f"The corpus has no {split} stories.", do)
    shared = set(tables["train"]["group"].to_pylist()) & set(tables["test"]["group"].to_pylist())
    if shared:
        what = f"{len(shared)} groups of stories are in the train split and in the test split."
        raise StoryscopeError(what, "Split the corpus by group, or siblings give the answers away.")
    parts: dict[str, TokenPart] = {}
    stories = {}
    for split, table in tables.items():
        texts = table["text"].to_pylist()
        encoded = encode_stories(loaded.tokenizer, texts)
        stories[split] = stories_of(table, encoded)
        home = np.repeat(np.arange(len(encoded)), encoded.lengths)
        fits = np.arange(len(encoded.ids)) - encoded.bounds[home] < loaded.config.context - 1
        rows = np.flatnonzero(fits)
        parts[split] = TokenPart(texts, table["group"].to_pylist(), encoded, rows, home[rows])
    classes: dict[str, tuple[TokenClasses, TokenClasses]] = {}
    dropped: dict[str, str] = {}
    for target in config.targets:
        known = token_classes(stories["train"], target, categories, at_least=_LEAST, at_most=config.classes)
        asked = token_classes(stories["test"], target, categories, known.names)
        known, asked = _kept(known, parts["train"]), _kept(asked, parts["test"])
        if len(known.names) < 2 or not (asked.values >= 0).any():
            dropped[target] = f"{len(known.names)} values with enough tokens"
            continue
        classes[target] = known, asked
    if not classes:
        what = f"None of the targets has two values here: {', '.join(dropped)}."
        raise StoryscopeError(what, "Choose other targets, or take more stories.")
    train = parts["train"]
    generator = numpy_generator(config.seed, "validation")
    held = validation_part(train.groups, _VALIDATION_SHARE, generator)
    if held.all():
        what = f"The {len(train.texts)} training stories are of one group."
        raise StoryscopeError(what, "Give it more training stories.")
    return Gathered(train, parts["test"], classes, held[train.story], dropped)


def _kept(classes: TokenClasses, part: TokenPart) -> TokenClasses:
    return TokenClasses(classes.target, classes.kind, classes.names, classes.values[part.rows])


@dataclass(frozen=True, slots=True)
class Stored:
    """The activations of model and random-init model on both splits, on disk."""

    caches: Mapping[tuple[str, str], CachedActivations]

    def column(self, kind: str, split: str, point: HookPoint) -> Float[Tensor, "token d"]:
        """One hook point of "model" or "random"."""
        return torch.from_numpy(self.caches[kind, split].column(point))


def store(
    folder: Path,
    gathered: Gathered,
    loaded: LoadedModel,
    points: Sequence[HookPoint],
    config: "TokenProbeConfig",
    progress: Progress,
) -> Stored:
    """Run the model, and one with random weights, over both splits; goes on where a killed run stopped."""
    untrained = random_init(loaded.config, derive(config.seed, "random-init")).eval()
    untrained.attention = loaded.model.attention
    caches: dict[tuple[str, str], CachedActivations] = {}
    for kind, model in (("model", loaded.model), ("random", untrained)):
        for split, part in (("train", gathered.train), ("test", gathered.test)):
            caches[kind, split] = write_activations(
                folder / f"{kind}-{split}",
                model,
                loaded.tokenizer,
                part.texts,
                points,
                dtype=config.dtype,
                batch_size=config.batch_size,
                progress=progress,
                label=f"probe-tokens: {kind}, {split}",
            )
    return Stored(caches)

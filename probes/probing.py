"""All probes of one model at once: stories pooled in one pass, every probe and control fitted side by side."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from jaxtyping import Bool, Float, Int
from threadpoolctl import threadpool_limits

from probes.activations import Encoded, batches, encode_stories, open_model, pool, stream
from probes.labels import UNLABELLED, classes, must_label
from probes.regression import Readout, fit, fit_as_it_is, tf_idf, validation_part
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel, random_init
from workbench.language.hookpoints import HookPoint, Site, all_points
from workbench.progress import Progress, Task
from workbench.seeding import derive, numpy_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from probes.linear import ProbeConfig
    from workbench.language.transformer import Transformer

Place = tuple[HookPoint, str]
"""Where a probe reads: a hook point and a position ("mean" or "last")."""
Pooled = Mapping[Place, Float[np.ndarray, "story d"]]

_VALIDATION_SHARE = 0.15
_SHUFFLES = 5
"""One shuffle can line up with the true labels by chance, most of all with two classes; the control is the mean."""
_BAG_PENALTIES = (0.1, 1.0, 10.0, 100.0)
"""TF-IDF rows have length 1, so they need weaker penalties than whitened activations."""


@dataclass(frozen=True, slots=True)
class Part:
    """The stories of one split, tokenized."""

    table: pa.Table
    encoded: Encoded

    @property
    def groups(self) -> list[str]:
        """The group of each story."""
        return self.table["group"].to_pylist()

    def stories(self, rows: Int[np.ndarray, "story"]) -> list[Int[np.ndarray, "token"]]:
        """The token ids of some stories."""
        bounds = self.encoded.bounds
        return [self.encoded.ids[bounds[row] : bounds[row + 1]] for row in rows.tolist()]


@dataclass(frozen=True, slots=True)
class Target:
    """One label family: its classes, and the stories of each split that have one of them."""

    name: str
    names: tuple[str, ...]
    train_rows: Int[np.ndarray, "_"]
    train_y: Int[np.ndarray, "_"]
    validation: Bool[np.ndarray, "_"]
    test_rows: Int[np.ndarray, "item"]
    test_y: Int[np.ndarray, "item"]
    test_groups: Sequence[str]

    @property
    def majority(self) -> Int[np.ndarray, "item"]:
        """The answers of always saying the commonest class of the training stories."""
        return np.full(len(self.test_y), np.bincount(self.train_y).argmax())


@dataclass(frozen=True, slots=True)
class Fitted:
    """One probe and what it and its controls answer on the test stories."""

    readout: Readout
    answers: Int[np.ndarray, "item"]
    shuffled: Int[np.ndarray, "sample item"]
    random_init: Int[np.ndarray, "item"]


@dataclass(frozen=True, slots=True)
class Measured:
    """Every probe; `bag` holds the answers of the bag of words for each target."""

    places: Sequence[Place]
    targets: Sequence[Target]
    fitted: Mapping[tuple[str, Place], Fitted]
    bag: Mapping[str, Int[np.ndarray, "item"]]
    train_stories: int
    test_stories: int
    seed: int


def measure(config: "ProbeConfig", model: Artifact, corpus: Artifact, progress: Progress) -> Measured:
    """Fit everything that `config` asks for.

    Raises StoryscopeError for an unknown site, a target with fewer than two classes, or a split without stories.
    """
    must_label(config.targets)
    loaded = open_model(model)
    places = [(point, position) for position in config.positions for point in read_points(loaded, config.sites)]
    source = Corpus.open(corpus)
    limits = {"train": config.train_stories, "test": config.test_stories}
    parts = {split: _part(source, split, limit, config.targets, loaded) for split, limit in limits.items()}
    targets = [_target(name, parts["train"], parts["test"], config.seed) for name in config.targets]
    untrained = random_init(loaded.config, derive(config.seed, "random-init")).eval()
    untrained.attention = loaded.model.attention
    work = 2 * sum(len(part.table) for part in parts.values())
    with progress.task("probe: reading", work, "stories") as task:
        pooled = {
            (kind, split): pool_stories(one, loaded, part.encoded, places, config.batch_size, task)
            for kind, one in (("model", loaded.model), ("random", untrained))
            for split, part in parts.items()
        }
    jobs = [(target, place) for target in targets for place in places]

    def one(job: tuple[Target, Place]) -> Fitted:
        target, place = job
        x = {key: values[place] for key, values in pooled.items()}
        return fit_beside_controls(target, x, config.penalties, config.seed, place)

    fitted: dict[tuple[str, Place], Fitted] = {}
    bag: dict[str, np.ndarray] = {}
    with (
        progress.task("probe: fitting", len(jobs) + len(targets), "probes") as task,
        threadpool_limits(1),  # the fits run side by side, each on one core
        ThreadPoolExecutor(os.cpu_count()) as crew,
    ):
        bags = crew.map(lambda target: bag_of_words(target, parts["train"], parts["test"], loaded), targets)
        for (target, place), made in zip(jobs, crew.map(one, jobs), strict=True):
            fitted[target.name, place] = made
            task.advance()
        for target, answers in zip(targets, bags, strict=True):
            bag[target.name] = answers
            task.advance()
    counts = {split: len(part.table) for split, part in parts.items()}
    return Measured(places, targets, fitted, bag, counts["train"], counts["test"], config.seed)


def read_points(loaded: LoadedModel, sites: Sequence[str]) -> list[HookPoint]:
    """The embedding (resid_pre of layer 0), then these sites of every layer."""
    known = {site.name.lower(): site for site in Site if site not in (Site.PATTERN, Site.EMBED)}
    unknown = [site for site in sites if site not in known]
    if unknown:
        raise StoryscopeError(f"'{unknown[0]}' is not a site.", f"Use one of {', '.join(known)}.")
    first = HookPoint(0, Site.RESID_PRE)
    found = all_points(loaded.config.n_layers, [known[site] for site in sites])
    return [first, *(point for point in found if point != first)]


def pool_stories(
    model: "Transformer",
    loaded: LoadedModel,
    encoded: Encoded,
    places: Sequence[Place],
    batch_size: int,
    task: Task,
) -> Pooled:
    """One vector per story and place, from one pass of `model` (which shares tokenizer and shape with `loaded`)."""
    points = {point for point, _ in places}
    pooled: dict[Place, Float[np.ndarray, "story d"]] = {}
    for batch in stream(model, batches(encoded, loaded.tokenizer, loaded.config.context, batch_size), points):
        for point, position in places:
            values = pool(batch.acts[point].flatten(2), batch.mask, position)
            if (point, position) not in pooled:
                pooled[point, position] = np.zeros((len(encoded), values.shape[1]), np.float32)
            pooled[point, position][batch.story_index] = values.cpu().numpy()
        task.advance(len(batch.story_index))
    return pooled


def fit_beside_controls(
    target: Target,
    x: Mapping[tuple[str, str], Float[np.ndarray, "_ d"]],
    penalties: Sequence[float],
    seed: int,
    place: Place,
) -> Fitted:
    """The probe, the same fitted to shuffled labels, and the same on the untrained model.

    `x` holds activations by ("model" | "random", "train" | "test"). Shuffled fits take over the probe's penalty.
    """
    train = {kind: x[kind, "train"][target.train_rows] for kind in ("model", "random")}
    test = {kind: x[kind, "test"][target.test_rows] for kind in ("model", "random")}
    readout = fit(train["model"], target.train_y, penalties, target.validation)
    generator = numpy_generator(seed, "shuffled", target.name, place[0].name, place[1])
    shuffled = [fit(train["model"], generator.permutation(target.train_y), [readout.penalty]) for _ in range(_SHUFFLES)]
    untrained = fit(train["random"], target.train_y, penalties, target.validation)
    return Fitted(
        readout=readout,
        answers=readout.predict(test["model"]),
        shuffled=np.stack([one.predict(test["model"]) for one in shuffled]),
        random_init=untrained.predict(test["random"]),
    )


def bag_of_words(target: Target, train: Part, test: Part, loaded: LoadedModel) -> Int[np.ndarray, "item"]:
    """What logistic regression on the TF-IDF of the story's tokens answers."""
    fitting, scoring = tf_idf(
        train.stories(target.train_rows), test.stories(target.test_rows), loaded.config.vocab_size
    )
    return fit_as_it_is(fitting, target.train_y, _BAG_PENALTIES, target.validation).predict(scoring)


def _part(source: Corpus, split: str, limit: int, targets: Sequence[str], loaded: LoadedModel) -> Part:
    table = source.table(split, ["text", "group", *targets], limit)
    if not len(table):
        do = "Take a larger one, or one made with a larger share for them."
        raise StoryscopeError(f"The corpus has no {split} stories.", do)
    return Part(table, encode_stories(loaded.tokenizer, table["text"].to_pylist()))


def _target(name: str, train: Part, test: Part, seed: int) -> Target:
    shared = set(train.groups) & set(test.groups)
    if shared:
        what = f"{len(shared)} groups of stories are in the train split and in the test split."
        raise StoryscopeError(what, "Split the corpus by group, or siblings give the answers away.")
    known = classes(train.table, name)
    if len(known.names) < 2:
        what = f"'{name}' has {len(known.names)} values among {len(train.table)} training stories."
        raise StoryscopeError(what, "A probe needs two; choose another target or more stories.")
    asked = classes(test.table, name, known.names)
    train_rows, test_rows = (np.flatnonzero(one.values != UNLABELLED) for one in (known, asked))
    if not len(test_rows):
        raise StoryscopeError(f"No test story has a '{name}' that was trained on.", "Give it more test stories.")
    of_each = train.groups
    validation = validation_part(
        [of_each[row] for row in train_rows], _VALIDATION_SHARE, numpy_generator(seed, "validation")
    )
    train_y = known.values[train_rows]
    if len(np.unique(train_y[~validation])) < 2:
        what = f"Too few of the {len(train_rows)} training stories with a '{name}' are left beside the validation part."
        raise StoryscopeError(what, "Give it more training stories.")
    return Target(
        name=name,
        names=known.names,
        train_rows=train_rows,
        train_y=train_y,
        validation=validation,
        test_rows=test_rows,
        test_y=asked.values[test_rows],
        test_groups=np.array(test.groups, dtype=object)[test_rows].tolist(),
    )

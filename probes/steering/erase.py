"""`storyscope erase`: take a concept out of the residual stream and see what else goes with it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    import numpy as np

    from probes.labels import Classes
    from probes.steering.erasers import Eraser
SCHEMA = 1
_PENALTIES = (0.01, 0.1, 1.0)
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class EraseConfig:
    """What `erase` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories and labels; empty: the corpus that the model was trained on")
    name: str = option("erasure", "the artifact's name")
    targets: tuple[str, ...] = option(("topic", "tone", "moral"), "label columns: each is erased, all are read")
    hook: str = option("", "where: a place in the residual stream; empty: after the middle layer")
    train_stories: int = option(1_500, "stories that erasers and probes are fitted to, at most")
    test_stories: int = option(800, "stories that are scored, at most")
    batch_size: int = option(32, "stories in one forward pass")
    seed: int = option(0, "draws random subspaces and intervals")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that erase nothing."""
        for name, least in (("train_stories", 20), ("test_stories", 2), ("batch_size", 1)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Give at least {least}.")
        if not self.targets or len(set(self.targets)) < len(self.targets):
            raise StoryscopeError("targets is empty or names something twice.", "Name each label column once.")


def erase(config: EraseConfig, progress: Progress = SILENT) -> Artifact:
    """Erase each label by LEACE, by ablation of its mass-mean directions, and a random subspace of equal rank.

    After each, probes are fitted anew where it was erased and after the last layer, and the loss is measured on
    unseen stories. Raises StoryscopeError for a missing artifact, an unknown label or hook point.
    """
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    done = artifacts.finished("erasure", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    with artifacts.create("erasure", config.name, settings, [model, corpus], SCHEMA) as draft:
        draft.summary.update(_measure(config, model, corpus, draft.path, progress))
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("erasure", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made


@dataclass(frozen=True, slots=True)
class _Split:
    texts: Sequence[str]
    groups: Sequence[str]
    labels: "Mapping[str, Classes]"


def _measure(config: EraseConfig, model: Artifact, corpus: Artifact, folder: Path, progress: Progress) -> Row:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes.activations import open_model
    from probes.steering.concepts import chosen_point, concept_moments, story_losses
    from workbench.language.hookpoints import HookPoint, Site
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    point = chosen_point(loaded, config.hook)
    last = HookPoint(loaded.config.n_layers - 1, Site.RESID_POST)
    train, test = _splits(config, Corpus.open(corpus))
    with progress.task("erase: where the labels lie", len(train.texts), "stories") as task:
        moments = concept_moments(loaded, train.texts, list(train.labels.values()), [point], config.batch_size, task)
    arms = _arms(config, {target: moments[target, point] for target in train.labels})
    read_at = list(dict.fromkeys([point, last]))
    rows: list[Row] = []
    loss_rows: list[Row] = []
    plain: Mapping[Any, Any] = {}
    plain_losses = None
    with progress.task("erase: reading what is left", len(arms) * len(test.texts), "stories") as task:
        for (arm, erased), eraser in arms.items():
            edits: dict[HookPoint, Callable[[Any], Any]] = {} if eraser is None else {point: eraser}
            _, fitting = story_losses(loaded, train.texts, edits, config.batch_size, read_at)
            losses, scoring = story_losses(loaded, test.texts, edits, config.batch_size, read_at)
            right = {
                (target, where): _readable(train, test, target, fitting[where], scoring[where])
                for target in train.labels
                for where in read_at
            }
            plain, plain_losses = (right, losses) if eraser is None else (plain, plain_losses)
            where_from: Row = {"arm": arm, "erased": erased, "hook_erased": point.name}
            where_from["rank"] = 0 if eraser is None else eraser.rank
            rows += [
                {**where_from, "measured": target, "hook_read": where.name, **_accuracies(one, plain[target, where])}
                | {"majority": one.majority}
                for (target, where), one in right.items()
            ]
            assert plain_losses is not None
            loss_rows.append({**where_from, **_paired(losses, plain_losses, test.groups, "loss", config.seed)})
            task.advance(len(test.texts))
    pq.write_table(pa.Table.from_pylist(rows), folder / "effects.parquet")
    pq.write_table(pa.Table.from_pylist(loss_rows), folder / "loss.parquet")
    return {"rows": rows, "loss": loss_rows, "hook": point.name, "n": len(test.texts), "train": len(train.texts)}


def _splits(config: EraseConfig, corpus: Any) -> tuple[_Split, _Split]:
    from probes.labels import classes, must_label

    must_label(config.targets)
    tables = {
        split: corpus.table(split, ["text", "group", *config.targets], limit)
        for split, limit in (("train", config.train_stories), ("test", config.test_stories))
    }
    for split, table in tables.items():
        if len(table) < 2:
            raise StoryscopeError(f"The corpus has too few {split} stories.", "Take a larger corpus.")
    known = {target: classes(tables["train"], target) for target in config.targets}
    for target, one in known.items():
        if len(one.names) < 2:
            what = f"'{target}' has {len(one.names)} values among {len(tables['train'])} training stories."
            raise StoryscopeError(what, "Erasing needs two; choose another target or more stories.")
    asked = {target: classes(tables["test"], target, known[target].names) for target in config.targets}
    made = [
        _Split(table["text"].to_pylist(), table["group"].to_pylist(), labels)
        for table, labels in ((tables["train"], known), (tables["test"], asked))
    ]
    return made[0], made[1]


def _arms(config: EraseConfig, moments: Mapping[str, Any]) -> "dict[tuple[str, str], Eraser | None]":
    from probes.steering.erasers import leace, projection, random_projection
    from workbench.seeding import torch_generator

    arms: dict[tuple[str, str], Eraser | None] = {("none", ""): None}
    for target, seen in moments.items():
        arms["leace", target] = made = leace(seen)
        arms["ablate", target] = projection(seen.mean, seen.directions)
        generator = torch_generator(config.seed, "random subspace", target)
        arms["random_rank", target] = random_projection(seen.mean, made.rank, generator)
    return arms


@dataclass(frozen=True, slots=True)
class _Read:
    right: "np.ndarray"
    groups: Sequence[str]
    majority: float


def _readable(train: _Split, test: _Split, target: str, x: "np.ndarray", asked: "np.ndarray") -> _Read:
    """Which test stories a probe that was fitted to what is left gets right."""
    import numpy as np

    from probes.labels import UNLABELLED
    from probes.regression import fit

    y, truth = train.labels[target].values, test.labels[target].values
    rows, kept = np.flatnonzero(y != UNLABELLED), np.flatnonzero(truth != UNLABELLED)
    readout = fit(x[rows], y[rows], _PENALTIES, np.arange(len(rows)) % 6 == 0)
    commonest = int(np.bincount(y[rows]).argmax())
    right = (readout.predict(asked[kept]) == truth[kept]).astype(np.float64)
    return _Read(right, [test.groups[row] for row in kept.tolist()], float((truth[kept] == commonest).mean()))


def _accuracies(now: _Read, before: _Read) -> Row:
    return _paired(now.right, before.right, now.groups, "accuracy", 0)


def _paired(now: "np.ndarray", before: "np.ndarray", groups: Sequence[str], name: str, seed: int) -> Row:
    """A mean and its change, with intervals by story group."""
    import numpy as np

    from probes.steering.changes import paired_intervals

    there = np.isfinite(now) & np.isfinite(before)
    value, change = now[there][:, None], (now - before)[there][:, None]
    kept = [group for group, one in zip(groups, there.tolist(), strict=True) if one]
    low, high = paired_intervals(value, change, kept, seed)
    means = [float(value.mean()), float(change.mean())]
    return {
        name: means[0],
        "ci95": [low[0], high[0]],
        "change": means[1],
        "change_ci95": [low[1], high[1]],
        "n": len(kept),
    }

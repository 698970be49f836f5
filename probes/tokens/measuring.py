"""All token probes of one model: every target at every hook point, from activations on disk, beside the controls."""

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import torch
from jaxtyping import Int
from threadpoolctl import threadpool_limits

from probes.activations import open_model
from probes.probing import read_points
from probes.tokens.closer import Detail, look_closer
from probes.tokens.controls import control_task, word_type, words_so_far
from probes.tokens.fitting import Answered, FittedPlace, Labelled, Whitened, fit_in, fit_target, whitened
from probes.tokens.gathering import Gathered, Stored, gather, store
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel
from workbench.language.hookpoints import HookPoint
from workbench.progress import Progress, Task
from workbench.seeding import numpy_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from probes.tokens.probe_tokens import TokenProbeConfig

Answers = Int[np.ndarray, "item"]
T = TypeVar("T")
R = TypeVar("R")
_WORDS_ROWS = 40_000
"""Training tokens that the words-so-far control is fitted to, at most: it has up to 512 columns."""


@dataclass(frozen=True, slots=True)
class MeasuredTokens:
    """Every probe with its controls, as answers on the test tokens."""

    gathered: Gathered
    points: Sequence[HookPoint]
    labelled: Mapping[str, Labelled]
    fitted: Mapping[tuple[str, HookPoint], FittedPlace]
    random: Mapping[tuple[str, HookPoint], Answered]
    words: Mapping[str, Answers]
    word: Mapping[str, Answers]
    details: Mapping[str, Detail]
    seed: int

    def best(self, target: str) -> HookPoint:
        """Where validation (never the test) reads the target best; the earliest of equals."""
        return max(self.points, key=lambda point: self.fitted[target, point].methods["logistic"].validation)


def measure(
    config: "TokenProbeConfig", model: Artifact, corpus: Artifact, folder: Path, progress: Progress
) -> MeasuredTokens:
    """Fit everything that `config` asks for; scratch files go into `folder`.

    Raises StoryscopeError for an unknown site, splits without stories, and targets that label nothing.
    """
    loaded = open_model(model)
    points = read_points(loaded, config.sites)
    progress.say("probe-tokens: reading the records")
    gathered = gather(config, Corpus.open(corpus), loaded)
    for target, why in gathered.dropped.items():
        progress.say(f"probe-tokens: {target} is left out, it has {why}")
    labelled = {target: _labelled(gathered, target, config, loaded) for target in gathered.classes}
    stored = store(folder, gathered, loaded, points, config, progress)
    fitted: dict[tuple[str, HookPoint], FittedPlace] = {}
    random: dict[tuple[str, HookPoint], Answered] = {}
    words: dict[str, Answers] = {}
    work = (2 * len(points) + 1 + config.closer) * len(labelled)
    with progress.task("probe-tokens: fitting", work, "probes") as task, _crew() as each:
        jobs = list(labelled.values())
        for point in points:
            space = whitened(stored.column("model", "train", point), stored.column("model", "test", point))
            fitting = partial(fit_target, space, strengths=config.l2, seed=config.seed, place=point.name)
            made = each(fitting, jobs, task)
            fitted |= {(one.target, point): found for one, found in zip(jobs, made, strict=True)}
            space = whitened(stored.column("random", "train", point), stored.column("random", "test", point))
            answers = each(partial(fit_in, space, strengths=config.l2, seed=config.seed), jobs, task)
            random |= {(one.target, point): found for one, found in zip(jobs, answers, strict=True)}
        said = each(partial(_words, gathered, config, loaded), jobs, task)
        words |= dict(zip(labelled, said, strict=True))
        bare = MeasuredTokens(
            gathered, points, labelled, fitted, random, words, _word(gathered, labelled, loaded), {}, config.seed
        )
        details = _details(bare, stored, config, each, task) if config.closer else {}
    return MeasuredTokens(gathered, points, labelled, fitted, random, words, bare.word, details, config.seed)


@contextmanager
def _crew() -> Generator[Callable[..., list[Any]]]:
    """Run jobs side by side, each on one core."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as crew:

        def each(work: Callable[[T], R], jobs: Sequence[T], task: Task) -> list[R]:
            made: list[R] = []
            for one in crew.map(work, jobs):
                made.append(one)
                task.advance()
            return made

        yield each
    torch.set_num_threads(before)


def _labelled(gathered: Gathered, target: str, config: "TokenProbeConfig", loaded: LoadedModel) -> Labelled:
    known, asked = gathered.classes[target]
    rows, test_rows = np.flatnonzero(known.values >= 0), np.flatnonzero(asked.values >= 0)
    y = known.values[rows]
    validation = gathered.validation[rows]
    if not (~validation).any() or not validation.any():
        what = f"Too few of the training tokens have a '{target}'."
        raise StoryscopeError(what, "Give it more training stories, or leave the target out.")
    n_vocab = loaded.config.vocab_size
    # one draw for both splits: a word has one control label wherever it stands
    ids = np.concatenate([gathered.train.ids[rows], gathered.test.ids[test_rows]])
    control = control_task(ids, y, n_vocab, numpy_generator(config.seed, "control", target))
    arrays = (rows, y, validation, control[: len(rows)], test_rows, asked.values[test_rows], control[len(rows) :])
    return Labelled(target, known.names, *map(torch.from_numpy, arrays))


def _word(gathered: Gathered, labelled: Mapping[str, Labelled], loaded: LoadedModel) -> dict[str, Answers]:
    made: dict[str, Answers] = {}
    for target, one in labelled.items():
        train, test = gathered.train.ids[one.train_rows.numpy()], gathered.test.ids[one.test_rows.numpy()]
        made[target] = word_type(train, one.train_y.numpy(), test, loaded.config.vocab_size, one.n_classes)
    return made


def _words(gathered: Gathered, config: "TokenProbeConfig", loaded: LoadedModel, one: Labelled) -> Answers:
    """What a logistic probe on the words up to the token answers."""
    generator = numpy_generator(config.seed, "words", one.target)
    kept = np.arange(len(one.train_rows))
    if len(kept) > _WORDS_ROWS:
        kept = np.sort(generator.choice(kept, _WORDS_ROWS, replace=False))
    few = torch.from_numpy(kept)
    part = replace(
        one,
        train_rows=one.train_rows[few],
        train_y=one.train_y[few],
        validation=one.validation[few],
        control_y=one.control_y[few],
    )
    spans: list[torch.Tensor] = []
    for split, rows in ((gathered.train, part.train_rows), (gathered.test, part.test_rows)):
        # the same projection for both splits
        projecting = numpy_generator(config.seed, "projection")
        spans.append(words_so_far(split.encoded, loaded.config.vocab_size, split.rows[rows.numpy()], projecting))
    space = whitened(spans[0], spans[1])
    part = replace(part, train_rows=torch.arange(len(few)), test_rows=torch.arange(len(one.test_rows)))
    return fit_in(space, part, config.l2, config.seed).answers


def _details(
    measured: MeasuredTokens,
    stored: Stored,
    config: "TokenProbeConfig",
    each: Callable[..., list[Detail]],
    task: Task,
) -> dict[str, Detail]:
    """Each target at its best place: calibration, online code, learning curve, sparsity."""
    found: dict[str, Detail] = {}
    where = {target: measured.best(target) for target in measured.labelled}
    embedding = whitened(*(stored.column("model", split, measured.points[0]) for split in ("train", "test")))
    for point in dict.fromkeys(where.values()):
        spaces = {"embedding": embedding}
        for kind, source in (("model", "model"), ("random_init", "random")):
            spaces[kind] = whitened(*(stored.column(source, split, point) for split in ("train", "test")))
        jobs = [one for target, one in measured.labelled.items() if where[target] == point]

        made = each(partial(_detail, measured, spaces, config, point), jobs, task)
        found |= {one.target: detail for one, detail in zip(jobs, made, strict=True)}
    return found


def _detail(
    measured: MeasuredTokens,
    spaces: Mapping[str, Whitened],
    config: "TokenProbeConfig",
    point: HookPoint,
    one: Labelled,
) -> Detail:
    return look_closer(spaces, one, measured.fitted[one.target, point], measured.gathered.train, config, point)

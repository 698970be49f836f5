"""The probes of one hook point: every target, with the controls that need the same fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from probes.tokens.closed_form import ClassMoments, mass_mean, ridge
from probes.tokens.solver import Fits, Moments, fit_logistic
from workbench.seeding import torch_generator

RIDGE_STRENGTHS = (1e-4, 1e-3, 1e-2, 1e-1)
METHODS = ("logistic", "ridge", "mass_mean", "mass_mean_iid")


@dataclass(frozen=True, slots=True)
class Whitened:
    """Two splits of one hook point, whitened by the training tokens."""

    train: Float[Tensor, "token d"]
    test: Float[Tensor, "_ d"]
    mean: Float[Tensor, "d"]
    turn: Float[Tensor, "d d"]


def whitened(train: Float[Tensor, "token d"], test: Float[Tensor, "_ d"]) -> Whitened:
    """Whiten both splits by the moments of the first."""
    moments = Moments.none(train.shape[1]).add(train)
    mean, turn = moments.mean.float(), moments.whitening().float()
    return Whitened((train - mean) @ turn, (test - mean) @ turn, mean, turn)


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labelled tokens of one target: rows of both splits, their classes, and which of the first choose."""

    target: str
    names: tuple[str, ...]
    train_rows: Int[Tensor, "_"]
    train_y: Int[Tensor, "_"]
    validation: Bool[Tensor, "_"]
    control_y: Int[Tensor, "_"]
    test_rows: Int[Tensor, "item"]
    test_y: Int[Tensor, "item"]
    test_control_y: Int[Tensor, "item"]

    @property
    def n_classes(self) -> int:
        """Classes of the target."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Answered:
    """What one probe says of the test tokens; `validation` chose `strength`, and chooses the best place."""

    answers: Int[np.ndarray, "item"]
    validation: float
    strength: float


@dataclass(frozen=True, slots=True)
class FittedPlace:
    """All probes of one target at one hook point; `confidence` is the logistic probe's own."""

    methods: Mapping[str, Answered]
    shuffled: Int[np.ndarray, "item"]
    control: Answered
    weight: Float[np.ndarray, "cls d"]
    bias: Float[np.ndarray, "cls"]
    confidence: Float[np.ndarray, "item"]


def fit_target(space: Whitened, asked: Labelled, strengths: Sequence[float], seed: int, place: str) -> FittedPlace:
    """Fit one target with every method; the logistic probe shares its pass with shuffled labels and control task."""
    fitting = ~asked.validation
    x, y = space.train[asked.train_rows[fitting]], asked.train_y[fitting]
    held, held_y = space.train[asked.train_rows[asked.validation]], asked.train_y[asked.validation]
    test = space.test[asked.test_rows]
    generator = torch_generator(seed, "tokens", asked.target, place)
    shuffled = y[torch.randperm(len(y), generator=generator)]
    some, k = len(strengths), asked.n_classes
    labels = torch.stack([y] * some + [asked.control_y[fitting]] * some + [shuffled])
    middle = strengths[some // 2]
    fits = fit_logistic(x, labels, [*strengths, *strengths, middle], k, generator)
    on_held, on_test = fits.answers(held), fits.answers(test)
    held_control = asked.control_y[asked.validation]
    scores = [_share(on_held[index], held_y) for index in range(some)]
    scores += [_share(on_held[index], held_control) for index in range(some, 2 * some)]
    best = int(np.argmax(scores[:some]))
    tried = some + int(np.argmax(scores[some:]))
    weight, bias = fits.unwhitened(space.mean, space.turn, best)
    confidence = (test @ fits.weight[best] + fits.bias[best]).softmax(-1).amax(-1).numpy()
    methods = {"logistic": Answered(on_test[best], scores[best], strengths[best])}
    methods |= _closed(ClassMoments.of(x, y, k), held, held_y, test)
    control = Answered(on_test[tried], scores[tried], strengths[tried - some])
    return FittedPlace(methods, on_test[-1], control, weight, bias, confidence)


def fit_in(space: Whitened, asked: Labelled, strengths: Sequence[float], seed: int) -> Answered:
    """A logistic probe alone: the form that controls take."""
    fitting = ~asked.validation
    x = space.train[asked.train_rows]
    generator = torch_generator(seed, "tokens", asked.target)
    labels = asked.train_y[fitting][None].expand(len(strengths), -1)
    fits = fit_logistic(x[fitting], labels, strengths, asked.n_classes, generator)
    return _best(fits, x[asked.validation], asked.train_y[asked.validation], space.test[asked.test_rows], strengths)


def _closed(
    seen: ClassMoments, held: Float[Tensor, "_ d"], held_y: Int[Tensor, "_"], test: Float[Tensor, "item d"]
) -> dict[str, Answered]:
    return {
        "ridge": _best(ridge(seen, RIDGE_STRENGTHS), held, held_y, test, RIDGE_STRENGTHS),
        "mass_mean": _best(mass_mean(seen, iid=False), held, held_y, test, (0.0,)),
        "mass_mean_iid": _best(mass_mean(seen, iid=True), held, held_y, test, (0.0,)),
    }


def _best(
    fits: Fits,
    held: Float[Tensor, "_ d"],
    held_y: Int[Tensor, "_"],
    test: Float[Tensor, "item d"],
    strengths: Sequence[float],
) -> Answered:
    scores = [_share(answers, held_y) for answers in fits.answers(held)]
    best = int(np.argmax(scores))
    said = (test @ fits.weight[best] + fits.bias[best]).argmax(-1).numpy()
    return Answered(said, scores[best], strengths[best])


def _share(answers: Int[np.ndarray, "_"], truth: Int[Tensor, "_"]) -> float:
    return float((answers == truth.numpy()).mean()) if len(truth) else 0.0

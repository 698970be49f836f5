"""A closer look at one target where it is read best: calibration, description length, learning curve, sparsity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from probes.tokens.calibration import ReliabilityBin, calibration_error, reliability
from probes.tokens.fitting import FittedPlace, Labelled, Whitened
from probes.tokens.online import Coded, compression, online_code
from probes.tokens.sparse import fit_sparse
from workbench.language.hookpoints import HookPoint
from workbench.seeding import numpy_generator, torch_generator

if TYPE_CHECKING:
    from probes.tokens.gathering import TokenPart
    from probes.tokens.probe_tokens import TokenProbeConfig

_CODED_TOKENS = 30_000
"""Labels that are sent in the online code, at most: whole stories in random order."""
_CODED_TEST = 8_000
_SPARSE_TOKENS = 12_000
_SPARSE_STRENGTHS = (1e-3, 3e-3, 1e-2)
"""Of the L1 penalty: the sparsest that is within a hundredth of the best on validation is kept."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What is known of one target at one hook point beside its accuracy."""

    point: HookPoint
    bins: Sequence[ReliabilityBin]
    ece: float
    codes: Mapping[str, Sequence[Coded]]
    compression: Mapping[str, float]
    uniform_bits: float
    l1_accuracy: float
    l1_channels: int
    l1_strength: float


def look_closer(
    spaces: Mapping[str, Whitened],
    asked: Labelled,
    fit: FittedPlace,
    train: "TokenPart",
    config: "TokenProbeConfig",
    point: HookPoint,
) -> Detail:
    """Measure what only the best place is asked for; `spaces` holds model, random_init and embedding."""
    right = fit.methods["logistic"].answers == asked.test_y.numpy()
    bins = reliability(fit.confidence, right)
    order = _story_order(asked, train, config.seed)
    sample = numpy_generator(config.seed, "coded", asked.target).permutation(len(asked.test_y))[:_CODED_TEST]
    some = torch.from_numpy(sample)
    codes: dict[str, list[Coded]] = {}
    k = asked.n_classes
    for source, space in spaces.items():
        x, y = space.train[asked.train_rows[order]], asked.train_y[order]
        test = space.test[asked.test_rows[some]], asked.test_y[some]
        generator = torch_generator(config.seed, "online", asked.target, source)
        codes[source] = online_code(x, y, test, config.l2, k, generator)
    saved = {source: compression(steps, k) for source, steps in codes.items()}
    uniform = codes["model"][-1].n * float(np.log2(k))
    accuracy, channels, strength = _sparse(spaces["model"], asked, config.seed)
    return Detail(point, bins, calibration_error(bins), codes, saved, uniform, accuracy, channels, strength)


def _story_order(asked: Labelled, train: "TokenPart", seed: int) -> Int[Tensor, "_"]:
    """Labelled tokens story by story, groups in random order, cut at a bound."""
    groups = np.unique(np.array(train.groups, dtype=object).astype(str), return_inverse=True)[1]
    home = groups[train.story[asked.train_rows.numpy()]]
    place = numpy_generator(seed, "online").permutation(int(groups.max()) + 1)
    return torch.from_numpy(np.argsort(place[home], kind="stable")[:_CODED_TOKENS])


def _sparse(space: Whitened, asked: Labelled, seed: int) -> tuple[float, int, float]:
    """Test accuracy, channels and strength of the L1 probe, in the raw channels (standardised)."""
    back = torch.linalg.inv(space.turn.double()).float()
    fitting = torch.nonzero(~asked.validation)[:, 0]
    kept = fitting[torch.randperm(len(fitting), generator=torch_generator(seed, "l1", asked.target))[:_SPARSE_TOKENS]]
    raw = space.train[asked.train_rows[kept]] @ back
    scale = raw.std(0).clamp(min=1e-6)
    mean = raw.mean(0)
    held = (space.train[asked.train_rows[asked.validation]] @ back - mean) / scale
    held_y = asked.train_y[asked.validation]
    tried = []
    for strength in _SPARSE_STRENGTHS:
        made = fit_sparse((raw - mean) / scale, asked.train_y[kept], asked.n_classes, strength)
        tried.append((float((made.answers(held) == held_y).float().mean()), strength, made))
    best = max(score for score, _, _ in tried)
    _, strength, made = next(one for one in reversed(tried) if one[0] >= best - 0.01)
    test = (space.test[asked.test_rows] @ back - mean) / scale
    return float((made.answers(test) == asked.test_y).float().mean()), made.channels, strength

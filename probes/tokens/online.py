"""How much of a label an activation saves: minimum description length by online coding, and the learning curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.tokens.solver import fit_logistic

FRACTIONS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)


@dataclass(frozen=True, slots=True)
class Coded:
    """One step of the code: after so much of the data, accuracy on held-out tokens and bits spent until here."""

    fraction: float
    n: int
    accuracy: float
    codelength: float


def probabilities(
    x: Float[Tensor, "token d"],
    y: Int[Tensor, "token"],
    asked: Float[Tensor, "_ d"],
    strengths: Sequence[float],
    n_classes: int,
    generator: torch.Generator,
) -> Float[Tensor, "_ cls"]:
    """What readouts of every strength, fitted to (x, y), say of `asked` on average; never quite certain."""
    fits = fit_logistic(x, y[None].expand(len(strengths), -1), strengths, n_classes, generator)
    return fits.logits(asked).softmax(-1).mean(0) * (1 - 1e-6) + 1e-6 / n_classes


def online_code(
    x: Float[Tensor, "token d"],
    y: Int[Tensor, "token"],
    test: tuple[Float[Tensor, "_ d"], Int[Tensor, "_"]],
    strengths: Sequence[float],
    n_classes: int,
    generator: torch.Generator,
) -> list[Coded]:
    """Send the labels part by part, each with the readout fitted to all before it (arXiv 2003.12298, section 2.2).

    Rows must be in random order, siblings together. The first part costs log2(n_classes) bits a label; `codelength`
    of the last step is the description length of all labels, and `compression` relates it to the uniform code.
    """
    ends = [max(1, round(len(y) * fraction)) for fraction in FRACTIONS]
    bits = ends[0] * float(np.log2(n_classes))
    steps: list[Coded] = []
    for fraction, end, after in zip(FRACTIONS, ends, [*ends[1:], None], strict=True):
        ahead = len(y) if after is None else after
        asked = torch.cat([test[0], x[end:ahead]])
        said = probabilities(x[:end], y[:end], asked, strengths, n_classes, generator)
        accuracy = float((said[: len(test[1])].argmax(-1) == test[1]).float().mean())
        steps.append(Coded(fraction, end, accuracy, bits))
        sent = said[len(test[1]) :][torch.arange(ahead - end), y[end:ahead]]
        bits -= float(sent.double().log2().sum())
    return steps


def compression(steps: Sequence[Coded], n_classes: int) -> float:
    """The uniform code's length by the online code's: 1 means that nothing is saved."""
    return steps[-1].n * float(np.log2(n_classes)) / steps[-1].codelength

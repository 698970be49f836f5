"""What is read off the last position after a patch: logit difference, probability of the clean answer, divergence.

Every metric is larger the nearer a run is to the clean one, so that one formula turns all of them into effects.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.patching_engine import Score, preference


def scorer(metrics: Sequence[str], answers: Int[Tensor, "pair 2"], clean: Float[Tensor, "pair vocab"]) -> Score:
    """The function that judges logits of these pairs; `clean` are the logits of their clean runs.

    >>> logits = torch.tensor([[0.0, 1.0, 3.0]])
    >>> from probes.patching_names import METRICS
    >>> scorer(METRICS, torch.tensor([[2, 1]]), logits)(logits, torch.tensor([0]))[0, [0, 2]].abs()
    tensor([2., 0.])
    """
    reference = clean.log_softmax(-1) if "kl" in metrics else clean

    def score(logits: Float[Tensor, "batch vocab"], pair: Int[Tensor, "batch"]) -> Float[Tensor, "batch metric"]:
        found: list[Tensor] = []
        for metric in metrics:
            if metric == "logit_diff":
                found.append(preference(logits, answers[pair]))
            elif metric == "probability":
                found.append(logits.softmax(-1).gather(1, answers[pair, :1])[:, 0])
            else:
                own, theirs = logits.log_softmax(-1), reference[pair]
                found.append(-(theirs.exp() * (theirs - own)).sum(-1))
        return torch.stack(found, 1)

    return score

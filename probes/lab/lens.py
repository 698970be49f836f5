"""The logit lens: what the residual stream would say after each layer, if it were read out there and then.

Source: nostalgebraist, "interpreting GPT: the logit lens" (2020). The stream after each layer goes through the model's
own last norm and unembedding, nothing is trained for it; so an early layer that says little may still know much.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from workbench.language.transformer import Transformer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What each depth expects after each position; depth 0 is the embedding, the last is the model's own answer.

    `best` are the likeliest tokens, likeliest first, with their probabilities in `chance`. `to_last` is the
    Kullback-Leibler divergence (nats) of the model's answer from this depth's. `of_next` is the probability of the
    token that really comes next, of the model's own first choice at the last position, where none does.
    """

    best: Int[Tensor, "layer pos top"]
    chance: Float[Tensor, "layer pos top"]
    to_last: Float[Tensor, "layer pos"]
    of_next: Float[Tensor, "layer pos"]


def token_losses(logits: Float[Tensor, "pos vocab"], tokens: Int[Tensor, "pos"]) -> Float[Tensor, "next_pos"]:
    """Return -log p (nats) of every token but the first, given all before it.

    >>> token_losses(torch.zeros(2, 4), torch.tensor([0, 3])).exp().tolist()
    [4.0]
    """
    return -logits[:-1].float().log_softmax(-1).gather(1, tokens[1:, None])[:, 0]


@torch.inference_mode()
def logit_lens(
    model: Transformer, stream: Float[Tensor, "layer pos d_model"], tokens: Int[Tensor, "pos"], top: int = 5
) -> Lens:
    """Read the residual stream out at every depth.

    `stream[0]` enters the first layer, `stream[k]` leaves layer k - 1; the last must be what the model unembeds. One
    depth is unembedded at a time, so that a large vocabulary needs one [pos, vocab] table only.
    """
    last = model.unembed(stream[-1:])[0].float().log_softmax(-1)
    following = torch.cat([tokens[1:], last[-1:].argmax(-1)])
    best: list[Tensor] = []
    chance: list[Tensor] = []
    apart: list[Tensor] = []
    of_next: list[Tensor] = []
    for one in stream:
        here = model.unembed(one[None])[0].float().log_softmax(-1)
        found = here.topk(min(top, here.shape[-1]), dim=-1)
        best.append(found.indices)
        chance.append(found.values.exp())
        apart.append((last.exp() * (last - here)).sum(-1).clamp_min(0.0))
        of_next.append(here.gather(1, following[:, None])[:, 0].exp())
    return Lens(
        best=torch.stack(best),
        chance=torch.stack(chance),
        to_last=torch.stack(apart),
        of_next=torch.stack(of_next),
    )

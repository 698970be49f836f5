"""The same loss and gradients as SAELens' training pass, computed only where features are active.

Of a thousand features a few dozen act on a token. SAELens multiplies by all of them; here the encoder is the only dense
product, and everything after it works on the entries (token, feature) that are not zero. Losses and gradients equal
SAELens' (tested for every kind of dictionary), so which way takes a step changes its time and nothing else.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

_ROWS = 512
"""Rows of pre-activations at once: a megabyte or two, which stays in the processor's cache."""


@dataclass(frozen=True)
class Entries:
    """Pairs (token, feature) in the order of tokens, of `shape` = (tokens, features)."""

    token: Int[Tensor, "item"]
    feature: Int[Tensor, "item"]
    shape: tuple[int, int]

    @classmethod
    def of(cls, flat: Int[Tensor, "item"], shape: tuple[int, int]) -> "Entries":
        """From places in the flattened table of tokens by features, rising."""
        return cls(flat // shape[1], flat % shape[1], shape)

    def only(self, kept: Int[Tensor, "_"] | slice) -> "Entries":
        """Some of them, by number."""
        return Entries(self.token[kept], self.feature[kept], self.shape)

    def rows(self) -> Int[Tensor, "_"]:
        """Where each token's entries begin, and the end."""
        return _bounds(self.token, self.shape[0])

    def times(self, value: Float[Tensor, "item"], table: Float[Tensor, "d_sae d"]) -> Float[Tensor, "token d"]:
        """For each token the sum of its features' rows of `table`, weighted."""
        return _bag(self.feature, table, self.rows()[:-1], value)

    def dot(self, left: Float[Tensor, "token d"], right: Float[Tensor, "d_sae d"]) -> Float[Tensor, "item"]:
        """The product of each entry's token's row and its feature's row."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # torch calls its sparse tensors a beta
            where = torch.sparse_csr_tensor(
                self.rows(), self.feature, torch.zeros(len(self.token)), self.shape, check_invariants=False
            )
        return torch.sparse.sampled_addmm(where, left, right.T, beta=0.0).values()

    def by_feature(self) -> "ByFeature":
        """The same entries, features first."""
        order = torch.from_numpy(np.argsort(self.feature.numpy().astype(np.uint32), kind="stable"))
        return ByFeature(order, self.token[order], _bounds(self.feature, self.shape[1])[:-1])

    def sums(self, value: Float[Tensor, "item"]) -> Float[Tensor, "d_sae"]:
        """Each feature's sum over tokens."""
        return torch.zeros(self.shape[1]).index_add_(0, self.feature, value)


@dataclass(frozen=True)
class ByFeature:
    """Entries in the order of features: `order` are their numbers, `begin` where each feature's start."""

    order: Int[Tensor, "item"]
    token: Int[Tensor, "item"]
    begin: Int[Tensor, "d_sae"]

    def times(self, value: Float[Tensor, "item"], table: Float[Tensor, "token d"]) -> Float[Tensor, "d_sae d"]:
        """For each feature the sum of its tokens' rows of `table`, weighted."""
        return _bag(self.token, table, self.begin, value[self.order])


@dataclass(frozen=True)
class Taken:
    """What a step was: the loss, the target and what was written in its place, which features fired, and how many."""

    loss: float
    target: Float[Tensor, "token d_in"]
    out: Float[Tensor, "token d_in"]
    fired: Bool[Tensor, "d_sae"]
    active: int


def linear(
    x: Float[Tensor, "token d_in"], weight: Float[Tensor, "d_sae d_in"], bias: Float[Tensor, "d_sae"]
) -> Float[Tensor, "token d_sae"]:
    """Pre-activations, through oneDNN: in float32 it is twice as fast as torch's own choice (measured)."""
    if torch.backends.mkldnn.is_available():
        return torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return functional.linear(x, weight, bias)


def above(
    x: Float[Tensor, "token d_in"],
    weight: Float[Tensor, "d_sae d_in"],
    bias: Float[Tensor, "d_sae"],
    bound: "float | Float[Tensor, 'd_sae']",
) -> tuple[Int[Tensor, "item"], Float[Tensor, "item"]]:
    """Where x @ weight.T + bias exceeds `bound`, as places in the flattened table, and its values there."""
    places: list[np.ndarray] = []
    values: list[Tensor] = []
    for start in range(0, len(x), _ROWS):
        before = linear(x[start : start + _ROWS], weight, bias)
        here = np.flatnonzero((before > bound).numpy())
        values.append(before.view(-1)[torch.from_numpy(here)])
        places.append(here + start * weight.shape[0])
    return torch.from_numpy(np.concatenate(places)), torch.cat(values)


def highest(
    x: Float[Tensor, "token d_in"],
    weight: Float[Tensor, "d_sae d_in"],
    bias: Float[Tensor, "d_sae"],
    count: int,
    guess: float,
) -> tuple[Int[Tensor, "item"], Float[Tensor, "item"]]:
    """The `count` largest positive values of x @ weight.T + bias, with their places; fewer where fewer are positive.

    `guess` is a lower bound that may be wrong: it spares looking at everything and never changes the result.
    """
    places, values = above(x, weight, bias, max(guess, 0.0))
    if len(values) < count and guess > 0:
        places, values = above(x, weight, bias, 0.0)
    if len(values) > count:
        least = values.kthvalue(len(values) - count + 1).values
        kept = (values >= least).nonzero().view(-1)
        places, values = places[kept], values[kept]
    return places, values


def highest_by_row(
    x: Float[Tensor, "token d_in"], weight: Float[Tensor, "d_sae d_in"], bias: Float[Tensor, "d_sae"], k: int
) -> tuple[Int[Tensor, "item"], Float[Tensor, "item"]]:
    """The `k` largest values of each row of x @ weight.T + bias where they are positive, with their places."""
    places: list[Tensor] = []
    values: list[Tensor] = []
    for start in range(0, len(x), _ROWS):
        top = linear(x[start : start + _ROWS], weight, bias).topk(k, dim=-1, sorted=False)
        rows = torch.arange(start, start + len(top.values))[:, None] * weight.shape[0]
        kept = top.values > 0
        places.append((top.indices + rows)[kept])
        values.append(top.values[kept])
    return torch.cat(places), torch.cat(values)


def fired(entries: Entries, active: "Bool[Tensor, 'item'] | None" = None) -> Bool[Tensor, "d_sae"]:
    """Which features have an entry."""
    found = torch.zeros(entries.shape[1], dtype=torch.bool)
    found[entries.feature if active is None else entries.feature[active]] = True
    return found


def set_gradients(sae: Any, gradients: dict[str, Tensor]) -> None:  # noqa: ANN401 - SAELens' type
    """Hand the gradients to the parameters of these names."""
    for name, parameter in sae.named_parameters():
        parameter.grad = gradients[name]


def _bounds(sorted_or_not: Int[Tensor, "item"], size: int) -> Int[Tensor, "_"]:
    counts = torch.bincount(sorted_or_not, minlength=size)
    return torch.cat([counts.new_zeros(1), counts.cumsum(0)])


def _bag(
    index: Int[Tensor, "item"], table: Tensor, begin: Int[Tensor, "_"], weight: Float[Tensor, "item"]
) -> Float[Tensor, "_ d"]:
    return functional.embedding_bag(index, table.contiguous(), begin, mode="sum", per_sample_weights=weight)

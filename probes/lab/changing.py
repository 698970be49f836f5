"""Changing a model as it runs: heads and neurons switched off, directions added, features set; nothing is trained.

An intervention is an edit at one hook point; several at one point are applied in the order in which they are given.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.model_config import ModelConfig
from workbench.language.transformer import Edit


@runtime_checkable
class Encoder(Protocol):
    """A dictionary, as far as setting one of its features needs it."""

    @property
    def W_dec(self) -> Float[Tensor, "d_sae d_in"]:  # noqa: N802 - SAELens' name
        """Every feature's direction."""
        ...

    def encode(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_sae"]:
        """Feature activations."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """One intervention: where it acts, what it does, and what it is called."""

    point: HookPoint
    edit: Edit
    name: str


def edits_of(changes: Iterable[Change]) -> dict[HookPoint, Edit]:
    """Return the changes as edits for `Transformer.run`; changes at one point follow each other."""
    found: dict[HookPoint, Edit] = {}
    for change in changes:
        before = found.get(change.point)
        found[change.point] = change.edit if before is None else _after(before, change.edit)
    return found


def _after(first: Edit, second: Edit) -> Edit:
    return lambda x: second(first(x))


_UNIT = re.compile(r"L(\d{1,4})(?:H(\d{1,5})|\.mlp\.(\d{1,7}))", re.IGNORECASE)


def switched_off(name: str, config: ModelConfig) -> Change:
    """Return the change that sets a head ("L1H2": its output z) or a neuron ("L2.mlp.17") to zero everywhere.

    Raises StoryscopeError for a name that says neither, and for what the model does not have.
    """
    found = _UNIT.fullmatch(name.strip())
    if found is None:
        what = f"'{name[:40]}' is neither a head nor a neuron."
        raise StoryscopeError(what, "Write heads as L1H2 (layer 1, head 2) and neurons as L2.mlp.17.")
    layer = int(found[1])
    head = found[2] is not None
    index, count = int(found[2] or found[3]), config.n_heads if head else config.d_mlp
    if layer >= config.n_layers or index >= count:
        what = f"The model has no {name.strip()}."
        sizes = f"{config.n_layers} layers, {config.n_heads} heads and {config.d_mlp} neurons in each"
        raise StoryscopeError(what, f"It has {sizes}; all count from 0.")
    place = (..., index, slice(None)) if head else (..., index)

    def edit(x: Tensor) -> Tensor:
        x = x.clone()
        x[place] = 0.0
        return x

    return Change(HookPoint(layer, Site.Z if head else Site.MLP_POST), edit, name.strip())


def pushed(point: HookPoint, direction: Float[Tensor, "d"], strength: float, name: str = "direction") -> Change:
    """Return the change that adds `strength` times the direction, as it is, at every position.

    Source: activation addition (Turner et al., arXiv 2308.10248). A direction for heads is theirs laid side by side.
    """
    return Change(point, lambda x: x + (strength * direction.to(x.dtype)).view(x.shape[2:]), name)


def held(point: HookPoint, dictionary: Encoder, feature: int, value: float, name: str = "feature") -> Change:
    """Return the change that sets one dictionary feature to `value` at every position, and leaves what else is there.

    The activation moves along the feature's own direction by as much as its activation has to move (the error of the
    dictionary is kept), as in Templeton et al., "Scaling Monosemanticity" (2024). Value 0 switches the feature off.
    """

    def edit(x: Tensor) -> Tensor:
        flat = x.flatten(2)
        now = dictionary.encode(flat)[..., feature : feature + 1]
        return (flat + (value - now).to(x.dtype) * dictionary.W_dec[feature].to(x.dtype)).view(x.shape)

    return Change(point, edit, name)

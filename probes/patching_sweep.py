"""Every patch of an experiment: all components, layers, heads and roles, over all pairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probes.patching_engine import COMPONENTS, Run, patched_logit_diff, record
from probes.patching_prompts import ALL, Prompts, role_names
from workbench.language.transformer import Transformer
from workbench.progress import Task


@dataclass(frozen=True)
class Group:
    """Pairs of one length with the recorded run of either prompt."""

    prompts: Prompts
    clean: Run
    corrupt: Run


@dataclass(frozen=True)
class Place:
    """What one patch replaces; `head` is None except for `z`."""

    component: str
    layer: int
    head: int | None
    role: str


@dataclass(frozen=True)
class Patched:
    """The logit difference of every pair (in the order of the groups) after one patch.

    `present` marks pairs in which some position plays the role.
    """

    place: Place
    direction: str
    logit_diff: Float[np.ndarray, "pair"]
    present: Bool[np.ndarray, "pair"]


def record_all(model: Transformer, prompts: Sequence[Prompts]) -> list[Group]:
    """Both runs of every group."""
    return [
        Group(group, record(model, group.clean, group.answers), record(model, group.corrupt, group.answers))
        for group in prompts
    ]


def places(model: Transformer, prompts: Sequence[Prompts]) -> Iterator[tuple[str, int, list[Place]]]:
    """The places of each component and layer, in the order of their masks.

    All positions of resid_pre together are left out: that patch is the whole other run, its effect is 1.
    """
    roles = role_names(prompts)
    heads = range(model.config.n_heads)
    for component in COMPONENTS:
        named = roles if component == "resid_pre" else [*roles, ALL]
        for layer in range(model.config.n_layers):
            if component == "z":
                yield component, layer, [Place(component, layer, head, role) for role in named for head in heads]
            else:
                yield component, layer, [Place(component, layer, None, role) for role in named]


def masks_of(
    prompts: Prompts, wanted: Sequence[Place], n_heads: int
) -> Bool[Tensor, "site pair pos"] | Bool[Tensor, "site pair pos head"]:
    """Where each place is, for the engine."""
    masks = torch.stack([prompts.mask(place.role) for place in wanted])
    if wanted[0].head is None:
        return masks
    head = torch.tensor([place.head for place in wanted])
    return masks[..., None] & (head[:, None] == torch.arange(n_heads))[:, None, None, :]


def sweep(model: Transformer, groups: Sequence[Group], directions: Sequence[str], task: Task) -> list[Patched]:
    """Patch every place in every direction; the task counts patched prompts."""
    found: list[Patched] = []
    for component, layer, wanted in places(model, [group.prompts for group in groups]):
        masks = [masks_of(group.prompts, wanted, model.config.n_heads) for group in groups]
        present = np.concatenate([mask.flatten(2).any(-1).numpy() for mask in masks], axis=1)
        for direction in directions:
            parts: list[Float[np.ndarray, "site pair"]] = []
            for group, mask in zip(groups, masks, strict=True):
                into, source = (
                    (group.corrupt, group.clean) if direction == "denoising" else (group.clean, group.corrupt)
                )
                parts.append(
                    patched_logit_diff(model, group.prompts.answers, into, source, component, layer, mask).numpy()
                )
                task.advance(mask.shape[0] * mask.shape[1], at=f"{component} {layer}")
            values = np.concatenate(parts, axis=1).astype(np.float64)
            found += [Patched(place, direction, values[site], present[site]) for site, place in enumerate(wanted)]
    return found


def position_maps(model: Transformer, group: Group) -> dict[tuple[str, int], Float[np.ndarray, "pair pos"]]:
    """The denoising effect of every single position for resid_pre, attn_out and mlp_out of every layer."""
    count, width = group.prompts.clean.shape
    masks = torch.eye(width, dtype=torch.bool)[:, None].repeat(1, count, 1)
    gap = (group.clean.logit_diff - group.corrupt.logit_diff).clone()
    maps: dict[tuple[str, int], Float[np.ndarray, "pair pos"]] = {}
    for component in ("resid_pre", "attn_out", "mlp_out"):
        for layer in range(model.config.n_layers):
            patched = patched_logit_diff(
                model, group.prompts.answers, group.corrupt, group.clean, component, layer, masks
            )
            maps[component, layer] = ((patched - group.corrupt.logit_diff) / gap).T.numpy()
    return maps

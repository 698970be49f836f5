"""Every patch of an experiment: components, layers, heads, features and roles, over all pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probes.patching_engine import Run, patched_logit_diff, patched_scores, record
from probes.patching_metrics import scorer
from probes.patching_names import BY_HEAD, COMPONENTS
from probes.patching_prompts import ALL, Prompts, role_names
from probes.saelens_bridge import Dictionary
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Transformer
from workbench.progress import Task

FEATURE = "feature"
"""The component of a dictionary's features: what one feature says of the activation is moved, all else stays."""


@dataclass(frozen=True)
class Group:
    """Pairs of one length with the recorded run of either prompt."""

    prompts: Prompts
    clean: Run
    corrupt: Run


@dataclass(frozen=True)
class Place:
    """What one patch replaces; `head` is None except for z, q, k, v and pattern, `feature` except for features."""

    component: str
    layer: int
    head: int | None
    role: str
    feature: int | None = None


@dataclass(frozen=True)
class Patched:
    """The logit difference of every pair (in the order of the batches) after one patch.

    `present` marks pairs in which some position plays the role. `others` are the further metrics that were asked for.
    """

    place: Place
    direction: str
    logit_diff: Float[np.ndarray, "pair"]
    present: Bool[np.ndarray, "pair"]
    others: Mapping[str, Float[np.ndarray, "pair"]] = field(default_factory=dict[str, np.ndarray])


def record_all(model: Transformer, prompts: Sequence[Prompts], also: Sequence[Site] = ()) -> list[Group]:
    """Both runs of every group."""
    return [
        Group(group, *(record(model, side, group.answers, also) for side in (group.clean, group.corrupt)))
        for group in prompts
    ]


def preferences(model: Transformer, prompts: Sequence[Prompts]) -> tuple[np.ndarray, np.ndarray]:
    """The logit differences of both prompts of every pair, in order, keeping nothing else."""
    sides: list[list[Tensor]] = [[], []]
    for group in prompts:
        for rows in torch.arange(len(group.ids)).split(256):
            for side, tokens in zip(sides, (group.clean, group.corrupt), strict=True):
                side.append(record(model, tokens[rows], group.answers[rows]).logit_diff.double())
    clean, corrupt = (torch.cat(side).numpy() for side in sides)
    return clean, corrupt


def places(
    model: Transformer, prompts: Sequence[Prompts], components: Sequence[str], heads_by_role: bool = True
) -> list[Place]:
    """All places of these components; heads only at all positions together where they are not wanted by role.

    All positions of the residual stream together are left out: that patch is the whole other run, its effect is 1.
    """
    roles = role_names(prompts)
    found: list[Place] = []
    for component in components:
        whole = component.startswith("resid")
        named = [*roles, *([] if whole else [ALL])] if heads_by_role or component not in BY_HEAD else [ALL]
        for layer in range(model.config.n_layers):
            for role in named:
                if component not in BY_HEAD:
                    found.append(Place(component, layer, None, role))
                else:
                    heads = model.config.n_kv_heads if component in ("k", "v") else model.config.n_heads
                    found += [Place(component, layer, head, role) for head in range(heads)]
    return found


def masks_of(
    prompts: Prompts, wanted: Sequence[Place], n_heads: int
) -> Bool[Tensor, "site pair pos"] | Bool[Tensor, "site pair pos head"]:
    """Where each place is, for the engine."""
    masks = torch.stack([prompts.mask(place.role) for place in wanted])
    if wanted[0].head is None:
        return masks
    head = torch.tensor([place.head for place in wanted])
    return masks[..., None] & (head[:, None] == torch.arange(n_heads))[:, None, None, :]


def sweep(
    model: Transformer,
    prompts: Sequence[Prompts],
    wanted: Sequence[Place],
    directions: Sequence[str],
    task: Task,
    metrics: Sequence[str] = ("logit_diff",),
    dictionary: Dictionary | None = None,
) -> list[Patched]:
    """Patch every place in every direction, a batch of pairs at a time; the task counts patched prompts."""
    together: dict[tuple[str, int, int | None], list[Place]] = {}
    for place in wanted:
        together.setdefault((place.component, place.layer, place.feature), []).append(place)
    also = [COMPONENTS[place.component] for place in wanted if place.component in COMPONENTS]
    parts: dict[tuple[Place, str], list[np.ndarray]] = {}
    there: dict[Place, list[np.ndarray]] = {}
    for batch in prompts:
        [group] = record_all(model, [batch], also)
        score = scorer(metrics, batch.answers, group.clean.logits)
        for (component, layer, feature), here in together.items():
            kv = component in ("k", "v")
            masks = masks_of(batch, here, model.config.n_kv_heads if kv else model.config.n_heads)
            for place, mask in zip(here, masks, strict=True):
                there.setdefault(place, []).append(mask.flatten(1).any(-1).numpy())
            for direction in directions:
                into, source = (group.corrupt, group.clean)[:: 1 if direction == "denoising" else -1]
                if feature is None:
                    point = HookPoint(layer, COMPONENTS[component])
                    given = source.acts[point]
                else:
                    assert dictionary is not None, "features are patched with their dictionary"
                    point = dictionary.hook
                    given = _with_feature(dictionary, into.acts[point], source.acts[point], feature)
                values = patched_scores(model, into, given, point, masks, score).double().numpy()
                for place, one in zip(here, values, strict=True):
                    parts.setdefault((place, direction), []).append(one)
                task.advance(masks.shape[0] * masks.shape[1], at=f"{component} {layer}")
    return [_joined(place, direction, metrics, values, there[place]) for (place, direction), values in parts.items()]


def _joined(
    place: Place, direction: str, metrics: Sequence[str], parts: Sequence[np.ndarray], there: Sequence[np.ndarray]
) -> Patched:
    values = dict(zip(metrics, np.concatenate(parts).T, strict=True))
    return Patched(place, direction, values.pop("logit_diff"), np.concatenate(there), values)


def _with_feature(
    dictionary: Dictionary,
    kept: Float[Tensor, "pair pos d_in"],
    source: Float[Tensor, "pair pos d_in"],
    feature: int,
) -> Float[Tensor, "pair pos d_in"]:
    """The activation with one feature as active as in the source run; the dictionary's error stays the run's own."""
    difference = dictionary.encode(source)[..., feature] - dictionary.encode(kept)[..., feature]
    return kept + difference.unsqueeze(-1) * dictionary.W_dec[feature]


def position_maps(model: Transformer, group: Group) -> dict[tuple[str, int, int | None], Float[np.ndarray, "pair pos"]]:
    """The denoising effect of every single position for resid_pre, attn_out, mlp_out and every head of every layer."""
    count, width = group.prompts.clean.shape
    heads = model.config.n_heads
    masks = torch.eye(width, dtype=torch.bool)[:, None].repeat(1, count, 1)
    by_head = torch.stack([masks[..., None] & (torch.arange(heads) == head) for head in range(heads)]).flatten(0, 1)
    gap = (group.clean.logit_diff - group.corrupt.logit_diff).clone()
    maps: dict[tuple[str, int, int | None], Float[np.ndarray, "pair pos"]] = {}
    for component in ("resid_pre", "attn_out", "mlp_out", "z"):
        for layer in range(model.config.n_layers):
            patched = patched_logit_diff(
                model,
                group.prompts.answers,
                group.corrupt,
                group.clean,
                component,
                layer,
                by_head if component == "z" else masks,
            )
            effects = (patched - group.corrupt.logit_diff) / gap
            if component != "z":
                maps[component, layer, None] = effects.T.numpy()
                continue
            for head, one in enumerate(effects.unflatten(0, (heads, width))):
                maps[component, layer, head] = one.T.numpy()
    return maps

"""Where a concept lies: moments of the activations of stories by their label, each story counting once."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from probes.activations import batches, encode_stories, stream
from probes.labels import UNLABELLED, Classes
from probes.steering.erasers import ConceptMoments
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel
from workbench.language.hookpoints import HookPoint, Site, all_points, parse

if TYPE_CHECKING:
    from workbench.language.transformer import Edit
    from workbench.progress import Task


def concept_moments(
    loaded: LoadedModel,
    texts: Sequence[str],
    labels: Sequence[Classes],
    points: Sequence[HookPoint],
    batch_size: int,
    task: "Task",
) -> dict[tuple[str, HookPoint], ConceptMoments]:
    """Moments of each label at each hook point, from one pass.

    A story's tokens share its weight, so what is erased of the tokens is erased of their mean over a story too.
    """
    encoded = encode_stories(loaded.tokenizer, texts)
    found: dict[tuple[str, HookPoint], ConceptMoments] = {}
    for batch in stream(loaded.model, batches(encoded, loaded.tokenizer, loaded.config.context, batch_size), points):
        mask = batch.mask.cpu()
        lengths = mask.sum(1)
        home = torch.arange(len(lengths))[:, None].expand_as(mask)[mask]
        weights = 1.0 / lengths[home]
        for point in points:
            values = batch.acts[point].flatten(2).cpu()[mask]
            for one in labels:
                y = torch.from_numpy(one.values[batch.story_index])[home]
                kept = y != UNLABELLED
                key = (one.target, point)
                seen = found.get(key) or ConceptMoments.none(values.shape[1], len(one.names))
                found[key] = seen.add(values[kept], y[kept], weights[kept])
        task.advance(len(batch.story_index))
    return found


def chosen_point(loaded: LoadedModel, hook: str) -> HookPoint:
    """The hook point of this name; empty: the residual stream after the middle layer.

    Raises StoryscopeError for what is no place in the residual stream of this model.
    """
    n_layers = loaded.config.n_layers
    if not hook:
        return HookPoint((n_layers - 1) // 2, Site.RESID_POST)
    point = parse(hook)
    if point not in all_points(n_layers, [Site.RESID_PRE, Site.RESID_MID, Site.RESID_POST]):
        what = f"{hook} is no place in the residual stream of this model."
        raise StoryscopeError(what, f"Use blocks.0.hook_resid_post to blocks.{n_layers - 1}.hook_resid_post.")
    return point


def story_losses(
    loaded: LoadedModel,
    texts: Sequence[str],
    edits: "Mapping[HookPoint, Edit]",
    batch_size: int,
    points: Sequence[HookPoint] = (),
) -> tuple[np.ndarray, dict[HookPoint, np.ndarray]]:
    """Nats per token of each story under the changed model, and the mean activation of each at `points`."""
    encoded = encode_stories(loaded.tokenizer, texts)
    losses = np.full(len(texts), np.nan)
    pooled: dict[HookPoint, np.ndarray] = {}
    for batch in batches(encoded, loaded.tokenizer, loaded.config.context, batch_size):
        with torch.inference_mode():
            logits, acts = loaded.model.run(batch.tokens, taps=points, edits=edits)
        assert logits is not None
        mask = batch.mask[:, 1:]
        nats = torch.nn.functional.cross_entropy(
            logits[:, :-1].float().transpose(1, 2), batch.tokens[:, 1:], reduction="none"
        )
        losses[batch.story_index] = ((nats * mask).sum(1) / mask.sum(1)).numpy()
        weights = batch.mask.float() / batch.mask.sum(1, keepdim=True)
        for point in points:
            mean = torch.einsum("bp,bpd->bd", weights, acts[point].flatten(2))
            pooled.setdefault(point, np.zeros((len(texts), mean.shape[1]), np.float32))[batch.story_index] = mean
    return losses, pooled

"""Telling on with a changed model: many continuations at once, seeded, with a key/value cache."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.sampling import choose, start
from workbench.language.tokenizer import EOT_ID
from workbench.language.transformer import Edit, Transformer


@torch.inference_mode()
def tell_changed(
    model: Transformer,
    prompts: Sequence[Sequence[int]],
    max_new_tokens: int,
    temperature: float,
    generator: torch.Generator,
    edits: Mapping[HookPoint, Edit] | None = None,
    stop: int = EOT_ID,
) -> list[list[int]]:
    """Return the tokens that the changed model adds to each prompt, up to and without `stop`.

    Without edits this is `workbench.language.sampling.generate`, draw for draw, so that the same generator state tells
    what would have been told. Edits act at every position, those of the prompt included; attention patterns cannot be
    edited here, since their width grows. Temperature 0 is greedy.
    Raises StoryscopeError for an edit of a pattern or of a layer that the model does not have.
    """
    edits = edits or {}
    for point in edits:
        if point.site is Site.PATTERN or point.layer >= model.config.n_layers:
            what = f"{point} cannot be changed while telling."
            raise StoryscopeError(what, "Change queries, keys, values, heads, neurons or the residual stream.")

    def tap(point: HookPoint, value: Tensor) -> Tensor:
        return edits[point](value) if point in edits else value

    tokens, caches, documents, steps = start(model, prompts, max_new_tokens)
    alive = torch.ones(len(prompts), dtype=torch.bool)
    added: list[Tensor] = []
    for _ in range(steps):
        at = caches[0].position
        look = model.look(tokens.shape[1], documents, start=at)
        x = tap(HookPoint(0, Site.EMBED), model.embed(tokens, documents, at))
        for block, cache in zip(model.blocks, caches, strict=True):
            x = block(x, look, tap, cache)
        chosen = choose(model.unembed(x[:, -1:])[:, 0].float(), temperature, 0, 1.0, generator)
        added.append(torch.where(alive, chosen, stop))
        alive &= chosen != stop
        tokens = added[-1][:, None]
        if not alive.any():
            break
    rows: list[list[int]] = torch.stack(added, 1).tolist() if added else [[] for _ in prompts]
    return [row[: row.index(stop)] if stop in row else row for row in rows]

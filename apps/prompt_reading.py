"""One text through the model, once: what it expects next, what surprises it, and every activation a page may ask for.

Nothing here knows a screen; torch is imported only when a text is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from jaxtyping import Float

from workbench.language.hookpoints import HookPoint, Site

if TYPE_CHECKING:
    from probes.lab.reading import TextRun
    from workbench.language.checkpoints import LoadedModel
    from workbench.language.transformer import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model makes of a text; position 0 is the begin-of-text token, which has no surprise.

    `pieces` are the tokens as they stand in the text, white space included. `surprise` is in nats. `next_tokens` holds,
    for each position, the likeliest next tokens with their probabilities. `neurons` is [layer, pos, d_mlp], `patterns`
    [layer, head, query, key], `stream` the residual stream [depth, pos, d_model], depth 0 entering the first layer,
    `tapped` the activations [pos, d] that were asked for besides. `run` is the whole run.
    """

    pieces: list[str]
    surprise: list[float]
    next_tokens: list[list[tuple[str, float]]]
    unknown: list[str]
    dropped: int
    neurons: Float[np.ndarray, "layer pos d_mlp"]
    patterns: Float[np.ndarray, "layer head query key"]
    stream: Float[np.ndarray, "layer+1 pos d_model"]
    tapped: dict[HookPoint, Float[np.ndarray, "pos d"]]
    run: "TextRun"

    @property
    def mean_surprise(self) -> float:
        """The mean over all tokens but the first, in nats."""
        return float(np.mean(self.surprise[1:])) if len(self.surprise) > 1 else 0.0

    @property
    def ids(self) -> list[int]:
        """The token ids, begin of text first."""
        return self.run.tokens.tolist()

    @property
    def log_probs(self) -> Float[np.ndarray, "pos vocab"]:
        """The log-probability (nats) of every next token after every position."""
        return self.run.logits.log_softmax(-1).numpy()


def read_prompt(
    loaded: "LoadedModel",
    text: str,
    taps: tuple[HookPoint, ...] = (),
    top: int = 10,
    edits: "Mapping[HookPoint, Edit] | None" = None,
) -> Reading:
    """Run `text` after a begin-of-text token; what exceeds the context is counted in `dropped` and not read.

    With `edits` the model is changed as it runs. Raises StoryscopeError for a text without any token, or with far too
    many characters.
    """
    import torch

    from probes.lab.reading import run_text, stream_of, stream_points, token_names
    from probes.lab.writing import tapped

    layers = range(loaded.config.n_layers)
    mlp = [HookPoint(layer, Site.MLP_POST) for layer in layers]
    looks = [HookPoint(layer, Site.PATTERN) for layer in layers]
    wanted = [*mlp, *looks, *stream_points(loaded.config.n_layers), *tapped(loaded.model), *taps]
    run = run_text(loaded, text, dict.fromkeys(wanted), edits)
    best = run.logits.softmax(-1).topk(min(top, run.logits.shape[-1]), dim=-1)
    width = best.indices.shape[1]
    names = token_names(loaded, cast("list[int]", best.indices.flatten().tolist()))
    return Reading(
        pieces=run.pieces,
        surprise=[0.0, *run.losses.tolist()],
        next_tokens=[
            list(zip(names[row * width : (row + 1) * width], values, strict=True))
            for row, values in enumerate(best.values.tolist())
        ],
        unknown=run.unknown,
        dropped=run.dropped,
        neurons=torch.stack([run.seen[point][0] for point in mlp]).float().numpy(),
        patterns=torch.stack([run.seen[point][0] for point in looks]).float().numpy(),
        stream=stream_of(run, loaded.config.n_layers).numpy(),
        tapped={point: run.seen[point][0].flatten(1).float().numpy() for point in taps},  # heads side by side
        run=run,
    )

"""One text through the model, once: what it expects next, what surprises it, and every activation a page may ask for.

Nothing here knows a screen; torch is imported only when a text is read.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from jaxtyping import Float

from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site

if TYPE_CHECKING:
    from workbench.language.checkpoints import LoadedModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the model makes of a text; position 0 is the begin-of-text token, which has no surprise.

    `pieces` are the tokens as they stand in the text, white space included. `surprise` is in nats. `next_tokens` holds,
    for each position, the likeliest next tokens with their probabilities. `neurons` is [layer, pos, d_mlp], `patterns`
    [layer, head, query, key], `tapped` the activations [pos, d] that were asked for besides.
    """

    pieces: list[str]
    surprise: list[float]
    next_tokens: list[list[tuple[str, float]]]
    unknown: list[str]
    dropped: int
    neurons: Float[np.ndarray, "layer pos d_mlp"]
    patterns: Float[np.ndarray, "layer head query key"]
    tapped: dict[HookPoint, Float[np.ndarray, "pos d"]]

    @property
    def mean_surprise(self) -> float:
        """The mean over all tokens but the first, in nats."""
        return float(np.mean(self.surprise[1:])) if len(self.surprise) > 1 else 0.0


def read_prompt(loaded: "LoadedModel", text: str, taps: tuple[HookPoint, ...] = (), top: int = 10) -> Reading:
    """Run `text` after a begin-of-text token; what exceeds the context is counted in `dropped` and not read.

    Raises StoryscopeError for a text without any token.
    """
    import torch

    tokenizer = loaded.tokenizer
    encoding = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
    if not encoding.ids:
        raise StoryscopeError("There is no word in this text.", "Type a few words.")
    room = loaded.config.context - 1
    start = cast("int", tokenizer.convert_tokens_to_ids(str(tokenizer.bos_token)))
    ids = [start, *encoding.ids[:room]]
    layers = range(loaded.config.n_layers)
    mlp = [HookPoint(layer, Site.MLP_POST) for layer in layers]
    looks = [HookPoint(layer, Site.PATTERN) for layer in layers]
    with torch.inference_mode():
        logits, seen = loaded.model.run(torch.tensor([ids]), taps=[*mlp, *looks, *taps])
    assert logits is not None
    log_probs = torch.log_softmax(logits[0].float(), -1)
    best = log_probs.topk(min(top, log_probs.shape[-1]), dim=-1)
    following = torch.tensor(ids[1:])
    surprise = -log_probs[:-1].gather(1, following[:, None])[:, 0]
    names = tokenizer.convert_ids_to_tokens(best.indices.flatten().tolist())
    width = best.indices.shape[1]
    unknown_id = tokenizer.unk_token_id
    spans = encoding.offsets[:room]
    return Reading(
        pieces=[str(tokenizer.bos_token), *_pieces(text, spans)],
        surprise=[0.0, *surprise.tolist()],
        next_tokens=[
            list(zip(names[row * width : (row + 1) * width], values, strict=True))
            for row, values in enumerate(best.values.exp().tolist())
        ],
        unknown=[text[start:end] for (start, end), ident in zip(spans, ids[1:], strict=True) if ident == unknown_id],
        dropped=max(0, len(encoding.ids) - room),
        neurons=torch.stack([seen[point][0] for point in mlp]).float().numpy(),
        patterns=torch.stack([seen[point][0] for point in looks]).float().numpy(),
        tapped={point: seen[point][0].flatten(1).float().numpy() for point in taps},  # heads side by side
    )


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Cut `text` after each token, so that the pieces joined are the text up to the last token."""
    ends = [0, *(end for _, end in spans)]
    return [text[left:right] for left, right in zip(ends, ends[1:], strict=False)]

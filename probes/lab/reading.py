"""One text through a model, once: what it expects next, what surprises it, and every activation that is asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.lab.lens import token_losses
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.transformer import Edit

if TYPE_CHECKING:
    from workbench.language.checkpoints import LoadedModel

LONGEST = 20_000
"""Characters of a text that are taken; more is no prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRun:
    """A text and what the model made of it; position 0 is the begin-of-text token.

    `pieces` are the tokens as they stand in the text, white space included, and `offsets` where (half-open characters);
    position 0 has an empty one. `unknown` are the words that the vocabulary lacks, `dropped` counts the tokens beyond
    the context. `losses` (nats) are those of every token after position 0.
    """

    tokens: Int[Tensor, "pos"]
    pieces: list[str]
    offsets: list[tuple[int, int]]
    unknown: list[str]
    dropped: int
    logits: Float[Tensor, "pos vocab"]
    losses: Float[Tensor, "next_pos"]
    seen: dict[HookPoint, Tensor]

    @property
    def mean_loss(self) -> float:
        """The mean loss of all tokens but the first, in nats; 0 where there are none."""
        return float(self.losses.mean()) if len(self.losses) else 0.0


def run_text(
    loaded: "LoadedModel",
    text: str,
    taps: Collection[HookPoint] = (),
    edits: Mapping[HookPoint, Edit] | None = None,
) -> TextRun:
    """Run a text after a begin-of-text token, with the model changed by `edits` if there are any.

    Raises StoryscopeError for a text that is too long to be one, or has no token.
    """
    if len(text) > LONGEST:
        what = f"The text has {len(text):,} characters."
        raise StoryscopeError(what, f"Give at most {LONGEST:,}, a story or less.")
    tokenizer = loaded.tokenizer
    # Half a surrogate pair, which a URL can hold, is no text.
    text = text.encode("utf-8", "replace").decode("utf-8")
    encoding = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
    if not encoding.ids:
        raise StoryscopeError("There is no word in this text.", "Type a few words.")
    room = loaded.config.context - 1
    first = cast("int", tokenizer.convert_tokens_to_ids(str(tokenizer.bos_token)))
    tokens = torch.tensor([first, *encoding.ids[:room]])
    spans: list[tuple[int, int]] = encoding.offsets[:room]
    with torch.inference_mode():
        logits, seen = loaded.model.run(tokens[None], taps, edits)
        assert logits is not None
        losses = token_losses(logits[0], tokens)
    ends = [0, *(end for _, end in spans)]
    unknown = tokenizer.unk_token_id
    return TextRun(
        tokens=tokens,
        # Cut after each token, so that the pieces joined are the text up to the last token.
        pieces=[str(tokenizer.bos_token), *(text[left:right] for left, right in zip(ends, ends[1:], strict=False))],
        offsets=[(0, 0), *spans],
        unknown=[text[left:right] for (left, right), one in zip(spans, encoding.ids, strict=False) if one == unknown],
        dropped=max(0, len(encoding.ids) - room),
        logits=logits[0].float(),
        losses=losses,
        seen=seen,
    )


def stream_points(n_layers: int) -> list[HookPoint]:
    """Return the points between the layers: what enters the first, then what leaves each."""
    return [HookPoint(0, Site.RESID_PRE), *(HookPoint(layer, Site.RESID_POST) for layer in range(n_layers))]


def stream_of(run: TextRun, n_layers: int) -> Float[Tensor, "layer pos d_model"]:
    """Return the residual stream at every depth of a run that tapped `stream_points`."""
    return torch.stack([run.seen[point][0].float() for point in stream_points(n_layers)])


def token_names(loaded: "LoadedModel", tokens: Collection[int]) -> list[str]:
    """Return the tokens' names in the vocabulary; what a model has beyond its tokenizer gets its number."""
    named = cast("list[str | None]", loaded.tokenizer.convert_ids_to_tokens(list(tokens)))
    return [f"<{token}>" if name is None else name for token, name in zip(tokens, named, strict=True)]

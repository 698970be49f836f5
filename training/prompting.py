"""Instructions and stories as tokens: `### Instruction: ... ### Response: ...`, with a loss on the response only.

A vocabulary without `#` or `:` (every word-level one of the world's tiers) cannot spell those headings; its tokenizer
is given one token for each, and the model an embedding for each. `Prompter.headings` says which it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from workbench.language.tokenizer import EOT_ID, PAD_ID, encode_batch
from workbench.language.transformer import Transformer
from workbench.seeding import torch_generator

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

SPELLED = ("### Instruction:", "### Response:")
ADDED = ("<|instruction|>", "<|response|>")
"""The headings as tokens of their own, for a vocabulary that cannot spell them."""


@dataclass(frozen=True)
class Prompter:
    """Puts instructions into the form that the model learns; `added` are the ids of its two own tokens, if it has."""

    tokenizer: "PreTrainedTokenizerFast"
    added: tuple[int, int] | None

    @classmethod
    def of(cls, tokenizer: "PreTrainedTokenizerFast") -> "Prompter":
        """For a tokenizer, which gains the two tokens if it cannot spell the headings."""
        unknown = tokenizer.unk_token_id
        if ADDED[0] not in tokenizer.get_vocab():
            if all(ids and unknown not in ids for ids in encode_batch(tokenizer, SPELLED)):
                return cls(tokenizer, None)
            tokenizer.add_special_tokens({"additional_special_tokens": list(ADDED)})
        known = tokenizer.get_vocab()
        return cls(tokenizer, (known[ADDED[0]], known[ADDED[1]]))

    @property
    def headings(self) -> str:
        """How the headings are written: `spelled`, or `added` to the vocabulary."""
        return "spelled" if self.added is None else "added"

    def prompts(self, instructions: Sequence[str]) -> list[list[int]]:
        """The tokens before each response."""
        if self.added is None:
            told = [f"{SPELLED[0]} {one} {SPELLED[1]}" for one in instructions]
            return [[EOT_ID, *ids] for ids in encode_batch(self.tokenizer, told)]
        first, second = self.added
        return [[EOT_ID, first, *ids, second] for ids in encode_batch(self.tokenizer, instructions)]

    def responses(self, stories: Sequence[str]) -> list[list[int]]:
        """The tokens of each response; the end of text closes it."""
        return [[*ids, EOT_ID] for ids in encode_batch(self.tokenizer, stories)]


def with_room(model: Transformer, types: int, seed: int) -> Transformer:
    """The model with embeddings for at least `types` tokens; new ones begin near the mean of the old."""
    old = model.config.vocab_size
    if types <= old:
        return model
    larger = Transformer.empty(replace(model.config, vocab_size=types))
    generator = torch_generator(seed, "markers")
    weights = model.state_dict()
    with torch.no_grad():
        for name, weight in larger.state_dict().items():
            weight[: len(weights[name])] = weights[name]
            if len(weight) > old and name.endswith(("embed_tokens.weight", "lm_head.weight")):
                drawn = torch.empty(types - old, weight.shape[1]).normal_(generator=generator)
                weight[old:] = weights[name].mean(0) + 0.1 * weights[name].std() * drawn
    return larger


def pack_examples(prompts: Sequence[Sequence[int]], responses: Sequence[Sequence[int]]) -> NDArray[np.uint16]:
    """One example per row, padded on the right; the last two columns are the prompt's length and the whole's."""
    width = max(len(prompt) + len(response) for prompt, response in zip(prompts, responses, strict=True))
    rows = np.full((len(prompts), width + 2), PAD_ID, np.uint16)
    for row, prompt, response in zip(rows, prompts, responses, strict=True):
        whole = len(prompt) + len(response)
        row[:whole] = [*prompt, *response]
        row[-2:] = len(prompt), whole
    return rows


def response_loss(
    logits: Float[Tensor, "batch pos vocab"],
    tokens: Int[Tensor, "batch pos"],
    prompt: Int[Tensor, "batch"],
    whole: Int[Tensor, "batch"],
) -> Float[Tensor, ""]:
    """Mean natural-log loss of the tokens from `prompt` up to `whole`, exclusive; no other target counts."""
    each = functional.cross_entropy(logits[:, :-1].flatten(0, 1).float(), tokens[:, 1:].flatten(), reduction="none")
    places = torch.arange(1, tokens.shape[1], device=tokens.device)
    counted = (places >= prompt[:, None]) & (places < whole[:, None])
    return each.view(counted.shape)[counted].mean()


def loss_of_rows(model: Transformer, rows: Int[Tensor, "batch column"], bf16: bool = False) -> Float[Tensor, ""]:
    """The response loss of rows that `pack_examples` made."""
    prompt, whole = rows[:, -2], rows[:, -1]
    tokens = rows[:, : int(whole.max())]
    with torch.autocast(rows.device.type, torch.bfloat16, enabled=bf16):
        logits = model(tokens)
    return response_loss(logits, tokens, prompt, whole)

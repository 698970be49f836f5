"""Any Hugging Face causal language model folder, for scoring only; the surface of transformers stays in this file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError

from workbench.errors import StoryscopeError
from workbench.language.scoring import score


@dataclass(frozen=True)
class HuggingFaceScorer:
    """A `transformers` causal language model with its tokenizer, as a `Scorer`."""

    model: Any
    tokenizer: Any
    path: Path

    @property
    def bos(self) -> int | None:
        """The tokenizer's begin-of-text token; models without one (GPT-2's family) use the end-of-text token."""
        for token in (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id):
            if token is not None:
                return int(token)
        return None

    @property
    def context(self) -> int:
        """The longest sequence that the model's positions reach."""
        for name in ("max_position_embeddings", "n_positions", "n_ctx"):
            length = getattr(self.model.config, name, None)
            if length:
                return int(length)
        return 2**31  # positions without an end, such as ALiBi's

    def logprobs(self, sequences: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """See `Scorer.logprobs`; raises StoryscopeError for a sequence longer than the context."""

        def logits_of(tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            device = self.model.device
            return self.model(tokens.to(device), attention_mask=mask.to(device)).logits.float().cpu()

        return score(logits_of, sequences, self.context, int(getattr(self.model.config, "vocab_size", None) or 0))


def open_causal_lm(folder: Path, device: str = "cpu") -> HuggingFaceScorer:
    """Open a local folder with a model and its tokenizer; never the network, never remote code, never a pickle.

    Raises StoryscopeError when transformers cannot open it.
    """
    from huggingface_hub.errors import StrictDataclassError
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
        model: Any = AutoModelForCausalLM.from_pretrained(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            torch_dtype=torch.float32,
        )
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RuntimeError,
        ImportError,
        SafetensorError,
        StrictDataclassError,
    ) as error:
        first = str(error).strip().split("\n")[0]
        what = f"{folder} cannot be opened as a causal language model: {first}"
        raise StoryscopeError(what, "Name a Hugging Face folder with a tokenizer and safetensors weights.") from error
    return HuggingFaceScorer(model.to(device).eval(), tokenizer, folder)

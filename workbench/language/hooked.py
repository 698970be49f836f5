"""Our models as TransformerLens models; everything that TransformerLens wants in its own way is in this file."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from workbench.artifacts import Artifact
from workbench.language.checkpoints import LoadedModel, load_model
from workbench.language.transformer import Transformer

if TYPE_CHECKING:
    from transformer_lens import HookedTransformer


def to_hooked(source: "str | Path | Artifact | LoadedModel | None" = None, device: str = "cpu") -> "HookedTransformer":
    """A HookedTransformer with the same weights, logits and tokenizer (logits agree to 1e-4, tested).

    Weights are kept as trained: no folding of norms, no centring. `source` is what `load_model` takes, or its result.
    """
    from transformer_lens import HookedTransformer

    loaded = source if isinstance(source, LoadedModel) else load_model(source)
    with warnings.catch_warnings():
        # It recommends its successor, which SAELens cannot read yet.
        warnings.filterwarnings("ignore", "HookedTransformer is deprecated", DeprecationWarning)
        hooked = HookedTransformer(_config(loaded, device), tokenizer=loaded.tokenizer, move_to_device=False)
    weights = _weights(loaded.model, hooked.cfg)
    missing = hooked.load_state_dict(weights, strict=False).missing_keys
    # Only buffers (masks, rotary tables) may be absent.
    assert not set(missing) & {name for name, _ in hooked.named_parameters()}, missing
    return hooked.eval().requires_grad_(False)


def _config(loaded: LoadedModel, device: str) -> Any:  # noqa: ANN401 - TransformerLens' own type
    from transformer_lens import HookedTransformerConfig

    shape = loaded.config
    return HookedTransformerConfig(
        n_layers=shape.n_layers,
        d_model=shape.d_model,
        n_ctx=shape.context,
        d_head=shape.d_head,
        n_heads=shape.n_heads,
        n_key_value_heads=None if shape.n_kv_heads == shape.n_heads else shape.n_kv_heads,
        d_mlp=shape.d_mlp,
        d_vocab=shape.vocab_size,
        act_fn="silu",
        gated_mlp=True,
        normalization_type="RMS",
        final_rms=True,
        eps=shape.norm_eps,
        positional_embedding_type="rotary",
        rotary_dim=shape.d_head,
        rotary_base=shape.rope_theta,
        rotary_adjacent_pairs=False,
        original_architecture="LlamaForCausalLM",
        model_name=loaded.path.name,
        default_prepend_bos=True,
        device=device,
        dtype=torch.float32,
        init_weights=False,
    )


def _weights(model: Transformer, cfg: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
    from transformer_lens.pretrained.weight_conversions.llama import convert_llama_weights

    return convert_llama_weights(_Untied(model), cfg)


class _Untied:
    """What the converter reads of a Hugging Face model: `model` and an `lm_head` that is always there."""

    def __init__(self, model: Transformer) -> None:
        self.model = model.model
        self.lm_head = model.model.embed_tokens if model.lm_head is None else model.lm_head

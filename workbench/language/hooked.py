"""Our models as TransformerLens models; everything that TransformerLens wants in its own way is in this file."""

import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import torch

from workbench.artifacts import Artifact
from workbench.language.checkpoints import LoadedModel, load_model
from workbench.language.neo import to_neo_name
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
    if not loaded.config.d_mlp:
        weights = {name: weight for name, weight in weights.items() if ".mlp." not in name and ".ln2." not in name}
    missing = hooked.load_state_dict(weights, strict=False).missing_keys
    # Only buffers (masks, rotary tables) may be absent.
    assert not set(missing) & {name for name, _ in hooked.named_parameters()}, missing
    return hooked.eval().requires_grad_(False)


def _config(loaded: LoadedModel, device: str) -> Any:  # noqa: ANN401 - TransformerLens' own type
    from transformer_lens import HookedTransformerConfig

    shape = loaded.config
    common: dict[str, Any] = {
        "n_layers": shape.n_layers,
        "d_model": shape.d_model,
        "n_ctx": shape.context,
        "d_head": shape.d_head,
        "n_heads": shape.n_heads,
        "d_vocab": shape.vocab_size,
        "eps": shape.norm_eps,
        "model_name": loaded.path.name,
        "default_prepend_bos": True,
        "device": device,
        "dtype": torch.float32,
        "init_weights": False,
    }
    if shape.family == "neo":
        return HookedTransformerConfig(
            **common,
            d_mlp=shape.d_mlp,
            act_fn="gelu_new",
            normalization_type="LN",
            use_attn_scale=False,
            use_local_attn=True,
            window_size=shape.window,
            attn_types=[("global", "local")[layer % 2] for layer in range(shape.n_layers)],
            original_architecture="GPTNeoForCausalLM",
        )
    return HookedTransformerConfig(
        **common,
        n_key_value_heads=None if shape.n_kv_heads == shape.n_heads else shape.n_kv_heads,
        d_mlp=shape.d_mlp or None,
        attn_only=not shape.d_mlp,
        act_fn="silu",
        gated_mlp=True,
        normalization_type="RMS",
        final_rms=True,
        positional_embedding_type="rotary",
        rotary_dim=shape.d_head,
        rotary_base=shape.rope_theta,
        rotary_adjacent_pairs=False,
        original_architecture="LlamaForCausalLM",
    )


def _weights(model: Transformer, cfg: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
    from transformer_lens.pretrained.weight_conversions.llama import convert_llama_weights
    from transformer_lens.pretrained.weight_conversions.neo import convert_neo_weights

    if model.config.family == "neo":
        return convert_neo_weights(_NeoNames(model), cfg)
    return convert_llama_weights(_Untied(model), cfg)


class _NeoNames:
    """What the converter reads of a Hugging Face GPT-Neo: attributes by its names."""

    def __init__(self, model: Transformer) -> None:
        self.transformer = SimpleNamespace(h=[SimpleNamespace() for _ in range(model.config.n_layers)])
        self.lm_head = model.model.embed_tokens
        for name, weight in model.state_dict().items():
            *path, last = to_neo_name(name).split(".")
            at: Any = self
            for step in path:
                if step.isdigit():
                    at = at[int(step)]
                    continue
                if not hasattr(at, step):
                    setattr(at, step, SimpleNamespace())
                at = getattr(at, step)
            setattr(at, last, weight)


class _Untied:
    """What the converter reads of a Hugging Face model: `model` and an `lm_head` that is always there."""

    def __init__(self, model: Transformer) -> None:
        self.model = model.model
        self.lm_head = model.model.embed_tokens if model.lm_head is None else model.lm_head

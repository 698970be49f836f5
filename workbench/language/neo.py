"""GPT-Neo folders: how Hugging Face names the parts of what TinyStories trains, out and in."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language.model_config import ModelConfig
from workbench.language.tokenizer import EOT_ID, PAD_ID

_OUTSIDE = {
    "model.embed_tokens.weight": "transformer.wte.weight",
    "model.positions.weight": "transformer.wpe.weight",
    "model.norm.weight": "transformer.ln_f.weight",
    "model.norm.bias": "transformer.ln_f.bias",
}
_INSIDE = {
    "input_layernorm": "ln_1",
    "post_attention_layernorm": "ln_2",
    "self_attn.q_proj": "attn.attention.q_proj",
    "self_attn.k_proj": "attn.attention.k_proj",
    "self_attn.v_proj": "attn.attention.v_proj",
    "self_attn.o_proj": "attn.attention.out_proj",
    "mlp.up_proj": "mlp.c_fc",
    "mlp.down_proj": "mlp.c_proj",
}


def to_neo_name(name: str) -> str:
    """What Hugging Face's GPT-Neo calls our parameter.

    >>> to_neo_name("model.layers.3.mlp.up_proj.bias")
    'transformer.h.3.mlp.c_fc.bias'
    """
    if name in _OUTSIDE:
        return _OUTSIDE[name]
    layer, _, rest = name.removeprefix("model.layers.").partition(".")
    part, _, kind = rest.rpartition(".")
    return f"transformer.h.{layer}.{_INSIDE[part]}.{kind}"


def from_neo_names(tensors: Mapping[str, Tensor], wanted: Mapping[str, object]) -> dict[str, Tensor]:
    """A GPT-Neo's tensors under our names; masks, and the unembedding that repeats the embeddings, are left out."""
    ours = {to_neo_name(name): name for name in wanted}
    implied = (".attn.attention.bias", ".attn.attention.masked_bias", "lm_head.weight")
    return {ours.get(name, name): tensor for name, tensor in tensors.items() if not name.endswith(implied)}


def to_huggingface_neo(config: ModelConfig) -> dict[str, Any]:
    """The config as the `config.json` of a Hugging Face GPT-Neo."""
    kinds = [[("global", "local")[layer % 2] for layer in range(config.n_layers)], 1]
    return {
        "architectures": ["GPTNeoForCausalLM"],
        "model_type": "gpt_neo",
        "hidden_size": config.d_model,
        "intermediate_size": config.d_mlp,
        "num_layers": config.n_layers,
        "num_heads": config.n_heads,
        "attention_types": [kinds],
        "window_size": config.window,
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": config.norm_eps,
        "tie_word_embeddings": True,
        "embed_dropout": 0.0,
        "resid_dropout": 0.0,
        "attention_dropout": 0.0,
        "initializer_range": 0.02,
        "bos_token_id": EOT_ID,
        "eos_token_id": EOT_ID,
        "pad_token_id": PAD_ID,
        "torch_dtype": "float32",
        "use_cache": True,
    }


def neo_shape(settings: Mapping[str, Any]) -> ModelConfig:
    """The shape that a GPT-Neo's `config.json` describes.

    Raises StoryscopeError for another activation, or layers that are not global and local in turns.
    """
    kinds = [kind for names, times in settings["attention_types"] for kind in list(names) * int(times)]
    turns = kinds == [("global", "local")[layer % 2] for layer in range(int(settings["num_layers"]))]
    if settings.get("activation_function", "gelu_new") != "gelu_new" or not turns:
        what = "This GPT-Neo has another activation or another order of layers than the TinyStories models."
        raise StoryscopeError(what, "Score it as it is (eval winogrande takes any causal model), or train one here.")
    width, heads = int(settings["hidden_size"]), int(settings["num_heads"])
    return ModelConfig(
        n_layers=int(settings["num_layers"]),
        d_model=width,
        n_heads=heads,
        n_kv_heads=heads,
        d_head=width // heads,
        d_mlp=int(settings.get("intermediate_size") or 4 * width),
        vocab_size=int(settings["vocab_size"]),
        context=int(settings["max_position_embeddings"]),
        tied=True,
        norm_eps=float(settings.get("layer_norm_epsilon", 1e-5)),
        family="neo",
        window=int(settings.get("window_size", 256)),
    )

"""Models as folders: plain Hugging Face Llama and GPT-Neo folders out and in, and the presets they start from."""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.hf_bridge import open_causal_lm
from workbench.language.neo import from_neo_names, neo_shape, to_huggingface_neo, to_neo_name
from workbench.language.presets import PRESETS, preset
from workbench.language.scoring import Scorer, TransformerScorer
from workbench.language.tokenizer import EOT_ID, PAD_ID, load_tokenizer, save_tokenizer
from workbench.language.transformer import ModelConfig, Transformer
from workbench.manifests import is_file
from workbench.seeding import torch_generator

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = [
    "PRESETS",
    "LoadedModel",
    "load_any",
    "load_model",
    "load_weights",
    "preset",
    "random_init",
    "save",
    "save_weights",
]

WEIGHTS = "model.safetensors"
CONFIG = "config.json"


@dataclass(frozen=True)
class LoadedModel:
    """A model with the tokenizer that belongs to it."""

    model: Transformer
    tokenizer: "PreTrainedTokenizerFast"
    config: ModelConfig
    path: Path


def random_init(config: ModelConfig, seed: int) -> Transformer:
    """An untrained model with normal weights, drawn from `seed` alone.

    Deviations: 1/sqrt(fan in), for the two matrices that write to the residual stream divided by sqrt(2 n_layers), so
    that its size does not grow with depth; embeddings 1, or 0.02 when tied; unembedding 0.02. Biases 0, norms 1. A
    GPT-Neo's queries are smaller by sqrt(d_head), since its attention does not scale.
    """
    model = Transformer.empty(config)
    generator = torch_generator(seed, "init")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 1:
                weight.fill_(0.0 if name.endswith("bias") else 1.0)
                continue
            weight.normal_(0.0, _deviation(name, weight.shape[1], config), generator=generator)
    return model


def _deviation(name: str, fan_in: int, config: ModelConfig) -> float:
    if "embed_tokens" in name or "positions" in name:
        return 0.02 if config.tied else 1.0
    if "lm_head" in name:
        return 0.02
    deviation = 1 / math.sqrt(max(fan_in, 1))
    if config.family == "neo" and "q_proj" in name:
        deviation /= math.sqrt(config.d_head)
    return (
        deviation / math.sqrt(2 * config.n_layers)
        if name.endswith(("o_proj.weight", "down_proj.weight"))
        else deviation
    )


def save_weights(tensors: Mapping[str, torch.Tensor], file: Path, metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors, and texts about them, to a safetensors file in one atomic step."""
    partial = file.with_name(file.name + ".partial")
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(plain, partial, {"format": "pt", **(metadata or {})})
    with partial.open("rb") as handle:
        os.fsync(handle.fileno())
    partial.replace(file)


def save(model: Transformer, tokenizer: "PreTrainedTokenizerFast", folder: Path) -> None:
    """Write a folder that `AutoModelForCausalLM` and `AutoTokenizer` open; the weights come last, atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    save_tokenizer(tokenizer, folder)
    neo = model.config.family == "neo"
    settings = to_huggingface_neo(model.config) if neo else to_huggingface(model.config)
    (folder / CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    generation = {"bos_token_id": EOT_ID, "eos_token_id": EOT_ID, "pad_token_id": PAD_ID}
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n", encoding="utf-8")
    weights = model.state_dict()
    save_weights({to_neo_name(name): weights[name] for name in weights} if neo else weights, folder / WEIGHTS)


def to_huggingface(config: ModelConfig) -> dict[str, Any]:
    """The config as the `config.json` of a Hugging Face Llama."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": config.d_model,
        "intermediate_size": config.d_mlp,
        "num_hidden_layers": config.n_layers,
        "num_attention_heads": config.n_heads,
        "num_key_value_heads": config.n_kv_heads,
        "head_dim": config.d_head,
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context,
        "rope_theta": config.rope_theta,
        # transformers 5 reads this one, transformers 4 the line above
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rope_theta},
        "tie_word_embeddings": config.tied,
        "rms_norm_eps": config.norm_eps,
        "hidden_act": "silu",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "mlp_bias": False,
        "initializer_range": 0.02,
        "bos_token_id": EOT_ID,
        "eos_token_id": EOT_ID,
        "pad_token_id": PAD_ID,
        "torch_dtype": "float32",
        "use_cache": True,
    }


def from_huggingface(settings: dict[str, Any]) -> ModelConfig:
    """The shape that the `config.json` of a Hugging Face Llama or GPT-Neo describes.

    Raises StoryscopeError for another architecture, for features that this model lacks (biases, scaled rotary), and
    for sizes that are missing or no numbers.
    """
    try:
        return neo_shape(settings) if settings.get("model_type") == "gpt_neo" else _shape(settings)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        what = f"The model's {CONFIG} does not say its shape ({type(error).__name__}: {error})."
        raise StoryscopeError(what, "Copy the whole folder again.") from error


def _shape(settings: dict[str, Any]) -> ModelConfig:
    rope = settings.get("rope_parameters") or settings.get("rope_scaling") or {}
    foreign = settings.get("model_type") != "llama" or settings.get("attention_bias") or settings.get("mlp_bias")
    if foreign or rope.get("rope_type", "default") != "default" or settings.get("hidden_act", "silu") != "silu":
        what = f"This is a {settings.get('model_type')} model that the workbench's own transformer cannot express."
        raise StoryscopeError(what, "Score it as it is (eval winogrande takes any causal model), or train one here.")
    heads = int(settings["num_attention_heads"])
    return ModelConfig(
        n_layers=int(settings["num_hidden_layers"]),
        d_model=int(settings["hidden_size"]),
        n_heads=heads,
        n_kv_heads=int(settings.get("num_key_value_heads") or heads),
        d_head=int(settings.get("head_dim") or settings["hidden_size"] // heads),
        d_mlp=int(settings["intermediate_size"]),
        vocab_size=int(settings["vocab_size"]),
        context=int(settings["max_position_embeddings"]),
        rope_theta=float(rope.get("rope_theta") or settings.get("rope_theta") or 10_000.0),
        tied=bool(settings.get("tie_word_embeddings", False)),
        norm_eps=float(settings.get("rms_norm_eps", 1e-6)),
    )


def load_model(
    ref: "str | Path | artifacts.Artifact | None" = None, device: str = "cpu", dtype: torch.dtype = torch.float32
) -> LoadedModel:
    """Open a model artifact (by name, id prefix, or itself; None: the newest), or any Llama or GPT-Neo folder.

    The model is in evaluation mode and takes no gradients.
    Raises StoryscopeError where there is no such model or its files do not fit together.
    """
    folder = locate(ref)
    config = from_huggingface(_read_config(folder))
    model = Transformer.empty(config)
    load_weights(model, folder / WEIGHTS)
    tokenizer = load_tokenizer(folder)
    if len(tokenizer) > config.vocab_size:
        what = f"The tokenizer in {folder} has {len(tokenizer)} types, the model {config.vocab_size}."
        raise StoryscopeError(what, "Put the tokenizer there that the model was trained with.")
    model = model.to(device=device, dtype=dtype).eval().requires_grad_(False)
    return LoadedModel(model, tokenizer, config, folder)


def load_any(ref: "str | Path | artifacts.Artifact | None" = None, device: str = "cpu") -> Scorer:
    """Open any causal language model for scoring: ours as `load_model` does, another Hugging Face folder by the bridge.

    Raises StoryscopeError where there is no such model or nobody can open it.
    """
    folder = locate(ref)
    try:
        from_huggingface(_read_config(folder))
    except StoryscopeError:
        return open_causal_lm(folder, device)
    if not (folder / WEIGHTS).is_file():  # written in shards
        return open_causal_lm(folder, device)
    loaded = load_model(ref, device)
    return TransformerScorer(loaded.model, loaded.tokenizer)


def load_weights(model: Transformer, file: Path) -> None:
    """Fill the model from a safetensors file; raises StoryscopeError where names or shapes do not fit."""
    try:
        tensors = load_file(file)
    except (OSError, SafetensorError) as error:
        raise StoryscopeError(f"{file} cannot be read: {error}.", "Copy the model again, or train it again.") from error
    wanted = {name: tensor.shape for name, tensor in model.state_dict().items()}
    if model.config.family == "neo":
        tensors = from_neo_names(tensors, wanted)
    # Other writers repeat what follows from the rest: old rotary tables, the unembedding of a tied model.
    implied = ("rotary_emb.inv_freq", "lm_head.weight") if model.config.tied else ("rotary_emb.inv_freq",)
    given = {name: tensor.shape for name, tensor in tensors.items() if not name.endswith(implied)}
    wrong = sorted(name for name in wanted.keys() | given.keys() if wanted.get(name) != given.get(name))
    if wrong:
        what = f"The weights in {file} do not fit its config: {', '.join(wrong[:3])}."
        raise StoryscopeError(what, "Copy the model again, both files from one place.")
    model.load_state_dict({name: tensors[name] for name in wanted})


def locate(ref: "str | Path | artifacts.Artifact | None") -> Path:
    """The folder of a model: a Hugging Face folder by its path, otherwise an artifact."""
    if isinstance(ref, artifacts.Artifact):
        return ref.path
    if ref is not None and is_file(Path(ref) / CONFIG):
        return Path(ref)
    return artifacts.resolve("model", ref).path


def _read_config(folder: Path) -> dict[str, Any]:
    try:
        found: object = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoryscopeError(f"{folder} has no readable {CONFIG}: {error}.", "Name a Hugging Face folder.") from error
    if not isinstance(found, dict):
        raise StoryscopeError(f"{folder / CONFIG} holds no settings.", "Name a Hugging Face folder.")
    return cast("dict[str, Any]", found)

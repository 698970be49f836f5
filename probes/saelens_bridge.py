"""Dictionaries from SAELens folders, made here or elsewhere; the only file of the instruments that knows SAELens.

The usual architectures are read straight from `cfg.json` and `sae_weights.safetensors`, since importing SAELens takes
seconds; everything else goes through SAELens itself. `encode` equals SAELens' to 1e-5 (tested).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from probes.activations import hook_width
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site, parse
from workbench.language.model_config import ModelConfig
from workbench.manifests import is_file

CONFIG, WEIGHTS = "cfg.json", "sae_weights.safetensors"
Norm = Callable[[Tensor], tuple[Tensor, Tensor | float, Tensor | float]]
"""Maps activations to (normalised, scale, shift) with activations = normalised * scale + shift."""


@dataclass(frozen=True)
class Dictionary:
    """Features of one hook point: `encode` gives their activations, `decode` what they say of the activation.

    `W_dec[i]` is feature i's direction. Everything is in float32. A transcoder reads the activation at `hook` and
    writes that at `target`; for every other dictionary the two are one.
    """

    name: str
    path: Path
    hook: HookPoint
    architecture: str
    d_in: int
    d_sae: int
    W_dec: Float[Tensor, "d_sae d_in"]
    b_dec: Float[Tensor, "d_in"]
    model_name: str
    target: HookPoint
    _encode: Callable[[Tensor], Tensor]
    _decode: Callable[[Tensor, Tensor | None], Tensor]

    @property
    def transcodes(self) -> bool:
        """Whether it writes another activation than it reads."""
        return self.target != self.hook

    def encode(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_sae"]:
        """Feature activations of raw activations (for z: the heads laid side by side)."""
        return self._encode(x.float())

    def decode(
        self, features: Float[Tensor, "*batch d_sae"], like: Float[Tensor, "*batch d_in"] | None = None
    ) -> Float[Tensor, "*batch d_in"]:
        """The activation at `target` that the features add up to.

        A dictionary that normalises each activation gives its result the scale of `like`, the raw activation that it
        read; a transcoder with a skip connection adds what goes past the features. Both need it.
        """
        return self._decode(features, like)

    def reconstruct(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_in"]:
        """Encode and decode."""
        return self.decode(self.encode(x), x)


def must_fit(dictionary: Dictionary, config: ModelConfig) -> None:
    """Raise StoryscopeError if the dictionary reads a layer or a width that the model does not have."""
    if dictionary.hook.layer >= config.n_layers:
        what = f"The dictionary {dictionary.name} reads {dictionary.hook}; the model has {config.n_layers} layers."
        raise StoryscopeError(what, "Name the model that it was trained on.")
    width = hook_width(config, dictionary.hook)
    if dictionary.d_in != width:
        what = f"The dictionary {dictionary.name} reads activations of width {dictionary.d_in}; "
        raise StoryscopeError(f"{what}{dictionary.hook} has {width}.", "Name the model that it was trained on.")


def load_sae(ref: "str | Path | Artifact | None" = None, device: str = "cpu") -> Dictionary:
    """Open a dictionary: an artifact (by name, id prefix or itself; None or "": the newest) or a SAELens folder.

    Raises StoryscopeError where there is none or it is not a SAELens folder that can be read.
    """
    folder, name = _located(ref)
    try:
        settings: dict[str, Any] = dict(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        what = f"{folder} has no readable {CONFIG}: {fault}."
        raise StoryscopeError(what, "Name a folder that SAELens saved.") from fault
    metadata: dict[str, Any] = settings.get("metadata") or {}
    hook = metadata.get("hook_name") or settings.get("hook_name") or settings.get("hook_point")
    if not hook:
        what = f"The dictionary in {folder} does not say which hook point it reads."
        raise StoryscopeError(what, f'Write "hook_name" into the metadata of its {CONFIG}.')
    architecture = str(settings.get("architecture", "standard"))
    # SAELens before 6 wrote configs that only SAELens can interpret
    plain = bool(metadata.get("sae_lens_version")) and architecture in _ENCODERS and _normalises(settings) in _NORMS
    found = _light(_weights(folder, device), settings) if plain else _through_saelens(folder, device)
    at = target = parse(str(hook))
    if "transcoder" in architecture:
        written = metadata.get("hook_name_out")
        target = parse(str(written)) if written else HookPoint(at.layer, Site.MLP_OUT)
    return Dictionary(
        name=name,
        path=folder,
        hook=at,
        architecture=architecture,
        d_in=int(settings.get("d_in") or found.W_dec.shape[1]),
        d_sae=found.W_dec.shape[0],
        W_dec=found.W_dec,
        b_dec=found.b_dec,
        model_name=str(metadata.get("model_name") or settings.get("model_name") or ""),
        target=target,
        _encode=found.encode,
        _decode=found.decode,
    )


def _located(ref: "str | Path | Artifact | None") -> tuple[Path, str]:
    """The folder of a dictionary and what to call it."""
    if isinstance(ref, Artifact):
        return ref.path, ref.label
    if ref and is_file(Path(ref) / CONFIG):
        return Path(ref), Path(ref).resolve().name
    made = artifacts.resolve("sae", ref or None)
    return made.path, made.label


@dataclass(frozen=True)
class _Parts:
    W_dec: Tensor
    b_dec: Tensor
    encode: Callable[[Tensor], Tensor]
    decode: Callable[[Tensor, Tensor | None], Tensor]


def _weights(folder: Path, device: str) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return {name: value.float() for name, value in load_file(folder / WEIGHTS, device).items()}
    except (OSError, SafetensorError) as fault:
        raise StoryscopeError(f"{folder / WEIGHTS} cannot be read: {fault}.", "Copy the folder again.") from fault


def _light(weights: dict[str, Tensor], settings: dict[str, Any]) -> _Parts:
    try:
        w_dec, b_dec = weights["W_dec"], weights["b_dec"]
        centred = settings.get("apply_b_dec_to_input", "transcoder" not in str(settings.get("architecture")))
        centre: Tensor | float = b_dec if centred else 0.0
        features = _ENCODERS[str(settings.get("architecture", "standard"))](weights, settings)
        if settings.get("rescale_acts_by_decoder_norm"):
            w_dec = w_dec / w_dec.norm(dim=-1, keepdim=True)
    except KeyError as fault:
        what = f"The dictionary's weights have no {fault}."
        raise StoryscopeError(what, f"{CONFIG} and {WEIGHTS} must come from one dictionary.") from fault
    norm, skip = _NORMS[_normalises(settings)], weights.get("W_skip")

    def decode(acts: Tensor, like: Tensor | None) -> Tensor:
        out = acts @ w_dec + b_dec
        if skip is not None:
            assert like is not None, "this transcoder has a skip connection: decode needs what was read as well"
            return out + like.float() @ skip.T
        if norm is _as_it_is:
            return out
        assert like is not None, "this dictionary normalises activations: decode needs the raw ones as well"
        _, scale, shift = norm(like.float())
        return out * scale + shift

    return _Parts(w_dec, b_dec, lambda x: features(norm(x)[0] - centre), decode)


def _normalises(settings: dict[str, Any]) -> str:
    return str(settings.get("normalize_activations") or "none")


def _linear(weights: dict[str, Tensor]) -> Callable[[Tensor], Tensor]:
    w_enc, b_enc = weights["W_enc"], weights["b_enc"]
    return lambda x: x @ w_enc + b_enc


def _standard(weights: dict[str, Tensor], _: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    linear = _linear(weights)
    return lambda x: linear(x).relu()


def _jumprelu(weights: dict[str, Tensor], _: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    linear, threshold = _linear(weights), weights["threshold"]

    def encode(x: Tensor) -> Tensor:
        before = linear(x)
        return before.relu() * (before > threshold)

    return encode


def _topk(weights: dict[str, Tensor], settings: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    linear, k = _linear(weights), int(settings["k"])
    norms = weights["W_dec"].norm(dim=-1) if settings.get("rescale_acts_by_decoder_norm") else None

    def encode(x: Tensor) -> Tensor:
        before = linear(x) if norms is None else linear(x) * norms
        best = before.topk(k, dim=-1, sorted=False)
        return torch.zeros_like(before).scatter_(-1, best.indices, best.values.relu())

    return encode


def _gated(weights: dict[str, Tensor], _: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    w_enc, gate, magnitude = weights["W_enc"], weights["b_gate"], weights["b_mag"]
    scale = weights["r_mag"].exp()

    def encode(x: Tensor) -> Tensor:
        shared = x @ w_enc
        return (shared * scale + magnitude).relu() * (shared + gate > 0)

    return encode


_ENCODERS = {
    "standard": _standard,
    "jumprelu": _jumprelu,
    "topk": _topk,
    "gated": _gated,
    "transcoder": _standard,
    "skip_transcoder": _standard,
    "jumprelu_transcoder": _jumprelu,
    "jumprelu_skip_transcoder": _jumprelu,
}


def _as_it_is(x: Tensor) -> tuple[Tensor, Tensor | float, Tensor | float]:
    return x, 1.0, 0.0


def _constant_norm(x: Tensor) -> tuple[Tensor, Tensor | float, Tensor | float]:
    scale = x.norm(dim=-1, keepdim=True) / x.shape[-1] ** 0.5
    return x / scale, scale, 0.0


def _layer_norm(x: Tensor) -> tuple[Tensor, Tensor | float, Tensor | float]:
    mean = x.mean(dim=-1, keepdim=True)
    # SAELens divides by (std + 1e-5) and multiplies by std alone
    deviation = (x - mean).std(dim=-1, keepdim=True)
    return (x - mean) / (deviation + 1e-5), deviation, mean


_NORMS: dict[str, Norm] = {
    "none": _as_it_is,
    # folded into the weights when SAELens saves, so nothing is left to do
    "expected_average_only_in": _as_it_is,
    "constant_norm_rescale": _constant_norm,
    "layer_norm": _layer_norm,
}


def _through_saelens(folder: Path, device: str) -> _Parts:
    from sae_lens import SAE

    try:
        sae: Any = SAE.load_from_disk(folder, device=device)
    except (OSError, KeyError, ValueError, RuntimeError) as fault:
        first = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        what = f"SAELens cannot open {folder}: {first}."
        raise StoryscopeError(what, "Name a folder that SAELens saved.") from fault
    sae = sae.float().eval().requires_grad_(False)
    sae.turn_off_forward_pass_hook_z_reshaping()

    def decode(acts: Tensor, like: Tensor | None) -> Tensor:
        if like is not None:
            sae.encode(like.float())  # SAELens keeps the scale of what it saw last
        return sae.decode(acts)

    return _Parts(sae.W_dec.data, sae.b_dec.data, sae.encode, decode)

"""Dictionaries read from SAELens folders: equal to SAELens, for every architecture and normalisation."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from probes.saelens_bridge import load_sae
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site

D_IN, D_SAE, TOKENS = 13, 37, 29
HOOK = "blocks.2.hook_resid_post"


def save(folder: Path, architecture: str, **settings: Any) -> Any:
    """A SAELens dictionary with random weights in every parameter, saved by SAELens and opened by it again."""
    from sae_lens import SAE

    metadata = {"hook_name": HOOK, "model_name": "tiny"}
    sae = SAE.from_dict({"architecture": architecture, "d_in": D_IN, "d_sae": D_SAE, "metadata": metadata, **settings})
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in sae.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.4)
    sae.save_model(folder)
    return SAE.load_from_disk(folder)


def activations() -> torch.Tensor:
    return torch.randn(TOKENS, D_IN, generator=torch.Generator().manual_seed(7)) * 3 + 1


CASES: list[tuple[str, dict[str, Any]]] = [
    ("standard", {}),
    ("standard", {"apply_b_dec_to_input": False}),
    ("jumprelu", {}),
    ("jumprelu", {"normalize_activations": "layer_norm"}),
    ("topk", {"k": 5}),
    ("topk", {"k": 5, "rescale_acts_by_decoder_norm": True}),
    ("gated", {"apply_b_dec_to_input": False}),
    ("standard", {"normalize_activations": "constant_norm_rescale"}),
    ("gated", {"normalize_activations": "layer_norm"}),
]


@pytest.mark.parametrize(("architecture", "settings"), CASES)
def test_equal_to_saelens(architecture: str, settings: dict[str, Any], tmp_path: Path) -> None:
    theirs = save(tmp_path, architecture, **settings)
    ours = load_sae(tmp_path)
    x = activations()
    with torch.no_grad():
        features = theirs.encode(x)
        reconstruction = theirs.decode(features)
    assert torch.allclose(ours.encode(x), features, atol=1e-5)
    assert torch.allclose(ours.reconstruct(x), reconstruction, atol=1e-5)
    # any shape of batch
    assert torch.equal(ours.encode(x[:28].view(4, 7, D_IN)).flatten(0, 1), ours.encode(x[:28]))
    assert 0 < (features != 0).float().mean() < 1  # the case is neither dead nor dense
    assert (ours.d_in, ours.d_sae, ours.hook) == (D_IN, D_SAE, HookPoint(2, Site.RESID_POST))


def test_forgetting_the_bias_would_be_noticed(tmp_path: Path) -> None:
    """The broken variant: a folder that says the decoder bias is not subtracted, though it is."""
    theirs = save(tmp_path, "standard")
    file = tmp_path / "cfg.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "apply_b_dec_to_input": False}))
    with torch.no_grad():
        assert not torch.allclose(load_sae(tmp_path).encode(activations()), theirs.encode(activations()), atol=1e-2)


def test_old_configs_go_through_saelens(tmp_path: Path) -> None:
    """Before SAELens 6 there was no metadata and other names; SAELens knows how to read them."""
    theirs = save(tmp_path, "standard")
    old = {"d_in": D_IN, "d_sae": D_SAE, "dtype": "float32", "hook_point": HOOK, "model_name": "tiny"}
    (tmp_path / "cfg.json").write_text(json.dumps({**old, "apply_b_dec_to_input": True}))
    ours = load_sae(tmp_path)
    assert ours.hook.name == HOOK
    with torch.no_grad():
        assert torch.allclose(ours.reconstruct(activations()), theirs(activations()), atol=1e-5)


def test_what_is_no_dictionary_is_refused(tmp_path: Path) -> None:
    save(tmp_path, "jumprelu")
    file = tmp_path / "cfg.json"
    settings = json.loads(file.read_text())
    tensors = load_file(tmp_path / "sae_weights.safetensors")

    file.write_text(json.dumps({**settings, "metadata": {**settings["metadata"], "hook_name": None}}))
    with pytest.raises(StoryscopeError, match="does not say which hook point"):
        load_sae(tmp_path)
    file.write_text(json.dumps(settings))
    save_file(
        {name: value for name, value in tensors.items() if name != "threshold"}, tmp_path / "sae_weights.safetensors"
    )
    with pytest.raises(StoryscopeError, match="no 'threshold'"):
        load_sae(tmp_path)
    (tmp_path / "sae_weights.safetensors").write_bytes(b"\x00" * 7)
    with pytest.raises(StoryscopeError, match="cannot be read"):
        load_sae(tmp_path)
    file.write_text("{")
    with pytest.raises(StoryscopeError, match="no readable cfg.json"):
        load_sae(tmp_path)
    with pytest.raises(StoryscopeError, match="There is no sae"):
        load_sae(tmp_path / "absent")

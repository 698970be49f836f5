"""Where a change gets its direction: the features of a dictionary, the classes of a linear probe; and how it is named.

One short grammar for the command line, addresses and pages: "L1H2" and "L2.mlp.17" switch a head or neuron off,
"sae.8+3" adds three times feature 8's direction, "sae.8=0" holds feature 8 at 0, "tone:sad+2" adds twice the unit
direction in which a probe reads `sad`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from probes.lab.changing import Change, held, pushed, switched_off
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, parse
from workbench.language.model_config import ModelConfig

if TYPE_CHECKING:
    from probes.saelens_bridge import Dictionary

_NUMBER = r"(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})"
_FEATURE = re.compile(rf"sae\.(\d{{1,7}})([+=-]){_NUMBER}")
_CLASS = re.compile(rf"([^:=+]+):([^:=+]+?)([+-]){_NUMBER}")
GRAMMAR = "Write L1H2 or L2.mlp.17 (off), sae.8+3 or tone:sad-2 (added), sae.8=0 (held)."


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as it was written: `kind` is "off", "feature", "hold" or "class"; `what` names the thing."""

    kind: str
    what: str
    value: float = 0.0


def asked(text: str) -> Asked:
    """Read one change.

    >>> asked("sae.8-3"), asked("tone:sad+.5")
    (Asked(kind='feature', what='8', value=-3.0), Asked(kind='class', what='tone:sad', value=0.5))

    Raises StoryscopeError for what the grammar does not know.
    """
    text = text.strip()
    if found := _FEATURE.fullmatch(text):
        value = -float(found[3]) if found[2] == "-" else float(found[3])
        return Asked("hold" if found[2] == "=" else "feature", found[1], value)
    if found := _CLASS.fullmatch(text):
        return Asked("class", f"{found[1]}:{found[2]}", -float(found[4]) if found[3] == "-" else float(found[4]))
    if re.fullmatch(r"L\d+(H|\.mlp\.)\d+", text, re.IGNORECASE):
        return Asked("off", text)
    raise StoryscopeError(f"'{text[:40]}' is no change that the lab knows.", GRAMMAR)


def written(one: Asked) -> str:
    """Return the change as `asked` reads it.

    >>> written(asked("sae.8=0")), written(asked("tone:sad-2.50"))
    ('sae.8=0', 'tone:sad-2.5')
    """
    if one.kind == "off":
        return one.what
    if one.kind == "hold":
        return f"sae.{one.what}={one.value:g}"
    return f"{'sae.' if one.kind == 'feature' else ''}{one.what}{one.value:+g}"


def changes(
    wanted: Sequence[Asked], config: ModelConfig, dictionary: "Dictionary | None", probe: Artifact | None
) -> list[Change]:
    """Return the changes, ready to be applied to a model of this shape.

    Raises StoryscopeError for a feature without a dictionary, a class without a probe, and what either does not have.
    """
    return [_change(one, config, dictionary, probe) for one in wanted]


def _change(one: Asked, config: ModelConfig, dictionary: "Dictionary | None", probe: Artifact | None) -> Change:
    if one.kind == "off":
        return switched_off(one.what, config)
    if one.kind == "class":
        if probe is None:
            raise StoryscopeError(f"{one.what} needs a probe of this model.", "Make one: storyscope probe.")
        point, direction = probe_direction(probe, *one.what.split(":", 1))
        if point.layer >= config.n_layers or direction.shape[0] != config.d_model:
            what = f"The probe {probe.label} does not fit this model."
            raise StoryscopeError(what, "Name the model that it was measured on.")
        return pushed(point, direction, one.value, written(one))
    if dictionary is None:
        raise StoryscopeError(f"sae.{one.what} needs a dictionary of this model.", "Make one: storyscope sae train.")
    index = int(one.what)
    if index >= dictionary.d_sae:
        what = f"The dictionary {dictionary.name} has no feature {index}."
        raise StoryscopeError(what, f"Its features count from 0 to {dictionary.d_sae - 1}.")
    if one.kind == "feature":
        return pushed(dictionary.target, dictionary.W_dec[index], one.value, written(one))
    if dictionary.transcodes:
        what = f"{dictionary.name} is a transcoder: what it reads is not what it writes, so no feature can be held."
        raise StoryscopeError(what, f"Add some of it: sae.{index}+1.")
    return held(dictionary.hook, dictionary, index, one.value, written(one))


def probe_direction(probe: Artifact, target: str, label: str) -> tuple[HookPoint, Float[Tensor, "d"]]:
    """Return where a probe reads `target` best, and the unit direction in which it reads `label` there.

    "Best" is what the probe's validation part chose. The direction is the class's weights minus the mean of all
    classes': only differences of weights decide. Raises StoryscopeError for what the probe has not read.
    """
    classes: dict[str, list[str]] = probe.manifest.summary.get("classes", {})
    if target not in classes or label not in classes[target]:
        there = ", ".join(classes.get(target, classes))
        raise StoryscopeError(f"The probe {probe.label} does not read {target}:{label}.", f"It reads: {there}.")
    best = probe.manifest.summary["best"][target]
    rows: list[dict[str, object]] = probe.manifest.summary["results"]
    same = ("layer", "site", "position")
    hook = next(
        str(row["hook"]) for row in rows if row["target"] == target and all(row[key] == best[key] for key in same)
    )
    weight = readout(probe, target, str(best["position"]), hook)[0]
    direction = weight[classes[target].index(label)] - weight.mean(0)
    return parse(hook), direction / direction.norm()


def readout(
    probe: Artifact, target: str, position: str, hook: str
) -> tuple[Float[Tensor, "cls d"], Float[Tensor, "cls"]]:
    """Return a probe's weights and biases; raises StoryscopeError where the artifact does not hold them."""
    from safetensors import SafetensorError, safe_open

    key = f"{target}/{position}/{hook}"
    try:
        with safe_open(probe.file("weights.safetensors"), "pt") as weights:
            return weights.get_tensor(f"{key}/weight").float(), weights.get_tensor(f"{key}/bias").float()
    except (OSError, SafetensorError) as fault:
        what = f"The weights of the probe {probe.label} at {key} cannot be read: {fault}."
        raise StoryscopeError(what, "Measure it again: storyscope probe.") from fault


def class_chances(
    stream: Float[Tensor, "pos d"], weight: Float[Tensor, "cls d"], bias: Float[Tensor, "cls"], position: str
) -> Float[Tensor, "pos cls"]:
    """Return what a probe would say of every beginning of a text that ends at each of its tokens.

    `stream` holds the activations of the text's tokens without begin of text. A "mean" probe reads the mean over the
    tokens so far, a "last" probe the token itself, which is what each was fitted on at the end of whole stories.
    """
    read = stream
    if position == "mean":
        count = torch.arange(1, len(stream) + 1, dtype=stream.dtype)[:, None]
        read = stream.cumsum(0) / count
    return (read @ weight.T + bias).softmax(-1)

"""The units that are measured: MLP neurons, the features of a dictionary, attention heads."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from probes.feature_pass import Reading
from probes.feature_statistics import Examples
from probes.saelens_bridge import load_sae, must_fit
from probes.unembedding import stream_directions
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import Site, all_points

if TYPE_CHECKING:
    from probes.features import FeaturesConfig
    from workbench.language.checkpoints import LoadedModel


def all_readings(loaded: "LoadedModel", sae: Sequence[Artifact], config: "FeaturesConfig") -> list[Reading]:
    """Neurons, then dictionary features, then heads, as their rows are numbered.

    Raises StoryscopeError if there are neither neurons nor features, or if the dictionary does not fit the model.
    """
    readings = [
        *(neuron_readings(loaded, config) if loaded.config.d_mlp else []),
        *(sae_reading(loaded, one, config) for one in sae),
    ]
    if not readings:
        raise StoryscopeError(
            "The model is made of attention alone, so it has no neurons.",
            "Train a dictionary and name it: storyscope sae train, then features --sae.",
        )
    return [*readings, *head_readings(loaded, config)]


def neuron_readings(loaded: "LoadedModel", config: "FeaturesConfig") -> list[Reading]:
    """The MLP neurons of every layer; `bottom` examples too, for a gated neuron speaks with both signs."""
    examples = Examples(top=config.top, bottom=max(1, config.top // 2), reach=config.window)
    return [
        Reading(
            kind="neuron",
            prefix=f"L{point.layer}.mlp",
            point=point,
            size=loaded.config.d_mlp,
            encode=None,
            directions=stream_directions(loaded.model, point),
            examples=examples,
        )
        for point in all_points(loaded.config.n_layers, [Site.MLP_POST])
    ]


def sae_reading(loaded: "LoadedModel", sae: Artifact, config: "FeaturesConfig") -> Reading:
    """The features of a SAELens dictionary; raises StoryscopeError if it does not fit the model."""
    dictionary = load_sae(sae)
    must_fit(dictionary, loaded.config)
    own = dictionary.W_dec.detach()
    return Reading(
        kind="feature",
        prefix="sae",
        point=dictionary.hook,
        size=dictionary.d_sae,
        encode=dictionary.encode,
        directions=stream_directions(loaded.model, dictionary.target, own),
        examples=Examples(top=config.top, reach=config.window),
        own=own,
        sparse=True,
    )


def head_readings(loaded: "LoadedModel", config: "FeaturesConfig") -> list[Reading]:
    """The attention heads of every layer; a head's activation is the length of what it writes into the stream."""
    examples = Examples(top=config.top, reach=config.window)
    return [
        Reading(
            kind="head",
            prefix=f"L{point.layer}.attn",
            point=point,
            size=loaded.config.n_heads,
            encode=_written_length(loaded, point.layer),
            directions=None,
            examples=examples,
        )
        for point in all_points(loaded.config.n_layers, [Site.Z])
    ]


def _written_length(loaded: "LoadedModel", layer: int) -> Callable[[Tensor], Float[Tensor, "*batch head"]]:
    """The length of z W_O for every head, from z with the heads side by side, without computing z W_O."""
    config = loaded.config
    out = loaded.model.blocks[layer].self_attn.o_proj.weight.detach().T.reshape(config.n_heads, config.d_head, -1)
    gram = torch.einsum("hid,hjd->hij", out, out)

    def encode(z: Float[Tensor, "*batch d"]) -> Float[Tensor, "*batch head"]:
        heads = z.unflatten(-1, (config.n_heads, config.d_head))
        return torch.einsum("...hi,hij,...hj->...h", heads, gram, heads).clamp(min=0).sqrt()

    return encode


def readings_of(loaded: "LoadedModel", made: Artifact) -> list[Reading]:
    """The units of finished statistics, in the order of their rows.

    Raises StoryscopeError if the dictionary that they were made from is gone.
    """
    from probes.features import FeaturesConfig

    names = [ref for ref in made.manifest.parents if ref.startswith("sae/")]
    sae = [artifacts.resolve_beside(made, "sae")] if names else []
    readings = all_readings(loaded, sae, FeaturesConfig())
    # statistics of format 1 have no heads
    return readings if made.manifest.summary.get("heads") else [one for one in readings if one.kind != "head"]

"""Places inside the model, as values: a layer and a site, spelled the way TransformerLens spells them."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from workbench.errors import StoryscopeError


class Site(Enum):
    """Where in a block an activation is read; the value is TransformerLens' name for it inside `blocks.{layer}`.

    RESID_*, ATTN_OUT, MLP_OUT and EMBED are [batch, pos, d_model]; MLP_POST [batch, pos, d_mlp]; Z and Q
    [batch, pos, head, d_head]; K and V [batch, pos, kv_head, d_head], Q and K before the rotary turn;
    PATTERN [batch, head, query, key]. MLP_NORMED [batch, pos, d_model] is what the MLP reads, before the norm's weight.
    EMBED belongs to no block; its layer is 0.
    """

    RESID_PRE = "hook_resid_pre"
    RESID_MID = "hook_resid_mid"
    RESID_POST = "hook_resid_post"
    ATTN_OUT = "hook_attn_out"
    MLP_NORMED = "ln2.hook_normalized"
    MLP_OUT = "hook_mlp_out"
    MLP_POST = "mlp.hook_post"
    Z = "attn.hook_z"
    Q = "attn.hook_q"
    K = "attn.hook_k"
    V = "attn.hook_v"
    PATTERN = "attn.hook_pattern"
    EMBED = "hook_embed"


_NAME = re.compile(r"blocks\.(\d+)\.(.+)")


@dataclass(frozen=True, slots=True)
class HookPoint:
    """One activation of the model.

    >>> HookPoint(2, Site.RESID_POST).name
    'blocks.2.hook_resid_post'
    """

    layer: int
    site: Site

    def __post_init__(self) -> None:
        if self.layer < 0 or (self.site is Site.EMBED and self.layer != 0):
            raise StoryscopeError(
                f"Layer {self.layer} has no {self.site.name}.", "Layers count from 0; EMBED has only 0."
            )

    @property
    def name(self) -> str:
        """The TransformerLens name."""
        return self.site.value if self.site is Site.EMBED else f"blocks.{self.layer}.{self.site.value}"

    def __str__(self) -> str:
        return self.name


def parse(text: str) -> HookPoint:
    """Read a TransformerLens name; raises StoryscopeError that suggests the nearest one.

    >>> parse("blocks.0.attn.hook_z")
    HookPoint(layer=0, site=<Site.Z: 'attn.hook_z'>)
    """
    if text == Site.EMBED.value:
        return HookPoint(0, Site.EMBED)
    match = _NAME.fullmatch(text)
    layer = int(match[1]) if match else 0
    inside = {site.value: site for site in Site if site is not Site.EMBED}
    if match and match[2] in inside:
        return HookPoint(layer, inside[match[2]])
    names = [Site.EMBED.value, *[f"blocks.{layer}.{value}" for value in inside]]
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.0)
    raise StoryscopeError(f"'{text}' is not a hook point.", f"Did you mean '{near[0]}'?")


def all_points(n_layers: int, sites: Iterable[Site]) -> list[HookPoint]:
    """Every hook point of these sites, in the order the model computes layers; EMBED once."""
    wanted = list(dict.fromkeys(sites))
    embed = [HookPoint(0, Site.EMBED)] if Site.EMBED in wanted else []
    return embed + [HookPoint(layer, site) for layer in range(n_layers) for site in wanted if site is not Site.EMBED]

"""What can be asked of patching, by name; imports nothing heavy, so that configs can check themselves quickly."""

from workbench.language.hookpoints import Site

COMPONENTS = {
    "resid_pre": Site.RESID_PRE,
    "resid_mid": Site.RESID_MID,
    "resid_post": Site.RESID_POST,
    "attn_out": Site.ATTN_OUT,
    "mlp_out": Site.MLP_OUT,
    "z": Site.Z,
    "q": Site.Q,
    "k": Site.K,
    "v": Site.V,
    "pattern": Site.PATTERN,
}
"""The components that can be patched, by the name they have in results."""
BY_HEAD = ("z", "q", "k", "v", "pattern")
"""The components that are patched head by head; k and v by key/value head."""
METRICS = ("logit_diff", "probability", "kl")
"""Logit of the clean answer minus that of the corrupt one; probability of the clean answer; minus the Kullback-Leibler
divergence of the run's next-token distribution from the clean run's, in nats."""
DIRECTIONS = ("denoising", "noising")
SELECTIONS = ("solved", "forms", "all")
"""Pairs answered right on both sides; all pairs of the forms solved more often than by guessing; every pair."""
FEWEST = 8
"""With fewer pairs than this an average says nothing."""

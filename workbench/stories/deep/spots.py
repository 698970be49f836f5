"""Spots: where a small thing can lie within a place, out of doors and indoors."""

OUTDOORS = (
    "wall fence bench gate stone stump bush tree log well bridge post wagon".split(),
    "old big flat low round".split(),
)
INDOORS = (
    "chair shelf table stove bed rug curtain cupboard window desk bench".split(),
    "old big low long round".split(),
)
"""Nouns and adjectives of spots."""

"""How people speak: the manner of a tag."""

MANNERS: dict[str, tuple[str, ...]] = {
    "joyful": ("happily", "with a smile"),
    "sad": ("sadly", "in a small voice"),
    "tense": ("quickly", "in a low voice"),
    "funny": ("with a grin", "with a laugh"),
    "calm": ("calmly", "softly"),
    "tender": ("kindly", "softly"),
    "lonely": ("quietly", "in a small voice"),
    "exciting": ("quickly", "loudly"),
    "hopeful": ("with a smile", "softly"),
    "angry": ("angrily", "loudly"),
    "mysterious": ("in a low voice", "slowly"),
    "proud": ("proudly", "loudly"),
}
"""For each tone, how people speak in it."""


def manners(tone: str, mark: str) -> tuple[str, ...]:
    """Every manner that goes with a tone and with how the speech ends."""
    return MANNERS.get(tone, ()) + (("quickly", "at once") if mark == "!" else ("slowly", "softly"))

"""What is claimed of a unit, as a small structured form, and the sentences that say it."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from workbench.errors import StoryscopeError

LEVELS = ("span", "story", "fact")
RELATIONS = ("holder", "owner", "feels", "at")
"""Facts of the world that claims can be made about."""
_UNIT = r"(?P<unit>[A-Za-z]\w*(?:\.\w+)+|(?:feature|neuron|head)\s+\d+(?:\s+(?:of|in)\s+layer\s+\d+)?)"
_VERB = r"(?P<verb>does not fire on|is silent on|fires on|is active on|detects|tells)"
_SENTENCE = re.compile(rf"\s*(?:the\s+)?{_UNIT}\s+{_VERB}\s+(?:the\s+)?(?P<what>.+?)\s*\.?\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(feature|neuron|head)\s+(\d+)(?:\s+(?:of|in)\s+layer\s+(\d+))?", re.IGNORECASE)
_SILENT = ("does not fire on", "is silent on")
_DO = 'Say it so: "sae.812 fires on the holder of the ball", "L2.mlp.17 fires on mention=pronoun", or use the flags.'


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit fires on (`polarity` 1) or is silent on (-1) everything that a label or a fact covers.

    Level "span": the words that a label covers; "story": whole stories with the label; "fact": mentions of whoever
    stands in a relation, either as its value (`holder` of `argument`) or as the subject that has `value` (`feels` sad).
    """

    unit: str
    level: str
    axis: str
    value: str = ""
    argument: str = ""
    polarity: int = 1

    def __str__(self) -> str:
        verb = "fires on" if self.polarity > 0 else "is silent on"
        if self.level == "fact":
            what = f"mentions of whoever {self.axis} is {self.value}" if self.value else f"mentions of the {self.axis}"
            what += f" of {self.argument}" if self.argument else ""
        else:
            what = f"{'words' if self.level == 'span' else 'stories'} with {self.axis}={self.value}"
        return f"{self.unit} {verb} {what}"

    def plain(self) -> dict[str, object]:
        """As JSON."""
        return {**asdict(self), "said": str(self)}


def unit_named(text: str) -> str:
    """The name of a unit as people say it.

    >>> unit_named("feature 812"), unit_named("neuron 17 of layer 2"), unit_named("L1.attn.3")
    ('sae.812', 'L2.mlp.17', 'L1.attn.3')
    """
    match = _NUMBERED.fullmatch(text.strip())
    if match is None:
        return text.strip()
    kind, number, layer = match[1].lower(), match[2], match[3]
    if kind == "feature":
        return f"sae.{number}"
    if layer is None:
        raise StoryscopeError(f"'{text}' does not say in which layer.", f"Write {kind} {number} of layer 0.")
    return f"L{layer}.{'mlp' if kind == 'neuron' else 'attn'}.{number}"


def parse_claim(text: str, labels: Sequence[tuple[str, str, str]]) -> Claim:
    """Read a sentence such as "feature 812 fires on the holder of the ball".

    `labels` are the (level, axis, value) that are known. Raises StoryscopeError for what cannot be understood.
    """
    match = _SENTENCE.fullmatch(text)
    if match is None:
        raise StoryscopeError(f"'{text}' is not understood.", _DO)
    polarity = -1 if match["verb"].lower() in _SILENT else 1
    return about(unit_named(match["unit"]), match["what"], labels, polarity)


def about(unit: str, what: str, labels: Sequence[tuple[str, str, str]], polarity: int = 1) -> Claim:
    """The claim that a unit responds to `what`: axis=value, relation(argument), relation=value, or plain words."""
    words = what.strip().lower()
    story = bool(re.search(r"\b(story|stories)$", words))
    words = re.sub(r"\s*\b(words?|stories|story|cues?|spans?|characters?)$", "", words)
    relation = re.fullmatch(rf"({'|'.join(RELATIONS)})(?:\s*\((.*)\)|\s+of\s+(?:the\s+|a\s+)?(.+)|\s*=\s*(.+))?", words)
    if relation is not None:
        value = (relation[4] or "").strip()
        return Claim(unit, "fact", relation[1], value, (relation[2] or relation[3] or "").strip(), polarity)
    level = "story" if story else "span"
    axis, _, value = words.partition("=")
    there = [(one, a, v) for one, a, v in labels if one == level]
    if value:
        fits = [one for one in there if one[1:] == (axis.strip(), value.strip())]
    else:
        fits = [one for one in there if words in (one[2], f"{one[2]}s", f"{one[2]}es", f"{one[1]} {one[2]}")]
    if len(fits) == 1:
        return Claim(unit, level, fits[0][1], fits[0][2], "", polarity)
    names = [f"{a}={v}" for _, a, v in (fits or there)]
    if fits:
        raise StoryscopeError(f"'{what}' can mean several labels.", f"Say which: {', '.join(names)}.")
    near = difflib.get_close_matches(words, names, n=3, cutoff=0.4) or names[:12]
    do = f"Use a label such as {', '.join(near)}, or a fact: {', '.join(f'{one}(...)' for one in RELATIONS)}."
    raise StoryscopeError(f"There is no label '{what}' of a {level}.", do)

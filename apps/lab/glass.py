"""What every view of the prompt lab is given: the text, what the model made of it, and the chosen token."""

from dataclasses import dataclass, field

from apps.prompt_reading import Reading
from workbench.artifacts import Artifact


@dataclass(frozen=True, slots=True)
class Glass:
    """A text under the glass; `features`, `sae` and `probe` are what was measured on the model, None where nothing was.

    A view adds to `flags` what the command line needs to show the same.
    """

    model: Artifact
    text: str
    reading: Reading
    at: int
    features: Artifact | None
    sae: Artifact | None
    probe: Artifact | None
    flags: list[str] = field(default_factory=list[str])

    @property
    def names(self) -> list[str]:
        """The tokens for axes: begin of text as a triangle, no white space."""
        return ["▸", *(piece.strip() for piece in self.reading.pieces[1:])]

    @property
    def here(self) -> str:
        """The chosen token in words."""
        return "begin of text" if self.at == 0 else self.names[self.at]

    @property
    def depths(self) -> list[str]:
        """The depths of the residual stream, first to last."""
        return ["embedding", *(f"after layer {layer}" for layer in range(len(self.reading.stream) - 1))]

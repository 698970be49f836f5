"""What `storyscope write` can be told."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.stories.writers.batches import BatchesConfig
from workbench.stories.writers.cleaning import Quotes
from workbench.stories.writers.running import PaceConfig
from workbench.stories.writers.verifying import VerifierConfig
from workbench.stories.writers.wire import ReplyConfig


@dataclass(frozen=True, kw_only=True)
class WriteConfig:
    """What `write` needs."""

    recipe: Literal["simplestories", "tinystories", "minuscule"] = option("simplestories", "how to ask")
    model: str = option("", "the model's name, as the server calls it")
    base_url: str = option("", "the server; empty: OPENAI_BASE_URL, else OpenAI")
    n: int = option(1_000, "how many stories to use")
    seed: int = option(0, "which of the endlessly many rows of requests")
    per_completion: int = option(0, "stories per completion; 0: what the recipe says")
    name: str = option("", "the artifact's name; empty: recipe, model and number")
    max_usd: float = option(0.0, "money budget in US dollars, earlier runs of the same stream included; 0: none")
    max_total_tokens: int = option(0, "token budget, likewise; 0: none")
    prices: Path | None = option(None, "your own price table (TOML); see prices.toml of the package")
    quotes: Quotes = option("plain", "typographic quotes: made plain, or kept")
    ascii: bool = option(False, "turn all texts into ASCII; drop those that cannot be")
    batch: bool = option(False, "use the Batch API")
    validation: float = option(0.05, "share of the stories in the validation split")
    test: float = option(0.05, "share of the stories in the test split")
    verifier: VerifierConfig = field(default_factory=VerifierConfig)
    reply: ReplyConfig = field(default_factory=ReplyConfig)
    pace: PaceConfig = field(default_factory=PaceConfig)
    batches: BatchesConfig = field(default_factory=BatchesConfig)

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no corpus."""
        for name, least in (("n", 1), ("per_completion", 0), ("max_usd", 0), ("max_total_tokens", 0)):
            if getattr(self, name) < least:
                do = f"Use --{name.replace('_', '-')} {least} or more."
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", do)
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            what = f"validation={self.validation} and test={self.test} leave no stories to train on."
            raise StoryscopeError(what, "Use shares from 0 to 1 whose sum is below 1.")

    @property
    def label(self) -> str:
        """The artifact's name; it names the model, so that it is not taken for a corpus of the world."""
        size = f"{self.n // 1000}k" if self.n % 1000 == 0 else str(self.n)
        model = re.sub(r"[^A-Za-z0-9._-]+", "-", self.model).strip("-")[:40]
        return self.name or f"{self.recipe}-{model}-{size}"

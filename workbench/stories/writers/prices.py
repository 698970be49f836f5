"""What a model costs, from a table that the user can edit, and whether the next request still fits the budget."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.errors import StoryscopeError
from workbench.stories.writers.journal import Journal, Spent

_OWN = Path(__file__).with_name("prices.toml")
_DATED = re.compile(r"-\d{4}-?\d{2}-?\d{2}\Z")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens of prompt and completion; `batch` times that through the Batch API."""

    input: float
    output: float
    batch: float = 1.0

    def usd(self, prompt_tokens: int, completion_tokens: int, batch: bool = False) -> float:
        """What a request costs.

        >>> Price(2.0, 8.0, 0.5).usd(500_000, 250_000, batch=True)
        1.5
        """
        whole = (prompt_tokens * self.input + completion_tokens * self.output) / _MILLION
        return whole * self.batch if batch else whole


def price_of(model: str, file: Path | None = None) -> Price | None:
    """The price of a model, or of the model that it is a dated release of; None if the table does not have it.

    `file` is the user's own table; without one, ours. Raises StoryscopeError if it cannot be read.
    """
    table = _read(file or _OWN)
    return table.get(model) or table.get(_DATED.sub("", model))


def _read(file: Path) -> dict[str, Price]:
    do = "Each model is a table with input and output in dollars per million tokens; see prices.toml of this package."
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoryscopeError(f"The price table {file} is not valid TOML: {error}.", do) from None
    except OSError as error:
        raise StoryscopeError(f"The price table {file} cannot be read: {error.strerror}.", do) from None
    return {name: _price(file, name, entry, do) for name, entry in raw.items()}


def _price(file: Path, name: str, entry: object, do: str) -> Price:
    numbers = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
    good = {"input", "output"} <= numbers.keys() <= {"input", "output", "batch"}
    if not good or not all(type(one) in (int, float) and 0 <= one < float("inf") for one in numbers.values()):
        raise StoryscopeError(f"The price of {name} in {file} is not complete.", do)
    return Price(**{key: float(one) for key, one in numbers.items()})


class OverBudget(Exception):
    """The next request might cost more than what is left."""


@dataclass(frozen=True)
class Purse:
    """What the requests of some streams may cost together; 0 is no limit.

    What is counted is the most that can have been spent: replies at their price, and requests that are under way, or
    were never answered, at the most they can cost. So the limit holds even if the server charges for lost answers.
    """

    journals: tuple[Journal, ...]
    prices: Mapping[str, Price]
    max_usd: float = 0.0
    max_tokens: int = 0

    def worst(self, model: str, prompt: int, completion: int, batch: bool = False) -> Spent:
        """The most that a request with such a prompt and so long a completion can cost."""
        price = self.prices.get(model)
        return Spent(prompt + completion, price.usd(prompt, completion, batch) if price else 0.0)

    def affords(self, worst: Spent) -> bool:
        """Whether that much more stays within both limits."""
        now = self.committed
        fits_usd = not self.max_usd or now.usd + worst.usd <= self.max_usd
        return fits_usd and (not self.max_tokens or now.tokens + worst.tokens <= self.max_tokens)

    @property
    def committed(self) -> Spent:
        """The most that can have been spent so far."""
        each = [journal.committed for journal in self.journals]
        return Spent(sum(one.tokens for one in each), sum(one.usd for one in each))

    @property
    def paid(self) -> Spent:
        """What the replies on disk cost."""
        each = [journal.paid for journal in self.journals]
        return Spent(sum(one.tokens for one in each), sum(one.usd for one in each))

    @property
    def limits(self) -> str:
        """The limits in words."""
        usd = f"{self.max_usd:g} dollars" if self.max_usd else ""
        tokens = f"{self.max_tokens:,} tokens" if self.max_tokens else ""
        return " and ".join(part for part in (usd, tokens) if part)

"""The type checker that jaxtyping's pytest hook puts on every function of our packages, in tests only."""

from collections.abc import Callable
from typing import Any

from beartype import BeartypeConf, beartype
from beartype.roar import BeartypeDecorHintPep673Exception

# An int where a float is asked for is right in Python's type system.
_CONF = BeartypeConf(is_pep484_tower=True)


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """beartype, but for methods that return Self: it knows what Self is only where a whole class is decorated."""
    try:
        return beartype(conf=_CONF)(function)
    except BeartypeDecorHintPep673Exception:
        return function

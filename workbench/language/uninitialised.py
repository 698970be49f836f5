"""Modules without first weights: for models whose weights are read from a file."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from torch.overrides import TorchFunctionMode


class _NoFirstWeights(TorchFunctionMode):
    """Answers every function of torch.nn.init with the tensor as it is."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,  # noqa: ANN401, ARG002 - torch's signature
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever the function gives
        given = kwargs or {}
        if getattr(func, "__module__", "") == "torch.nn.init":
            return given["tensor"] if "tensor" in given else args[0]
        return func(*args, **given)


@contextmanager
def uninitialised() -> Generator[None]:
    """Build modules with memory for their weights and no values in it; draws no random numbers.

    The meta device would do the same, but what computes there imports torch._dynamo, which takes seconds.
    """
    with _NoFirstWeights():
        yield

"""Steps of training: one after the other, or on a GPU as one recorded graph.

A tiny model's step is hundreds of kernel launches, and they are what a GPU waits for. The graph picks its rows from the
data on the card, takes the loss and its gradient, clips, and steps the optimizer; the host only says which rows and
which learning rates come next, for many steps at once.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.batches import Rows
from training.team import Team
from workbench.language.transformer import Transformer

Orders = NDArray[np.int64]
Loss = Callable[[Tensor], Tensor]
WARM = 3
"""Steps before recording, so that every kernel is chosen and compiled; the weights are put back afterwards."""
AT_ONCE = 64
"""So many steps are told to the card together."""


@runtime_checkable
class Steps(Protocol):
    """Some steps of training: over the rows `orders` [step, batch], at the learning rates `rates` [step].

    Returns the sum of the steps' losses, still on the device. `at_once`: how many steps are worth asking for together.
    """

    at_once: int

    def __call__(self, orders: Orders, rates: Sequence[float]) -> Tensor:
        """Take the steps."""
        ...


class EagerSteps:
    """Steps one after the other, on any device."""

    at_once = 1

    def __init__(
        self, model: Transformer, optimizer: torch.optim.Optimizer, loss_of: Loss, rows: Rows, clip: float
    ) -> None:
        self.device = model.model.embed_tokens.weight.device
        self.resident = _resident(rows, self.device) if self.device.type == "cuda" else None
        self.parameters = list(model.parameters())
        self.optimizer, self.loss_of, self.rows, self.clip = optimizer, loss_of, rows, clip

    def __call__(self, orders: Orders, rates: Sequence[float]) -> Tensor:
        """See `Steps`."""
        total = torch.zeros((), device=self.device)
        for order, rate in zip(orders, rates, strict=True):
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = self._backward(order)
            torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            total += loss
        return total

    def _backward(self, order: Orders) -> Tensor:
        """Leave the gradient of the batch's loss in the parameters; returns the loss."""
        loss = self.loss_of(self._batch(order))
        loss.backward()
        return loss.detach()

    def _batch(self, order: Orders) -> Tensor:
        if self.resident is None:
            return self.rows.take(order)
        return self.resident[torch.from_numpy(order).to(self.device)].long()


class TeamSteps(EagerSteps):
    """Steps that several processes take together: each its share of the rows, then one sum over all gradients.

    A share counts by its targets, so the sum is the mean over the targets of the whole batch, however it is shared out.
    """

    def __init__(
        self,
        model: Transformer,
        optimizer: torch.optim.Optimizer,
        loss_of: Loss,
        rows: Rows,
        clip: float,
        team: Team,
    ) -> None:
        super().__init__(model, optimizer, loss_of, rows, clip)
        self.team = team
        size = sum(weight.numel() for weight in self.parameters)
        self.flat = torch.zeros(size + 1, device=self.device)
        """All gradients end to end, then the loss: what one sum carries."""

    def _backward(self, order: Orders) -> Tensor:
        own = self.team.part(order)
        share = float(self.rows.targets[own].sum() / self.rows.targets[order].sum())
        loss = self.loss_of(self._batch(own)) * share
        loss.backward()
        gradients = [weight.grad for weight in self.parameters if weight.grad is not None]
        assert len(gradients) == len(self.parameters), "every weight takes part in the loss"
        torch.cat([*(gradient.flatten() for gradient in gradients), loss.detach().view(1)], out=self.flat)
        self.team.sum(self.flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(self.flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()
        return self.flat[-1].clone()


class CapturedSteps:
    """Steps recorded once and replayed, on CUDA."""

    at_once = AT_ONCE

    def __init__(
        self, model: Transformer, optimizer: torch.optim.Optimizer, loss_of: Loss, rows: Rows, clip: float
    ) -> None:
        """Put the rows on the card and record a step; weights and optimizer state stay as they were."""
        device = model.model.embed_tokens.weight.device
        self.resident = _resident(rows, device)
        self.orders = torch.zeros(AT_ONCE, rows.batch, dtype=torch.int64, device=device)
        self.rates = torch.zeros(AT_ONCE, device=device)
        self.at = torch.zeros(1, dtype=torch.int64, device=device)
        self.total = torch.zeros((), device=device)
        self.lr = torch.zeros((), device=device)
        self.parameters = list(model.parameters())
        self.optimizer, self.loss_of, self.clip = optimizer, loss_of, clip
        for group in optimizer.param_groups:
            group["lr"], group["capturable"] = self.lr, True
        self.graph = torch.cuda.CUDAGraph()
        self._record()

    def __call__(self, orders: Orders, rates: Sequence[float]) -> Tensor:
        """See `Steps`."""
        total = torch.zeros_like(self.total)
        for start in range(0, len(rates), AT_ONCE):
            some = torch.from_numpy(np.ascontiguousarray(orders[start : start + AT_ONCE]))
            self.orders[: len(some)].copy_(some)
            self.rates[: len(some)].copy_(torch.tensor(rates[start : start + AT_ONCE]))
            self.at.zero_()
            self.total.zero_()
            for _ in range(len(some)):
                self.graph.replay()
            total += self.total
        return total

    def _step(self) -> None:
        batch = self.resident[self.orders.index_select(0, self.at)[0]].long()
        self.lr.copy_(self.rates.index_select(0, self.at)[0])
        loss = self.loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, self.clip)
        self.optimizer.step()
        self.total.add_(loss.detach())
        self.at.add_(1)

    def _record(self) -> None:
        state = self.optimizer.state
        weights = [weight.detach().clone() for weight in self.parameters]
        kept = [{key: value.clone() for key, value in state[weight].items()} for weight in self.parameters]
        beside = torch.cuda.Stream()
        beside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(beside):
            for _ in range(WARM):
                self.optimizer.zero_grad(set_to_none=True)
                self._step()
        torch.cuda.current_stream().wait_stream(beside)
        self.optimizer.zero_grad(set_to_none=True)  # so that the recorded backward pass writes gradients, adds to none
        self.at.zero_()
        with torch.cuda.graph(self.graph):
            self._step()
        with torch.no_grad():
            for weight, before, old in zip(self.parameters, weights, kept, strict=True):
                weight.copy_(before)
                for key, value in state[weight].items():
                    value.copy_(old[key]) if old else value.zero_()


def _resident(rows: Rows, device: torch.device) -> Tensor:
    """All rows [row, pos + 1] on the device."""
    return torch.from_numpy(rows.rows.astype(np.int32)).to(device)

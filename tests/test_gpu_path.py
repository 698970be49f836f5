"""What runs on a GPU, as far as a CPU can tell: the fused loss is the loss, and its bookkeeping is right.

The kernels themselves are held to the CPU's losses by `python -m benchmarks training_gpu`.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.test_training import SHAPE, model, rows
from training.batches import Rows, documents
from training.fused import Extent, FusedAttention, begins_of, fused_loss
from training.loop import Recipe, adamw, fit
from training.stepping import EagerSteps
from training.ways import Way, fastest, loss_along, on_a_gpu
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.progress import SILENT


def gradients(loss: torch.Tensor, weights: list[torch.nn.Parameter]) -> torch.Tensor:
    return torch.cat([grad.flatten() for grad in torch.autograd.grad(loss, weights)])


@pytest.mark.parametrize(("confined", "attention"), [(True, "explicit"), (False, "explicit"), (False, "causal")])
@pytest.mark.parametrize("tied", [True, False])
def test_the_fused_loss_and_gradient_are_those_of_the_plain_path(
    confined: bool, attention: FusedAttention, tied: bool
) -> None:
    one = checkpoints.random_init(replace(SHAPE, tied=tied), 3)  # its 17 neurons are filled up to 32
    weights = list(one.parameters())
    plain = loss_along(one, Way(), confined)(rows())
    for bf16, tolerance in ((False, 1e-6), (True, 0.02)):
        fused = fused_loss(one, confined, attention, bf16=bf16, compiled=False)(rows())
        assert abs(float(fused.detach() - plain.detach())) < tolerance
        reference = gradients(loss_along(one, Way(), confined)(rows()), weights)
        assert (gradients(fused, weights) - reference).norm() < 5 * tolerance * reference.norm()
    elsewhere = fused_loss(one, not confined, "explicit", bf16=False, compiled=False)(rows())
    assert abs(float(elsewhere.detach() - plain.detach())) > 1e-4  # what stories see does matter


def test_where_stories_begin_is_what_documents_say() -> None:
    drawn = rows()
    drawn[1, 0] = 5  # a row that begins in the middle of a story
    extent = Extent.of(drawn.numpy().astype(np.uint16))
    assert extent == Extent(stories=3, longest=11)
    tokens = drawn[:, :-1]
    begins = begins_of(tokens, extent)
    assert len(begins) == 3 * len(tokens) + 1 and begins[-1] == tokens.numel()
    ids = torch.zeros(tokens.numel() + 1, dtype=torch.long)
    ids[begins[begins < tokens.numel()].long()] = 1
    apart = documents(tokens) + 100 * torch.arange(len(tokens))[:, None]
    sizes = [part.unique_consecutive(return_counts=True)[1] for part in (ids[:-1].cumsum(0), apart.flatten())]
    assert torch.equal(*sizes)


def test_eager_steps_are_the_steps_written_out() -> None:
    packed = Rows(rows(7).numpy().astype(np.uint16), 3, 0, np.full(7, 20))
    stepped, written = model(), model()
    optimizer, other = adamw(stepped, 0.1, 0.1), adamw(written, 0.1, 0.1)
    steps = EagerSteps(stepped, optimizer, loss_along(stepped, Way()), packed, 1.0)
    orders = np.stack([packed.order(0), packed.order(1)])
    total = steps(orders, [0.01, 0.02])
    losses: list[float] = []
    for order, rate in zip(orders, (0.01, 0.02), strict=True):
        for group in other.param_groups:
            group["lr"] = rate
        loss = loss_along(written, Way())(packed.take(order))
        losses.append(float(loss.detach()))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(written.parameters(), 1.0)
        other.step()
        other.zero_grad()
    assert float(total) == pytest.approx(sum(losses))
    for one, two in zip(stepped.parameters(), written.parameters(), strict=True):
        assert torch.equal(one, two)


@pytest.mark.parametrize("attention", ["explicit", "causal", "varlen"])
def test_captured_ways_are_read_and_written(attention: FusedAttention) -> None:
    assert Way.parse(str(Way(True, True, attention, True))) == Way(True, True, attention, True)
    assert Way.parse("fp32-explicit-captured").captured


def test_the_rule_for_a_gpu() -> None:
    assert str(on_a_gpu(128, 50, True)) == "bf16-sdpa"
    assert str(on_a_gpu(128, 5000, True)) == "bf16-explicit-captured"
    assert str(on_a_gpu(512, 5000, True)) == "bf16-varlen-captured"
    assert str(on_a_gpu(512, 5000, False)) == "bf16-causal-captured"


def test_a_captured_way_needs_a_gpu_and_the_right_rows(tmp_path: Path) -> None:
    packed = Rows(rows(7).numpy().astype(np.uint16), 3, 0, np.full(7, 20))
    recipe = Recipe(steps=2, lr=0.01, warmup=1, way="bf16-explicit-captured")
    with pytest.raises(StoryscopeError, match="needs a CUDA GPU"):
        fit(model(), packed, recipe, tmp_path, lambda _: 0.0)
    with pytest.raises(StoryscopeError, match="see each other"):
        loss_along(model(), Way(True, True, "causal", True), confined=True)
    assert not fastest(model(), rows(), 3, SILENT).captured

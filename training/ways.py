"""Ways to compute the same training step: which is fastest depends on the model and the machine.

On a CPU it is measured when a run starts. On a GPU compiling each way would take longer than the run, so there a rule
chooses, which docs/PERFORMANCE.md's table of measurements gives.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from training.batches import documents
from training.fused import Extent, fused_loss
from workbench.errors import StoryscopeError
from workbench.language.tokenizer import PAD_ID
from workbench.language.transformer import Transformer
from workbench.progress import Progress

Loss = Callable[[Tensor], Tensor]
"""Mean loss per target from rows [batch, pos + 1]."""

COMPILE_SECONDS = 30.0
"""What compiling costs on a CPU; measured 10 to 40 s."""
COMPILE_GAIN = 1.6
"""How much faster a compiled step is; measured 1.3 to 2.5 times on a CPU. Only used to decide whether to try."""
BF16_LEAD = 1.25
"""How far behind one precision may be without compiling and still be tried with it."""
SHORT = 200
"""A run of fewer steps ends on a GPU before a graph is compiled and recorded."""
EXPLICIT_UP_TO = 128
"""Rows up to this length are fastest on a GPU with explicit scores; measured at 128 and 512."""
WIDE = 512
"""From this width on, the residual stream is kept in bfloat16 on a GPU: 6% faster, and the loss is the same."""


@dataclass(frozen=True)
class Way:
    """One way to compute a step. All ways compute the same loss; bfloat16 rounds its matrix products.

    A `captured` step is compiled, fused (see `training.fused`) and recorded as a CUDA graph; the attention kinds causal
    and varlen are for such steps alone, sdpa for the others.
    """

    bf16: bool = False
    compiled: bool = False
    attention: Literal["explicit", "sdpa", "causal", "varlen"] = "explicit"
    captured: bool = False

    def __str__(self) -> str:
        how = "-captured" if self.captured else "-compiled" if self.compiled else ""
        return f"{'bf16' if self.bf16 else 'fp32'}-{self.attention}{how}"

    @classmethod
    def parse(cls, text: str) -> "Way":
        """Read what `str` wrote; raises StoryscopeError for anything else."""
        for bf16 in (False, True):
            lean = [cls(bf16, compiled, kind) for compiled in (False, True) for kind in ("explicit", "sdpa")]
            for way in (*lean, *(cls(bf16, True, kind, True) for kind in ("explicit", "causal", "varlen"))):
                if str(way) == text:
                    return way
        raise StoryscopeError(f"'{text}' is not a way to compute.", "Use auto, or for example bf16-explicit-compiled.")


def loss_along(model: Transformer, way: Way, confined: bool = True, extent: Extent | None = None) -> Loss:
    """The training loss of `model` along `way`; `confined` lets a story see only itself, not its whole row.

    `extent`, that of the rows, is needed by varlen attention. Raises StoryscopeError for attention that cannot honour
    `confined`.
    """
    if way.compiled:
        torch.compiler.reset()  # else torch stops compiling after so many models in one process
    if way.captured:
        if way.attention == ("causal" if confined else "varlen"):
            what = f"{way} is for rows whose stories {'see' if confined else 'do not see'} each other."
            raise StoryscopeError(what, "Use auto.")
        assert way.attention != "sdpa"
        residual = torch.bfloat16 if way.bf16 and model.config.d_model >= WIDE else torch.float32
        return fused_loss(model, confined, way.attention, bf16=way.bf16, extent=extent, residual=residual)
    assert way.attention in ("explicit", "sdpa")
    model.attention = way.attention
    device = model.model.embed_tokens.weight.device.type

    def body(
        x: Float[Tensor, "batch pos d_model"],
        docs: Int[Tensor, "batch pos"] | None,
        targets: Int[Tensor, "batch pos"],
    ) -> Float[Tensor, ""]:
        look = model.look(x.shape[1], docs)
        for block in model.blocks:
            x = block(x, look)
        logits = model.unembed(x).float()
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD_ID)

    if way.compiled:
        body = torch.compile(body, dynamic=False)

    def loss(rows: Tensor) -> Tensor:
        tokens, targets = rows[:, :-1], rows[:, 1:]
        # Outside of the compiled part, because there its backward pass would add with atomics, in no fixed order.
        docs = documents(tokens) if confined else None
        x = model.embed(tokens, docs)
        with torch.autocast(device, torch.bfloat16, enabled=way.bf16):
            return body(x, docs, targets)

    return loss


def fastest(model: Transformer, rows: Tensor, steps: int, progress: Progress, confined: bool = True) -> Way:
    """Choose for a run of `steps` batches like `rows`, on a CPU by measuring for two seconds. Leaves the weights alone.

    On a CPU: the fastest of fp32 and bfloat16, compiled where the run is long enough to earn the compile time back and
    compiling works. On CUDA: bfloat16, captured unless the run is short.
    """
    if rows.device.type == "cuda":
        llama = model.config.family == "llama"
        way = on_a_gpu(rows.shape[1] - 1, steps, confined) if llama else Way(True, steps >= SHORT, "sdpa")
        progress.say(f"Way to train on this GPU: {way}.")
        return way
    candidates = [Way(), Way(attention="sdpa"), Way(bf16=True), Way(bf16=True, attention="sdpa")]
    timed = {way: _seconds(loss_along(model, way, confined), model, rows) for way in candidates}
    eager = min(timed, key=timed.__getitem__)
    told = ", ".join(f"{way} {rows[:, 1:].numel() / seconds / 1000:.0f}k" for way, seconds in timed.items())
    left = timed[eager] * steps
    # Compiled on a CPU, explicit attention beats the fused kernel at every size and length measured (64 to 512). Which
    # precision gains more is not known before: where neither is far ahead without compiling, both are tried.
    plain, half = (min(timed[way] for way in candidates if way.bf16 is bf16) for bf16 in (False, True))
    wanted = [Way(False, True)] * (plain < half * BF16_LEAD) + [Way(True, True)] * (half < plain * BF16_LEAD)
    if left - left / COMPILE_GAIN < COMPILE_SECONDS * len(wanted):
        progress.say(f"Fastest way to train: {eager} (positions/s: {told}; too short a run to compile).")
        return eager
    progress.say(f"Compiling the training step ({told} positions/s without) ...")
    try:
        compiled = {way: _seconds(loss_along(model, way, confined), model, rows) for way in wanted}
    except (RuntimeError, OSError, ImportError, NotImplementedError) as error:
        first = str(error).strip().split("\n")[0][:120]
        progress.say(f"Compiling does not work here ({type(error).__name__}: {first}); training goes on without.")
        return eager
    found = {eager: timed[eager], **compiled}
    best = min(found, key=found.__getitem__)
    told = ", ".join(f"{way} {rows[:, 1:].numel() / seconds / 1000:.0f}k" for way, seconds in compiled.items())
    progress.say(f"Fastest way to train: {best} (compiled: {told} positions/s).")
    return best


def on_a_gpu(context: int, steps: int, confined: bool) -> Way:
    """The rule for CUDA: bfloat16, captured unless the run is short; attention by the length of the rows."""
    if steps < SHORT:
        return Way(bf16=True, attention="sdpa")
    if context <= EXPLICIT_UP_TO:
        return Way(True, True, "explicit", True)
    return Way(True, True, "varlen" if confined else "causal", True)


def _seconds(loss: Loss, model: Transformer, rows: Tensor) -> float:
    """The time of the best of three forward and backward passes, after one to warm up."""
    taken: list[float] = []
    for _ in range(4):
        began = time.perf_counter()
        loss(rows).backward()
        taken.append(time.perf_counter() - began)
    model.zero_grad(set_to_none=True)
    return min(taken[1:])

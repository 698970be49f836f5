"""Ways to compute the same training step: which is fastest depends on the model and the machine, so it is measured."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from training.batches import documents
from workbench.errors import StoryscopeError
from workbench.language.attention import AttentionKind
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
"""How far ahead bfloat16 must be without compiling to be ahead with it."""


@dataclass(frozen=True)
class Way:
    """One way to compute a step. All ways compute the same loss; bfloat16 rounds its matrix products."""

    bf16: bool = False
    compiled: bool = False
    attention: AttentionKind = "explicit"

    def __str__(self) -> str:
        return f"{'bf16' if self.bf16 else 'fp32'}-{self.attention}{'-compiled' if self.compiled else ''}"

    @classmethod
    def parse(cls, text: str) -> "Way":
        """Read what `str` wrote; raises StoryscopeError for anything else."""
        for bf16 in (False, True):
            for compiled in (False, True):
                for attention in ("explicit", "sdpa"):
                    if str(way := cls(bf16, compiled, attention)) == text:
                        return way
        raise StoryscopeError(f"'{text}' is not a way to compute.", "Use auto, or for example bf16-explicit-compiled.")


def loss_along(model: Transformer, way: Way, confined: bool = True) -> Loss:
    """The training loss of `model` along `way`; `confined` lets a story see only itself, not its whole row."""
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
        # CUDA graphs pay for the tiny sizes, whose kernels take less time than their launches.
        body = torch.compile(body, dynamic=False, mode="max-autotune" if device == "cuda" else None)

    def loss(rows: Tensor) -> Tensor:
        tokens, targets = rows[:, :-1], rows[:, 1:]
        # Outside of the compiled part, because there its backward pass would add with atomics, in no fixed order.
        x = functional.embedding(tokens, model.model.embed_tokens.weight)
        if way.compiled and device == "cuda":
            torch.compiler.cudagraph_mark_step_begin()
        with torch.autocast(device, torch.bfloat16, enabled=way.bf16):
            return body(x, documents(tokens) if confined else None, targets)

    return loss


def fastest(model: Transformer, rows: Tensor, steps: int, progress: Progress, confined: bool = True) -> Way:
    """Measure for about two seconds and choose for a run of `steps` batches like `rows`; leaves the weights alone.

    On CUDA: bfloat16, compiled. On a CPU: the fastest of fp32 and bfloat16, compiled where the run is long enough to
    earn the compile time back and compiling works.
    """
    if rows.device.type == "cuda":
        candidates = [Way(bf16=True, attention="sdpa")]
    else:
        candidates = [Way(), Way(attention="sdpa"), Way(bf16=True)]
    timed = {way: _seconds(loss_along(model, way, confined), model, rows) for way in candidates}
    eager = min(timed, key=timed.__getitem__)
    told = ", ".join(f"{way} {rows[:, 1:].numel() / seconds / 1000:.0f}k" for way, seconds in timed.items())
    left = timed[eager] * steps
    # Compiled on a CPU, explicit attention beats the fused kernel at every size measured, and fp32 gains more than
    # bfloat16 does: where bfloat16 is only a little ahead without compiling, it is behind with it.
    plain = min(timed[way] for way in candidates if not way.bf16) if rows.device.type == "cpu" else math.inf
    wanted = (
        Way(eager.bf16 and timed[eager] * BF16_LEAD < plain, True, "explicit")
        if rows.device.type == "cpu"
        else Way(True, True, "sdpa")
    )
    if left - left / COMPILE_GAIN < COMPILE_SECONDS:
        progress.say(f"Fastest way to train: {eager} (positions/s: {told}; too short a run to compile).")
        return eager
    progress.say(f"Compiling the training step ({told} positions/s without) ...")
    try:
        compiled = _seconds(loss_along(model, wanted, confined), model, rows)
    except (RuntimeError, OSError, ImportError, NotImplementedError) as error:
        first = str(error).strip().split("\n")[0][:120]
        progress.say(f"Compiling does not work here ({type(error).__name__}: {first}); training goes on without.")
        return eager
    best = wanted if compiled < timed[eager] else eager
    progress.say(f"Fastest way to train: {best} (compiled: {rows[:, 1:].numel() / compiled / 1000:.0f}k positions/s).")
    return best


def _seconds(loss: Loss, model: Transformer, rows: Tensor) -> float:
    """The time of the best of three forward and backward passes, after one to warm up."""
    taken: list[float] = []
    for _ in range(4):
        began = time.perf_counter()
        loss(rows).backward()
        if rows.device.type == "cuda":
            torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    model.zero_grad(set_to_none=True)
    return min(taken[1:])

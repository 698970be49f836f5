"""The training loop: steps, log, checkpoints; kill it at any instant and it goes on to the same weights."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open

from training.batches import Rows
from training.fused import Extent
from training.schedule import learning_rate
from training.stepping import CapturedSteps, EagerSteps, Steps
from training.ways import Way, fastest, loss_along
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import save_weights
from workbench.language.transformer import Transformer
from workbench.progress import SILENT, Progress, Task

CHECKPOINT = "checkpoint.safetensors"
"""Weights, optimizer state, log and step in one file that is replaced atomically."""

Row = dict[str, Any]
Validate = Callable[[Transformer], float]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train."""

    steps: int
    lr: float
    warmup: int
    weight_decay: float = 0.1
    clip: float = 1.0
    way: str = "auto"
    confined: bool = True
    log_every: int = 10
    validate_every: int = 100
    checkpoint_seconds: float = 20.0


@dataclass
class State:
    """What a run has reached; the log's rows have step, tokens, split, loss, lr."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    way: str = ""
    log: list[Row] = field(default_factory=list[Row])


def adamw(model: Transformer, lr: float, weight_decay: float) -> torch.optim.AdamW:
    """Fused AdamW (arXiv 1711.05101), betas 0.9 and 0.95; norms do not decay."""
    decayed = [weight for weight in model.parameters() if weight.ndim > 1]
    free = [weight for weight in model.parameters() if weight.ndim == 1]
    groups = [{"params": decayed, "weight_decay": weight_decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.95), fused=True)


def fit(
    model: Transformer, rows: Rows, recipe: Recipe, folder: Path, validate: Validate, progress: Progress = SILENT
) -> State:
    """Train `model` in place on the device it is on; `folder` keeps the checkpoint that a next call resumes from.

    `validate` gives the validation loss; it is asked before the first step, every `validate_every` steps and after the
    last. Raises StoryscopeError when the loss is not a number, keeping the last good checkpoint.
    """
    device = model.model.embed_tokens.weight.device
    optimizer = adamw(model, recipe.lr, recipe.weight_decay)
    state = resume(folder, model, optimizer) or State()
    if state.step >= recipe.steps:
        return state
    if not state.way:
        state.way = recipe.way
        if recipe.way == "auto":
            state.way = str(
                fastest(model, rows.take(rows.order(0)).to(device), recipe.steps, progress, recipe.confined)
            )
        state.log.append(_row(state, "validation", validate(model), 0.0))
        keep(folder, model, optimizer, state)
    else:
        progress.say(f"Resuming at step {state.step} of {recipe.steps} ({state.way}).")
    steps = _stepping(model, optimizer, rows, recipe, state, progress)
    total = int(rows.targets.mean() * rows.batch * recipe.steps)
    with progress.task("training", total, "token") as task:
        task.advance(state.tokens)
        _run(model, optimizer, steps, rows, recipe, state, folder, validate, task)
    return state


def _stepping(
    model: Transformer, optimizer: torch.optim.Optimizer, rows: Rows, recipe: Recipe, state: State, progress: Progress
) -> Steps:
    """The steps along the state's way; where a GPU cannot record them, they are taken one by one."""
    way, device = Way.parse(state.way), model.model.embed_tokens.weight.device
    if not way.captured:
        return EagerSteps(model, optimizer, loss_along(model, way, recipe.confined), rows, recipe.clip)
    if device.type != "cuda":
        raise StoryscopeError(f"{way} needs a CUDA GPU.", "Use --way auto, or --device cuda where there is one.")
    extent = Extent.of(rows.rows) if way.attention == "varlen" else None
    progress.say("Compiling and recording the training step ...")
    return CapturedSteps(model, optimizer, loss_along(model, way, recipe.confined, extent), rows, recipe.clip)


def _run(
    model: Transformer,
    optimizer: torch.optim.Optimizer,
    steps: Steps,
    rows: Rows,
    recipe: Recipe,
    state: State,
    folder: Path,
    validate: Validate,
    task: Task,
) -> None:
    running = torch.zeros((), device=model.model.embed_tokens.weight.device)
    saved = mark = time.perf_counter()
    since = 0
    while state.step < recipe.steps:
        due = recipe.log_every - state.step % recipe.log_every
        some = range(state.step, min(state.step + min(due, steps.at_once), recipe.steps))
        orders = np.stack([rows.order(step) for step in some])
        rates = [learning_rate(step, recipe.steps, recipe.lr, recipe.warmup, recipe.lr / 100) for step in some]
        running += steps(orders, rates)
        since += len(some)
        seen = int(rows.targets[orders].sum())
        state.step, state.tokens = state.step + len(some), state.tokens + seen
        last = state.step == recipe.steps
        if state.step % recipe.log_every and not last:
            task.advance(seen)
            continue
        # Reading the loss waits for the device, so it is done at these steps only.
        mean = float(running) / since
        running, since = torch.zeros_like(running), 0
        now = time.perf_counter()
        state.seconds, mark = state.seconds + now - mark, now
        save = last or now - saved >= recipe.checkpoint_seconds
        # A step can ruin the weights although its own loss was finite, so they are looked at before they are kept.
        if not math.isfinite(mean) or (save and not _finite(model)):
            what = f"The loss or the weights stopped being numbers by step {state.step}."
            do = f"Train with a lower --lr than {recipe.lr:g}; the last good checkpoint is kept."
            raise StoryscopeError(what, do)
        state.log.append(_row(state, "train", mean, rates[-1]))
        task.advance(seen, loss=round(mean, 3))
        if state.step % recipe.validate_every < recipe.log_every or last:
            state.log.append(_row(state, "validation", validate(model), rates[-1]))
            mark = time.perf_counter()
        if save:
            keep(folder, model, optimizer, state)
            saved = mark = time.perf_counter()


def _finite(model: Transformer) -> bool:
    return all(bool(weight.isfinite().all()) for weight in model.parameters())


def _row(state: State, split: str, loss: float, lr: float) -> Row:
    return {"step": state.step, "tokens": state.tokens, "split": split, "loss": loss, "lr": lr}


def keep(folder: Path, model: Transformer, optimizer: torch.optim.Optimizer, state: State) -> None:
    """Write the checkpoint: one safetensors file, its metadata holding the rest of the state as JSON."""
    tensors = {f"model.{name}": weight for name, weight in model.named_parameters()}
    for name, weight in model.named_parameters():
        for key, value in optimizer.state[weight].items():
            tensors[f"optimizer.{key}.{name}"] = value
    save_weights(tensors, folder / CHECKPOINT, {"state": json.dumps(vars(state))})


def resume(folder: Path, model: Transformer, optimizer: torch.optim.Optimizer) -> State | None:
    """Read the checkpoint back into model and optimizer; None where there is none yet."""
    file = folder / CHECKPOINT
    if not file.is_file():
        return None
    with safe_open(file, framework="pt") as stored, torch.no_grad():
        state = State(**json.loads(stored.metadata()["state"]))
        names = list(stored.keys())
        for name, weight in model.named_parameters():
            weight.copy_(stored.get_tensor(f"model.{name}"))
            keys = [key for key in names if key.startswith("optimizer.") and key.endswith(f".{name}")]
            values = {key.removeprefix("optimizer.").removesuffix(f".{name}"): stored.get_tensor(key) for key in keys}
            optimizer.state[weight] = {key: value.to(weight.device) for key, value in values.items()}
    return state

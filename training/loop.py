"""The training loop: steps, log, checkpoints; kill it at any instant and it goes on to the same weights."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open

from training.batches import Rows
from training.evaluation import Prediction
from training.fused import Extent
from training.schedule import learning_rate
from training.stepping import CapturedSteps, EagerSteps, Steps, TeamSteps
from training.team import ALONE, Team
from training.watching import QUIET, Row, Watch
from training.ways import Loss, Way, fastest, loss_along
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import save_weights
from workbench.language.transformer import Transformer
from workbench.progress import SILENT, Progress, Task

CHECKPOINT = "checkpoint.safetensors"
"""Weights, optimizer state, log and step in one file that is replaced atomically."""

Validate = Callable[[Transformer], Prediction | float]
"""What the model scores on stories it does not learn from: everything that is known, or the loss alone."""


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
    """What a run has reached; the log's rows have step, tokens, split, loss, lr, those of validation more."""

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
    model: Transformer,
    rows: Rows,
    recipe: Recipe,
    folder: Path,
    validate: Validate,
    progress: Progress = SILENT,
    *,
    watch: Watch = QUIET,
    team: Team = ALONE,
    loss: Loss | None = None,
) -> State:
    """Train `model` in place on the device it is on; `folder` keeps the checkpoint that a next call resumes from.

    `validate` is asked before the first step, every `validate_every` steps, at each step that is kept, and after the
    last. Only the team's leader writes, validates and watches. `loss`, of rows, replaces the loss of telling on.
    Raises StoryscopeError when the loss is not a number, keeping the last good checkpoint.
    """
    run = _Run(model, rows, recipe, folder, validate, watch, team)
    run.begin(progress)
    if run.state.step < recipe.steps:
        total = int(rows.targets.mean() * rows.batch * recipe.steps)
        steps = _stepping(run, loss, progress)
        with progress.task("training", total, "token") as task:
            task.advance(run.state.tokens)
            run.go(steps, task)
    return run.state


def _stepping(run: "_Run", loss: Loss | None, progress: Progress) -> Steps:
    """The steps along the state's way; where a GPU cannot record them, they are taken one by one."""
    model, rows, recipe, way = run.model, run.rows, run.recipe, Way.parse(run.state.way)
    device = model.model.embed_tokens.weight.device
    if way.captured and device.type != "cuda":
        raise StoryscopeError(f"{way} needs a CUDA GPU.", "Use --way auto, or --device cuda where there is one.")
    extent = Extent.of(rows.rows) if way.attention == "varlen" else None
    loss_of = loss or loss_along(model, way, recipe.confined, extent)
    if run.team.size > 1:
        if rows.batch < run.team.size:
            what = f"A batch of {rows.batch} rows cannot be shared by {run.team.size} processes."
            raise StoryscopeError(what, "Give a larger --batch, or start fewer processes.")
        return TeamSteps(model, run.optimizer, loss_of, rows, recipe.clip, run.team)
    if not way.captured or loss is not None:
        return EagerSteps(model, run.optimizer, loss_of, rows, recipe.clip)
    progress.say("Compiling and recording the training step ...")
    return CapturedSteps(model, run.optimizer, loss_of, rows, recipe.clip)


class _Run:
    """A run under way."""

    def __init__(
        self,
        model: Transformer,
        rows: Rows,
        recipe: Recipe,
        folder: Path,
        validate: Validate,
        watch: Watch,
        team: Team,
    ) -> None:
        self.model, self.rows, self.recipe, self.folder = model, rows, recipe, folder
        self.validate, self.watch, self.team = validate, watch, team
        self.optimizer = adamw(model, recipe.lr, recipe.weight_decay)
        self.state = State()

    def begin(self, progress: Progress) -> None:
        """Resume, or start: choose the way, look at the untrained model; then everybody has the leader's state."""
        if self.team.leader:
            self.state = resume(self.folder, self.model, self.optimizer) or State()
            if self.state.way and self.state.step < self.recipe.steps:
                progress.say(f"Resuming at step {self.state.step} of {self.recipe.steps} ({self.state.way}).")
            elif not self.state.way:
                self.state.way = self.recipe.way
                if self.recipe.way == "auto":
                    batch = self.rows.take(self.team.part(self.rows.order(0)))
                    batch = batch.to(self.model.model.embed_tokens.weight.device)
                    way = fastest(self.model, batch, self.recipe.steps, progress, self.recipe.confined)
                    self.state.way = str(way)
                self._look(0.0)
                self._keep()
        if self.team.size > 1:
            self.state = State(**self.team.tell(vars(self.state)))
            self.team.share(_shared(self.model, self.optimizer, self.state.step > 0))

    def go(self, steps: Steps, task: Task) -> None:
        """Take the steps that are left."""
        state, recipe = self.state, self.recipe
        running = torch.zeros((), device=self.model.model.embed_tokens.weight.device)
        saved = mark = time.perf_counter()
        since = 0
        while state.step < recipe.steps:
            due = min(recipe.log_every - state.step % recipe.log_every, self.watch.until(state.step), steps.at_once)
            some = range(state.step, min(state.step + due, recipe.steps))
            orders = np.stack([self.rows.order(step) for step in some])
            rates = [learning_rate(step, recipe.steps, recipe.lr, recipe.warmup, recipe.lr / 100) for step in some]
            running += steps(orders, rates)
            since += len(some)
            seen = int(self.rows.targets[orders].sum())
            state.step, state.tokens = state.step + len(some), state.tokens + seen
            last = state.step == recipe.steps
            told = last or state.step % recipe.log_every == 0
            kept = state.step in self.watch.steps
            if not (told or kept):
                task.advance(seen)
                continue
            # Reading the loss waits for the device, so it is done at these steps only.
            mean = float(running) / since
            now = time.perf_counter()
            state.seconds, mark = state.seconds + now - mark, now
            save = told and (last or now - saved >= recipe.checkpoint_seconds)
            # A step can ruin the weights although its own loss was finite, so they are looked at before they are kept.
            if not math.isfinite(mean) or ((save or kept) and not _finite(self.model)):
                what = f"The loss or the weights stopped being numbers by step {state.step}."
                do = f"Train with a lower --lr than {recipe.lr:g}; the last good checkpoint is kept."
                raise StoryscopeError(what, do)
            if told:
                running, since = torch.zeros_like(running), 0
                self._log("train", mean, rates[-1])
            task.advance(seen, **({"loss": round(mean, 3)} if told else {}))
            if not self.team.leader:
                continue
            if kept or (told and (last or state.step % recipe.validate_every < recipe.log_every)):
                self._look(rates[-1])
            if save:
                self._keep()
                saved = time.perf_counter()
            mark = time.perf_counter()

    def _look(self, lr: float) -> None:
        """Validate, and keep the model if it is its turn."""
        self._log("validation", self.validate(self.model), lr)
        if self.state.step in self.watch.steps:
            self.watch.snapshot(self.model, self.state.step)

    def _log(self, split: str, found: Prediction | float, lr: float) -> None:
        values = {"loss": found} if isinstance(found, float) else vars(found)
        row: Row = {"step": self.state.step, "tokens": self.state.tokens, "split": split, **values, "lr": lr}
        self.state.log.append(row)
        if self.team.leader:
            self.watch.row(row)

    def _keep(self) -> None:
        keep(self.folder, self.model, self.optimizer, self.state)
        self.watch.log(self.state.log)


def _shared(model: Transformer, optimizer: torch.optim.Optimizer, begun: bool) -> list[torch.Tensor]:
    """The tensors of model and optimizer that all processes must have alike, in one order."""
    tensors: list[torch.Tensor] = []
    for weight in model.parameters():
        tensors.append(weight)
        if begun:
            state = optimizer.state[weight]
            for key in ("step", "exp_avg", "exp_avg_sq"):
                like = weight.new_zeros(()) if key == "step" else weight
                tensors.append(state.setdefault(key, torch.zeros_like(like, dtype=torch.float32)))
    return tensors


def _finite(model: Transformer) -> bool:
    return all(bool(weight.isfinite().all()) for weight in model.parameters())


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

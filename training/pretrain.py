"""From a corpus to a trained model: `storyscope train`."""

import math
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training import claims, keeping
from training.batches import Encoded, Rows
from training.evaluation import Prediction, ngram_predictions, predict
from training.loop import CHECKPOINT, Recipe, State, fit
from training.preparing import device_of, encoded, open_rows, tokenizer_of, write_rows
from training.team import Team, join
from training.tracking import check_trackers, trackers
from training.watching import Row, Watch, kept_steps
from training.ways import Way
from workbench import artifacts
from workbench.artifacts import Artifact, Draft
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.tokenizer import load_tokenizer
from workbench.language.transformer import ModelConfig, Transformer
from workbench.progress import SILENT, Progress
from workbench.seeding import derive

VALIDATION_STORIES = 500
"""How many stories the curve is measured on; the final figures take the whole split."""
BATCH_TOKENS = 2048
"""Small batches learn most per token at these sizes, and 2,048 tokens still fill the caches of a CPU core."""
_ROWS = "rows-train.npy"
_MANY = 3_000
"""From so many steps on, compiling a step earns its time back."""


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """What `train` needs."""

    corpus: str = option("", "the corpus: a name, an id prefix or a path; empty: the newest")
    tokenizer: str = option("", "the tokenizer; empty: the one of the corpus's vocabulary, made if need be")
    name: str = option("", "the artifact's name; empty: the preset")
    preset: str = option("story-600k", "the model's shape: " + ", ".join(checkpoints.PRESETS))
    context: int = option(0, "tokens per row; 0: the preset's")
    epochs: float = option(5.0, "passes over the corpus")
    steps: int = option(0, "batches; 0: as many as the epochs need")
    batch: int = option(0, "rows per batch; 0: as many as make 2,048 tokens")
    lr: float = option(4e-3, "peak learning rate")
    warmup: int = option(100, "steps until the peak")
    weight_decay: float = option(0.1, "pull of the weights towards zero; norms excepted")
    context_weight: float = option(1.0, "what words before a scene's claim count (generate --form scenes); 1: as all")
    confined: bool = option(True, "stories packed into one row cannot see each other")
    seed: int = option(0, "seed of initial weights, packing and order")
    way: str = option("auto", "how to compute: auto measures, or for example fp32-explicit, bf16-explicit-compiled")
    device: str = option("auto", "auto, cpu or cuda")
    checkpoint_seconds: float = option(20.0, "how often the run is saved")
    checkpoints: str = option("none", "keep the model along the way: log (steps 0, 1, 2, 4, ...), every N steps, none")
    tensorboard: str = option("", "also log to TensorBoard, in this folder")
    wandb: str = option("", "also log to this project of Weights & Biases; the key comes from WANDB_API_KEY")

    def __post_init__(self) -> None:
        if self.batch < 0 or self.steps < 0 or (self.steps == 0 and not 0 < self.epochs < math.inf):
            raise StoryscopeError(
                "batch, steps or epochs is too small.", "Give some steps or epochs, and a batch of 0 or more."
            )
        if self.lr <= 0 or not math.isfinite(self.lr):
            raise StoryscopeError(
                f"lr={self.lr} is not a learning rate.", "Give a small positive number such as 0.003."
            )
        if not 0 <= self.context_weight <= 1:
            raise StoryscopeError(f"context_weight={self.context_weight} is no weight.", "Give a number from 0 to 1.")
        if not 0 <= self.weight_decay < math.inf:
            raise StoryscopeError(f"weight_decay={self.weight_decay} is not a decay.", "Give 0 or a small number.")
        if self.way != "auto":
            Way.parse(self.way)
        kept_steps(self.checkpoints, 1)
        checkpoints.preset(self.preset)  # before a tokenizer is made for it


_REFS = ("corpus", "tokenizer", "name", "checkpoint_seconds", "tensorboard", "wandb")


def identity_of(config: TrainConfig) -> dict[str, Any]:
    """What makes one model another: all settings but those that only say where things are, or who watches."""
    settings = {key: value for key, value in to_dict(config).items() if key not in _REFS}
    if config.checkpoints == "none":
        del settings["checkpoints"]
    if config.context_weight == 1:
        del settings["context_weight"]
    return settings


def train(config: TrainConfig, progress: Progress = SILENT) -> Artifact:
    """Train a model; a finished one is returned at once, an interrupted run goes on where its last checkpoint was.

    Started by accelerate's launcher, the processes train one model together: the same one as a single process would.
    Raises StoryscopeError for a corpus that does not fit, and when the loss is not a number.
    """
    team = join(config.device)
    progress = progress if team.leader else SILENT
    corpus = artifacts.resolve("corpus", config.corpus or None)
    tokenizer = tokenizer_of(config.tokenizer, corpus, team, progress)
    identity, parents = identity_of(config), [corpus, tokenizer]
    done = artifacts.finished("model", identity, parents) if team.leader else None
    if team.tell(done is not None):
        return done or _made(identity, parents)
    run = _Training(config, corpus, tokenizer, team, progress)
    if not team.leader:
        run.follow()
        return _made(identity, parents)
    with artifacts.create("model", config.name or config.preset, identity, parents) as draft:
        run.lead(draft)
    team.tell("done")
    return _made(identity, parents)


def _made(identity: dict[str, Any], parents: list[Artifact]) -> Artifact:
    made = artifacts.finished("model", identity, parents)
    assert made is not None
    return made


class _Training:
    """One run of `train`, from the stories to the files of the model."""

    def __init__(
        self, config: TrainConfig, corpus: Artifact, tokenizer: Artifact, team: Team, progress: Progress
    ) -> None:
        self.config, self.corpus, self.words = config, corpus, tokenizer
        self.team, self.progress = team, progress
        self.device = device_of(config.device, team)
        self.tokenizer = load_tokenizer(tokenizer.path)
        self.shape: ModelConfig = checkpoints.preset(config.preset, len(self.tokenizer), config.context or None)

    def follow(self) -> None:
        """Take part in another process's run."""
        folder = Path(self.team.tell(None))
        self._fit(folder, lambda _: 0.0, Watch())
        self.team.tell(None)

    def lead(self, draft: Draft) -> None:
        """Train, and write everything."""
        began = time.perf_counter()
        check_trackers(self.config.tensorboard, self.config.wandb)
        context, progress = self.shape.context, self.progress
        training = encoded(self.corpus, self.words, "train", context, progress)
        validation = encoded(self.corpus, self.words, "validation", context, progress)
        self._write_rows(draft.path / _ROWS, training)
        self.team.tell(str(draft.path.absolute()))
        bytes_per_token = int(training.bytes.sum()) / int((training.lengths + 1).sum())
        with ExitStack() as stack:
            watch = self._watch(stack, draft, bytes_per_token)
            model, rows, state = self._fit(
                draft.path, lambda model: predict(model, validation, VALIDATION_STORIES), watch
            )
        model = model.eval().requires_grad_(False)
        keeping.write_log(state.log, bytes_per_token, draft.path)
        keeping.gather_samples(draft.path)
        told = keeping.sample_stories(model, self.tokenizer, self.config.seed)
        keeping.write_samples(told, draft.path)
        for one in told[:3]:
            progress.say(f"It tells: {one['text']}")
        checkpoints.save(model, self.tokenizer, draft.path)
        draft.summary.update(self._measured(model, training, validation), **self._done(rows, state, training))
        draft.summary["seconds"] = round(time.perf_counter() - began, 1)
        draft.discard(CHECKPOINT)
        draft.discard(_ROWS)

    def _write_rows(self, file: Path, training: Encoded) -> None:
        seed = derive(self.config.seed, "rows")
        if self.config.context_weight == 1:
            write_rows(file, training, self.shape.context, seed)
        elif not file.is_file():
            starts = claims.claim_starts(self.corpus, self.words, training)
            claims.write_claims(file, claims.rows_with_claims(training, starts, self.shape.context, seed))

    def _fit(self, folder: Path, validate: Any, watch: Watch) -> tuple[Transformer, Rows, State]:  # noqa: ANN401
        config = self.config
        batch = config.batch or max(BATCH_TOKENS // self.shape.context, 1)
        weighted = config.context_weight != 1
        rows = (claims.open_claims if weighted else open_rows)(folder / _ROWS, batch, derive(config.seed, "order"))
        recipe = recipe_of(config, rows)
        if weighted and recipe.way == "auto":
            recipe = replace(recipe, way="fp32-explicit-compiled" if recipe.steps >= _MANY else "fp32-explicit")
        watch = replace(watch, steps=kept_steps(config.checkpoints, recipe.steps))
        model = checkpoints.random_init(self.shape, derive(config.seed, "model")).to(self.device)
        loss = claims.claims_loss(model, config.context_weight, Way.parse(recipe.way)) if weighted else None
        state = fit(model, rows, recipe, folder, validate, self.progress, watch=watch, team=self.team, loss=loss)
        return model, rows, state

    def _watch(self, stack: ExitStack, draft: Draft, bytes_per_token: float) -> Watch:
        config = self.config
        name = config.name or config.preset
        tell = trackers(stack, config.tensorboard, config.wandb, name, draft.id, identity_of(config))

        def row(row: Row) -> None:
            tell(keeping.in_full(row, bytes_per_token))

        def snapshot(model: Transformer, step: int) -> None:
            keeping.keep_model(model, self.tokenizer, draft.path, step, config.seed)

        def log(log: list[Row]) -> None:
            keeping.write_log(log, bytes_per_token, draft.path)

        return Watch(snapshot=snapshot, row=row, log=log)

    def _measured(self, model: Transformer, training: Encoded, validation: Encoded) -> dict[str, Any]:
        final = predict(model, validation)
        ngrams = ngram_predictions(training, validation, len(self.tokenizer), self.shape.context, self.progress)
        best = min(ngrams.values(), key=_bits)
        self.progress.say(
            f"Validation: {final.bits_per_byte:.3f} bits per byte; the best n-gram needs {best.bits_per_byte:.3f}."
        )
        return {
            "val_loss": final.loss,
            "val_bits_per_byte": final.bits_per_byte,
            "val_accuracy": final.accuracy,
            "ngram_bits_per_byte": best.bits_per_byte,
            "ngram_by_order": {str(order): one.bits_per_byte for order, one in ngrams.items()},
        }

    def _done(self, rows: Rows, state: State, training: Encoded) -> dict[str, Any]:
        return {
            "preset": self.config.preset,
            "parameters": self.shape.parameters,
            "tokens": state.tokens,
            "steps": state.step,
            "epochs": round(state.step / rows.steps_per_epoch, 3),
            "tokens_per_second": round(state.tokens / max(state.seconds, 1e-9)),
            "way": state.way,
            "device": str(self.device),
            "processes": self.team.size,
            "filled": round(float(rows.targets.mean()) / self.shape.context, 4),
            "cut_stories": training.cut,
            "unknown_tokens": training.unknown,
            "kept_steps": sorted(kept_steps(self.config.checkpoints, state.step)),
        }


def _bits(one: Prediction) -> float:
    return one.bits_per_byte


def recipe_of(config: TrainConfig, rows: Rows) -> Recipe:
    """How to train on these rows."""
    steps = config.steps or max(round(config.epochs * rows.steps_per_epoch), 1)
    return Recipe(
        steps=steps,
        lr=config.lr,
        warmup=min(config.warmup, max(steps // 10, 1)),
        weight_decay=config.weight_decay,
        way=config.way,
        confined=config.confined,
        log_every=max(steps // 200, 1),
        validate_every=max(steps // 10, 1),
        checkpoint_seconds=config.checkpoint_seconds,
    )

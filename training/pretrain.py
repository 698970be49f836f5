"""From a corpus to a trained model: `storyscope train`."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch

from training import batches
from training.evaluation import ngram_predictions, predict
from training.loop import CHECKPOINT, Recipe, State, fit
from training.ways import Way
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.sampling import tell
from workbench.language.tokenizer import TokenizerConfig, load_tokenizer, make_tokenizer
from workbench.language.transformer import Transformer
from workbench.progress import SILENT, Progress
from workbench.seeding import derive, torch_generator
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CHUNK = 20_000
VALIDATION_STORIES = 500
"""How many stories the curve is measured on; the final figures take the whole split."""
BATCH_TOKENS = 2048
"""Small batches learn most per token at these sizes, and 2,048 tokens still fill the caches of a CPU core."""
PROMPTS = ("", "", "Tim", "Lucy had a", "Once", "It was")
"""How the sample stories begin, where the vocabulary has the words."""
_ROWS = "rows-train.npy"


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
    confined: bool = option(True, "stories packed into one row cannot see each other")
    seed: int = option(0, "seed of initial weights, packing and order")
    way: str = option("auto", "how to compute: auto measures, or for example fp32-explicit, bf16-explicit-compiled")
    device: str = option("auto", "auto, cpu or cuda")
    checkpoint_seconds: float = option(20.0, "how often the run is saved")

    def __post_init__(self) -> None:
        if self.batch < 0 or self.steps < 0 or (self.steps == 0 and not 0 < self.epochs < math.inf):
            raise StoryscopeError(
                "batch, steps or epochs is too small.", "Give some steps or epochs, and a batch of 0 or more."
            )
        if self.lr <= 0 or not math.isfinite(self.lr):
            raise StoryscopeError(
                f"lr={self.lr} is not a learning rate.", "Give a small positive number such as 0.003."
            )
        if not 0 <= self.weight_decay < math.inf:
            raise StoryscopeError(f"weight_decay={self.weight_decay} is not a decay.", "Give 0 or a small number.")
        if self.way != "auto":
            Way.parse(self.way)


_REFS = ("corpus", "tokenizer", "name", "checkpoint_seconds")


def train(config: TrainConfig, progress: Progress = SILENT) -> Artifact:
    """Train a model; a finished one is returned at once, an interrupted run goes on where its last checkpoint was.

    Raises StoryscopeError for a corpus that does not fit, and when the loss is not a number.
    """
    corpus = artifacts.resolve("corpus", config.corpus or None)
    tokenizer_artifact = _tokenizer_of(config, corpus, progress)
    identity = {key: value for key, value in to_dict(config).items() if key not in _REFS}
    parents = [corpus, tokenizer_artifact]
    done = artifacts.finished("model", identity, parents)
    if done is not None:
        return done
    device = _device(config.device)
    tokenizer = load_tokenizer(tokenizer_artifact.path)
    shape = checkpoints.preset(config.preset, len(tokenizer), config.context or None)
    with artifacts.create("model", config.name or config.preset, identity, parents) as draft:
        began = time.perf_counter()
        source = Corpus.open(corpus)
        training = _encoded(source, tokenizer, "train", shape.context, progress)
        validation = _encoded(source, tokenizer, "validation", shape.context, progress)
        rows = _rows(draft.path / _ROWS, training, shape.context, config)
        model = checkpoints.random_init(shape, derive(config.seed, "model")).to(device)
        recipe = _recipe(config, rows)

        def validate(model: Transformer) -> float:
            return predict(model, validation, VALIDATION_STORIES).loss

        state = fit(model, rows, recipe, draft.path, validate, progress)
        model = model.eval().requires_grad_(False)
        final = predict(model, validation)
        ngrams = ngram_predictions(training, validation, len(tokenizer), shape.context, progress)
        bytes_per_token = int(training.bytes.sum()) / int((training.lengths + 1).sum())
        _write_log(
            state, {"train": bytes_per_token, "validation": final.loss / math.log(2) / final.bits_per_byte}, draft.path
        )
        _write_samples(model, tokenizer, config.seed, draft.path, progress)
        checkpoints.save(model, tokenizer, draft.path)
        draft.discard(CHECKPOINT)
        draft.discard(_ROWS)
        best = min(ngrams.values(), key=lambda one: one.bits_per_byte)
        draft.summary.update(
            preset=config.preset,
            parameters=shape.parameters,
            tokens=state.tokens,
            steps=state.step,
            epochs=round(state.step / rows.steps_per_epoch, 3),
            val_loss=final.loss,
            val_bits_per_byte=final.bits_per_byte,
            ngram_bits_per_byte=best.bits_per_byte,
            ngram_by_order={str(order): one.bits_per_byte for order, one in ngrams.items()},
            tokens_per_second=round(state.tokens / max(state.seconds, 1e-9)),
            seconds=round(time.perf_counter() - began, 1),
            way=state.way,
            device=str(device),
            filled=round(float(rows.targets.mean()) / shape.context, 4),
            cut_stories=training.cut,
            unknown_tokens=training.unknown,
        )
    progress.say(
        f"Validation: {final.bits_per_byte:.3f} bits per byte; the best n-gram needs {best.bits_per_byte:.3f}."
    )
    made = artifacts.finished("model", identity, parents)
    assert made is not None
    return made


def _tokenizer_of(config: TrainConfig, corpus: Artifact, progress: Progress) -> Artifact:
    if config.tokenizer:
        return artifacts.resolve("tokenizer", config.tokenizer)
    return make_tokenizer(TokenizerConfig(corpus=str(corpus.path)), progress)


def _device(wish: str) -> torch.device:
    if wish == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if wish not in ("cpu", "cuda") or (wish == "cuda" and not torch.cuda.is_available()):
        raise StoryscopeError(f"There is no device '{wish}' here.", "Use --device cpu, or auto.")
    return torch.device(wish)


def _encoded(
    corpus: Corpus, tokenizer: "PreTrainedTokenizerFast", split: str, context: int, progress: Progress
) -> batches.Encoded:
    with progress.task(f"encoding {split}", corpus.splits.get(split, 0), "story") as task:

        def chunks() -> Any:  # noqa: ANN401
            for table in corpus.tables(split, ["text"]):
                for start in range(0, table.num_rows, CHUNK):
                    texts = table["text"].slice(start, CHUNK).to_pylist()
                    yield texts
                    task.advance(len(texts))

        encoded = batches.encode(tokenizer, chunks(), context)
    if encoded.cut:
        progress.say(f"{encoded.cut} of {len(encoded)} {split} stories are longer than the context and were cut.")
    return encoded


def _rows(file: Path, training: batches.Encoded, context: int, config: TrainConfig) -> batches.Rows:
    """The packed rows, from the working folder where an interrupted run left them."""
    if not file.is_file():
        partial = file.with_name("partial-" + file.name)
        np.save(partial, batches.pack(training, context, derive(config.seed, "rows")))
        partial.replace(file)
    return batches.Rows.open(file, config.batch or max(BATCH_TOKENS // context, 1), derive(config.seed, "order"))


def _recipe(config: TrainConfig, rows: batches.Rows) -> Recipe:
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


def _write_log(state: State, bytes_per_token: dict[str, float], folder: Path) -> None:
    rows = [{**row, "bits_per_byte": row["loss"] / math.log(2) / bytes_per_token[row["split"]]} for row in state.log]
    pq.write_table(pa.Table.from_pylist(rows), folder / "log.parquet")


def _write_samples(
    model: Transformer, tokenizer: "PreTrainedTokenizerFast", seed: int, folder: Path, progress: Progress
) -> None:
    generator = torch_generator(seed, "samples", device=model.model.embed_tokens.weight.device.type)
    known = [prompt for prompt in PROMPTS if tokenizer.unk_token_id not in tokenizer(prompt)["input_ids"]]
    stories, _ = tell(
        model, tokenizer, known, max_new_tokens=model.config.context, temperature=0.8, generator=generator
    )
    told = [{"prompt": prompt, "text": story} for prompt, story in zip(known, stories, strict=True)]
    (folder / "samples.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for story in stories[:3]:
        progress.say(f"It tells: {story}")

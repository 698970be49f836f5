"""From a model that tells to one that does as it is told: `storyscope instruct`."""

import hashlib
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.batches import Rows
from training.examples import Example, Source
from training.keeping import write_log
from training.loop import CHECKPOINT, Recipe, fit
from training.obeying import obeyed, table
from training.preparing import device_of
from training.prompting import Prompter, loss_of_rows, pack_examples, with_room
from training.team import ALONE
from workbench import artifacts
from workbench.artifacts import Artifact, Draft
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.sampling import generate
from workbench.language.transformer import Transformer
from workbench.manifests import checksum
from workbench.progress import SILENT, Progress
from workbench.seeding import derive, torch_generator
from workbench.snapshots import at_path

RESPONSES = "responses.json"
_AT_ONCE = 64
"""So many responses are told together, and so many examples validated."""
_REFS = ("model", "instructions", "name", "checkpoint_seconds")


@dataclass(frozen=True, kw_only=True)
class InstructConfig:
    """What `instruct` needs."""

    model: str = option("", "the model to teach: a name, an id prefix or a path; empty: the newest")
    instructions: str = option("", "an artifact of instructions, or a JSONL file; empty: the newest artifact")
    name: str = option("", "the artifact's name; empty: the model's, and -instruct")
    epochs: float = option(3.0, "passes over the instructions")
    batch: int = option(32, "instructions per batch")
    lr: float = option(5e-4, "peak learning rate")
    warmup: int = option(20, "steps until the peak")
    evaluate: int = option(200, "so many held-out instructions are given to the model before and after; 0: none")
    temperature: float = option(0.0, "how the responses are told when scored; 0: always the likeliest word")
    max_new_tokens: int = option(200, "the most tokens of a scored response")
    seed: int = option(0, "seed of the order, of new embeddings and of draws")
    device: str = option("auto", "auto, cpu or cuda")
    checkpoint_seconds: float = option(20.0, "how often the run is saved")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that teach nothing."""
        if self.batch < 1 or not 0 < self.epochs < math.inf or self.evaluate < 0 or self.max_new_tokens < 1:
            what = "batch, epochs, evaluate or max_new_tokens is too small."
            raise StoryscopeError(what, "Give at least 1 (evaluate: at least 0).")
        if not 0 < self.lr < math.inf or self.temperature < 0:
            raise StoryscopeError("lr or temperature is out of range.", "Give lr > 0 and temperature >= 0.")


@dataclass(frozen=True)
class _Taught:
    """Examples as rows, and how many were too long for the context."""

    rows: np.ndarray[Any, np.dtype[np.uint16]]
    left_out: int


def instruct(config: InstructConfig, progress: Progress = SILENT) -> Artifact:
    """Teach a model; a finished one is returned at once, an interrupted run goes on where its last checkpoint was.

    The result is a model like any other; its summary has `obeyed`, one row per thing that was asked for.
    Raises StoryscopeError where model or instructions are not there, or no example fits the context.
    """
    source = Source.open(config.instructions)
    loaded = checkpoints.load_model(config.model or None)
    identity = {key: value for key, value in to_dict(config).items() if key not in _REFS}
    parents: list[Artifact] = []
    kept = at_path(loaded.path)
    if kept is not None or (loaded.path / artifacts.MANIFEST).is_file():
        base = kept or artifacts.resolve("model", config.model or None)
        # The stories it was taught with are behind the instructions; those it was trained on stay its corpus.
        corpus = artifacts.made_from(base, "corpus")
        parents += [base] if corpus is None else [base, corpus]
        title = base.manifest.name
    else:
        identity["model_sha256"] = _of_folder(loaded.path)
        title = loaded.path.resolve().name
    if source.artifact is not None:
        parents.append(source.artifact)
    else:
        identity["instructions_sha256"] = source.sha256
    done = artifacts.finished("model", identity, parents)
    if done is not None:
        return done
    name = config.name or f"{title}-instruct"
    with artifacts.create("model", name, identity, parents) as draft:
        _teach(config, loaded, source, draft, progress)
    made = artifacts.finished("model", identity, parents)
    assert made is not None
    return made


def _teach(
    config: InstructConfig, loaded: checkpoints.LoadedModel, source: Source, draft: Draft, progress: Progress
) -> None:
    began = time.perf_counter()
    prompter = Prompter.of(loaded.tokenizer)
    if prompter.added:
        progress.say("The vocabulary cannot spell the headings: it gains <|instruction|> and <|response|>.")
    device = device_of(config.device, ALONE)
    model = with_room(loaded.model, len(prompter.tokenizer), config.seed).to(device).requires_grad_(True)
    taught = _packed(prompter, source.training(), model.config.context, "learn from")
    examples = source.scoring()
    held_out = _packed(prompter, examples, model.config.context, "score on")
    rng = torch_generator(config.seed, "held out")
    chosen = torch.randperm(len(examples), generator=rng)[: config.evaluate].tolist()
    asked = [examples[index] for index in sorted(chosen)]
    before = _respond(model, prompter, asked, config, progress, "before") if not _begun(draft) else None
    before = _kept(draft.path / "before.json", before)
    rows = Rows(taught.rows, min(config.batch, len(taught.rows)), derive(config.seed, "order"), _targets(taught))
    steps = max(round(config.epochs * rows.steps_per_epoch), 1)
    recipe = Recipe(
        steps=steps,
        lr=config.lr,
        warmup=min(config.warmup, max(steps // 10, 1)),
        weight_decay=0.0,
        way="bf16-sdpa" if device.type == "cuda" else "fp32-sdpa",
        log_every=max(steps // 100, 1),
        validate_every=max(steps // 5, 1),
        checkpoint_seconds=config.checkpoint_seconds,
    )
    model.attention = "sdpa"
    bf16 = device.type == "cuda"
    state = fit(
        model,
        rows,
        recipe,
        draft.path,
        lambda model: _validate(model, held_out.rows),
        progress,
        loss=lambda batch: loss_of_rows(model, batch, bf16),
    )
    model = model.eval().requires_grad_(False)
    after = _respond(model, prompter, asked, config, progress, "after")
    found = table(*([obeyed(one, text) for one, text in zip(asked, texts, strict=True)] for texts in (before, after)))
    told = [
        {"instruction": one.instruction, "before": first, "after": second}
        for one, first, second in zip(asked, before, after, strict=True)
    ]
    (draft.path / RESPONSES).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sizes = [len(one.story.encode()) for one in examples]
    write_log(state.log, sum(sizes) / max(int(_targets(held_out).sum()), 1), draft.path)
    checkpoints.save(model, prompter.tokenizer, draft.path)
    validated = [row["loss"] for row in state.log if row["split"] == "validation"]
    draft.summary.update(
        preset="",
        parameters=model.config.parameters,
        headings=prompter.headings,
        examples=len(taught.rows),
        left_out=taught.left_out,
        steps=state.step,
        tokens=state.tokens,
        response_loss_before=validated[0],
        response_loss=validated[-1],
        obeyed=found,
        seconds=round(time.perf_counter() - began, 1),
    )
    for scratch in (CHECKPOINT, "before.json"):
        draft.discard(scratch)


def _packed(prompter: Prompter, examples: Sequence[Example], context: int, purpose: str) -> _Taught:
    prompts = prompter.prompts([one.instruction for one in examples])
    responses = prompter.responses([one.story for one in examples])
    fitting = [
        (prompt, response)
        for prompt, response in zip(prompts, responses, strict=True)
        if len(prompt) + len(response) <= context
    ]
    if not fitting:
        what = f"There is no example to {purpose} whose instruction and story fit the context of {context} tokens."
        do = f"Give more or shorter ones: storyscope instructions --longest {max(1, context - 8)}."
        raise StoryscopeError(what, do)
    rows = pack_examples([prompt for prompt, _ in fitting], [response for _, response in fitting])
    return _Taught(rows, len(examples) - len(fitting))


def _targets(taught: _Taught) -> np.ndarray[Any, np.dtype[np.int64]]:
    """How many tokens of each row count."""
    return taught.rows[:, -1].astype(np.int64) - taught.rows[:, -2]


@torch.inference_mode()
def _validate(model: Transformer, rows: np.ndarray[Any, np.dtype[np.uint16]]) -> float:
    """The response loss on held-out examples, of at most a few batches."""
    device = model.model.embed_tokens.weight.device
    total, count = 0.0, 0
    for start in range(0, min(len(rows), 8 * _AT_ONCE), _AT_ONCE):
        some = rows[start : start + _AT_ONCE].astype(np.int64)
        targets = int((some[:, -1] - some[:, -2]).sum())
        total += targets * float(loss_of_rows(model, torch.from_numpy(some).to(device)))
        count += targets
    return total / count


def _respond(
    model: Transformer,
    prompter: Prompter,
    asked: Sequence[Example],
    config: InstructConfig,
    progress: Progress,
    moment: str,
) -> list[str]:
    """What the model answers to each instruction; nothing where the instruction alone fills the context."""
    prompts = prompter.prompts([one.instruction for one in asked])
    generator = torch_generator(config.seed, "responses", device=model.model.embed_tokens.weight.device.type)
    texts: list[str] = []
    with progress.task(f"responses {moment}", len(asked), "instruction") as task:
        for start in range(0, len(asked), _AT_ONCE):
            some = [
                prompt if len(prompt) < model.config.context else prompt[:1] for prompt in prompts[start:][:_AT_ONCE]
            ]
            rows = generate(model, some, config.max_new_tokens, config.temperature, generator=generator)
            texts += [
                str(prompter.tokenizer.decode(row, skip_special_tokens=True)) if len(prompt) > 1 else ""
                for prompt, row in zip(some, rows, strict=True)
            ]
            task.advance(len(some))
    return texts


def _begun(draft: Draft) -> bool:
    return (draft.path / "before.json").is_file()


def _kept(file: Path, texts: list[str] | None) -> list[str]:
    """Keep what the untaught model answered for a run that goes on after an interruption, or read it back."""
    if texts is None:
        return list(json.loads(file.read_text(encoding="utf-8")))
    partial = file.with_name("partial-" + file.name)
    partial.write_text(json.dumps(texts), encoding="utf-8")
    partial.replace(file)
    return texts


def _of_folder(folder: Path) -> str:
    names = ("config.json", "model.safetensors", "tokenizer.json")
    return hashlib.sha256("".join(checksum(folder / name) for name in names).encode()).hexdigest()

"""One training run of a dictionary: the stream, the trainer, checkpoints, and what came out on validation stories."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from safetensors.torch import save_file

from training.batches import encode
from training.dictionaries.kinds import TRANSCODERS
from training.dictionaries.sparse import Taken
from training.dictionary_fit import CHECKPOINT, PARTIAL, Fit, Recipe
from training.dictionary_stream import Stream
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.fidelity import Fidelity
from workbench.language.checkpoints import LoadedModel, load_model, random_init
from workbench.language.hookpoints import HookPoint, Site, parse
from workbench.progress import Progress
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from training.dictionary import SaeConfig

_AT_MLP = (Site.MLP_NORMED, Site.MLP_OUT, Site.MLP_POST)
_READABLE = (Site.RESID_PRE, Site.RESID_MID, Site.RESID_POST, Site.ATTN_OUT, *_AT_MLP, Site.Z, Site.Q, Site.K, Site.V)
_APART = (Site.Z, Site.Q, Site.K, Site.V)
"""Sites that SAELens reads head by head."""
SCRATCH = (CHECKPOINT, PARTIAL)
_VALIDATION_STORIES, _VALIDATION_TOKENS = 1000, 200_000
_CHECKPOINT_SECONDS = 15.0
_LOGGED = 200  # rows of the log
Log = list[dict[str, float]]


def make(config: "SaeConfig", source: Artifact, corpus: Artifact, folder: Path, progress: Progress) -> dict[str, Any]:
    """Train into `folder` and return the summary."""
    loaded, stories = opened(config, source), Corpus.open(corpus)
    point, target = _points(config, loaded)
    chunk = max(65_536, 16 * config.batch)
    stream = _stream(loaded, stories, "train", (point, target), config.seed, chunk, config.tokens + chunk)
    stream = replace(stream, half=config.harvest == "bfloat16")
    sample = stream.chunk(0)
    recipe = Recipe(
        architecture=config.architecture,
        d_in=sample.shape[1] // (1 if target is None else 2),
        d_sae=config.d_sae,
        k=config.k,
        l1=config.l1,
        steps=config.tokens // config.batch,
        batch=config.batch,
        lr=config.lr,
        seed=config.seed,
        heads_apart=point.site in _APART,
    )
    metadata = {
        "model_name": source.label,
        "hook_name": point.name,
        "context_size": loaded.config.context,
        "prepend_bos": True,
        "exclude_special_tokens": True,
        "dataset_path": corpus.label,
        **({} if target is None else {"hook_name_out": target.name}),
        **({} if config.weights == "trained" else {"weights": config.weights}),
    }
    began = time.perf_counter()
    fit = Fit(recipe, sample, metadata)
    resumed = fit.resume(folder)
    before = fit.steps
    log = learn(fit, stream, recipe, folder, resumed, progress)
    seconds = time.perf_counter() - began
    fit.finish(folder)
    pq.write_table(pa.Table.from_pylist(log), folder / "log.parquet")
    split = "validation" if stories.splits["validation"] else "train"
    held_out = _stream(loaded, stories, split, (point, target), config.seed, 0, _VALIDATION_TOKENS)
    fidelity = measure(folder, held_out, min(_VALIDATION_STORIES, len(held_out.stories)))
    sparsity = torch.log10(fidelity.frequency + 1e-10).float()  # SAELens' form of it
    save_file({"sparsity": sparsity}, folder / "sparsity.safetensors")
    return {
        "hook": point.name,
        "target_hook": (target or point).name,
        "architecture": config.architecture,
        "d_in": recipe.d_in,
        "d_sae": recipe.d_sae,
        "l0": fidelity.l0,
        "explained_variance": fidelity.explained_variance,
        "alive": fidelity.alive,
        "dense": fidelity.dense,
        "held_out_tokens": fidelity.tokens,
        "split": split,
        "tokens": recipe.steps * recipe.batch,
        "activations_per_second": round((recipe.steps - before) * recipe.batch / seconds),
        "seconds": round(seconds, 2),
    }


def opened(config: "SaeConfig", source: Artifact) -> LoadedModel:
    """The model whose activations are read: as it was trained, or of the same shape with random weights."""
    loaded = load_model(source)
    if config.weights == "random":
        model = random_init(loaded.config, config.seed).eval().requires_grad_(False)
        loaded = LoadedModel(model, loaded.tokenizer, loaded.config, loaded.path)
    # measured: the fused kernel is faster with heads of 16, slower with heads of 8
    loaded.model.attention = "sdpa" if loaded.config.d_head >= 16 else "explicit"
    return loaded


def _points(config: "SaeConfig", loaded: LoadedModel) -> tuple[HookPoint, HookPoint | None]:
    """What is read, and for a transcoder what is written: the output of the MLP whose input it reads."""
    middle = loaded.config.n_layers // 2
    if config.architecture not in TRANSCODERS:
        point = parse(config.hook) if config.hook else HookPoint(middle, Site.RESID_POST)
        _must_read(point, loaded)
        return point, None
    point = parse(config.hook) if config.hook else HookPoint(middle, Site.MLP_NORMED)
    if point.site not in (Site.MLP_NORMED, Site.RESID_MID):
        what = f"A transcoder reads what an MLP reads, not {point.name}."
        raise StoryscopeError(what, f"Name blocks.{point.layer}.{Site.MLP_NORMED.value}, or no hook at all.")
    target = HookPoint(point.layer, Site.MLP_OUT)
    _must_read(target, loaded)
    return point, target


def _must_read(point: HookPoint, loaded: LoadedModel) -> None:
    if point.site not in _READABLE:
        what = f"A dictionary cannot read {point.name}."
        raise StoryscopeError(what, f"Choose one of {', '.join(site.value for site in _READABLE)}.")
    if point.site in _AT_MLP and not loaded.config.d_mlp:
        what = f"The model is made of attention alone, so there is nothing at {point.name}."
        raise StoryscopeError(what, "Name another hook point, such as blocks.0.hook_resid_post.")


def _stream(
    loaded: LoadedModel,
    corpus: Corpus,
    split: str,
    points: tuple[HookPoint, HookPoint | None],
    seed: int,
    chunk_tokens: int,
    tokens: int,
) -> Stream:
    stories = encode(loaded.tokenizer, _texts(corpus, split, tokens), loaded.config.context)
    size = int(np.ceil(chunk_tokens / max(1.0, float(stories.lengths.mean())))) if chunk_tokens else 1
    return Stream(loaded.model, points[0], stories, seed, size, points[1])


def _texts(corpus: Corpus, split: str, tokens: int) -> Iterator[list[str]]:
    """Stories until they have at least `tokens` tokens: what is not going to be read need not be encoded."""
    words = 0
    for table in corpus.tables(split, ["text"]):
        texts: list[str] = table["text"].to_pylist()
        yield texts
        words += sum(text.count(" ") + 1 for text in texts)  # a word has a token or more
        if words >= tokens:
            return


def learn(
    fit: Fit,
    stream: Stream,
    recipe: Recipe,
    folder: Path,
    resumed: tuple[int, Log],
    progress: Progress,
    checkpoint_seconds: float = _CHECKPOINT_SECONDS,
) -> Log:
    """Take the recipe's steps, from `resumed` = (next chunk, log so far); checkpoints stand between chunks."""
    chunk, log = resumed
    saved, every = time.monotonic(), max(1, recipe.steps // _LOGGED)
    with progress.task("dictionary", recipe.steps * recipe.batch, "activations") as task:
        task.advance(fit.steps * recipe.batch)
        while fit.steps < recipe.steps:
            acts = stream.chunk(chunk)
            assert len(acts) >= recipe.batch, "a chunk must hold a batch"
            for start in range(0, len(acts) - recipe.batch + 1, recipe.batch):
                if fit.steps == recipe.steps:
                    break
                taken = fit.step(acts[start : start + recipe.batch])
                if fit.steps % every == 0 or fit.steps == recipe.steps:
                    log.append(_row(fit.steps, recipe, taken))
                task.advance(recipe.batch, loss=log[-1]["loss"] if log else float("nan"))
            chunk += 1
            if time.monotonic() - saved >= checkpoint_seconds:
                fit.save(folder, chunk, log)
                saved = time.monotonic()
    return log


def _row(step: int, recipe: Recipe, taken: Taken) -> dict[str, float]:
    about_mean = (taken.target - taken.target.mean(0)).square().sum()
    return {
        "step": step,
        "tokens": step * recipe.batch,
        "loss": taken.loss,
        "l0": taken.active / len(taken.target),
        "explained_variance": 1 - float((taken.target - taken.out).square().sum() / about_mean),
    }


def measure(folder: Path, stream: Stream, stories: int) -> Fidelity:
    """How well the saved dictionary, opened by SAELens, reconstructs the first `stories` stories of the stream."""
    from sae_lens import SAE

    sae, shape = SAE.load_from_disk(folder), stream.model.config
    fidelity, reads = Fidelity(), sae.cfg.d_in
    with torch.no_grad():
        for acts in stream.activations(np.arange(stories)):
            read, target = acts[:, :reads], acts[:, -reads:]
            # SAELens wants the heads apart and gives them back apart
            shaped = read.unflatten(1, (-1, shape.d_head)) if stream.point.site in _APART else read
            features = sae.encode(shaped)
            out = sae(shaped) if stream.target is not None else sae.decode(features)
            fidelity.add(target, features, out.flatten(1))
    return fidelity

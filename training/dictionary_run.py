"""One training run of a dictionary: the stream, the trainer, checkpoints, and what came out on validation stories."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from safetensors.torch import save_file

from training.batches import encode
from training.dictionary_fit import CHECKPOINT, PARTIAL, Fit, Recipe
from training.dictionary_stream import Stream
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.fidelity import Fidelity
from workbench.language.checkpoints import LoadedModel, load_model
from workbench.language.hookpoints import HookPoint, Site, parse
from workbench.progress import Progress
from workbench.stories.corpus import Corpus

if TYPE_CHECKING:
    from training.dictionary import SaeConfig

_READABLE = (Site.RESID_PRE, Site.RESID_MID, Site.RESID_POST, Site.ATTN_OUT, Site.MLP_OUT, Site.MLP_POST, Site.Z)
SCRATCH = (CHECKPOINT, PARTIAL)
_VALIDATION_STORIES = 2000
_CHECKPOINT_SECONDS = 15.0
_LOGGED = 200  # rows of the log
Log = list[dict[str, float]]


def make(config: "SaeConfig", source: Artifact, corpus: Artifact, folder: Path, progress: Progress) -> dict[str, Any]:
    """Train into `folder` and return the summary."""
    loaded, stories = load_model(source), Corpus.open(corpus)
    point = _point(config.hook, loaded)
    stream = _stream(loaded, stories, "train", point, config.seed, max(65_536, 16 * config.batch))
    sample = stream.chunk(0)
    recipe = Recipe(
        architecture=config.architecture,
        d_in=sample.shape[1],
        d_sae=config.d_sae,
        k=config.k,
        l1=config.l1,
        steps=config.tokens // config.batch,
        batch=config.batch,
        lr=config.lr,
        seed=config.seed,
        heads_apart=point.site is Site.Z,
    )
    metadata = {
        "model_name": source.label,
        "hook_name": point.name,
        "context_size": loaded.config.context,
        "prepend_bos": True,
        "exclude_special_tokens": True,
        "dataset_path": corpus.label,
    }
    fit = Fit(recipe, sample, metadata)
    began, resumed = time.perf_counter(), fit.resume(folder)
    before = fit.steps
    log = learn(fit, stream, recipe, folder, resumed, progress)
    seconds = time.perf_counter() - began
    fit.finish(folder)
    pq.write_table(pa.Table.from_pylist(log), folder / "log.parquet")
    split = "validation" if stories.splits["validation"] else "train"
    held_out = _stream(loaded, stories, split, point, config.seed, 0)
    fidelity = measure(folder, held_out, min(_VALIDATION_STORIES, len(held_out.stories)))
    sparsity = torch.log10(fidelity.frequency + 1e-10).float()  # SAELens' form of it
    save_file({"sparsity": sparsity}, folder / "sparsity.safetensors")
    return {
        "hook": point.name,
        "architecture": config.architecture,
        "d_in": recipe.d_in,
        "d_sae": recipe.d_sae,
        "l0": fidelity.l0,
        "explained_variance": fidelity.explained_variance,
        "alive": fidelity.alive,
        "held_out_tokens": fidelity.tokens,
        "split": split,
        "tokens": recipe.steps * recipe.batch,
        "activations_per_second": round((recipe.steps - before) * recipe.batch / seconds),
        "seconds": round(seconds, 2),
    }


def _point(name: str, loaded: LoadedModel) -> HookPoint:
    if not name:
        return HookPoint(loaded.config.n_layers // 2, Site.RESID_POST)
    point = parse(name)
    if point.site not in _READABLE:
        what = f"A dictionary cannot read {point.name}."
        raise StoryscopeError(what, f"Choose one of {', '.join(site.value for site in _READABLE)}.")
    if point.site in (Site.MLP_POST, Site.MLP_OUT) and not loaded.config.d_mlp:
        what = f"The model is made of attention alone, so there is nothing at {point.name}."
        raise StoryscopeError(what, "Name another hook point, such as blocks.0.hook_resid_post.")
    return point


def _stream(loaded: LoadedModel, corpus: Corpus, split: str, point: HookPoint, seed: int, chunk_tokens: int) -> Stream:
    texts = (table["text"].to_pylist() for table in corpus.tables(split, ["text"]))
    stories = encode(loaded.tokenizer, texts, loaded.config.context)
    size = int(np.ceil(chunk_tokens / max(1.0, float(stories.lengths.mean())))) if chunk_tokens else 1
    return Stream(loaded.model, point, stories, seed, size)


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
                output = fit.step(acts[start : start + recipe.batch])
                if fit.steps % every == 0 or fit.steps == recipe.steps:
                    log.append(_row(fit.steps, recipe, output))
                task.advance(recipe.batch, loss=log[-1]["loss"] if log else float("nan"))
            chunk += 1
            if time.monotonic() - saved >= checkpoint_seconds:
                fit.save(folder, chunk, log)
                saved = time.monotonic()
    return log


def _row(step: int, recipe: Recipe, output: Any) -> dict[str, float]:  # noqa: ANN401 - SAELens' TrainStepOutput
    fidelity = Fidelity()
    fidelity.add(output.sae_in.detach(), output.feature_acts.detach(), output.sae_out.detach())
    return {
        "step": step,
        "tokens": step * recipe.batch,
        "loss": float(output.loss.detach()),
        "l0": fidelity.l0,
        "explained_variance": fidelity.explained_variance,
    }


def measure(folder: Path, stream: Stream, stories: int) -> Fidelity:
    """How well the saved dictionary, opened by SAELens, reconstructs the first `stories` stories of the stream."""
    from sae_lens import SAE

    sae, shape = SAE.load_from_disk(folder), stream.model.config
    fidelity = Fidelity()
    with torch.no_grad():
        for acts in stream.activations(np.arange(stories)):
            # SAELens wants the heads apart and gives them back apart
            shaped = acts.unflatten(1, (shape.n_heads, shape.d_head)) if stream.point.site is Site.Z else acts
            features = sae.encode(shaped)
            fidelity.add(acts, features, sae.decode(features).flatten(1))
    return fidelity

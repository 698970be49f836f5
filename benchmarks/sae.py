"""Training dictionaries against SAELens' own runner: the same model, stories, width, batch and steps, harvest included.

Runs of both take turns, so that a busy machine slows both; rates are by processor time as well as by the clock. What
comes out is measured by one and the same evaluation on held-out stories, over several seeds.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from probes.dictionary_pass import observe
from probes.saelens_bridge import load_sae
from training.dictionary import SaeConfig, train_sae
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.language.checkpoints import load_model
from workbench.progress import SILENT
from workbench.stories.corpus import Corpus

_STORIES = 200
ENDS = ("l0", "explained_variance", "ce_loss_score", "alive")


def measure(quick: bool) -> dict[str, object]:
    """Activations per second of both and their ratio, and the end metrics of both with the spread over seeds.

    Reads the newest model; without one it makes a small one.
    """
    seeds = range(3)
    sizes = {"d_sae": 512, "k": 16, "tokens": 60_000 if quick else 400_000, "batch": 1024 if quick else 4096}
    with tempfile.TemporaryDirectory() as scratch:
        model = artifacts.listing("model")[-1] if artifacts.listing("model") else _small_model(Path(scratch))
        corpus = artifacts.resolve_beside(model, "corpus")
        found: dict[str, object] = {"model": model.label, "threads": _threads(), **sizes}
        for kind in ("batchtopk",) if quick else ("batchtopk", "topk", "standard"):
            _compare(found, kind, model, corpus, sizes, seeds)
    return found


def _compare(
    found: dict[str, object], kind: str, model: Artifact, corpus: Artifact, sizes: dict[str, int], seeds: range
) -> None:
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "SAELens": []}
    ends: dict[str, list[dict[str, float]]] = {"ours": [], "SAELens": []}
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder, _shelf(Path(folder), [model, corpus]):
            config = SaeConfig(architecture=kind, seed=seed, lr=1e-3, l1=1.0, **sizes)  # pyright: ignore[reportArgumentType]
            made, seconds = _timed(lambda config=config: train_sae(config))
            times["ours"].append(seconds)
            ends["ours"].append(_ends(made, model, corpus))
            work = _saelens_runner(config, model, corpus)
            theirs, seconds = _timed(work)
            times["SAELens"].append(seconds)
            ends["SAELens"].append(_ends(_as_artifact(theirs, made, model, corpus), model, corpus))
    tokens = sizes["tokens"]
    for name, clock in (("by the clock", 0), ("by processor time", 1)):
        rates = {who: tokens / mean(one[clock] for one in runs) for who, runs in times.items()}
        found[f"{kind}, activations/s {name}"] = {
            **{who: round(rate) for who, rate in rates.items()},
            "times faster": round(rates["ours"] / rates["SAELens"], 2),
        }
    for name in ENDS:
        values = {who: [run[name] for run in runs] for who, runs in ends.items()}
        found[f"{kind}, {name}"] = {who: f"{mean(one):.4f} +- {stdev(one):.4f}" for who, one in values.items()}


def _timed(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    wall, own = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - wall, time.process_time() - own)


def _ends(sae: Artifact, model: Artifact, corpus: Artifact) -> dict[str, float]:
    """One and the same measurement for both, on held-out stories."""
    table = Corpus.open(corpus).table("test", ["text"], _STORIES)
    with SILENT.task("", None, "") as task:
        seen = observe(load_model(model), load_sae(sae), table, task)
    return {
        "l0": seen.fidelity.l0,
        "explained_variance": seen.fidelity.explained_variance,
        "ce_loss_score": seen.losses.score,
        "alive": seen.fidelity.alive,
    }


def _saelens_runner(config: SaeConfig, model: Artifact, corpus: Artifact) -> Callable[[], Any]:
    """SAELens' runner as its users run it; what is timed is its `run`, without importing and loading."""
    import sae_lens
    from datasets import Dataset

    from workbench.language.hooked import to_hooked
    from workbench.language.tokenizer import EOT_ID

    loaded = load_model(model)
    texts = Corpus.open(corpus).table("train", ["text"])["text"].to_pylist()
    context, flat = loaded.config.context, list[int]()
    for text in texts:
        if len(flat) > 1.3 * config.tokens + 64 * context:
            break
        flat += [EOT_ID, *loaded.tokenizer.encode(text, add_special_tokens=False)]
    rows = [flat[start : start + context] for start in range(0, len(flat) - context + 1, context)]
    shared: dict[str, Any] = {"d_in": loaded.config.d_model, "d_sae": config.d_sae}
    shared |= {"normalize_activations": "expected_average_only_in"}
    steps = config.tokens // config.batch
    threshold = min(0.5, max(0.01, 20 / steps))  # as ours: SAELens' 0.01 needs a longer run to arrive
    kinds: dict[str, Callable[[], Any]] = {
        "batchtopk": lambda: sae_lens.BatchTopKTrainingSAEConfig(
            **shared, k=float(config.k), topk_threshold_lr=threshold
        ),
        "topk": lambda: sae_lens.TopKTrainingSAEConfig(**shared, k=config.k),
        "standard": lambda: sae_lens.StandardTrainingSAEConfig(
            **shared, l1_coefficient=config.l1, l1_warm_up_steps=steps // 10
        ),
    }
    settings: Any = sae_lens.LanguageModelSAERunnerConfig(
        sae=kinds[config.architecture](),
        model_name="storyscope",
        hook_name=f"blocks.{loaded.config.n_layers // 2}.hook_resid_post",
        dataset_path="",
        is_dataset_tokenized=True,
        streaming=False,
        context_size=context,
        exclude_special_tokens=True,
        training_tokens=steps * config.batch,
        train_batch_size_tokens=config.batch,
        n_batches_in_buffer=max(16, 2 * config.batch // context),
        store_batch_size_prompts=16,
        n_batches_for_norm_estimate=8,  # its thousand would take longer than the run; ours looks at as much
        lr=config.lr,
        lr_end=config.lr / 10,
        lr_warm_up_steps=max(2, steps // 20),
        lr_decay_steps=max(1, steps // 5),
        dead_feature_window=max(20, steps // 10),
        feature_sampling_window=steps + 1,
        n_checkpoints=0,
        save_final_checkpoint=False,
        output_path=None,
        device="cpu",
        seed=config.seed,
        logger=sae_lens.LoggingConfig(log_to_wandb=False),
    )
    runner: Any = sae_lens.LanguageModelSAETrainingRunner(
        settings, override_model=to_hooked(loaded), override_dataset=Dataset.from_dict({"input_ids": rows})
    )
    return runner.run


def _as_artifact(sae: Any, like: Artifact, model: Artifact, corpus: Artifact) -> Artifact:  # noqa: ANN401
    settings = {**like.manifest.config, "by": "SAELens"}
    with artifacts.create("sae", "saelens", settings, [model, corpus]) as draft:
        sae.cfg.metadata.hook_name = like.manifest.summary["hook"]
        sae.save_inference_model(draft.path)
    return artifacts.resolve("sae", "saelens")


class _shelf:  # noqa: N801 - used as a context manager
    """An artifact folder of its own that sees these artifacts."""

    def __init__(self, folder: Path, lent: list[Artifact]) -> None:
        self.before = os.environ.get("STORYSCOPE_ARTIFACTS")
        for one in lent:
            (folder / one.manifest.kind).mkdir()
            (folder / one.manifest.kind / one.label).symlink_to(one.path.resolve())
        self.folder = folder

    def __enter__(self) -> None:
        os.environ["STORYSCOPE_ARTIFACTS"] = str(self.folder)

    def __exit__(self, *_: object) -> None:
        if self.before is None:
            del os.environ["STORYSCOPE_ARTIFACTS"]
        else:
            os.environ["STORYSCOPE_ARTIFACTS"] = self.before


def _small_model(folder: Path) -> Artifact:
    from training.pretrain import TrainConfig, train
    from workbench.stories.corpus import GenerateConfig, generate

    os.environ["STORYSCOPE_ARTIFACTS"] = str(folder)
    generate(GenerateConfig(n=3_000))
    return train(TrainConfig(preset="minuscule-83k", epochs=2.0))


def _threads() -> int:
    import torch

    return torch.get_num_threads()

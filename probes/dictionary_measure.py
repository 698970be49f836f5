"""The measurement behind `evaluate_sae`: one pass, then every property of the record against every feature."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from probes.dictionaries.sparse_probing import means, sparse_probing
from probes.dictionaries.tables import Row, densities, feature_rows, properties, splits, yardsticks
from probes.dictionaries.world import Told, World, told
from probes.dictionary_eval import SaeEvalConfig
from probes.dictionary_pass import Observed, observe
from probes.dictionary_truth import Activity
from probes.labels import NAMED_BY
from probes.saelens_bridge import Dictionary, load_sae, must_fit
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel, load_model, random_init
from workbench.progress import Progress
from workbench.records import AXES
from workbench.seeding import numpy_generator
from workbench.stories.corpus import Corpus


def measure(
    config: SaeEvalConfig,
    sae: Artifact,
    model: Artifact,
    corpus: Artifact,
    control: Artifact | None,
    folder: Path,
    progress: Progress,
) -> dict[str, Any]:
    """Write the tables into `folder` and return the summary.

    Raises StoryscopeError for a split with too few stories, or a dictionary that does not fit the model.
    """
    began = time.perf_counter()
    dictionary, loaded = load_sae(sae), load_model(model)
    must_fit(dictionary, loaded.config)
    table = Corpus.open(corpus).table(config.split, ["text", "group", *AXES, *NAMED_BY], config.stories)
    if len(table) < 4:
        what = f"The {config.split} split has {len(table)} stories, too few to choose thresholds and to judge them."
        raise StoryscopeError(what, "Choose another with --split, or take a larger corpus with --corpus.")
    with progress.task("dictionary in place", len(table), "stories") as task:
        seen = observe(loaded, dictionary, table, task)
    world = World.of(seen, table, config.seed)
    tokens = seen.activity.half(seen.read)
    acts = seen.acts[seen.read[: len(seen.acts)]]
    seen = replace(seen, acts=acts)
    beside = None if control is None else _control(control, loaded, world, table, progress)
    with progress.task("dictionary against the truth", 5, "tables") as task:
        by, null, sticks = told(world, tokens), told(world, tokens, null=True), yardsticks(world, acts)
        task.advance()
        rows, ci95 = properties(world, by, null, sticks, beside and beside.told, config.seed)
        task.advance()
        features, mono = feature_rows(world, seen, tokens, loaded.tokenizer.convert_ids_to_tokens(_ids(loaded)))
        task.advance()
        split_rows, absorbed = splits(world, tokens, by, sticks, seen, dictionary.W_dec.cpu().numpy())
        task.advance()
        probed = _probed(world, tokens, acts, beside, config.seed)
        task.advance()
    tables: Mapping[str, Sequence[Row]] = {
        "properties": rows,
        "dictionary_features": features,
        "densities": densities(seen.fidelity.frequency.cpu().numpy()),
        "splitting": split_rows,
        "absorption": absorbed,
        "sparse_probing": probed,
    }
    for name, content in tables.items():
        if content:
            pq.write_table(pa.Table.from_pylist(list(content)), folder / f"{name}.parquet")
    return {
        **_fidelity(dictionary, seen),
        "tokens": seen.fidelity.tokens,
        "stories": len(table),
        "properties": len(rows),
        **by.coverage,
        "coverage_ci95": list(ci95),
        "coverage_shuffled": null.coverage["coverage"],
        "coverage_chance": _mean(rows, "chance"),
        "probe_coverage": _mean(rows, "probe_f1"),
        "reconstruction": by.token.reconstruction,
        "reconstruction_shuffled": null.token.reconstruction,
        **mono,
        "splitting": _mean(split_rows, "features"),
        "absorption": _mean(absorbed, "absorbed"),
        "sparse_probing": means(probed),
        "random_init": None if beside is None else beside.summary,
        "seconds": round(time.perf_counter() - began, 2),
    }


class _Beside:
    """What the control says: a dictionary of the same kind, trained on the same model with random weights."""

    def __init__(self, seen: Observed, world: World, dictionary: Dictionary) -> None:
        self.tokens: Activity = seen.activity.half(seen.read)
        self.told: Told = told(world, self.tokens)
        _, mono = feature_rows(world, seen, self.tokens, _numbers(int(world.words.max()) + 1))
        self.summary: dict[str, Any] = {
            "sae": dictionary.name,
            **self.told.coverage,
            "reconstruction": self.told.token.reconstruction,
            "monosemanticity": mono["monosemanticity"],
            "explained_variance": seen.fidelity.explained_variance,
            "l0": seen.fidelity.l0,
            "alive": seen.fidelity.alive,
            "ce_loss_score": seen.losses.score,
        }


def _control(control: Artifact, loaded: LoadedModel, world: World, table: pa.Table, progress: Progress) -> _Beside:
    dictionary = load_sae(control)
    model = random_init(loaded.config, int(control.manifest.config["seed"])).eval().requires_grad_(False)
    with progress.task("control in place", len(table), "stories") as task:
        seen = observe(replace(loaded, model=model), dictionary, table, task)
    return _Beside(seen, world, dictionary)


def _fidelity(dictionary: Dictionary, seen: Observed) -> dict[str, Any]:
    fidelity, losses = seen.fidelity, seen.losses
    return {
        "hook": dictionary.hook.name,
        "target_hook": dictionary.target.name,
        "architecture": dictionary.architecture,
        "d_sae": dictionary.d_sae,
        "l0": fidelity.l0,
        "explained_variance": fidelity.explained_variance,
        "shrinkage": fidelity.shrinkage,
        "alive": fidelity.alive,
        "alive_count": round(fidelity.alive * dictionary.d_sae),
        "dead": 1 - fidelity.alive,
        "dense": fidelity.dense,
        "ce_clean": losses.clean / losses.targets,
        "ce_sae": losses.replaced / losses.targets,
        "ce_ablated": losses.ablated / losses.targets,
        "ce_loss_score": losses.score,
        "kl_sae": losses.kl_replaced / losses.targets,
        "kl_ablated": losses.kl_ablated / losses.targets,
        "kl_score": losses.kl_score,
    }


def _probed(world: World, tokens: Activity, acts: np.ndarray, beside: _Beside | None, seed: int) -> list[Row]:
    """Sparse probing of the stories' labels, on means over their tokens."""
    generator = numpy_generator(seed, "sae_eval", "sparse probing")
    features = world.mean_of_stories(tokens.values)
    tables = {"features": features, "features_shuffled": features[generator.permutation(len(features))]}
    if len(acts) == len(world.story):
        tables["channels"] = world.mean_of_stories(acts)
    if beside is not None:
        tables["features_random_init"] = world.mean_of_stories(beside.tokens.values)
    return sparse_probing(tables, world.labels, world.story_names, world.judging, generator)


def _mean(rows: Sequence[Row], name: str) -> float | None:
    found = [row[name] for row in rows if row[name] is not None]
    return float(np.mean(found)) if found else None


def _ids(loaded: LoadedModel) -> list[int]:
    return list(range(len(loaded.tokenizer)))


def _numbers(count: int) -> list[str]:
    return [str(number) for number in range(count)]

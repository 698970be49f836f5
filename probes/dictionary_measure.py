"""The measurement behind `evaluate_sae`: one pass, then every property of the record against every feature."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Int
from scipy.sparse import csr_array

from probes.dictionary_eval import SaeEvalConfig
from probes.dictionary_pass import Observed, observe
from probes.dictionary_truth import Activity, Judged, judge_rules
from probes.feature_pass import judging_half, story_member
from probes.labels import NAMED_BY, label_names, token_labels
from probes.saelens_bridge import load_sae, must_fit
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import load_model
from workbench.progress import Progress
from workbench.records import AXES
from workbench.seeding import numpy_generator
from workbench.stories.corpus import Corpus

Row = dict[str, Any]


def measure(
    config: SaeEvalConfig, sae: Artifact, model: Artifact, corpus: Artifact, folder: Path, progress: Progress
) -> dict[str, Any]:
    """Write properties.parquet into `folder` and return the summary.

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
    rows, reconstruction = properties(seen, table, config.seed)
    pq.write_table(pa.Table.from_pylist(rows), folder / "properties.parquet")
    return {
        "hook": dictionary.hook.name,
        "architecture": dictionary.architecture,
        "d_sae": dictionary.d_sae,
        "l0": seen.fidelity.l0,
        "explained_variance": seen.fidelity.explained_variance,
        "alive": seen.fidelity.alive,
        "dense": float((seen.fidelity.frequency > 0.1).double().mean()),
        "ce_clean": seen.losses.clean / seen.losses.targets,
        "ce_sae": seen.losses.replaced / seen.losses.targets,
        "ce_ablated": seen.losses.ablated / seen.losses.targets,
        "ce_loss_score": seen.losses.score,
        "tokens": seen.fidelity.tokens,
        "stories": len(table),
        **coverage(rows),
        **reconstruction,
        "seconds": round(time.perf_counter() - began, 2),
    }


def properties(seen: Observed, table: pa.Table, seed: int) -> tuple[list[Row], dict[str, float]]:
    """How well the best rule tells each property of tokens (cues, mentions, plot roles) and of stories (the labels).

    Beside each stands the same with labels from elsewhere: for a token those of one far away, spans kept whole; for a
    story those of another one.
    """
    judging = judging_half(table["group"].to_pylist(), seed)
    told = np.repeat(np.arange(len(table)), seen.tokens.lengths)[seen.read]
    names = label_names(table)
    member = token_labels(table, seen.tokens, names).member[seen.read]
    tokens = seen.activity.half(seen.read)
    stories = highest(tokens, told, len(table))
    values = sorted({(axis, value) for axis in AXES for value in table[axis].unique().to_pylist() if value})
    labels = story_member(table, values)
    generator = numpy_generator(seed, "sae_eval", "null")
    shift = int(generator.integers(len(member) // 4, 3 * len(member) // 4 + 1))
    by_token, by_story = judge_rules(tokens, member, judging[told]), judge_rules(stories, labels, judging)
    null_token = judge_rules(tokens, np.roll(member, shift, axis=0), judging[told])
    null_story = judge_rules(stories, labels[generator.permutation(len(labels))], judging)
    rows = [*_rows("token", names, by_token, null_token), *_rows("story", values, by_story, null_story)]
    return rows, {
        "reconstruction": by_token.reconstruction,
        "reconstruction_shuffled": null_token.reconstruction,
    }


def highest(tokens: Activity, story: Int[np.ndarray, "token"], stories: int) -> Activity:
    """Each feature's largest activation in each story."""
    entries = tokens.values.tocoo()
    width = tokens.features
    key = story[entries.row].astype(np.int64) * width + entries.col
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    values = np.maximum.reduceat(entries.data[order], first) if len(keys) else entries.data
    return Activity(csr_array((values, (keys // width, keys % width)), shape=(stories, width)))


def coverage(rows: Sequence[Row]) -> dict[str, Any]:
    """Mean over properties of the best feature's F1, over all and apart, with its null and the F1 of always firing."""
    found: dict[str, Any] = {"properties": len(rows)}
    for suffix, kept in (("", rows), ("_tokens", _of(rows, "token")), ("_stories", _of(rows, "story"))):
        found[f"coverage{suffix}"] = float(np.mean([row["f1"] for row in kept])) if kept else None
    for name in ("shuffled", "chance"):
        found[f"coverage_{name}"] = float(np.mean([row[name] for row in rows])) if rows else None
    return found


def _of(rows: Sequence[Row], level: str) -> list[Row]:
    return [row for row in rows if row["level"] == level]


def _rows(level: str, names: Sequence[tuple[str, str]], judged: Judged, null: Judged) -> list[Row]:
    """One row per property that the judging half has."""
    columns: Mapping[str, np.ndarray] = {
        "feature": judged.feature,
        "share_of_peak": judged.share,
        "f1": judged.f1,
        "precision": judged.precision,
        "recall": judged.recall,
        "n": judged.n,
        "chance": judged.chance,
        "shuffled": null.f1,
    }
    return [
        {"level": level, "axis": axis, "value": value}
        | {name: column[index].item() for name, column in columns.items()}
        for index, (axis, value) in enumerate(names)
        if judged.n[index]
    ]

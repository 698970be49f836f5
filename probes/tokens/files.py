"""The files of a `token_probe` artifact, and how to read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from jaxtyping import Float, Int
from safetensors.numpy import save_file

from probes.probe_files import depth, intervals
from probes.tokens.measuring import MeasuredTokens
from workbench.artifacts import Artifact
from workbench.language.hookpoints import HookPoint
from workbench.seeding import numpy_generator

CONTROLS = ("shuffled", "majority", "word_type", "words_so_far", "embedding", "random_init")
"""What the accuracy of a token probe is shown beside; its margin is over the best of them."""
Row = dict[str, Any]


def results(artifact: Artifact) -> list[Row]:
    """A row per target, place and method."""
    return pq.read_table(artifact.file("results.parquet")).to_pylist()


def details(artifact: Artifact) -> list[Row]:
    """A row per target, at its best place."""
    return pq.read_table(artifact.file("details.parquet")).to_pylist()


def write(measured: MeasuredTokens, folder: Path) -> Row:
    """Write every table and the weights; returns the manifest's summary."""
    rows = [row for target in measured.labelled for row in result_rows(measured, target)]
    tables = {"results": rows, "confusion": _confusion(measured), **_detail_tables(measured)}
    for name, those in tables.items():
        if not those:
            continue  # nobody looked closer
        pq.write_table(pa.Table.from_pylist(those), folder / f"{name}.parquet")
    weights: dict[str, np.ndarray] = {}
    for (target, point), fitted in measured.fitted.items():
        weights[f"{target}/{point.name}/weight"] = np.ascontiguousarray(fitted.weight)
        weights[f"{target}/{point.name}/bias"] = np.ascontiguousarray(fitted.bias)
    save_file(weights, folder / "weights.safetensors")
    return {
        "results": [row for row in rows if row["chosen"] and row["method"] == "logistic"],
        "classes": {target: list(one.names) for target, one in measured.labelled.items()},
        "dropped": dict(measured.gathered.dropped),
        "places": [point.name for point in measured.points],
        "train_stories": len(measured.gathered.train.texts),
        "test_stories": len(measured.gathered.test.texts),
        "train_tokens": len(measured.gathered.train.rows),
        "test_tokens": len(measured.gathered.test.rows),
    }


def result_rows(measured: MeasuredTokens, target: str) -> list[Row]:
    """One row per place and method: accuracy, its interval over story groups, and what it must beat."""
    one = measured.labelled[target]
    truth = one.test_y.numpy()
    part = measured.gathered.test
    story = part.story[one.test_rows.numpy()]
    groups = np.unique(np.array(part.groups, dtype=object).astype(str), return_inverse=True)[1][story]
    commonest = int(np.bincount(one.train_y.numpy()[~one.validation.numpy()]).argmax())
    embedding = measured.fitted[target, measured.points[0]].methods["logistic"].answers
    best = measured.best(target)
    rows: list[Row] = []
    for point in measured.points:
        fitted = measured.fitted[target, point]
        said = (
            fitted.shuffled,
            np.full(len(truth), commonest),
            measured.word[target],
            measured.words[target],
            embedding,
            measured.random[target, point].answers,
        )
        controls = np.stack([answers == truth for answers in said])
        strongest = controls[int(controls.mean(1).argmax())].astype(np.float64)
        methods = {name: (made.answers == truth).astype(np.float64) for name, made in fitted.methods.items()}
        right = np.stack(list(methods.values()))
        low, high = by_group(np.concatenate([right, right - strongest]), groups, measured.seed)
        control = float((fitted.control.answers == one.test_control_y.numpy()).mean())
        for index, (method, hits) in enumerate(methods.items()):
            plain = method == "logistic"
            rows.append(
                {
                    "target": target,
                    "kind": measured.gathered.classes[target][0].kind,
                    "layer": point.layer,
                    "site": point.site.name.lower(),
                    "depth": depth(point),
                    "hook": point.name,
                    "method": method,
                    "accuracy": float(hits.mean()),
                    "ci95": [low[index], high[index]],
                    "balanced": balanced(fitted.methods[method].answers, truth, one.n_classes),
                    "n": len(truth),
                    "n_stories": len(np.unique(story)),
                    "n_train": len(one.train_y),
                    "n_classes": one.n_classes,
                    **dict(zip(CONTROLS, controls.mean(1).tolist(), strict=True)),
                    "control_task": control if plain else None,
                    "selectivity": float(hits.mean()) - control if plain else None,
                    "margin": float((hits - strongest).mean()),
                    "margin_ci95": [low[len(right) + index], high[len(right) + index]],
                    "validation": fitted.methods[method].validation,
                    "strength": fitted.methods[method].strength,
                    "chosen": point == best,
                }
            )
    return rows


def by_group(
    columns: Float[np.ndarray, "column item"], groups: Int[np.ndarray, "item"], seed: int
) -> tuple[list[float], list[float]]:
    """95% intervals of every column's mean over items, drawing whole groups."""
    return intervals(columns.T, groups.astype(str).tolist(), numpy_generator(seed, "intervals"))


def balanced(answers: Int[np.ndarray, "item"], truth: Int[np.ndarray, "item"], n_classes: int) -> float:
    """The mean over classes of the share of their tokens that is read right."""
    there = np.bincount(truth, minlength=n_classes)
    hit = np.bincount(truth[answers == truth], minlength=n_classes)
    return float((hit[there > 0] / there[there > 0]).mean())


def _confusion(measured: MeasuredTokens) -> list[Row]:
    rows: list[Row] = []
    for target, one in measured.labelled.items():
        best, k = measured.best(target), one.n_classes
        answers = measured.fitted[target, best].methods["logistic"].answers
        counts = np.bincount(one.test_y.numpy() * k + answers, minlength=k * k).reshape(k, k)
        rows += [
            {"target": target, "hook": best.name, "truth": truth, "predicted": name, "count": int(counts[i, j])}
            for i, truth in enumerate(one.names)
            for j, name in enumerate(one.names)
        ]
    return rows


def _detail_tables(measured: MeasuredTokens) -> Mapping[str, Sequence[Row]]:
    bins: list[Row] = []
    curve: list[Row] = []
    rows: list[Row] = []
    for target, detail in measured.details.items():
        where: Row = {"target": target, "hook": _name(detail.point)}
        bins += [
            {**where, "bin": one.bin, "confidence": one.confidence, "accuracy": one.accuracy, "count": one.count}
            for one in detail.bins
        ]
        for source, steps in detail.codes.items():
            curve += [
                {
                    **where,
                    "source": source,
                    "fraction": step.fraction,
                    "n": step.n,
                    "accuracy": step.accuracy,
                    "codelength": step.codelength,
                }
                for step in steps
            ]
        rows.append(
            {
                **where,
                "ece": detail.ece,
                "mdl_bits": detail.codes["model"][-1].codelength,
                "mdl_uniform_bits": detail.uniform_bits,
                "compression": detail.compression["model"],
                "compression_random_init": detail.compression["random_init"],
                "compression_embedding": detail.compression["embedding"],
                "mdl_labels": detail.codes["model"][-1].n,
                "l1_accuracy": detail.l1_accuracy,
                "l1_channels": detail.l1_channels,
                "l1_strength": detail.l1_strength,
            }
        )
    return {"calibration": bins, "learning": curve, "details": rows}


def _name(point: HookPoint) -> str:
    return point.name

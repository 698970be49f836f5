"""Dictionaries over architectures, widths and sparsities: the frontier of L0 and fidelity, and StoryBench."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq

from apps.dictionaries.bench_table import bench_columns, markdown
from apps.dictionaries.evaluating import evaluate
from probes.dictionary_eval import SaeEvalConfig
from training.dictionary import PENALISED, Architecture, SaeConfig, train_sae
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import load, option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

Row = dict[str, Any]
RUNS, FIGURE, PAGE, TABLE, TEXT = "runs.parquet", "frontier.json", "page.html", "table.parquet", "table.md"


@dataclass(frozen=True, kw_only=True)
class SaeSweepConfig(SaeConfig):
    """What a sweep over dictionaries needs: the settings that all share, and those that vary."""

    architectures: tuple[str, ...] = option((), "kinds of dictionaries; none: the one of --architecture")
    widths: tuple[int, ...] = option((), "numbers of features; none: that of --d-sae")
    ks: tuple[int, ...] = option((4, 8, 16, 32), "active features per token, for kinds that have k")
    l1s: tuple[float, ...] = option((1.0, 3.0, 10.0), "weights of the penalty, for standard and gated")
    stories: int = option(1_000, "held-out stories that each is judged on")
    controls: bool = option(False, "train and judge each on random weights as well")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a run that would make no dictionary, before the first is trained."""
        super().__post_init__()
        if self.weights != "trained":
            raise StoryscopeError("A sweep trains its controls itself.", "Leave --weights out; use --controls.")
        for name in ("ks", "l1s"):
            if not getattr(self, name):
                raise StoryscopeError(f"{name} is empty.", f"Give at least one of {name}.")
        runs_of(self)


@dataclass(frozen=True, kw_only=True)
class BenchConfig(SaeSweepConfig):
    """StoryBench: what a sweep needs, with sizes that take minutes on two cores, controls included."""

    architectures: tuple[str, ...] = option(
        ("batchtopk", "topk", "matryoshka_batchtopk", "jumprelu", "gated", "standard"), "kinds of dictionaries"
    )
    widths: tuple[int, ...] = option((256, 1024), "numbers of features")
    ks: tuple[int, ...] = option((16,), "active features per token, for kinds that have k")
    l1s: tuple[float, ...] = option((3.0,), "weights of the penalty, for standard and gated")
    tokens: int = option(500_000, "activations to train each on")
    controls: bool = option(True, "train and judge each on random weights as well")


def runs_of(config: SaeSweepConfig) -> list[SaeConfig]:
    """The dictionaries that a sweep trains, in the order of its lists."""
    shared = {field.name: getattr(config, field.name) for field in fields(SaeConfig)}
    found: list[SaeConfig] = []
    for kind, width in itertools.product(
        config.architectures or (config.architecture,), config.widths or (config.d_sae,)
    ):
        if kind not in _kinds():
            raise StoryscopeError(f"There is no architecture '{kind}'.", f"Use some of {', '.join(_kinds())}.")
        values = config.l1s if kind in PENALISED else config.ks
        for value in values:
            sparsity: Row = {"l1": float(value)} if kind in PENALISED else {"k": int(value)}
            name = f"{kind}-{width}-{'l1-' if kind in PENALISED else 'k'}{value:g}"
            one = load(SaeConfig, None, {**shared, **sparsity, "architecture": kind, "d_sae": width, "name": name})
            if one not in found:
                found.append(one)
    return found


def sweep_saes(config: SaeSweepConfig, progress: Progress = SILENT) -> Artifact:
    """Train and judge every dictionary that is not there yet, and set them side by side."""
    return _make("sae_sweep", config, progress)


def bench(config: BenchConfig, progress: Progress = SILENT) -> Artifact:
    """StoryBench: the table over architectures and widths against the truth, with random-weights controls."""
    return _make("storybench", config, progress)


def _make(kind: str, config: SaeSweepConfig, progress: Progress) -> Artifact:
    model = artifacts.resolve("model", config.model)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    runs = [replace(run, model=model.label, corpus=corpus.label) for run in runs_of(config)]
    settings: dict[str, object] = {
        key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name", "weights")
    }
    done = artifacts.finished(kind, settings, [model, corpus])
    if done is not None:
        return done
    rows: list[Row] = []
    for place, run in enumerate(runs, 1):
        progress.say(f"Dictionary {place} of {len(runs)}: {run.name}.")
        sae = train_sae(run, progress)
        judged = evaluate(SaeEvalConfig(sae=sae.label, stories=config.stories, controls=config.controls), progress)
        rows.append(_row(run, sae, judged))
    with artifacts.create(kind, config.name or kind.replace("_", "-"), settings, [model, corpus]) as draft:
        pq.write_table(pa.Table.from_pylist(rows), draft.path / RUNS)
        columns = bench_columns(rows)
        if kind == "storybench":
            pq.write_table(
                pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows]), draft.path / TABLE
            )
            (draft.path / TEXT).write_text(markdown(rows) + "\n", encoding="utf-8")
        _draw(kind, rows, columns, draft.path)
        draft.summary.update(runs=rows, stories=config.stories, tokens=config.tokens)
    made = artifacts.finished(kind, settings, [model, corpus])
    assert made is not None
    return made


def _row(run: SaeConfig, sae: Artifact, judged: Artifact) -> Row:
    """Every number of the dictionary and of its judgement; those of its control under names that end so."""
    found = judged.manifest.summary
    row: Row = {"sae": sae.label, "sae_eval": judged.label, "architecture": run.architecture, "d_sae": run.d_sae}
    row["sparsity"] = float(run.l1 if run.architecture in PENALISED else run.k)
    row |= {name: value for name, value in found.items() if _is_number(value) and name not in row}
    row["activations_per_second"] = sae.manifest.summary["activations_per_second"]
    low, high = found["coverage_ci95"]
    row |= {"coverage_lo": low, "coverage_hi": high}
    for name, value in (found["random_init"] or {}).items():
        if _is_number(value):
            row[f"{name}_random_init"] = value
    for what, by_k in found["sparse_probing"].items():
        row |= {f"probing_{what}_{k}": value for k, value in by_k.items()}
    return row


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _draw(kind: str, rows: Sequence[Row], columns: Sequence[str], folder: Path) -> None:
    from apps.figures.dictionaries import FrontierPoint, frontier
    from apps.markup import fact_table
    from apps.report_page import drawing, page

    points = [
        FrontierPoint(
            series=f"{row['architecture']} {row['d_sae']:,}",
            sparsity=row["sparsity"],
            l0=row["l0"],
            explained_variance=row["explained_variance"],
            ce_loss_score=row["ce_loss_score"],
            coverage=row["coverage"],
        )
        for row in rows
    ]
    made = frontier(points)
    (folder / FIGURE).write_text(json.dumps(json.loads(made.to_json() or "{}")) + "\n", encoding="utf-8")
    cells = [[_spell(row.get(name)) for name in columns] for row in rows]
    table = fact_table(cells, [name.replace("_", " ") for name in columns])
    title = "StoryBench" if kind == "storybench" else "Sweep of dictionaries"
    sections = [("Sparsity and fidelity", drawing(made)), ("Against the truth", table)]
    (folder / PAGE).write_text(page(title, f"{len(rows)} dictionaries side by side.", sections), encoding="utf-8")


def _spell(value: object) -> str:
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def _kinds() -> tuple[str, ...]:
    return get_args(Architecture)

"""Several models trained one after the other and set side by side, as `storyscope train --sweep sizes.toml`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from apps.along import Asked, Row, check, measured
from training.pretrain import TrainConfig, train
from training.scaling import PowerLaw, power_law
from training.sweeping import changes, runs_of
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

_WITHIN = ("model",)
"""What heads a column of the page's table, so needs no row."""
PAGE, FIGURE, TABLE = "scaling.html", "scaling.json", "runs.parquet"


@dataclass(frozen=True, kw_only=True)
class SweepConfig(TrainConfig):
    """What a sweep needs: the settings that its runs share, and where their differences are."""

    sweep: str = option("", "a TOML file: [[run]] tables of settings, [grid] lists of values, [base] for all")
    measure: tuple[str, ...] = option((), "measure each model too: winogrande, probe")
    items: str = option("", "for winogrande: a JSON file or an items artifact; empty: the newest items")
    targets: tuple[str, ...] = option(("topic", "tone", "moral"), "for probe: label columns to read")
    train_stories: int = option(2_000, "for probe: stories to fit on, at most")
    test_stories: int = option(1_000, "for probe: stories to score on, at most")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for settings that train nothing, and for a measure that there is not."""
        super().__post_init__()
        check(self.measure)
        if not self.sweep:
            raise StoryscopeError("No sweep was given.", "Name a TOML file: storyscope train --sweep sizes.toml.")


def sweep(config: SweepConfig, progress: Progress = SILENT) -> Artifact:
    """Train every run that is not finished yet, measure the models, and set them side by side.

    The artifact holds runs.parquet, a page with the scaling plot, and the plot as JSON. All runs are checked before the
    first is trained. Raises StoryscopeError for a file that describes none.
    """
    shared = TrainConfig(**{field.name: getattr(config, field.name) for field in fields(TrainConfig)})
    runs = runs_of(Path(config.sweep), shared)
    models: list[Artifact] = []
    for place, run in enumerate(runs, 1):
        progress.say(f"Run {place} of {len(runs)}: {run.name or run.preset}.")
        models.append(train(run, progress))
    asked = Asked(
        items=config.items,
        targets=config.targets,
        train_stories=config.train_stories,
        test_stories=config.test_stories,
    )
    results = [measured(model, config.measure, asked, progress) for model in models]
    settings = {key: value for key, value in to_dict(config).items() if key in ("measure", "items", "targets")}
    done = artifacts.finished("sweep", settings, models)
    if done is not None:
        return done
    differ = changes(runs)
    rows = [_row(run, model, found, differ) for run, model, found in zip(runs, models, results, strict=True)]
    law = _law(rows)
    with artifacts.create("sweep", config.name or Path(config.sweep).stem, settings, models) as draft:
        pq.write_table(pa.Table.from_pylist(rows), draft.path / TABLE)
        _draw(rows, law, draft.path)
        draft.summary.update(runs=rows, differ=differ)
        if law is not None:
            draft.summary.update(exponent=law.exponent, exponent_ci95=[law.low, law.high], scale=law.scale, n=law.n)
    made = artifacts.finished("sweep", settings, models)
    assert made is not None
    return made


def _row(run: TrainConfig, model: Artifact, found: Sequence[Row], differ: Sequence[str]) -> Row:
    """One run of the table; of a target's probes it takes the best place, which is a little too good to be true."""
    summary, told = model.manifest.summary, to_dict(run)
    row: Row = {"model": model.label, **{name: told[name] for name in differ}}
    for name in ("parameters", "tokens", "val_loss", "val_bits_per_byte", "val_accuracy", "seconds"):
        row[name] = summary.get(name)
    for one in found:
        if one["measure"] == "winogrande" and one["series"] == "all":
            row |= {"winogrande": one["value"], "winogrande_low": one["low"], "winogrande_high": one["high"]}
    probed = [one for one in found if one["measure"] == "probe"]
    for target in dict.fromkeys(one["series"].split(", layer ")[0] for one in probed):
        own = max((one for one in probed if one["series"].startswith(target)), key=lambda one: one["value"])
        row |= {f"probe_{target}": own["value"], f"probe_{target}_low": own["low"], f"probe_{target}_high": own["high"]}
    return row


def _law(rows: Sequence[Row]) -> PowerLaw | None:
    sizes = [row["parameters"] for row in rows]
    return power_law(sizes, [row["val_loss"] for row in rows]) if len(set(sizes)) > 1 else None


def _draw(rows: Sequence[Row], law: PowerLaw | None, folder: Path) -> None:
    from apps.figures import Law, Sized, scaling_curve
    from apps.markup import fact_table
    from apps.report_page import drawing, page

    points = [Sized(name=row["model"], parameters=row["parameters"], loss=row["val_loss"]) for row in rows]
    drawn = None if law is None else Law(scale=law.scale, exponent=law.exponent, lo=law.low, hi=law.high)
    made = scaling_curve(points, drawn)
    (folder / FIGURE).write_text(json.dumps(json.loads(made.to_json() or "{}")) + "\n", encoding="utf-8")
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in _WITHIN]
    names = [name for name in names if not name.endswith(("_low", "_high"))]
    cells = [[name.replace("_", " "), *(_spell(row, name) for row in rows)] for name in names]
    table = fact_table(cells, ["", *(str(row["model"]).rsplit("-", 1)[0] for row in rows)])
    sections = [("Loss by size", drawing(made)), ("Runs", table)]
    (folder / PAGE).write_text(page("Sweep", f"{len(rows)} models side by side.", sections), encoding="utf-8")


def _spell(row: Row, name: str) -> str:
    """One cell, with its interval where it has one."""
    value, low, high = (row.get(one) for one in (name, f"{name}_low", f"{name}_high"))
    if value is None:
        return ""
    text = f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
    return text if low is None or high is None else f"{text} [{low:.3g}, {high:.3g}]"

"""How a model came to be what it is: instruments over the checkpoints of its training, as `storyscope dynamics`."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from apps.along import Asked, Row, check, measured
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.snapshots import at_step, steps_of

PAGE, TABLE = "dynamics.html", "dynamics.parquet"
_BITS = "bits per byte"


@dataclass(frozen=True, kw_only=True)
class DynamicsConfig:
    """What `dynamics` needs."""

    model: str = option("", "a model that was trained with --checkpoints: a name, an id prefix or a path")
    measure: tuple[str, ...] = option(("loss",), "what to measure at each: loss, winogrande, probe")
    steps: tuple[int, ...] = option((), "only at these steps; empty: at all that were kept")
    items: str = option("", "for winogrande: a JSON file or an items artifact; empty: the newest items")
    corpus: str = option("", "for probe: the labelled stories; empty: the corpus that the model was trained on")
    targets: tuple[str, ...] = option(("topic", "tone", "moral"), "for probe: label columns to read")
    train_stories: int = option(2_000, "for probe: stories to fit on, at most")
    test_stories: int = option(1_000, "for probe: stories to score on, at most")
    name: str = option("dynamics", "the artifact's name")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a measure that there is not."""
        check(self.measure)
        if not self.measure:
            raise StoryscopeError("There is nothing to measure.", "Give --measure loss,winogrande,probe.")


def dynamics(config: DynamicsConfig, progress: Progress = SILENT) -> Artifact:
    """Measure every checkpoint; what an earlier, interrupted call has measured is not measured again.

    The artifact holds dynamics.parquet (step, tokens, measure, series, value, low, high, n, baseline) and a page of
    plots. Raises StoryscopeError for a model that has no checkpoints.
    """
    model = artifacts.resolve("model", config.model or None)
    steps = list(config.steps) or steps_of(model)
    if not steps:
        what = f"The model {model.label} has no checkpoints from its training."
        raise StoryscopeError(what, "Train one with: storyscope train --checkpoints log.")
    kept = [at_step(model, step) for step in sorted(set(steps))]
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "name", "items", "corpus")}
    settings["steps"] = [one.manifest.summary["step"] for one in kept]
    parents = [model]
    if "winogrande" in config.measure and not config.items.endswith(".json"):
        parents.append(artifacts.resolve("items", config.items or None))
    elif config.items:
        settings["items"] = config.items
    if config.corpus:
        parents.append(artifacts.resolve("corpus", config.corpus))
    done = artifacts.finished("dynamics", settings, parents)
    if done is not None:
        return done
    asked = Asked(
        items=config.items,
        corpus=config.corpus,
        targets=config.targets,
        train_stories=config.train_stories,
        test_stories=config.test_stories,
    )
    with artifacts.create("dynamics", config.name, settings, parents) as draft:
        rows: list[Row] = []
        tokens = _tokens(model)
        for place, one in enumerate(kept, 1):
            step = int(one.manifest.summary["step"])
            progress.say(f"Step {step} ({place} of {len(kept)}).")
            found = measured(one, config.measure, asked, progress)
            rows += [{"step": step, "tokens": tokens.get(step), **row} for row in found]
        pq.write_table(pa.Table.from_pylist(rows), draft.path / TABLE)
        (draft.path / PAGE).write_text(_page(model, rows), encoding="utf-8")
        draft.summary.update(model=model.label, steps=settings["steps"], results=[_brief(row) for row in rows])
    made = artifacts.finished("dynamics", settings, parents)
    assert made is not None
    return made


def _tokens(model: Artifact) -> dict[int, int]:
    """How many tokens the model had seen at each step of its log."""
    table = pq.read_table(model.file("log.parquet"), columns=["step", "tokens"])
    return dict(zip(table["step"].to_pylist(), table["tokens"].to_pylist(), strict=True))


def _brief(row: Row) -> Row:
    return {key: row[key] for key in ("step", "measure", "series", "value", "low", "high")}


def _page(model: Artifact, rows: Sequence[Row]) -> str:
    from apps.figures import Grown, growth_curves
    from apps.report_page import drawing, page

    sections: list[tuple[str, str]] = []
    for title, chosen in _plots(rows).items():
        points = [
            Grown(
                step=row["step"],
                series=row["series"],
                value=row["value"],
                lo=row["low"],
                hi=row["high"],
                baseline=row["baseline"],
            )
            for row in chosen
        ]
        percent = title != _BITS
        y = "accuracy" if percent else _BITS
        sections.append((title, drawing(growth_curves(points, y=y, percent=percent))))
    lead = f"What the model {model.label} could do along its training. Dotted: the best baseline of each."
    return page("Training dynamics", lead, sections)


def _plots(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Title -> the rows to draw; what is drawn of a measure is a choice, the table has all."""
    plots: dict[str, list[Row]] = {}
    for row in rows:
        if row["measure"] == "loss" and row["series"] != "loss":
            plots.setdefault(row["series"], []).append(row)
        elif row["measure"] == "winogrande" and row["series"] == "all":
            plots.setdefault("WinoGrande", []).append(row)
    probed = [row for row in rows if row["measure"] == "probe"]
    if probed:
        names = _chosen(probed)
        plots["probes"] = [row for row in probed if row["series"] in names]
    return plots


def _chosen(rows: Sequence[Row]) -> set[str]:
    """The probes to draw: of each target the place that is best at the last step, and that one at every step."""
    if not rows:
        return set()
    last = [row for row in rows if row["step"] == max(one["step"] for one in rows)]
    best: dict[str, Row] = {}
    for row in last:
        target = row["series"].split(", layer ")[0]
        if target not in best or row["value"] > best[target]["value"]:
            best[target] = row
    return {row["series"] for row in best.values()}

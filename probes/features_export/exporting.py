"""`features export`: statistics as files for other tools."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from probes.feature_reading import Features, open_features
from probes.feature_search import SORTS, find_units
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress, Task

FORMATS = ("neuronpedia", "html", "csv", "parquet")
Writer = Callable[[Features, Sequence[int], Path, Task], None]


@dataclass(frozen=True, kw_only=True)
class ExportConfig:
    """What `features export` needs."""

    features: str = option("", "the statistics: a name, an id prefix or a path; empty: the newest")
    format: str = option("html", "neuronpedia, html, csv or parquet")
    out: Path = option(Path("features_export"), "the folder to write, which must not be there yet")
    kind: str = option("", "neuron, feature or head; empty: all")
    sort: str = option("number", "which units come first where --count limits them: number, lift, f1, density, ...")
    count: int = option(0, "how many units; 0: all")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for unknown formats, kinds and orders."""
        for name, value, known in (
            ("format", self.format, FORMATS),
            ("kind", self.kind, ("", "neuron", "feature", "head")),
            ("sort", self.sort, tuple(SORTS)),
        ):
            if value not in known:
                raise StoryscopeError(f"{name}={value!r} is not known.", f"Use {', '.join(filter(None, known))}.")
        if self.count < 0:
            raise StoryscopeError(f"count={self.count} is negative.", "Give 0 for all.")


@dataclass(frozen=True)
class Exported:
    """What was written where."""

    summary: dict[str, Any] = field(default_factory=dict[str, Any])


def export(config: ExportConfig, progress: Progress = SILENT) -> Exported:
    """Write the statistics of some or all units in another format.

    The folder appears when it is whole. Raises StoryscopeError if it is there already, if no unit fits, or if the
    statistics are of an older format.
    """
    features = open_features(config.features, needs="relations")
    units = find_units(features, kind=config.kind, sort=config.sort, count=config.count or 1 << 40)
    rows: list[int] = units["row"].to_pylist()
    if not rows:
        raise StoryscopeError(f"{features.artifact.label} has no units of kind {config.kind}.", "Choose another kind.")
    if config.out.exists():
        raise StoryscopeError(f"{config.out} is there already.", "Name another folder with --out, or remove it.")
    partial = config.out.with_name(f".partial-{config.out.name}")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # what an interrupted run left
        partial.mkdir(parents=True)
        with progress.task(f"export: {config.format}", len(rows), "units") as task:
            _writer(config.format)(features, rows, partial, task)
        files = [file for file in partial.rglob("*") if file.is_file()]
        size = sum(file.stat().st_size for file in files)
        partial.rename(config.out)
    except OSError as fault:
        what = f"{config.out} cannot be written: {fault.strerror or fault}."
        raise StoryscopeError(what, "Choose a folder that you may write to, on a disk with room.") from fault
    return Exported(
        {
            "features": features.artifact.label,
            "format": config.format,
            "units": len(rows),
            "files": len(files),
            "bytes": size,
            "path": str(config.out),
        }
    )


def _writer(format: str) -> Writer:
    if format == "neuronpedia":
        from probes.features_export.neuronpedia import write_neuronpedia

        return write_neuronpedia
    if format == "html":
        from probes.features_export.pages import write_pages

        return write_pages
    from probes.features_export.flat import write_csv, write_parquet

    return write_csv if format == "csv" else write_parquet

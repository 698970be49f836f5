"""Instruments over several models: what `dynamics` asks of a model's checkpoints and `sweep` of its models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the instruments are given besides the model."""

    items: str = ""
    corpus: str = ""
    targets: tuple[str, ...] = ("topic", "tone", "moral")
    train_stories: int = 8_000
    test_stories: int = 4_000


Row = dict[str, Any]
"""One value: measure, series, value, low, high, n, baseline; None where there is none."""
Measure = Callable[[Artifact, Asked, Progress], list[Row]]


def _row(measure: str, series: str, value: float, **more: Any) -> Row:  # noqa: ANN401 - a table's cells
    blank: Row = {"low": None, "high": None, "n": None, "baseline": None}
    return {"measure": measure, "series": series, "value": value, **blank, **more}


def _loss(model: Artifact, asked: Asked, progress: Progress) -> list[Row]:  # noqa: ARG001 - measures share parameters
    from training.measuring import validation_of

    found = validation_of(model)
    best = model.manifest.summary.get("ngram_bits_per_byte")
    assert found.accuracy is not None
    return [
        _row("loss", "loss", found.loss),
        _row("loss", "bits per byte", found.bits_per_byte, baseline=best),
        _row("loss", "next-token accuracy", found.accuracy),
    ]


def _winogrande(model: Artifact, asked: Asked, progress: Progress) -> list[Row]:
    from probes.winogrande import WinoGrandeConfig, evaluate

    found = evaluate(WinoGrandeConfig(model=(model.label,), items=asked.items), progress).manifest.summary
    low, high = found["ci95"]
    kinds: Mapping[str, Any] = found.get("by_kind") or {}
    rows = [
        _row(
            "winogrande",
            "all",
            found["accuracy"],
            low=low,
            high=high,
            n=found["n"],
            baseline=found.get("majority", 0.5),
        )
    ]
    for kind, one in kinds.items():
        low, high = one.get("ci95", (None, None))
        rows.append(_row("winogrande", kind, one["accuracy"], low=low, high=high, n=one.get("n"), baseline=0.5))
    return rows


def _probe(model: Artifact, asked: Asked, progress: Progress) -> list[Row]:
    from probes.linear import ProbeConfig, probe

    config = ProbeConfig(
        model=model.label,
        corpus=asked.corpus,
        targets=asked.targets,
        train_stories=asked.train_stories,
        test_stories=asked.test_stories,
        positions=("mean",),
    )
    rows: list[Row] = []
    for one in probe(config, progress).manifest.summary["results"]:
        low, high = one["ci95"]
        controls = [one[name] for name in ("shuffled", "bag_of_words", "random_init", "majority")]
        series = f"{one['target']}, layer {one['layer']} {one['site']}"
        rows.append(_row("probe", series, one["accuracy"], low=low, high=high, n=one.get("n"), baseline=max(controls)))
    return rows


MEASURES: dict[str, Measure] = {"loss": _loss, "winogrande": _winogrande, "probe": _probe}


def check(measures: tuple[str, ...]) -> None:
    """Raise StoryscopeError for a measure that there is not."""
    unknown = [name for name in measures if name not in MEASURES]
    if unknown:
        raise StoryscopeError(f"'{unknown[0]}' is not a measure.", f"Choose from {', '.join(MEASURES)}.")


def measured(model: Artifact, measures: tuple[str, ...], asked: Asked, progress: Progress = SILENT) -> list[Row]:
    """Every value of every measure of one model; what an instrument has finished before is not done again."""
    return [row for name in measures for row in MEASURES[name](model, asked, progress)]

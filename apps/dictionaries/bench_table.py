"""The table of StoryBench: what is shown of each dictionary, and the same as text for a page."""

from collections.abc import Mapping, Sequence
from typing import Any

_COLUMNS = (
    "architecture",
    "d_sae",
    "sparsity",
    "l0",
    "explained_variance",
    "ce_loss_score",
    "kl_score",
    "alive",
    "coverage",
    "coverage_lo",
    "coverage_hi",
    "coverage_shuffled",
    "coverage_random_init",
    "probe_coverage",
    "reconstruction",
    "reconstruction_random_init",
    "reconstruction_shuffled",
    "monosemanticity",
    "monosemanticity_random_init",
    "splitting",
    "absorption",
)


def bench_columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The columns of the table that the rows have."""
    return [name for name in _COLUMNS if any(row.get(name) is not None for row in rows)]


def markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table as text: coverage and reconstruction beside their controls.

    >>> print(markdown([]).splitlines()[0].split(" | ")[1])
    L0
    """
    heads = (
        "| dictionary",
        "L0",
        "explained variance",
        "CE score",
        "alive",
        "coverage (95%)",
        "random weights",
        "shuffled",
        "linear probe",
        "reconstruction",
        "random weights",
        "monosemanticity",
        "features a property",
        "absorbed |",
    )
    lines = [" | ".join(heads), "|" + " --- |" * len(heads)]
    for row in rows:
        cells = (
            f"{row['architecture']} {row['d_sae']:,}",
            f"{row['l0']:.1f}",
            f"{row['explained_variance']:.3f}",
            f"{row['ce_loss_score']:.3f}",
            f"{row['alive']:.1%}",
            f"{row['coverage']:.3f} ({row['coverage_lo']:.3f} to {row['coverage_hi']:.3f})",
            _spell(row.get("coverage_random_init")),
            _spell(row.get("coverage_shuffled")),
            _spell(row.get("probe_coverage")),
            _spell(row.get("reconstruction")),
            _spell(row.get("reconstruction_random_init")),
            _spell(row.get("monosemanticity")),
            _spell(row.get("splitting"), 2),
            _spell(row.get("absorption")),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _spell(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}f}"

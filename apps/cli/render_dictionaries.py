"""The tables of dictionaries: one judged, several side by side, and explanations."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import table
from workbench.artifacts import Artifact

_BESIDE = (
    ("coverage", "coverage", "coverage_shuffled", "probe_coverage"),
    ("of tokens", "coverage_tokens", None, None),
    ("of stories", "coverage_stories", None, None),
    ("reconstruction", "reconstruction", "reconstruction_shuffled", None),
    ("monosemanticity", "monosemanticity", "monosemanticity_shuffled", None),
)
_PLAIN = (
    "l0",
    "explained_variance",
    "ce_loss_score",
    "kl_score",
    "shrinkage",
    "alive",
    "dense",
    "splitting",
    "absorption",
)


def judged(console: Console, result: object) -> None:
    """A dictionary's fidelity, then what it tells of the truth beside its controls."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    cells = [[name.replace("_", " "), _spell(values.get(name))] for name in _PLAIN]
    title = f"{values['architecture']} of {values['d_sae']:,} features at {values['hook']}, {values['tokens']:,} tokens"
    console.print(table(title, ["", ""], cells))
    control: Mapping[str, Any] = values.get("random_init") or {}
    rows = [
        [
            title,
            _spell(values.get(name)) + _interval(values.get(f"{name}_ci95")),
            _spell(control.get(name)),
            _spell(values.get(null)) if null else "",
            _spell(values.get(probe)) if probe else "",
        ]
        for title, name, null, probe in _BESIDE
    ]
    heads = ["against the truth", "features", "random weights", "shuffled", "linear probe"]
    console.print(table(f"{values['properties']} properties, {values['stories']:,} stories", heads, rows))
    probing = cast("Mapping[str, Mapping[str, float]]", values.get("sparse_probing") or {})
    if probing:
        by_k = [[what.replace("_", " "), *(_spell(found[k]) for k in found)] for what, found in probing.items()]
        ks = [f"k = {k}" for k in next(iter(probing.values()))]
        console.print(table("sparse probing, mean balanced accuracy (chance 0.5)", ["", *ks], by_k))
    if not control:
        console.print("No control of random weights: this dictionary's training cannot be repeated here.")
    console.print(f"In {artifact.path}", markup=False)


def side_by_side(console: Console, result: object) -> None:
    """One row for each dictionary of a sweep or of StoryBench."""
    artifact = cast("Artifact", result)
    rows = cast("Sequence[Mapping[str, Any]]", artifact.manifest.summary["runs"])
    names = ("l0", "explained_variance", "ce_loss_score", "alive", "coverage", "coverage_random_init", "probe_coverage")
    shown = [name for name in names if any(row.get(name) is not None for row in rows)]
    cells = [
        [f"{row['architecture']} {row['d_sae']:,}", f"{row['sparsity']:g}", *(_spell(row.get(name)) for name in shown)]
        for row in rows
    ]
    console.print(table(artifact.label, ["dictionary", "setting", *(name.replace("_", " ") for name in shown)], cells))
    console.print(f"In {artifact.path} (page.html, runs.parquet)", markup=False)


def explained(console: Console, result: object) -> None:
    """How good the explanations are, by method, and how far methods agree."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    methods = cast("Mapping[str, Mapping[str, Any]]", values["methods"])
    cells = [
        [name, f"{found['features']:,}", _spell(found["score"]) + _interval(found["score_ci95"]), _spell(found["null"])]
        for name, found in methods.items()
    ]
    console.print(table(artifact.label, ["method", "features", "balanced accuracy [95%]", "of other features"], cells))
    for example in cast("Sequence[Mapping[str, Any]]", values["examples"]):
        console.print(f"{example['unit']}: {example['text']} ({example['balanced_accuracy']:.2f})", markup=False)
    both = cast("Mapping[str, Any]", values.get("agreement") or {})
    if both:
        console.print(f"The two methods give the same answer for {both['same_answers']:.1%} of the excerpts;")
        console.print(f"rank correlation of their scores over features: {_spell(both['spearman'])}.")
    console.print(f"In {artifact.path}", markup=False)


def _spell(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else f"{value}"


def _interval(value: object) -> str:
    if not isinstance(value, list | tuple) or None in value:
        return ""
    low, high = cast("Sequence[float]", value)
    return f" [{low:.3f}, {high:.3f}]"

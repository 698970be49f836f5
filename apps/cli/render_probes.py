"""The tables of token probes, and of what happens when a direction is used."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import spell_interval, table
from workbench.artifacts import Artifact

_CONTROLS = {
    "majority": "majority",
    "word_type": "word",
    "words_so_far": "words so far",
    "embedding": "embedding",
    "random_init": "init",
    "shuffled": "shuffled",
}


def token_probes(console: Console, result: object) -> None:
    """Every target where validation reads it best, beside its controls, in percent."""
    artifact = cast("Artifact", result)
    rows = cast("Sequence[Mapping[str, Any]]", artifact.manifest.summary["results"])
    cells = [
        [
            str(row["target"]),
            "embed" if row["depth"] == 0 else f"{row['layer']} {row['site'].removeprefix('resid_')}",
            percent(row["accuracy"], row["ci95"]),
            "{1} {0:.0%}".format(*max((float(row[name]), words) for name, words in _CONTROLS.items())),
            f"{row['margin']:+.1%}" + ("" if row["margin_ci95"][0] > 0 else " (n.s.)"),
            f"{row['n']:,}",
        ]
        for row in rows
    ]
    title = f"token probes of {artifact.label}: best layer by validation, test tokens"
    columns = ["target", "layer", "accuracy [95%]", "best control", "margin", "n"]
    console.print(table(title, columns, cells))
    dropped = cast("Mapping[str, str]", artifact.manifest.summary["dropped"])
    for target, why in dropped.items():
        console.print(f"{target} was left out: it has {why}.", markup=False)
    console.print(
        "Margin: over the best control, n.s. where its interval reaches 0. All controls and layers: results.parquet."
    )
    console.print(f"In {artifact.path}", markup=False)


def measured(console: Console, result: object) -> None:
    """Every target where the readout is best, with what shuffled labels and random weights give there."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    rows = cast("Sequence[Mapping[str, Any]]", values["readouts"])
    cells: list[list[str]] = []
    for instrument, target in dict.fromkeys((str(row["instrument"]), str(row["target"])) for row in rows):
        own = [row for row in rows if (row["instrument"], row["target"]) == (instrument, target)]
        last = [row for row in own if row["depth"] == max(one["depth"] for one in own)]
        best = max(last, key=lambda row: float(row["accuracy"]))
        shares = [f"{best[name]:.0%}" for name in ("random_init", "shuffled", "majority")]
        method = str(best["method"])
        cells.append([instrument, target, method, percent(best["accuracy"], best["ci95"]), *shares, f"{best['n']:,}"])
    columns = ["of", "target", "method", "accuracy [95%]", "init", "shuffled", "majority", "n"]
    console.print(table(f"readouts after the last layer, {artifact.label}", columns, cells))
    said = f"{values['train_tokens']:,} training tokens, {values['test_tokens']:,} test tokens, one pass of the model."
    console.print(f"{said} All layers: readouts.parquet.", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def steering(console: Console, result: object) -> None:
    """What others read of the continuations, arm by arm."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    rows = cast("Sequence[Mapping[str, Any]]", values["rows"])
    cells = [
        [
            str(row["measure"]) + (f" = {row['value']}" if row["value"] else " (nats)"),
            str(row["arm"]),
            f"{row['strength']:g}",
            _reading(row, "share", "ci95"),
            "" if row["arm"] == "none" else _reading(row, "change", "change_ci95"),
        ]
        for row in sorted(rows, key=lambda row: str(row["measure"]))
    ]
    title = f"steering {values['target']} to {values['value']} at {values['hook']}: {values['n']} prompts"
    console.print(table(title, ["read", "arm", "strength", "value [95%]", "change [95%]"], cells))
    seen = cast("Mapping[str, float]", values["word_readers"])
    right = ", ".join(f"{name} {share:.1%}" for name, share in seen.items())
    console.print(
        f"topic, tone and moral as a bag of words reads them (right on unseen stories: {right});", markup=False
    )
    console.print("feels and faults as the world's reader does. Everything else: effects.parquet.", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def erasure(console: Console, result: object) -> None:
    """What is left to read after each erasure, and the loss."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    rows = cast("Sequence[Mapping[str, Any]]", values["rows"])
    for hook in dict.fromkeys(str(row["hook_read"]) for row in rows):
        here = [row for row in rows if row["hook_read"] == hook]
        measured = list(dict.fromkeys(str(row["measured"]) for row in here))
        cells: list[list[str]] = []
        for arm, erased in dict.fromkeys((str(row["arm"]), str(row["erased"])) for row in here):
            own = [row for row in here if (row["arm"], row["erased"]) == (arm, erased)]
            loss = next(row for row in values["loss"] if (row["arm"], row["erased"]) == (arm, erased))
            cells.append(
                [
                    erased or "nothing",
                    arm,
                    str(own[0]["rank"]),
                    *[percent(row["accuracy"], row["ci95"]) for row in own],
                    f"{loss['loss']:.3f} ({loss['change']:+.3f})",
                ]
            )
        title = f"erased at {values['hook']}, read anew at {hook}: {values['n']} stories"
        console.print(table(title, ["erased", "how", "rank", *measured, "loss (change)"], cells))
    majority = {str(row["measured"]): float(row["majority"]) for row in rows}
    said = ", ".join(f"{name} {share:.1%}" for name, share in majority.items())
    console.print(f"Majority: {said}. random_rank: a random subspace of equal rank.", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def confounded(console: Console, result: object) -> None:
    """Which instruments were fooled by a planted confound, and their false-discovery rates."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    cells = [
        [
            _readout(row),
            str(row["learned"]),
            percent(row["accuracy_clean"], row["accuracy_clean_ci95"]),
            f"{_share(row['false_alarms_tied'])} / {_share(row['false_alarms_other'])}",
            "yes" if row["fooled"] else "no",
        ]
        for row in cast("Sequence[Mapping[str, Any]]", values["probes"])
    ]
    columns = ["readout", "learned from", "clean accuracy [95%]", "false alarms: tied / other", "fooled"]
    console.print(table(f"{values['confound']}: {values['n']} stories each", columns, cells))
    cells = [
        [
            str(row["instrument"]),
            str(row["learned"]),
            str(row["tested"]),
            str(row["fdr_n"]),
            str(row["fdr_count"]),
            percent(row["fdr_share"], (row["fdr_low"], row["fdr_high"])) if row["fdr_n"] else "-",
            str(row["fooled_count"]),
        ]
        for row in cast("Sequence[Mapping[str, Any]]", values["by_instrument"])
    ]
    columns = [
        "instrument",
        "learned from",
        "tested",
        "claim it",
        "do not hold",
        "false-discovery rate [95%]",
        "fooled",
    ]
    console.print(table("what is claimed, and whether it holds on clean stories", columns, cells))
    console.print("False: does not tell the label on clean stories (5% FDR, same side).")
    console.print("Fooled: follows the tied label among clean stories without the label, more than the label itself.")
    console.print(f"In {artifact.path}", markup=False)


def _readout(row: Mapping[str, Any]) -> str:
    if row["instrument"] != "probe":
        return "bag of words"
    return f"probe, layer {str(row['unit']).split('.')[1]}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _reading(row: Mapping[str, Any], value: str, interval: str) -> str:
    if row["measure"] == "loss":
        return spell_interval(row[value], row[interval])
    return percent(row[value], row[interval])


def percent(share: float, interval: Sequence[float]) -> str:
    """A share with its interval, in percent.

    >>> percent(0.5, (0.4, 0.6))
    '50.0% [40.0%, 60.0%]'
    """
    return f"{share:.1%} [{interval[0]:.1%}, {interval[1]:.1%}]"

"""The tables of the benchmarks: WinoGrande, and minimal pairs of sentences."""

from collections.abc import Mapping
from typing import Any, cast

from rich.console import Console

from apps.console import spell_interval, table
from workbench.artifacts import Artifact


def winogrande(console: Console, result: object) -> None:
    """Accuracy beside every yardstick, then by kind."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    if "models" in values:
        _compared(console, values)
        console.print(f"In {artifact.path}", markup=False)
        return
    cells = [
        ["model", spell_interval(values["accuracy"], values["ci95"]), f"{values['n']:,}", ""],
        *[
            [name.replace("_", " "), f"{values[name]:.3f}", "", f"{values[f'p_vs_{name}']:.3g}"]
            for name in ("majority", "recency", "most_mentioned")
        ],
        ["coin", "0.500", "", f"{values['p_vs_half']:.3g}"],
    ]
    beside: Mapping[str, Any] | None = values.get("ngram")
    if beside is not None:
        name = f"{beside['order']}-gram"
        cells.append([name, spell_interval(beside["accuracy"], beside["ci95"]), f"{beside['n']:,}", ""])
    twins: Mapping[str, Any] | None = values.get("twins")  # files from outside have none
    if twins is not None:
        cells.append(["both of a twin", spell_interval(twins["accuracy"], twins["ci95"]), f"{twins['n']:,}", ""])
    console.print(table(f"winogrande {artifact.label}", ["", "accuracy [95%]", "n", "p (model is better)"], cells))
    console.print(_shares("by kind", values["by_kind"]))
    readings: Mapping[str, Any] | None = values.get("readings")
    if readings is not None:
        title = f"as the reader saw them (it was right {readings['reader']:.1%} of the time)"
        sure = {f"confidence {level}": one for level, one in readings["by_confidence"].items()}
        console.print(_shares(title, {"clear": readings["clear"], **sure, **readings["by_kind"]}))
        console.print(_shares("the clear ones, by the reader's kind", readings["clear_by_kind"]))
    _checks(console, values)
    console.print(f"{values['unknown_word_items']:,} of {values['n']:,} items hold unknown words.", markup=False)
    console.print(f"In {artifact.path}", markup=False)


def sentence_pairs(console: Console, result: object) -> None:
    """A table for every model: all, by field and by suite, beside the n-gram and the shuffled control."""
    artifact = cast("Artifact", result)
    values = artifact.manifest.summary
    head = ["", "accuracy [95%]", "n", "p (chance)", "both of a twin", "n-gram", "p (n-gram)", "shuffled"]
    for one in values["models"]:
        parts = {"all": one, **one["by_field"], **{f"  {name}": suite for name, suite in one["by_suite"].items()}}
        console.print(table(f"pairs {one['model']}", head, [_pair_row(name, part) for name, part in parts.items()]))
        if one["unknown_word_pairs"]:
            said = f"{one['unknown_word_pairs']:,} of {one['n']:,} pairs hold unknown words; {one['ties']:,} are tied."
            console.print(said, markup=False)
    if values["pairs"]:
        console.print(_mcnemar(values["pairs"]))
    console.print(f"In {artifact.path}", markup=False)


def _pair_row(name: str, part: Mapping[str, Any]) -> list[str]:
    def maybe(key: str, form: str) -> str:
        return "-" if part[key] is None else format(part[key], form)

    return [
        name,
        spell_interval(part["accuracy"], part["ci95"]),
        f"{part['n']:,}",
        f"{part['p_vs_half']:.2g}",
        *[maybe("both_of_twin", ".3f"), maybe("ngram", ".3f"), maybe("p_vs_ngram", ".2g")],
        f"{part['shuffled']:.3f}",
    ]


def _shares(title: str, shares: Mapping[str, Mapping[str, Any]]) -> Any:  # noqa: ANN401 - Rich's table
    rows = [
        [name, spell_interval(one["accuracy"], one["ci95"]), f"{one['n']:,}"]
        for name, one in shares.items()
        if one["accuracy"] is not None
    ]
    return table(title, ["", "accuracy [95%]", "n"], rows)


def _checks(console: Console, values: Mapping[str, Any]) -> None:
    swap: Mapping[str, Any] | None = values.get("option_swap")
    if swap is not None:
        most = swap["largest_difference"]
        said = f"Options exchanged: {swap['changed']:,} of {swap['n']:,} answers change (scores by {most:.1g} nats)."
        console.print(said, markup=False)
    names: Mapping[str, Any] | None = values.get("name_switch")
    if names is not None:
        turned = spell_interval(names["consistent"], names["consistent_ci95"])
        both = spell_interval(names["both_right"], names["both_right_ci95"])
        said = f"Names exchanged in {names['n']:,}: the answer turns in {turned}, both are right in {both}."
        console.print(said, markup=False)


def _compared(console: Console, values: Mapping[str, Any]) -> None:
    """Several models: a row for each, McNemar for every two, a column for each by kind."""
    rows = [
        [one["model"], spell_interval(one["accuracy"], one["ci95"]), f"{one['n']:,}", f"{one['p_vs_majority']:.3g}"]
        for one in values["models"]
    ]
    title = f"winogrande {values['items']}: majority {values['majority']:.3f}"
    console.print(table(title, ["", "accuracy [95%]", "n", "p (better than majority)"], rows))
    console.print(_mcnemar(values["pairs"]))
    by_kind: Mapping[str, Mapping[str, Any]] = values["by_kind_of"]
    first = next(iter(by_kind.values()))
    kinds = [
        [kind, f"{first[kind]['n']:,}", *[f"{one[kind]['accuracy']:.3f}" for one in by_kind.values()]] for kind in first
    ]
    console.print(table("by kind", ["", "n", *by_kind], kinds))


def _mcnemar(pairs: Any) -> Any:  # noqa: ANN401 - rows of a summary; Rich's table
    rows = [
        [f"{one['first']} / {one['second']}", f"{one['only_first']:,}", f"{one['only_second']:,}", f"{one['p']:.3g}"]
        for one in pairs
    ]
    return table("McNemar's exact test", ["", "only the first", "only the second", "p"], rows)

"""A corpus and its report, as tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console

from apps.console import spell, spell_interval, table
from workbench.artifacts import Artifact

_MEASURES = {
    "distinct_1": "distinct-1",
    "distinct_2": "distinct-2",
    "distinct_3": "distinct-3",
    "distinct_4": "distinct-4",
    "compression_ratio": "zlib ratio",
    "self_bleu": "self-BLEU-4",
    "exact_duplicate_rate": "exact duplicates",
    "top_opening": "commonest opening, share",
    "most_told_times_fair": "most told word, times its fair share",
}
_GIVE_AWAYS = 12


def corpus(console: Console, result: object) -> None:
    """Show a corpus that was generated: its size, its labels, and how fast it was made."""
    made = cast("Artifact", result)
    values = made.manifest.summary
    plain = [name for name in values if name not in ("labels", "outside_vocabulary")]
    console.print(
        table(f"corpus {made.label}", ["", "value"], [[name.replace("_", " "), spell(values[name])] for name in plain])
    )
    for axis, counts in values["labels"].items():
        told = ", ".join(f"{value} {n:,}" for value, n in sorted(counts.items(), key=lambda item: -item[1]))
        console.print(f"{axis}: {told}", markup=False)
    if values["outside_vocabulary"]:
        console.print(f"Outside of the vocabulary: {', '.join(values['outside_vocabulary'])}", markup=False)
    console.print(f"In {made.path}", markup=False)


def report(console: Console, result: object) -> None:
    """Show a corpus report: variety, openings, shares, independence of labels, and shortcuts."""
    made = cast("Artifact", result)
    values = cast("dict[str, Any]", json.loads(made.file("report.json").read_text(encoding="utf-8")))
    for one in tables(values):
        console.print(one)
        console.print()
    console.print(f"In {made.path}", markup=False)


def tables(values: Mapping[str, Any]) -> list[Any]:
    """The tables of a report.json."""
    varied, words = values["diversity"], values["lengths"]["words"]
    sample = varied["sample"]
    goals = {row["measure"]: row for row in values["targets"]}
    rows = [["words per story", f"{words['mean']:.1f} (90% from {words['p5']:.0f} to {words['p95']:.0f})", ""]]
    rows += [["types told", spell(values["types"]), ""]]
    for name, title in _MEASURES.items():
        goal = goals.get(name)
        value = varied[name] if name in varied else goal["value"] if goal else None
        rows.append([title, "-" if value is None else f"{value:.4g}", _goal(goal)])
    title = f"Variety of {values['corpus']}: {sample['stories']:,} whole stories, {sample['words']:,} words"
    return [
        table(title, ["measure", "value", "target"], rows),
        table("Commonest openings", ["words", "share", "names masked", "share"], _side_by_side(varied)),
        table(
            "Most told word of each category",
            ["category", "word", "share", "times fair", "never told"],
            [
                [
                    row["category"],
                    row["word"],
                    f"{row['share']:.1%}",
                    f"{row['times_fair']:.2f}",
                    spell(row["untold"]) or "-",
                ]
                for row in values["shares"]
            ],
        ),
        table(
            "Do label families depend on each other? (mutual information against shuffled labels)",
            ["families", "bits", "shuffled", "shuffled 95%", "p"],
            [
                [
                    f"{row['first']}, {row['second']}",
                    *(f"{row[key]:.5f}" for key in ("bits", "noise", "noise_95")),
                    f"{row['p']:.3f}",
                ]
                for row in values["dependence"]
            ],
        ),
        table(
            "What word counts tell of the labels (TF-IDF and logistic regression, held-out stories)",
            ["label", "values", "accuracy", "majority", "fitted on", "n"],
            [
                [
                    row["axis"],
                    spell(row["values"]),
                    spell_interval(row["accuracy"], (row["low"], row["high"])),
                    f"{row['majority']:.3f}",
                    spell(row["n_train"]),
                    spell(row["n_test"]),
                ]
                for row in values["shortcuts"]
            ],
        ),
        table(
            "The words that speak for each value most in those fits",
            ["label", "words"],
            [
                [f"{row['axis']} {value}", " ".join(words)]
                for row in values["shortcuts"]
                for value, words in row["telling"].items()
            ],
        ),
        table(
            "Words that give a label away (precision at a recall of 0.3 or more)",
            ["label", "word", "precision", "recall", "share of the label"],
            [
                [
                    f"{row['axis']} {row['value']}",
                    row["word"],
                    *(f"{row[key]:.3f}" for key in ("precision", "recall", "base")),
                ]
                for row in values["give_aways"][:_GIVE_AWAYS]
            ],
        ),
    ]


def _goal(goal: Mapping[str, Any] | None) -> str:
    if goal is None:
        return ""
    return f"{goal['direction']} {goal['limit']:g}: {'met' if goal['met'] else 'MISSED'}"


def _side_by_side(varied: Mapping[str, Any]) -> list[list[str]]:
    left: Sequence[Mapping[str, Any]] = varied["openings"][:5]
    right: Sequence[Mapping[str, Any]] = varied["openings_names_masked"][:5]
    rows: list[list[str]] = []
    for place in range(max(len(left), len(right))):
        row: list[str] = []
        for column in (left, right):
            row += [column[place]["words"], f"{column[place]['share']:.2%}"] if place < len(column) else ["-", "-"]
        rows.append(row)
    return rows

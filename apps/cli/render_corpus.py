"""A corpus and its report, as tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from apps.console import spell, spell_interval, table
from apps.corpus_tables import rows_of
from workbench.artifacts import Artifact

_GIVE_AWAYS = 12
_UNTOLD = 8


def corpus(console: Console, result: object) -> None:
    """Show a corpus that was generated, or a part of one: its size, its labels, and how fast it was made."""
    made = cast("Artifact", result)
    values = made.manifest.summary
    plain = [name for name in values if name not in ("labels", "outside_vocabulary", "dependence", "confounds")]
    rows = [[name.replace("_", " "), spell(values[name])] for name in plain]
    console.print(table(f"{made.manifest.kind} {made.label}", ["", "value"], rows))
    for one in values.get("confounds", []):
        found, elsewhere = ("-" if one[name] is None else f"{one[name]:.3f}" for name in ("found", "elsewhere"))
        console.print(f"{one['confound']}: found {found} (n {one['n']:,}), elsewhere {elsewhere}", markup=False)
    beyond = [row for row in values.get("dependence", []) if not row["within_noise"]]
    for row in beyond:
        pair = f"{row['first']} and {row['second']}"
        noise = f"independent ones show {row['null_low']:.4f} to {row['null_high']:.4f}"
        console.print(f"{pair} depend on each other: {row['bits']:.4f} bits ({noise})", markup=False)
    if values.get("dependence") and not beyond:
        console.print("No two label families depend on each other (mutual information within noise).", markup=False)
    for axis, counts in values.get("labels", {}).items():
        told = ", ".join(f"{value} {n:,}" for value, n in sorted(counts.items(), key=lambda item: -item[1]))
        console.print(f"{axis}: {told}", markup=False)
    if values.get("outside_vocabulary"):
        console.print(f"Outside of the vocabulary: {', '.join(values['outside_vocabulary'])}", markup=False)
    console.print(f"In {made.path}", markup=False)


def report(console: Console, result: object) -> None:
    """Show the corpora side by side, then what each one's labels, openings and words are like."""
    made = cast("Artifact", result)
    values = cast("list[dict[str, Any]]", json.loads(made.file("report.json").read_text(encoding="utf-8"))["corpora"])
    names = [str(one["corpus"]) for one in values]
    console.print(table("Variety (95% intervals)", ["measure", *names], rows_of(values)))
    for one in values:
        console.print()
        if len(values) > 1:
            console.print(str(one["corpus"]), markup=False, style="bold")
        for part in tables(one):
            if part.row_count:
                console.print(part)
                console.print()
    console.print(f"In {made.path} (report.html is for a browser)", markup=False)


def tables(values: Mapping[str, Any]) -> list[Table]:
    """The tables of one corpus's report."""
    varied = values["diversity"]
    return [
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
                    _some(row["untold"]),
                ]
                for row in values["shares"]
            ],
        ),
        table(
            "Do label families depend on each other? (mutual information)",
            ["families", "bits", "if independent", "95% of that", "p (Holm)"],
            [
                [
                    f"{row['first']}, {row['second']}",
                    f"{row['bits']:.5f}",
                    f"{row['null']:.5f}",
                    f"{row['null_low']:.5f} to {row['null_high']:.5f}",
                    f"{row['p_holm']:.3g}",
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


def _some(words: Sequence[str]) -> str:
    """The first few words of a list, and how many more there are."""
    more = f" and {len(words) - _UNTOLD:,} more" if len(words) > _UNTOLD else ""
    return f"{', '.join(words[:_UNTOLD])}{more}" if words else "-"


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

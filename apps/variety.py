"""How varied one corpus is, as the explorer shows it: the figures of its corpus report, in the reader's colours."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from apps.figures import Measured, Palette, WordShare, corpus_curves, corpus_measures, corpus_shares
from apps.store import read_json, readable
from workbench.artifacts import Artifact
from workbench.stories.report import REFERENCES

_OPENINGS = 10
_REPEATED = {"compression_ratio": "zlib ratio", "self_bleu": "self-BLEU-4"}


def figures_of(report: Artifact, palette: Palette) -> dict[str, go.Figure]:
    """Return title -> figure: distinct n-grams, repetition, openings, most told words, lengths.

    Raises StoryscopeError for a report that cannot be read.
    """
    values = read_json(report, "report.json")
    with readable(report):
        return {
            "Different n-grams": _measures(values, _distinct(), palette, y="share of different n-grams", percent=True),
            "Repetition": _measures(values, _REPEATED, palette, y="lower: less repetition"),
            "Openings, names masked": _openings(values, palette),
            "Words told more than their fair share": _words(values, palette),
            "Words in a story": _lengths(values, "words_per_story", palette),
            "Words in a sentence": _lengths(values, "words_per_sentence", palette),
        }


def tells(report: Artifact) -> list[dict[str, Any]]:
    """Return what word counts alone tell of each label family: accuracy with its 95% interval, majority, n."""
    with readable(report):
        return [
            {
                "label": str(row["axis"]),
                "accuracy": float(row["accuracy"]),
                "95% low": float(row["low"]),
                "95% high": float(row["high"]),
                "majority": float(row["majority"]),
                "n": int(row["n_test"]),
            }
            for row in read_json(report, "report.json")["shortcuts"]
        ]


def _distinct() -> dict[str, str]:
    return {f"distinct_{n}": f"distinct-{n}" for n in (1, 2, 3, 4)}


def _measures(
    values: Mapping[str, Any], titles: Mapping[str, str], palette: Palette, *, y: str, percent: bool = False
) -> go.Figure:
    varied = values["diversity"]
    points = [
        Measured(
            corpus=str(values["corpus"]),
            measure=title,
            value=varied[name],
            lo=(varied["intervals"][name] or (None, None))[0],
            hi=(varied["intervals"][name] or (None, None))[1],
        )
        for name, title in titles.items()
    ]
    known = {
        name: {titles[key]: value for key, value in measured.items() if key in titles}
        for name, measured in REFERENCES.items()
    }
    return corpus_measures(points, known, palette, y=y, percent=percent)


def _openings(values: Mapping[str, Any], palette: Palette) -> go.Figure:
    rows = [
        WordShare(corpus=str(values["corpus"]), words=row["words"], share=row["share"], lo=low, hi=high)
        for row in values["diversity"]["openings_names_masked"][:_OPENINGS]
        for low, high in [row["ci95"]]
    ]
    return corpus_shares(rows, palette, x="share of the stories")


def _words(values: Mapping[str, Any], palette: Palette) -> go.Figure:
    rows = [
        WordShare(
            corpus=str(values["corpus"]),
            words=f"{row['category']}: {row['word']}",
            share=row["times_fair"],
            note=f"{row['share']:.1%} of all {row['category']}",
        )
        for row in values["shares"]
    ]
    return corpus_shares(rows, palette, x="times its fair share (1 = told like the others)", form=".1f")


def _lengths(values: Mapping[str, Any], name: str, palette: Palette) -> go.Figure:
    held = values["histogram"][name]
    curve = {str(values["corpus"]): (held["edges"], held["shares"])}
    return corpus_curves(curve, palette, x=name.replace("_per_", " of a ").replace("_", " "), y="share")

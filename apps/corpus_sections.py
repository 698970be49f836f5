"""The sections of the corpus report: each takes the reports shown and returns HTML, "" if there is nothing to show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from apps.corpus_tables import measures, rows_of
from apps.figures import Measured, WordShare, corpus_curves, corpus_measures, corpus_shares
from apps.markup import escape, fact_table
from apps.report_page import drawing
from apps.store import read_json
from workbench.artifacts import Artifact, made_from
from workbench.errors import StoryscopeError
from workbench.stories.reading import Corpus
from workbench.stories.report import REFERENCES

_STORIES, _LONGEST = 3, 1_500
"""Stories shown of each corpus, and characters of one."""
_OPENINGS = 8


@dataclass(frozen=True)
class Shown:
    """One report, and the first stories of its corpus."""

    name: str
    values: Mapping[str, Any]
    stories: Sequence[str]

    @classmethod
    def open(cls, report: Artifact) -> Self:
        """Read a report; without the corpus, which may be gone, it has no stories."""
        corpus = made_from(report, "corpus")
        try:
            stories = [] if corpus is None else Corpus.open(corpus).texts("train", _STORIES)
        except StoryscopeError:
            stories = []
        values = read_json(report, "report.json")
        return cls(str(values["corpus"]), values, stories)


def side_by_side(shown: Sequence[Shown]) -> str:
    """Every measure of every corpus, with interval and target."""
    rows = rows_of([one.values for one in shown])
    return fact_table(rows, ("", *(one.name for one in shown)))


def distinct(shown: Sequence[Shown]) -> str:
    """Distinct n-grams."""
    points = _points(shown, {f"distinct_{n}": f"distinct-{n}" for n in (1, 2, 3, 4)})
    return drawing(corpus_measures(points, _references(), y="share of different n-grams", percent=True))


def repetition(shown: Sequence[Shown]) -> str:
    """Compression, self-BLEU, the Zipf slope and how often the 4-grams come back."""
    parts = [
        drawing(corpus_measures(_points(shown, {name: title}), _references(), legend=False, height=230))
        for name, title in (
            ("compression_ratio", "zlib ratio"),
            ("self_bleu", "self-BLEU-4"),
            ("zipf_slope", "Zipf slope of 4-grams"),
        )
    ]
    curves = {one.name: (one.values["zipf"]["rank"], one.values["zipf"]["count"]) for one in shown}
    return _abreast(parts) + drawing(
        corpus_curves(curves, x="rank of the 4-gram", y="times told in a sample", logarithmic=True)
    )


def lengths(shown: Sequence[Shown]) -> str:
    """How long stories and sentences are."""
    parts: list[str] = []
    for name, title in (("words_per_story", "words in a story"), ("words_per_sentence", "words in a sentence")):
        curves = {
            one.name: (one.values["histogram"][name]["edges"], one.values["histogram"][name]["shares"]) for one in shown
        }
        parts.append(drawing(corpus_curves(curves, x=title, y="share")))
    return _abreast(parts)


def reading(shown: Sequence[Shown]) -> str:
    """Readability, where the text is English."""
    titles = {"flesch_reading_ease": "Flesch reading ease"}
    grades = {"flesch_kincaid_grade": "Flesch-Kincaid grade", "dale_chall": "Dale-Chall score"}
    known = [one for one in shown if one.values["readability"]]
    if not known:
        return ""
    return _abreast(
        [drawing(corpus_measures(_readable(known, names), legend=False, height=230)) for names in (titles, grades)]
    )


def openings(shown: Sequence[Shown]) -> str:
    """The commonest first words, as they are and with the names taken out."""
    parts: list[str] = []
    for key, title in (("openings", "as told"), ("openings_names_masked", "names masked")):
        rows = [
            WordShare(corpus=one.name, words=row["words"], share=row["share"], lo=row["ci95"][0], hi=row["ci95"][1])
            for one in shown
            for row in one.values["diversity"][key][:_OPENINGS]
        ]
        parts.append(f"<h3>{escape(title)}</h3>" + drawing(corpus_shares(rows, x="share of the stories")))
    return "".join(parts)


def words(shown: Sequence[Shown]) -> str:
    """The most told name, animal, object and place, against the fair share."""
    rows = [
        WordShare(
            corpus=one.name,
            words=f"{row['category']}: {row['word']}",
            share=row["times_fair"],
            note=f"{row['share']:.1%} of all {row['category']}, {len(row['untold'])} never told",
        )
        for one in shown
        for row in one.values["shares"]
    ]
    return drawing(corpus_shares(rows, x="times its fair share (1 = told like the others)", form=".1f")) if rows else ""


def labels(shown: Sequence[Shown]) -> str:
    """Whether labels depend on each other, and what word counts tell of them."""
    parts: list[str] = []
    for one in shown:
        fits = [
            (row["axis"], row["values"], f"{row['accuracy']:.3f}", f"{row['low']:.3f} to {row['high']:.3f}")
            + (f"{row['majority']:.3f}", row["n_test"])
            for row in one.values["shortcuts"]
        ]
        ties = [
            (f"{row['first']}, {row['second']}", f"{row['bits']:.5f}", f"{row['null']:.5f}")
            + (f"{row['null_low']:.5f} to {row['null_high']:.5f}", f"{row['p']:.3g}", f"{row['p_holm']:.3g}")
            for row in one.values["dependence"]
            if row["bits"] > 0
        ]
        if fits or ties:
            parts.append(f"<h3>{escape(one.name)}</h3>")
        if fits:
            head = ("what word counts tell of", "values", "accuracy", "95% interval", "majority", "n")
            parts.append(fact_table(fits, head))
        if ties:
            head = ("families", "mutual information (bits)", "if independent", "95% of that", "p", "p (Holm)")
            parts.append(fact_table(ties, head))
    return "".join(parts)


def stories(shown: Sequence[Shown]) -> str:
    """The first stories of each corpus."""
    parts: list[str] = []
    for one in shown:
        parts.append(f"<h3>{escape(one.name)}</h3>")
        for text in one.stories:
            cut = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
            parts.append(f'<p class="ss-quote" style="white-space:pre-wrap">{escape(cut)}</p>')
    return "".join(parts)


def method(shown: Sequence[Shown]) -> str:
    """What each measure is, exactly."""
    return fact_table(measures(shown[0].values["diversity"]), ("measure", "what it is"))


def _abreast(parts: Sequence[str]) -> str:
    """Figures beside each other; a fixed number of columns, because a figure takes its width as soon as it is read."""
    cells = "".join(f"<div>{part}</div>" for part in parts)
    columns = f"repeat({len(parts)},minmax(0,1fr))"
    return f'<div style="display:grid;grid-template-columns:{columns};gap:1rem">{cells}</div>'


def _points(shown: Sequence[Shown], titles: Mapping[str, str]) -> list[Measured]:
    found: list[Measured] = []
    for one in shown:
        varied = one.values["diversity"]
        for name, title in titles.items():
            low, high = varied["intervals"][name] or (None, None)
            found.append(Measured(corpus=one.name, measure=title, value=varied[name], lo=low, hi=high))
    return found


def _readable(shown: Sequence[Shown], titles: Mapping[str, str]) -> list[Measured]:
    return [
        Measured(
            corpus=one.name,
            measure=title,
            value=one.values["readability"][name]["mean"],
            lo=(one.values["readability"][name]["ci95"] or (None, None))[0],
            hi=(one.values["readability"][name]["ci95"] or (None, None))[1],
        )
        for one in shown
        for name, title in titles.items()
    ]


def _references() -> dict[str, dict[str, float]]:
    titles = {"distinct_4": "distinct-4", "compression_ratio": "zlib ratio"}
    return {name: {titles[key]: value for key, value in values.items()} for name, values in REFERENCES.items()}


SECTIONS: dict[str, Callable[[Sequence[Shown]], str]] = {
    "Side by side": side_by_side,
    "Distinct n-grams": distinct,
    "Repetition": repetition,
    "Openings": openings,
    "Most told words": words,
    "Lengths": lengths,
    "Readability": reading,
    "Labels": labels,
    "Stories": stories,
    "How it was measured": method,
}
"""Title to maker, in the order of the page."""

"""The rows of the corpus report, for the terminal and for the page alike."""

from collections.abc import Mapping, Sequence
from typing import Any

MEASURES = {
    "distinct_1": ("distinct-1", "different words and marks over all of them (n-grams never reach across two stories)"),
    "distinct_2": ("distinct-2", "different pairs over all pairs"),
    "distinct_3": ("distinct-3", "different triples over all triples"),
    "distinct_4": ("distinct-4", "different 4-grams over all 4-grams; higher is more varied"),
    "compression_ratio": (
        "zlib ratio",
        "bytes of the lower-case text over its bytes at zlib level 9; lower is more varied",
    ),
    "self_bleu": (
        "self-BLEU-4",
        "mean over the sample's stories of BLEU with all others as references: 1- to 4-grams weighed equally, counts "
        "clipped, zero counts taken as 0.1, brevity penalty against the nearest length; lower is more varied",
    ),
    "zipf_slope": (
        "Zipf slope",
        "slope of log frequency over log rank of the sample's 4-grams, every factor of rank weighing the same; nearer "
        "0 is more varied",
    ),
}
READABILITY = {
    "flesch_reading_ease": ("Flesch reading ease", "by textstat; higher is easier"),
    "flesch_kincaid_grade": ("Flesch-Kincaid grade", "by textstat; years of school"),
    "dale_chall": ("Dale-Chall", "by textstat, which counts inflected words and names as difficult; higher is harder"),
}
SHAPES = {
    "letters_per_word": ("letters per word", "punctuation left out"),
    "words_per_sentence": ("words per sentence", "a sentence ends at an end mark that no lower-case word follows"),
    "sentences_per_story": ("sentences per story", ""),
}
_EXACT, _NEAR = "exact duplicates", "near duplicates"
_ALSO = (
    (_EXACT, "stories equal to an earlier one, of those read"),
    (_NEAR, "stories that share 0.8 of their runs of five words with an earlier one (MinHash, 64 hashes in 16 bands)"),
    ("commonest opening", "the first three words that most stories begin with"),
    ("most told word", "how many times its fair share the most told word of any category is told"),
)


def rows_of(reports: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """One row a measure: its title, then for each report its value with its 95% interval and target, if it has any."""
    rows = [
        ["stories read", *(f"{one['read']:,} of {sum(one['stories'].values()):,}" for one in reports)],
        ["samples", *(_samples(one) for one in reports)],
        [f"{reports[0]['unit']} per story", *(_spread(one["lengths"]["words"]) for one in reports)],
        ["types told", *(f"{one['types']:,}" for one in reports)],
    ]
    for name, (title, _) in MEASURES.items():
        rows.append([title, *(_with_goal(one, name, one["diversity"]["intervals"][name]) for one in reports)])
    rows.append(
        [
            _EXACT,
            *(_with_goal(one, "exact_duplicate_rate", one["diversity"]["exact_duplicate_ci95"]) for one in reports),
        ]
    )
    rows.append([_NEAR, *(_near(one["diversity"]) for one in reports)])
    rows.append(["commonest opening", *(_opening(one) for one in reports)])
    rows.append(["most told word", *(_most_told(one) for one in reports)])
    for name, (title, _) in SHAPES.items():
        rows.append([title, *(_mean(one["lengths"][name]) for one in reports)])
    for name, (title, _) in READABILITY.items():
        rows.append(
            [title, *("-" if one["readability"] is None else _mean(one["readability"][name]) for one in reports)]
        )
    return rows


def measures(varied: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What every measure is; `varied` is the diversity part of a report."""
    words = varied["sample"]["words"]
    sampled = (
        f"means over disjoint samples of whole stories with about {words:,.0f} words and marks, 95% intervals by t"
    )
    found = [("up to the Zipf slope, and the rows from letters per word on", sampled)]
    for part in (MEASURES, SHAPES, READABILITY):
        found += [(title, meaning) for title, meaning in part.values() if meaning]
    return [*found, *_ALSO]


def goal_of(report: Mapping[str, Any], name: str) -> str:
    """A measure's target and whether it is met; "" if it has none."""
    goal = next((row for row in report["targets"] if row["measure"] == name), None)
    if goal is None:
        return ""
    return f"{goal['direction']} {goal['limit']:g}: {'met' if goal['met'] else 'MISSED'}"


def _with_goal(report: Mapping[str, Any], name: str, interval: Sequence[float] | None) -> str:
    goal = goal_of(report, name)
    value = report["diversity"][name]
    return f"{value:.4g}{_range(interval)}" + (f"; {goal}" if goal else "")


def _samples(report: Mapping[str, Any]) -> str:
    varied = report["diversity"]
    return f"{varied['samples']} of {varied['sample']['stories']:,.0f} stories, {varied['sample']['words']:,.0f} words"


def _spread(values: Mapping[str, float]) -> str:
    return f"{values['mean']:.1f} (90% from {values['p5']:.0f} to {values['p95']:.0f})"


def _near(varied: Mapping[str, Any]) -> str:
    if varied["near_duplicate_rate"] is None:
        return "-"
    return f"{varied['near_duplicate_rate']:.4g}{_range(varied['near_duplicate_ci95'])} of {varied['near_compared']:,}"


def _opening(report: Mapping[str, Any]) -> str:
    first = report["diversity"]["openings"][0]
    goal = goal_of(report, "top_opening")
    return f"{first['words']}: {first['share']:.2%}" + (f"; {goal}" if goal else "")


def _most_told(report: Mapping[str, Any]) -> str:
    if not report["shares"]:
        return "-"
    most = max(report["shares"], key=lambda row: row["times_fair"])
    return f"{most['word']} ({most['category']}): {most['times_fair']:.2f}; {goal_of(report, 'most_told_times_fair')}"


def _mean(value: Mapping[str, Any]) -> str:
    return f"{value['mean']:.4g}{_range(value['ci95'])}"


def _range(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f" [{interval[0]:.4g}, {interval[1]:.4g}]"

"""The corpus report: how varied the stories are, and whether labels depend on each other or on single words.

What depends on how much is read (distinct n-grams, self-BLEU, compression, the Zipf slope, readability) is measured on
samples of whole stories with a fixed number of words, so that corpora of different size compare; each value is the
mean over up to eight samples that do not overlap, with the 95% interval of Student's t. The rest counts every story
that is read, with Wilson's interval.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import AXES
from workbench.statistics import wilson
from workbench.stories import diversity, shortcuts
from workbench.stories.mutual_information import dependences
from workbench.stories.reading import Corpus
from workbench.stories.report_pass import Census, opening_counts, take_census
from workbench.stories.report_samples import categories, measure_samples, spread
from workbench.stories.words import Cutter

_SCHEMA = 2
_SHOWN = 10  # openings that the report lists
_LISTED = 250  # values of a family that are counted
_LABELS = 100  # a family with more values holds texts, not labels

TARGETS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "minuscule": (("distinct_4", "at least", 0.65), ("compression_ratio", "at most", 4.2)),
    "tiny": (("distinct_4", "at least", 0.75), ("compression_ratio", "at most", 3.4)),
    "simple": (("distinct_4", "at least", 0.75), ("compression_ratio", "at most", 3.4)),
    "": (
        ("top_opening", "at most", 0.015),
        ("exact_duplicate_rate", "at most", 0.0005),
        ("most_told_times_fair", "at most", 4.0),
    ),
}
"""What a corpus should reach, by tier ("" for every tier): measure, direction, limit."""

REFERENCES = {"TinyStories-28M, 150 completions": {"distinct_4": 0.536, "compression_ratio": 3.93}}
"""Outside values to stand beside: completions of a published model, prompts joined, 27,170 words and marks in all."""


@dataclass(frozen=True, kw_only=True)
class CorpusReportConfig:
    """What `corpus_report` needs."""

    corpus: tuple[str, ...] = option((), "one or more: names, id prefixes or paths of corpora; empty: the newest")
    name: str = option("corpus", "the artifact's name")
    words: int = option(27_000, "diversity is measured on samples of whole stories with so many words and marks")
    samples: int = option(8, "at most so many samples, which do not overlap")
    stories: int = option(50_000, "at most so many training stories are read; 0: all")
    near: int = option(50_000, "at most so many of them are compared for near duplicates")
    fit: int = option(20_000, "at most so many of them are used for the shortcut check")
    seed: int = option(0, "seed of the permutation tests")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers too small to measure on."""
        least = {"words": 100, "samples": 1, "stories": 10 * (self.stories != 0), "near": 0, "fit": 10}
        for name, bound in least.items():
            if getattr(self, name) < bound:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use {name}={bound} or more.")


def corpus_reports(config: CorpusReportConfig, progress: Progress = SILENT) -> list[artifacts.Artifact]:
    """A report of each corpus that the config names, in that order; those that are finished are not made again."""
    parents = [artifacts.resolve("corpus", ref) for ref in config.corpus or ("",)]
    return [_report(parent, config, progress) for parent in {one.ref: one for one in parents}.values()]


def corpus_report(config: CorpusReportConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """As `corpus_reports`, of the first corpus: an artifact of kind corpus_report that holds report.json."""
    return corpus_reports(replace(config, corpus=config.corpus[:1]), progress)[0]


def _report(parent: artifacts.Artifact, config: CorpusReportConfig, progress: Progress) -> artifacts.Artifact:
    identity = {name: getattr(config, name) for name in ("words", "samples", "stories", "near", "fit", "seed")}
    done = artifacts.finished("corpus_report", identity, [parent], _SCHEMA)
    if done is not None:
        return done
    with artifacts.create("corpus_report", config.name, identity, [parent], _SCHEMA) as draft:
        report = measure(Corpus.open(parent), config, progress)
        (draft.path / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        draft.summary.update(headline(report))
    made = artifacts.finished("corpus_report", identity, [parent], _SCHEMA)
    assert made is not None
    return made


def measure(corpus: Corpus, config: CorpusReportConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """The report as JSON-able data; its keys are those of report.json. Raises StoryscopeError for under two stories."""
    total = corpus.splits["train"]
    if total < 2:
        raise StoryscopeError(f"The corpus {corpus.artifact.label} has too few training stories.", "Make more.")
    most = config.stories or total
    with progress.task(f"report on {corpus.artifact.manifest.name}", min(most, total), "stories") as task:
        census, cutter = take_census(corpus, "train", most, config.fit, config.near, task)
    report: dict[str, Any] = {
        "corpus": corpus.artifact.label,
        "tier": str(corpus.vocabulary.get("tier", "")),
        "unit": "characters" if census.unspaced else "words",
        "stories": corpus.splits,
        "read": len(census.lengths),
        "words": int(census.counts.sum()),
        "types": len(census.types),
    }
    with progress.task("samples", config.samples, "samples") as task:
        measured = measure_samples(corpus, census, config.words, config.samples, task)
    report["lengths"] = {"words": spread(census.lengths), **measured.pop("lengths")}
    report["histogram"] = measured.pop("histogram")
    report["zipf"] = measured.pop("zipf")
    report["readability"] = measured.pop("readability")
    names = [str(name) for name in corpus.vocabulary.get("names") or ()]
    report["diversity"] = {**measured, **_counted(census, names)}
    told = census.told
    shares = [diversity.most_told(told, name, members) for name, members in categories(corpus, told).items()]
    report["shares"] = [asdict(share) for share in shares if share is not None]
    with progress.task("labels", 2, "checks") as task:
        families = {axis: found for axis, found in census.labels.items() if axis in AXES or len(found[0]) > 1}
        report["labels"] = {axis: _tally(*found) for axis, found in families.items()}
        families = {axis: found for axis, found in families.items() if len(found[0]) <= _LABELS}
        report["dependence"] = [asdict(one) for one in dependences(families, config.seed)]
        task.advance()
        report.update(_shortcuts(corpus, census, cutter, config))
        task.advance()
    report["targets"] = _targets(report)
    return report


def headline(report: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a report that its manifest shows."""
    varied = report["diversity"]
    shown = ("distinct_1", "distinct_2", "distinct_3", "distinct_4", "compression_ratio", "self_bleu", "zipf_slope")
    return {
        "corpus": report["corpus"],
        "stories": sum(report["stories"].values()),
        "types": report["types"],
        "words_per_story": report["lengths"]["words"]["mean"],
        **{name: varied[name] for name in (*shown, "exact_duplicate_rate", "near_duplicate_rate")},
        "intervals": {name: varied["intervals"][name] for name in shown},
        "readability": report["readability"],
        "top_opening": varied["openings"][0],
        "shortcuts": {one["axis"]: one["accuracy"] for one in report["shortcuts"]},
        "majority": {one["axis"]: one["majority"] for one in report["shortcuts"]},
        "targets_missed": [row["measure"] for row in report["targets"] if not row["met"]],
    }


def _counted(census: Census, names: Sequence[str]) -> dict[str, Any]:
    read, compared = len(census.lengths), len(census.near)
    return {
        "openings": _ranked(opening_counts(census), read),
        "openings_names_masked": _ranked(opening_counts(census, names), read),
        "exact_duplicate_rate": census.exact_repeats / read,
        "exact_duplicate_ci95": wilson(census.exact_repeats, read),
        "group_duplicate_rate": census.group_repeats / read,
        "near_duplicate_rate": int(census.near.sum()) / compared if compared else None,
        "near_duplicate_ci95": wilson(int(census.near.sum()), compared),
        "near_compared": compared,
    }


def _ranked(counts: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return [{"words": words, "stories": n, "share": n / total, "ci95": wilson(n, total)} for words, n in first]


def _tally(values: list[str], numbers: Any) -> dict[str, int]:
    counted = {value: int((numbers == place).sum()) for place, value in enumerate(values)}
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_LISTED]
    return dict(sorted(most))


def _shortcuts(corpus: Corpus, census: Census, cutter: Cutter, config: CorpusReportConfig) -> dict[str, Any]:
    told = shortcuts.bags(census.words, census.types)
    labels: dict[str, list[str]] = {}
    for axis in AXES:
        values, numbers = census.labels[axis]
        if 1 < len(values) <= _LABELS:
            labels[axis] = [values[number] for number in numbers[: len(census.words)]]
    if not labels:
        return {"shortcuts": [], "give_aways": []}
    held_out = corpus.table("test", ["text", *AXES], config.fit)
    cut = [cutter.numbers(text) for text in held_out["text"].to_pylist()]
    test = shortcuts.bags(cut, cutter.types)
    fitted = [
        shortcuts.shortcut(axis, (told, values), (test, held_out[axis].to_pylist())) for axis, values in labels.items()
    ]
    return {
        "shortcuts": [asdict(one) for one in fitted if one is not None],
        "give_aways": [asdict(one) for one in shortcuts.give_aways(told, labels)],
    }


def _targets(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = {
        **report["diversity"],
        "top_opening": report["diversity"]["openings"][0]["share"],
        "most_told_times_fair": max((share["times_fair"] for share in report["shares"]), default=0.0),
    }
    rows: list[dict[str, Any]] = []
    for name, direction, limit in (*TARGETS.get(report["tier"], ()), *TARGETS[""]):
        met = found[name] >= limit if direction == "at least" else found[name] <= limit
        rows.append({"measure": name, "value": found[name], "direction": direction, "limit": limit, "met": met})
    return rows

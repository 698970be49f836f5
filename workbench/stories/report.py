"""The corpus report: how varied the stories are, and whether labels depend on each other or on single words."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, combinations
from typing import Any

import numpy as np
import pyarrow as pa

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import AXES
from workbench.seeding import numpy_generator
from workbench.stories import diversity, shortcuts
from workbench.stories.reading import Corpus
from workbench.stories.words import split_words

_SCHEMA = 1
_SHOWN = 10  # openings that the report lists
_OTHER_AXES = ("style", "feature", "grammar", "persona", "point_of_view", "paragraphs")
_SHARED_OUT = ("names", "animals", "objects", "places")
"""Vocabulary categories whose words should be told about equally often; `nouns` stands in where these are missing."""

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


@dataclass(frozen=True, kw_only=True)
class CorpusReportConfig:
    """What `corpus_report` needs."""

    corpus: str = option("", "the corpus: a name, an id prefix or a path; empty: the newest")
    name: str = option("corpus", "the artifact's name")
    words: int = option(27_000, "diversity is measured on the first whole stories with so many words")
    stories: int = option(50_000, "at most so many training stories are read")
    fit: int = option(20_000, "at most so many of them are used for the shortcut check")
    bleu: int = option(500, "at most so many of them are used for self-BLEU")
    seed: int = option(0, "seed of the permutation tests")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers too small to measure on."""
        for name, least in (("words", 100), ("stories", 10), ("fit", 10), ("bleu", 2)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use {name}={least} or more.")


def corpus_report(config: CorpusReportConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Measure a corpus; the artifact of kind corpus_report holds report.json. A finished one is returned at once."""
    parent = artifacts.resolve("corpus", config.corpus)
    identity = {name: getattr(config, name) for name in ("words", "stories", "fit", "bleu", "seed")}
    done = artifacts.finished("corpus_report", identity, [parent], _SCHEMA)
    if done is not None:
        return done
    with artifacts.create("corpus_report", config.name, identity, [parent], _SCHEMA) as draft:
        report = measure(Corpus.open(parent), config, progress)
        (draft.path / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        draft.summary.update(_headline(report))
    made = artifacts.finished("corpus_report", identity, [parent], _SCHEMA)
    assert made is not None
    return made


def measure(corpus: Corpus, config: CorpusReportConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """The report as JSON-able data; its keys are those of report.json."""
    with progress.task("corpus report", 4, "measures") as task:
        columns = ["text", "group", "sentences", *AXES, *_OTHER_AXES]
        table = corpus.table("train", columns, config.stories)
        if table.num_rows < 2:
            raise StoryscopeError(f"The corpus {corpus.artifact.label} has too few training stories.", "Make more.")
        texts: list[str] = table["text"].to_pylist()
        told = [split_words(text) for text in texts]
        report: dict[str, Any] = {
            "corpus": corpus.artifact.label,
            "tier": str(corpus.vocabulary.get("tier", "")),
            "stories": corpus.splits,
            "read": len(texts),
            "lengths": {
                "words": _spread([len(words) for words in told]),
                "sentences": _spread([len(sentences) for sentences in table["sentences"].to_pylist()]),
            },
            "types": len(set(chain.from_iterable(told))),
        }
        task.advance()
        names = frozenset(map(str, corpus.vocabulary.get("names") or ()))
        report["diversity"] = _diversity(texts, told, table["group"].to_pylist(), names, config)
        counts = Counter(chain.from_iterable(told))
        categories: Mapping[str, Sequence[str]] = corpus.vocabulary.get("categories") or {}
        listed = [name for name in _SHARED_OUT if name in categories]
        if not {"animals", "objects"} & set(listed) and "nouns" in categories:
            listed.append("nouns")
        shares = [diversity.most_told(counts, name, categories[name]) for name in listed]
        report["shares"] = [asdict(share) for share in shares if share is not None]
        task.advance()
        families = {axis: [str(value) for value in table[axis].to_pylist()] for axis in (*AXES, *_OTHER_AXES)}
        families = {axis: values for axis, values in families.items() if axis in AXES or len(set(values)) > 1}
        report["labels"] = {axis: dict(sorted(Counter(values).items())) for axis, values in families.items()}
        report["dependence"] = _dependence(families, config.seed)
        task.advance()
        report.update(_shortcuts(corpus, told[: config.fit], families, config))
        report["targets"] = _targets(report)
        task.advance()
    return report


def _diversity(
    texts: list[str], told: list[list[str]], groups: list[str], names: frozenset[str], config: CorpusReportConfig
) -> dict[str, Any]:
    sample = diversity.whole_stories(texts, config.words)
    stream = list(chain.from_iterable(told[: len(sample)]))
    masked = [["<name>" if word in names else word for word in words] for words in told]
    return {
        "sample": {"stories": len(sample), "words": len(stream)},
        **{f"distinct_{n}": diversity.distinct(stream, n) for n in (1, 2, 3, 4)},
        "compression_ratio": diversity.compression_ratio(sample),
        "self_bleu": diversity.self_bleu(told[: config.bleu]),
        "openings": _ranked(diversity.openings(told)),
        "openings_names_masked": _ranked(diversity.openings(masked)),
        "exact_duplicate_rate": diversity.duplicate_rate(texts),
        "group_duplicate_rate": diversity.duplicate_rate(groups),
    }


def _ranked(counts: Counter[str]) -> list[dict[str, Any]]:
    total = counts.total()
    first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return [{"words": words, "stories": n, "share": n / total} for words, n in first]


def _dependence(families: Mapping[str, list[str]], seed: int) -> list[dict[str, Any]]:
    return [
        {
            "first": first,
            "second": second,
            **asdict(
                diversity.dependence(
                    families[first], families[second], numpy_generator(seed, "dependence", first, second)
                )
            ),
        }
        for first, second in combinations(families, 2)
    ]


def _shortcuts(
    corpus: Corpus, told: list[list[str]], families: Mapping[str, list[str]], config: CorpusReportConfig
) -> dict[str, Any]:
    held_out: pa.Table = corpus.table("test", ["text", *AXES], config.fit)
    test_words = [split_words(text) for text in held_out["text"].to_pylist()]
    fitted = [
        shortcuts.shortcut(axis, (told, families[axis][: len(told)]), (test_words, held_out[axis].to_pylist()))
        for axis in AXES
    ]
    give_aways = shortcuts.give_aways(told, {axis: families[axis][: len(told)] for axis in AXES})
    return {
        "shortcuts": [asdict(one) for one in fitted if one is not None],
        "give_aways": [asdict(one) for one in give_aways],
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


def _spread(values: Sequence[int]) -> dict[str, float]:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return {
        "mean": float(np.mean(values)),
        "min": int(min(values)),
        "p5": float(low),
        "median": float(middle),
        "p95": float(high),
        "max": int(max(values)),
    }


def _headline(report: Mapping[str, Any]) -> dict[str, Any]:
    varied = report["diversity"]
    return {
        "corpus": report["corpus"],
        "stories": sum(report["stories"].values()),
        "types": report["types"],
        "words_per_story": report["lengths"]["words"]["mean"],
        **{name: varied[name] for name in ("distinct_1", "distinct_2", "distinct_3", "distinct_4")},
        **{name: varied[name] for name in ("compression_ratio", "self_bleu", "exact_duplicate_rate")},
        "top_opening": varied["openings"][0],
        "shortcuts": {one["axis"]: one["accuracy"] for one in report["shortcuts"]},
        "majority": {one["axis"]: one["majority"] for one in report["shortcuts"]},
        "targets_missed": [row["measure"] for row in report["targets"] if not row["met"]],
    }

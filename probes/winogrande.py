"""WinoGrande-style evaluation of any causal language model, with its tests, its twins and an n-gram beside it."""

import csv
import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np

from probes.lm_eval_files import write_results
from probes.winogrande_checks import name_switch, option_swap
from probes.winogrande_items import read_items
from probes.winogrande_readings import Reading, by_reading, read_readings
from probes.winogrande_scoring import ScoredItem, report, score_items
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress
from workbench.records import WinoGrandeItem
from workbench.seeding import numpy_generator
from workbench.snapshots import at_path
from workbench.statistics import mcnemar

COLUMNS = (
    *("id", "twin", "kind", "sentence", "option1", "option2", "answer", "predicted", "right", "score1", "score2"),
    *("log_probs1", "log_probs2", "unknown", "ngram_predicted", "ngram_score1", "ngram_score2"),
)
"""The columns of items.csv; scores are natural logarithms, `log_probs` their terms, one per token, as JSON."""

_EDITION = 2
"""Raised when what a result holds changes."""


@dataclass(frozen=True, kw_only=True)
class WinoGrandeConfig:
    """What `evaluate` needs."""

    model: tuple[str, ...] = option((), "models of the workbench or Hugging Face folders; none: the newest model")
    items: str = option("", "a JSON file or an items artifact; empty: the newest items")
    scoring: Literal["partial", "full"] = option("partial", "score what follows the blank, or the whole sentence")
    readings: str = option("", "a TSV file of a reader's answers: report by its kinds and where it was sure")
    checks: bool = option(True, "exchange the options, and the names, and see whether the answers follow")
    ngram: int = option(4, "order of the n-gram beside the model; 0: none")
    seed: int = option(0, "seed of the bootstrap")
    name: str = option("", "the artifact's name; empty: the items' name")


def evaluate(config: WinoGrandeConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Score the items and report; a finished result for the same model, items and settings is returned at once.

    Of one model an artifact of kind winogrande; of several a winogrande_comparison whose parents are those.
    """
    refs = config.model or ("",)
    results = [evaluate_model(config, ref, progress) for ref in refs]
    if len(results) == 1:
        return results[0]
    if len({one.manifest.id for one in results}) < len(results):
        raise StoryscopeError("A model is named twice.", "Name different models to compare.")
    return compare(results)


def evaluate_model(config: WinoGrandeConfig, ref: str, progress: Progress = SILENT) -> artifacts.Artifact:
    """Score the items with the model `ref`; `config.model` is not looked at."""
    settings: dict[str, object] = {"scoring": config.scoring, "ngram": config.ngram, "seed": config.seed}
    parents: list[artifacts.Artifact] = []
    model, trained = find_model(ref)
    if trained is None:
        settings["model_sha256"] = checksum(model)
    else:
        parents.append(trained)
    items, title, made = find_items(config.items)
    if made is None:
        settings["items_sha256"] = checksum(Path(config.items))
    else:
        parents.append(made)
    readings = read_readings(Path(config.readings), len(items)) if config.readings else None
    if readings is not None:
        settings["readings_sha256"] = checksum(Path(config.readings))
    settings["checks"] = config.checks
    done = artifacts.finished("winogrande", settings, parents, schema=_EDITION)
    if done is not None:
        return done
    with artifacts.create("winogrande", config.name or safe(title), settings, parents, schema=_EDITION) as draft:
        name = trained.label if trained else model.name
        draft.summary.update(_evaluate(config, model, trained, items, readings, title, draft.path, progress))
        draft.summary.update(model=name, items=title)
        (draft.path / "results.json").write_text(json.dumps(draft.summary, indent=1) + "\n", encoding="utf-8")
    result = artifacts.finished("winogrande", settings, parents, schema=_EDITION)
    assert result is not None
    return result


def _evaluate(
    config: WinoGrandeConfig,
    model: Path,
    trained: artifacts.Artifact | None,
    items: Sequence[WinoGrandeItem],
    readings: Sequence[Reading] | None,
    title: str,
    folder: Path,
    progress: Progress,
) -> dict[str, object]:
    from probes.winogrande_models import text_scorer, unknown_words
    from workbench.language.checkpoints import load_any

    scorer = load_any(trained or model)
    ours = trained is not None
    text = text_scorer(scorer, begin=ours)
    began = time.perf_counter()
    with progress.task("WinoGrande", len(items), "items") as task:
        scored = score_items(text, items, config.scoring)
        task.advance(len(items))
    scoring_seconds = time.perf_counter() - began
    unknown = unknown_words(scorer.tokenizer, items)
    results = report(scored, unknown, numpy_generator(config.seed, "winogrande"))
    if readings is not None:
        rights = [one.right for one in scored]
        results["readings"] = by_reading(readings, [item.answer for item in items], rights)
    if config.checks:
        results["option_swap"] = option_swap(text, scored, config.scoring)
        results["name_switch"] = name_switch(text, scored, config.scoring)
    beside = _score_ngram(config, trained, scorer.tokenizer, items, progress) if trained and config.ngram else None
    results["ngram"] = None
    if beside is not None:
        full = report(beside, unknown, numpy_generator(config.seed, "winogrande", "ngram"))
        kept = ("n", "accuracy", "ci95", "p_vs_half", "p_vs_majority", "twin_consistency")
        results["ngram"] = {"order": config.ngram, **{key: full[key] for key in kept}}
    _write_items(folder / "items.csv", scored, unknown, beside)
    begin = str(scorer.tokenizer.bos_token or "") if ours else ""
    if config.scoring == "partial":
        write_results(folder / "lm_eval", task_name(title), trained.label if trained else model.name, scored, begin)
    rate = len(items) / scoring_seconds
    return {
        **results,
        "scoring": config.scoring,
        "seconds": round(scoring_seconds, 3),
        "items_per_second": round(rate, 1),
    }


def compare(results: Sequence[artifacts.Artifact]) -> artifacts.Artifact:
    """Results of several models on the same items side by side, every two with McNemar's exact test.

    Raises StoryscopeError if the items are not the same.
    """
    done = artifacts.finished("winogrande_comparison", {}, results)
    if done is not None:
        return done
    answers = [_answers(one) for one in results]
    if any(list(one) != list(answers[0]) for one in answers):
        raise StoryscopeError("The results are of different items.", "Compare models on one file of items.")
    kept = ("model", "n", "accuracy", "ci95", "majority", "p_vs_majority", "twin_consistency", "unknown_word_items")
    with artifacts.create("winogrande_comparison", results[0].manifest.name, {}, results) as draft:
        rights = [np.array(list(one.values()), dtype=bool) for one in answers]
        draft.summary.update(results[0].manifest.summary)
        draft.summary["models"] = [{key: one.manifest.summary[key] for key in kept} for one in results]
        draft.summary["by_kind_of"] = {
            str(one.manifest.summary["model"]): one.manifest.summary["by_kind"] for one in results
        }
        draft.summary["pairs"] = [
            {
                "first": results[one].manifest.summary["model"],
                "second": results[two].manifest.summary["model"],
                "only_first": int((rights[one] & ~rights[two]).sum()),
                "only_second": int((rights[two] & ~rights[one]).sum()),
                "p": mcnemar(rights[one], rights[two]),
            }
            for one, two in combinations(range(len(results)), 2)
        ]
        (draft.path / "results.json").write_text(json.dumps(draft.summary, indent=1) + "\n", encoding="utf-8")
    made = artifacts.finished("winogrande_comparison", {}, results)
    assert made is not None
    return made


def _answers(result: artifacts.Artifact) -> dict[tuple[str, str], bool]:
    """Whether each item, known by its place and sentence, was answered right."""
    csv.field_size_limit(2**31 - 1)  # an item from outside may be one very long line
    with result.file("items.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {(str(place), row["sentence"]): row["right"] == "1" for place, row in enumerate(rows)}


def _score_ngram(
    config: WinoGrandeConfig,
    trained: artifacts.Artifact,
    tokenizer: Any,  # noqa: ANN401 - transformers' type, which is not imported here
    items: Sequence[WinoGrandeItem],
    progress: Progress,
) -> list[ScoredItem] | None:
    """The items scored by an n-gram of the stories that the model was trained on; None if they are gone."""
    from probes.winogrande_models import ngram_of, text_scorer

    corpora = [parent for parent in artifacts.lineage(trained) if parent.manifest.kind == "corpus"]
    if not corpora:
        return None
    progress.say(f"Counting the {config.ngram}-grams of {corpora[0].label}.")
    return score_items(text_scorer(ngram_of(corpora[0], tokenizer, config.ngram), begin=True), items, config.scoring)


def find_model(ref: str) -> tuple[Path, artifacts.Artifact | None]:
    """The model's folder, and its artifact if it is one of the workbench's."""
    folder = Path(ref)
    plain = ref and is_file(folder / "config.json") and not is_file(folder / artifacts.MANIFEST)
    if plain and at_path(folder) is None:
        return folder, None
    made = artifacts.resolve("model", ref)
    return made.path, made


def find_items(ref: str) -> tuple[list[WinoGrandeItem], str, artifacts.Artifact | None]:
    """The items of a JSON file or an artifact (empty: the newest), what they are called, and the artifact."""
    if Path(ref).suffix == ".json" or is_file(Path(ref)):
        return read_items(Path(ref)), Path(ref).stem, None
    made = artifacts.resolve("items", ref)
    return read_items(made.file("items.json")), made.manifest.name, made


def task_name(title: str) -> str:
    """What lm-eval calls items of this title.

    >>> task_name("My items, v2")
    'storyscope_My_items_v2'
    """
    return f"storyscope_{safe(title).replace('-', '_').replace('.', '_')}"


def checksum(path: Path) -> str:
    """Of a file's bytes, or of a folder's files."""
    total = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.is_file():
            total.update(file.name.encode() if path.is_dir() else b"")
            with file.open("rb") as handle:
                total.update(hashlib.file_digest(handle, "sha256").digest())
    return total.hexdigest()


def safe(title: str) -> str:
    """A file's name as an artifact's name."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip("-._")[:80] or "items"


def _write_items(
    file: Path, scored: Sequence[ScoredItem], unknown: Sequence[bool], beside: Sequence[ScoredItem] | None
) -> None:
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        for index, entry in enumerate(scored):
            item = entry.item
            row: dict[str, object] = {name: getattr(item, name) for name in COLUMNS[:7]}
            row.update(predicted=entry.predicted, right=int(entry.right), unknown=int(unknown[index]))
            for which, (score, terms) in enumerate(zip(entry.scores, entry.log_probs, strict=True), start=1):
                row |= {f"score{which}": score, f"log_probs{which}": json.dumps([round(term, 6) for term in terms])}
            if beside is not None:
                other = beside[index]
                row |= {"ngram_predicted": other.predicted}
                row |= {"ngram_score1": other.scores[0], "ngram_score2": other.scores[1]}
            writer.writerow(row)

"""WinoGrande-style evaluation of any causal language model, with its tests, its twins and an n-gram beside it."""

import csv
import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from probes.winogrande_items import read_items
from probes.winogrande_scoring import ScoredItem, report, score_items
from workbench import artifacts
from workbench.config import option
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress
from workbench.records import WinoGrandeItem
from workbench.seeding import numpy_generator

COLUMNS = (
    *("id", "twin", "kind", "sentence", "option1", "option2", "answer", "predicted", "right", "score1", "score2"),
    *("log_probs1", "log_probs2", "unknown", "ngram_predicted", "ngram_score1", "ngram_score2"),
)
"""The columns of items.csv; scores are natural logarithms, `log_probs` their terms, one per token, as JSON."""


@dataclass(frozen=True, kw_only=True)
class WinoGrandeConfig:
    """What `evaluate` needs."""

    model: str = option("", "a model of the workbench, or any Hugging Face folder; empty: the newest model")
    items: str = option("", "a JSON file or an items artifact; empty: the newest items")
    scoring: Literal["partial", "full"] = option("partial", "score what follows the blank, or the whole sentence")
    ngram: int = option(4, "order of the n-gram beside the model; 0: none")
    seed: int = option(0, "seed of the bootstrap")
    name: str = option("", "the artifact's name; empty: the items' name")


def evaluate(config: WinoGrandeConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Score the items and report; a finished result for the same model, items and settings is returned at once."""
    settings: dict[str, object] = {"scoring": config.scoring, "ngram": config.ngram, "seed": config.seed}
    parents: list[artifacts.Artifact] = []
    model, trained = _model(config.model)
    if trained is None:
        settings["model_sha256"] = _checksum(model)
    else:
        parents.append(trained)
    if Path(config.items).suffix == ".json" or is_file(Path(config.items)):
        items, title = read_items(Path(config.items)), Path(config.items).stem
        settings["items_sha256"] = _checksum(Path(config.items))
    else:
        made = artifacts.resolve("items", config.items)
        items, title = read_items(made.file("items.json")), made.manifest.name
        parents.append(made)
    done = artifacts.finished("winogrande", settings, parents)
    if done is not None:
        return done
    with artifacts.create("winogrande", config.name or _safe(title), settings, parents) as draft:
        draft.summary.update(_evaluate(config, model, trained, items, draft.path, progress))
        draft.summary.update(model=trained.label if trained else model.name, items=title)
        (draft.path / "results.json").write_text(json.dumps(draft.summary, indent=1) + "\n", encoding="utf-8")
    result = artifacts.finished("winogrande", settings, parents)
    assert result is not None
    return result


def _evaluate(
    config: WinoGrandeConfig,
    model: Path,
    trained: artifacts.Artifact | None,
    items: Sequence[WinoGrandeItem],
    folder: Path,
    progress: Progress,
) -> dict[str, object]:
    from probes.winogrande_models import text_scorer, unknown_words
    from workbench.language.checkpoints import load_any

    began = time.perf_counter()
    scorer = load_any(trained or model)
    ours = trained is not None
    with progress.task("WinoGrande", len(items), "items") as task:
        scored = score_items(text_scorer(scorer, begin=ours), items, config.scoring)
        task.advance(len(items))
    scoring_seconds = time.perf_counter() - began
    unknown = unknown_words(scorer.tokenizer, items)
    results = report(scored, unknown, numpy_generator(config.seed, "winogrande"))
    beside = _score_ngram(config, trained, scorer.tokenizer, items, progress) if trained and config.ngram else None
    results["ngram"] = None
    if beside is not None:
        full = report(beside, unknown, numpy_generator(config.seed, "winogrande", "ngram"))
        kept = ("n", "accuracy", "ci95", "p_vs_half", "p_vs_majority", "twin_consistency")
        results["ngram"] = {"order": config.ngram, **{key: full[key] for key in kept}}
    _write_items(folder / "items.csv", scored, unknown, beside)
    return {**results, "scoring": config.scoring, "seconds": round(scoring_seconds, 3)}


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


def _model(ref: str) -> tuple[Path, artifacts.Artifact | None]:
    """The model's folder, and its artifact if it is one of the workbench's."""
    folder = Path(ref)
    if ref and is_file(folder / "config.json") and not is_file(folder / artifacts.MANIFEST):
        return folder, None
    made = artifacts.resolve("model", ref)
    return made.path, made


def _checksum(path: Path) -> str:
    """Of a file's bytes, or of a folder's files."""
    total = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.is_file():
            total.update(file.name.encode() if path.is_dir() else b"")
            with file.open("rb") as handle:
                total.update(hashlib.file_digest(handle, "sha256").digest())
    return total.hexdigest()


def _safe(title: str) -> str:
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

"""Minimal pairs of sentences: how often the right one is likelier, by suite, beside an n-gram and a control."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from probes.sentence_pair_files import read_pairs, shuffled
from probes.winogrande import checksum, find_model, safe
from probes.winogrande_scoring import TextScorer
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress
from workbench.seeding import python_random
from workbench.statistics import binomial_p, mcnemar, wilson
from workbench.stories.suites import SentencePair
from workbench.stories.suites_making import SuitesConfig, make_suites


@dataclass(frozen=True, kw_only=True)
class SentencePairsConfig:
    """What `evaluate_pairs` needs."""

    model: tuple[str, ...] = option((), "models of the workbench or Hugging Face folders; none: the newest model")
    items: str = option(
        "", "a BLiMP-style JSONL file, a folder of them, or suites; empty: suites of our own, written now"
    )
    n: int = option(200, "pairs of every suite that is written now")
    ngram: int = option(4, "order of the n-gram beside the model; 0: none")
    seed: int = option(0, "seed of the suites and of the shuffled control")
    name: str = option("", "the artifact's name; empty: the items' name")


def evaluate_pairs(config: SentencePairsConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Score the pairs with every model; a finished result for the same models and pairs is returned at once.

    A pair is right if the whole good text is likelier than the whole bad one (Warstadt et al. 2020, arXiv 1912.00582).
    """
    settings: dict[str, object] = {"ngram": config.ngram, "seed": config.seed}
    path = Path(config.items)
    if config.items and (path.suffix == ".jsonl" or path.is_dir() and not is_file(path / artifacts.MANIFEST)):
        pairs, title, parents = read_pairs(path), path.stem, list[artifacts.Artifact]()
        settings["items_sha256"] = checksum(path)
    else:
        made = (
            artifacts.resolve("suites", config.items)
            if config.items
            else make_suites(SuitesConfig(n=config.n, seed=config.seed), progress)
        )
        pairs, title, parents = read_pairs(made.file("pairs.jsonl")), made.manifest.name, [made]
    models = [find_model(ref) for ref in config.model or ("",)]
    if len({folder.resolve() for folder, _ in models}) < len(models):
        raise StoryscopeError("A model is named twice.", "Name different models to compare.")
    settings["models_sha256"] = [checksum(folder) for folder, trained in models if trained is None]
    parents += [trained for _, trained in models if trained is not None]
    done = artifacts.finished("sentence_pairs", settings, parents)
    if done is not None:
        return done
    with artifacts.create("sentence_pairs", config.name or safe(title), settings, parents) as draft:
        rng = python_random(config.seed, "shuffled")
        control = [shuffled(pair, rng) for pair in pairs]
        found = [_scored(config, *model, pairs, control, progress) for model in models]
        draft.summary.update(_summary(pairs, found), items=title)
        _write(draft.path / "pairs.csv", pairs, found)
        (draft.path / "results.json").write_text(json.dumps(draft.summary, indent=1) + "\n", encoding="utf-8")
    result = artifacts.finished("sentence_pairs", settings, parents)
    assert result is not None
    return result


@dataclass(frozen=True)
class Scored:
    """A model's log-probabilities (nats) of the pairs and the shuffled ones, and an n-gram's: [pair, good or bad]."""

    model: str
    scores: np.ndarray
    control: np.ndarray
    ngram: np.ndarray | None
    unknown: Sequence[bool]


def score_pairs(scorer: TextScorer, pairs: Sequence[SentencePair]) -> np.ndarray:
    """The log-probability of both texts of every pair, [pair, good or bad], each distinct text scored once."""
    texts = list(dict.fromkeys(text for pair in pairs for text in (pair.good, pair.bad)))
    found = dict(zip(texts, scorer([("", text) for text in texts]), strict=True))
    return np.array([[sum(found[pair.good]), sum(found[pair.bad])] for pair in pairs])


def _scored(
    config: SentencePairsConfig,
    folder: Path,
    trained: artifacts.Artifact | None,
    pairs: Sequence[SentencePair],
    control: Sequence[SentencePair],
    progress: Progress,
) -> Scored:
    from probes.winogrande_models import holds_unknown, ngram_of, text_scorer
    from workbench.language.checkpoints import load_any

    scorer = load_any(trained or folder)
    text = text_scorer(scorer, begin=trained is not None)
    name = trained.label if trained is not None else folder.name
    with progress.task(name, 2 * len(pairs), "pairs") as task:
        scores = score_pairs(text, pairs)
        task.advance(len(pairs))
        controls = score_pairs(text, control)
        task.advance(len(pairs))
    counted = None
    corpora = [one for one in artifacts.lineage(trained) if one.manifest.kind == "corpus"] if trained else []
    if corpora and config.ngram:
        progress.say(f"Counting the {config.ngram}-grams of {corpora[0].label}.")
        counted = score_pairs(text_scorer(ngram_of(corpora[0], scorer.tokenizer, config.ngram), begin=True), pairs)
    unknown = holds_unknown(scorer.tokenizer, [f"{pair.good} {pair.bad}" for pair in pairs])
    return Scored(name, scores, controls, counted, unknown)


def right(scores: np.ndarray) -> np.ndarray:
    """Whether the good text is likelier; a tie is wrong."""
    return scores[:, 0] > scores[:, 1]


def _summary(pairs: Sequence[SentencePair], found: Sequence[Scored]) -> dict[str, Any]:
    models = [{"model": one.model, **report_pairs(pairs, one)} for one in found]
    compared = [
        {
            "first": one.model,
            "second": two.model,
            "only_first": int((right(one.scores) & ~right(two.scores)).sum()),
            "only_second": int((right(two.scores) & ~right(one.scores)).sum()),
            "p": mcnemar(right(one.scores), right(two.scores)),
        }
        for one, two in combinations(found, 2)
    ]
    return {**models[0], "models": models, "pairs": compared}


def report_pairs(pairs: Sequence[SentencePair], found: Scored) -> dict[str, Any]:
    """Accuracy of all, by suite and by field, each with n, Wilson's interval and what stands beside it."""
    suites, fields = [pair.suite for pair in pairs], [pair.field for pair in pairs]
    by_suite = {name: _part(pairs, found, np.array([one == name for one in suites])) for name in dict.fromkeys(suites)}
    by_field = {name: _part(pairs, found, np.array([one == name for one in fields])) for name in dict.fromkeys(fields)}
    return {
        **_part(pairs, found, np.ones(len(pairs), dtype=bool)),
        "macro": float(np.mean([one["accuracy"] for one in by_suite.values()])),
        "by_suite": by_suite,
        "by_field": by_field if any(fields) else {},
    }


def _part(pairs: Sequence[SentencePair], found: Scored, kept: np.ndarray) -> dict[str, Any]:
    rights = right(found.scores)[kept]
    n, hits = len(rights), int(rights.sum())
    twins: dict[str, list[bool]] = {}
    own = [pair for pair, keep in zip(pairs, kept, strict=True) if keep]
    for pair, one in zip(own, rights, strict=True):
        if pair.twin:
            twins.setdefault(pair.twin, []).append(bool(one))
    whole = [all(both) for both in twins.values() if len(both) == 2]
    beside = None if found.ngram is None else right(found.ngram)[kept]
    return {
        "n": n,
        "accuracy": hits / n,
        "ci95": wilson(hits, n),
        "p_vs_half": binomial_p(hits, n, 0.5),
        "both_of_twin": sum(whole) / len(whole) if whole else None,
        "both_of_twin_ci95": wilson(sum(whole), len(whole)) if whole else None,
        "ngram": None if beside is None else float(beside.mean()),
        "p_vs_ngram": None if beside is None else mcnemar(rights, beside),
        "shuffled": float(right(found.control)[kept].mean()),
        "ties": int((found.scores[kept, 0] == found.scores[kept, 1]).sum()),
        "unknown_word_pairs": int(np.array(found.unknown)[kept].sum()),
    }


def _write(file: Path, pairs: Sequence[SentencePair], found: Sequence[Scored]) -> None:
    """Every pair under every model."""
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["model", "id", "suite", "field", "good", "bad", "score_good", "score_bad", "right"])
        for one in found:
            for pair, (good, bad), flag in zip(pairs, one.scores, right(one.scores), strict=True):
                texts = (pair.id, pair.suite, pair.field, pair.good, pair.bad)
                writer.writerow([one.model, *texts, float(good), float(bad), int(flag)])

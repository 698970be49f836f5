"""Whether WinoGrande items can be answered without understanding: every heuristic, overall and by kind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import WinoGrandeItem
from workbench.statistics import wilson
from workbench.stories import heuristics
from workbench.stories.heuristics import Scores
from workbench.stories.items import winogrande_items
from workbench.stories.lexicon import known
from workbench.stories.version import version_of

CEILING = 0.52
"""What no heuristic may exceed over all items."""
KIND_CEILING = 0.55
KIND_SIZE = 300
"""What no heuristic may exceed in a kind of at least so many items."""
PLACES = ("number", "first", "last")


@dataclass(frozen=True, kw_only=True)
class CheckConfig:
    """What `check_items` needs."""

    items: str = option("", "an items artifact to check; empty: items made for the check")
    n: int = option(5_000, "how many items to make, in twins")
    seed: int = option(0, "which of the endlessly many sets")
    stories: int = option(4_000, "so many stories train the n-gram models")
    tier: str = option("minuscule", "vocabulary tier")
    name: str = option("", "the artifact's name; empty: tier and number")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that check nothing."""
        known(self.tier)
        if self.n < 2 or self.n % 2:
            raise StoryscopeError(f"n={self.n} items cannot be in twins.", "Use an even number, 2 or more.")
        if self.stories < 1:
            raise StoryscopeError(f"stories={self.stories} train no n-gram model.", "Use 1 or more.")


def score_all(
    items: Sequence[WinoGrandeItem], known_items: Sequence[WinoGrandeItem], texts: Sequence[str]
) -> dict[str, Scores]:
    """Every heuristic's scores on `items`; the learned ones learn from `known_items`, the n-grams from `texts`."""
    scores: dict[str, Scores] = {
        "majority": heuristics.majority(items),
        "first mention": heuristics.first_mention(items),
        "recency": heuristics.recency(items),
        "frequency": heuristics.frequency(items),
        "option word": heuristics.option_words(items, known_items),
    }
    for order in heuristics.ORDERS:
        scores["bigram" if order == 2 else f"{order}-gram"] = heuristics.ngram(items, texts, order)
    for place in PLACES:
        scores[f"words x {place}"] = heuristics.bag_of_words(items, known_items, place)
    return scores


def check_items(config: CheckConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """The heuristics' accuracies as an artifact with heuristics.json; a finished one is returned at once.

    The summary names the worst heuristic and says whether all stay at or below CEILING over all items, and below
    KIND_CEILING in every kind of at least KIND_SIZE items.
    """
    from workbench.stories.plots import compose

    source = artifacts.resolve("items", config.items) if config.items else None
    identity = {"n": config.n, "seed": config.seed, "stories": config.stories, "tier": config.tier}
    identity |= {"items": bool(source), "world": version_of("items_check")}
    parents = [source] if source else []
    done = artifacts.finished("item_checks", identity, parents)
    if done is not None:
        return done
    with progress.task("heuristics", 4, "parts") as task:
        items = _read(source) if source else winogrande_items(config.n, config.seed, config.tier)
        task.advance(1)
        known_items = winogrande_items(len(items), config.seed + 1, config.tier)
        task.advance(1)
        texts = [compose(config.seed, index, config.tier).text for index in range(config.stories)]
        task.advance(1)
        scores = score_all(items, known_items, texts)
        task.advance(1)
    report = {"overall": _rates(scores, np.ones(len(items), dtype=bool)), "by_kind": _by_kind(items, scores)}
    with artifacts.create("item_checks", config.name or f"{config.tier}-{len(items)}", identity, parents) as draft:
        (draft.path / "heuristics.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        draft.summary.update({"n": len(items), "kinds": len(report["by_kind"]), **verdict(report), **report})
    made = artifacts.finished("item_checks", identity, parents)
    assert made is not None
    return made


def verdict(report: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The heuristic that does best over all items, and whether every ceiling holds."""
    overall = _accuracies(report["overall"])
    best = max(overall, key=lambda name: overall[name])
    too_good = [
        f"{kind}: {name}"
        for kind, rates in report["by_kind"].items()
        for name, rate in _accuracies(rates).items()
        if rate >= KIND_CEILING and _size(rates) >= KIND_SIZE
    ]
    holds = overall[best] <= CEILING and not too_good
    return {"best": best, "best_accuracy": overall[best], "holds": holds, "kinds_too_easy": too_good}


def _accuracies(rates: object) -> dict[str, float]:
    assert isinstance(rates, Mapping)
    return {str(name): float(one["accuracy"]) for name, one in rates["heuristics"].items()}


def _size(rates: object) -> int:
    assert isinstance(rates, Mapping)
    return int(rates["n"])


def _rates(scores: Mapping[str, Scores], of: np.ndarray) -> dict[str, object]:
    n = int(of.sum())
    rates: dict[str, object] = {}
    for name, score in scores.items():
        right = float(score[of].sum())
        rates[name] = {"accuracy": right / n, "ci95": list(wilson(round(right), n))}
    return {"n": n, "heuristics": rates}


def _by_kind(items: Sequence[WinoGrandeItem], scores: Mapping[str, Scores]) -> dict[str, object]:
    kinds = np.array([item.kind for item in items])
    return {str(kind): _rates(scores, kinds == kind) for kind in np.unique(kinds)}


def _read(source: artifacts.Artifact) -> list[WinoGrandeItem]:
    rows = json.loads(source.file("items.json").read_text(encoding="utf-8"))
    return [WinoGrandeItem(**row) for row in rows]

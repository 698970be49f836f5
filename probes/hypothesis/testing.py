"""`storyscope hypothesis`: a claim about one unit against stories that are told for it.

The test is written down first (plan.json: threshold, statistic, n, alpha, rule), then the stories are told and read.
"""

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from probes.feature_reading import Features, open_features
from probes.hypothesis.claims import Claim, about, parse_claim, unit_named
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.seeding import numpy_generator

if TYPE_CHECKING:
    from probes.hypothesis.looking import Looked

SCHEMA = 1
CALIBRATION = 200
"""Stories, told apart from those of the test, that choose a threshold where no label card has one."""


@dataclass(frozen=True, kw_only=True)
class HypothesisConfig:
    """What `hypothesis` needs: a sentence, or its parts as flags."""

    claim: str = option("", 'the claim: "feature 812 fires on the holder of the ball"')
    unit: str = option("", "instead of a sentence: the unit, such as sae.812, L2.mlp.17 or L1.attn.3")
    on: str = option("", "what it fires on: mention=pronoun, sad stories, holder(ball), feels=sad")
    silent: bool = option(False, "the claim is that it is silent there")
    features: str = option("", "the statistics that know the unit: a name, an id prefix or a path; empty: the newest")
    n: int = option(400, "fresh stories")
    threshold: float | None = option(None, "it fires from this activation up; without: that of its label card")
    least: float = option(0.5, "recall and precision that the claim must reach")
    alpha: float = option(0.05, "how often chance may do as well")
    seed: int = option(0, "which fresh stories")
    name: str = option("hypothesis", "the artifact's name")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for claims without parts, and for numbers out of range."""
        if bool(self.claim) == bool(self.unit or self.on) or bool(self.unit) != bool(self.on):
            raise StoryscopeError("A claim is a sentence, or --unit and --on together.", "Give the one or the other.")
        if self.n < 1:
            raise StoryscopeError(f"n={self.n} is too small.", "Give at least 1; 400 is usual.")
        for name in ("least", "alpha"):
            if not 0 < getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is no share.", "Give a number between 0 and 1.")


def hypothesis(config: HypothesisConfig, progress: Progress = SILENT) -> Artifact:
    """Test a claim; the artifact holds plan.json, result.json and cases.parquet. A finished one is returned at once.

    Raises StoryscopeError for a claim that is not understood, a unit or a label that is not there, and a model whose
    stories the world has not told.
    """
    features = open_features(config.features)
    claim = read_claim(config, features)
    row = features.row_of(claim.unit)
    settings = {"claim": claim.plain(), "n": config.n, "threshold": config.threshold, "least": config.least}
    settings |= {"alpha": config.alpha, "seed": config.seed}
    done = artifacts.finished("hypothesis", settings, [features.artifact], SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    from probes.hypothesis.looking import open_looking

    looking = open_looking(features, claim, row)
    with artifacts.create("hypothesis", config.name, settings, [features.artifact], SCHEMA) as draft:
        for name in ("plan.json", "result.json", "cases.parquet"):
            draft.discard(name)  # what an interrupted run left
        plan = _plan(config, claim, features, row, looking, progress)
        (draft.path / "plan.json").write_text(json.dumps(plan, indent=2) + "\n", encoding="utf-8")
        with progress.task("hypothesis: fresh stories", config.n, "stories") as task:
            looked = looking.look(config.n, config.seed, plan["statistic"], task)
        result = _judge(config, claim, plan, looked)
        draft.summary.update(result)
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
        (draft.path / "result.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        looking.write_cases(draft.path / "cases.parquet", looked, float(plan["threshold"]))
    made = artifacts.finished("hypothesis", settings, [features.artifact], SCHEMA)
    assert made is not None
    return made


def labels_of(features: Features) -> list[tuple[str, str, str]]:
    """Every (level, axis, value) that the statistics have cards for."""
    rows = features.unit("cards", 0, ("row", "level", "axis", "value"))
    return list(dict.fromkeys((str(one["level"]), str(one["axis"]), str(one["value"])) for one in rows))


def read_claim(config: HypothesisConfig, features: Features) -> Claim:
    """The claim of a config; raises StoryscopeError if it is not understood."""
    labels = labels_of(features)
    if config.claim:
        return parse_claim(config.claim, labels)
    return about(unit_named(config.unit), config.on, labels, -1 if config.silent else 1)


def _plan(
    config: HypothesisConfig, claim: Claim, features: Features, row: int, looking: Any, progress: Progress
) -> dict[str, Any]:
    """Everything that decides, before any of the stories is told."""
    from probes.hypothesis.verdicts import LEAST_POSITIVE, RULE, SHUFFLES

    threshold, source, statistic = config.threshold, "given", "max" if claim.level == "story" else "token"
    if threshold is None:
        cards = [
            card
            for card in features.unit("cards", row)
            if (card["level"], card["axis"], card["value"], card["polarity"])
            == (claim.level, claim.axis, claim.value, claim.polarity)
        ]
        if cards:
            best = max(cards, key=lambda card: card["lift"] if card["lift"] == card["lift"] else -1.0)
            threshold, source, statistic = float(best["threshold"]), "its label card", str(best["stat"])
        else:
            with progress.task("hypothesis: choosing a threshold", CALIBRATION, "stories") as task:
                threshold = looking.calibrate(CALIBRATION, config.seed, statistic, task)
            source = f"the best F1 on {CALIBRATION} other fresh stories"
    return {
        "claim": claim.plain(),
        "threshold": threshold,
        "threshold_from": source,
        "statistic": statistic,
        "n": config.n,
        "alpha": config.alpha,
        "least": config.least,
        "seed": config.seed,
        "shuffles": SHUFFLES,
        "rule": RULE.format(least=config.least, alpha=config.alpha, stories=LEAST_POSITIVE),
    }


def _judge(config: HypothesisConfig, claim: Claim, plan: dict[str, Any], looked: "Looked") -> dict[str, Any]:
    from probes.hypothesis.verdicts import auroc, decide, measure

    generator = numpy_generator(config.seed, "hypothesis")
    told = measure(looked.scored, claim.polarity * float(plan["threshold"]), generator)
    verdict, why = decide(told, config.least, config.alpha)
    controls = [auroc(score, looked.scored.positive) for score in looked.controls.T]
    folded = [max(one, 1 - one) for one in controls if one == one]
    return {
        "verdict": verdict,
        "why": why,
        "claim": str(claim),
        "unit": claim.unit,
        "threshold": plan["threshold"],
        "threshold_from": plan["threshold_from"],
        "alpha": config.alpha,
        **{name: _rounded(value) for name, value in told.items()},
        "control_auroc_median": _rounded(float(np.median(folded)) if folded else float("nan")),
        "control_auroc_highest": _rounded(max(folded, default=float("nan"))),
        "controls": len(folded),
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, float):
        return round(value, 6) if value == value else None
    return value

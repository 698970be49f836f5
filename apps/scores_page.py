"""The report of human scores as people read it: one self-contained page, and the numbers as JSON."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from apps.console import spell_interval
from apps.figures.human_scores import agreement_points, score_means
from apps.markup import escape, fact_table
from apps.report_page import drawing, page
from probes.scores import ScoresConfig, judged_files, measure
from workbench import artifacts
from workbench.artifacts import Artifact, checksum
from workbench.manifests import is_file
from workbench.progress import SILENT, Progress

__all__ = ["ScoresConfig", "scores_page"]

_EDITION = 2
"""Raised when the report's making changes, so that an old one is not taken for a new one."""
Values = Mapping[str, Any]


def scores_page(config: ScoresConfig, progress: Progress = SILENT) -> Artifact:
    """Measure a file of human scores and write the page; a report of the same files is returned at once.

    The artifact of kind scores holds report.html and results.json. Raises StoryscopeError for files that are not right.
    """
    read = [Path(config.file), *map(Path, config.raters), *judged_files(config)]
    settings: dict[str, object] = {
        "seed": config.seed,
        "rules": config.rules,
        "judgements": [artifacts.resolve("judged", one).manifest.id for one in config.judgements],
        "files": [[one.name, checksum(one)] for one in read if is_file(one)],
    }
    done = artifacts.finished("scores", settings, schema=_EDITION)
    if done is not None:
        return done
    progress.say(f"Reading {', '.join(one.name for one in read)}.")
    values = measure(config, progress)
    name = config.name or re.sub(r"[^A-Za-z0-9._-]+", "-", Path(config.file).stem).strip("-._")[:80] or "scores"
    with artifacts.create("scores", name, settings, schema=_EDITION) as draft:
        draft.summary.update(values, file=Path(config.file).name)
        (draft.path / "results.json").write_text(json.dumps(draft.summary, indent=1) + "\n", encoding="utf-8")
        (draft.path / "report.html").write_text(_page(Path(config.file).name, values), encoding="utf-8")
    made = artifacts.finished("scores", settings, schema=_EDITION)
    assert made is not None
    return made


def mean_rows(values: Values) -> list[list[str]]:
    """Overall, by category and by criterion: the mean of every model with its interval."""
    cells = {"overall": values["overall"], **values["by_category"], **values["by_criterion"]}
    return [
        [name.removesuffix("_score").replace("_", " "), *[_mean(per[model]) for model in values["models"]]]
        for name, per in cells.items()
    ]


def agreement_rows(whole: Values, by_category: Mapping[str, Values], alone: Values | None = None) -> list[list[str]]:
    """Exact agreement, kappa and rank correlation, of all and by category; `alone` is joined by the text alone."""
    last = {} if alone is None else {"(by text alone)": alone}
    return [
        [name, f"{one['n']:,}", *[_measure(one, which) for which in ("exact", "kappa", "rank_correlation")]]
        for name, one in {"all": whole, **by_category, **last}.items()
    ]


def judge_rows(judge: Values) -> list[list[str]]:
    """A judge beside scores that were given without seeing its own: all, by category and by criterion."""
    parts = {**judge["independent_by_category"], **_criteria(judge["independent_by_criterion"])}
    return agreement_rows(judge["independent"], parts, judge["by_text_alone"])


def rule_rows(rules: Values) -> list[list[str]]:
    """Quadratic kappa of the rule judge with its controls, by category; one that is of no use is marked."""
    kinds = ("all", "other_half", "cross_fitted", "by_base_rates")
    return [
        [
            name + (" (useless)" if name in rules["useless"] else ""),
            f"{cells['all']['n']:,}",
            _measure(cells["all"], "exact"),
            *[_measure(cells[kind], "kappa") for kind in kinds],
            _measure(cells["other_half"], "rank_correlation"),
            "-" if cells["within_models"] is None else f"{cells['within_models']:.3f}",
        ]
        for name, cells in rules["by_category"].items()
    ]


def rule_criterion_rows(rules: Values) -> list[list[str]]:
    """The rule judge beside people by criterion."""
    return agreement_rows(rules["by_category"]["all"]["all"], _criteria(rules["by_criterion"]))


def _criteria(cells: Values) -> dict[str, Values]:
    return {name.removesuffix("_score").replace("_", " "): cell for name, cell in cells.items()}


def agreed_rows(judge: Values) -> list[list[str]]:
    """How often a person who saw the judge's score agreed."""
    return [
        [name, f"{one['agreed']:,} of {one['n']:,}", spell_interval(one["share"], one["ci95"])]
        for name, one in {"all": judge["agreed"], **judge["agreed_by_category"]}.items()
    ]


def drift_rows(values: Values) -> list[list[str]]:
    """How scores move along the file."""
    return [
        [name, f"{one['change']:+.3f}", f"[{one['by_chance'][0]:+.3f}, {one['by_chance'][1]:+.3f}]", f"{one['p']:.3g}"]
        for name, one in cast("Mapping[str, Values]", values["drift"]).items()
        if one["change"] is not None
    ]


AGREEMENT = ("", "n", "exact [95%]", "quadratic kappa [95%]", "rank correlation [95%]")
"""The columns of `agreement_rows`."""
RULES = (
    *("", "n", "exact [95%]", "kappa, all", "kappa, other half", "kappa, cuts cross-fitted", "kappa, dealt out"),
    *("rank correlation, other half", "within models"),
)
"""The columns of `rule_rows`."""
RULES_NOTE = (
    "The rule judge was written with half of the prompts of TinyScaleLab's scores in sight: believe the other half. "
    "Dealt out: its scores shuffled within each criterion. Within models: correlation less each model's mean."
)
DRIFT = ("", "second half - first", "by chance (95%)", "p")
"""The columns of `drift_rows`."""


def _mean(cell: Values) -> str:
    return "-" if cell["mean"] is None else spell_interval(cell["mean"], cell["ci95"])


def _measure(one: Values, which: str) -> str:
    return "-" if one[which] is None else spell_interval(one[which], one[f"{which}_ci95"])


def _page(file: str, values: Values) -> str:
    models = [model.rsplit("/", 1)[-1] for model in values["models"]]
    steps = [[f"{one['from']} to {one['to']}", f"{one['n']:,}", _mean(one)] for one in values["steps"]]
    sections = [
        ("Means", drawing(score_means(values["by_category"])) + fact_table(mean_rows(values), ("", *models))),
        ("Steps between models", fact_table(steps, ("on the same prompts", "n", "difference [95%]"))),
        ("Drift along the file", fact_table(drift_rows(values), DRIFT)),
    ]
    for pair in values["raters"]:
        body = fact_table(agreement_rows(pair, pair["by_category"]), AGREEMENT)
        sections.append((f"{pair['raters'][0]} beside {pair['raters'][1]}", body))
    for name, judge in values["judges"].items():
        seen = "<p>A person saw the judge's score and agreed, or did not:</p>"
        blind = "<p>Scores that were given without seeing the judge's:</p>"
        table = fact_table(judge_rows(judge), AGREEMENT)
        kappas = drawing(agreement_points(judge["independent_by_category"]))
        agreed = fact_table(agreed_rows(judge), ("", "agreed", "share [95%]"))
        left = f"<p>{escape(judge['without_human_score'])} judgements have no human score beside them.</p>"
        sections.append((f"The judge of {name}", seen + agreed + blind + kappas + table + left))
    for name, cells in values["beside_people"].items():
        sections.append((name, fact_table(agreement_rows(cells, cells["by_category"]), AGREEMENT)))
    rules = values["rule_judge"]
    if rules is not None:
        body = f"<p>{escape(RULES_NOTE)}</p>" + fact_table(rule_rows(rules), RULES)
        kappas = {name: cells["other_half"] for name, cells in rules["by_category"].items()}
        body += drawing(agreement_points(kappas)) + fact_table(rule_criterion_rows(rules), AGREEMENT)
        sections.append(("The rule judge", body))
    lead = (
        f"{values['scores']:,} scores of {values['rows']:,} completions in {file}; intervals are 95%, drawn by prompt."
    )
    return page("Human scores", lead, sections)

"""Judged completions as people read them: tables, one self-contained page, Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.console import spell_interval
from apps.figures.judged import score_radar, score_scaling
from apps.markup import escape, fact_table, literal
from apps.report_page import drawing, page
from probes.judging.completing import Completion
from probes.judging.llm_judge import Judged
from probes.judging.rubrics import RUBRICS
from probes.judging.summarising import parts_of

Values = Mapping[str, Any]
AGREEMENT = ("", "n", "exact [95%]", "quadratic kappa [95%]", "rank correlation [95%]")
NOVELTY = ("", "longest copied run, words", "share of it", "copied whole", "new n-grams")
_EXAMPLES = 12


def mean_rows(values: Values, judge: str) -> list[list[str]]:
    """Overall, by category and by criterion: each model's mean with its interval, and what is missing."""
    rows: list[list[str]] = []
    for part, cells in values["means"][judge].items():
        name = part.removesuffix("_score").replace("_", " ")
        row = [name + (" (form only)" if judge == "rules" and part in values["blind"] else "")]
        for one in values["models"]:
            cell = cells[one["model"]]
            lost = f", {cell['missing']} missing" if cell["missing"] else ""
            row.append("-" if cell["mean"] is None else spell_interval(cell["mean"], cell["ci95"]) + lost)
        n = sum(cells[one["model"]]["n"] for one in values["models"])
        rows.append([*row, f"{n:,}"])
    return rows


def step_rows(values: Values, judge: str) -> list[list[str]]:
    """What each next model adds on the same prompts."""
    return [
        [f"{one['from']} to {one['to']}", f"{one['n']:,}", spell_interval(one["mean"], one["ci95"])]
        for one in values["steps"][judge]
        if one["mean"] is not None
    ]


def novelty_rows(values: Values) -> list[list[str]]:
    """How much each model copies from the stories it was trained on."""
    kinds = ("copied_words", "copied_share", "copied_whole", "new_ngrams")
    return [
        [
            model,
            *[
                "-" if cells[kind]["mean"] is None else spell_interval(cells[kind]["mean"], cells[kind]["ci95"])
                for kind in kinds
            ],
        ]
        for model, cells in values["novelty"].items()
    ]


def between_rows(pair: Values) -> list[list[str]]:
    """Two judges on the same completions."""
    return [
        [
            part.removesuffix("_score").replace("_", " "),
            f"{cell['n']:,}",
            *[
                "-" if cell[kind] is None else spell_interval(cell[kind], cell[f"{kind}_ci95"])
                for kind in ("exact", "kappa", "rank_correlation")
            ],
        ]
        for part, cell in pair["parts"].items()
        if cell["n"]
    ]


def model_rows(values: Values) -> list[list[str]]:
    """The models: size, family, what they could not read."""
    return [
        [
            one["model"],
            f"{one['parameters']:,}",
            one["architecture"] + (", instruction-tuned" if one["tuned"] else ""),
            f"{one['ended']:.0%}",
            _left(one["left_out"]),
        ]
        for one in values["models"]
    ]


MODELS = ("model", "parameters", "family", "ended by itself", "prompts it cannot read")


def _left(left_out: Mapping[str, Sequence[str]]) -> str:
    if not left_out:
        return "none"
    words = list(dict.fromkeys(word for lost in left_out.values() for word in lost))
    shown = ", ".join(words[:6]) + (", ..." if len(words) > 6 else "")
    return f"{len(left_out)}" + (f" ({len(words)} words: {shown})" if words else " (too long)")


def lead(values: Values) -> str:
    """The first sentence of the report."""
    counts = ", ".join(f"{count} {name}" for name, count in values["by_category"].items())
    return (
        f"{values['completions']:,} completions of {values['prompts']} prompts ({counts}) that all models can read, "
        f"judged by the rubric {values['rubric']}; intervals are 95%, drawn by prompt. Completions are judged, prompts "
        "are not."
    )


def report_markdown(values: Values) -> str:
    """The report as Markdown, results.md."""
    heads = [one["model"] for one in values["models"]]
    parts = ["# Judged completions", lead(values), "## Models", _markdown(MODELS, model_rows(values))]
    for judge in values["judges"]:
        parts += [f"## Judged by {judge}", _markdown(("", *heads, "scores"), mean_rows(values, judge))]
        if values["steps"][judge]:
            parts += [_markdown(("on the same prompts", "n", "difference [95%]"), step_rows(values, judge))]
    if values["novelty"]:
        parts += ["## Novelty against the training stories", _markdown(NOVELTY, novelty_rows(values))]
    for pair in values["agreement"]:
        parts += [f"## {' beside '.join(pair['judges'])}", _markdown(AGREEMENT, between_rows(pair))]
    if values["blind"]:
        parts.append("(form only): rules do not know what is true; these scores say whether the text is well formed.")
    return "\n\n".join(parts) + "\n"


def report_html(values: Values, completions: Sequence[Completion], judged: Sequence[Judged]) -> str:
    """The report as one page that fetches nothing."""
    heads = [one["model"] for one in values["models"]]
    rubric = RUBRICS[values["rubric"]]
    scales = {
        part: (
            min(rubric.criterion(one).scores[0] for one in ids),
            max(rubric.criterion(one).scores[-1] for one in ids),
        )
        for part, ids in parts_of(rubric).items()
    }
    wide = rubric.categories or [one.id for one in rubric.criteria]
    sections = [("Models", fact_table(model_rows(values), MODELS))]
    for judge in values["judges"]:
        means = values["means"][judge]
        drawn = {name: means[name] for name in wide}
        curves = {name: means[name] for name in (*(wide if rubric.categories else ()), "overall")}
        body = drawing(score_radar(drawn, scales)) + drawing(score_scaling(curves, values["models"]))
        body += fact_table(mean_rows(values, judge), ("", *heads, "scores"))
        if values["steps"][judge]:
            body += fact_table(step_rows(values, judge), ("on the same prompts", "n", "difference [95%]"))
        sections.append((f"Judged by {judge}", body))
    if values["novelty"]:
        sections.append(("Novelty", fact_table(novelty_rows(values), NOVELTY)))
    for pair in values["agreement"]:
        sections.append((" beside ".join(pair["judges"]), fact_table(between_rows(pair), AGREEMENT)))
    sections.append(("Examples", _examples(completions, judged)))
    return page("Judged completions", lead(values), sections)


def _examples(completions: Sequence[Completion], judged: Sequence[Judged]) -> str:
    """Some completions with every judge's scores and reasons; what models say is text and stays text."""
    said: dict[str, list[Judged]] = {}
    for one in judged:
        said.setdefault(one.completion, []).append(one)
    step = max(1, len(completions) // _EXAMPLES)
    parts: list[str] = []
    for one in completions[::step][:_EXAMPLES]:
        lines = [
            f"{each.judge}, {mark.criterion.removesuffix('_score')}: "
            f"{'missing' if mark.score is None else f'{mark.score:g}'}{'; ' if mark.why else ''}{'; '.join(mark.why)}"
            for each in said.get(one.id, ())
            for mark in each.marks
        ]
        body = "".join(f"<li>{literal(line, 400)}</li>" for line in lines)
        text = f"<p><span class='ss-mute'>{escape(one.prompt)}</span>{escape(one.completion[:1500])}</p>"
        parts.append(f"<h3>{escape(one.model)}, {escape(one.category)}</h3>{text}<ul>{body}</ul>")
    return "".join(parts)


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(one.replace("|", "\\|").replace("\n", " ") for one in row) + " |" for row in lines
    )

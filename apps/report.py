"""The report: one self-contained page with the headline numbers, plots and some stories; works offline."""

from dataclasses import dataclass

from apps.headlines import newest
from apps.report_page import page, warning
from apps.report_sections import SECTIONS
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

REPORT = "report.html"
KINDS = ("probe", "sae", "sae_eval", "features", "patching", "winogrande")
"""What a report shows of a model, besides itself and what it was made from."""
_EDITION = 1
"""Raised when the page's making changes, so that an old report is not taken for a new one."""


@dataclass(frozen=True, kw_only=True)
class ReportConfig:
    """What `report` needs."""

    model: str = option("", "the model the report is about: a name, an id prefix or a path; empty: the newest")
    name: str = option("report", "the artifact's name")


def family(model: Artifact) -> list[Artifact]:
    """Return what a report on `model` shows: its ancestors, itself, and its newest result of every kind."""
    results = artifacts.children(model)
    # A dictionary's features, for example, are made from the dictionary and the model both.
    found = [newest(results, kind) for kind in KINDS]
    return [*artifacts.lineage(model), model, *(one for one in found if one is not None)]


def report(config: ReportConfig, progress: Progress = SILENT) -> Artifact:
    """Write the report of a model; a finished one that shows the same artifacts is returned at once.

    A section whose artifact cannot be read says so in its place. Raises StoryscopeError if there is no such model.
    """
    model = artifacts.resolve("model", config.model or None)
    shown = family(model)
    settings: dict[str, object] = {}
    done = artifacts.finished("report", settings, shown, schema=_EDITION)
    if done is not None:
        return done
    sections: list[tuple[str, str]] = []
    with (
        artifacts.create("report", config.name, settings, shown, schema=_EDITION) as draft,
        progress.task("report", len(SECTIONS), "sections") as task,
    ):
        for title, make in SECTIONS.items():
            try:
                body = make(shown)
            except StoryscopeError as fault:
                body = warning(str(fault))
            if body:
                sections.append((title, body))
            task.advance()
        lead = f"Report on the model {model.label}. Every measurement is on stories that it was not trained on."
        whole = page("Storyscope", lead, sections)
        (draft.path / REPORT).write_text(whole, encoding="utf-8")
        draft.summary.update(
            model=model.label,
            sections=[title for title, _ in sections],
            artifacts=[one.ref for one in shown],
            bytes=len(whole.encode()),
        )
    made = artifacts.finished("report", settings, shown, schema=_EDITION)
    assert made is not None
    return made

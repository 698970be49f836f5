"""The corpus report as people read it: one self-contained page for one corpus or for several side by side."""

import json
from typing import Any

from apps.corpus_sections import SECTIONS, Shown
from apps.report_page import page
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.progress import SILENT, Progress
from workbench.stories.report import CorpusReportConfig, corpus_reports

__all__ = ["CorpusReportConfig", "corpus_page"]

PAGE = "report.html"
_EDITION = 1
"""Raised when the page's making changes, so that an old page is not taken for a new one."""


def corpus_page(config: CorpusReportConfig, progress: Progress = SILENT) -> Artifact:
    """Measure the corpora that the config names and write the page; what is finished is not made again.

    The artifact of kind corpus_page holds report.html and report.json ({"corpora": [...]}); its parents are the reports
    of the single corpora.
    """
    reports = corpus_reports(config, progress)
    settings: dict[str, object] = {}
    done = artifacts.finished("corpus_page", settings, reports, schema=_EDITION)
    if done is not None:
        return done
    shown = [Shown.open(one) for one in reports]
    with artifacts.create("corpus_page", config.name, settings, reports, schema=_EDITION) as draft:
        sections = [(title, body) for title, make in SECTIONS.items() if (body := make(shown))]
        lead = f"How varied the stories are: {', '.join(one.values['corpus'] for one in shown)}."
        (draft.path / PAGE).write_text(page("Corpus report", lead, sections), encoding="utf-8")
        whole = {"corpora": [one.values for one in shown]}
        (draft.path / "report.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        draft.summary.update(_summary(reports))
    made = artifacts.finished("corpus_page", settings, reports, schema=_EDITION)
    assert made is not None
    return made


def _summary(reports: list[Artifact]) -> dict[str, Any]:
    """The headline numbers of the only corpus, or of the first and, as a list, of all."""
    first = reports[0].manifest.summary
    return first if len(reports) == 1 else {**first, "corpora": [one.manifest.summary for one in reports]}

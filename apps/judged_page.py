"""`eval judge`: completions judged, the report as a page and as Markdown, and every judgement as a table."""

import json
from dataclasses import asdict
from typing import Any

from apps.judged_report import report_html, report_markdown
from probes.judging.judge import JudgeConfig, judge_all, novelty_of, set_bench
from probes.judging.llm_judge import check_judge
from probes.judging.rules import NAME
from probes.judging.summarising import summarise
from probes.winogrande import safe
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.progress import SILENT, Progress

__all__ = ["JudgeConfig", "judge"]

_EDITION = 1
"""Raised when the report's making changes, so that an old one is not taken for a new one."""


def judge(config: JudgeConfig, progress: Progress = SILENT) -> Artifact:
    """Let models complete prompts, judge the completions, and report; a finished result is returned at once.

    The artifact of kind judged holds judgements.parquet, completions.parquet, results.json, results.md and report.html;
    its parents are the completions of the models. Raises StoryscopeError for models, prompts or servers that fail.
    """
    for name in config.judge:
        if name != NAME:
            check_judge(name, config.llm)
    bench = set_bench(config, progress)
    settings = config.identity(bench)
    done = artifacts.finished("judged", settings, bench.sources, schema=_EDITION)
    if done is not None:
        return done
    new = novelty_of(config, bench, progress)
    judged = judge_all(config, bench, new, progress)
    values = summarise(bench, judged, new, config.seed)
    name = config.name or safe(f"{config.rubric}-{config.prompts.rsplit('/', 1)[-1].removesuffix('.json')}")
    with artifacts.create("judged", name, settings, bench.sources, schema=_EDITION) as draft:
        draft.summary.update(values)
        _write_tables(draft, bench.completions, judged, new)
        (draft.path / "results.json").write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
        (draft.path / "results.md").write_text(report_markdown(values), encoding="utf-8")
        (draft.path / "report.html").write_text(report_html(values, bench.completions, judged), encoding="utf-8")
    made = artifacts.finished("judged", settings, bench.sources, schema=_EDITION)
    assert made is not None
    return made


def _write_tables(draft: Any, completions: Any, judged: Any, new: Any) -> None:  # noqa: ANN401
    import pyarrow as pa
    import pyarrow.parquet as pq

    models = {one.id: one.model for one in completions}
    rows = [
        {
            "completion_id": one.completion,
            "model": models[one.completion],
            "judge": one.judge,
            "sample": one.sample,
            "criterion": mark.criterion,
            "score": mark.score,
            "why": list(mark.why),
        }
        for one in judged
        for mark in one.marks
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("completion_id", "model", "judge")]
        + [("sample", pa.int32()), ("criterion", pa.string()), ("score", pa.float64()), ("why", pa.list_(pa.string()))]
    )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), draft.path / "judgements.parquet")
    told = [
        {
            **asdict(one),
            "copied_words": new[one.id].copied if one.id in new else None,
            "new_ngrams": new[one.id].new if one.id in new else None,
        }
        for one in completions
    ]
    pq.write_table(pa.Table.from_pylist(told), draft.path / "completions.parquet")

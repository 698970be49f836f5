"""The judges of `eval judge` beside people who scored the same completions, met by the completions' ids."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from probes.agreement import agreement
from probes.judging.completing import read_completions
from probes.manual_scores import LEVELS, ScoredCompletion, category_of
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.seeding import numpy_generator


def judges_beside_people(refs: Sequence[str], rows: Sequence[ScoredCompletion], seed: int) -> dict[str, dict[str, Any]]:
    """Agreement of every judge of every artifact with every rater: all, and by category; by "judge beside rater".

    Of several samples the mean counts, as the nearest score; what is missing is left out and counted in `missing`.
    Raises StoryscopeError for a ref that is no artifact of kind judged, and where nothing of it was scored.
    """
    found: dict[str, dict[str, Any]] = {}
    human = {(row.rater, row.id, name): (row.prompt, score) for row in rows for name, score in row.scores.items()}
    raters = list(dict.fromkeys(row.rater for row in rows))
    for ref in refs:
        made = artifacts.resolve("judged", ref)
        marks, missing = _marks(made)
        known = {one.id for one in read_completions(made)}
        if not any(row.id in known for row in rows):
            what = f"None of the completions of {made.label} was scored in this file."
            raise StoryscopeError(what, "Import that artifact into a scoring project, score, and export.")
        for judge, scores in marks.items():
            for rater in raters:
                pairs = [
                    (name, *human[rater, id, name], score)
                    for (id, name), score in scores.items()
                    if (rater, id, name) in human
                ]
                generator = numpy_generator(seed, "beside people", judge, rater)
                parts = {"": pairs}
                for pair in pairs:
                    parts.setdefault(category_of(pair[0]), []).append(pair)
                cells = {
                    part: agreement(
                        [one[2] for one in kept], [one[3] for one in kept], generator, [one[1] for one in kept]
                    )
                    for part, kept in parts.items()
                }
                name = f"{judge} beside {rater}" + (f" ({made.label})" if len(refs) > 1 else "")
                found[name] = {**cells.pop(""), "by_category": cells, "missing": missing.get(judge, 0)}
    return found


def _marks(made: artifacts.Artifact) -> tuple[dict[str, dict[tuple[str, str], float]], dict[str, int]]:
    """(judge: {(completion, criterion): score}, judge: how many are missing)."""
    import pyarrow.parquet as pq

    columns = ["completion_id", "judge", "criterion", "score"]
    given: dict[str, dict[tuple[str, str], list[float]]] = {}
    missing: dict[str, int] = {}
    for row in pq.read_table(made.file("judgements.parquet"), columns=columns).to_pylist():
        if row["score"] is None:
            missing[row["judge"]] = missing.get(row["judge"], 0) + 1
        else:
            cell = given.setdefault(row["judge"], {})
            cell.setdefault((row["completion_id"], row["criterion"]), []).append(row["score"])
    marks = {
        judge: {key: _level(float(np.mean(scores))) for key, scores in cells.items()} for judge, cells in given.items()
    }
    return marks, missing


def _level(mean: float) -> float:
    return min(LEVELS, key=lambda level: (abs(level - mean), level))

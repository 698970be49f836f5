"""`twins suites`: the suites of minimal pairs as a BLiMP-style file."""

import json
from dataclasses import dataclass

from workbench import artifacts
from workbench.config import option
from workbench.progress import SILENT, Progress
from workbench.stories.suites import write_suites


@dataclass(frozen=True, kw_only=True)
class SuitesConfig:
    """What `make_suites` needs."""

    n: int = option(200, "pairs of every suite; an even number")
    suites: tuple[str, ...] = option((), "only these suites; none: all")
    seed: int = option(0, "seed of the pairs")
    name: str = option("suites", "the artifact's name")


def make_suites(config: SuitesConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Write an artifact of kind suites that holds pairs.jsonl; the same settings return the same artifact."""
    settings: dict[str, object] = {"n": config.n, "suites": config.suites, "seed": config.seed}
    done = artifacts.finished("suites", settings)
    if done is not None:
        return done
    pairs = write_suites(config.n, config.seed, config.suites)
    progress.say(f"{len(pairs):,} pairs of sentences.")
    with artifacts.create("suites", config.name, settings) as draft:
        text = "".join(json.dumps(pair.row(), ensure_ascii=False) + "\n" for pair in pairs)
        (draft.path / "pairs.jsonl").write_text(text, encoding="utf-8")
        draft.summary.update(pairs=len(pairs), suites=list(dict.fromkeys(pair.suite for pair in pairs)))
    made = artifacts.finished("suites", settings)
    assert made is not None
    return made

"""`storyscope corpus verify`: an independent reading of the texts beside what their records say."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.reading.agreeing import Agreement
from workbench.reading.lexis import TIERS
from workbench.reading.reading import read
from workbench.stories.reading import SPLITS, Corpus

_SCHEMA: Final = 1
_ONLY_RECORDED: Final[dict[str, str]] = {
    "topic": "which pool of words the story was told from",
    "tone": "what its channels (weather, detail, ending) were drawn for",
    "feature": "what was done with the order and the voices, but for dialogue",
    "persona": "whose frame it stands in",
    "roles": "the part of the plot that each sentence plays",
    "cues": "which words were laid down to express a label",
    "hidden facts": "what is so in the world and never told",
}
"""What no text decides: known because the world that told it wrote it down."""


@dataclass(frozen=True, kw_only=True)
class VerifyConfig:
    """What `verify_corpus` needs."""

    corpus: str = option("", "the corpus: a name, an id prefix or a path; empty: the newest")
    name: str = option("verification", "the artifact's name")
    n: int = option(2000, "at most so many stories are read")
    split: str = option("train", f"of which split: {', '.join(SPLITS)}")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a number or a split that there is not."""
        if self.n < 1:
            raise StoryscopeError(f"n={self.n} is too small.", "Use n=1 or more.")
        if self.split not in SPLITS:
            raise StoryscopeError(f"A corpus has no split '{self.split}'.", f"Use one of: {', '.join(SPLITS)}.")


def verify_corpus(config: VerifyConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Read stories of a corpus and compare; the artifact of kind verification holds verification.json."""
    parent = artifacts.resolve("corpus", config.corpus)
    corpus = Corpus.open(parent)
    identity = {"n": config.n, "split": config.split, "reader": reader_version()}
    done = artifacts.finished("verification", identity, [parent], _SCHEMA)
    if done is not None:
        return done
    with artifacts.create("verification", config.name, identity, [parent], _SCHEMA) as draft:
        report = verify(corpus, config, progress)
        (draft.path / "verification.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        draft.summary.update(report)
    made = artifacts.finished("verification", identity, [parent], _SCHEMA)
    assert made is not None
    return made


def verify(corpus: Corpus, config: VerifyConfig, progress: Progress = SILENT) -> dict[str, Any]:
    """The comparison as JSON-able data: one row per axis, then what only the record knows.

    Raises StoryscopeError for a corpus whose stories come without records.
    """
    tier = _tier(corpus)
    agreement = Agreement(tier)
    total = min(config.n, corpus.splits[config.split])
    began = time.perf_counter()
    with progress.task("reading", total, "stories") as task:
        for story in corpus.stories(config.split, config.n):
            agreement.add(story, read(story.text, tier))
            task.advance()
    if not any(axis.n for axis in agreement.axes.values()):
        what = f"The stories of {corpus.artifact.label} have no records that a reading could agree with."
        raise StoryscopeError(what, "Verify a corpus of the story world: storyscope generate.")
    return {"tier": tier, **report_of(agreement), "seconds": round(time.perf_counter() - began, 3)}


def report_of(agreement: Agreement) -> dict[str, Any]:
    """The rows of a finished comparison; `agreed` says whether every axis that is claimed agrees everywhere."""
    rows = [axis.row() for axis in agreement.axes.values() if axis.n]
    claimed = [row for row in rows if row["kind"] == "read from text"]
    return {
        "stories": agreement.stories,
        "agreed": all(row["agree"] == row["n"] for row in claimed),
        "axes": rows,
        "only_recorded": [
            {"axis": name, "kind": "only the record knows", "why": why}
            for name, why in {**_ONLY_RECORDED, **agreement.unclaimed}.items()
        ],
        "other_relations": dict(Counter(agreement.untold).most_common()),
        "unread_sentences": agreement.unread,
        "problems": dict(agreement.problems),
    }


def _tier(corpus: Corpus) -> str:
    tier = str(corpus.vocabulary.get("tier", ""))
    return tier if tier in TIERS else TIERS[-1]


def reader_version() -> str:
    """A hash of the reader's own code: another reader is another verification."""
    import hashlib
    from pathlib import Path

    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


__all__ = ["VerifyConfig", "reader_version", "report_of", "verify", "verify_corpus"]

"""Explanations of dictionary features in a sentence each: by the best label of the record, and by a language model.

Every explanation is scored by detection: told which token of an excerpt is meant, does it say whether the feature fires
there? Excerpts to learn from and excerpts to be scored on come from different stories.
"""

from dataclasses import dataclass, field
from typing import Any

from probes.explaining.by_model import ExplainerConfig
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

TABLE = "explanations.parquet"


@dataclass(frozen=True, kw_only=True)
class ExplainConfig:
    """What `explain` needs."""

    sae: str = option("", "a dictionary of the workbench; empty: the newest")
    model: str = option("", "the model it is put into; empty: the one it was trained on")
    corpus: str = option("", "stories with labels; empty: those it was trained on (other splits of them)")
    split: str = option("test", "the split to read")
    stories: int = option(1_000, "at most so many stories")
    features: tuple[int, ...] = option((), "features to explain; none: a sample of those that fire")
    n: int = option(50, "how many, where none are named")
    shown: int = option(12, "excerpts that a language model explains from")
    judged: int = option(20, "excerpts that each explanation is scored on, half of them with the feature firing")
    llm: ExplainerConfig = field(default_factory=ExplainerConfig)
    seed: int = option(0, "draws features, halves and excerpts")
    name: str = option("", "the artifact's name; empty: the dictionary's")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that explain nothing."""
        for name, least in (("stories", 4), ("n", 1), ("shown", 1), ("judged", 4)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use at least {least}.")
        if self.judged % 2:
            raise StoryscopeError(f"judged={self.judged} has no half.", "Use an even number.")


def explain(config: ExplainConfig, progress: Progress = SILENT) -> Artifact:
    """Explain features and score what is said; a finished result is returned at once.

    Replies of a language model are kept on disk as they come, so that nothing is asked or paid for twice.
    """
    sae = artifacts.resolve("sae", config.sae)
    model = artifacts.resolve_beside(sae, "model", config.model)
    corpus = artifacts.resolve_beside(sae, "corpus", config.corpus)
    own = ("sae", "model", "corpus", "name", "llm")
    settings: dict[str, Any] = {key: value for key, value in to_dict(config).items() if key not in own}
    settings["llm"] = config.llm.identity
    parents = [sae, model, corpus]
    done = artifacts.finished("explanations", settings, parents)
    if done is not None:
        return done
    from probes.explaining.run import run  # brings torch

    with artifacts.create("explanations", config.name or sae.manifest.name, settings, parents) as draft:
        draft.summary.update(run(config, sae, model, corpus, draft.path, progress))
    made = artifacts.finished("explanations", settings, parents)
    assert made is not None
    return made


def read(artifact: Artifact, unit: str = "") -> list[dict[str, Any]]:
    """The explanations of one unit such as "sae.812", or of all: one row per feature and method."""
    import pyarrow.parquet as pq

    filters = [("unit", "=", unit)] if unit else None
    return pq.read_table(artifact.file(TABLE), filters=filters).to_pylist()

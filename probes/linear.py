"""Linear probes: what can be read off each layer, beside the controls that say what that means."""

import time
from dataclasses import dataclass

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

SCHEMA = 1
POSITIONS = ("mean", "last")


@dataclass(frozen=True, kw_only=True)
class ProbeConfig:
    """What `probe` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories and labels to use; empty: the corpus that the model was trained on")
    name: str = option("probe", "the artifact's name")
    targets: tuple[str, ...] = option(("topic", "tone", "moral"), "label columns to read")
    positions: tuple[str, ...] = option(POSITIONS, "what of a story is read: mean over its tokens, last token")
    sites: tuple[str, ...] = option(("resid_post",), "where in each layer; the embedding is always read too")
    train_stories: int = option(8_000, "stories of the train split to fit on, at most")
    test_stories: int = option(4_000, "stories of the test split to score on, at most")
    penalties: tuple[float, ...] = option((0.001, 0.01, 0.1, 1.0), "values of C that the validation part chooses from")
    batch_size: int = option(32, "stories in one forward pass")
    seed: int = option(0, "draws the validation part, the shuffled labels, the random model and the intervals")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that make no probe."""
        for name in ("train_stories", "test_stories", "batch_size"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        for name in ("targets", "positions", "sites", "penalties"):
            if not getattr(self, name):
                raise StoryscopeError(f"{name} is empty.", f"Give at least one of {name}.")
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                raise StoryscopeError(f"{name} names something twice.", "Name each once.")
        unknown = [position for position in self.positions if position not in POSITIONS]
        if unknown:
            raise StoryscopeError(f"'{unknown[0]}' is not a position.", f"Use {' or '.join(POSITIONS)}.")
        if min(self.penalties) <= 0 or list(self.penalties) != sorted(self.penalties):
            raise StoryscopeError(f"penalties={self.penalties} do not rise from above 0.", "Give them in rising order.")


def probe(config: ProbeConfig, progress: Progress = SILENT) -> Artifact:
    """Probe every layer for every target at every position, from one pass; a finished artifact is returned at once.

    Raises StoryscopeError if the model or corpus is not there, or a target labels too little.
    """
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    done = artifacts.finished("probe", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    from probes.probe_files import write
    from probes.probing import measure

    began = time.perf_counter()
    with artifacts.create("probe", config.name, settings, [model, corpus], SCHEMA) as draft:
        measured = measure(config, model, corpus, progress)
        draft.summary.update(write(measured, draft.path))
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("probe", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made

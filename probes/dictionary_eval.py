"""What a dictionary is worth: how well it stands in for the activation, and how much of the truth its features tell."""

from dataclasses import dataclass

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class SaeEvalConfig:
    """What `evaluate_sae` needs."""

    sae: str = option("", "a dictionary of the workbench; empty: the newest")
    model: str = option("", "the model it is put into; empty: the one it was trained on")
    corpus: str = option("", "stories with labels; empty: those it was trained on (other splits of them)")
    split: str = option("test", "the split to read")
    stories: int = option(2000, "at most so many stories")
    seed: int = option(0, "which stories choose thresholds and which judge them")
    name: str = option("", "the artifact's name; empty: the dictionary's")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for too few stories."""
        if self.stories < 4:
            raise StoryscopeError(f"stories={self.stories} cannot be halved usefully.", "Use at least 4.")


def evaluate_sae(config: SaeEvalConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Measure a dictionary on held-out stories; a finished result is returned at once."""
    sae = artifacts.resolve("sae", config.sae)
    model = artifacts.resolve_beside(sae, "model", config.model)
    corpus = artifacts.resolve_beside(sae, "corpus", config.corpus)
    settings = {"split": config.split, "stories": config.stories, "seed": config.seed}
    parents = [sae, model, corpus]
    done = artifacts.finished("sae_eval", settings, parents)
    if done is not None:
        return done
    from probes.dictionary_measure import measure  # brings torch

    with artifacts.create("sae_eval", config.name or sae.manifest.name, settings, parents) as draft:
        draft.summary.update(measure(config, sae, model, corpus, draft.path, progress))
    made = artifacts.finished("sae_eval", settings, parents)
    assert made is not None
    return made

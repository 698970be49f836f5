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
    controls: bool = option(True, "beside the same kind of dictionary on the same model with random weights")
    seed: int = option(0, "which stories choose thresholds and which judge them")
    name: str = option("", "the artifact's name; empty: the dictionary's")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for too few stories."""
        if self.stories < 4:
            raise StoryscopeError(f"stories={self.stories} cannot be halved usefully.", "Use at least 4.")


def evaluate_sae(config: SaeEvalConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Measure a dictionary on held-out stories; a finished result is returned at once.

    The control of random weights is used where it is there already; `storyscope sae eval` trains it where it is not.
    """
    sae = artifacts.resolve("sae", config.sae)
    model = artifacts.resolve_beside(sae, "model", config.model)
    corpus = artifacts.resolve_beside(sae, "corpus", config.corpus)
    control = control_of(sae) if config.controls else None
    settings = {name: getattr(config, name) for name in ("split", "stories", "controls", "seed")}
    parents = [sae, model, corpus, *([] if control is None else [control])]
    done = artifacts.finished("sae_eval", settings, parents)
    if done is not None:
        return done
    from probes.dictionary_measure import measure  # brings torch

    with artifacts.create("sae_eval", config.name or sae.manifest.name, settings, parents) as draft:
        draft.summary.update(measure(config, sae, model, corpus, control, draft.path, progress))
    made = artifacts.finished("sae_eval", settings, parents)
    assert made is not None
    return made


def control_of(sae: artifacts.Artifact) -> artifacts.Artifact | None:
    """The dictionary with the same settings of the same model with random weights, if it has been trained."""
    parents = [artifacts.find(ref) for ref in sae.manifest.parents]
    there = [one for one in parents if one is not None]
    if len(there) < len(parents):
        return None
    return artifacts.finished("sae_control", {**sae.manifest.config, "weights": "random"}, there, sae.manifest.schema)

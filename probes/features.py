"""Statistics of every MLP neuron, dictionary feature and attention head, with label cards, in one pass."""

import time
from dataclasses import dataclass
from pathlib import Path

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

SCHEMA = 2
_SCRATCH = "scratch"


@dataclass(frozen=True, kw_only=True)
class FeaturesConfig:
    """What `features` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the dictionary's, else the newest")
    corpus: str = option("", "the stories to read; empty: the corpus that the model was trained on")
    sae: str = option("", "a dictionary whose features are measured too; empty: neurons only")
    name: str = option("features", "the artifact's name")
    split: str = option("test", "the split whose stories are read")
    tokens: int = option(200_000, "how many tokens are read, and on to the end of that story")
    top: int = option(20, "stories kept per unit: those with the highest activations")
    window: int = option(10, "tokens shown to either side of an example's peak")
    batch_size: int = option(32, "stories in one forward pass")
    sample: int = option(16_384, "tokens kept in full, for correlations, shuffles and the spread between stories")
    shuffles: int = option(39, "shuffles of the labels that say how well the best of all units does by chance")
    seed: int = option(0, "draws the samples, the halves and the shuffled labels")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers below 1."""
        for name in ("tokens", "top", "batch_size", "sample", "shuffles"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        if self.window < 0:
            raise StoryscopeError(f"window={self.window} is negative.", "Give 0 or more.")


def features(config: FeaturesConfig, progress: Progress = SILENT) -> Artifact:
    """Measure all neurons and heads, and the features of a dictionary if one is named; what is done is not done again.

    Raises StoryscopeError if the model, corpus or dictionary is not there or they do not fit together.
    """
    sae = [artifacts.resolve("sae", config.sae)] if config.sae else []
    model = artifacts.resolve_beside(sae[0], "model", config.model) if sae else artifacts.resolve("model", config.model)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    parents = [model, corpus, *sae]
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "sae", "name")}
    done = artifacts.finished("features", settings, parents, SCHEMA)
    if done is not None:
        return done
    began = time.perf_counter()
    with artifacts.create("features", config.name, settings, parents, SCHEMA) as draft:
        draft.discard(_SCRATCH)  # what an interrupted run left
        draft.summary.update(_measure(config, model, corpus, sae, draft.path, progress))
        draft.discard(_SCRATCH)
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
    made = artifacts.finished("features", settings, parents, SCHEMA)
    assert made is not None
    return made


def _measure(
    config: FeaturesConfig, model: Artifact, corpus: Artifact, sae: list[Artifact], folder: Path, progress: Progress
) -> dict[str, object]:
    import numpy as np

    from probes.activations import open_model
    from probes.feature_pass import survey
    from probes.feature_readings import all_readings
    from probes.feature_tables import Material, write_tables
    from probes.units.effects import effects, first_stories
    from probes.units.streaming import read_stories
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    readings = all_readings(loaded, sae, config)
    plan = survey(Corpus.open(corpus), config.split, config.tokens, loaded.tokenizer)
    scratch = folder / _SCRATCH
    scratch.mkdir(exist_ok=True)
    with progress.task("features: reading", plan.tokens, "tokens") as task:
        measured, read = read_stories(
            loaded, readings, plan, config.seed, config.batch_size, config.sample, scratch, task
        )
    with progress.task("features: what the model loses without them", 1, "steps") as task:
        lost = effects(loaded, readings, first_stories(read.tokens, np.unique(read.sample.story)))
        task.advance(1)
    units = sum(reading.size for reading in readings)
    with progress.task("features: label cards", units, "units") as task:
        made = Material(loaded, plan, readings, measured, read, lost, config.shuffles, config.seed)
        headlines = write_tables(folder, made, task)
    kinds = {kind: sum(one.size for one in readings if one.kind == kind) for kind in ("neuron", "feature", "head")}
    return {
        "features": units,
        "neurons": kinds["neuron"],
        "dictionary_features": kinds["feature"],
        "heads": kinds["head"],
        "tokens": int(read.seen.sum()),
        "stories": plan.stories,
        **headlines,
    }

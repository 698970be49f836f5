"""Statistics of every MLP neuron and every dictionary feature, with label cards, in one pass over the stories."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from probes.feature_pass import Reading
    from workbench.language.checkpoints import LoadedModel

SCHEMA = 1
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
    seed: int = option(0, "draws the samples, the halves and the shuffled labels")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers below 1."""
        for name in ("tokens", "top", "batch_size"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        if self.window < 0:
            raise StoryscopeError(f"window={self.window} is negative.", "Give 0 or more.")


def features(config: FeaturesConfig, progress: Progress = SILENT) -> Artifact:
    """Measure all neurons, and the features of a dictionary if one is named; a finished artifact is returned at once.

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
) -> dict[str, int]:
    from probes.activations import open_model
    from probes.feature_pass import read_stories, survey
    from probes.feature_tables import write_tables
    from workbench.stories.corpus import Corpus

    loaded = open_model(model)
    neurons = neuron_readings(loaded, config) if loaded.config.d_mlp else []
    readings = [*neurons, *(sae_reading(loaded, one, config) for one in sae)]
    if not readings:
        raise StoryscopeError(
            f"The model {model.label} is made of attention alone, so it has no neurons.",
            "Train a dictionary and name it: storyscope sae train, then features --sae.",
        )
    plan = survey(Corpus.open(corpus), config.split, config.tokens, loaded.tokenizer)
    scratch = folder / _SCRATCH
    scratch.mkdir(exist_ok=True)
    with progress.task("features: reading", plan.tokens, "tokens") as task:
        statistics, read = read_stories(loaded, readings, plan, config.seed, config.batch_size, scratch, task)
    units = sum(reading.size for reading in readings)
    with progress.task("features: label cards", units, "units") as task:
        write_tables(folder, scratch, loaded, plan, readings, statistics, read, task)
    kinds = {kind: sum(one.size for one in readings if one.kind == kind) for kind in ("neuron", "feature")}
    return {
        "features": units,
        "neurons": kinds["neuron"],
        "dictionary_features": kinds["feature"],
        "tokens": statistics[0].tokens,
        "stories": plan.stories,
    }


def neuron_readings(loaded: "LoadedModel", config: FeaturesConfig) -> "list[Reading]":
    """The MLP neurons of every layer; `bottom` examples too, for a gated neuron speaks with both signs."""
    from probes.feature_pass import Reading
    from probes.feature_statistics import Examples
    from probes.unembedding import stream_directions
    from workbench.language.hookpoints import Site, all_points

    examples = Examples(top=config.top, bottom=max(1, config.top // 2), reach=config.window)
    return [
        Reading(
            kind="neuron",
            prefix=f"L{point.layer}.mlp",
            point=point,
            size=loaded.config.d_mlp,
            encode=None,
            directions=stream_directions(loaded.model, point),
            examples=examples,
        )
        for point in all_points(loaded.config.n_layers, [Site.MLP_POST])
    ]


def sae_reading(loaded: "LoadedModel", sae: Artifact, config: FeaturesConfig) -> "Reading":
    """The features of a SAELens dictionary; raises StoryscopeError if it does not fit the model."""
    from probes.feature_pass import Reading
    from probes.feature_statistics import Examples
    from probes.saelens_bridge import load_sae, must_fit
    from probes.unembedding import stream_directions

    dictionary = load_sae(sae)
    must_fit(dictionary, loaded.config)
    return Reading(
        kind="feature",
        prefix="sae",
        point=dictionary.hook,
        size=dictionary.d_sae,
        encode=dictionary.encode,
        directions=stream_directions(loaded.model, dictionary.hook, dictionary.W_dec.detach()),
        examples=Examples(top=config.top, reach=config.window),
    )

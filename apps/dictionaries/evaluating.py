"""`storyscope sae eval`: a dictionary judged beside the same dictionary of a model with random weights."""

from dataclasses import fields

from probes.dictionary_eval import SaeEvalConfig, control_of, evaluate_sae
from training.dictionary import SaeConfig, train_sae
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import load
from workbench.progress import SILENT, Progress


def evaluate(config: SaeEvalConfig, progress: Progress = SILENT) -> Artifact:
    """Measure a dictionary, training its control first where there is none yet and we know how it was trained."""
    if config.controls:
        train_control(artifacts.resolve("sae", config.sae), progress)
    return evaluate_sae(config, progress)


def train_control(sae: Artifact, progress: Progress = SILENT) -> Artifact | None:
    """The control of a dictionary: the same settings, model and stories, but random weights.

    None for a dictionary from elsewhere, whose training nobody here can repeat.
    """
    there = control_of(sae)
    told = sae.manifest.config
    known = {field.name for field in fields(SaeConfig)}
    model, corpus = (artifacts.made_from(sae, kind) for kind in ("model", "corpus"))
    if there is not None or model is None or corpus is None or "architecture" not in told or not told.keys() <= known:
        return there
    progress.say("Training the control: the same dictionary of the same model with random weights.")
    config = load(SaeConfig, None, {**told, "model": model.label, "corpus": corpus.label, "weights": "random"})
    return train_sae(config, progress)

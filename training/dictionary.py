"""Sparse autoencoders trained by SAELens on our activation stream, saved as the folder that SAELens opens."""

from dataclasses import dataclass
from typing import Literal

from workbench import artifacts
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

Architecture = Literal[
    "batchtopk", "topk", "matryoshka_batchtopk", "standard", "gated", "jumprelu", "transcoder", "skip_transcoder"
]
PENALISED = ("standard", "gated")
"""Kinds whose sparsity hangs on the weight of a penalty; of all others `k` says how many features are active."""
KINDS = {"trained": "sae", "random": "sae_control"}
"""The kind of artifact, by the weights of the model that is read."""


@dataclass(frozen=True, kw_only=True)
class SaeConfig:
    """What `train_sae` needs."""

    model: str = option("", "the model whose activations it reads: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories to read; empty: those that the model was trained on")
    hook: str = option("", "the hook point, such as blocks.2.hook_resid_post; empty: resid_post of the middle layer")
    architecture: Architecture = option("batchtopk", "the kind of dictionary")
    d_sae: int = option(1024, "features")
    k: int = option(16, "active features per token, for all kinds but standard and gated")
    l1: float = option(3.0, "weight of the sparsity penalty, for standard and gated")
    tokens: int = option(1_500_000, "activations to train on")
    batch: int = option(2048, "activations in a step")
    lr: float = option(1e-3, "peak learning rate")
    seed: int = option(0, "seed of the initial features and of the order of the data")
    harvest: Literal["float32", "bfloat16"] = option(
        "float32", "what the model computes in; bfloat16 is faster where the processor has it, and rounds"
    )
    weights: Literal["trained", "random"] = option("trained", "random: a control, on the model with random weights")
    name: str = option("", "the artifact's name; empty: architecture and width")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no dictionary."""
        for name in ("d_sae", "k", "tokens", "batch"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        if self.architecture not in PENALISED and self.k > self.d_sae:
            raise StoryscopeError(f"k={self.k} is more than d_sae={self.d_sae}.", f"Use k={self.d_sae} or less.")
        if self.tokens < 10 * self.batch:
            what = f"tokens={self.tokens} is fewer than ten steps of batch={self.batch}."
            raise StoryscopeError(what, "Train on more tokens or use a smaller batch.")
        if not self.lr > 0 or self.l1 < 0:
            raise StoryscopeError(f"lr={self.lr} with l1={self.l1} cannot train.", "Use lr above 0 and l1 from 0.")


def train_sae(config: SaeConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Train a dictionary; a finished one is returned at once, an interrupted one goes on from its last checkpoint.

    With random weights the artifact is of kind sae_control, so that the newest dictionary is never a control.
    """
    model = artifacts.resolve("model", config.model)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    kind, settings = KINDS[config.weights], identity_of(config)
    done = artifacts.finished(kind, settings, [model, corpus])
    if done is not None:
        return done
    from training.dictionary_run import SCRATCH, make

    name = config.name or f"{config.architecture}-{config.d_sae}"
    with artifacts.create(kind, name, settings, [model, corpus]) as draft:
        draft.summary.update(make(config, model, corpus, draft.path, progress))
        for scratch in SCRATCH:
            draft.discard(scratch)
    made = artifacts.finished(kind, settings, [model, corpus])
    assert made is not None
    return made


def identity_of(config: SaeConfig) -> dict[str, object]:
    """The settings that a dictionary hangs on; those of its control say besides that weights were random."""
    usual = {"weights": "trained", "harvest": "float32"}  # told only where they are something else
    told = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    return {key: value for key, value in told.items() if usual.get(key) != value}

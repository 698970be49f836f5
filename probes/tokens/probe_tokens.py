"""`storyscope probe-tokens`: what can be read off single tokens, fact by fact, beside what says what that means."""

import time
from dataclasses import dataclass

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

SCHEMA = 1
TARGETS = tuple(
    "holder(*) at at(*) feels feels(*) entity antecedent antecedent_last false_belief role tone moral "
    "part_of_speech position".split()
)


@dataclass(frozen=True, kw_only=True)
class TokenProbeConfig:
    """What `probe_tokens` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    corpus: str = option("", "the stories and records to use; empty: the corpus that the model was trained on")
    name: str = option("token-probe", "the artifact's name")
    targets: tuple[str, ...] = option(TARGETS, "what to read: relations such as feels, holder(hat), holder(*), ...")
    sites: tuple[str, ...] = option(("resid_post",), "where in each layer; the embedding is always read too")
    train_stories: int = option(2_000, "stories of the train split to fit on, at most; all of their tokens")
    test_stories: int = option(800, "stories of the test split to score on, at most")
    l2: tuple[float, ...] = option((1e-4, 1e-3, 1e-2), "strengths that the validation part chooses from, rising")
    classes: int = option(32, "classes of a target at most, the commonest; other tokens are unlabelled")
    closer: bool = option(True, "also calibration, description length, learning curve and L1 at the best layer")
    dtype: str = option("fp32", "how activations are kept while fitting: fp32, or bf16 in half the space")
    batch_size: int = option(32, "stories in one forward pass")
    seed: int = option(0, "draws the validation part, shuffled labels, control tasks and the random model")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for values that make no probe."""
        for name in ("train_stories", "test_stories", "batch_size"):
            if getattr(self, name) < 1:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", "Give at least 1.")
        if self.classes < 2:
            raise StoryscopeError(f"classes={self.classes} is too small.", "A probe needs two.")
        for name in ("targets", "sites", "l2"):
            if not getattr(self, name):
                raise StoryscopeError(f"{name} is empty.", f"Give at least one of {name}.")
            if len(set(getattr(self, name))) < len(getattr(self, name)):
                raise StoryscopeError(f"{name} names something twice.", "Name each once.")
        if min(self.l2) <= 0 or list(self.l2) != sorted(self.l2):
            raise StoryscopeError(f"l2={self.l2} does not rise from above 0.", "Give strengths in rising order.")
        if self.dtype not in ("fp32", "bf16"):
            raise StoryscopeError(f"dtype={self.dtype!r} is not a choice.", "Use fp32 or bf16.")

    @property
    def limits(self) -> dict[str, int]:
        """Stories by split, at most."""
        return {"train": self.train_stories, "test": self.test_stories}


def probe_tokens(config: TokenProbeConfig, progress: Progress = SILENT) -> Artifact:
    """Probe every token for every target at every hook point; a finished artifact is returned at once.

    Activations lie in a scratch folder while it runs (tokens x hook points x width x 4 bytes, twice); a killed run goes
    on from it. Raises StoryscopeError if the model or corpus is not there, or no target labels enough.
    """
    from probes.tokens.targets import kind_of

    for target in config.targets:
        kind_of(target)
    model = artifacts.resolve("model", config.model or None)
    corpus = artifacts.resolve_beside(model, "corpus", config.corpus)
    settings = {key: value for key, value in to_dict(config).items() if key not in ("model", "corpus", "name")}
    done = artifacts.finished("token_probe", settings, [model, corpus], SCHEMA)
    if done is not None:
        return done
    from probes.tokens.files import write
    from probes.tokens.measuring import measure

    began = time.perf_counter()
    with artifacts.create("token_probe", config.name, settings, [model, corpus], SCHEMA) as draft:
        measured = measure(config, model, corpus, draft.path / "scratch", progress)
        draft.summary.update(write(measured, draft.path))
        draft.summary["seconds"] = round(time.perf_counter() - began, 2)
        draft.discard("scratch")
    made = artifacts.finished("token_probe", settings, [model, corpus], SCHEMA)
    assert made is not None
    return made

"""Activation patching over minimal pairs: which component, at which positions, carries the fact that differs.

An effect is the share of the gap between the two answers that one patch closes; LD is their logit difference:
- denoising puts the clean run's activation into the corrupt run, (LD_patched - LD_corrupt) / (LD_clean - LD_corrupt):
  what suffices;
- noising puts the corrupt run's into the clean run, (LD_clean - LD_patched) / (LD_clean - LD_corrupt): what is needed.
Either way 0 is nothing and 1 is everything (arXiv 2404.15255).

The headline is the ratio of means over the pairs that were patched, with a bootstrap interval over pairs: ratios of
single pairs explode where the model hardly tells the two prompts apart. Patched are the pairs that the model solves
unless one asks otherwise; how many it solves, and in which forms, is counted over all. An effect is marked real where
a permutation of all effects together (family-wise 5%) says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from probes.patching_names import COMPONENTS, DIRECTIONS, METRICS, SELECTIONS
from workbench import artifacts
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

PLACES = ("role", "position")


@runtime_checkable
class OverPairs(Protocol):
    """What the configs of all measurements over pairs have."""

    @property
    def model(self) -> str:
        """The model that is measured."""
        ...

    @property
    def pairs(self) -> str:
        """A pairs artifact, or empty."""
        ...

    @property
    def factor(self) -> str:
        """The fact that differs in pairs made for it."""
        ...

    @property
    def n_pairs(self) -> int:
        """How many are made."""
        ...

    @property
    def seed(self) -> int:
        """Seed of what is random."""
        ...

    @property
    def name(self) -> str:
        """The artifact's name, or empty."""
        ...


_Over = TypeVar("_Over", bound=OverPairs)
_Measure = Callable[[_Over, list[artifacts.Artifact], Path, Progress], dict[str, Any]]
"""Measures into a folder and returns the summary."""


@dataclass(frozen=True, kw_only=True)
class PatchConfig:
    """What `patch` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    pairs: str = option("", "a pairs artifact; empty: make pairs of `factor`")
    factor: str = option("holder", "the one fact that differs, where pairs are made")
    n_pairs: int = option(1000, "how many pairs to make")
    select: str = option("solved", "which pairs to patch: solved, forms (all pairs of forms that are solved) or all")
    form: str = option("", "only forms that contain this text, such as 'gave the _ to'")
    most: int = option(200, "patch at most so many pairs")
    components: tuple[str, ...] = option(("resid_pre", "attn_out", "mlp_out", "z"), "any of " + ", ".join(COMPONENTS))
    by: str = option("role", "where to patch: role (of the words) or position (for pairs of one length)")
    top_heads: int = option(
        8, "patch so many heads, the strongest, at single roles too; the rest at all of them at once"
    )
    sae: str = option("", "also patch features of this dictionary")
    features: int = option(16, "how many of its features, by attribution")
    metrics: tuple[str, ...] = option(("logit_diff",), "any of " + ", ".join(METRICS))
    directions: tuple[str, ...] = option(DIRECTIONS, "denoising, noising or both")
    examples: int = option(6, "pairs whose map by token is kept for the explorer")
    safe_gap: float = option(1.0, "smallest logit gap at which a single pair's own ratio counts")
    seed: int = option(0, "seed of the pairs and of the bootstrap")
    name: str = option("", "the artifact's name; empty: the factor")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a name that does not exist or a number that makes no sense."""
        for what, given, known in (
            ("direction", self.directions, DIRECTIONS),
            ("component", self.components, tuple(COMPONENTS)),
            ("metric", self.metrics, METRICS),
            ("selection", (self.select,), SELECTIONS),
            ("way to place patches", (self.by,), PLACES),
        ):
            if len(set(given)) < len(given):
                raise StoryscopeError(f"{what}s names something twice.", "Name each once.")
            for one in given or ("",):
                if one not in known:
                    raise StoryscopeError(
                        f"There is no {what} {one!r}.", f"Use {', '.join(known[:-1])} or {known[-1]}."
                    )
        if self.metrics[0] != "logit_diff":
            raise StoryscopeError(
                "metrics does not begin with logit_diff.", "Name it first: the others stand beside it."
            )
        if self.n_pairs < 2 or self.examples < 0 or self.safe_gap <= 0 or self.most < 2:
            raise StoryscopeError(
                "n_pairs, examples, most or safe_gap is too small.", "Use at least 2, 0, 2 and above 0."
            )
        if self.top_heads < 0 or self.features < 1:
            raise StoryscopeError("top_heads or features is too small.", "Use at least 0 and 1.")


def patch(config: PatchConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Patch every component at every role and say what moves the answer; a finished result is returned at once."""
    from probes import patching_run

    return measured("patching", config, patching_run.measure, progress, [config.sae] if config.sae else [])


def measured(
    kind: str, config: _Over, measure: _Measure[_Over], progress: Progress, dictionaries: Sequence[str] = ()
) -> artifacts.Artifact:
    """The artifact of a measurement over pairs: what is finished already, or what `measure` writes and sums up."""
    model = artifacts.resolve("model", config.model)
    parents = [model, pairs_of(config.pairs, config.factor, config.n_pairs, config.seed, model, progress)]
    parents += [artifacts.resolve("sae", dictionary) for dictionary in dictionaries]
    made_of = ("model", "pairs", "factor", "n_pairs", "sae", "name")
    settings = {key: value for key, value in to_dict(config).items() if key not in made_of}
    done = artifacts.finished(kind, settings, parents)
    if done is not None:
        return done
    name = config.name or str(parents[1].manifest.summary.get("factor") or config.factor)
    with artifacts.create(kind, name, settings, parents) as draft:
        draft.summary.update(measure(config, parents, draft.path, progress))
    made = artifacts.finished(kind, settings, parents)
    assert made is not None
    return made


def pairs_of(
    pairs: str, factor: str, n: int, seed: int, model: artifacts.Artifact, progress: Progress = SILENT
) -> artifacts.Artifact:
    """The pairs artifact of this name, or `n` new pairs of a factor in the words of the model's corpus.

    Raises StoryscopeError where the corpus has no vocabulary tier to make pairs in.
    """
    if pairs:
        return artifacts.resolve("pairs", pairs)
    from workbench.stories import twins

    corpora = [parent for parent in artifacts.lineage(model) if parent.manifest.kind == "corpus"]
    tier = str(corpora[0].manifest.config.get("tier") or "") if corpora else "minuscule"
    if not tier:
        what = f"The corpus {corpora[0].label} has no vocabulary tier to make pairs in."
        raise StoryscopeError(what, "Name pairs in words that the model knows: --pairs.")
    return twins.make_twins(twins.TwinsConfig(change=factor, n=n, seed=seed, tier=tier), progress)

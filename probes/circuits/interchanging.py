"""`interchange`: where the hypothesised variable is, by swapping it between runs, wholly and in learned subspaces."""

from dataclasses import dataclass

from probes.patching_names import SELECTIONS
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class InterchangeConfig:
    """What `interchange` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    pairs: str = option("", "a pairs artifact; empty: make pairs of `factor`")
    factor: str = option("holder", "the one fact that differs, where pairs are made")
    n_pairs: int = option(1000, "how many pairs to make")
    select: str = option("solved", "which pairs to use: solved, forms or all")
    form: str = option("", "only forms that contain this text")
    most: int = option(160, "use at most so many pairs, half of them to learn on and half to judge on")
    roles: tuple[str, ...] = option(("cue", "last"), "at which words to swap")
    sites: int = option(4, "learn subspaces at so many sites, those where whole swaps work best on the learning half")
    dimensions: tuple[int, ...] = option((1, 8), "how many dimensions a subspace has")
    steps: int = option(60, "steps of learning")
    seed: int = option(0, "seed of the pairs, the halves, the learning and the bootstrap")
    name: str = option("", "the artifact's name; empty: the factor")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a name that does not exist or a number that makes no sense."""
        if self.select not in SELECTIONS:
            raise StoryscopeError(f"There is no selection {self.select!r}.", f"Use one of {', '.join(SELECTIONS)}.")
        if not self.roles or not self.dimensions or min(self.dimensions) < 1:
            raise StoryscopeError("roles or dimensions is empty.", "Name at least one role and one size above 0.")
        if self.most < 8 or self.n_pairs < 8 or min(self.sites, self.steps) < 1:
            raise StoryscopeError("n_pairs, most, sites or steps is too small.", "Use at least 8, 8, 1 and 1.")


def interchange(config: InterchangeConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Swap the variable at every site and say where it obeys; a finished result is returned at once."""
    from probes.circuits import interchange_run
    from probes.patching import measured

    return measured("interchange", config, interchange_run.measure, progress)

"""`circuit`: score every edge, find the smallest circuit that does the work, and judge it on pairs it never saw."""

from dataclasses import dataclass

from probes.patching_names import SELECTIONS
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class CircuitConfig:
    """What `circuit` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    pairs: str = option("", "a pairs artifact; empty: make pairs of `factor`")
    factor: str = option("holder", "the one fact that differs, where pairs are made")
    n_pairs: int = option(1000, "how many pairs to make")
    select: str = option("solved", "which pairs to use: solved, forms or all")
    form: str = option("", "only forms that contain this text")
    most: int = option(120, "use at most so many pairs, half of them to find the circuit and half to judge it")
    steps: int = option(5, "runs between the two prompts that EAP-IG averages over")
    enough: float = option(0.9, "share of the gap that the circuit must keep on the finding half")
    most_edges: int = option(200, "try circuits of at most so many edges")
    paths: int = option(24, "edges, the highest scored, that are truly patched to check the scores")
    random: int = option(3, "connected random circuits of each size, for comparison")
    seed: int = option(0, "seed of the pairs, the halves and the bootstrap")
    name: str = option("", "the artifact's name; empty: the factor")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a name that does not exist or a number that makes no sense."""
        if self.select not in SELECTIONS:
            raise StoryscopeError(f"There is no selection {self.select!r}.", f"Use one of {', '.join(SELECTIONS)}.")
        if self.most < 8 or self.n_pairs < 8:
            raise StoryscopeError("n_pairs or most is too small for two halves.", "Use at least 8.")
        if not 0 < self.enough <= 1 or min(self.steps, self.most_edges, self.random) < 1 or self.paths < 0:
            what = "enough, steps, most_edges, random or paths makes no sense."
            raise StoryscopeError(what, "Use a share up to 1, and at least 1, 1, 1 and 0.")


def find_circuit(config: CircuitConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Find the circuit behind a fact; a finished result is returned at once."""
    from probes.circuits import circuit_run
    from probes.patching import measured

    return measured("circuit", config, circuit_run.measure, progress)

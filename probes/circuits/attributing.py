"""`attribution`: estimate every patch from gradients, beside the true patches."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probes.patching_names import COMPONENTS, SELECTIONS
from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress


@dataclass(frozen=True, kw_only=True)
class AttributionConfig:
    """What `attribution` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    pairs: str = option("", "a pairs artifact; empty: make pairs of `factor`")
    factor: str = option("holder", "the one fact that differs, where pairs are made")
    n_pairs: int = option(1000, "how many pairs to make")
    select: str = option("solved", "which pairs to use: solved, forms or all")
    form: str = option("", "only forms that contain this text")
    most: int = option(100, "use at most so many pairs")
    components: tuple[str, ...] = option(("resid_pre", "attn_out", "mlp_out", "z"), "any of " + ", ".join(COMPONENTS))
    steps: int = option(5, "runs between the two prompts that the integrated variant averages over")
    top_k: int = option(10, "how many of the strongest places to compare")
    seed: int = option(0, "seed of the pairs and of the bootstrap")
    name: str = option("", "the artifact's name; empty: the factor")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a name that does not exist or a number that makes no sense."""
        if self.select not in SELECTIONS:
            raise StoryscopeError(f"There is no selection {self.select!r}.", f"Use one of {', '.join(SELECTIONS)}.")
        if not self.components or set(self.components) - set(COMPONENTS):
            raise StoryscopeError("components names what cannot be patched.", f"Use any of {', '.join(COMPONENTS)}.")
        if min(self.steps, self.top_k) < 1 or min(self.n_pairs, self.most) < 2:
            raise StoryscopeError("steps, top_k, n_pairs or most is too small.", "Use at least 1, 1, 2 and 2.")


def attribute(config: AttributionConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Estimate all patches, patch them truly, and say how well the two agree; a finished result is returned at once."""
    from probes.patching import measured

    return measured("attribution", config, _measure, progress)


def _measure(
    config: AttributionConfig, parents: list[artifacts.Artifact], folder: Path, progress: Progress
) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes import patching_sweep, patching_tables
    from probes.circuits.attribution import agreement, estimated
    from probes.patching_pairs import answered
    from workbench.language.checkpoints import load_model
    from workbench.seeding import numpy_generator

    loaded = load_model(parents[0])
    model = loaded.model.requires_grad_(False)
    found = answered(loaded, parents[1], progress, how=config.select, form=config.form, most=config.most)
    wanted = patching_sweep.places(model, found.prompts, config.components)
    began = time.perf_counter()
    estimates = estimated(model, found.prompts, wanted, config.steps)
    between = time.perf_counter()
    with progress.task("patching", len(wanted) * len(found.chosen_pairs), "patches") as task:
        patched = patching_sweep.sweep(model, found.prompts, wanted, ("denoising",), task)
    ended = time.perf_counter()
    clean, corrupt = found.chosen_clean, found.chosen_corrupt
    generator = numpy_generator(config.seed, "attribution", "bootstrap")
    rows = {
        method: patching_tables.effects(patches, clean, corrupt, 1.0, generator)
        for method, patches in {**estimates, "patched": patched}.items()
    }
    at = {_key(row): row["effect"] for row in rows["patched"]}
    table = [
        {"method": method, **{name: row[name] for name in _COLUMNS}, "patched": at[_key(row)]}
        for method in estimates
        for row in rows[method]
    ]
    order = [patch.place for patch in estimates["attribution"]]
    agreed = agreement(
        {method: [row["effect"] for row in rows[method]] for method in estimates},
        [at[place.component, place.layer, place.head, place.role] for place in order],
        order,
        config.top_k,
    )
    pq.write_table(pa.Table.from_pylist(table), folder / "attributions.parquet")
    pq.write_table(pa.Table.from_pylist([dict(row) for row in agreed]), folder / "agreement.parquet")
    return {
        "factor": found.pairs[0].factor,
        **patching_tables.account(found.clean, found.corrupt, generator),
        **patching_tables.selected(found.selection, found.clean, found.corrupt, config.select),
        "agreement": [dict(row) for row in agreed],
        "places": len(wanted),
        "seconds": round(between - began, 3),
        "seconds_patching": round(ended - between, 3),
    }


_COLUMNS = ("component", "layer", "head", "role", "effect", "lo", "hi", "n")


def _key(row: Any) -> tuple[str, int, int | None, str]:  # noqa: ANN401 - a row of effects, a typed dictionary
    return row["component"], row["layer"], row["head"], row["role"]

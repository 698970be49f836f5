"""The selectivity matrix: what every component does for every fact, and which move one fact and nothing else."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from probes.patching_names import DIRECTIONS, FEWEST, SELECTIONS
from workbench import artifacts
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories.pair_families import parse_change

FACTORS = ("tone", "topic", "holder", "place", "emotion", "name")


@dataclass(frozen=True, kw_only=True)
class SelectivityConfig:
    """What `selectivity` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    factors: tuple[str, ...] = option(
        FACTORS, "the facts, each as twins change takes it, such as holder or holder(ball)"
    )
    pairs: tuple[str, ...] = option((), "pairs artifacts instead of factors")
    n_pairs: int = option(600, "how many pairs to make of each")
    select: str = option("solved", "which pairs to use: solved, forms or all")
    most: int = option(80, "use at most so many pairs of each")
    direction: str = option("denoising", "denoising or noising")
    seed: int = option(0, "seed of the pairs and of the bootstrap")
    name: str = option("selectivity", "the artifact's name")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a name that does not exist or a number that makes no sense."""
        if self.select not in SELECTIONS:
            raise StoryscopeError(f"There is no selection {self.select!r}.", f"Use one of {', '.join(SELECTIONS)}.")
        if self.direction not in DIRECTIONS:
            raise StoryscopeError(f"There is no direction {self.direction!r}.", f"Use {' or '.join(DIRECTIONS)}.")
        named = self.pairs or self.factors
        if len(named) < 2 or len(set(named)) < len(named):
            raise StoryscopeError("selectivity compares facts.", "Name at least two different --factors or --pairs.")
        for factor in () if self.pairs else self.factors:
            parse_change(factor)  # before pairs of any other are made
        if self.n_pairs < FEWEST or self.most < FEWEST:
            raise StoryscopeError("n_pairs or most is too small.", f"Use at least {FEWEST}.")


def selectivity(config: SelectivityConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Patch every head, attention and MLP for every fact; a finished result is returned at once."""
    from probes.patching import pairs_of

    model = artifacts.resolve("model", config.model)
    named = [(one, "") for one in config.pairs] or [("", one) for one in config.factors]
    sources = [pairs_of(pairs, factor, config.n_pairs, config.seed, model, progress) for pairs, factor in named]
    made_of = ("model", "pairs", "factors", "n_pairs", "name")
    settings = {key: value for key, value in to_dict(config).items() if key not in made_of}
    done = artifacts.finished("selectivity", settings, [model, *sources])
    if done is not None:
        return done
    with artifacts.create("selectivity", config.name, settings, [model, *sources]) as draft:
        draft.summary.update(_measure(config, model, sources, draft.path, progress))
    made = artifacts.finished("selectivity", settings, [model, *sources])
    assert made is not None
    return made


def _measure(
    config: SelectivityConfig,
    source: artifacts.Artifact,
    sources: Sequence[artifacts.Artifact],
    folder: Path,
    progress: Progress,
) -> dict[str, Any]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes import patching_sweep
    from probes.circuits.selective import Moved, factor_row, matrix
    from probes.patching_pairs import answered
    from probes.patching_prompts import ALL
    from probes.patching_tables import closed_gap
    from workbench.language.checkpoints import load_model
    from workbench.seeding import numpy_generator

    began = time.perf_counter()
    loaded = load_model(source)
    generator = numpy_generator(config.seed, "selectivity")
    facts: list[dict[str, Any]] = []
    moved: list[Moved] = []
    order: list[patching_sweep.Place] = []
    for one in sources:
        found = answered(loaded, one, progress, how=config.select, most=config.most)
        factor = str(one.manifest.summary.get("change") or one.manifest.summary.get("factor") or one.manifest.name)
        facts.append(factor_row(factor, found))
        parts = patching_sweep.places(loaded.model, found.prompts, ("attn_out", "mlp_out", "z"), heads_by_role=False)
        wanted = [place for place in parts if place.role == ALL]
        with progress.task(f"patching {factor}", len(wanted) * len(found.chosen_pairs), "patches") as task:
            patches = patching_sweep.sweep(loaded.model, found.prompts, wanted, (config.direction,), task)
        clean, corrupt = found.chosen_clean, found.chosen_corrupt
        each = np.stack([closed_gap(patch, clean, corrupt) for patch in patches], axis=1)
        moved.append(Moved(factor, each, clean - corrupt, found.selection.used == config.select))
        order = [patch.place for patch in patches]
    rows = matrix(order, moved, generator)
    pq.write_table(pa.Table.from_pylist(rows), folder / "matrix.parquet")
    pq.write_table(pa.Table.from_pylist(facts), folder / "factors.parquet")
    return {
        "factors": facts,
        "direction": config.direction,
        "select": config.select,
        "matrix": rows,
        "only": [row for row in rows if row["only"]],
        "seconds": round(time.perf_counter() - began, 2),
    }

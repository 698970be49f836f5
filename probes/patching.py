"""Activation patching over minimal pairs: which component, at which positions, carries the fact that differs.

An effect is the share of the gap between the two answers that one patch closes; LD is their logit difference:
- denoising puts the clean run's activation into the corrupt run, (LD_patched - LD_corrupt) / (LD_clean - LD_corrupt):
  what suffices;
- noising puts the corrupt run's into the clean run, (LD_clean - LD_patched) / (LD_clean - LD_corrupt): what is needed.
Either way 0 is nothing and 1 is everything (arXiv 2404.15255).

The headline is the ratio of means over all pairs, with a bootstrap interval over pairs: ratios of single pairs explode
where the model hardly tells the two prompts apart. Beside it stand the same over the pairs that the model solves, and
the median of the pairs' own ratios where their gap is at least `safe_gap`.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import artifacts
from workbench.config import option, to_dict
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.seeding import numpy_generator

DIRECTIONS = ("denoising", "noising")


@dataclass(frozen=True, kw_only=True)
class PatchConfig:
    """What `patch` needs."""

    model: str = option("", "the model: a name, an id prefix or a path; empty: the newest")
    pairs: str = option("", "a pairs artifact; empty: make pairs of `factor`")
    factor: str = option("holder", "the one fact that differs, where pairs are made")
    n_pairs: int = option(300, "how many pairs to make")
    directions: tuple[str, ...] = option(DIRECTIONS, "denoising, noising or both")
    examples: int = option(6, "pairs whose map by token is kept for the explorer")
    safe_gap: float = option(1.0, "smallest logit gap at which a single pair's own ratio counts")
    seed: int = option(0, "seed of the pairs and of the bootstrap")
    name: str = option("", "the artifact's name; empty: the factor")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for a direction that does not exist or a number that makes no sense."""
        if len(set(self.directions)) < len(self.directions):
            raise StoryscopeError("directions names something twice.", "Name each once.")
        for direction in self.directions or ("",):
            if direction not in DIRECTIONS:
                raise StoryscopeError(f"There is no direction {direction!r}.", f"Use {' or '.join(DIRECTIONS)}.")
        if self.n_pairs < 2 or self.examples < 0 or self.safe_gap <= 0:
            raise StoryscopeError("n_pairs, examples or safe_gap is too small.", "Use at least 2, 0 and above 0.")


def patch(config: PatchConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Patch every component at every role and say what moves the answer; a finished result is returned at once."""
    model = artifacts.resolve("model", config.model)
    pairs = _pairs(config, model, progress)
    settings = {key: to_dict(config)[key] for key in ("directions", "examples", "safe_gap", "seed")}
    done = artifacts.finished("patching", settings, [model, pairs])
    if done is not None:
        return done
    name = config.name or str(pairs.manifest.summary.get("factor") or config.factor)
    with artifacts.create("patching", name, settings, [model, pairs]) as draft:
        draft.summary.update(_measure(config, model, pairs, draft.path, progress))
    made = artifacts.finished("patching", settings, [model, pairs])
    assert made is not None
    return made


def _pairs(config: PatchConfig, model: artifacts.Artifact, progress: Progress) -> artifacts.Artifact:
    if config.pairs:
        return artifacts.resolve("pairs", config.pairs)
    from workbench.stories import twins

    corpora = [parent for parent in artifacts.lineage(model) if parent.manifest.kind == "corpus"]
    tier = str(corpora[0].manifest.config.get("tier") or "") if corpora else "minuscule"
    if not tier:
        what = f"The corpus {corpora[0].label} has no vocabulary tier to make pairs in."
        raise StoryscopeError(what, "Name pairs in words that the model knows: --pairs.")
    return twins.make_pairs(
        twins.PairsConfig(factor=config.factor, n=config.n_pairs, seed=config.seed, tier=tier), progress
    )


def _measure(
    config: PatchConfig, source: artifacts.Artifact, pairs: artifacts.Artifact, folder: Path, progress: Progress
) -> dict[str, Any]:
    import numpy as np

    from probes import patching_files, patching_prompts, patching_sweep, patching_tables
    from workbench.language.checkpoints import load_model

    loaded = load_model(source)
    told = patching_prompts.read_pairs(pairs.file("pairs.parquet"))
    records, refused = patching_prompts.fitting(told, loaded.tokenizer, loaded.config.context)
    if refused is not None:
        if len(records) < 2:
            raise refused
        progress.say(f"{len(told) - len(records):,} of {len(told):,} pairs are left out, such as this: {refused.what}")
    prompts = patching_prompts.prompts_of(records, loaded.tokenizer, loaded.config.context)
    began = time.perf_counter()
    groups = patching_sweep.record_all(loaded.model, prompts)
    sites = sum(len(wanted) for _, _, wanted in patching_sweep.places(loaded.model, prompts))
    total = sites * len(records) * len(config.directions)
    with progress.task("patching", total, "patches") as task:
        patches = patching_sweep.sweep(loaded.model, groups, config.directions, task)
    clean = np.concatenate([group.clean.logit_diff.double().numpy() for group in groups])
    corrupt = np.concatenate([group.corrupt.logit_diff.double().numpy() for group in groups])
    generator = numpy_generator(config.seed, "patching", "bootstrap")
    effects = patching_tables.effects(patches, clean, corrupt, config.safe_gap, generator)
    patching_files.write_effects(folder / "effects.parquet", effects)
    patching_files.write_scores(folder / "pair_scores.parquet", records, groups)
    patching_files.write_maps(folder / "pair_maps.parquet", loaded.model, loaded.tokenizer, groups, config.examples)
    headline = patching_tables.summary(effects, clean, corrupt, config.directions[0], generator)
    if not headline["told_apart"]:
        progress.say("The model does not tell these pairs apart, so effects (shares of that gap) mean nothing here.")
    return {
        "factor": records[0].factor,
        **headline,
        "left_out": len(told) - len(records),
        "patches": total,
        "seconds": round(time.perf_counter() - began, 2),
    }

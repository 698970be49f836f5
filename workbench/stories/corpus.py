"""Many stories on disk: composed by all cores, without near duplicates, resumable at any instant.

The stories are numbers 0, 1, 2, ... of one endless, seeded row; a corpus is the first `n` of them whose group (the text
with its names masked) has not been told before. Which they are depends on the config alone, never on the processes.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import cast

import numpy as np
from jaxtyping import UInt64

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress, Task
from workbench.stories import pool, shards
from workbench.stories.card import dataset_card
from workbench.stories.choosing import Choice, choose, further_stories, shards_between
from workbench.stories.reading import Corpus
from workbench.stories.shards import Composer, Order, Shard, Tally
from workbench.stories.version import world_version

__all__ = ["Corpus", "GenerateConfig", "generate", "write_corpus"]

_SCHEMA = 1
_ONLY_READ = ("diversity", "reading", "report", "shortcuts", "twins")  # modules here that no corpus depends on


@dataclass(frozen=True, kw_only=True)
class GenerateConfig:
    """What `generate` needs; the same values give the same bytes, whatever `workers` is."""

    tier: str = option("minuscule", "vocabulary tier of the stories")
    n: int = option(50_000, "how many stories, after duplicates are gone")
    seed: int = option(0, "which of the endlessly many corpora")
    name: str = option("", "the artifact's name; empty: tier and number")
    shard: int = option(5_000, "at most so many stories per file")
    workers: int = option(0, "processes; 0: one per core")
    validation: float = option(0.05, "share of the stories in the validation split")
    test: float = option(0.05, "share of the stories in the test split")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no corpus."""
        for name, least in (("n", 1), ("shard", 1), ("workers", 0)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use {name}={least} or more.")
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            what = f"validation={self.validation} and test={self.test} leave no stories to train on."
            raise StoryscopeError(what, "Use shares from 0 to 1 whose sum is below 1.")

    @property
    def label(self) -> str:
        """The artifact's name."""
        size = f"{self.n // 1000}k" if self.n % 1000 == 0 else str(self.n)
        return self.name or f"{self.tier}-{size}"


def generate(config: GenerateConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """A corpus of the story world; a finished one is returned at once.

    Raises StoryscopeError for an unknown tier, and when the world cannot tell so many different stories.
    """
    # Imported here, because reading a corpus needs no world.
    from workbench.stories.lexicon import vocabulary
    from workbench.stories.plots import compose

    return write_corpus(config, compose, vocabulary(config.tier), world_version(_ONLY_READ), progress)


def write_corpus(
    config: GenerateConfig,
    compose: Composer,
    vocabulary: Mapping[str, object],
    world: str,
    progress: Progress = SILENT,
) -> artifacts.Artifact:
    """A corpus by any composer that a worker process can import.

    `vocabulary` goes into vocabulary.json; `world` names the composer and its version: a corpus of the same config and
    world that is there already is taken for the same.
    """
    identity = {
        **{name: getattr(config, name) for name in ("tier", "n", "seed", "shard", "validation", "test")},
        "world": world,
    }
    done = artifacts.finished("corpus", identity, schema=_SCHEMA)
    if done is not None:
        return done
    with artifacts.create("corpus", config.label, identity, schema=_SCHEMA) as draft:
        shards.clear_temporary(draft.path)
        order = Order(
            folder=draft.path,
            compose=compose,
            seed=config.seed,
            tier=config.tier,
            validation=config.validation,
            test=config.test,
        )
        draft.summary.update(_write_all(config, order, vocabulary, progress))
        shards.clear_temporary(draft.path)
        (draft.path / "vocabulary.json").write_text(json.dumps(vocabulary, indent=1) + "\n", encoding="utf-8")
        (draft.path / "README.md").write_text(dataset_card(identity, draft.summary), encoding="utf-8")
        draft.discard(shards.SCRATCH)
    made = artifacts.finished("corpus", identity, schema=_SCHEMA)
    assert made is not None
    return made


def _write_all(
    config: GenerateConfig, order: Order, vocabulary: Mapping[str, object], progress: Progress
) -> dict[str, object]:
    """Write every shard, thin those that repeat others, and return the corpus's summary."""
    began = time.perf_counter()
    with pool.Crew(config.workers) as crew:
        with progress.task("stories", config.n, "stories") as task:
            tallies, choice, told = _compose_all(config, order, crew, task)
        repeated = [(tally.shard, choice.unwanted(tally.shard)) for tally in tallies.values()]
        thin = [(shard, keys) for shard, keys in repeated if tallies[shard.number].removed != len(keys)]
        if thin:
            with progress.task("removing repeats", len(thin), "shards") as task:
                for tally in crew.each(partial(_thin_shard, order), thin):
                    tallies[tally.shard.number] = tally
                    task.advance()
    seconds = time.perf_counter() - began
    ordered = [tallies[number] for number in sorted(tallies)]
    types = sorted({kind for tally in ordered for kind in tally.types})
    known = set(cast("list[str]", vocabulary["types"]))
    return {
        "stories": sum(sum(tally.splits.values()) for tally in ordered),
        "splits": {split: sum(tally.splits[split] for tally in ordered) for split in shards.SPLITS},
        "words": sum(tally.words for tally in ordered),
        "types": len(types),
        "vocabulary": len(known),
        "outside_vocabulary": [kind for kind in types if kind not in known],
        "dropped_duplicates": choice.repeats,
        "labels": shards.merge_labels(ordered),
        "seconds": round(seconds, 3),
        "stories_per_second": round(told / seconds, 1),
    }


def _compose_all(
    config: GenerateConfig, order: Order, crew: pool.Crew, task: Task
) -> tuple[dict[int, Tally], Choice, int]:
    """Compose rounds of shards until there are `n` different stories; what an earlier run left is not made again.

    Returns the tallies by shard, the choice, and how many stories this run composed.
    """
    tallies: dict[int, Tally] = {}
    plan: list[Shard] = []
    # Small corpora are spread over several shards too, so that all cores have something to do.
    size = min(config.shard, max(shards.ROW_GROUP, config.n // 8))
    told = shown = start = groups = 0
    stop = config.n
    while True:
        added = shards_between(start, stop, size, len(plan))
        plan += added
        there = [tally for shard in added if (tally := shards.read_tally(order.folder, shard)) is not None]
        tallies.update({tally.shard.number: tally for tally in there})
        missing = [shard for shard in added if shard.number not in tallies]
        for tally in chain(there, crew.each(partial(_compose_shard, order), missing)):
            tallies[tally.shard.number] = tally
            # A last round composes some to spare: the bar ends at n all the same.
            made = min(sum(tally.splits.values()), config.n - shown)
            shown += made
            task.advance(made)
        told += sum(shard.count for shard in missing)
        keys = np.concatenate([shards.read_keys(order.folder, shard.number) for shard in plan])
        choice = choose(keys, config.n)
        if choice is not None:
            return tallies, choice, told
        before, groups = groups, len(np.unique(keys))
        start, stop = stop, stop + further_stories(stop, groups, config.n, stop - start, groups - before)


def _compose_shard(order: Order, shard: Shard) -> Tally:
    return shards.write_shard(order, shard, pool.unwanted)


def _thin_shard(order: Order, work: tuple[Shard, UInt64[np.ndarray, "group"]]) -> Tally:
    return shards.thin_shard(order, *work)

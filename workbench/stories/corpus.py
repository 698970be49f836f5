"""Many stories on disk: composed by all cores, without near duplicates, resumable at any instant.

The stories are numbers 0, 1, 2, ... of one endless, seeded row; a corpus is the first `n` of them whose group (the text
with its names masked) has not been told before. Which they are depends on the config alone, never on the processes or
machines.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, cast

import numpy as np
from jaxtyping import UInt64

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.manifests import checksum
from workbench.progress import SILENT, Progress, Task
from workbench.stories import pool, shards
from workbench.stories.card import dataset_card
from workbench.stories.choosing import Choice, choose, further_stories, shards_between
from workbench.stories.reading import Corpus
from workbench.stories.shards import Composer, Order, Shard, Tally

__all__ = ["Corpus", "GenerateConfig", "generate", "write_corpus"]

SCHEMA = 1
_IDENTITY = ("tier", "n", "seed", "stories_per_file", "validation", "test")
_MACHINERY = ("choosing", "columns", "confounds", "shards")
_AXES = tuple("style feature grammar persona point_of_view initial_letter initial_word_class paragraphs".split())
_CARD_STORIES = 3


@dataclass(frozen=True, kw_only=True)
class GenerateConfig:
    """What `generate` needs; the same values give the same bytes, whatever `workers`, `shard` and `ray` are."""

    tier: str = option("minuscule", "vocabulary tier of the stories")
    form: str = option("stories", "stories, scenes (short, of one scene each), or a mix such as scenes:0.9")
    avoid: str = option("", "a file of test sentences: no scene shares 8 words in a row with one")
    writer: str = option("world", "who writes: world, or openai (its flags: storyscope write --help)")
    n: int = option(50_000, "how many stories, after duplicates are gone")
    seed: int = option(0, "which of the endlessly many corpora")
    name: str = option("", "the artifact's name; empty: tier and number")
    confound: tuple[str, ...] = option((), "correlations to plant, such as 'tone=sad ~ topic=rain : 0.9'")
    style: str = option("", "how it is told: a value, or any; all of them: storyscope generate --list-axes")
    feature: str = option("", "what the telling does, such as flashback: a value, or any")
    grammar: str = option("", "tense or construction: a value, or any")
    persona: str = option("", "who tells it to whom: a value, or any")
    point_of_view: str = option("", "who says I in it: a value, or any")
    initial_letter: str = option("", "the letter that it begins with, or any")
    initial_word_class: str = option("", "the class of its first word: a value, or any")
    paragraphs: str = option("", "how many paragraphs: a number, or any")
    shard: str = option("", "make one part of the corpus, 2/8 the second of eight; then: storyscope corpus merge")
    ray: str = option("", "compose on a Ray cluster: its address, auto, or local")
    stories_per_file: int = option(5_000, "at most so many stories per file")
    workers: int = option(0, "processes; 0: one per core")
    validation: float = option(0.05, "share of the stories in the validation split")
    test: float = option(0.05, "share of the stories in the test split")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make no corpus."""
        if self.writer != "world":
            known = self.writer == "openai"
            what = "has settings of its own" if known else "is not known"
            raise StoryscopeError(f"The writer {self.writer!r} {what}.", "Use world, or for openai: storyscope write.")
        for name, least in (("n", 1), ("stories_per_file", 1), ("workers", 0)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use {name}={least} or more.")
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            what = f"validation={self.validation} and test={self.test} leave no stories to train on."
            raise StoryscopeError(what, "Use shares from 0 to 1 whose sum is below 1.")
        part, parts = self.part
        if not 1 <= part <= parts:
            raise StoryscopeError(f"shard={self.shard!r} is not a part of a corpus.", "Use 1/8 for the first of eight.")

    @property
    def label(self) -> str:
        """The artifact's name."""
        size = f"{self.n // 1000}k" if self.n % 1000 == 0 else str(self.n)
        form = "" if self.form == "stories" else "-" + self.form.replace(":", "-")
        return self.name or f"{self.tier}{form}-{size}" + ("-confounded" if self.confound else "")

    @property
    def part(self) -> tuple[int, int]:
        """Which part of the corpus is to be made, and of how many: (1, 1) is all of it; (0, 0) is nonsense."""
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", self.shard or "1/1")
        return (int(match[1]), int(match[2])) if match else (0, 0)

    def identity(self, world: str) -> dict[str, Any]:
        """What makes it the corpus that it is; `world` is the version of its writer."""
        given = {name: getattr(self, name) for name in _IDENTITY} | {"world": world}
        axes = {"axes": dict(self.axes)} if self.axes else {}
        form: dict[str, Any] = {} if self.form == "stories" else {"form": self.form}
        form |= {"avoids": checksum(Path(self.avoid))} if self.avoid else {}
        return given | form | axes | ({"confound": list(self.confound)} if self.confound else {})

    @property
    def axes(self) -> tuple[tuple[str, str], ...]:
        """The axes that are asked for, beside topic, tone and moral."""
        return tuple((name, getattr(self, name)) for name in _AXES if getattr(self, name))

    def first_round(self) -> list[Shard]:
        """The shards of the first `n` stories, before it is known which of them repeat others."""
        return shards_between(0, self.n, self.shard_size, 0)

    @property
    def shard_size(self) -> int:
        """Stories in a shard. Small corpora are spread over several too, so that all cores have something to do."""
        return min(self.stories_per_file, max(shards.ROW_GROUP, self.n // 8))


def generate(config: GenerateConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """A corpus of the story world, or (with `shard`) a part of it; a finished one is returned at once.

    Raises StoryscopeError for an unknown tier, for confounds that cannot be planted, and when the world cannot tell so
    many different stories.
    """
    from workbench.stories import parts  # imported here, because reading a corpus needs no world
    from workbench.stories.lexicon import vocabulary

    words = vocabulary(config.tier)
    config, compose = composer(config)
    if config.shard:
        return parts.write_part(config, compose, world(config.form), progress)
    return write_corpus(config, compose, words, world(config.form), progress)


def composer(config: GenerateConfig) -> tuple[GenerateConfig, Composer]:
    """The story world's composer for a config, and the config with its confounds spelt in one way."""
    from workbench.stories.axes_of_story import Asking
    from workbench.stories.confounds import Confounded, labels_of, parse
    from workbench.stories.plots import compose as told_plainly

    if config.form != "stories" or config.avoid:
        from workbench.stories.situations.composing import composer_of

        alone = not (config.axes or config.confound or (config.avoid and config.shard))
        return config, composer_of(config.form, config.tier, config.avoid, plain=alone)
    asking = Asking(config.axes)
    asking.check(config.tier)
    compose = asking if config.axes else told_plainly
    if not config.confound:
        return config, compose
    labels = labels_of(config.tier)
    confounds = parse(config.confound, labels)
    return replace(config, confound=tuple(map(str, confounds))), Confounded(compose, confounds, labels)


def world(form: str = "stories") -> str:
    """The version of the story world and of what writes its stories down."""
    from workbench.stories.version import version_of

    return version_of("plots" if form == "stories" else "situations.composing", *_MACHINERY)


def write_corpus(
    config: GenerateConfig,
    compose: Composer,
    vocabulary: Mapping[str, object],
    world: str,
    progress: Progress = SILENT,
    prepare: Callable[[Path], None] | None = None,
) -> artifacts.Artifact:
    """A corpus by any composer that a worker process can import.

    `vocabulary` goes into vocabulary.json; `world` names the composer and its version: a corpus of the same config and
    world that is there already is taken for the same. `prepare` may put finished shards into the working folder.
    """
    identity = config.identity(world)
    done = artifacts.finished("corpus", identity, schema=SCHEMA)
    if done is not None:
        return done
    with artifacts.create("corpus", config.label, identity, schema=SCHEMA) as draft:
        shards.clear_temporary(draft.path)
        if prepare is not None:
            prepare(draft.path)
        order = order_for(config, compose, draft.path)
        draft.summary.update(_write_all(config, order, vocabulary, progress))
        shards.clear_temporary(draft.path)
        (draft.path / "vocabulary.json").write_text(json.dumps(vocabulary, indent=1) + "\n", encoding="utf-8")
        samples = shards.first_texts(draft.path, _CARD_STORIES)
        (draft.path / "README.md").write_text(dataset_card(identity, draft.summary, samples), encoding="utf-8")
        draft.discard(shards.SCRATCH)
    made = artifacts.finished("corpus", identity, schema=SCHEMA)
    assert made is not None
    return made


def order_for(config: GenerateConfig, compose: Composer, folder: Path) -> Order:
    """What all shards of the corpus have in common."""
    shares = {"validation": config.validation, "test": config.test}
    return Order(folder=folder, compose=compose, seed=config.seed, tier=config.tier, **shares)


def compose_shards(config: GenerateConfig, order: Order, wanted: list[Shard], crew: pool.Crew) -> Iterator[Tally]:
    """Compose and write shards, by the crew's processes or on a Ray cluster; their tallies as they come."""
    if config.ray and wanted:
        from workbench.stories.distributed import compose_on_ray

        return compose_on_ray(order, wanted, config.ray, config.workers)
    return crew.each(partial(_compose_shard, order), wanted)


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
        **_how_labels_depend(config, order.folder),
        "seconds": round(seconds, 3),
        "stories_per_second": round(told / seconds, 1),
    }


def _how_labels_depend(config: GenerateConfig, folder: Path) -> dict[str, object]:
    """The mutual information of every two label families, and what became of the planted confounds."""
    from workbench.stories import mutual_information

    families = mutual_information.encode(shards.read_columns(folder, mutual_information.FAMILIES))
    rows = mutual_information.dependences(families, config.seed)
    found: dict[str, object] = {
        "dependence": [{**asdict(row), "within_noise": row.within_noise} for row in rows],
    }
    if config.confound:
        from workbench.stories.confounds import labels_of, measure, parse

        found["confounds"] = measure(parse(config.confound, labels_of(config.tier)), families)
    return found


def _compose_all(
    config: GenerateConfig, order: Order, crew: pool.Crew, task: Task
) -> tuple[dict[int, Tally], Choice, int]:
    """Compose rounds of shards until there are `n` different stories; what an earlier run left is not made again.

    Returns the tallies by shard, the choice, and how many stories this run composed.
    """
    tallies: dict[int, Tally] = {}
    plan: list[Shard] = []
    told = shown = start = groups = 0
    stop = config.n
    while True:
        added = shards_between(start, stop, config.shard_size, len(plan))
        plan += added
        there = [tally for shard in added if (tally := shards.read_tally(order.folder, shard)) is not None]
        tallies.update({tally.shard.number: tally for tally in there})
        missing = [shard for shard in added if shard.number not in tallies]
        for tally in chain(there, compose_shards(config, order, missing, crew)):
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

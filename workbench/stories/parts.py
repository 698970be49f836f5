"""A corpus made by several machines: each composes its share of the shards, then one puts them together.

The parts are the shards that a single machine would have made first. Merging lays them where an interrupted run would
have left them and lets it go on: what is still missing is composed, repeats are removed, and the bytes are the same.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories import corpus, pool, shards
from workbench.stories.shards import Composer

KIND = "corpus_part"
_OWN = ("part", "parts")  # what a part's identity has beside the corpus's


@dataclass(frozen=True, kw_only=True)
class MergeConfig:
    """What `merge` needs."""

    parts: tuple[str, ...] = option((), "the parts: names, id prefixes or paths; empty: those of the newest part")
    name: str = option("", "the corpus's name; empty: tier and number")
    workers: int = option(0, "processes; 0: one per core")


def write_part(
    config: "corpus.GenerateConfig", compose: Composer, world: str, progress: Progress = SILENT
) -> artifacts.Artifact:
    """Compose the shards of one part, every so many-th of them; a finished part is returned at once."""
    part, parts = config.part
    identity = {**config.identity(world), "part": part, "parts": parts}
    done = artifacts.finished(KIND, identity, schema=corpus.SCHEMA)
    if done is not None:
        return done
    shared = config.first_round()
    if len(shared) < parts:  # all parts are refused, not the last ones alone: the first would wait for ever
        what = f"The corpus has {len(shared)} file{'s' * (len(shared) > 1)}, too few for {parts} parts."
        raise StoryscopeError(what, "Make fewer parts, or files with fewer stories (--stories-per-file).")
    mine = shared[part - 1 :: parts]
    with artifacts.create(KIND, f"{config.label}-part{part}of{parts}", identity, schema=corpus.SCHEMA) as draft:
        shards.clear_temporary(draft.path)
        order = corpus.order_for(config, compose, draft.path)
        missing = [shard for shard in mine if shards.read_tally(draft.path, shard) is None]
        total = sum(shard.count for shard in mine)
        with pool.Crew(config.workers) as crew, progress.task("stories", total, "stories") as task:
            task.advance(total - sum(shard.count for shard in missing))
            for tally in corpus.compose_shards(config, order, missing, crew):
                task.advance(tally.shard.count)
        shards.clear_temporary(draft.path)
        draft.summary.update({"part": part, "parts": parts, "stories": total, "shards": len(mine)})
    made = artifacts.finished(KIND, identity, schema=corpus.SCHEMA)
    assert made is not None
    return made


def merge(config: MergeConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """One corpus out of the parts that `generate --shard 1/8`, `2/8`, ... have made.

    Raises StoryscopeError if parts are missing, damaged, of different corpora, or of another version of the world.
    """
    from workbench.stories.lexicon import vocabulary

    given = find_parts(config.parts)
    wanted, compose = corpus.composer(_config_of(given[0].manifest.config, config))
    return merge_parts(given, wanted, compose, vocabulary(wanted.tier), corpus.world(wanted.form), progress)


def merge_parts(
    given: list[Artifact],
    config: "corpus.GenerateConfig",
    compose: Composer,
    vocabulary: Mapping[str, object],
    world: str,
    progress: Progress = SILENT,
) -> artifacts.Artifact:
    """As `merge`, for parts by any composer."""
    versions = {one.manifest.config["world"] for one in given}
    if versions != {world}:
        what = "These parts were made by another version of Storyscope than this one."
        raise StoryscopeError(what, "Merge them with the version that made them, or make them again.")
    whole = {number for one in given for number in [one.manifest.config["part"]]}
    parts: int = given[0].manifest.config["parts"]
    # Where there are more parts than shards, the last parts have nothing to hold.
    missing = [part for part in range(1, min(parts, len(config.first_round())) + 1) if part not in whole]
    if missing:
        what = f"Of {parts} parts these are missing: {', '.join(map(str, missing))}."
        raise StoryscopeError(what, f"Make them with the flags of the others: --shard {missing[0]}/{parts}.")

    def lay_out(folder: Path) -> None:
        with progress.task("parts", len(given), "parts") as task:
            for one in given:
                _lay_out(one, config, folder)
                task.advance()

    return corpus.write_corpus(config, compose, vocabulary, world, progress, lay_out)


def find_parts(refs: tuple[str, ...]) -> list[Artifact]:
    """The parts that `refs` name, or all that belong with the newest one.

    Raises StoryscopeError if there are none, or if they are not parts of one corpus.
    """
    named = [artifacts.resolve(KIND, ref) for ref in refs]
    newest = named[0] if named else artifacts.resolve(KIND)
    found = named or [one for one in artifacts.listing(KIND) if _shared(one) == _shared(newest)]
    for one in found:
        if _shared(one) != _shared(newest):
            what = f"{one.label} and {newest.label} are not parts of one corpus."
            raise StoryscopeError(what, "Merge parts that were made with the same flags, --shard aside.")
    by_number = {one.manifest.config["part"]: one for one in found}
    return [by_number[number] for number in sorted(by_number)]


def _shared(part: Artifact) -> dict[str, object]:
    """The part's identity without its number: what the corpus is, and in how many parts."""
    return {name: value for name, value in part.manifest.config.items() if name != "part"}


def _config_of(identity: Mapping[str, object], config: MergeConfig) -> "corpus.GenerateConfig":
    from workbench.config import load

    values = {name: value for name, value in identity.items() if name not in (*_OWN, "world", "axes")}
    axes = cast("Mapping[str, object]", identity.get("axes", {}))
    return load(corpus.GenerateConfig, None, {**values, **axes, "name": config.name, "workers": config.workers})


def _lay_out(part: Artifact, config: "corpus.GenerateConfig", folder: Path) -> None:
    """Copy the part's shards into the corpus's working folder, except those that are there already."""
    numbers = [shard for shard in config.first_round() if part.has(f"{shards.SCRATCH}/{shard.number:05d}.json")]
    left = [shard for shard in numbers if shards.read_tally(folder, shard) is None]
    if not left:
        return
    wrong = artifacts.verify(part)
    if wrong:
        what = f"The part {part.label} is damaged ({wrong[0]})."
        number, of = (part.manifest.config[name] for name in _OWN)
        do = f"Remove it and make it again with the flags of the others: --shard {number}/{of}."
        raise StoryscopeError(what, do)
    for shard in left:
        for file in shards.written_files(part.path, shard):
            target = folder / file.relative_to(part.path)
            target.parent.mkdir(exist_ok=True)
            temporary = target.with_name(f".{target.name}.copy.tmp")
            shutil.copyfile(file, temporary)
            temporary.replace(target)

"""Import stories of others as a corpus artifact: read, map, count, write."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.stories.imports.card import import_card
from workbench.stories.imports.checking import SHOWN, Tally, fault_of, is_mojibake, mended
from workbench.stories.imports.counting import Vocabulary
from workbench.stories.imports.hub import HubDataset
from workbench.stories.imports.mapping import Columns, make_mapping
from workbench.stories.imports.rows import Row
from workbench.stories.imports.sources import Layout, Reading, Source, find_sources, total_bytes
from workbench.stories.imports.writing import Shards

_SCHEMA = 1
_BATCH = 1_000
_BATCH_CHARACTERS = 1 << 24
_VALUES = 250  # values of a label that the summary counts


@dataclass(frozen=True, kw_only=True)
class ImportConfig:
    """What `import_corpus` needs."""

    source: str = option("", "a file, a folder, or a pattern with *: Parquet, JSONL, JSON list, CSV, TSV or text")
    hub: str = option("", "a dataset of the Hugging Face hub instead of files; this uses the network")
    hub_split: str = option("train", "the split of the hub dataset that is read")
    revision: str = option("", "commit or branch of the hub dataset; empty: the newest")
    name: str = option("", "the artifact's name; empty: the source's")
    layout: Layout = option("auto", "how the files are laid out; auto: by their names")
    delimiter: str = option(
        "<|endoftext|>", "what stands between two stories of a text file; \\n and \\t are understood"
    )
    encoding: str = option("utf-8", "encoding of text files")
    text_column: str = option("", "column of the story, or several joined by +; empty: text, story, ...")
    map: tuple[str, ...] = option((), "labels from other columns, such as topic=theme; topic= leaves a label empty")
    group_column: str = option("", "stories with the same value stay in one split; empty: generation_id, else the text")
    where: tuple[str, ...] = option((), "only rows with this value, such as model=NAME")
    n: int = option(0, "at most so many stories; 0: all")
    validation: float = option(0.05, "share of the stories in the validation split")
    test: float = option(0.05, "share of the stories in the test split")
    bad: Literal["refuse", "skip"] = option("refuse", "what happens when rows are corrupted")
    unique: bool = option(False, "whether stories equal to an earlier one are left out")
    mend: bool = option(False, "whether to mend UTF-8 that was once read as Windows-1252 (Tomâ€™s)")
    longest: int = option(100_000, "a story of more characters counts as corrupted")
    types: int = option(10_000, "at most so many word types in vocabulary.json, the commonest")
    shard: int = option(50_000, "about so many stories per file")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for settings that import nothing."""
        if bool(self.source) == bool(self.hub):
            raise StoryscopeError("There is nothing to import.", "Give either --source FILE or --hub NAME.")
        for name, least in (("n", 0), ("longest", 1), ("types", 1), ("shard", 1)):
            if getattr(self, name) < least:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use {name}={least} or more.")
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            what = f"validation={self.validation} and test={self.test} leave no stories to train on."
            raise StoryscopeError(what, "Use shares from 0 to 1 whose sum is below 1.")
        if not self.delimiter:
            raise StoryscopeError(
                "The delimiter is empty.", "Say what stands between two stories: --delimiter '\\n\\n'."
            )

    @property
    def label(self) -> str:
        """The artifact's name."""
        stem = Path(self.source).name.split(".")[0] if self.source else self.hub.split("/")[-1]
        return (
            self.name
            or "".join(mark if mark.isalnum() and mark.isascii() else "-" for mark in stem).strip("-")
            or "import"
        )


def import_corpus(config: ImportConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Stories from files or the hub as an artifact of kind corpus; one of the same source and settings is returned.

    A run that is stopped leaves nothing to be seen, and begins anew. Raises StoryscopeError if there is nothing to
    read, a column is missing, or (unless they are to be skipped) rows are corrupted.
    """
    reading = Reading(config.encoding, config.delimiter.replace("\\n", "\n").replace("\\t", "\t"))
    opened = _opened(config, reading)
    identity = {
        name: getattr(config, name)
        for name in ("layout", "delimiter", "encoding", "text_column", "map", "group_column", "where", "n")
    }
    identity |= {
        name: getattr(config, name)
        for name in ("validation", "test", "bad", "unique", "mend", "longest", "types", "shard")
    }
    identity["sources"] = [one.identity() for one in opened]
    done = artifacts.finished("corpus", identity, schema=_SCHEMA)
    if done is not None:
        return done
    with artifacts.create("corpus", config.label, identity, schema=_SCHEMA) as draft:
        for left in ("data", "vocabulary.json", "README.md"):
            draft.discard(left)  # what a stopped run wrote
        began = time.perf_counter()
        vocabulary, tally = Vocabulary(), Tally()
        source = config.hub or config.label
        with Shards(draft.path, source, config.validation, config.test, config.shard) as shards:
            _stream(config, opened, reading, (vocabulary, tally, shards), progress)
        seconds = time.perf_counter() - began
        words = vocabulary.as_json(config.types, source)
        (draft.path / "vocabulary.json").write_text(json.dumps(words, indent=1) + "\n", encoding="utf-8")
        draft.summary.update(_summary(tally, shards, vocabulary, words, seconds))
        (draft.path / "README.md").write_text(import_card(source, identity, draft.summary), encoding="utf-8")
    if tally.bad:
        progress.say(f"{tally.bad:,} corrupted rows were skipped; the first: {'; '.join(tally.shown)}.")
    made = artifacts.finished("corpus", identity, schema=_SCHEMA)
    assert made is not None
    return made


def _opened(config: ImportConfig, reading: Reading) -> "Sequence[Source | HubDataset]":
    if config.hub:
        return [HubDataset(config.hub, config.hub_split, config.revision)]
    return find_sources(config.source, config.layout, reading)


def _stream(
    config: ImportConfig,
    opened: "Sequence[Source | HubDataset]",
    reading: Reading,
    into: tuple[Vocabulary, Tally, Shards],
    progress: Progress,
) -> None:
    """Read everything, a batch at a time. Raises StoryscopeError for bad rows that are to be refused, and for none."""
    files = [one for one in opened if isinstance(one, Source)]
    total, unit = (total_bytes(files) // 1_000, "kB") if files else (None, "rows")
    vocabulary, tally, shards = into
    with progress.task("import", total, unit) as task:
        told = [0]

        def advance(bytes: int) -> None:
            before, told[0] = told[0], told[0] + bytes
            task.advance(told[0] // 1_000 - before // 1_000)

        for one in opened:
            place = one.file.name if isinstance(one, Source) else one.name
            columns = one.columns(reading) if isinstance(one, Source) else one.columns()
            rows = one.rows(reading, advance) if isinstance(one, Source) else one.rows()
            # Where not one row can be read, the rows themselves say why.
            mapping = _mapping(config, columns, place) if columns else None
            for batch in _batches(config, mapping, rows, tally, place):
                _refuse(config, tally, place)
                vocabulary.add([record["text"] for record in batch])
                for axis, counts in tally.labels.items():
                    counts.update(record.get(axis, "") for record in batch)
                shards.add(batch)
                if not isinstance(one, Source):
                    task.advance(len(batch))
            _refuse(config, tally, place)
            if config.n and tally.stories >= config.n:
                break
    if tally.stories == 0:
        left = f"{tally.empty:,} rows were empty, {tally.filtered:,} filtered, {tally.bad:,} corrupted"
        what = f"No story was found: {left}."
        raise StoryscopeError(what, "Check --layout, --delimiter, --text-column and --where.")


def _mapping(config: ImportConfig, columns: Sequence[str], place: str) -> Columns:
    try:
        return make_mapping(columns, config.text_column, config.map, config.group_column, config.where)
    except StoryscopeError as error:
        raise StoryscopeError(f"{place}: {error.what}", error.do) from None


def _batches(
    config: ImportConfig, mapping: Columns | None, rows: Iterator[Row], tally: Tally, place: str
) -> Iterator[list[dict[str, Any]]]:
    """The records of the rows that can be used; what cannot be is noted in the tally."""
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        if config.n and tally.stories >= config.n:
            break
        if row.fault or mapping is None:
            tally.refuse(row, row.fault or "it has no columns", place)
            if tally.bad == SHOWN and config.bad == "refuse":
                break
            continue
        if not mapping.wanted(row.values):
            tally.filtered += 1
            continue
        text = mapping.story(row.values)
        fault = (
            f"no text in {' + '.join(mapping.text)}"
            if text is None
            else fault_of(text, config.longest, config.encoding)
        )
        if text is None or fault:
            tally.refuse(row, fault, place)
            continue
        if not text.strip():
            tally.empty += 1
            continue
        if is_mojibake(text):
            tally.mojibake += 1
            text = mended(text) if config.mend else text
        if config.unique:
            # Python's own hash of a text has 64 bits; two of two million texts share theirs with a chance of 1e-7.
            known = hash(text)
            if known in tally.seen:
                tally.repeated += 1
                continue
            tally.seen.add(known)
        tally.stories += 1
        batch.append(mapping.record(row.values, text, f"{place}:{row.number}"))
        size += len(text)
        if len(batch) >= _BATCH or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _refuse(config: ImportConfig, tally: Tally, place: str) -> None:
    if tally.bad and config.bad == "refuse":
        count = "many" if tally.bad >= SHOWN else str(tally.bad)
        what = f"{place} has corrupted rows ({count} so far): {'; '.join(tally.shown)}."
        raise StoryscopeError(what, "Mend them, or leave them out: --bad skip.")


def _summary(
    tally: Tally, shards: Shards, vocabulary: Vocabulary, words: dict[str, Any], seconds: float
) -> dict[str, object]:
    labels = {axis: dict(sorted(counts.most_common(_VALUES))) for axis, counts in tally.labels.items()}
    return {
        "stories": tally.stories,
        "splits": shards.splits,
        "words": vocabulary.words,
        "types": len(vocabulary.types),
        "vocabulary": len(words["types"]),
        "names": len(words["names"]),
        "outside_vocabulary": [],
        "labels": labels,
        "corrupted": tally.bad,
        "first_corrupted": tally.shown,
        "empty": tally.empty,
        "filtered": tally.filtered,
        "repeated": tally.repeated,
        "mojibake": tally.mojibake,
        "seconds": round(seconds, 3),
        "stories_per_second": round(tally.stories / max(seconds, 1e-9), 1),
    }

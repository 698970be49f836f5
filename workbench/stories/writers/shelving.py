"""Stories of language models as a corpus artifact: the same files and columns as the world's, another card."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.records import AXES, Story
from workbench.stories.columns import to_table
from workbench.stories.imports.counting import Vocabulary
from workbench.stories.shards import ROW_GROUP, SPLITS, group_keys, split_file, split_masks
from workbench.stories.wordbook import book

_MOST_TYPES = 10_000  # in the vocabulary.json of stories whose words nobody chose


def write_stories(
    folder: Path, stories: Iterable[Story], tier: str, validation: float, test: float, shard: int = 5_000
) -> dict[str, Any]:
    """Write stories into the data files of a corpus, split by group, and its vocabulary; returns the summary.

    The vocabulary is that of `tier`; where that is empty, the commonest words of the stories. Memory is bounded by a
    shard.
    """
    splits: dict[str, int] = dict.fromkeys(SPLITS, 0)
    labels = {axis: Counter[str]() for axis in AXES}
    counted = Vocabulary()
    (folder / "data").mkdir(exist_ok=True)
    rest, number = iter(stories), 0
    while some := list(islice(rest, shard)):
        table = to_table(some)
        counted.add([story.text for story in some])
        for axis in AXES:
            labels[axis].update(getattr(story, axis) for story in some)
        keys = group_keys(story.group for story in some)
        for split, mask in split_masks(keys, validation, test).items():
            part = table.filter(pa.array(mask))
            splits[split] += part.num_rows
            if part.num_rows:
                pq.write_table(part, split_file(folder, split, number), row_group_size=ROW_GROUP, compression="zstd")
        number += 1
    own = counted.as_json(_MOST_TYPES, "language model")
    vocabulary = book(tier).vocabulary() if tier else own
    known = set(cast("list[str]", vocabulary["types"]))
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, indent=1) + "\n", encoding="utf-8")
    return {
        **{"stories": sum(splits.values()), "splits": splits, "words": counted.words, "types": len(counted.types)},
        "vocabulary": len(known),
        "outside_vocabulary": sorted(set(counted.types) - known) if tier else [],
        "labels": {axis: dict(sorted(counts.items())) for axis, counts in labels.items()},
    }


def write_replies(folder: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Keep what the stories were cut from, whole, with everything that was paid for and not used."""
    with (folder / "replies.jsonl").open("w", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line) + "\n")


def card(identity: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """The README.md of such a corpus: a dataset card that says how far its labels go."""
    splits = {split: n for split, n in summary["splits"].items() if n}
    files = [line for split in splits for line in (f"  - split: {split}", f"    path: data/{split}-*.parquet")]
    head = ["---", "language: en", "tags: [synthetic, stories]", "configs:", "- config_name: default", "  data_files:"]
    accepted = summary["acceptance"]
    body = [
        f"# {summary['stories']:,} stories by {identity['model']} (recipe {identity['recipe']})",
        "",
        "The labels are what was asked for, not what was verified; `recipe` holds all that a story was asked to be. "
        "Sentences are cut at their marks; roles, mentions, facts and cues are not known. Stories of one completion "
        "share their `group` and fall into the same split.",
        "",
        f"{accepted['share']:.1%} of {accepted['n']:,} stories read could be used. All replies, used or not, are in "
        "`replies.jsonl`.",
        "",
        *_table(("split", "stories"), [(split, f"{n:,}") for split, n in splits.items()]),
    ]
    rows = [(name, _interval(one)) for name, one in summary["kept"].items()]
    body += _table(("checked by counting", "share that has it"), rows) if rows else []
    checked = summary.get("verified", {}).get("agreement", {})
    rows = [(f"{axis} (chance {one['chance']:.2f})", _interval(one)) for axis, one in checked.items()]
    body += _table((f"label, checked by {identity['verifier']}", "agreement"), rows) if rows else []
    for axis, counts in summary["labels"].items():
        if set(counts) != {""}:
            body += _table((f"{axis} asked for", "stories"), [(value, f"{n:,}") for value, n in counts.items()])
    body += [f"Prompt {identity['prompt']}, seed {identity['seed']}, temperature {identity['temperature']}."]
    return "\n".join([*head, *files, "---", "", *body, ""])


def _interval(one: Mapping[str, Any]) -> str:
    return f"{one['share']:.3f} [{one['ci95'][0]:.3f}, {one['ci95'][1]:.3f}], n {one['n']:,}"


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "| --- | --- |", *[f"| {left} | {right} |" for left, right in rows], ""]

"""A corpus small enough to train on in a second: who gives what to whom, and what follows from it."""

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.records import STORY_SCHEMA

NAMES = ["tim", "anna", "max"]
THINGS = ["ball", "box", "cake", "hat", "book"]
TYPES = [*NAMES, *THINGS, *".,“”", "had", "a", "gave", "the", "to", "now", "it", "is", "mine", "said"]
VOCABULARY = {"tier": "test", "types": sorted(TYPES), "names": NAMES, "categories": {}}


def tell(draw: random.Random) -> str:
    one, other = (name.capitalize() for name in draw.sample(NAMES, 2))
    thing = draw.choice(THINGS)
    text = f"{one} had a {thing}. {one} gave the {thing} to {other}."
    return text + (f' "Now it is mine," said {other}.' if draw.random() < 0.5 else "")


def make_corpus(root: Path, train: int = 211, validation: int = 53, seed: int = 0) -> Artifact:
    """A corpus artifact under `root`, which must be the artifact folder."""
    assert artifacts.root() == root
    draw = random.Random(seed)
    config = {"train": train, "validation": validation, "seed": seed}
    blank = {
        field.name: "" if pa.types.is_string(field.type) else [] if pa.types.is_list(field.type) else 1
        for field in STORY_SCHEMA
    }
    with artifacts.create("corpus", "tiny", config) as draft:
        (draft.path / "data").mkdir()
        for split, count in (("train", train), ("validation", validation), ("test", 3)):
            rows = [{**blank, "id": f"{split}{index}", "text": tell(draw)} for index in range(count)]
            table = pa.Table.from_pylist(rows, STORY_SCHEMA)
            pq.write_table(table, draft.path / "data" / f"{split}-00000.parquet")
        (draft.path / "vocabulary.json").write_text(json.dumps(VOCABULARY))
        draft.summary.update(stories=train + validation + 3)
    return artifacts.resolve("corpus", "tiny")

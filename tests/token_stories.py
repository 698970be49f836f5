"""Stories in which things are held and handed on, with the whole record: what the tests of token probes read."""

import json

import numpy as np
import pyarrow.parquet as pq

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.language.checkpoints import random_init, save
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig
from workbench.records import Fact, Mention, Sentence, Story
from workbench.stories.columns import to_table

PEOPLE = {"Tim": "He", "Ann": "She", "Bob": "He"}
THINGS = ("hat", "box", "cup")
WORDS = sorted([*(name.lower() for name in PEOPLE), *THINGS, *"he she had saw gave the to .".split()])
CATEGORIES = {
    "names": [name.lower() for name in PEOPLE],
    "objects": list(THINGS),
    "nouns": list(THINGS),
    "verbs": ["had", "saw", "gave"],
    "function_words": ["the", "to", "he", "she"],
    "punctuation": ["."],
}
SHAPE = ModelConfig(
    n_layers=2, d_model=20, n_heads=2, n_kv_heads=2, d_head=10, d_mlp=17, vocab_size=3 + len(WORDS), context=41
)


def tell(index: int, generator: np.random.Generator) -> Story:
    """A has x, B has y, A gives x to B (or B gives y to A), somebody sees a thing."""
    one, two = (str(name) for name in generator.choice(list(PEOPLE), 2, replace=False))
    first, second = (str(thing) for thing in generator.choice(THINGS, 2, replace=False))
    if index == 0:
        one, two, first, second = "Tim", "Ann", "hat", "box"
    back = bool(generator.integers(2)) and index > 0
    giver, taker, given = (two, one, second) if back else (one, two, first)
    pieces = [
        [(one, one), ("had the", ""), (first, first)],
        [(two, two), ("had the", ""), (second, second)],
        [(giver, giver), ("gave the", ""), (given, given), ("to", ""), (taker, taker)],
        [(PEOPLE[taker], taker), ("saw the", ""), (given, given)],
    ]
    text, sentences, mentions = "", [], []
    for number, piece in enumerate(pieces):
        start = len(text)
        for place, (words, entity) in enumerate(piece):
            if place:
                text += " "
            if entity:
                form = "name" if words in PEOPLE else "noun" if words in THINGS else "pronoun"
                mentions.append(Mention(len(text), len(text) + len(words), entity.lower(), form))
            text += words
        text += "."
        role = ("opening", "opening", "choice", "ending")[number]
        sentences.append(Sentence(start, len(text), 0, role))
        text += " " if number < 3 else ""
    facts = (
        Fact(0, "holder", first, one.lower()),
        Fact(1, "holder", second, two.lower()),
        Fact(2, "holder", given, taker.lower()),
    )
    return Story(
        id=str(index), text=text, topic="", tone="sad" if back else "calm", moral="", style="", feature="", grammar="",
        persona="", point_of_view="", paragraphs=1, sentences=tuple(sentences), mentions=tuple(mentions), facts=facts,
        cues=(), recipe="{}", source="test", group=str(index // 2),
    )  # fmt: skip


def tellings(n: int, seed: int) -> list[Story]:
    """`n` stories; number 0 is always the same."""
    generator = np.random.default_rng(seed)
    return [tell(index, generator) for index in range(n)]


def tokenizer():
    """One token per word."""
    return build_word_level({"types": WORDS, "names": CATEGORIES["names"]})


def shelf(sizes: dict[str, int]) -> tuple[Artifact, Artifact]:
    """A corpus of such stories and an untrained model, on the shelf of the test."""
    with artifacts.create("corpus", "given", dict(sizes)) as draft:
        (draft.path / "data").mkdir()
        for number, (split, n) in enumerate(sizes.items()):
            table = to_table(tellings(n, 100 + number))
            groups = [f"{split} {group}" for group in table["group"].to_pylist()]
            table = table.set_column(table.column_names.index("group"), "group", [groups])
            pq.write_table(table, draft.path / "data" / f"{split}-00000.parquet")
        (draft.path / "vocabulary.json").write_text(json.dumps({"tier": "test", "categories": CATEGORIES}))
        draft.summary.update(stories=sum(sizes.values()), splits=sizes)
    corpus = artifacts.resolve("corpus", "given")
    with artifacts.create("model", "untold", {"seed": 0}, [corpus]) as draft:
        save(random_init(SHAPE, 0), tokenizer(), draft.path)
    return artifacts.resolve("model", "untold"), corpus

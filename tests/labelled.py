"""Stories whose truth was planted, and a tiny untrained model that reads them: the ground of the instruments' tests.

The topic hangs on one word, the moral on the order of two words (which no bag of words can see), the tone on nothing.
"""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.language.checkpoints import LoadedModel, random_init, save
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig
from workbench.records import Cue, Mention, Sentence, Story
from workbench.stories.columns import to_table

TOPICS = {"farm": "cow", "sea": "fish", "sky": "bird"}
COLOURS = {"red first": ("red", "blue"), "blue first": ("blue", "red")}
FILLERS = ("box", "hat", "ball", "cake", "toy")
TYPES = sorted({*TOPICS.values(), *FILLERS, "red", "blue", "tim", "he", "saw", "had", "a", "the", "and", "."})
SHAPE = ModelConfig(
    n_layers=2, d_model=21, n_heads=3, n_kv_heads=3, d_head=2, d_mlp=17, vocab_size=3 + len(TYPES), context=29
)


def tell(index: int, generator: np.random.Generator) -> Story:
    """Story number `index`; two stories in a row are siblings."""
    topic, moral = (str(generator.choice(list(names))) for names in (TOPICS, COLOURS))
    tone = str(generator.choice(["happy", "sad"]))
    first, second = COLOURS[moral]
    things = " and ".join(f"a {thing}" for thing in generator.choice(FILLERS, int(generator.integers(1, 6))))
    opening, ending = f"Tim saw the {TOPICS[topic]}.", f"He had the {first} and the {second} and {things}."
    at = len(opening) + 1
    cues = [Cue(12, 12 + len(TOPICS[topic]), "topic", topic), Cue(at + 11, at + 11 + len(first), "moral", moral)]
    return Story(
        id=str(index),
        text=f"{opening} {ending}",
        topic=topic,
        tone=tone,
        moral=moral,
        style="",
        feature="",
        grammar="past",
        persona="",
        point_of_view="third",
        paragraphs=1,
        sentences=(Sentence(0, at - 1, 0, "opening"), Sentence(at, at + len(ending), 0, "ending")),
        mentions=(Mention(0, 3, "tim", "name"), Mention(at, at + 2, "tim", "pronoun")),
        facts=(),
        cues=tuple(cues[: 1 + index % 2]),
        recipe="{}",
        source="test",
        group=str(index // 2),
    )


def stories(n: int, seed: int) -> list[Story]:
    """`n` stories."""
    generator = np.random.default_rng(seed)
    return [tell(index, generator) for index in range(n)]


def corpus(sizes: dict[str, int], seed: int = 0, name: str = "planted") -> Artifact:
    """A corpus artifact with `sizes` stories by split, in several row groups; group names differ between splits."""
    with artifacts.create("corpus", name, {"seed": seed, **sizes}) as draft:
        (draft.path / "data").mkdir()
        for number, (split, n) in enumerate(sizes.items()):
            table = to_table(stories(n, seed + 1000 * number))
            groups = [f"{split} {group}" for group in table["group"].to_pylist()]
            table = table.set_column(table.column_names.index("group"), "group", [groups])
            pq.write_table(table, draft.path / "data" / f"{split}-00000.parquet", row_group_size=97)
        draft.summary.update(stories=sum(sizes.values()), splits=sizes)
    return artifacts.resolve("corpus", name)


def loaded(seed: int = 0) -> LoadedModel:
    """The untrained model in memory, with the tokenizer that belongs to it."""
    tokenizer = build_word_level({"types": TYPES, "names": ["tim"]})
    return LoadedModel(random_init(SHAPE, seed).eval().requires_grad_(False), tokenizer, SHAPE, Path())


def model(seed: int = 0, name: str = "untrained") -> Artifact:
    """The same as an artifact."""
    made = loaded(seed)
    with artifacts.create("model", name, {"seed": seed}) as draft:
        save(made.model, made.tokenizer, draft.path)
    return artifacts.resolve("model", name)

"""The README.md of a corpus: a dataset card that people read and the Hugging Face hub and `datasets` understand."""

from collections.abc import Mapping
from typing import Any

_COLUMNS = (
    ("id", "hash of recipe and text"),
    ("text", "the story"),
    ("topic, tone, moral", "the three label families"),
    ("style, feature, grammar, persona, point_of_view, paragraphs", "the other axes; empty where not set"),
    ("sentences", "start, end, paragraph, role in the plot"),
    ("mentions", "start, end, entity, form (name, noun, pronoun): equal entity means coreferent"),
    ("facts", "sentence, relation, subject, value, told: how the world changed; fold them for the state"),
    ("cues", "start, end, axis, value: the words that express a label"),
    ("recipe", "seed and controls that rebuild the story"),
    ("source, group", "the writer; equal groups never fall into different splits"),
)


def dataset_card(config: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """The card's text, from the corpus's config and summary."""
    splits = {split: n for split, n in summary["splits"].items() if n}
    head = ["---", "language: en", "tags: [synthetic, stories, interpretability]", "configs:", "- config_name: default"]
    head += ["  data_files:"]
    for split in splits:
        head += [f"  - split: {split}", f"    path: data/{split}-*.parquet"]
    head += ["---", ""]
    body = [
        f"# {summary['stories']:,} stories with their ground truth ({config['tier']})",
        "",
        "Written by Storyscope's story world: a simulated world acts a plot out, and the telling records what is true.",
        "All spans are half-open character offsets into `text`; label values and facts come from the simulation.",
        "",
        "```python",
        "from datasets import load_dataset",
        f'stories = load_dataset("parquet", data_files={_data_files(splits)})',
        "```",
        "",
        *_table(("split", "stories"), [(split, f"{n:,}") for split, n in splits.items()]),
        *_table(("column", "meaning"), _COLUMNS),
    ]
    for axis, counts in summary["labels"].items():
        body += _table((axis, "stories"), [(value, f"{n:,}") for value, n in counts.items()])
    body += [
        f"{summary['types']} types of words and punctuation occur (`vocabulary.json` lists {summary['vocabulary']}). "
        f"{summary['dropped_duplicates']:,} stories that repeated an earlier one, names aside, were passed over.",
        "",
        f"Seed {config['seed']}; validation share {config['validation']}, test share {config['test']}, by group.",
    ]
    return "\n".join([*head, *body, ""])


def _data_files(splits: Mapping[str, int]) -> str:
    return "{" + ", ".join(f'"{split}": "data/{split}-*.parquet"' for split in splits) + "}"


def _table(head: tuple[str, str], rows: "list[tuple[str, str]] | tuple[tuple[str, str], ...]") -> list[str]:
    return [f"| {head[0]} | {head[1]} |", "| --- | --- |", *[f"| {left} | {right} |" for left, right in rows], ""]

"""The README.md of an imported corpus."""

from collections.abc import Mapping
from typing import Any

_MEANINGS = (
    ("id", "hash of text and origin"),
    ("text", "the story"),
    ("topic, tone, moral, style, feature, grammar, persona, point_of_view", "labels of the source; empty where none"),
    ("paragraphs", "how many"),
    ("sentences, mentions, facts, cues", "empty: only the story world knows these"),
    ("recipe", "the other columns of the source, and the row it stood in"),
    ("source, group", "where it comes from; equal groups never fall into different splits"),
)


def import_card(source: str, config: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """The card's text; a dataset card as the Hugging Face hub and `datasets` understand it."""
    splits = {split: n for split, n in summary["splits"].items() if n}
    head = ["---", "tags: [stories, imported]", "configs:", "- config_name: default", "  data_files:"]
    for split in splits:
        head += [f"  - split: {split}", f"    path: data/{split}-*.parquet"]
    body = [
        "---",
        "",
        f"# {summary['stories']:,} stories imported from {source}",
        "",
        "The stories are not Storyscope's own: their licence is that of their source, and their labels say what their",
        "writers were asked for, which nobody has checked.",
        "",
        "| split | stories |",
        "| --- | --- |",
        *[f"| {split} | {n:,} |" for split, n in splits.items()],
        "",
        "| column | meaning |",
        "| --- | --- |",
        *[f"| {name} | {meaning} |" for name, meaning in _MEANINGS],
        "",
        f"{summary['corrupted']:,} corrupted and {summary['empty']:,} empty rows of the source were left out.",
        f"`vocabulary.json` lists {summary['vocabulary']:,} of {summary['types']:,} word types, the commonest first.",
        f"Validation share {config['validation']}, test share {config['test']}, by group.",
    ]
    return "\n".join([*head, *body, ""])

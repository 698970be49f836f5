"""The README.md of a corpus: a dataset card that people read and the Hugging Face hub and `datasets` understand."""

from collections.abc import Mapping, Sequence
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
_MEANINGS = {
    "topic": "where the story happens and with what: of all topics, its pool of words covers most of the text",
    "tone": "how it feels: most of weather, details and ending carry this tone, one of them may disagree",
    "moral": "what the acted-out plot decides, kept or broken, never only a phrase; none: nothing decides one",
}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def dataset_card(config: Mapping[str, Any], summary: Mapping[str, Any], samples: Sequence[str] = ()) -> str:
    """The card's text, from the corpus's config and summary, and some of its stories."""
    splits = {split: n for split, n in summary["splits"].items() if n}
    planted = summary.get("confounds", [])
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
    ]
    for text in samples:
        body += [*(f"> {line}".rstrip() for line in text.split("\n")), ""]
    body += _table(("split", "stories"), [(split, f"{n:,}") for split, n in splits.items()])
    body += _table(("column", "meaning"), _COLUMNS)
    body += ["## Labels", ""]
    if planted:
        body += ["Correlations were planted on purpose; all other labels were drawn independently.", ""]
        head = ("planted", "share asked for", "share found", "elsewhere")
        body += _table(head, [_confound(one) for one in planted])
    else:
        body += ["Topic, tone and moral of each story were drawn independently, every value as often as any other.", ""]
    for axis, counts in summary["labels"].items():
        body += [f"**{axis}**: {_MEANINGS[axis]}.", ""] if axis in _MEANINGS else []
        body += _table((axis, "stories"), [(value, f"{n:,}") for value, n in counts.items()])
    body += [
        f"{summary['types']} types of words and punctuation occur (`vocabulary.json` lists {summary['vocabulary']}). "
        f"{summary['dropped_duplicates']:,} stories that repeated an earlier one, names aside, were passed over.",
        "",
        "## How to make it again",
        "",
        "```",
        _command(config),
        "```",
        "",
        f"World {config['world']}; splits by group, validation share {config['validation']}, test share "
        f"{config['test']}. One story alone: `workbench.stories.plots.compose(**json.loads(recipe))`.",
    ]
    return "\n".join([*_front_matter(config, summary, splits), *body, ""])


def _front_matter(config: Mapping[str, Any], summary: Mapping[str, Any], splits: Mapping[str, int]) -> list[str]:
    size = next((name for below, name in _SIZES if summary["stories"] < below), "1M<n<10M")
    head = ["---", f"pretty_name: Storyscope stories ({config['tier']}, {summary['stories']})", "license: mit"]
    for name, values in (
        ("language", ["en"]),
        ("task_categories", ["text-generation", "text-classification"]),
        ("size_categories", [size]),
        ("annotations_creators", ["machine-generated"]),
        ("language_creators", ["machine-generated"]),
        ("tags", ["synthetic", "stories", "interpretability"]),
    ):
        head += [f"{name}:", *(f"- {value}" for value in values)]
    head += ["configs:", "- config_name: default", "  data_files:"]
    for split in splits:
        head += [f"  - split: {split}", f"    path: data/{split}-*.parquet"]
    return [*head, "---", ""]


def _command(config: Mapping[str, Any]) -> str:
    """The command line that makes the corpus; flags at their defaults left out."""
    flags = [f"--tier {config['tier']}", f"--n {config['n']}", f"--seed {config['seed']}"]
    for name, default in (("stories_per_file", 5_000), ("validation", 0.05), ("test", 0.05)):
        if config[name] != default:
            flags.append(f"--{name.replace('_', '-')} {config[name]}")
    flags += [f'--{name.replace("_", "-")} "{value}"' for name, value in config.get("axes", {}).items()]
    if config.get("confound"):
        flags.append(f'--confound "{", ".join(config["confound"])}"')
    return f"storyscope generate {' '.join(flags)}"


def _confound(one: Mapping[str, Any]) -> tuple[str, ...]:
    shares = [f"{value:.3f}" if value is not None else "-" for value in (one["found"], one["elsewhere"])]
    return f"`{one['confound']}`", f"{one['planted']:g}", f"{shares[0]} of {one['n']:,}", shares[1]


def _data_files(splits: Mapping[str, int]) -> str:
    return "{" + ", ".join(f'"{split}": "data/{split}-*.parquet"' for split in splits) + "}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return [*lines, ""]

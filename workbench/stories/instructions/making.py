"""`storyscope instructions`: a file of instructions and stories (TinyStories-Instruct) from a corpus.

Each line is a JSON object: `instruction` and `story`, ready for a prompt that puts one after the other, and the pieces
that the instruction was drawn from (`words`, `sentence`, `features`, `summary`), which of them it holds (`used`), and
the story's `id` and `group`. Splits are the corpus's own.

A corpus of the smallest tier gets instructions in the tier's own words ("spoken"): no type has to be added to its
vocabulary, and the end-of-text token, which every tokenizer has, can part instruction and story. `--longest` keeps both
within a model's context. Every other corpus gets the labelled lines of TinyStories-Instruct.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from workbench import artifacts
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress
from workbench.records import Story
from workbench.seeding import python_random
from workbench.stories.instructions.combining import Form, Instruction, combine, form_for, shorter
from workbench.stories.instructions.pieces import Pieces, pieces_of
from workbench.stories.instructions.told_by_model import SummariserConfig, summaries_by_model
from workbench.stories.reading import Corpus
from workbench.stories.wordbook import TIERS
from workbench.stories.words import split_words

_SCHEMA = 1
_TRIES = 8  # combinations to draw for a story before the shortest is taken


@dataclass(frozen=True, kw_only=True)
class InstructionsConfig:
    """What `instructions` needs."""

    corpus: str = option("", "the corpus; empty: the newest")
    n: int = option(0, "at most so many stories per split; 0: all")
    seed: int = option(0, "which draw of words, sentences and combinations")
    name: str = option("", "the artifact's name; empty: the corpus's")
    form: Literal["auto", "labelled", "spoken"] = option("auto", "labelled lines, or the smallest tier's own words")
    longest: int = option(0, "at most so many words and marks in instruction and story together; 0: any")
    summariser: SummariserConfig = field(default_factory=SummariserConfig)

    def __post_init__(self) -> None:
        """Raise StoryscopeError for numbers that make nothing."""
        for name in ("n", "longest"):
            if getattr(self, name) < 0:
                raise StoryscopeError(f"{name}={getattr(self, name)} is too small.", f"Use --{name} 0 or more.")


def instructions(config: InstructionsConfig, progress: Progress = SILENT) -> artifacts.Artifact:
    """Instructions for the stories of a corpus; finished ones are returned at once.

    Raises StoryscopeError if there is no such corpus, and if no story is short enough.
    """
    corpus = Corpus.open(config.corpus)
    types = corpus.vocabulary.get("types", [])
    tier = str(corpus.vocabulary.get("tier", ""))
    form: Form = form_for(types if tier in TIERS else []) if config.form == "auto" else config.form
    identity = {
        **{"n": config.n, "seed": config.seed, "form": form, "longest": config.longest},
        "summariser": config.summariser.identity,
    }
    parents = (corpus.artifact,)
    done = artifacts.finished("instructions", identity, parents, _SCHEMA)
    if done is not None:
        return done
    summaries = summaries_by_model(config.summariser, corpus, config.n, progress)
    counts = Counter[str]()
    used = Counter[str]()
    with artifacts.create(
        "instructions", config.name or corpus.artifact.manifest.name, identity, parents, _SCHEMA
    ) as draft:
        total = sum(min(n, config.n or n) for n in corpus.splits.values())
        shortest = sys.maxsize
        with progress.task("instructions", total, "stories") as task:
            for split in corpus.splits:
                with (draft.path / f"{split}.jsonl").open("w", encoding="utf-8") as stream:
                    for story in corpus.stories(split, config.n or None):
                        line = _line(story, config, form, tier, summaries.get(story.id))
                        task.advance()
                        if line is None:
                            counts["too_long"] += 1
                            shortest = min(shortest, len(split_words(story.text)))
                            continue
                        counts[split] += 1
                        used.update(line["used"])
                        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        made = sum(counts[split] for split in corpus.splits)
        if not made:
            what = f"No story and instruction together have {config.longest} words or fewer."
            raise StoryscopeError(what, f"Allow more: the shortest story alone has {shortest}.")
        draft.summary.update(
            {
                **{"instructions": made, "splits": {split: counts[split] for split in corpus.splits}, "form": form},
                **{"used": dict(sorted(used.items())), "too_long": counts["too_long"]},
                **{"summaries_by_model": len(summaries), "tier": tier},
            }
        )
    made_now = artifacts.finished("instructions", identity, parents, _SCHEMA)
    assert made_now is not None
    return made_now


def _line(
    story: Story, config: InstructionsConfig, form: Form, tier: str, summary: str | None
) -> dict[str, Any] | None:
    """One line of the file; None if nothing fits."""
    rng = python_random(config.seed, "instruction", story.id)
    pieces = pieces_of(story, tier, rng, summary)
    room = config.longest - len(split_words(story.text)) if config.longest else None
    drawn = (one for _ in range(_TRIES) if (one := combine(pieces, form, rng)) is not None)
    for one in _all(drawn, pieces, form):
        if room is None or len(split_words(one.text)) <= room:
            return {
                **{"instruction": one.text, "story": story.text, "words": list(pieces.words)},
                **{"sentence": pieces.sentence, "features": list(pieces.features), "summary": pieces.summary},
                **{"used": list(one.used), "id": story.id, "group": story.group},
            }
    return None


def _all(drawn: Iterator[Instruction], pieces: Pieces, form: Form) -> Iterator[Instruction]:
    """Random combinations first, then those of one piece."""
    yield from drawn
    yield from shorter(pieces, form)

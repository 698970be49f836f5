"""What a run needs before its first step: tokenizer, device, encoded stories, packed rows."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from training import batches
from training.team import Team
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.tokenizer import TokenizerConfig, load_tokenizer, make_tokenizer
from workbench.progress import Progress
from workbench.stories.reading import Corpus

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CHUNK = 20_000
UNKNOWN = 0.2
"""A tokenizer that does not know more than this share of the tokens belongs to another corpus."""


def tokenizer_of(ref: str, corpus: Artifact, team: Team, progress: Progress) -> Artifact:
    """The tokenizer that is named, else that of the corpus's vocabulary, which the team's leader makes if need be."""
    if ref:
        return artifacts.resolve("tokenizer", ref)
    if team.leader:
        make_tokenizer(TokenizerConfig(corpus=str(corpus.path)), progress)
    team.tell("made")
    return make_tokenizer(TokenizerConfig(corpus=str(corpus.path)), progress)


def device_of(wish: str, team: Team) -> torch.device:
    """The device for `auto`, `cpu` or `cuda`, in a team the one that this process was given."""
    if wish not in ("auto", "cpu", "cuda") or (wish == "cuda" and not torch.cuda.is_available()):
        raise StoryscopeError(f"There is no device '{wish}' here.", "Use --device cpu, or auto.")
    if team.device is not None:
        return team.device
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if wish == "auto" else wish)


def encoded(artifact: Artifact, tokenizer: Artifact, split: str, context: int, progress: Progress) -> batches.Encoded:
    """The stories of one split as tokens.

    Raises StoryscopeError where there are none, and where the tokenizer does not know the corpus's words.
    """
    corpus, words = Corpus.open(artifact), load_tokenizer(tokenizer.path)
    if not corpus.splits.get(split):
        what = f"The corpus {artifact.label} has no stories in its {split} split."
        raise StoryscopeError(what, "Generate or import more of them.")
    found = _encode(corpus, words, split, context, progress)
    if found.unknown > UNKNOWN:
        what = f"The tokenizer {tokenizer.label} does not know {found.unknown:.0%} of the words of {artifact.label}."
        raise StoryscopeError(what, "Leave --tokenizer out, or give one that was made for this corpus.")
    if found.cut:
        progress.say(f"{found.cut} of {len(found)} {split} stories are longer than the context and were cut.")
    return found


def _encode(
    corpus: Corpus, tokenizer: "PreTrainedTokenizerFast", split: str, context: int, progress: Progress
) -> batches.Encoded:
    with progress.task(f"encoding {split}", corpus.splits[split], "story") as task:

        def chunks() -> Iterator[Sequence[str]]:
            for table in corpus.tables(split, ["text"]):
                for start in range(0, table.num_rows, CHUNK):
                    texts = table["text"].slice(start, CHUNK).to_pylist()
                    yield texts
                    task.advance(len(texts))

        return batches.encode(tokenizer, chunks(), context)


def write_rows(file: Path, training: batches.Encoded, context: int, seed: int) -> None:
    """Pack the rows into `file`, unless an interrupted run has left them there."""
    if not file.is_file():
        partial = file.with_name("partial-" + file.name)
        np.save(partial, batches.pack(training, context, seed))
        partial.replace(file)


def open_rows(file: Path, batch: int, seed: int) -> batches.Rows:
    """Memory-map the rows; raises StoryscopeError where this process does not see what the leader wrote."""
    if not file.is_file():
        what = f"This process does not see {file}, which the first process has written."
        raise StoryscopeError(what, "Put STORYSCOPE_ARTIFACTS on a file system that all machines share.")
    return batches.Rows.open(file, batch, seed)

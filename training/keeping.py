"""Keeping the model along its training: Hugging Face folders, sample stories with fixed prompts, the log as a table."""

import json
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from training.watching import Row
from workbench.language import checkpoints
from workbench.language.sampling import tell
from workbench.language.transformer import Transformer
from workbench.seeding import torch_generator
from workbench.snapshots import FOLDER, folder_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

PROMPTS = ("", "", "Tim", "Lucy had a", "Once", "It was")
"""How the sample stories begin, where the vocabulary has the words."""
SAMPLES = "samples.json"
_COLUMNS = (("step", pa.int64()), ("tokens", pa.int64()), ("split", pa.string()))
_MEASURED = ("loss", "lr", "bits_per_byte", "accuracy")


def keep_model(model: Transformer, tokenizer: "PreTrainedTokenizerFast", folder: Path, step: int, seed: int) -> None:
    """Write the model as it is now, and stories that it tells, into its place inside the artifact; all or nothing."""
    final = folder / folder_of(step)
    partial = final.with_name("partial-" + final.name)
    shutil.rmtree(partial, ignore_errors=True)
    checkpoints.save(model, tokenizer, partial)
    write_samples(sample_stories(model, tokenizer, seed), partial)
    # A run that was killed after its last checkpoint comes by here again.
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)


def sample_stories(model: Transformer, tokenizer: "PreTrainedTokenizerFast", seed: int) -> list[Row]:
    """One story for each of the fixed prompts that the vocabulary has words for, always with the same draws."""
    generator = torch_generator(seed, "samples", device=model.model.embed_tokens.weight.device.type)
    known = [prompt for prompt in PROMPTS if tokenizer.unk_token_id not in tokenizer(prompt)["input_ids"]]
    length = model.config.context
    stories, _ = tell(model, tokenizer, known, max_new_tokens=length, temperature=0.8, generator=generator)
    return [{"prompt": prompt, "text": story} for prompt, story in zip(known, stories, strict=True)]


def write_samples(told: list[Row], folder: Path) -> None:
    """Write stories as JSON."""
    (folder / SAMPLES).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def gather_samples(folder: Path) -> None:
    """Put the samples of all kept steps into one table (step, prompt, text); drop what was left half-written."""
    kept = folder / FOLDER
    for partial in kept.glob("partial-*"):
        shutil.rmtree(partial)
    rows: list[Row] = []
    for one in sorted(kept.glob("step-*")):
        step = int(one.name.removeprefix("step-"))
        rows += [{"step": step, **row} for row in json.loads((one / SAMPLES).read_text(encoding="utf-8"))]
    if rows:
        pq.write_table(pa.Table.from_pylist(rows), kept / "samples.parquet")


def in_full(row: Row, bytes_per_token: float) -> Row:
    """A line of the log with its bits per byte; for a batch of training rows they follow from the loss."""
    return {**row, "bits_per_byte": row.get("bits_per_byte", row["loss"] / math.log(2) / bytes_per_token)}


def write_log(log: list[Row], bytes_per_token: float, folder: Path) -> None:
    """Write the log as Parquet, in one atomic step."""
    schema = pa.schema([*_COLUMNS, *((name, pa.float64()) for name in _MEASURED)])
    table = pa.Table.from_pylist([in_full(row, bytes_per_token) for row in log], schema)
    partial = folder / "partial-log.parquet"
    pq.write_table(table, partial)
    partial.replace(folder / "log.parquet")

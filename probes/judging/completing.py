"""Completions of a set of prompts by any language model: several of each, by nucleus sampling or by beam search.

Every prompt has a random stream of its own, so that its completions do not depend on which other prompts there are. A
finished prompt is one line of a file: a run that was killed goes on after it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from probes.judging.prompts import JudgePrompt
from probes.winogrande import checksum, find_model, safe
from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.config import option
from workbench.errors import StoryscopeError
from workbench.progress import SILENT, Progress

_EDITION = 1
_LINES = "completions.jsonl"


@dataclass(frozen=True, kw_only=True)
class SamplingConfig:
    """How a model completes."""

    n: int = option(10, "completions of each prompt; beam search gives one")
    max_new_tokens: int = option(200, "at most so many tokens each")
    temperature: float = option(1.0, "temperature of the sampling")
    top_p: float = option(0.95, "nucleus: draw from the likeliest words that hold this probability")
    beams: int = option(0, "beam search with so many beams instead of sampling; 0: sample")

    def __post_init__(self) -> None:
        """Raise StoryscopeError for settings that complete nothing."""
        if self.n < 1 or self.max_new_tokens < 1 or self.beams < 0:
            what = f"n={self.n}, max_new_tokens={self.max_new_tokens} or beams={self.beams} is too small."
            raise StoryscopeError(what, "Give n and max_new_tokens 1 or more, beams 0 or more.")
        if not self.temperature > 0 or not 0 < self.top_p <= 1:
            what = f"temperature={self.temperature} or top_p={self.top_p} is out of range."
            raise StoryscopeError(what, "Give temperature > 0 and 0 < top_p <= 1.")

    @property
    def copies(self) -> int:
        """How many completions of each prompt there are: beam search has one answer."""
        return 1 if self.beams else self.n


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model added to a prompt; `ended` says that it stopped by itself, `tokens` how many it added."""

    id: str
    prompt_id: str
    category: str
    prompt: str
    completion: str
    model: str
    sample: int
    tokens: int
    ended: bool


def complete(
    ref: str, prompts: Sequence[JudgePrompt], sampling: SamplingConfig, seed: int, progress: Progress = SILENT
) -> Artifact:
    """The artifact of kind completions of one model: completions.parquet, and what the model could not read.

    Prompts with a word that the vocabulary lacks, or longer than the context, are left out and named in the summary's
    `left_out`. Raises StoryscopeError where no prompt is left.
    """
    model, trained = find_model(ref)
    settings: dict[str, object] = {
        "sampling": asdict(sampling),
        "seed": seed,
        "asked": [[one.id, one.category, one.text] for one in prompts],
    }
    parents = [trained] if trained else []
    if trained is None:
        settings["model_sha256"] = checksum(model)
    done = artifacts.finished("completions", settings, parents, schema=_EDITION)
    if done is not None:
        return done
    name = trained.label if trained else model.resolve().name
    with artifacts.create("completions", safe(name), settings, parents, schema=_EDITION) as draft:
        draft.summary["model"] = name
        draft.summary.update(_complete(trained or model, name, prompts, sampling, seed, draft.path, progress))
        draft.discard(_LINES)
    made = artifacts.finished("completions", settings, parents, schema=_EDITION)
    assert made is not None
    return made


def read_completions(artifact: Artifact) -> list[Completion]:
    """The completions of an artifact of kind completions or judged, in the order of the prompts."""
    import pyarrow.parquet as pq

    names = [one.name for one in fields(Completion)]
    return [Completion(**row) for row in pq.read_table(artifact.file("completions.parquet"), columns=names).to_pylist()]


def _complete(
    model: Artifact | Path,
    name: str,
    prompts: Sequence[JudgePrompt],
    sampling: SamplingConfig,
    seed: int,
    folder: Path,
    progress: Progress,
) -> dict[str, object]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from probes.judging.generating import Writer

    writer = Writer.open(model)
    left_out = writer.left_out(prompts)
    kept = [one for one in prompts if one.id not in left_out]
    if left_out:
        progress.say(f"{name} cannot read {len(left_out)} of {len(prompts)} prompts; they are left out and named.")
    if not kept:
        word = next(iter(left_out.values()))
        what = f"{name} can read none of the prompts (the first lacks: {', '.join(word) or 'room'})."
        raise StoryscopeError(what, "Use --tier with its vocabulary tier, or a set of prompts in its words.")
    there = _read_lines(folder / _LINES)
    rows: list[Completion] = []
    with (
        progress.task(f"completions by {name}", len(kept) * sampling.copies, "completions") as task,
        (folder / _LINES).open("a", encoding="utf-8") as file,
    ):
        for one in kept:
            texts = there.get(one.id)
            if texts is None:
                texts = writer.write(one, sampling, seed)
                file.write(json.dumps({"id": one.id, "texts": texts}) + "\n")
                file.flush()
            rows += [_row(name, one, number, *text) for number, text in enumerate(texts)]
            task.advance(len(texts))
    pq.write_table(pa.Table.from_pylist([asdict(row) for row in rows]), folder / "completions.parquet")
    return {
        "prompts": len(kept),
        "completions": len(rows),
        "ended": sum(row.ended for row in rows) / len(rows),
        "left_out": left_out,
        "parameters": writer.parameters,
        "architecture": writer.architecture,
    }


def _row(model: str, prompt: JudgePrompt, sample: int, text: str, tokens: int, ended: bool) -> Completion:
    key = f"{model}\n{prompt.id}\n{sample}\n{prompt.text}\n{text}"
    id = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
    return Completion(id, prompt.id, prompt.category, prompt.text, text, model, sample, tokens, ended)


def _read_lines(file: Path) -> dict[str, list[tuple[str, int, bool]]]:
    """What an interrupted run has finished; a torn last line is cut off, so that the next one begins anew."""
    found: dict[str, list[tuple[str, int, bool]]] = {}
    if not file.is_file():
        return found
    good = 0
    with file.open("rb") as stream:
        for line in stream:
            try:
                value: Any = json.loads(line)
            except ValueError:
                break
            if not line.endswith(b"\n"):
                break
            found[value["id"]] = [(str(text), int(tokens), bool(ended)) for text, tokens, ended in value["texts"]]
            good += len(line)
    with file.open("rb+") as stream:
        stream.truncate(good)
    return found

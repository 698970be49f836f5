"""Instructions with their stories, from an artifact of `storyscope instructions` or from any JSONL file."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench import artifacts
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.manifests import checksum

HELD_OUT = 0.1
"""The share of a file's lines that is kept for scoring, where the file has no splits."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One instruction, its story, and what it asks for; empty where it does not ask."""

    instruction: str
    story: str
    words: tuple[str, ...] = ()
    sentence: str = ""
    features: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Source:
    """Where examples come from; `sha256` names a file that is no artifact."""

    artifact: Artifact | None
    file: Path
    sha256: str = ""

    @classmethod
    def open(cls, ref: str) -> "Source":
        """A JSONL file by its path, else an artifact of kind instructions ("": the newest)."""
        file = Path(ref)
        if ref.endswith((".jsonl", ".json")):
            if not file.is_file():
                raise StoryscopeError(f"There is no file {file}.", "Give --instructions a JSONL file or an artifact.")
            return cls(None, file, checksum(file))
        made = artifacts.resolve("instructions", ref or None)
        return cls(made, made.path)

    def training(self) -> list[Example]:
        """The examples to learn from."""
        if self.artifact is not None:
            return list(_read(self.artifact.file("train.jsonl")))
        return [one for one in _read(self.file) if not _held_out(one)]

    def scoring(self) -> list[Example]:
        """The examples to score on, none of which is learned from."""
        if self.artifact is None:
            return [one for one in _read(self.file) if _held_out(one)]
        names = [f"{split}.jsonl" for split in ("test", "validation") if self.artifact.has(f"{split}.jsonl")]
        return [one for name in names for one in _read(self.artifact.file(name))]


def _held_out(one: Example) -> bool:
    """By the story, so that all instructions for one story are on one side."""
    return int(hashlib.sha256(one.story.encode()).hexdigest()[:8], 16) < HELD_OUT * 2**32


def _read(file: Path) -> Iterator[Example]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _example(line, f"{file}, line {number}")


def _example(line: str, where: str) -> Example:
    try:
        found: object = json.loads(line)
    except ValueError as error:
        raise StoryscopeError(f"{where} is no JSON: {error}.", "Write one JSON object per line.") from error
    told = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    texts = [told.get("instruction"), told.get("story")]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise StoryscopeError(f"{where} lacks an instruction or a story.", 'Write {"instruction": ..., "story": ...}.')
    # A line of ours says which of the pieces the instruction holds; of another's, what is there was asked for.
    used = told.get("used")
    asked = {
        name: told[name]
        for name in ("words", "sentence", "features", "summary")
        if told.get(name) and (used is None or name in used)
    }
    try:
        return Example(
            instruction=str(texts[0]),
            story=str(texts[1]),
            words=_listed(asked.get("words", ())),
            features=_listed(asked.get("features", ())),
            sentence=str(asked.get("sentence", "")),
            summary=str(asked.get("summary", "")),
        )
    except TypeError as error:
        raise StoryscopeError(f"{where}: words or features are no list.", "Write them as a list of texts.") from error


def _listed(value: object) -> tuple[str, ...]:
    """A list of texts; a text holds them separated by commas, as TinyStories-Instruct writes them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(str(one) for one in cast("list[object]", value))

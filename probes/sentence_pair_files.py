"""Minimal pairs of sentences from BLiMP-style files, and their shuffled control."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from workbench.errors import StoryscopeError
from workbench.stories.suites import SentencePair

_SHAPE = '{"sentence_good": "...", "sentence_bad": "..."}'


def read_pairs(path: Path) -> list[SentencePair]:
    """Read a JSONL file, or every .jsonl file of a folder; `UID` (else the file's name) is the suite.

    Raises StoryscopeError, naming the line, for what is no pair of two different texts.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise StoryscopeError(f"{path} holds no .jsonl file.", "Give --items a BLiMP-style file or a folder of them.")
    return [pair for file in files for pair in _read(file)]


def _read(file: Path) -> list[SentencePair]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise StoryscopeError(f"There is no file {file}.", "Give --items a BLiMP-style file or suites.") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise StoryscopeError(f"{file.name} cannot be read: {fault}.", "Give --items a JSONL file in UTF-8.") from None
    pairs = [_pair(file, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not pairs:
        raise StoryscopeError(f"{file.name} is empty.", f"Its lines must look like {_SHAPE}.")
    return pairs


def _pair(file: Path, number: int, line: str) -> SentencePair:
    where = f"Line {number} of {file.name}"
    try:
        row = cast("object", json.loads(line))
        line.encode()
    except (ValueError, RecursionError) as fault:
        raise StoryscopeError(f"{where} is not JSON ({fault}).", f"It must look like {_SHAPE}.") from None
    if not isinstance(row, dict):
        raise StoryscopeError(f"{where} is not an object.", f"It must look like {_SHAPE}.")
    fields = cast("dict[str, object]", row)
    texts: list[str] = []
    for key in ("sentence_good", "sentence_bad"):
        value = fields.get(key)
        if not isinstance(value, str) or not value.strip():
            state = "has no" if key not in fields else "has an unusable"
            raise StoryscopeError(f"{where} {state} {key!r}.", f"It must look like {_SHAPE}.")
        texts.append(value.strip())
    if texts[0] == texts[1]:
        raise StoryscopeError(f"The two sentences of line {number} of {file.name} are equal.", "Make them differ.")
    return SentencePair(
        id=str(fields.get("id") or fields.get("pairID") or number),
        suite=str(fields.get("UID") or file.stem),
        field=str(fields.get("field") or ""),
        twin=str(fields.get("twin") or ""),
        good=texts[0],
        bad=texts[1],
    )


def shuffled(pair: SentencePair, rng: random.Random) -> SentencePair:
    """Both texts with their words in one random order, so that only which words there are can tell them apart.

    Texts of different length are shuffled one by one. The last mark stays where it is.

    >>> pair = SentencePair("1", "", "", "", "The dog was big.", "The dog were big.")
    >>> shuffled(pair, random.Random(1)).good, shuffled(pair, random.Random(1)).bad
    ('dog was The big.', 'dog were The big.')
    """
    good, bad = pair.good.split(), pair.bad.split()
    order = rng.sample(range(len(good)), len(good))
    other = order if len(bad) == len(good) else rng.sample(range(len(bad)), len(bad))
    return replace(pair, good=_ordered(good, order), bad=_ordered(bad, other))


def _ordered(words: Sequence[str], order: Sequence[int]) -> str:
    last = words[-1]
    bare = last.rstrip(".!?")
    kept = [*words[:-1], bare]
    return " ".join(kept[index] for index in order) + last[len(bare) :]

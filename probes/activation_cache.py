"""Activations on disk: safetensors shards that survive a kill, resume, and are the same whoever wrote which.

Shard number i holds the tokens of stories `i * stories_per_shard` and on, in the order of the text. A shard counts once
its sidecar with size and checksum stands beside it; whatever else lies in the folder is written again.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.activations import batches, encode_stories, stream
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint
from workbench.progress import SILENT, Progress

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from workbench.language.transformer import Transformer

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
"""How activations are kept: exactly, or in half the space with 8 bits of mantissa."""
STORIES_PER_SHARD = 256


@dataclass(frozen=True, slots=True)
class ActivationShard:
    """The activations of some tokens: `acts` [token, d] for each hook point, heads laid side by side.

    `story` counts in the split, `token` from 0 within its story (begin of text is no token).
    """

    story: Int[Tensor, "token"]
    token: Int[Tensor, "token"]
    acts: Mapping[str, Float[Tensor, "token d"]]


@dataclass(frozen=True, slots=True)
class CachedActivations:
    """A folder of shards that is complete, or being written."""

    folder: Path

    def numbers(self) -> list[int]:
        """The shards that are whole, in order."""
        return sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdigit())

    def shard(self, number: int, points: Collection[HookPoint] | None = None) -> ActivationShard:
        """One shard with some of its hook points (None: all), as float32.

        Raises StoryscopeError for a shard that is not there, and for a hook point that was not kept.
        """
        from safetensors import safe_open

        path = self.folder / f"{number:05d}.safetensors"
        if not path.is_file():
            raise StoryscopeError(f"There is no shard {path}.", "Write the activations again.")
        with safe_open(path, "pt") as file:
            there = [name for name in file.keys() if name not in ("story", "token")]  # noqa: SIM118 - no mapping
            names = there if points is None else [point.name for point in points]
            lacking = [name for name in names if name not in there]
            if lacking:
                raise StoryscopeError(f"{lacking[0]} was not kept.", f"There are: {', '.join(sorted(there))}.")
            acts = {name: file.get_tensor(name).float() for name in names}
            return ActivationShard(file.get_tensor("story"), file.get_tensor("token"), acts)

    def shards(self, points: Collection[HookPoint] | None = None) -> Iterator[ActivationShard]:
        """Every shard in order; one is in memory at a time."""
        for number in self.numbers():
            yield self.shard(number, points)

    def column(self, point: HookPoint) -> Float[np.ndarray, "token d"]:
        """One hook point over all shards."""
        return np.concatenate([shard.acts[point.name].numpy() for shard in self.shards([point])])

    def tokens(self) -> int:
        """How many tokens the shards hold, as their sidecars say."""
        said = (json.loads((self.folder / f"{number:05d}.json").read_text("utf-8")) for number in self.numbers())
        return sum(int(one["tokens"]) for one in said)

    def damaged(self) -> list[str]:
        """One sentence for each shard that is not what was written."""
        return [
            f"shard {number} is not what was written" for number in self.numbers() if not _whole(self.folder, number)
        ]


def write_activations(
    folder: Path,
    model: "Transformer",
    tokenizer: "PreTrainedTokenizerFast",
    texts: Sequence[str],
    points: Collection[HookPoint],
    *,
    dtype: str = "fp32",
    batch_size: int = 32,
    skip: tuple[int, int] = (0, 0),
    share: tuple[int, int] = (0, 1),
    progress: Progress = SILENT,
    label: str = "activations",
) -> CachedActivations:
    """Run the model over stories and keep what it shows; goes on from the shards that are whole.

    `skip` leaves out so many tokens at each story's beginning and end. `share=(rank, ranks)` writes every `ranks`-th
    shard: processes that write their shares into one folder leave exactly the files that one process would.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(share[0], -(-len(texts) // STORIES_PER_SHARD), share[1])
    with progress.task(label, sum(len(_part(texts, number)) for number in numbers), "stories") as task:
        for number in numbers:
            part = _part(texts, number)
            if not _whole(folder, number):
                first = number * STORIES_PER_SHARD
                tensors = _tensors(model, tokenizer, part, first, points, batch_size, skip)
                narrow = {name: value.to(DTYPES[dtype]) for name, value in tensors.items() if name not in _PLACES}
                _seal(folder, number, {**tensors, **narrow})
            task.advance(len(part))
    return CachedActivations(folder)


_PLACES = ("story", "token")


def _part(texts: Sequence[str], number: int) -> Sequence[str]:
    return texts[number * STORIES_PER_SHARD : (number + 1) * STORIES_PER_SHARD]


def _tensors(
    model: "Transformer",
    tokenizer: "PreTrainedTokenizerFast",
    texts: Sequence[str],
    first: int,
    points: Collection[HookPoint],
    batch_size: int,
    skip: tuple[int, int],
) -> dict[str, Tensor]:
    encoded = encode_stories(tokenizer, texts, first)
    kept: dict[str, Tensor] = {}
    seen = np.zeros(len(encoded.ids), np.bool_)
    for batch in stream(model, batches(encoded, tokenizer, model.config.context, batch_size, skip), points):
        mask = batch.mask.cpu().numpy()
        places = torch.from_numpy(batch.flat[mask])
        seen[batch.flat[mask]] = True
        for point in points:
            values = batch.acts[point].flatten(2)[batch.mask].cpu()
            whole = kept.setdefault(point.name, torch.zeros(len(encoded.ids), values.shape[1]))
            whole[places] = values
    rows = np.flatnonzero(seen)
    home = np.repeat(np.arange(len(encoded)), encoded.lengths)
    kept = {name: value[torch.from_numpy(rows)] for name, value in kept.items()}
    kept["story"] = torch.from_numpy(home[rows] + first)
    kept["token"] = torch.from_numpy(rows - encoded.bounds[home[rows]])
    return kept


def _seal(folder: Path, number: int, tensors: Mapping[str, Tensor]) -> None:
    """The shard, then its sidecar, each written beside its place and renamed."""
    from safetensors.torch import save

    content = save({name: value.contiguous() for name, value in tensors.items()})
    said: dict[str, Any] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    said |= {"tokens": len(tensors["story"]), "points": sorted(set(tensors) - set(_PLACES))}
    _write(folder / f"{number:05d}.safetensors", content)
    _write(folder / f"{number:05d}.json", json.dumps(said).encode())


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as stream_:
        stream_.write(content)
        stream_.flush()
        os.fsync(stream_.fileno())
    beside.rename(path)


def _whole(folder: Path, number: int) -> bool:
    path, sidecar = folder / f"{number:05d}.safetensors", folder / f"{number:05d}.json"
    if not (path.is_file() and sidecar.is_file()):
        return False
    try:
        said = json.loads(sidecar.read_text(encoding="utf-8"))
        if path.stat().st_size != int(said["bytes"]):
            return False
        with path.open("rb") as stream_:
            return hashlib.file_digest(stream_, "sha256").hexdigest() == said["sha256"]
    except (ValueError, KeyError, TypeError, OSError):
        return False

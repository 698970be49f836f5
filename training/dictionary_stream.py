"""Activations to train a dictionary on, in shuffled chunks that can be asked for by number."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from training.batches import Encoded
from workbench.language.hookpoints import HookPoint
from workbench.language.tokenizer import EOT_ID, PAD_ID
from workbench.language.transformer import Transformer
from workbench.seeding import numpy_generator, torch_generator

_TOKENS_AT_ONCE = 4096


@dataclass(frozen=True)
class Stream:
    """An endless row of chunks: the activations of `stories_per_chunk` stories each, their tokens shuffled together.

    Every epoch takes all stories in a new order. Chunk n depends on nothing but n and the seed, so training that was
    interrupted goes on from the chunk it was at. Start of text and padding are never in a chunk. With a `target`, each
    row holds the activation at `point` and then that at `target`. With `half`, matrix products run in bfloat16.
    """

    model: Transformer
    point: HookPoint
    stories: Encoded
    seed: int
    stories_per_chunk: int = 2048
    target: HookPoint | None = None
    half: bool = False

    def chunk(self, number: int) -> Float[Tensor, "token _"]:
        """Chunk `number`, counted from 0."""
        stories = self._stories_of(number)
        total = int(self.stories.lengths[stories].sum())
        order = torch.randperm(total, generator=torch_generator(self.seed, "chunk", number))
        mixed, start = torch.empty(0), 0
        for acts in self.activations(stories):
            if not start:
                mixed, order = acts.new_empty(total, acts.shape[1]), order.to(acts.device)
            mixed[order[start : start + len(acts)]] = acts
            start += len(acts)
        return mixed

    def activations(self, stories: Int[np.ndarray, "story"]) -> Iterator[Float[Tensor, "token _"]]:
        """The activations of these stories' tokens, shortest stories first, a batch at a time."""
        points = [self.point] if self.target is None else [self.point, self.target]
        last = max(point.layer for point in points) + 1
        device = self.model.model.embed_tokens.weight.device
        lengths = self.stories.lengths
        order = stories[np.argsort(lengths[stories], kind="stable")]
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and (stop - start + 1) * (lengths[order[stop]] + 1) <= _TOKENS_AT_ONCE:
                stop += 1
            tokens = self._rows(order[start:stop]).to(device)
            real = tokens != PAD_ID
            real[:, 0] = False
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=self.half):
                _, acts = self.model.run(tokens, taps=points, stop_at_layer=last)
            yield torch.cat([acts[point].flatten(2)[real].float() for point in points], dim=1)
            start = stop

    def _rows(self, chosen: Int[np.ndarray, "batch"]) -> Int[Tensor, "batch pos"]:
        width = int(self.stories.lengths[chosen].max()) + 1
        rows = np.full((len(chosen), width), PAD_ID, dtype=np.int64)
        rows[:, 0] = EOT_ID
        for row, story in enumerate(chosen):
            tokens = self.stories.flat[self.stories.starts[story] : self.stories.starts[story + 1]]
            rows[row, 1 : len(tokens) + 1] = tokens
        return torch.from_numpy(rows)

    def _stories_of(self, number: int) -> Int[np.ndarray, "story"]:
        """The stories at places [n * size, (n + 1) * size) of the endless row of shuffled epochs."""
        count, size = len(self.stories), self.stories_per_chunk
        places = np.arange(number * size, (number + 1) * size)
        found = np.empty(size, dtype=np.int64)
        for epoch in np.unique(places // count):
            here = places // count == epoch
            found[here] = numpy_generator(self.seed, "epoch", int(epoch)).permutation(count)[places[here] % count]
        return found

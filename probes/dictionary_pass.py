"""One pass of a model over stories with a dictionary in its place: losses, fidelity, and which features fired where."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import torch
from jaxtyping import Bool, Float, Int
from scipy.sparse import csr_array
from torch import Tensor

from probes.activations import Encoded, TokenBatch, batches, encode_stories
from probes.dictionary_truth import Activity
from probes.saelens_bridge import Dictionary
from workbench.fidelity import Fidelity
from workbench.language.checkpoints import LoadedModel
from workbench.language.hookpoints import HookPoint
from workbench.language.scoring import next_token_logprobs
from workbench.language.transformer import Transformer
from workbench.progress import Task

BATCH = 64
"""Stories in a forward pass."""


@dataclass
class Losses:
    """Summed next-token losses in nats over `targets` story tokens.

    Clean, with the dictionary's reconstruction in place of the activation, and with zeros in its place. Start of text
    and padding keep their activations: the dictionary has never seen them.
    """

    targets: int = 0
    clean: float = 0.0
    replaced: float = 0.0
    ablated: float = 0.0

    @property
    def score(self) -> float:
        """CE loss score = (ablated - replaced) / (ablated - clean): 1 is no loss, 0 is no better than zeros."""
        return (self.ablated - self.replaced) / (self.ablated - self.clean)


@dataclass
class Observed:
    """What the pass gathers: `activity` has a row for each token of `tokens`; `read` marks those that the model saw."""

    losses: Losses
    fidelity: Fidelity
    activity: Activity
    tokens: Encoded
    read: Bool[np.ndarray, "token"]


@dataclass
class _Sparse:
    """Entries of a growing sparse matrix."""

    items: list[Int[np.ndarray, "_"]] = field(default_factory=list[np.ndarray])
    features: list[Int[np.ndarray, "_"]] = field(default_factory=list[np.ndarray])
    values: list[Float[np.ndarray, "_"]] = field(default_factory=list[np.ndarray])

    def add(self, flat: Int[np.ndarray, "token"], features: Float[Tensor, "token d_sae"]) -> None:
        token, feature = (features > 0).nonzero(as_tuple=True)
        self.items.append(flat[token.cpu().numpy()])
        self.features.append(feature.cpu().numpy())
        self.values.append(features[token, feature].cpu().numpy())

    def matrix(self, shape: tuple[int, int]) -> csr_array:
        entries = np.concatenate(self.values), (np.concatenate(self.items), np.concatenate(self.features))
        return csr_array(entries, shape=shape)


def observe(loaded: LoadedModel, dictionary: Dictionary, table: pa.Table, task: Task) -> Observed:
    """Run the stories of `table`; the task counts stories."""
    encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
    losses, fidelity, entries = Losses(), Fidelity(), _Sparse()
    read = np.zeros(len(encoded.ids), dtype=np.bool_)
    for batch in batches(encoded, loaded.tokenizer, loaded.config.context, BATCH):
        with torch.inference_mode():
            raw, acts, features, reconstruction = _look(loaded.model, dictionary, batch)
            _add_losses(losses, loaded.model, dictionary.hook, batch, raw, reconstruction)
        fidelity.add(acts, features, reconstruction)
        flat = batch.flat[batch.flat >= 0]
        read[flat] = True
        entries.add(flat, features)
        task.advance(len(batch.tokens))
    activity = Activity(entries.matrix((len(encoded.ids), dictionary.d_sae)))
    return Observed(losses, fidelity, activity, encoded, read)


def _look(model: Transformer, dictionary: Dictionary, batch: TokenBatch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The clean logits; then activation, features and reconstruction of every story token."""
    device = model.model.embed_tokens.weight.device
    logits, seen = model.run(batch.tokens.to(device), taps=[dictionary.hook])
    assert logits is not None
    acts = seen[dictionary.hook].flatten(2)[batch.mask.to(device)]
    features = dictionary.encode(acts)
    return logits, acts, features, dictionary.decode(features, acts)


def _add_losses(
    losses: Losses,
    model: Transformer,
    hook: HookPoint,
    batch: TokenBatch,
    logits: Float[Tensor, "batch pos vocab"],
    reconstruction: Float[Tensor, "token d_in"],
) -> None:
    tokens, mask = batch.tokens.to(logits.device), batch.mask.to(logits.device)

    def loss(logits: Tensor | None) -> float:
        assert logits is not None
        return -float(next_token_logprobs(logits, tokens)[mask[:, 1:]].double().sum())

    def run(edit: Callable[[Tensor], Tensor]) -> float:
        return loss(model.run(tokens, edits={hook: edit})[0])

    losses.targets += int(mask[:, 1:].sum())
    losses.clean += loss(logits)
    losses.replaced += run(lambda acts: _with(acts, mask, reconstruction))
    losses.ablated += run(lambda acts: _with(acts, mask, torch.zeros_like(reconstruction)))


def _with(acts: Tensor, mask: Bool[Tensor, "batch pos"], values: Float[Tensor, "token d_in"]) -> Tensor:
    """The activations with those of story tokens replaced."""
    replaced = acts.flatten(2).clone()
    replaced[mask] = values
    return replaced.view(acts.shape)

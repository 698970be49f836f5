"""One pass of a model over stories with a dictionary in its place: losses, fidelity, and which features fired where."""

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
_KEPT = 2**26
"""So many numbers of activations are kept for linear probes: 256 MB."""


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
    kl_replaced: float = 0.0
    kl_ablated: float = 0.0

    @property
    def kl_score(self) -> float:
        """1 - KL(clean, replaced) / KL(clean, ablated): 1 if every next-token distribution is kept, 0 like zeros."""
        return 1 - self.kl_replaced / self.kl_ablated if self.kl_ablated else 0.0

    @property
    def score(self) -> float:
        """CE loss score = (ablated - replaced) / (ablated - clean): 1 is no loss, 0 is no better than zeros."""
        return (self.ablated - self.replaced) / (self.ablated - self.clean)


@dataclass
class Observed:
    """What the pass gathers: `activity` has a row for each token of `tokens`; `read` marks those that the model saw.

    `acts` are the activations that the dictionary read, of the first tokens, as many as fit into a bounded memory.
    """

    losses: Losses
    fidelity: Fidelity
    activity: Activity
    tokens: Encoded
    read: Bool[np.ndarray, "token"]
    acts: Float[np.ndarray, "token d_in"]


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
    kept = np.zeros((min(len(encoded.ids), _KEPT // dictionary.d_in), dictionary.d_in), dtype=np.float32)
    for batch in batches(encoded, loaded.tokenizer, loaded.config.context, BATCH):
        with torch.inference_mode():
            raw, seen, acts, features, reconstruction = _look(loaded.model, dictionary, batch)
            _add_losses(losses, loaded.model, dictionary.target, batch, raw, reconstruction)
        fidelity.add(acts, features, reconstruction)
        flat = batch.flat[batch.flat >= 0]
        read[flat] = True
        entries.add(flat, features)
        early = flat < len(kept)
        kept[flat[early]] = seen.cpu().numpy()[early]
        task.advance(len(batch.tokens))
    activity = Activity(entries.matrix((len(encoded.ids), dictionary.d_sae)))
    return Observed(losses, fidelity, activity, encoded, read, kept)


def _look(
    model: Transformer, dictionary: Dictionary, batch: TokenBatch
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The clean logits; then what is read, what is to be written, features and reconstruction of every story token."""
    device = model.model.embed_tokens.weight.device
    logits, seen = model.run(batch.tokens.to(device), taps={dictionary.hook, dictionary.target})
    assert logits is not None
    mask = batch.mask.to(device)
    read, target = (seen[point].flatten(2)[mask] for point in (dictionary.hook, dictionary.target))
    features = dictionary.encode(read)
    return logits, read, target, features, dictionary.decode(features, read)


def _add_losses(
    losses: Losses,
    model: Transformer,
    hook: HookPoint,
    batch: TokenBatch,
    logits: Float[Tensor, "batch pos vocab"],
    reconstruction: Float[Tensor, "token d_in"],
) -> None:
    tokens, mask = batch.tokens.to(logits.device), batch.mask.to(logits.device)

    clean = logits[mask_before(mask)].log_softmax(-1)

    def loss(logits: Tensor | None) -> float:
        assert logits is not None
        return -float(next_token_logprobs(logits, tokens)[mask[:, 1:]].double().sum())

    def run(values: Tensor) -> tuple[float, float]:
        edited = model.run(tokens, edits={hook: lambda acts: _with(acts, mask, values)})[0]
        assert edited is not None
        other = edited[mask_before(mask)].log_softmax(-1)
        return loss(edited), float((clean.exp() * (clean - other)).sum(dtype=torch.float64))

    losses.targets += int(mask[:, 1:].sum())
    losses.clean += loss(logits)
    replaced, ablated = run(reconstruction), run(torch.zeros_like(reconstruction))
    losses.replaced += replaced[0]
    losses.ablated += ablated[0]
    losses.kl_replaced += replaced[1]
    losses.kl_ablated += ablated[1]


def mask_before(mask: Bool[Tensor, "batch pos"]) -> Bool[Tensor, "batch pos"]:
    """The positions whose next token is one of a story."""
    return torch.cat([mask[:, 1:], torch.zeros_like(mask[:, :1])], dim=1)


def _with(acts: Tensor, mask: Bool[Tensor, "batch pos"], values: Float[Tensor, "token d_in"]) -> Tensor:
    """The activations with those of story tokens replaced."""
    replaced = acts.flatten(2).clone()
    replaced[mask] = values
    return replaced.view(acts.shape)

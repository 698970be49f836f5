"""From scored edges to the smallest circuit that does what the model does, judged on pairs it was not chosen on.

Faithfulness: keep the circuit's edges clean and corrupt the rest; the share of the gap that is left. Completeness:
corrupt the circuit's edges and keep the rest clean; the share of the gap that is lost. A circuit that is faithful but
not complete has a double elsewhere. Connected random circuits of the same size stand beside both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from probes.circuits.edges import Judge
from probes.circuits.graph import EMBED, LOGITS, Graph
from workbench.statistics import bootstrap_ratio


@dataclass(frozen=True)
class Share:
    """A share of the gap with its 95% interval over pairs."""

    value: float
    lo: float
    hi: float


def connected(graph: Graph, kept: Bool[Tensor, "reader sender"]) -> Bool[Tensor, "reader sender"]:
    """Only the edges that lie on a path from the embeddings to the logits.

    A sender hears something where one of its readers does; what is sent to a reader counts where its node is heard.
    """
    place = {name: at for at, name in enumerate(graph.senders)}
    owners = [_senders_of(graph, reader.node, place) for reader in graph.readers]
    kept = kept & graph.allowed
    told = torch.zeros(len(graph.senders), dtype=torch.bool)
    told[place[EMBED]] = True
    for at, reader in enumerate(graph.readers):
        if (kept[at] & told).any() and reader.node != LOGITS:
            told[owners[at]] = True
    heard = torch.zeros(len(graph.senders), dtype=torch.bool)
    used = torch.zeros_like(kept)
    for at in range(len(graph.readers) - 1, -1, -1):
        if graph.readers[at].node == LOGITS or heard[owners[at]].any():
            used[at] = kept[at] & told
            heard |= used[at]
    return used


def _senders_of(graph: Graph, node: str, place: dict[str, int]) -> list[int]:
    """The senders that a reader's node speaks through: itself, or all heads that share the keys and values."""
    if node in place:
        return [place[node]]
    if node == LOGITS:
        return []
    layer, shared = node.removeprefix("kv").split(".")
    heads = [at for name, at in place.items() if name.startswith(f"h{layer}.")]
    groups = len(heads) // len({reader.node for reader in graph.readers if reader.node.startswith(f"kv{layer}.")})
    return heads[int(shared) * groups : (int(shared) + 1) * groups]


def strongest(graph: Graph, scores: Float[Tensor, "reader sender"], edges: int) -> Bool[Tensor, "reader sender"]:
    """The circuit of the `edges` largest scores (by size), less what is connected to nothing."""
    size = torch.where(graph.allowed, scores.abs(), -1.0)
    kept = torch.zeros(graph.allowed.numel(), dtype=torch.bool)
    kept[size.flatten().topk(edges).indices] = True
    return connected(graph, kept.view(graph.allowed.shape))


def random_circuit(graph: Graph, edges: int, generator: np.random.Generator) -> Bool[Tensor, "reader sender"]:
    """A connected circuit of about so many edges, drawn without looking at the model."""
    scores = torch.from_numpy(generator.random(tuple(graph.allowed.shape)))
    low, high = 1, graph.edges
    while low < high:
        middle = (low + high) // 2
        if int(strongest(graph, scores, middle).sum()) >= edges:
            high = middle
        else:
            low = middle + 1
    return strongest(graph, scores, low)


def share(moved: Float[np.ndarray, "pair"], gap: Float[np.ndarray, "pair"], generator: np.random.Generator) -> Share:
    """The share of the gap that was moved."""
    low, high = bootstrap_ratio(moved[:, None], gap, generator)
    return Share(float(moved.sum() / gap.sum()), float(low[0]), float(high[0]))


@dataclass(frozen=True)
class Tried:
    """Pairs with a judge and the logit differences of the unpatched runs."""

    judge: Judge
    clean: Float[np.ndarray, "pair"]
    corrupt: Float[np.ndarray, "pair"]

    def faithfulness(self, kept: Bool[Tensor, "reader sender"], generator: np.random.Generator) -> Share:
        """What the circuit alone keeps."""
        found = self.judge(kept.float()).double().numpy()
        return share(found - self.corrupt, self.clean - self.corrupt, generator)

    def completeness(self, graph: Graph, kept: Bool[Tensor, "reader sender"], generator: np.random.Generator) -> Share:
        """What is lost without it."""
        found = self.judge((graph.allowed & ~kept).float()).double().numpy()
        return share(self.clean - found, self.clean - self.corrupt, generator)


def sizes(graph: Graph, most: int) -> list[int]:
    """Numbers of edges to try, each about 60% more than the one before."""
    found, edges = list[int](), 1.0
    while edges < min(most, graph.edges):
        found.append(round(edges))
        edges = max(edges + 1, edges * 1.6)
    return [*dict.fromkeys(found), min(most, graph.edges)]


def minimal(
    graph: Graph,
    scores: Float[Tensor, "reader sender"],
    tried: Tried,
    enough: float,
    candidates: Sequence[int],
) -> Bool[Tensor, "reader sender"]:
    """The smallest circuit that keeps `enough` of the gap: the fewest strongest edges, less each edge that can go.

    Edges are tried from the weakest on; where even all candidates do not keep enough, the largest is pruned to keep
    what it keeps.
    """
    generator = np.random.default_rng(0)  # intervals are not looked at here

    def keeps(kept: Bool[Tensor, "reader sender"]) -> float:
        return tried.faithfulness(kept, generator).value

    kept = graph.allowed
    for edges in candidates:
        kept = strongest(graph, scores, edges)
        if keeps(kept) >= enough:
            break
    enough = min(enough, keeps(kept))
    order = [(int(row), int(column)) for row, column in kept.nonzero().tolist()]
    for row, column in sorted(order, key=lambda at: float(scores[at].abs())):
        without = kept.clone()
        without[row, column] = False
        without = connected(graph, without)
        if without.any() and keeps(without) >= enough:
            kept = without
    return kept

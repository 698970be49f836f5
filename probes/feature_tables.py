"""From what the pass left behind to the tables of the artifact."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.bins import bin_bounds, quantile_bins
from probes.feature_files import (
    INTERVAL_BANDS,
    CardSet,
    TableWriters,
    best_card,
    card_columns,
    card_table,
    example_table,
    histogram_table,
    interval_table,
)
from probes.feature_pass import Plan, Reading
from probes.truth import Counts
from probes.unembedding import logit_effects
from probes.units.blocks import Block, as_value, blocks, names_of
from probes.units.confidence import cluster_spread, intervals, tokens_per_cluster
from probes.units.effects import Effects
from probes.units.mapping import principal_map
from probes.units.nulls import Family, Nulls, along_stories, deals, folded, mid_ranks, over_stories, shifts
from probes.units.relations import kindred, relation_table
from probes.units.streaming import Measured, Read
from probes.units.token_types import token_table
from workbench.progress import Task
from workbench.seeding import numpy_generator
from workbench.statistics import group_index

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from workbench.language.checkpoints import LoadedModel

_LEAST = 20
"""Examples of a label, and of its absence, that the judging half must have before the label can be a unit's best."""
_SHUFFLED = 8_192
"""Tokens of the sample whose labels are shuffled: enough to say what chance does, and cheap."""
_TOKENS = 10
"""Tokens listed at either end of the logit effects."""


@dataclass(frozen=True)
class Material:
    """Everything that the tables are made of; `effects` are by reading, `seed` draws the shuffles and the intervals."""

    loaded: "LoadedModel"
    plan: Plan
    readings: Sequence[Reading]
    measured: Sequence[Measured]
    read: Read
    effects: Sequence[Effects]
    shuffles: int
    seed: int


@dataclass(frozen=True)
class _Drawn:
    """The same for all units, or their shuffles could not be compared: labels of the sample, and how they are moved."""

    member: Float[Tensor, "sampled label"]
    moves: Int[np.ndarray, "shuffle"]
    orders: Sequence[Int[np.ndarray, "story"]]


def write_tables(folder: Path, made: Material, task: Task) -> dict[str, object]:
    """Write every table; memory is bounded by UNITS_AT_ONCE units, and what is kept of each. Gives back headlines."""
    loaded, read = made.loaded, made.read
    strings = pa.array(loaded.tokenizer.convert_ids_to_tokens(list(range(len(loaded.tokenizer)))), pa.string())
    bounds = (bin_bounds()[0].numpy(), bin_bounds()[1].numpy())
    kin = kindred(made.readings, made.measured, read, loaded.config.d_model)
    places, variance = principal_map(kin.directions)
    nulls = Nulls(made.shuffles)
    drawn = _Drawn(
        member=torch.from_numpy(read.sample.member.toarray()),
        moves=shifts(min(_SHUFFLED, len(read.sample)), made.shuffles, numpy_generator(made.seed, "moves")),
        orders=deals(read.families, made.shuffles, numpy_generator(made.seed, "deal")),
    )
    families: list[Family] = []
    best: list[np.ndarray] = []
    rows: list[pa.Table] = []
    ids = read.tokens.ids[read.sample.token]
    first = 0
    with TableWriters(folder) as writers:
        for reading, measured, effect in zip(made.readings, made.measured, made.effects, strict=True):
            for block in blocks(reading, measured, read, made.seed):
                units, span = names_of(reading, block.part), slice(first, first + block.size)
                sets = _cards(made, block, reading.kind, drawn, nulls)
                nulls.count(reading.kind, block.size)
                families = [(one.level, one.stat) for one in sets if len(one.names)]
                cards = card_columns(sets)
                best.append(best_card(cards, _LEAST))
                logits = _logits(loaded, reading, block.part)
                told = _feature_rows(made, reading, block, units, first, cards, best[-1], logits)
                rows.append(_with_effects(told, effect, block.part, places[span]))
                writers.write("cards", card_table(units, first, cards))
                seen, bars = (block.low, block.high), block.intervals
                rows_of = histogram_table(units, first, block.histogram, bounds, seen, bars, logits[0].numpy())
                writers.write("histograms", rows_of)
                kept = {**block.kept, **dict(zip(INTERVAL_BANDS, block.intervals.examples, strict=True))}
                writers.write("examples", example_table(units, first, kept, read.tokens, strings))
                writers.write("intervals", interval_table(units, first, block.intervals))
                own = None if reading.own is None else reading.own[block.part]
                writers.write("relations", relation_table(kin, span, block.sample, own))
                writers.write("tokens", token_table(units, first, block.sample, ids, strings))
                first += block.size
                task.advance(block.size)
    _judge_by_chance(folder, nulls, families, rows, best)
    return {"map_variance": [round(share, 4) for share in variance], "shuffles": made.shuffles, "sampled": len(ids)}


def _judge_by_chance(
    folder: Path, nulls: Nulls, families: Sequence[Family], rows: Sequence[pa.Table], best: Sequence[np.ndarray]
) -> None:
    """What could only be known at the end: how the best of all units does under shuffled labels."""
    pq.write_table(nulls.table(), folder / "nulls.parquet", compression="zstd")
    file, whole = folder / "cards.parquet", folder / "cards-whole.parquet"
    with TableWriters(folder) as writers, pq.ParquetFile(file) as cards:
        for index, (table, chosen) in enumerate(zip(rows, best, strict=True)):
            p = np.concatenate([nulls.p_by_label(family, index) for family in families], axis=1)
            group = cards.read_row_group(index)
            writers.write("cards-whole", group.append_column("p", pa.array(p.ravel(), pa.float32())))
            of_best = nulls.p_of_best(families, index, chosen)
            writers.write("features", table.append_column("best_p", pa.array(of_best, pa.float32(), from_pandas=True)))
    whole.replace(file)


def _cards(made: Material, block: Block, kind: str, drawn: _Drawn, nulls: Nulls) -> list[CardSet]:
    """The cards of a block: of its tokens, and of each story's maximum and mean."""
    read, plan = made.read, made.plan
    ranks, labelled = mid_ranks(block.bins), drawn.member.numpy() > 0
    family = ("span", "token")
    some, labels = ranks[:_SHUFFLED], drawn.member[:_SHUFFLED]
    own, shuffled = folded(some, labels), along_stories(some, labels, drawn.moves)
    nulls.add(family, plan.span_names, kind, own, shuffled)
    judging = read.sample.judging
    spread = cluster_spread(
        block.bins.numpy()[judging],
        ranks.numpy()[judging],
        labelled[judging],
        read.sample.story[judging],
        block.cards.rule.edge.cpu().numpy(),
        block.cards.rule.polarity.cpu().numpy(),
    )
    judged = read.sides.judging & (read.lengths > 0)
    scale = len(np.unique(read.sample.story[judging])) / max(1, int(judged.sum()))
    usual = tokens_per_cluster(labelled, read.sample.story)
    told = intervals(block.cards, spread, scale, usual)
    found = [CardSet(*family, plan.span_names, block.cards, block.threshold, told)]
    for stat, values in (("max", block.highest), ("mean", block.mean)):
        found.append(_story_cards(made, values, stat, kind, drawn, nulls))
    return found


def _story_cards(
    made: Material, values: Float[Tensor, "story unit"], stat: str, kind: str, drawn: _Drawn, nulls: Nulls
) -> CardSet:
    read, plan = made.read, made.plan
    bins, low, high = quantile_bins(values)
    counts = Counts(len(plan.story_names), values.shape[1], low.shape[1], values.device)
    counts.add(bins, read.sides.groups())
    cards, member = counts.cards(slice(None)), read.sides.member
    threshold = as_value(cards, low, high).cpu().numpy()
    ranks = mid_ranks(bins, low.shape[1])
    labelled = torch.from_numpy(member).float()
    own, shuffled = folded(ranks, labelled), over_stories(ranks, labelled, drawn.orders)
    nulls.add(("story", stat), plan.story_names, kind, own, shuffled)
    judging = np.flatnonzero(read.sides.judging)
    family = group_index([read.families[index] for index in judging.tolist()])
    judging, family = judging[np.argsort(family, kind="stable")], np.sort(family)
    edge, polarity = cards.rule.edge.cpu().numpy(), cards.rule.polarity.cpu().numpy()
    spread = cluster_spread(bins.numpy()[judging], ranks.numpy()[judging], member[judging], family, edge, polarity)
    told = intervals(cards, spread, 1.0, tokens_per_cluster(member[judging], family))
    return CardSet("story", stat, plan.story_names, cards, threshold, told)


def _feature_rows(
    made: Material,
    reading: Reading,
    block: Block,
    units: Sequence[str],
    first: int,
    cards: dict[str, np.ndarray],
    best: Int[np.ndarray, "unit"],
    logits: tuple[Float[Tensor, "unit vocab"], Int[Tensor, "vocab"]],
) -> pa.Table:
    """features.parquet: a row per unit."""
    n, tokens, rows = len(units), int(made.read.seen.sum()), np.arange(len(units))
    told = {
        f"best_{name}": pa.array(values[rows, best], mask=best < 0)
        for name, values in cards.items()
        if name not in ("n_neg", "n_fired", "null_auroc", "null_f1", "chance")
    }
    nulls = {name: pa.array(cards[name][rows, best], mask=best < 0) for name in ("null_auroc", "null_f1", "chance")}
    mean = block.sum / tokens
    return pa.table(
        {
            "row": pa.array(range(first, first + n), pa.int32()),
            "unit": pa.array(list(units)),
            "kind": pa.array([reading.kind] * n),
            "layer": pa.array([reading.point.layer] * n, pa.int32()),
            "index": pa.array(range(block.part.start, block.part.stop), pa.int32()),
            "hook": pa.array([reading.point.name] * n),
            "density": pa.array(block.active / tokens, pa.float32()),
            "mean": pa.array(mean, pa.float32()),
            "std": pa.array(np.sqrt(np.maximum(block.squares / tokens - mean**2, 0)), pa.float32()),
            "max": pa.array(block.high, pa.float32()),
            "min": pa.array(block.low, pa.float32()),
            "dead": pa.array(block.high == block.low),
            **told,
            **nulls,
            **_logit_columns(made.loaded.tokenizer, *logits),
        }
    )


def _with_effects(table: pa.Table, found: Effects, part: slice, places: Float[np.ndarray, "unit 2"]) -> pa.Table:
    """The columns of effects and of the map; NaN becomes null."""
    columns = {"effect": found.effect, "effect_lo": found.low, "effect_hi": found.high, "ablation": found.exact}
    columns = {name: values[part] for name, values in columns.items()}
    for name, values in {**columns, "pca1": places[:, 0], "pca2": places[:, 1]}.items():
        table = table.append_column(name, pa.array(values, pa.float32(), from_pandas=True))
    return table


def _logits(
    loaded: "LoadedModel", reading: Reading, part: slice
) -> tuple[Float[Tensor, "unit vocab"], Int[Tensor, "vocab"]]:
    """What each unit adds to the logits, and of which tokens: without padding and the unknown word."""
    if reading.directions is None:
        return torch.zeros(part.stop - part.start, 0), torch.zeros(0, dtype=torch.int64)
    effects = logit_effects(loaded.model, reading.directions[part])
    candidates = _written(loaded.tokenizer, effects.shape[1])
    return effects[:, candidates].cpu(), candidates


def _logit_columns(
    tokenizer: "PreTrainedTokenizerFast", effects: Float[Tensor, "unit vocab"], candidates: Int[Tensor, "vocab"]
) -> dict[str, pa.Array]:
    """The tokens that a unit makes likelier and less likely."""
    names = ("top_tokens", "top_logits", "bottom_tokens", "bottom_logits")
    kinds = (pa.list_(pa.string()), pa.list_(pa.float32())) * 2
    columns: list[pa.Array] = []
    for largest in (True, False):
        found = effects.topk(min(_TOKENS, len(candidates)), dim=1, largest=largest)
        ids = candidates[found.indices] if len(candidates) else found.indices
        columns.append(pa.array([tokenizer.convert_ids_to_tokens(row) for row in ids.tolist()], kinds[0]))
        columns.append(pa.array(list(found.values.numpy()), kinds[1]))
    return dict(zip(names, columns, strict=True))


def _written(tokenizer: "PreTrainedTokenizerFast", n_vocab: int) -> Int[Tensor, "vocab"]:
    """The ids of tokens that text is written with."""
    never = {str(tokenizer.pad_token), str(tokenizer.unk_token)} - {str(tokenizer.eos_token)}
    ids = range(min(n_vocab, len(tokenizer)))
    return torch.tensor([index for index in ids if tokenizer.backend_tokenizer.id_to_token(index) not in never])

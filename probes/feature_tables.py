"""From what the pass left behind to the tables of the artifact."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import torch
from jaxtyping import Float, Int
from torch import Tensor

from probes.bins import bin_bounds, quantile_bins
from probes.feature_files import (
    UNITS_AT_ONCE,
    CardSet,
    TableWriters,
    best_card,
    card_columns,
    card_table,
    example_table,
    histogram_table,
)
from probes.feature_pass import Plan, Read, Reading, story_values
from probes.feature_statistics import FeatureStatistics
from probes.truth import Cards, Counts, Sides
from probes.unembedding import logit_effects
from workbench.progress import Task

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

    from workbench.language.checkpoints import LoadedModel

_LEAST = 20
"""Examples of a label, and of its absence, that the judging half must have before the label can be a unit's best."""
_TOKENS = 10
"""Tokens listed at either end of the logit effects."""


def write_tables(
    folder: Path,
    scratch: Path,
    loaded: "LoadedModel",
    plan: Plan,
    readings: Sequence[Reading],
    statistics: Sequence[FeatureStatistics],
    read: Read,
    task: Task,
) -> None:
    """Write features, cards, examples and histograms; memory is bounded by UNITS_AT_ONCE units."""
    strings = pa.array(loaded.tokenizer.convert_ids_to_tokens(list(range(len(loaded.tokenizer)))), pa.string())
    first = 0
    bounds = (bin_bounds()[0].numpy(), bin_bounds()[1].numpy())
    with TableWriters(folder) as writers:
        for reading, statistic in zip(readings, statistics, strict=True):
            for begin in range(0, reading.size, UNITS_AT_ONCE):
                part = slice(begin, min(begin + UNITS_AT_ONCE, reading.size))
                units = [f"{reading.prefix}.{index}" for index in range(part.start, part.stop)]
                sets = [_span_cards(plan, statistic, part), *_story_cards(plan, scratch, reading, read.sides, part)]
                cards = card_columns(sets)
                counts = statistic.histogram[part].cpu().numpy()
                writers.write("features", _feature_rows(loaded, reading, statistic, part, units, first, cards))
                writers.write("cards", card_table(units, first, cards))
                seen = (statistic.low[part].cpu().numpy(), statistic.high[part].cpu().numpy())
                writers.write("histograms", histogram_table(units, first, counts, bounds, seen))
                writers.write("examples", example_table(units, first, statistic.kept, part, read.tokens, strings))
                first += len(units)
                task.advance(len(units))


def _span_cards(plan: Plan, statistic: FeatureStatistics, part: slice) -> CardSet:
    cards = statistic.counts.cards(part)
    low, high = (bound[part] for bound in statistic.binning.bounds())
    threshold = _threshold(cards, low, high)
    # the outer bins are open-ended: name the outermost value that was seen
    seen = torch.clamp(threshold, statistic.low[part, None], statistic.high[part, None])
    return CardSet("span", "token", plan.span_names, cards, seen.cpu().numpy())


def _story_cards(plan: Plan, scratch: Path, reading: Reading, sides: Sides, part: slice) -> list[CardSet]:
    """Cards of each story's maximum and mean."""
    made: list[CardSet] = []
    for stat, values in zip(("max", "mean"), story_values(scratch, reading, part), strict=True):
        bins, low, high = quantile_bins(values)
        counts = Counts(len(plan.story_names), values.shape[1], low.shape[1], values.device)
        counts.add(bins, sides.groups())
        cards = counts.cards(slice(None))
        made.append(CardSet("story", stat, plan.story_names, cards, _threshold(cards, low, high).cpu().numpy()))
    return made


def _threshold(
    cards: Cards, low: Float[Tensor, "feature bin"], high: Float[Tensor, "feature bin"]
) -> Float[Tensor, "feature label"]:
    """The threshold as a value: an empty edge bin passes on to the next one that the rule fires in."""
    next_low = low.flip(1).cummin(1).values.flip(1)
    next_high = high.cummax(1).values
    edge = cards.rule.edge
    return torch.where(cards.rule.polarity == 1, next_low.gather(1, edge), next_high.gather(1, edge))


def _feature_rows(
    loaded: "LoadedModel",
    reading: Reading,
    statistic: FeatureStatistics,
    part: slice,
    units: Sequence[str],
    first: int,
    cards: dict[str, np.ndarray],
) -> pa.Table:
    """features.parquet: a row per unit."""
    n, tokens = len(units), statistic.tokens
    high, low = statistic.high[part].cpu().numpy(), statistic.low[part].cpu().numpy()
    best = best_card(cards, _LEAST)
    rows = np.arange(n)
    told = {
        f"best_{name}": pa.array(values[rows, best], mask=best < 0)
        for name, values in cards.items()
        if name not in ("n_neg", "null_auroc", "null_f1", "chance")
    }
    nulls = {name: pa.array(cards[name][rows, best], mask=best < 0) for name in ("null_auroc", "null_f1", "chance")}
    return pa.table(
        {
            "row": pa.array(range(first, first + n), pa.int32()),
            "unit": pa.array(list(units)),
            "kind": pa.array([reading.kind] * n),
            "layer": pa.array([reading.point.layer] * n, pa.int32()),
            "index": pa.array(range(part.start, part.stop), pa.int32()),
            "hook": pa.array([reading.point.name] * n),
            "density": pa.array(statistic.active[part].cpu().numpy() / tokens, pa.float32()),
            "mean": pa.array(statistic.sum[part].cpu().numpy() / tokens, pa.float32()),
            "max": pa.array(high, pa.float32()),
            "min": pa.array(low, pa.float32()),
            "dead": pa.array(high == low),
            **told,
            **nulls,
            **_logit_columns(loaded, reading, part),
        }
    )


def _logit_columns(loaded: "LoadedModel", reading: Reading, part: slice) -> dict[str, pa.Array]:
    """The tokens that a unit makes likelier and less likely, without padding and the unknown word."""
    names = ("top_tokens", "top_logits", "bottom_tokens", "bottom_logits")
    kinds = (pa.list_(pa.string()), pa.list_(pa.float32())) * 2
    if reading.directions is None:
        n = part.stop - part.start
        return {name: pa.array([[]] * n, kind) for name, kind in zip(names, kinds, strict=True)}
    effects = logit_effects(loaded.model, reading.directions[part])
    candidates = _written(loaded.tokenizer, effects.shape[1])
    effects = effects[:, candidates].cpu()
    columns: list[pa.Array] = []
    for largest in (True, False):
        found = effects.topk(min(_TOKENS, len(candidates)), dim=1, largest=largest)
        ids = candidates[found.indices]
        columns.append(pa.array([loaded.tokenizer.convert_ids_to_tokens(row) for row in ids.tolist()], kinds[0]))
        columns.append(pa.array(list(found.values.numpy()), kinds[1]))
    return dict(zip(names, columns, strict=True))


def _written(tokenizer: "PreTrainedTokenizerFast", n_vocab: int) -> Int[Tensor, "vocab"]:
    """The ids of tokens that text is written with."""
    never = {str(tokenizer.pad_token), str(tokenizer.unk_token)} - {str(tokenizer.eos_token)}
    ids = range(min(n_vocab, len(tokenizer)))
    return torch.tensor([index for index in ids if tokenizer.backend_tokenizer.id_to_token(index) not in never])

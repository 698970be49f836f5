"""The tables of a patching artifact, as Parquet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import torch

from probes.patching_prompts import Prompts
from probes.patching_sweep import Group, position_maps, record_all
from probes.patching_tables import Effect
from workbench.language.transformer import Transformer
from workbench.records import MinimalPair

_EFFECTS = pa.schema(
    [
        ("component", pa.string()),
        ("layer", pa.int32()),
        ("head", pa.int32()),
        ("role", pa.string()),
        ("direction", pa.string()),
        *[(name, pa.float64()) for name in ("effect", "lo", "hi")],
        ("n", pa.int32()),
        *[(name, pa.float64()) for name in ("effect_solved", "lo_solved", "hi_solved")],
        ("n_solved", pa.int32()),
        ("median", pa.float64()),
        ("n_safe", pa.int32()),
    ]
)
_SCORES = pa.schema(
    [
        *[(name, pa.string()) for name in ("pair", "clean", "corrupt", "answer_clean", "answer_corrupt")],
        ("tokens", pa.int32()),
        ("clean_logit_diff", pa.float64()),
        ("corrupt_logit_diff", pa.float64()),
        ("solved", pa.bool_()),
    ]
)
_MAPS = pa.schema(
    [
        ("pair", pa.string()),
        ("component", pa.string()),
        ("layer", pa.int32()),
        ("position", pa.int32()),
        *[(name, pa.string()) for name in ("token_clean", "token_corrupt", "role")],
        ("effect", pa.float64()),
    ]
)


def write_effects(file: Path, effects: Sequence[Effect]) -> None:
    """One row per component, layer, head, role and direction."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in effects], _EFFECTS), file)


def write_scores(file: Path, pairs: Sequence[MinimalPair], groups: Sequence[Group]) -> None:
    """One row per pair: its prompts and how far the model prefers the clean answer in either."""
    by_id = {pair.id: pair for pair in pairs}
    rows: list[dict[str, Any]] = []
    for group in groups:
        scores = zip(group.prompts.ids, group.clean.logit_diff.tolist(), group.corrupt.logit_diff.tolist(), strict=True)
        for name, clean, corrupt in scores:
            pair = by_id[name]
            rows.append(
                {
                    "pair": name,
                    "clean": pair.clean,
                    "corrupt": pair.corrupt,
                    "answer_clean": pair.answer_clean,
                    "answer_corrupt": pair.answer_corrupt,
                    "tokens": group.prompts.clean.shape[1],
                    "clean_logit_diff": clean,
                    "corrupt_logit_diff": corrupt,
                    "solved": clean > 0 > corrupt,
                }
            )
    pq.write_table(pa.Table.from_pylist(rows, _SCORES), file)


def write_maps(
    file: Path,
    model: Transformer,
    tokenizer: Any,  # noqa: ANN401 - transformers' type, which only type checkers may import here
    groups: Sequence[Group],
    examples: int,
) -> None:
    """Token by token denoising effects of the `examples` pairs that the model tells apart most clearly."""
    rows: list[dict[str, Any]] = []
    for group in _clearest(model, groups, examples):
        for (component, layer), effects in position_maps(model, group).items():
            for index, name in enumerate(group.prompts.ids):
                words = [
                    tokenizer.convert_ids_to_tokens(ids[index].tolist())
                    for ids in (group.prompts.clean, group.prompts.corrupt)
                ]
                rows += [
                    {
                        "pair": name,
                        "component": component,
                        "layer": layer,
                        "position": position,
                        "token_clean": words[0][position],
                        "token_corrupt": words[1][position],
                        "role": group.prompts.roles[index][position],
                        "effect": float(effects[index, position]),
                    }
                    for position in range(effects.shape[1])
                ]
    pq.write_table(pa.Table.from_pylist(rows, _MAPS), file)


def _clearest(model: Transformer, groups: Sequence[Group], examples: int) -> list[Group]:
    ranked = sorted(
        (
            (min(clean, -corrupt), which, index)
            for which, group in enumerate(groups)
            for index, (clean, corrupt) in enumerate(
                zip(group.clean.logit_diff.tolist(), group.corrupt.logit_diff.tolist(), strict=True)
            )
        ),
        reverse=True,
    )[:examples]
    chosen: dict[int, list[int]] = {}
    for _, which, index in ranked:
        chosen.setdefault(which, []).append(index)
    return record_all(model, [_take(groups[which].prompts, sorted(rows)) for which, rows in sorted(chosen.items())])


def _take(prompts: Prompts, rows: Sequence[int]) -> Prompts:
    at = torch.tensor(list(rows))
    return Prompts(
        ids=tuple(prompts.ids[row] for row in rows),
        clean=prompts.clean[at],
        corrupt=prompts.corrupt[at],
        answers=prompts.answers[at],
        roles=tuple(prompts.roles[row] for row in rows),
    )

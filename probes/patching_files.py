"""The tables of a patching artifact, as Parquet."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from probes.patching_prompts import Prompts, taken
from probes.patching_selection import Form, Selection, solves
from probes.patching_sweep import position_maps, record_all
from probes.patching_tables import Effect
from workbench.language.transformer import Transformer
from workbench.records import MinimalPair

_PLACE = [
    ("component", pa.string()),
    ("layer", pa.int32()),
    ("head", pa.int32()),
    ("feature", pa.int32()),
    ("role", pa.string()),
    ("direction", pa.string()),
    *[(name, pa.float64()) for name in ("effect", "lo", "hi")],
    ("n", pa.int32()),
]
_EFFECTS = pa.schema(
    [
        *_PLACE,
        *[(name, pa.float64()) for name in ("effect_solved", "lo_solved", "hi_solved")],
        ("n_solved", pa.int32()),
        ("median", pa.float64()),
        ("n_safe", pa.int32()),
        ("p", pa.float64()),
        ("p_family", pa.float64()),
        ("real", pa.bool_()),
        *[(f"{name}_{metric}", pa.float64()) for metric in ("probability", "kl") for name in ("effect", "lo", "hi")],
    ]
)
_BY_FORM = pa.schema([("form", pa.string()), *_PLACE])
_FORMS = pa.schema(
    [
        *[(name, pa.string()) for name in ("form", "case", "clean", "corrupt", "answer_clean", "answer_corrupt")],
        *[(name, pa.int32()) for name in ("n", "solved")],
        *[(name, pa.float64()) for name in ("lo", "hi", "p_guessing", "clean_logit_diff", "corrupt_logit_diff", "gap")],
        ("n_selected", pa.int32()),
    ]
)
_SCORES = pa.schema(
    [
        *[(name, pa.string()) for name in ("pair", "form", "clean", "corrupt", "answer_clean", "answer_corrupt")],
        ("tokens", pa.int32()),
        ("clean_logit_diff", pa.float64()),
        ("corrupt_logit_diff", pa.float64()),
        ("solved", pa.bool_()),
        ("selected", pa.bool_()),
    ]
)
_MAPS = pa.schema(
    [
        ("pair", pa.string()),
        ("component", pa.string()),
        ("layer", pa.int32()),
        ("head", pa.int32()),
        ("position", pa.int32()),
        *[(name, pa.string()) for name in ("token_clean", "token_corrupt", "role")],
        ("effect", pa.float64()),
    ]
)


def write_effects(
    folder: Path,
    effects: Sequence[Effect],
    others: Sequence[Mapping[str, float]],
    by_form: Sequence[Mapping[str, object]],
) -> None:
    """One row per component, layer, head or feature, role and direction; and the same in every form."""
    rows = [{**row, **other} for row, other in zip(effects, others, strict=True)]
    pq.write_table(pa.Table.from_pylist(rows, _EFFECTS), folder / "effects.parquet")
    pq.write_table(pa.Table.from_pylist([dict(row) for row in by_form], _BY_FORM), folder / "form_effects.parquet")


def write_forms(file: Path, forms: Sequence[Form]) -> None:
    """One row per form with one of its pairs, most solved first."""
    rows = [
        {
            **{name: getattr(form, name) for name in ("form", "case", "n", "solved", "p_guessing", "gap")},
            **{name: getattr(form.example, name) for name in ("clean", "corrupt", "answer_clean", "answer_corrupt")},
            **{name: getattr(form, name) for name in ("clean_logit_diff", "corrupt_logit_diff", "n_selected")},
            "lo": form.ci95[0],
            "hi": form.ci95[1],
        }
        for form in forms
    ]
    pq.write_table(pa.Table.from_pylist(rows, _FORMS), file)


def write_scores(
    file: Path,
    pairs: Sequence[MinimalPair],
    tokens: Sequence[int],
    clean: np.ndarray,
    corrupt: np.ndarray,
    forms: Sequence[str],
    selection: Selection,
) -> None:
    """One row per pair, patched or not: its prompts and how far the model prefers the clean answer in either."""
    rows = [
        {
            "pair": pair.id,
            "form": form,
            **{name: getattr(pair, name) for name in ("clean", "corrupt", "answer_clean", "answer_corrupt")},
            "tokens": length,
            "clean_logit_diff": float(one),
            "corrupt_logit_diff": float(two),
            "solved": bool(right),
            "selected": bool(chosen),
        }
        for pair, form, length, one, two, right, chosen in zip(
            pairs, forms, tokens, clean, corrupt, solves(clean, corrupt), selection.chosen, strict=True
        )
    ]
    pq.write_table(pa.Table.from_pylist(rows, _SCORES), file)


def write_maps(
    file: Path,
    model: Transformer,
    tokenizer: Any,  # noqa: ANN401 - transformers' type, which only type checkers may import here
    prompts: Sequence[Prompts],
    clearest: Sequence[str],
) -> None:
    """Token by token denoising effects of the pairs named."""
    rows: list[dict[str, Any]] = []
    kept = [taken(one, [row for row, name in enumerate(one.ids) if name in clearest]) for one in prompts]
    for group in record_all(model, [one for one in kept if one.ids]):
        words = [
            [tokenizer.convert_ids_to_tokens(ids.tolist()) for ids in side]
            for side in (group.prompts.clean, group.prompts.corrupt)
        ]
        for (component, layer, head), effects in position_maps(model, group).items():
            rows += [
                {
                    "pair": name,
                    "component": component,
                    "layer": layer,
                    "head": head,
                    "position": position,
                    "token_clean": words[0][index][position],
                    "token_corrupt": words[1][index][position],
                    "role": group.prompts.roles[index][position],
                    "effect": float(effects[index, position]),
                }
                for index, name in enumerate(group.prompts.ids)
                for position in range(effects.shape[1])
            ]
    pq.write_table(pa.Table.from_pylist(rows, _MAPS), file)

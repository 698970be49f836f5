"""From patched logit differences to effects with intervals and marks of what is real; numbers only."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from jaxtyping import Bool, Float

from probes.patching_names import FEWEST
from probes.patching_prompts import ALL
from probes.patching_selection import Selection, solves
from probes.patching_significance import REAL, sign_flips
from probes.patching_sweep import Patched
from workbench.statistics import bootstrap_mean, bootstrap_ratio, wilson

Ratios = tuple[list[float], list[float], list[float]]


class Effect(TypedDict):
    """One row of effects.parquet; the `_solved` columns are over the solved pairs, null where there are none.

    `median` is over the pairs' own ratios, of the `n_safe` pairs whose gap is wide enough. `p` is that of a sign-flip
    permutation, `p_family` that of the maximum over all places of the direction, `real` whether that is below 5%.
    """

    component: str
    layer: int
    head: int | None
    feature: int | None
    role: str
    direction: str
    effect: float
    lo: float
    hi: float
    n: int
    effect_solved: float | None
    lo_solved: float | None
    hi_solved: float | None
    n_solved: int
    median: float | None
    n_safe: int
    p: float
    p_family: float
    real: bool


def closed_gap(
    patched: Patched, clean: Float[np.ndarray, "pair"], corrupt: Float[np.ndarray, "pair"], metric: str = "logit_diff"
) -> Float[np.ndarray, "pair"]:
    """How far the patch moved each pair from its own answer towards the other run's, in units of the metric."""
    value = patched.logit_diff if metric == "logit_diff" else patched.others[metric]
    return value - corrupt if patched.direction == "denoising" else clean - value


def effects(
    patches: Sequence[Patched],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    safe_gap: float,
    generator: np.random.Generator,
) -> list[Effect]:
    """The effect of every patch; `clean` and `corrupt` are the unpatched logit differences.

    Each effect is over the pairs in which the role occurs.
    """
    gap = clean - corrupt
    solved = solves(clean, corrupt)
    rows: dict[int, Effect] = {}
    certain = _certainty(patches, clean, corrupt, generator)
    for indices in _alike(patches):
        present = patches[indices[0]].present
        moved = np.stack([closed_gap(patches[index], clean, corrupt) for index in indices], axis=1)
        everyone = _ratios(moved, gap, present, generator)
        assert everyone is not None, "a role that occurs nowhere is not patched"
        winners = _ratios(moved, gap, present & solved, generator) if (present & ~solved).any() else everyone
        safe = present & (gap >= safe_gap)
        for column, index in enumerate(indices):
            place = patches[index].place
            p, p_family = certain[index]
            rows[index] = {
                "component": place.component,
                "layer": place.layer,
                "head": place.head,
                "feature": place.feature,
                "role": place.role,
                "direction": patches[index].direction,
                "effect": everyone[0][column],
                "lo": everyone[1][column],
                "hi": everyone[2][column],
                "n": int(present.sum()),
                "effect_solved": winners[0][column] if winners else None,
                "lo_solved": winners[1][column] if winners else None,
                "hi_solved": winners[2][column] if winners else None,
                "n_solved": int((present & solved).sum()),
                "median": float(np.median(moved[safe, column] / gap[safe])) if safe.any() else None,
                "n_safe": int(safe.sum()),
                "p": p,
                "p_family": p_family,
                "real": p_family < REAL,
            }
    return [rows[index] for index in sorted(rows)]


def _alike(patches: Sequence[Patched]) -> list[list[int]]:
    """The patches in lots that are present in the same pairs, so that one bootstrap serves a lot."""
    by_pairs: dict[bytes, list[int]] = {}
    for index, patched in enumerate(patches):
        by_pairs.setdefault(patched.present.tobytes(), []).append(index)
    return list(by_pairs.values())


def _certainty(
    patches: Sequence[Patched],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    generator: np.random.Generator,
) -> dict[int, tuple[float, float]]:
    """The p and the family-wise p of every patch; the places of one direction are a family."""
    found: dict[int, tuple[float, float]] = {}
    for direction in dict.fromkeys(patched.direction for patched in patches):
        indices = [index for index, patched in enumerate(patches) if patched.direction == direction]
        moved = np.stack([closed_gap(patches[index], clean, corrupt) for index in indices], axis=1)
        present = np.stack([patches[index].present for index in indices], axis=1)
        p, p_family = sign_flips(moved, present, generator)
        found |= {index: (float(p[at]), float(p_family[at])) for at, index in enumerate(indices)}
    return found


def other_metrics(
    patches: Sequence[Patched],
    bases: Mapping[str, tuple[Float[np.ndarray, "pair"], Float[np.ndarray, "pair"]]],
    generator: np.random.Generator,
) -> list[dict[str, float]]:
    """Effects in the further metrics, one row per patch; `bases` are each metric's values of clean and corrupt runs."""
    rows: list[dict[str, float]] = []
    for patched in patches:
        row: dict[str, float] = {}
        for metric in patched.others:
            clean, corrupt = bases[metric]
            found = _ratios(
                closed_gap(patched, clean, corrupt, metric)[:, None], clean - corrupt, patched.present, generator
            )
            assert found is not None, "a role that occurs nowhere is not patched"
            row |= {f"{name}_{metric}": values[0] for name, values in zip(("effect", "lo", "hi"), found, strict=True)}
        rows.append(row)
    return rows


def effects_by_form(
    patches: Sequence[Patched],
    clean: Float[np.ndarray, "pair"],
    corrupt: Float[np.ndarray, "pair"],
    forms: Sequence[str],
    generator: np.random.Generator,
) -> list[dict[str, object]]:
    """The effect of every patch in every form that has enough pairs."""
    named = np.array(forms, dtype=object)
    rows: list[dict[str, object]] = []
    for form in dict.fromkeys(forms):
        here = named == form
        if here.sum() < FEWEST:
            continue
        for indices in _alike(patches):
            present = patches[indices[0]].present & here
            moved = np.stack([closed_gap(patches[index], clean, corrupt) for index in indices], axis=1)
            found = _ratios(moved, clean - corrupt, present, generator, draws=500)
            if found is None:
                continue
            for column, index in enumerate(indices):
                place = patches[index].place
                row = {name: getattr(place, name) for name in ("component", "layer", "head", "feature", "role")}
                numbers = {name: values[column] for name, values in zip(("effect", "lo", "hi"), found, strict=True)}
                rows.append(
                    {"form": form, **row, "direction": patches[index].direction, **numbers, "n": int(present.sum())}
                )
    return rows


def _ratios(
    moved: Float[np.ndarray, "pair column"],
    gap: Float[np.ndarray, "pair"],
    chosen: Bool[np.ndarray, "pair"],
    generator: np.random.Generator,
    draws: int = 2000,
) -> Ratios | None:
    """Ratio of means with its interval, column by column; None where no pair is chosen."""
    if not chosen.any():
        return None
    ratio = moved[chosen].sum(0) / gap[chosen].sum() + 0.0  # never -0.0
    low, high = bootstrap_ratio(moved[chosen], gap[chosen], generator, draws=draws)
    return ratio.tolist(), low.tolist(), high.tolist()


def account(
    clean: Float[np.ndarray, "pair"], corrupt: Float[np.ndarray, "pair"], generator: np.random.Generator
) -> dict[str, object]:
    """How well the model tells all pairs apart. Where `told_apart` is False the gap may be none at all."""
    gap_ci95 = bootstrap_mean(clean - corrupt, generator)
    solved = int(solves(clean, corrupt).sum())
    return {
        "pairs": len(clean),
        "solved": solved,
        "solved_ci95": wilson(solved, len(clean)),
        "clean_right": int((clean > 0).sum()),
        "corrupt_right": int((corrupt < 0).sum()),
        "clean_logit_diff": float(clean.mean()),
        "corrupt_logit_diff": float(corrupt.mean()),
        "gap": float((clean - corrupt).mean()),
        "gap_ci95": gap_ci95,
        "told_apart": gap_ci95[0] > 0,
    }


def selected(selection: Selection, clean: np.ndarray, corrupt: np.ndarray, how: str) -> dict[str, object]:
    """Which pairs were patched, in numbers and in one sentence, and how the model does on each form."""
    n, chosen = int(selection.chosen.sum()), selection.chosen
    which = {
        "solved": "that the model solves",
        "forms": "of forms solved more often than by guessing",
        "all": "there are",
    }
    sentence = f"Patched were {n:,} of the {int(solves(clean, corrupt).sum()):,} pairs {which['solved']}"
    if selection.used != "solved":
        sentence = f"Patched were {n:,} pairs {which[selection.used]}, solved or not"
    if selection.used != how:
        sentence += f"; pairs {which[how]} were asked for, and there are fewer than {FEWEST}"
    return {
        "select": how,
        "selected": selection.used,
        "n_selected": n,
        "selected_clean_logit_diff": float(clean[chosen].mean()),
        "selected_corrupt_logit_diff": float(corrupt[chosen].mean()),
        "selection": sentence + f" ({len(clean):,} pairs were tried).",
        "forms": [
            {
                "form": form.form,
                "case": form.case,
                "n": form.n,
                "solved": form.solved,
                "solved_ci95": form.ci95,
                "gap": form.gap,
                "n_selected": form.n_selected,
            }
            for form in selection.forms[:24]
        ],
    }


def components(rows: Sequence[Effect], direction: str) -> list[dict[str, object]]:
    """Each component's effect in one direction; heads by their effect at all positions, the table has them by role."""
    return [
        {
            **{name: row[name] for name in ("component", "layer", "head", "feature", "role", "effect")},
            "ci95": (row["lo"], row["hi"]),
            **{name: row[name] for name in ("n", "p_family", "real")},
        }
        for row in rows
        if row["direction"] == direction and ((row["head"] is None and row["feature"] is None) or row["role"] == ALL)
    ]

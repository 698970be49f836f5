"""The tables of a `sae_eval` artifact, from what the pass and the truth gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from probes.dictionaries.intervals import f1_intervals
from probes.dictionaries.monosemanticity import Overlaps, overlaps, with_words
from probes.dictionaries.readouts import Readouts, f1_scores, fit_readouts
from probes.dictionaries.splitting import absorption, split
from probes.dictionaries.world import Name, Told, World
from probes.dictionary_pass import Observed
from probes.dictionary_truth import Activity, Judged
from workbench.seeding import numpy_generator

Row = dict[str, Any]
_WORD_LEAST = 20
"""A word that occurs so often counts as something a feature can be about."""


@dataclass(frozen=True)
class Yardsticks:
    """What stands beside the features: linear probes of the same activations, and their F1 on the judging half."""

    token: Readouts
    token_f1: Float[ndarray, "label"]
    story_f1: Float[ndarray, "_"]


def yardsticks(world: World, acts: Float[ndarray, "token d"]) -> Yardsticks:
    """Fit linear probes of tokens and of stories' mean activations on the choosing half."""
    known = len(acts)
    judging, member = world.judging_tokens[:known], world.member[:known]
    token = fit_readouts(acts[~judging], member[~judging])
    means = World.mean_of_stories(world, acts) if known == len(world.story) else None
    story_f1 = np.full(len(world.story_names), np.nan)
    if means is not None:
        story = fit_readouts(means[~world.judging], world.labels[~world.judging])
        story_f1 = f1_scores(story.claims(means[world.judging]), world.labels[world.judging])
    return Yardsticks(token, f1_scores(token.claims(acts[judging]), member[judging]), story_f1)


def properties(
    world: World, by: Told, null: Told, sticks: Yardsticks, control: Told | None, seed: int
) -> tuple[list[Row], tuple[float, float]]:
    """A row for each property that the judging half has, and the 95% interval of coverage."""
    generator = numpy_generator(seed, "sae_eval", "intervals")
    rows: list[Row] = []
    draws: list[ndarray] = []
    levels = (
        ("token", world.token_names, by.token, null.token, sticks.token_f1, world.member[world.judging_tokens]),
        ("story", world.story_names, by.story, null.story, sticks.story_f1, world.labels[world.judging]),
    )
    home = {"token": world.story[world.judging_tokens], "story": np.flatnonzero(world.judging)}
    for level, names, judged, other, probe, truth in levels:
        there = judged.n > 0
        low, high, means = f1_intervals(judged.claims[:, there], truth[:, there], home[level], generator)
        draws.append(means * there.sum())
        beside = None if control is None else getattr(control, level)
        made = _rows(level, names, judged, other, probe, beside)
        rows += [row | {"lo": float(lo), "hi": float(hi)} for row, lo, hi in zip(made, low, high, strict=True)]
    mean = sum(draws) / max(len(rows), 1)
    return rows, (float(np.quantile(mean, 0.025)), float(np.quantile(mean, 0.975)))


def _rows(
    level: str,
    names: Sequence[Name],
    judged: Judged,
    null: Judged,
    probe: Float[ndarray, "label"],
    control: Judged | None,
) -> list[Row]:
    columns: dict[str, ndarray] = {
        "feature": judged.feature,
        "share_of_peak": judged.share,
        "f1": judged.f1,
        "precision": judged.precision,
        "recall": judged.recall,
        "n": judged.n,
        "chance": judged.chance,
        "shuffled": null.f1,
        "probe_f1": probe,
        "random_init_f1": np.full(len(names), np.nan) if control is None else control.f1,
    }
    return [
        {"level": level, "axis": axis, "value": value}
        | {name: None if _missing(column[index]) else column[index].item() for name, column in columns.items()}
        for index, (axis, value) in enumerate(names)
        if judged.n[index]
    ]


def _missing(value: Any) -> bool:
    return isinstance(value, np.floating) and bool(np.isnan(value))


def densities(frequency: Float[ndarray, "feature"]) -> list[Row]:
    """How many features are active on which share of tokens, in quarter powers of ten; the dead apart."""
    edges = np.arange(-7, 0.01, 0.25)
    counts, _ = np.histogram(np.log10(np.clip(frequency[frequency > 0], 1e-7, 1)), edges)
    rows: list[Row] = [{"lower": None, "upper": None, "count": int((frequency == 0).sum())}]
    return rows + [
        {"lower": float(low), "upper": float(high), "count": int(count)}
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]


def feature_rows(
    world: World, seen: Observed, tokens: Activity, word_of: Sequence[str]
) -> tuple[list[Row], dict[str, float]]:
    """A row for each feature with what it overlaps most (a property or a word), and the means over alive features."""
    table, words = with_words(world.member, world.words, _WORD_LEAST)
    moved, _ = with_words(world.null_member, np.roll(world.words, len(world.words) // 2), _WORD_LEAST)
    names = [*world.token_names, *[("word", word_of[word]) for word in words]]
    own, null = (overlaps(tokens, one, world.judging_tokens) for one in (table, moved))
    frequency = seen.fidelity.frequency.cpu().numpy()
    sums = np.asarray(tokens.values.sum(axis=0)).ravel()
    fired = np.maximum(frequency * seen.fidelity.tokens, 1)
    peaks = tokens.peaks()
    rows = [
        {
            "feature": index,
            "density": float(frequency[index]),
            "mean_active": float(sums[index] / fired[index]),
            "peak": float(peaks[index]),
            "axis": names[own.label[index]][0] if own.label[index] >= 0 else None,
            "value": names[own.label[index]][1] if own.label[index] >= 0 else None,
            "iou": float(own.iou[index]),
            "iou_shuffled": float(null.iou[index]),
            "dead": bool(frequency[index] == 0),
            "dense": bool(frequency[index] > 0.1),
        }
        for index in range(tokens.features)
    ]
    return rows, {"monosemanticity": _alive(own, frequency), "monosemanticity_shuffled": _alive(null, frequency)}


def _alive(found: Overlaps, frequency: Float[ndarray, "feature"]) -> float:
    alive = frequency > 0
    return float(found.iou[alive].mean()) if alive.any() else 0.0


def splits(
    world: World,
    tokens: Activity,
    by: Told,
    sticks: Yardsticks,
    seen: Observed,
    directions: Float[ndarray, "feature d"],
) -> tuple[list[Row], list[Row]]:
    """For each property of tokens: the features that share it, and how often all of them are silent."""
    peaks = tokens.peaks()
    split_rows: list[Row] = []
    absorbed_rows: list[Row] = []
    known = len(seen.acts)
    told = world.judging_tokens[:known]
    judged_acts = seen.acts[told]
    part = Activity(tokens.values[np.flatnonzero(told)])
    for label, (axis, value) in enumerate(world.token_names):
        if not by.token.n[label]:
            continue
        found = split(tokens, world.member[:, label], world.judging_tokens, by.token.share[label] * peaks)
        split_rows.append(
            {
                "axis": axis,
                "value": value,
                "features": len(found.features),
                "chosen": list(found.features),
                "f1_one": found.f1_one,
                "f1_all": found.f1_all,
            }
        )
        if directions.shape[1] != judged_acts.shape[1]:
            continue  # a transcoder writes elsewhere than where the probe reads
        truth = world.member[:known][told][:, label]
        lost = absorption(part, judged_acts, truth, label, sticks.token, directions, found.features)
        absorbed_rows.append(
            {
                "axis": axis,
                "value": value,
                "feature": found.features[0] if found.features else None,
                "n": lost.n,
                "absorbed": lost.absorbed,
                "share_missed": lost.missed,
            }
        )
    return split_rows, absorbed_rows

"""One patching experiment from artifacts to written tables."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from probes import patching_files, patching_sweep, patching_tables
from probes.circuits.gradients import slopes
from probes.patching import PatchConfig
from probes.patching_engine import record
from probes.patching_metrics import scorer
from probes.patching_names import BY_HEAD, COMPONENTS
from probes.patching_pairs import Answered, answered
from probes.patching_prompts import ALL, Prompts, by_position, role_names
from probes.patching_sweep import FEATURE, Patched, Place
from probes.saelens_bridge import Dictionary, load_sae, must_fit
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import load_model
from workbench.language.transformer import Transformer
from workbench.progress import Progress
from workbench.seeding import numpy_generator


def measure(config: PatchConfig, parents: Sequence[Artifact], folder: Path, progress: Progress) -> dict[str, Any]:
    """Patch the pairs of `parents` (model, pairs and perhaps a dictionary), write the tables and return the summary."""
    loaded = load_model(parents[0])
    model = loaded.model
    found = answered(loaded, parents[1], progress, how=config.select, form=config.form, most=config.most)
    began = time.perf_counter()
    prompts = [by_position(batch) for batch in found.prompts] if config.by == "position" else list(found.prompts)
    dictionary = _dictionary(parents[2], model) if len(parents) > 2 else None
    patches = _patch(config, model, prompts, dictionary, progress)
    clean, corrupt = found.chosen_clean, found.chosen_corrupt
    generator = numpy_generator(config.seed, "patching", "bootstrap")
    effects = patching_tables.effects(patches, clean, corrupt, config.safe_gap, generator)
    others = patching_tables.other_metrics(patches, _bases(config.metrics, model, prompts), generator)
    by_form = patching_tables.effects_by_form(patches, clean, corrupt, found.chosen_forms, generator)
    patching_files.write_effects(folder, effects, others, by_form)
    _write_pairs(folder, found)
    patching_files.write_maps(
        folder / "pair_maps.parquet", model, loaded.tokenizer, found.prompts, _clearest(found, config.examples)
    )
    account = patching_tables.account(found.clean, found.corrupt, generator)
    chosen = patching_tables.selected(found.selection, found.clean, found.corrupt, config.select)
    progress.say(str(chosen["selection"]))
    if found.selection.used != "solved" and not account["told_apart"]:
        progress.say("The model does not tell these pairs apart, so effects (shares of that gap) mean nothing here.")
    return {
        "factor": found.pairs[0].factor,
        **account,
        **chosen,
        "by": config.by,
        "metrics": config.metrics,
        "direction": config.directions[0],
        "components": patching_tables.components(effects, config.directions[0]),
        "real": sum(row["real"] for row in effects),
        "places": len(effects),
        "left_out": found.left_out,
        "patches": sum(len(patched.logit_diff) for patched in patches),
        "seconds": round(time.perf_counter() - began, 2),
    }


def _dictionary(source: Artifact, model: Transformer) -> Dictionary:
    dictionary = load_sae(source)
    must_fit(dictionary, model.config)
    if dictionary.hook.site not in [site for name, site in COMPONENTS.items() if name not in BY_HEAD]:
        what = f"The dictionary {dictionary.name} reads {dictionary.hook}, whose features cannot be patched."
        raise StoryscopeError(what, "Use one of the residual stream, attention output or MLP output.")
    return dictionary


def _patch(
    config: PatchConfig,
    model: Transformer,
    prompts: Sequence[Prompts],
    dictionary: Dictionary | None,
    progress: Progress,
) -> list[Patched]:
    """Everything at every role, but heads first at all positions at once and then only the strongest by role."""
    first = patching_sweep.places(model, prompts, config.components, heads_by_role=False)
    if dictionary is not None:
        strongest = strongest_features(model, prompts, dictionary, config.features)
        first += [
            Place(FEATURE, dictionary.hook.layer, None, role, feature)
            for feature in strongest
            for role in (*role_names(prompts), ALL)
        ]
    patches = _swept(config, model, prompts, first, dictionary, progress)
    heads = [one for one in patches if one.place.head is not None and one.direction == config.directions[0]]
    unpatched = patching_sweep.preferences(model, prompts)[config.directions[0] == "denoising"]
    heads.sort(key=lambda one: -abs(float((one.logit_diff - unpatched).mean())))
    return patches + _swept(config, model, prompts, _by_role(model, prompts, heads, config.top_heads), None, progress)


def _by_role(model: Transformer, prompts: Sequence[Prompts], ranked: Sequence[Patched], most: int) -> list[Place]:
    heads: dict[str, list[Place]] = {}
    for one in ranked:
        here = heads.setdefault(one.place.component, [])
        if len(here) < most:
            here.append(one.place)
    kept = {(place.component, place.layer, place.head) for here in heads.values() for place in here}
    return [
        place
        for place in patching_sweep.places(model, prompts, list(heads))
        if (place.component, place.layer, place.head) in kept and place.role != ALL
    ]


def _swept(
    config: PatchConfig,
    model: Transformer,
    prompts: Sequence[Prompts],
    wanted: Sequence[Place],
    dictionary: Dictionary | None,
    progress: Progress,
) -> list[Patched]:
    pairs = sum(len(batch.ids) for batch in prompts)
    with progress.task("patching", len(wanted) * pairs * len(config.directions), "patches") as task:
        return patching_sweep.sweep(model, prompts, wanted, config.directions, task, config.metrics, dictionary)


def strongest_features(model: Transformer, prompts: Sequence[Prompts], dictionary: Dictionary, most: int) -> list[int]:
    """The features whose difference between the two runs matters most to first order, anywhere in the prompt."""
    total = torch.zeros(dictionary.d_sae)
    for batch in prompts:
        corrupt = slopes(model, batch.corrupt, batch.answers, [dictionary.hook])
        clean = record(model, batch.clean, batch.answers)
        difference = dictionary.encode(clean.acts[dictionary.hook]) - dictionary.encode(corrupt.acts[dictionary.hook])
        along: Tensor = corrupt.grads[dictionary.hook] @ dictionary.W_dec.T
        total += (difference * along).sum((0, 1))
    return total.abs().topk(min(most, dictionary.d_sae)).indices.tolist()


def _bases(
    metrics: Sequence[str], model: Transformer, prompts: Sequence[Prompts]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Every metric's values of the clean and of the corrupt runs."""
    sides: list[list[Tensor]] = [[], []]
    for group in patching_sweep.record_all(model, prompts):
        score = scorer(metrics, group.prompts.answers, group.clean.logits)
        everyone = torch.arange(len(group.prompts.ids))
        for side, run in zip(sides, (group.clean, group.corrupt), strict=True):
            side.append(score(run.logits, everyone).double())
    clean, corrupt = (torch.cat(side).numpy() for side in sides)
    return {metric: (clean[:, at], corrupt[:, at]) for at, metric in enumerate(metrics)}


def _clearest(found: Answered, examples: int) -> list[str]:
    """The chosen pairs that the model tells apart most clearly."""
    sure = np.minimum(found.chosen_clean, -found.chosen_corrupt)
    return [found.chosen_pairs[int(at)].id for at in np.argsort(-sure, kind="stable")[:examples]]


def _write_pairs(folder: Path, found: Answered) -> None:
    patching_files.write_forms(folder / "forms.parquet", found.selection.forms)
    patching_files.write_scores(
        folder / "pair_scores.parquet",
        found.pairs,
        found.tokens,
        found.clean,
        found.corrupt,
        found.forms,
        found.selection,
    )

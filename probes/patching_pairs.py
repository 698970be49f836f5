"""The pairs of an experiment as a model takes them: which fit, which it solves, and which are used."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from probes import patching_prompts, patching_sweep
from probes.patching_prompts import Prompts
from probes.patching_selection import Selection, form_of, names_in, select
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import LoadedModel
from workbench.progress import Progress
from workbench.records import MinimalPair


@dataclass(frozen=True)
class Answered:
    """Pairs in the order of their length with the unpatched logit differences of both sides, and which were chosen.

    `prompts` holds the chosen pairs in batches, in the same order; `left_out` counts pairs that do not fit the model.
    """

    pairs: tuple[MinimalPair, ...]
    forms: tuple[str, ...]
    tokens: tuple[int, ...]
    clean: Float[np.ndarray, "pair"]
    corrupt: Float[np.ndarray, "pair"]
    selection: Selection
    prompts: tuple[Prompts, ...]
    left_out: int

    @property
    def chosen_clean(self) -> Float[np.ndarray, "pair"]:
        """The clean logit differences of the chosen pairs."""
        return self.clean[self.selection.chosen]

    @property
    def chosen_corrupt(self) -> Float[np.ndarray, "pair"]:
        """The corrupt logit differences of the chosen pairs."""
        return self.corrupt[self.selection.chosen]

    @property
    def chosen_pairs(self) -> list[MinimalPair]:
        """The chosen pairs."""
        return [pair for pair, chosen in zip(self.pairs, self.selection.chosen, strict=True) if chosen]

    @property
    def chosen_forms(self) -> list[str]:
        """Their forms."""
        return [form for form, chosen in zip(self.forms, self.selection.chosen, strict=True) if chosen]


def answered(
    loaded: LoadedModel,
    source: artifacts.Artifact,
    progress: Progress,
    *,
    how: str = "solved",
    form: str = "",
    most: int = 200,
    batch: int = 256,
) -> Answered:
    """Read a pairs artifact, let the model answer it, and choose.

    Raises StoryscopeError where fewer than two pairs fit the model or no form contains `form`.
    """
    told = patching_prompts.read_pairs(source.file("pairs.parquet"))
    records, refused = patching_prompts.fitting(told, loaded.tokenizer, loaded.config.context)
    if refused is not None:
        if len(records) < 2:
            raise refused
        progress.say(f"{len(told) - len(records):,} of {len(told):,} pairs are left out, such as this: {refused.what}")
    groups = patching_prompts.prompts_of(records, loaded.tokenizer, loaded.config.context)
    by_id = {pair.id: pair for pair in records}
    pairs = tuple(by_id[name] for group in groups for name in group.ids)
    names = names_in(pairs)
    forms = tuple(form_of(pair, names) for pair in pairs)
    if form and not any(form.lower() in one.lower() for one in forms):
        raise StoryscopeError(f"No pair has a form with {form!r} in it.", f"Use a part of: {_some(forms)}.")
    clean, corrupt = patching_sweep.preferences(loaded.model, groups)
    selection = select(pairs, clean, corrupt, how, most, form)
    chosen = {pair.id for pair, one in zip(pairs, selection.chosen, strict=True) if one}
    return Answered(
        pairs=pairs,
        forms=forms,
        tokens=tuple(group.clean.shape[1] for group in groups for _ in group.ids),
        clean=clean,
        corrupt=corrupt,
        selection=selection,
        prompts=tuple(patching_prompts.batches(groups, chosen, batch)),
        left_out=len(told) - len(records),
    )


def _some(forms: Sequence[str]) -> str:
    return "; ".join(list(dict.fromkeys(forms))[:6])

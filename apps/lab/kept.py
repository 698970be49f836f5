"""What the prompt lab keeps between clicks, by artifact and text; everything kept is read-only and shared."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import streamlit as st

from apps import cached, firing, prompt_reading
from workbench.artifacts import Artifact, listing
from workbench.errors import StoryscopeError
from workbench.seeding import torch_generator
from workbench.snapshots import at_step

if TYPE_CHECKING:
    from probes.lab.changing import Change
    from probes.lab.heads import HeadHabit
    from probes.lab.lens import Lens
    from probes.lab.matching import Matches
    from workbench.reading.reading import Reading as WorldReading

LONGEST = 4_000
"""Characters of a text that the lab takes."""


def _key(artifact: Artifact) -> str:
    return f"{artifact.path.resolve()}#{artifact.manifest.id}"


_HASH: dict[str | type[Any], Callable[[Any], Any]] = {Artifact: _key}
_kept = partial(st.cache_resource, show_spinner=False, hash_funcs=_HASH)


def checked(text: str) -> str:
    """Return the text; raises StoryscopeError if it is too long for the lab or holds no word."""
    if len(text) > LONGEST:
        what = f"The text has {len(text):,} characters; the lab takes {LONGEST:,}, a story or less."
        raise StoryscopeError(what, "Cut it.")
    if not text.strip():
        raise StoryscopeError("There is no word in this text.", "Type a few words.")
    return text


@_kept(max_entries=12)
def reading(
    model: Artifact, text: str, sae: Artifact | None, changes: tuple[str, ...] = (), probe: Artifact | None = None
) -> prompt_reading.Reading:
    """Return what the model, changed or not, makes of a text, with the activation that a dictionary reads."""
    from probes.lab.changing import edits_of

    loaded = cached.loaded_model(model)
    taps = () if sae is None else (cached.loaded_dictionary(sae).hook,)
    edits = edits_of(made_changes(model, changes, sae, probe))
    return prompt_reading.read_prompt(loaded, checked(text), taps, edits=edits)


def made_changes(
    model: Artifact, changes: tuple[str, ...], sae: Artifact | None, probe: Artifact | None
) -> "list[Change]":
    """Return the changes that these words ask for; raises StoryscopeError for what is not there."""
    from probes.lab.directions import asked
    from probes.lab.directions import changes as make

    wanted = [asked(one) for one in changes]
    dictionary = None if sae is None else cached.loaded_dictionary(sae)
    return make(wanted, cached.loaded_model(model).config, dictionary, probe)


@_kept(max_entries=12)
def lens(model: Artifact, text: str, sae: Artifact | None) -> "Lens":
    """Return what every depth would say of a text."""
    import torch

    from probes.lab.lens import logit_lens

    read = reading(model, text, sae)
    return logit_lens(cached.loaded_model(model).model, torch.from_numpy(read.stream), read.run.tokens, top=8)


def names(model: Artifact, tokens: list[int]) -> list[str]:
    """Return the names of tokens in the model's vocabulary."""
    from probes.lab.reading import token_names

    return token_names(cached.loaded_model(model), tokens)


@_kept(max_entries=12)
def habits(model: Artifact, text: str, sae: Artifact | None) -> "list[HeadHabit]":
    """Return what every head mostly does on a text."""
    from probes.lab.heads import head_habits

    read = reading(model, text, sae)
    return head_habits(read.patterns, np.array(read.ids))


@_kept(max_entries=8)
def fires(model: Artifact, text: str, sae: Artifact | None, features: Artifact) -> np.ndarray:
    """Return `firing.activations` [token, unit] of a text."""
    dictionary = None if sae is None else cached.loaded_dictionary(sae)
    return firing.activations(reading(model, text, sae), cached.unit_table(features), dictionary)


@_kept(max_entries=16)
def told(
    model: Artifact,
    start: tuple[int, ...],
    changes: tuple[str, ...],
    sae: Artifact | None,
    probe: Artifact | None,
    *,
    n: int,
    words: int,
    temperature: float,
    seed: int,
) -> list[list[int]]:
    """Return `n` continuations of some tokens; the same seed draws alike whatever the changes."""
    from probes.lab.changing import edits_of
    from probes.lab.telling import tell_changed

    loaded = cached.loaded_model(model)
    edits = edits_of(made_changes(model, changes, sae, probe))
    generator = torch_generator(seed, "lens")
    return tell_changed(loaded.model, [list(start)] * n, words, temperature, generator, edits)


@_kept(max_entries=16)
def world(text: str) -> "WorldReading":
    """Return what an independent reader makes of a text."""
    from workbench.reading.reading import read

    return read(text, "simple")


def beside(kind: str, model: Artifact) -> Artifact | None:
    """Return the newest artifact of a kind that was made from this model."""
    return next((one for one in reversed(listing(kind)) if model.ref in one.manifest.parents), None)


def written(model: Artifact, text: str, *, words: int, temperature: float, seed: int) -> str:
    """Return the text with what the model adds to it; without a text, a story of its own."""
    loaded = cached.loaded_model(model)
    begin = cast("int", loaded.tokenizer.convert_tokens_to_ids(str(loaded.tokenizer.bos_token)))
    start = tuple(reading(model, text, None).ids) if text.strip() else (begin,)
    added = told(model, start, (), None, None, n=1, words=words, temperature=temperature, seed=seed)[0]
    return str(loaded.tokenizer.decode([*start[1:], *added]))


@_kept(max_entries=8)
def losses_along(model: Artifact, text: str, steps: tuple[int, ...]) -> list[float]:
    """Return the mean loss (nats a token) of a text at some steps of a model's training."""
    from probes.lab.reading import run_text
    from workbench.language.checkpoints import load_model

    return [run_text(load_model(at_step(model, step)), checked(text)).mean_loss for step in steps]


@_kept(max_entries=2, show_spinner="Matching features (once) …")
def matches(first: Artifact, second: Artifact, model: Artifact, corpus: Artifact) -> "Matches":
    """Return which feature of one dictionary is which of another, over the tokens of 100 test stories."""
    import torch

    from probes.lab.matching import match
    from probes.lab.reading import run_text
    from workbench.stories.corpus import Corpus

    one, two = cached.loaded_dictionary(first), cached.loaded_dictionary(second)
    if one.hook != two.hook or one.d_in != two.d_in:
        what = f"One dictionary reads {one.hook}, the other {two.hook}."
        raise StoryscopeError(what, "Choose two of one place.")
    loaded = cached.loaded_model(model)
    runs = (run_text(loaded, text, [one.hook]) for text in Corpus.open(corpus).texts("test", 100))
    acts = torch.cat([run.seen[one.hook][0, 1:].flatten(1) for run in runs])
    with torch.inference_mode():
        both = [dictionary.encode(acts[None])[0] for dictionary in (one, two)]
    return match(one.W_dec, two.W_dec, both[0], both[1], torch_generator(0, "matching"))

"""What the explorer keeps in memory between clicks, by artifact id: an artifact never changes, so nothing goes stale.

Everything kept is treated as read-only and shared by all sessions; each cache holds a few entries only.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from operator import attrgetter
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import streamlit as st

from apps import item_view, prompt_reading, results, store, story_search, unit_search, units
from apps.figures import KindScore, LossPoint, ProbeCell
from apps.results import PairMap, ScoredRow
from workbench.artifacts import Artifact
from workbench.errors import StoryscopeError
from workbench.records import Story

if TYPE_CHECKING:
    from probes.saelens_bridge import Dictionary
    from workbench.language.checkpoints import LoadedModel


def _key(artifact: Artifact) -> str:
    return f"{artifact.path.resolve()}#{artifact.manifest.id}"


_HASH: dict[str | type[Any], Callable[[Any], Any]] = {Artifact: _key, Story: attrgetter("id")}
_kept = partial(st.cache_resource, show_spinner=False, hash_funcs=_HASH)


@_kept(max_entries=8)
def label_values(corpus: Artifact) -> dict[str, list[str]]:
    """Return the labels that stories can be chosen by."""
    return story_search.choices(corpus)


@_kept(max_entries=8)
def splits(corpus: Artifact) -> list[str]:
    """Return the splits of a corpus."""
    return store.splits(corpus)


@_kept(max_entries=64, show_spinner="Searching the stories …")
def found(corpus: Artifact, query: story_search.Query) -> story_search.Found:
    """Return what a search found, counted."""
    return story_search.found(corpus, query)


@_kept(max_entries=64)
def search(corpus: Artifact, query: story_search.Query, offset: int, limit: int) -> pa.Table:
    """Return one page of what a search found."""
    return story_search.search(corpus, query, offset=offset, limit=limit)


@_kept(max_entries=256)
def where_is(corpus: Artifact, wanted: str) -> tuple[str, int] | None:
    """Return where a story lies."""
    return story_search.where_is(corpus, wanted)


@_kept(max_entries=64)
def siblings(corpus: Artifact, story: Story) -> list[tuple[str, int]]:
    """Return where the other stories of its group lie."""
    return story_search.siblings(corpus, story)


@_kept(max_entries=64)
def story_at(corpus: Artifact, shard: str, row: int) -> Story:
    """Return one story."""
    return story_search.story_at(corpus, shard, row)


@_kept(max_entries=8)
def training_log(model: Artifact) -> list[LossPoint]:
    """Return a model's training log."""
    return store.training_log(model)


@_kept(max_entries=8)
def probe_cells(probe: Artifact) -> list[ProbeCell]:
    """Return every probe with its controls."""
    return results.probe_cells(probe)


@_kept(max_entries=8)
def confusions(probe: Artifact) -> list[dict[str, Any]]:
    """Return the confusions of the best probes."""
    return results.confusions(probe)


@_kept(max_entries=8)
def effect_rows(patching: Artifact) -> list[dict[str, Any]]:
    """Return the averaged patching effects."""
    return results.effect_rows(patching)


@_kept(max_entries=8)
def pair_maps(patching: Artifact) -> list[PairMap]:
    """Return the pairs with a map of their own."""
    return results.pair_maps(patching)


@_kept(max_entries=8)
def kind_scores(result: Artifact) -> list[KindScore]:
    """Return WinoGrande accuracy by kind."""
    return results.kind_scores(result)


@_kept(max_entries=4)
def scored_items(result: Artifact) -> list[ScoredRow]:
    """Return the scored WinoGrande items."""
    return results.scored_items(result)


@_kept(max_entries=256)
def item_pieces(model: Artifact, row: ScoredRow) -> tuple[list[str], list[str]] | None:
    """Return the scored tokens of an item's options."""
    with store.readable(model):
        return item_view.continuation_pieces(model, row)


@_kept(max_entries=4)
def unit_table(features: Artifact) -> pa.Table:
    """Return one row per neuron and feature."""
    return units.unit_table(features)


@_kept(max_entries=4)
def unit_texts(features: Artifact) -> pa.ChunkedArray:
    """Return what the search over units reads."""
    return unit_search.texts_of(unit_table(features))


@_kept(max_entries=4)
def row_of_unit(features: Artifact) -> dict[str, int]:
    """Return unit -> row."""
    return {unit: row for row, unit in enumerate(unit_table(features)["unit"].to_pylist())}


@_kept(max_entries=64)
def firing_on(features: Artifact, token: str) -> pa.Table | None:
    """Return the units that fire on a token type."""
    return unit_search.firing_on(features, token)


@_kept(max_entries=4)
def label_choices(features: Artifact) -> dict[str, tuple[str, str, str]]:
    """Return the labels that cards are measured against."""
    return units.label_choices(features)


@_kept(max_entries=16)
def ranked_for(features: Artifact, label: tuple[str, str, str]) -> pa.Table:
    """Return how well each unit tells one label."""
    return units.ranked_for(features, label)


_LOADING = Lock()
"""Held while anything is loaded: transformers fills its own module while it is imported, which two threads spoil."""


@cache
def warm_up() -> Thread:
    """Import in the background, once, what the prompt page needs, so that its first opening does not wait for it."""
    started = Thread(target=_warm, daemon=True)
    started.start()
    return started


def _warm() -> None:
    with _LOADING, suppress(StoryscopeError):
        from workbench.language.checkpoints import load_model

        # Half of what a first load takes is imported on the way; a model that cannot be read is for its page to tell.
        load_model()


@_kept(max_entries=2, show_spinner="Loading the model (once) …")
def loaded_model(model: Artifact) -> "LoadedModel":
    """Return the model in memory; later clicks and other sessions share it."""
    with _LOADING, store.readable(model):
        from workbench.language.checkpoints import load_model

        return load_model(model)


@_kept(max_entries=2, show_spinner="Loading the dictionary (once) …")
def loaded_dictionary(sae: Artifact) -> "Dictionary":
    """Return a dictionary in memory."""
    with _LOADING, store.readable(sae):
        from probes.saelens_bridge import load_sae

        return load_sae(sae.path)


@_kept(max_entries=32)
def reading(model: Artifact, text: str, sae: Artifact | None) -> prompt_reading.Reading:
    """Return what the model makes of a text, with the activation that a dictionary reads."""
    taps = () if sae is None else (loaded_dictionary(sae).hook,)
    return prompt_reading.read_prompt(loaded_model(model), text, taps)

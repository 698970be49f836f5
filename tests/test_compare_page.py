"""Two of a kind side by side, two models on the same items, and an item of one's own, by hand and on the pages."""

from pathlib import Path

import pytest
import streamlit as st

from apps import cached
from apps.beside.models import gains
from apps.causal.effects import row_name, strongest
from apps.causal.one_pair import shows_best
from apps.lab import kept
from apps.results import PairMap, ScoredRow
from apps.wino.against import against, by_kind
from apps.wino.own import scored
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import resolve
from workbench.errors import StoryscopeError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()


def row(ident: int, *, right: bool, kind: str = "fit") -> ScoredRow:
    return ScoredRow(
        id=str(ident),
        twin="",
        kind=kind,
        sentence=f"{ident} _ ran.",
        options=("a", "b"),
        answer="1",
        predicted="1" if right else "2",
        scores=(-1.0, -2.0),
        log_probs=([-1.0], [-2.0]),
        unknown=False,
    )


def test_models_are_compared_on_shared_items_only() -> None:
    first = [row(i, right=i < 7, kind="fit" if i % 2 else "name") for i in range(10)]
    second = [row(i, right=i in (0, 8), kind="fit") for i in range(1, 12)]
    found = against(first, second)
    # shared: 1..9; first right 1..6, second right 8
    assert found is not None
    assert (found.n, found.both, found.only_first, found.only_second, found.neither) == (9, 0, 6, 1, 2)
    # exact two-sided binomial of 1 or fewer of 7: 2 * (1 + 7) / 128
    assert found.p == pytest.approx(0.125)
    assert (found.first, found.second) == (pytest.approx(6 / 9), pytest.approx(1 / 9))
    assert {kind: one.n for kind, one in by_kind(first, second).items()} == {"fit": 5, "name": 4}
    assert against(first, []) is None
    same = against(first, first)
    assert same is not None and same.p == 1.0 and same.first_among_split == (0.0, 1.0)


def test_an_own_item_scores_as_the_benchmark_does_and_bad_ones_are_refused() -> None:
    model, mine = resolve("model"), cached.scored_items(resolve("winogrande"))[0]
    found = scored(model, mine.sentence, *mine.options)
    assert found.scores == pytest.approx(mine.scores, abs=1e-4)
    assert found.predicted == mine.predicted
    bad = (
        ("No blank.", "a", "b"),
        ("_ and _.", "a", "b"),
        ("It was _.", "a", "b"),
        ("_ ran.", "a", "A"),
        ("_ ran.", "", "b"),
    )
    for sentence, one, two in (*bad, ("_ ran." * 300, "a", "b")):
        with pytest.raises(StoryscopeError):
            scored(model, sentence, one, two)


def test_the_page_compares_with_nobody_and_reads_hostile_items() -> None:
    test = opened("winogrande", own="Tom _ ran to the tree.", own1="a", own2=HOSTILE)
    assert "No other model has answered" in " ".join(one.value for one in test.caption)
    assert "<script" not in html_of(test) and "<img" not in html_of(test)
    assert "blank" in messages(sound(test.text_input(key="own").set_value("Tom ran.").run()))


def test_a_model_beside_itself_differs_in_nothing() -> None:
    test = opened("compare")
    assert "only one here" in messages(test)
    reading = kept.reading(resolve("model"), "Tom had a ball.", None)
    assert all(gap == 0 for _, gap in gains(reading, reading))
    assert "No model here kept checkpoints" in " ".join(
        one.value for one in opened("compare", what="checkpoints").caption
    )


def test_a_dictionary_beside_itself_matches_itself() -> None:
    test = opened("compare", what="dictionaries")
    table = test.dataframe[1].value
    assert (table["first"] == table["second"]).all()
    assert (table["cosine"] > 0.999).all()
    fired = table[table["fires like"] != "–"]
    assert (fired["correlation"] > 0.99).all()


@pytest.mark.parametrize("part", ["circuit", "selectivity", "interchange", "attribution"])
def test_parts_without_an_artifact_say_what_to_run(part: str) -> None:
    test = opened("patching", show=part)
    assert test.code[0].value.startswith(f"storyscope {part}")
    assert test.code[-1].value.startswith(f"storyscope {part}")


@pytest.mark.parametrize("part", ["single tokens", "along training", "steering", "erasure"])
def test_probes_without_an_artifact_say_what_to_run(part: str) -> None:
    test = opened("probes", show=part)
    assert test.code[0].value == test.code[-1].value
    assert test.code[0].value.startswith("storyscope ")


def pair(name: str, effects: list[list[float]]) -> PairMap:
    return PairMap(
        name=name,
        clean="a",
        corrupt="b",
        answer_clean="a",
        answer_corrupt="b",
        clean_logit_diff=1.0,
        corrupt_logit_diff=-1.0,
        tokens_clean=["x", "y"],
        tokens_corrupt=["x", "z"],
        roles=["before", "cue"],
        maps={"resid_pre": effects, "z 1": effects[::-1]},
    )


def test_the_pair_that_shows_a_place_best_is_found() -> None:
    pairs = [pair("one", [[0.9, 0.1], [0.0, 0.2]]), pair("two", [[0.0, 0.4], [0.0, 0.1]])]
    assert shows_best(pairs, "resid_pre", "layer 0", "cue") == 1
    assert shows_best(pairs, "resid_pre", "layer 0", "before") == 0
    assert shows_best(pairs, "resid_pre", "layer 1", "cue") == 0
    assert shows_best(pairs, "z", "layer 1 head 1", "cue") == 1
    for nonsense in ("", "layer x", "layer 99", HOSTILE):
        assert shows_best(pairs, "resid_pre", nonsense, "cue") == 0


def test_only_the_strongest_of_many_places_are_drawn_in_the_models_order() -> None:
    rows = [
        {"layer": layer, "head": head, "feature": None, "role": "cue", "effect": layer + head / 10}
        for layer in range(8)
        for head in range(8)
    ]
    shown = strongest(rows)
    assert len(shown) == 24
    assert shown == sorted(shown, key=lambda one: (one["layer"], one["head"]))
    assert row_name(shown[0]) == "layer 5 head 0"

"""Minimal pairs: aligned, proved by both worlds, one fact apart."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from workbench.errors import StoryscopeError
from workbench.records import MinimalPair, RoleSpan
from workbench.stories import twins
from workbench.stories.lexicon import types
from workbench.stories.pair_cases import CASES
from workbench.stories.pair_stage import Case, tell_case
from workbench.stories.twins import FACTORS, ItemsConfig, PairsConfig, make_items, make_pairs, minimal_pairs
from workbench.stories.words import split_words

TYPES = frozenset(types("minuscule"))
ROLES = {"before", "cue", "entity", "verb", "after", "last"}


@pytest.fixture(scope="module", params=FACTORS)
def pairs(request: pytest.FixtureRequest) -> list[MinimalPair]:
    return minimal_pairs(request.param, 150, 0)


def test_the_factors_are_there() -> None:
    assert {"holder", "place", "emotion", "fit", "name", "helper", "preference"} <= set(FACTORS)


def test_texts_align_and_differ_only_in_the_cue(pairs: list[MinimalPair]) -> None:
    assert len(pairs) == 150
    for pair in pairs:
        clean, corrupt = split_words(pair.clean), split_words(pair.corrupt)
        assert len(clean) == len(corrupt)
        assert set(clean) | set(corrupt) | {pair.answer_clean.lower(), pair.answer_corrupt.lower()} <= TYPES
        assert 1 <= sum(a != b for a, b in zip(clean, corrupt, strict=True)) <= 2
        assert pair.answer_clean != pair.answer_corrupt
        assert clean[-1] == corrupt[-1]
        for cue, other in zip(spans(pair.roles_clean, "cue"), spans(pair.roles_corrupt, "cue"), strict=True):
            assert pair.clean[cue.start : cue.end] != pair.corrupt[other.start : other.end]


def spans(roles: tuple[RoleSpan, ...], role: str) -> list[RoleSpan]:
    return [span for span in roles if span.role == role]


def test_roles_cover_every_token_in_the_same_order(pairs: list[MinimalPair]) -> None:
    for pair in pairs:
        assert [span.role for span in pair.roles_clean] == [span.role for span in pair.roles_corrupt]
        assert {span.role for span in pair.roles_clean} <= ROLES
        for text, roles in ((pair.clean, pair.roles_clean), (pair.corrupt, pair.roles_corrupt)):
            words = [word for span in roles for word in split_words(text[span.start : span.end])]
            assert words == split_words(text)
            assert [span.role for span in roles].count("last") == 1 and roles[-1].role == "last"
            assert split_words(text[roles[-1].start : roles[-1].end]) == split_words(text)[-1:]
            assert spans(roles, "cue")


def test_names_are_capital_and_other_answers_are_not(pairs: list[MinimalPair]) -> None:
    for pair in pairs:
        named = pair.factor in ("holder", "name", "helper")
        assert pair.answer_clean[0].isupper() == named == pair.answer_corrupt[0].isupper()


def test_answers_do_not_follow_recency(pairs: list[MinimalPair]) -> None:
    """The word mentioned last is not the answer much more or less often in the clean than in the corrupt prompts."""
    if pairs[0].factor not in ("holder", "name", "preference"):
        return
    last = 0
    for pair in pairs:
        for text, good, bad in (
            (pair.clean, pair.answer_clean, pair.answer_corrupt),
            (pair.corrupt, pair.answer_corrupt, pair.answer_clean),
        ):
            last += text.rfind(good) > text.rfind(bad)
    if pairs[0].factor == "holder":
        assert 0.3 < last / (2 * len(pairs)) < 1.0


def test_every_case_is_proved_by_replaying_its_world() -> None:
    for cases in CASES.values():
        for case in cases:
            for seed in range(20):
                assert tell_case(case, seed, False).proved
                assert tell_case(case, seed, True).proved


def test_a_world_that_disagrees_with_its_words_gives_no_pair() -> None:
    def liar(case: Case) -> None:
        CASES["holder"][0](case)
        thing = next(key[1] for key in case.world.state if key[0] == "holder")
        case.world.become("holder", thing, next(iter(case.world.entities)))
        case.world.become("holder", thing, "")

    assert not tell_case(liar, 3, False).proved


def test_pairs_are_different_and_the_same_for_the_same_seed(pairs: list[MinimalPair]) -> None:
    assert len({pair.clean for pair in pairs} | {pair.corrupt for pair in pairs}) == 2 * len(pairs)
    assert minimal_pairs(pairs[0].factor, 20, 5) == minimal_pairs(pairs[0].factor, 20, 5)


def test_unknown_factors_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="holder"):
        minimal_pairs("colour of the sky", 3, 0)
    with pytest.raises(StoryscopeError, match="holder"):
        PairsConfig(factor="colour")
    with pytest.raises(StoryscopeError, match="twins"):
        ItemsConfig(n=3)


def test_artifacts_hold_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    made = make_pairs(PairsConfig(factor="fit", n=7, seed=1))
    rows = pq.read_table(made.file("pairs.parquet")).to_pylist()
    assert [row["clean"] for row in rows] == [pair.clean for pair in minimal_pairs("fit", 7, 1)]
    assert set(rows[0]["roles_clean"][0]) == {"start", "end", "role"}
    assert make_pairs(PairsConfig(factor="fit", n=7, seed=1)).path == made.path
    items = make_items(ItemsConfig(n=10, seed=1))
    loaded = json.loads(items.file("items.json").read_text(encoding="utf-8"))
    assert len(loaded) == 10
    assert set(loaded[0]) == {"id", "twin", "kind", "sentence", "option1", "option2", "answer"}
    assert twins.make_items(ItemsConfig(n=10, seed=1)).path == items.path

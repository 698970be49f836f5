"""Minimal pairs: aligned, proved by both worlds, one fact apart."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from apps.cli.main import main
from workbench.errors import StoryscopeError
from workbench.records import MinimalPair, RoleSpan
from workbench.stories import pair_cases, pair_chains, twins
from workbench.stories.lexicon import types
from workbench.stories.pair_families import FAMILIES, parse_change
from workbench.stories.pair_proof import check_worlds, prove
from workbench.stories.pair_stage import Case, act, replayed, tell_case
from workbench.stories.twins import (
    FACTORS,
    MOST_CHANGED,
    ItemsConfig,
    PairsConfig,
    TwinsConfig,
    make_items,
    make_pairs,
    make_twins,
    minimal_pairs,
    twins_of,
)
from workbench.stories.words import split_words

TYPES = frozenset(types("minuscule"))
ROLES = {"before", "cue", "entity", "verb", "after", "last"}


@pytest.fixture(scope="module", params=FACTORS)
def pairs(request: pytest.FixtureRequest) -> list[MinimalPair]:
    return minimal_pairs(request.param, 150, 0)


def test_the_factors_are_there() -> None:
    assert {"holder", "place", "emotion", "fit", "name", "helper", "preference"} <= set(FACTORS)
    assert {"agent", "tense", "tone", "moral", "topic", "belief", "return", "last", "chain"} <= set(FACTORS)


def test_texts_align_and_differ_only_in_the_cue(pairs: list[MinimalPair]) -> None:
    assert len(pairs) == 150
    for pair in pairs:
        clean, corrupt = split_words(pair.clean), split_words(pair.corrupt)
        assert len(clean) == len(corrupt)
        assert set(clean) | set(corrupt) | {pair.answer_clean.lower(), pair.answer_corrupt.lower()} <= TYPES
        assert 1 <= sum(a != b for a, b in zip(clean, corrupt, strict=True)) <= MOST_CHANGED
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
        named = pair.factor in ("holder", "name", "helper", "agent", "return", "last")
        assert pair.answer_clean[0].isupper() == named == pair.answer_corrupt[0].isupper()


def test_answers_follow_neither_recency_nor_first_mention(pairs: list[MinimalPair]) -> None:
    """Where both answers are in the prompts, the one named last, or first, is right about half of the time."""
    last = first = total = 0
    for pair in pairs:
        for text, good, bad in (
            (pair.clean, pair.answer_clean, pair.answer_corrupt),
            (pair.corrupt, pair.answer_corrupt, pair.answer_clean),
        ):
            at, other = ([found.start() for found in re.finditer(rf"\b{answer}\b", text)] for answer in (good, bad))
            if at and other:
                last += max(at) > max(other)
                first += min(at) < min(other)
                total += 1
    if pairs[0].factor not in ("tense", "tone", "moral", "topic"):
        assert total > 50
        assert 0.38 < last / total < 0.64, last / total
        assert 0.38 < first / total < 0.62, first / total


def test_every_pair_is_proved_from_its_recipe_alone(pairs: list[MinimalPair]) -> None:
    for pair in pairs:
        proof = prove(pair)
        assert proof.values[0] != proof.values[1]
        assert proof.changed not in proof.consequences
        assert pair.question.endswith("?")


def test_no_answer_is_the_clean_one(pairs: list[MinimalPair]) -> None:
    clean = Counter(pair.answer_clean for pair in pairs)
    corrupt = Counter(pair.answer_corrupt for pair in pairs)
    for answer in clean | corrupt:
        total = clean[answer] + corrupt[answer]
        assert total < 40 or 0.3 < clean[answer] / total < 0.7, answer


def test_a_pair_that_was_tampered_with_is_not_proved() -> None:
    pair, other = minimal_pairs("holder", 2, 3)
    liars = {
        "something else": replace(pair, corrupt=pair.corrupt.replace(".", "!", 1)),
        "another one": replace(pair, question="Who was it?"),
        "no recipe": replace(pair, recipe="{}"),
        "tells something else": replace(pair, recipe=other.recipe),
        "answer": replace(pair, answer_clean=pair.answer_corrupt, answer_corrupt=pair.answer_clean),
    }
    for words, liar in liars.items():
        with pytest.raises(StoryscopeError, match=words):
            prove(liar)
    assert prove(pair)


def two_facts(case: Case) -> None:
    """A broken case: the turned world also differs in something that nothing makes follow."""
    pair_cases.given_to(case)
    case.given("colour", "ball", case.turn("red", "blue"))


def unfounded(case: Case) -> None:
    """A broken case: what is said to follow follows from which world it is, not from its facts."""
    pair_cases.given_to(case)
    turned = case.turned
    case.follows("luck", "story", lambda _world: "bad" if turned else "good")


@pytest.mark.parametrize(("case", "words"), [(two_facts, "2 given facts"), (unfounded, "more than follows")])
def test_worlds_that_differ_in_more_than_the_change_are_refused(case: twins_of.__class__, words: str) -> None:
    pair = minimal_pairs("holder", 1, 0)[0]
    with pytest.raises(StoryscopeError, match=words):
        check_worlds(pair, act(case, 5, False), act(case, 5, True))


def test_every_case_is_proved_by_replaying_its_world() -> None:
    for family in FAMILIES.values():
        for case in family.cases:
            for seed in range(20):
                assert tell_case(case, seed, False).proved
                assert tell_case(case, seed, True).proved


def test_a_world_that_disagrees_with_its_words_gives_no_pair() -> None:
    def liar(case: Case) -> None:
        pair_cases.given_to(case)
        thing = next(step.subject for step in case.steps if step.relation == "holder")
        case.given("holder", thing, next(iter(case.world.entities)))
        case.given("holder", thing, "")

    assert not tell_case(liar, 3, False).proved


def test_who_did_not_see_the_move_looks_where_the_thing_was() -> None:
    """Sally and Anne, by hand: the belief follows the place only while somebody is there to see it."""
    seen = 0
    for seed in range(200):
        away, there = act(pair_chains.false_belief, seed, True), act(pair_chains.false_belief, seed, False)
        changed = next(step for step in there.steps if step.changed)
        if changed.relation != "is there":
            continue
        seen += 1
        seeker = there.world.entities[changed.subject]
        thing = next(there.world.entities[step.subject] for step in there.steps if step.relation == "place")
        assert there.world.get("believes where", seeker) == there.world.get("place", thing)
        assert away.world.get("believes where", seeker) != away.world.get("place", thing)
        assert away.world.get("place", thing) == there.world.get("place", thing)
        again = replayed(there.world, there.steps, {("is there", seeker.id): "no"})
        assert again.get("believes where", seeker) == away.world.get("believes where", seeker)
    assert seen > 40


def test_beliefs_do_not_follow_recency() -> None:
    """The place named last is where one looks in about half of the prompts that ask for a belief."""
    last = total = 0
    for pair in twins_of("belief", 220, 2):
        if "look" not in pair.question:
            continue
        for text, good, bad in (
            (pair.clean, pair.answer_clean, pair.answer_corrupt),
            (pair.corrupt, pair.answer_corrupt, pair.answer_clean),
        ):
            if good in text and bad in text:
                last += text.rfind(good) > text.rfind(bad)
                total += 1
    assert total > 60
    assert 0.4 < last / total < 0.6


@pytest.mark.parametrize(
    ("change", "word"),
    [("holder(ball)", "ball"), ("holder(tim)", "Tim"), ("tone(sad)", "sad"), ("belief(Lily)", "Lily")],
)
def test_what_was_asked_for_is_what_changes(change: str, word: str) -> None:
    pairs = twins_of(change, 60, 4)
    for pair in pairs:
        proof = prove(pair)
        differing = {*proof.changed, *proof.values, *(value for two in proof.consequences.values() for value in two)}
        assert word.lower() in {one.lower() for one in differing}
        assert pair.change == f"{pair.factor}({word})"
    assert {pair.factor for pair in pairs} == {change.partition("(")[0]}


@pytest.mark.parametrize("family", FACTORS)
def test_every_argument_that_is_offered_has_pairs(family: str) -> None:
    for argument in FAMILIES[family].arguments:
        assert len(twins_of(f"{family}({argument})", 3, 1)) == 3


@pytest.mark.parametrize(
    ("change", "listed"),
    [("mood", "holder"), ("holder(moon)", "ball"), ("tone(blue)", "joyful"), ("holder((", "holder")],
)
def test_unknown_changes_are_refused_with_what_there_is(change: str, listed: str) -> None:
    with pytest.raises(StoryscopeError, match=listed):
        parse_change(change)
    with pytest.raises(StoryscopeError, match=listed):
        TwinsConfig(change=change)


def test_pairs_are_different_and_the_same_for_the_same_seed(pairs: list[MinimalPair]) -> None:
    assert len({pair.clean for pair in pairs} | {pair.corrupt for pair in pairs}) == 2 * len(pairs)
    assert minimal_pairs(pairs[0].factor, 20, 5) == minimal_pairs(pairs[0].factor, 20, 5)


@pytest.mark.parametrize("family", FACTORS)
def test_larger_tiers_have_proved_pairs_in_their_words(family: str) -> None:
    allowed = frozenset(types("simple"))
    pairs = twins_of(family, 25, 1, "simple")
    assert {word for pair in pairs for word in split_words(pair.clean)} - TYPES
    for pair in pairs:
        assert prove(pair)
        clean, corrupt = split_words(pair.clean), split_words(pair.corrupt)
        assert set(clean) | set(corrupt) | {pair.answer_clean.lower(), pair.answer_corrupt.lower()} <= allowed
        assert len(clean) == len(corrupt)
    assert all("ball" in pair.clean for pair in twins_of("holder(ball)", 5, 1, "tiny"))


def test_the_command_line_takes_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    assert main(["twins", "--change", "holder(ball)", "--n", "4"]) == 0
    shown = capsys.readouterr().out
    assert "Who had the ball?" in shown and "holder(ball): 4 pairs" in shown
    assert main(["twins", "--change", "holder(moon)"]) == 2
    assert "flower" in capsys.readouterr().err


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


def test_twins_on_demand_are_written_with_question_and_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    made = make_twins(TwinsConfig(change="holder(ball)", n=9))
    rows = pq.read_table(made.file("pairs.parquet")).to_pylist()
    assert {row["change"] for row in rows} == {"holder(ball)"} and {row["question"] for row in rows} == {
        "Who had the ball?"
    }
    assert made.manifest.summary["proved"] == len(rows) == 9
    for row in rows:
        for roles in ("roles_clean", "roles_corrupt"):
            row[roles] = tuple(RoleSpan(**span) for span in row[roles])
        assert prove(MinimalPair(**row))

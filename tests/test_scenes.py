"""Scenes say what their rules prove, in the tier's words, with spans that are what they say."""

import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.stories import rules, rules_causes, scenes
from workbench.stories.clauses import Beat, Entity
from workbench.stories.items import proved
from workbench.stories.lexicon import types
from workbench.stories.rules import explains
from workbench.stories.scenes import KINDS, SCENES, Scene, Schema, Stage, Unsuitable, draw_scene
from workbench.stories.scenes_text import Text, clause
from workbench.stories.telling import Teller
from workbench.stories.words import split_words
from workbench.stories.world import World

TYPES = frozenset(types("minuscule"))
PER_SCENE = 24


def tell(schema: Schema, seed: int, flip: bool, questions: bool) -> tuple[Scene, Teller] | None:
    rng = random.Random(seed)
    world = World(rng)
    try:
        scene = schema(Stage(world, rng, world.child(), world.child(), flip, questions))
    except Unsuitable:
        return None
    teller = Teller(random.Random(seed + 1))
    for node in scene.nodes:
        teller.tell(Beat("scene", node))
    return scene, teller


@pytest.fixture(scope="module")
def told() -> list[tuple[str, bool, Scene, Teller]]:
    made: list[tuple[str, bool, Scene, Teller]] = []
    for name, schema in SCENES.items():
        for seed in range(PER_SCENE):
            for flip in (False, True):
                one = tell(schema, seed, flip, questions=seed % 2 == 0)
                if one is not None:
                    made.append((name, flip, *one))
    return made


def test_there_are_many_scenes_of_many_kinds(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    assert len(SCENES) >= 100
    assert len(KINDS) >= 40
    assert {name for names in KINDS.values() for name in names} == set(SCENES)
    shown = {(scene.kind, name) for name, _, scene, _ in told}
    assert shown == {(kind, name) for kind, names in KINDS.items() for name in names}


def test_every_word_is_in_the_tier(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    strange = Counter(
        (word, name) for name, _, _, teller in told for word in split_words(teller.text) if word not in TYPES
    )
    assert not strange


def test_the_rule_allows_the_answer_and_nobody_else(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    unproved = [(name, scene.claim, teller.text) for name, _, scene, teller in told if not proved(scene)]
    assert not unproved


def test_the_flip_turns_the_answer(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    for _, flip, scene, _ in told:
        assert scene.answer is scene.candidates[flip]
        assert scene.candidates[0] is not scene.candidates[1]


def test_a_broken_rule_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    right = tell(SCENES["fit"], 5, False, True)
    assert right is not None and proved(right[0])
    turned = rules.Rule(rules.RULES["fits in"].by, rules.RULES["fits in"].of)
    monkeypatch.setitem(rules.RULES, "fits in", turned)
    assert not proved(right[0])


def test_a_world_that_says_the_opposite_proves_the_other(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    scene = next(scene for name, _, scene, _ in told if name == "doing")
    relation = next(key for key in scene.world.state if key[0].startswith("does "))[0]
    for candidate in scene.candidates:
        value = scene.world.state[relation, candidate.id]
        scene.world.state[relation, candidate.id] = "no" if value == "yes" else "yes"
    other = scene.candidates[scene.candidates[0] is scene.answer]
    assert explains(scene, other) and not explains(scene, scene.answer)


def test_the_log_replays_to_the_state(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    for name, _, scene, _ in told:
        if name == "doing":
            continue  # one of them was changed by hand above
        state = {(fact.relation, fact.subject): fact.value for fact in scene.world.log}
        assert state == scene.world.state


def test_every_scene_tells_facts(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    by_nature = {"nature", "company", "abilities"}
    for name, _, _, teller in told:
        assert teller.told or name in by_nature


PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "they": "p", "them": "p", "their": "p"}


def test_every_person_pronoun_is_a_recorded_mention(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    for name, _, scene, teller in told:
        recorded = {(m.start, m.end): m for m in teller.mentions if m.form == "pronoun"}
        for found in re.finditer(r"[A-Za-z]+", teller.text):
            gender = PRONOUNS.get(found.group().lower())
            if gender is None or _inside_a_noun_mention(teller, found.start()):
                continue
            mention = recorded.get(found.span())
            assert mention is not None, (name, teller.text)
            assert scene.world.entities[mention.entity].gender == gender


def _inside_a_noun_mention(teller: Teller, position: int) -> bool:
    """The owner's pronoun may be part of a longer mention ("his hat")."""
    return any(m.form == "noun" and m.start <= position < m.end for m in teller.mentions)


def test_a_pronoun_has_one_antecedent(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    for _, _, scene, teller in told:
        for mention in teller.mentions:
            if mention.form != "pronoun" or teller.text[mention.start : mention.end].lower() in ("his", "her"):
                continue
            number = next(i for i, s in enumerate(teller.sentences) if s.start <= mention.start < s.end)
            begin = teller.sentences[max(0, number - 1)].start
            gender = scene.world.entities[mention.entity].gender
            rivals = {
                other.entity
                for other in teller.mentions
                if begin <= other.start < mention.start
                and "+" not in other.entity
                and scene.world.entities[other.entity].gender == gender
            }
            assert rivals == {mention.entity}, teller.text


def test_spans_are_what_they_say(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    for _, _, scene, teller in told:
        for mention in teller.mentions:
            words = teller.text[mention.start : mention.end]
            entity = scene.world.entities[mention.entity]
            if mention.form == "name":
                assert words.removesuffix("'s") == entity.noun
            elif mention.form == "noun":
                assert words.endswith(entity.noun)
        for start, end in teller.targets:
            assert teller.text[start:end] == scene.answer.noun


def test_questions_have_one_target(told: list[tuple[str, bool, Scene, Teller]]) -> None:
    assert {len(teller.targets) for _, _, _, teller in told} == {0, 1}


def test_claims_come_with_either_place_of_the_answer() -> None:
    """No claim gives away whether the answer was mentioned first or last."""
    first: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for name in ("taste", "doing", "fit", "choosing", "scary", "holding", "skill", "effort", "where", "nature"):
        for seed in range(60):
            for flip in (False, True):
                one = tell(SCENES[name], seed, flip, True)
                if one is None:
                    continue
                scene, teller = one
                order = [m.entity for m in teller.mentions]
                ids = [candidate.id for candidate in scene.candidates]
                leader = next(entity for entity in order if entity in ids)
                first[scene.rule, str(flip)] += leader == scene.answer.id
                seen[scene.rule, str(flip)] += 1
    for key, total in seen.items():
        assert 0.15 < first[key] / total < 0.85, (key, first[key] / total)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**40), flips=st.lists(st.booleans(), min_size=2, max_size=5))
def test_scenes_of_one_story_never_contradict_it(seed: int, flips: list[bool]) -> None:
    """Lasting facts are stated once and for all; a story's things are used again, not doubled."""
    rng = random.Random(seed)
    world = World(rng)
    x, y = world.child(), world.child()
    used: dict[str, Entity] = {}
    lasting = {"size", "age", "kind", "look"}
    for flip in flips:
        before = {key: value for key, value in world.state.items() if key[0] in lasting or key[0].startswith("likes ")}
        stage = Stage(world, rng, x, y, flip, things=("ball", "hat"), beasts=("dog",), used=used)
        draw_scene(stage)
        for key, value in before.items():
            assert world.state[key] == value, key
    nouns = Counter(entity.noun for entity in world.entities.values() if not entity.named)
    assert set(nouns.values()) <= {1}


def test_kinds_can_be_asked_for() -> None:
    rng = random.Random(3)
    for kind in KINDS:
        world = World(rng)
        scene = draw_scene(Stage(world, rng, world.child(), world.child(), False), kinds=(kind,))
        assert scene.kind == kind


def test_the_topic_gives_the_nouns() -> None:
    rng = random.Random(1)
    chosen: Counter[str] = Counter()
    for _ in range(400):
        world = World(rng)
        stage = Stage(world, rng, world.child(), world.child(), False, things=("hat",))
        chosen[stage.noun(("ball", "hat", "book", "toy", "car"))] += 1
    assert 0.6 < chosen["hat"] / 400 < 0.9


TEXTS = [(name, text) for table in scenes.TABLES for name, text in table.items()]


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[name for name, _ in TEXTS])
def test_scenes_of_text_are_proved_by_links_alone(name: str, text: Text) -> None:
    """With its facts turned round, the world of a contrast proves the other one; without its facts it proves nobody."""
    shown = 0
    for seed in range(12):
        one = tell(SCENES[name], seed, seed % 2 == 1, True)
        if one is None:
            continue
        shown += 1
        scene = one[0]
        assert scene.rule == "causes" and proved(scene)
        other = scene.candidates[scene.candidates[0] is scene.answer]
        told_of = [key for key in scene.world.state if key[0] == text.fact or key[0].startswith(text.fact + " ")]
        assert len(told_of) == (1 if text.link else 2)
        before = dict(scene.world.state)
        if not text.link:
            for key in told_of:
                scene.world.state[key] = "no" if before[key] == "yes" else "yes"
            assert explains(scene, other) and not explains(scene, scene.answer)
        for key in told_of:
            del scene.world.state[key]
        assert not explains(scene, other) and not explains(scene, scene.answer)
    assert shown


def test_a_link_that_is_cut_or_turned_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = next(one[0] for seed in range(9) if (one := tell(SCENES["swimmers"], seed, False, True)) is not None)
    assert proved(scene)
    for links in ([], [("in water", -1)]):
        monkeypatch.setitem(rules_causes.GRAPH, "swims", links)
        rules_causes.leads_to.cache_clear()
        assert not proved(scene)
    monkeypatch.undo()
    rules_causes.leads_to.cache_clear()
    assert proved(scene)


def test_every_link_leads_from_or_to_what_a_scene_says() -> None:
    """No dead knowledge: both ends of a link are facts or claims of scenes."""
    said = {text.fact for _, text in TEXTS} | {text.fact + "<" for _, text in TEXTS if text.link}
    for _, text in TEXTS:
        said |= {end.partition(":")[0].lstrip("-") for ends in (*text.why, *text.then) for end in ends}
    ends = set(rules_causes.GRAPH) | {effect for edges in rules_causes.GRAPH.values() for effect, _ in edges}
    assert ends <= said


def test_a_proof_takes_more_than_one_link() -> None:
    """Common sense chains: no hat, so cold, so wants to go in."""
    assert rules_causes.leads_to("hatted")["wants in"] == -1
    assert rules_causes.leads_to("swims")["wet"] == 1
    assert rules_causes.leads_to("was up")["sleeps"] == 1


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[name for name, _ in TEXTS])
def test_scenes_of_text_name_either_candidate_first(name: str, text: Text) -> None:
    first = Counter[bool]()
    for seed in range(80):
        one = tell(SCENES[name], seed, False, True)
        if one is None:
            continue
        scene, teller = one
        ids = [candidate.id for candidate in scene.candidates]
        order = [mention.entity for mention in teller.mentions if mention.entity in ids]
        first[order[0] == ids[0]] += 1
    assert min(first[True], first[False]) >= 0.15 * first.total(), (name, text.kind)


@pytest.mark.parametrize("wrong", ["A", "A zip home", "A could !zip"])
def test_text_without_a_verb_is_refused(wrong: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        clause(wrong)

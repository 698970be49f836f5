"""The story world: what is told is what happened, and every span, pronoun and label can be proved."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import StoryscopeError
from workbench.records import Story
from workbench.stories.clauses import Clause, Entity, Verb, cause
from workbench.stories.events import perform
from workbench.stories.lexicon import BOYS, GIRLS, GROWN_UPS, SPECIAL_TYPES, types
from workbench.stories.morals import MORALS, REQUIRES, check_deed, moral_of
from workbench.stories.plot import quote, say
from workbench.stories.plots import ARCS, LABELS, compose
from workbench.stories.topics import TOPICS, topic_scores
from workbench.stories.world import Happened, Impossible, World

SEED = 20261120
PRONOUNS = {
    "m": {"he", "him", "his"},
    "f": {"she", "her"},
    "n": {"it"},
    "p": {"they", "them", "their"},
}
TOKEN = re.compile(r"'s\b|[A-Za-z]+n't|[A-Za-z]+|[^\w\s]")


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    """Enough stories that every label, arc and most scenes occur."""
    return [compose(SEED, index) for index in range(1500)]


def test_the_tier_has_256_types() -> None:
    assert len(types("minuscule")) + SPECIAL_TYPES == 256


def test_stories_use_only_the_lexicon(stories: list[Story]) -> None:
    known = set(types("minuscule"))
    for story in stories:
        tokens = {token.lower() for token in TOKEN.findall(story.text.replace('"', ""))}
        assert tokens <= known, (tokens - known, story.text)


def test_a_recipe_rebuilds_its_story(stories: list[Story]) -> None:
    for story in stories[:200]:
        assert compose(**json.loads(story.recipe)) == story


def test_asked_labels_are_honoured() -> None:
    for axis, values in LABELS.items():
        for number, value in enumerate(values):
            assert getattr(compose(SEED, number, **{axis: value}), axis) == value


@pytest.mark.parametrize("axis", LABELS)
def test_an_unknown_label_is_refused_with_what_there_is(axis: str) -> None:
    with pytest.raises(StoryscopeError, match=LABELS[axis][0]):
        compose(SEED, 0, **{axis: "no such thing"})


def test_an_unknown_tier_is_refused() -> None:
    with pytest.raises(StoryscopeError, match="minuscule"):
        compose(SEED, 0, tier="enormous")


def test_sentences_tile_the_text(stories: list[Story]) -> None:
    for story in stories:
        assert story.sentences[0].start == 0
        assert story.sentences[-1].end == len(story.text)
        for sentence in story.sentences:
            text = story.text[sentence.start : sentence.end]
            assert text[0] == '"' or text[0].isupper(), text
            assert text[-1] in '.!?"', text
        for first, second in pairwise(story.sentences):
            assert story.text[first.end : second.start] == " "


def test_mentions_are_what_they_say(stories: list[Story]) -> None:
    names = {name.lower() for name in BOYS + GIRLS + GROWN_UPS}
    pronouns = set().union(*PRONOUNS.values())
    for story in stories:
        for mention in story.mentions:
            text = story.text[mention.start : mention.end].lower()
            if mention.form == "pronoun":
                assert text in pronouns, text
            elif mention.form == "group":
                assert [part.split()[-1] for part in text.split(" and ")] == mention.entity.split("+")
            elif mention.form == "name":
                assert text.removesuffix("'s") == mention.entity, text
                assert mention.entity in names
            else:
                noun = re.sub(r"\d+$", "", mention.entity)
                assert text.removesuffix("'s").endswith(noun), (text, mention.entity)


def _gender(entity: str) -> str:
    if "+" in entity or entity in ("toys", "animals", "things"):
        return "p"
    name = entity.capitalize()
    if name in BOYS or name == "Dad":
        return "m"
    return "f" if name in GIRLS or name == "Mom" else "n"


def test_a_pronoun_can_only_mean_its_antecedent(stories: list[Story]) -> None:
    """Among what this sentence and the one before mention, one entity alone fits; or its clause's subject binds it."""
    checked = 0
    for story in stories:
        for mention in story.mentions:
            if mention.form != "pronoun":
                continue
            text = story.text[mention.start : mention.end].lower()
            gender = _gender(mention.entity)
            assert text in PRONOUNS[gender], (text, mention.entity)
            here = next(i for i, s in enumerate(story.sentences) if s.start <= mention.start < s.end)
            begin = story.sentences[max(0, here - 1)].start
            rivals = {
                other.entity
                for other in story.mentions
                if begin <= other.start < mention.start and _gender(other.entity) == gender
            }
            bound = text in ("his", "her") and mention.entity in rivals
            assert rivals == {mention.entity} or bound, (story.text, text, mention.entity, rivals)
            checked += 1
    assert checked > 2000


def test_facts_replay_to_a_functional_state(stories: list[Story]) -> None:
    for story in stories:
        last = len(story.sentences) - 1
        order = [fact.sentence for fact in story.facts if fact.sentence >= 0]
        assert order == sorted(order), "a later change is never told to have happened earlier"
        state: dict[tuple[str, str], str] = {}
        for fact in story.facts:
            assert -1 <= fact.sentence <= last
            state[fact.relation, fact.subject] = fact.value
        assert story.state_after(last) == state


def _stage() -> tuple[World, Entity, Entity, Entity]:
    world = World(random.Random(3))
    return world, world.child(), world.child(), world.thing("ball", "red")


def test_the_log_replays_to_the_worlds_state() -> None:
    world, tim, tom, ball = _stage()
    for clause in (say(tim, "find", ball), say(tim, "give", ball, "to", tom), say(tom, "lose", ball)):
        perform(world, clause)
        assert clause.facts
    replayed = {(fact.relation, fact.subject): fact.value for fact in world.log}
    assert replayed == world.state
    assert world.get("holder", ball) == ""
    assert world.get("lost", ball) == "yes"


def test_what_is_denied_wished_or_possible_does_not_happen() -> None:
    world, tim, tom, ball = _stage()
    before = dict(world.state)
    perform(world, say(tim, "break", ball, negative=True))
    perform(world, say(tim, "break", ball, modal="could"))
    perform(world, say(tim, "want", "to", Verb("break", ball)))
    perform(world, quote(tim, "I did it", to=tom))
    assert world.state == before


def test_reasons_happen_before_what_they_explain() -> None:
    world, tim, tom, ball = _stage()
    perform(world, cause(say(tim, "find", ball), say(tim, "give", ball, "to", tom)))
    assert world.get("holder", ball) == tom.id


IMPOSSIBLE = (
    lambda w, tim, tom, ball: (say(tom, "find", ball), say(tim, "give", ball, "to", tom)),
    lambda w, tim, tom, ball: (say(tim, "lose", ball), say(tim, "play", "with", ball)),
    lambda w, tim, tom, ball: (say(tim, "break", ball), say(tom, "break", ball)),
    lambda w, tim, tom, ball: (say(tim, "find", ball), say(tom, "share", ball, "with", tim)),
    lambda w, tim, tom, ball: (say(w.animal("dog"), "fly", "away"),),
    lambda w, tim, tom, ball: (say(w.animal("bird"), "swim", "away"),),
    lambda w, tim, tom, ball: (say(bird := w.animal("bird"), "fly", "away"), say(tim, "play", "with", bird)),
    lambda w, tim, tom, ball: (say(tim, "put", w.thing("car"), "in", w.thing("hat")),),
    lambda w, tim, tom, ball: (say(ball, "be", "sad"),),
    lambda w, tim, tom, ball: (say(box := tom, "open", thing := w.thing("box")), say(box, "open", thing)),
    lambda w, tim, tom, ball: (say(tom, "eat", cake := w.thing("cake")), say(tim, "take", cake)),
)


@pytest.mark.parametrize("events", IMPOSSIBLE)
def test_no_event_fires_with_a_failed_precondition(events: Callable[..., tuple[Clause, ...]]) -> None:
    world, tim, tom, ball = _stage()
    *possible, impossible = events(world, tim, tom, ball)
    for clause in possible:
        perform(world, clause)
    before = dict(world.state), list(world.log)
    with pytest.raises(Impossible):
        perform(world, impossible)
    assert (dict(world.state), list(world.log)) == before


@pytest.mark.parametrize("deed", REQUIRES)
def test_a_deed_needs_what_it_answers_to(deed: str) -> None:
    world = World(random.Random(0))
    needed, index, times = REQUIRES[deed]
    arguments = ("tim", "tom")
    for _ in range(times):
        with pytest.raises(Impossible):
            check_deed(world, deed, arguments)
        world.trace.append(Happened(needed, (arguments[index],)))
    check_deed(world, deed, arguments)


def test_the_moral_is_decided_by_the_trace() -> None:
    def trace(*names: str) -> list[Happened]:
        return [Happened(name, ("tim",)) for name in names]

    assert moral_of(trace("harm", "own_up")) == ("honesty", True)
    assert moral_of(trace("harm", "lie")) == ("honesty", False)
    assert moral_of(trace("harm", "say_sorry")) == ("none", True)
    with pytest.raises(ValueError, match="two morals"):
        moral_of(trace("let_share", "lie"))
    assert set(ARCS) == set(MORALS)


def test_labels_are_true_of_the_text(stories: list[Story]) -> None:
    for story in stories:
        scores = topic_scores(story.text)
        assert scores[story.topic] == max(scores.values())
        assert [name for name in TOPICS if scores[name] == scores[story.topic]] == [story.topic]
        tones = Counter(cue.value for cue in story.cues if cue.axis == "tone")
        assert tones[story.tone] >= 1
        deeds = {f"did {deed}" for deed in MORALS.get(story.moral, ())}
        assert (story.moral == "none") == (not any(cue.axis == "moral" for cue in story.cues))
        assert story.moral == "none" or any(fact.relation in deeds for fact in story.facts)


def test_cues_lie_inside_the_text_and_name_the_storys_values(stories: list[Story]) -> None:
    for story in stories:
        for cue in story.cues:
            assert 0 <= cue.start < cue.end <= len(story.text)
            assert cue.value in LABELS[cue.axis]
            if cue.axis == "topic":
                assert story.text[cue.start : cue.end].lower() in TOPICS[story.topic].words


def test_label_families_are_independent(stories: list[Story]) -> None:
    """Every pair of values occurs about as often as chance says: the chi-square statistic is near its mean."""
    for one, two in (("topic", "tone"), ("topic", "moral"), ("tone", "moral")):
        pairs = Counter((getattr(story, one), getattr(story, two)) for story in stories)
        firsts = Counter(getattr(story, one) for story in stories)
        seconds = Counter(getattr(story, two) for story in stories)
        expected = {(a, b): firsts[a] * seconds[b] / len(stories) for a in firsts for b in seconds}
        chi_square = sum((pairs[key] - mean) ** 2 / mean for key, mean in expected.items())
        freedom = (len(firsts) - 1) * (len(seconds) - 1)
        assert chi_square < freedom + 4 * (2 * freedom) ** 0.5


def test_english_that_a_child_would_find_wrong(stories: list[Story]) -> None:
    wrong = [
        re.compile(r"\ba [aeiou]"),
        re.compile(r"\ban [^aeiou]"),
        re.compile(r"\b(\w+) \1\b(?<!had had)(?<!that that)"),
        re.compile(r"\b(?:he|she|it) were\b"),
        re.compile(r"\bthey was\b"),
        re.compile(r"  | [.,!?]|[.,!?]{2}"),
    ]
    for story in stories:
        for pattern in wrong:
            found = pattern.search(story.text.lower())
            assert found is None, (found, story.text)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**40), st.integers(0, 2**20))
def test_any_seed_tells_a_story(seed: int, index: int) -> None:
    story = compose(seed, index)
    assert story == compose(seed, index)
    assert 20 < len(story.text) < 1200

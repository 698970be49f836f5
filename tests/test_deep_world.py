"""The deep world itself: preconditions, beliefs, what is lost and found, and the language that plots are written in."""

import random

import pytest

from workbench.seeding import python_random
from workbench.stories.clauses import Clause, Entity, Relation, Speech, Verb
from workbench.stories.deep import casting, subplots
from workbench.stories.deep.arcs import ARCS
from workbench.stories.deep.forms import ClauseForm, JoinForm, SpeechForm
from workbench.stories.deep.happenings import EVENTS, failed, happen, where
from workbench.stories.deep.minds import DeepWorld
from workbench.stories.deep.morals import MORALS, REQUIRES, moral_of
from workbench.stories.deep.realise import Voices, missing, node
from workbench.stories.deep.tale import Tale
from workbench.stories.deep.template import phrase, pool, way
from workbench.stories.deep.topics import SETTINGS
from workbench.stories.wordbook import book
from workbench.stories.world import Happened, Impossible

Stage = tuple[DeepWorld, Entity, Entity, Entity, Entity, Entity]


def acted(moral: str, upheld: bool, number: int, topic: str = "garden") -> Tale:
    """A story's arc, acted out but not told; drawn again until it can happen."""
    rng = python_random(number, "test", moral, topic)
    while True:
        tale = Tale(rng, book("tiny"), SETTINGS[topic], "calm", upheld=upheld, fullness=1.0)
        try:
            casting.cast(tale)
            tale.ending = True
            if moral == "none":
                for plot in (subplots.subplot(tale, main=True), subplots.subplot(tale)):
                    list(plot)
            else:
                ARCS[moral](tale)
        except Impossible:
            continue
        return tale


@pytest.mark.parametrize("moral", MORALS)
@pytest.mark.parametrize("upheld", [True, False])
def test_an_arc_decides_its_moral(moral: str, upheld: bool) -> None:
    for number in range(1):
        assert moral_of(acted(moral, upheld, number).world.trace) == (moral, upheld)


@pytest.mark.parametrize("topic", list(SETTINGS)[::3])
def test_preconditions_hold_on_replay(topic: str) -> None:
    """Every event's needs hold in the state that the log replays to just before it."""
    for number, moral in enumerate([*list(MORALS)[:: 1 + len(topic) % 3], "none", "none"]):
        world = acted(moral, number % 2 == 0, number, topic).world
        trace: list[Happened] = []
        for name, ids, place in world.checked:
            state = {(fact.relation, fact.subject): fact.value for fact in world.log if fact.lasting}
            state |= {(fact.relation, fact.subject): fact.value for fact in world.log[:place]}
            assert failed(world, name, ids, state, trace) == "", (name, ids)
            trace.append(Happened(name, ids))
        assert {(fact.relation, fact.subject): fact.value for fact in world.log} == world.state


def test_what_was_lost_is_found_where_it_was_left() -> None:
    checked = 0
    for number in range(12):
        world = acted("none", True, number).world
        for relation, thing in [key for key in world.state if key[0] == "lost" and world.state[key] == "no"]:
            assert relation == "lost"
            spots = [fact.value for fact in world.log if fact.relation == "at" and fact.subject == thing]
            holders = [fact.value for fact in world.log if fact.relation == "holder" and fact.subject == thing]
            assert spots, "left somewhere"
            assert holders[-1], "and in somebody's hands again"
            checked += 1
    assert checked > 0


@pytest.fixture
def stage() -> Stage:
    world = DeepWorld(random.Random(3), book("tiny"))
    here, there = world.place("garden"), world.place("school")
    x, y, ball = world.person(), world.person(), world.thing("ball")
    for entity in (x, y):
        world.lasting("at", entity.id, here.id)
    world.lasting("holder", ball.id, x.id)
    return world, x, y, ball, here, there


def test_a_thing_that_is_moved_unseen_leaves_a_false_belief(stage: Stage) -> None:
    world, x, y, ball, _, there = stage
    bench, tree = world.thing("bench"), world.thing("tree")
    for spot in (bench, tree):
        world.lasting("at", spot.id, "garden")
    happen(world, "leave_behind", x, ball, bench)
    happen(world, "leave", x, there)
    happen(world, "move_thing", y, ball, tree)
    assert world.believes[x.id, ball.id] == bench.id
    assert world.believes[y.id, ball.id] == tree.id
    assert world.state[f"believes at {ball.id}", x.id] == bench.id, "the false belief is on record"
    assert where(world.state, ball.id) == "garden"
    world.comes_to_believe(x.id, ball.id, tree.id)
    assert world.state[f"believes at {ball.id}", x.id] == tree.id


def test_nobody_knows_what_they_did_not_see(stage: Stage) -> None:
    world, x, y, ball, _, there = stage
    happen(world, "leave", y, there)
    happen(world, "harm", x, y, secret=True)
    assert world.has_learnt(x, "harm")
    assert not world.has_learnt(y, "harm")
    with pytest.raises(Impossible):
        happen(world, "not_forgive", y, x)
    world.learns(y, "harm")
    assert world.has_learnt(y, "harm")
    assert ball.id


@pytest.mark.parametrize(
    ("event", "actors"),
    [("give", "yx"), ("put_down", "yh"), ("mend", "xb"), ("find_there", "xb"), ("open", "x"), ("forgive", "yx")],
)
def test_no_event_happens_without_what_it_needs(stage: Stage, event: str, actors: str) -> None:
    world, x, y, ball, here, _ = stage
    cast = {"x": x, "y": y, "b": ball, "h": here}
    if event == "open":
        world.lasting("open", x.id, "yes")
        arguments = [x, x]
    elif event == "give":
        arguments = [y, ball, x]
    elif event == "put_down":
        arguments = [y, ball, here]
    else:
        arguments = [cast[key] for key in actors]
    before = dict(world.state), list(world.log)
    with pytest.raises(Impossible):
        happen(world, event, *arguments)
    assert (dict(world.state), list(world.log)) == before


def test_there_are_sixty_events_and_deeds_answer_to_something() -> None:
    assert len(EVENTS) > 60
    assert set(REQUIRES) | {before for before, _, _ in REQUIRES.values()} <= set(EVENTS)


def test_two_morals_in_one_trace_are_refused() -> None:
    with pytest.raises(ValueError, match="two morals"):
        moral_of([Happened("let_share", ("x",)), Happened("lie", ("x",))])
    assert moral_of([Happened("harm", ("x",))]) == ("none", True)


def test_a_way_of_saying_is_read() -> None:
    one = way("@out that night {x} [walk] to the door && [look] outside >because> {y} [think] that ({t} [be] gone)")
    assert one.tags == {"out"}
    assert one.hour == "night"
    join = one.sentences[0][1]
    assert isinstance(join, JoinForm)
    assert join.kind == "because"
    speech = way("x>y whisper: Come here, {y.name}!").sentences[0][1]
    assert isinstance(speech, SpeechForm)
    assert (speech.speaker, speech.to, speech.tag, speech.mark) == ("x", "y", "whisper", "!")
    clause = way("{x} [could !see] it").sentences[0][1]
    assert isinstance(clause, ClauseForm)
    assert (clause.base, clause.modal, clause.negative) == ("see", "could", True)
    assert len(pool("a dog [bark]\n\n# not this\na cat [sit]")) == 2


@pytest.mark.parametrize(
    "line", ["no verb here", "{x} [go] and then he [see] it [be]", "[go] home", "{x [go]", "{x} ([go]"]
)
def test_a_way_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        way(line)


def test_words_become_clauses(stage: Stage) -> None:
    world, x, y, ball, _, _ = stage
    voices = Voices(
        world.rng, book("tiny"), {"x": x, "y": y, "t": ball}, "calm", lambda _: "ball", lambda: phrase("run")
    )
    made = node(voices, way("{x} [give] {t} to {y} && [want] to {act}").sentences[0][1])
    assert isinstance(made, Relation)
    assert isinstance(made.first, Clause)
    assert made.first.verb.items == (ball, "to", y)
    assert isinstance(made.second, Clause)
    assert made.second.verb.items == ("to run",)
    assert isinstance(node(voices, way("x: I have an {:apple}.").sentences[0][1]), Speech)
    assert isinstance(made.first.verb, Verb)


def test_a_missing_word_is_named() -> None:
    assert missing("tiny", way("{x} [run] to the xylograph")) == ["xylograph"]
    assert missing("tiny", way("{x} [run] to the door")) == []

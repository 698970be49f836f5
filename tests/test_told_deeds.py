"""What plain words and scenes tell is in the record: every deed in them is done, or the scene makes way for another."""

import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from workbench.reading import read
from workbench.reading.agreeing import Agreement
from workbench.records import Story
from workbench.stories.clauses import Clause, Entity, Full, Of, Together, Verb
from workbench.stories.doing import EVENTS
from workbench.stories.events import perform
from workbench.stories.interludes import interlude
from workbench.stories.lexicon import BOYS, GIRLS, GROWN_UPS
from workbench.stories.morals import decided_by_the_way
from workbench.stories.plot import Plot, say
from workbench.stories.plots import compose
from workbench.stories.topics import TOPICS
from workbench.stories.world import Happened, Impossible, World

Stage = tuple[World, Entity, Entity, Entity]


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [compose(61, index) for index in range(300)]


def _stage() -> Stage:
    world = World(random.Random(3))
    return world, world.child(), world.child(), world.thing("ball", "red")


def after(*clauses: Clause, world: World) -> dict[tuple[str, str], str]:
    for clause in clauses:
        perform(world, clause)
    return world.state


# --- the record beside an independent reader


def test_what_the_reader_finds_is_in_the_record(stories: list[Story]) -> None:
    """The strict claims agree everywhere; where the words leave room (clauses, two who act), nearly everywhere."""
    compared = Agreement()
    for story in stories:
        compared.add(story, read(story.text, "minuscule"))
    for name, axis in compared.axes.items():
        if not name.endswith(", loosely"):
            assert axis.agree == axis.n, axis.examples
    for relation, floor in (("at", 0.95), ("feels", 0.97), ("holder", 0.93)):
        axis = compared.axes[f"fact: {relation}, loosely"]
        assert axis.n > 50
        assert axis.agree > floor * axis.n, axis.examples


def test_a_rule_that_is_missing_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    for verb in ("be", "feel", "cry", "smile", "laugh"):
        monkeypatch.delitem(EVENTS, verb)
    compared = Agreement()
    for index in range(60):
        story = compose(61, index)
        compared.add(story, read(story.text, "minuscule"))
    found = [compared.axes[name] for name in ("fact: feels", "fact: feels, loosely")]
    assert sum(axis.n for axis in found) < 20  # the record is silent: nothing is left to compare


def test_every_feeling_that_is_told_is_recorded(stories: list[Story]) -> None:
    """Of what the reader finds of feelings the record lacks next to nothing ("always scared" is no feeling of now)."""
    lacking, found = 0, 0
    for story in stories:
        reading = read(story.text, "minuscule")
        if [one.start for one in reading.sentences] != [one.start for one in story.sentences]:
            continue
        recorded = {fact.subject for fact in story.facts if fact.relation == "feels"}
        for fact in reading.facts:
            if fact.relation == "feels" and "always" not in reading.sentence_text(fact.sentence):
                found += 1
                lacking += fact.subject not in recorded
    assert found > 400
    assert lacking < 0.02 * found


def test_a_sentence_that_was_slipped_in_has_happened(stories: list[Story]) -> None:
    seen = 0
    for story in stories:
        wet = {(fact.sentence, fact.subject) for fact in story.facts if fact.relation == "wet"}
        for number, sentence in enumerate(story.sentences):
            found = re.fullmatch(r"(\w+) swam (?:fast|all day)\.", story.text[sentence.start : sentence.end])
            if found and found[1] in BOYS + GIRLS:
                seen += 1
                assert any(who == found[1].lower() and when <= number for when, who in wet), story.text
    assert seen > 2


def test_every_name_is_a_mention(stories: list[Story]) -> None:
    """Nobody is spoken of in plain words only: later pronouns would be ambiguous."""
    names = re.compile(rf"\b(?:{'|'.join(BOYS + GIRLS + GROWN_UPS)})\b")
    for story in stories:
        unquoted = re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), story.text)
        named = {mention.start for mention in story.mentions}
        for found in names.finditer(unquoted):
            assert found.start() in named, (found[0], story.text)


# --- plain words


Make = Callable[[Entity, Entity, Entity], Clause]
DEEDS: tuple[tuple[Make, dict[tuple[str, str], str]], ...] = (
    (
        lambda tim, tom, ball: say(tim, "take", "the red ball and ran home"),
        {("holder", "ball"): "tim", ("at", "tim"): "home"},
    ),
    (lambda tim, tom, ball: say(tim, "give", tom, "the ball"), {("holder", "ball"): "tom"}),
    (lambda tim, tom, ball: say(tom, "go", "home in the car"), {("at", "tom"): "home"}),
    (
        lambda tim, tom, ball: say(tom, "be", "at school when", say(tim, "cry")),
        {("feels", "tim"): "sad", ("at", "tom"): "school"},
    ),
    (
        lambda tim, tom, ball: say(tom, "be", "happy and so was", Full(tim)),
        {("feels", "tim"): "happy", ("feels", "tom"): "happy"},
    ),
    (lambda tim, tom, ball: say(tim, "be", "scared of the bear"), {("feels", "tim"): "scared"}),
    (lambda tim, tom, ball: say(tim, "be", "sad too"), {("feels", "tim"): "sad"}),
    (lambda tim, tom, ball: say(tom, "see", "that", tim, "was happy again"), {("feels", "tim"): "happy"}),
    (lambda tim, tom, ball: say(tim, "eat", "all the cake"), {("eaten", "cake"): "yes"}),
    (lambda tim, tom, ball: say(tim, "lose", "the hat"), {("lost", "hat"): "yes"}),
    (lambda tim, tom, ball: say("the water", "be", "cold but", tim, "went in the water"), {("wet", "tim"): "yes"}),
    (lambda tim, tom, ball: say(tim, "see", ball, "that", say(tom, "lose")), {("lost", "ball"): "yes"}),
    (
        lambda tim, tom, ball: say(Together((tim, tom)), "run", "around and laughed"),
        {("feels", "tim"): "happy", ("feels", "tom"): "happy"},
    ),
    (lambda tim, tom, ball: Clause("it", Verb("be", Full(tim), Clause("who", Verb("cry")))), {("feels", "tim"): "sad"}),
    (lambda tim, tom, ball: say("mom", "take", tim, "home in the car"), {}),
    (lambda tim, tom, ball: say(tom, "take", tim, "home in the car"), {("at", "tim"): "home", ("at", "tom"): "home"}),
)


@pytest.mark.parametrize("deed", DEEDS)
def test_deeds_in_plain_words_change_the_world(deed: tuple[Make, dict[tuple[str, str], str]]) -> None:
    make, expected = deed
    world, tim, tom, ball = _stage()
    clause = make(tim, tom, ball)
    state = after(clause, world=world)
    ids: dict[str, str] = {"tim": tim.id, "tom": tom.id}
    for (relation, subject), value in expected.items():
        assert state.get((relation, ids.get(subject, subject))) == ids.get(value, value)
    assert bool(expected) == (len(world.log) > 1)


def test_what_is_taken_of_another_has_an_owner() -> None:
    world, tim, tom, _ = _stage()
    state = after(say(tim, "take", Of(tom, "hat")), world=world)
    assert state["holder", "hat"] == tim.id
    assert state["owner", "hat"] == tom.id
    with pytest.raises(Impossible):
        world.thing("hat", owner=tim)


def test_what_is_denied_possible_reported_or_wished_in_plain_words_does_not_happen() -> None:
    world, tim, tom, _ = _stage()
    before = dict(world.state)
    perform(world, say(tim, "eat", "the cake", negative=True))
    perform(world, say(tim, "eat", "the cake", modal="could"))
    perform(world, say(tim, "want", "to eat the cake"))
    perform(world, say(tim, "say", "that", say(tom, "be", "sad")))
    perform(world, say(tim, "be", "not sad anymore"))
    perform(world, say(tim, "look", "out but did not cry"))
    assert world.state == before


IMPOSSIBLE = (
    lambda w, tim, tom, ball: (say(tim, "eat", "all the cake"), say(tom, "share", "the cake")),
    lambda w, tim, tom, ball: (say(tim, "eat", "the cake"), say("the cake", "fall", "on", tom)),
    lambda w, tim, tom, ball: (say(tim, "find", w.thing("book", "old")), say("the book", "be", "new")),
    lambda w, tim, tom, ball: (say(tim, "find", flower := w.thing("flower", "blue")), say(flower, "be", "red and big")),
    lambda w, tim, tom, ball: (say(tim, "find", ball), say(tim, "take", "the blue ball")),
    lambda w, tim, tom, ball: (say(tim, "find", w.thing("box", "small")), say("the box", "be", "very big")),
    lambda w, tim, tom, ball: (say(tim, "take", ball, "and ran away"), say(tom, "play", "with", tim)),
    lambda w, tim, tom, ball: (say(tim, "lose", "the ball"), say(tom, "play", "with", ball)),
)


@pytest.mark.parametrize("events", IMPOSSIBLE)
def test_plain_words_that_contradict_cannot_happen(events: Callable[..., tuple[Clause, ...]]) -> None:
    world, tim, tom, ball = _stage()
    *possible, impossible = events(world, tim, tom, ball)
    after(*possible, world=world)
    before = dict(world.state)
    with pytest.raises(Impossible):
        perform(world, impossible)
    assert world.state == before


def test_going_back_undoes_all() -> None:
    plot = Plot(random.Random(5), TOPICS["pets"], upheld=True)
    before = plot.mark()
    for _ in range(6):
        interlude(plot)
    assert plot.beats
    plot.back_to(before)
    assert plot.mark() == before


def test_the_log_of_a_story_with_a_slipped_in_sentence_replays() -> None:
    plot = Plot(random.Random(5), TOPICS["swimming"], upheld=True)
    plot.beat("opening", say(plot.x, "be", "happy"))
    plot.opened_at()
    plot.beat("detail", say(plot.x, "cry"))
    plot.slip_in("opening", say(plot.y, "swim", "all day"))
    assert [beat.role for beat in plot.beats] == ["opening", "opening", "detail"]
    log = plot.world.log
    told = [[log[fact].value for fact in beat.node.facts] for beat in plot.beats if isinstance(beat.node, Clause)]
    assert told == [["happy"], ["yes"], ["sad"]]
    assert {(fact.relation, fact.subject): fact.value for fact in log} == plot.world.state


# --- labels


def test_a_deed_by_the_way_decides_what_was_begun() -> None:
    trace = [Happened("promise", ("tim", "sue")), Happened("help", ("tim", "sue"))]
    assert decided_by_the_way(trace, "none")
    assert not decided_by_the_way(trace, "promises")
    assert not decided_by_the_way(trace[::-1], "none")
    assert not decided_by_the_way([trace[0], Happened("help", ("sue", "tim"))], "none")


def test_no_story_breaks_a_promise_by_the_way(stories: list[Story]) -> None:
    broken = Counter(
        story.moral
        for story in stories
        if re.search(r"(\w+) promised (?:\w+ )?to (?:come|help)[^.]*(?:, but|\. But) \1 did not come", story.text)
    )
    assert not broken

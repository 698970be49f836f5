"""Telling in any voice: forms, tense, person, references, spans. Each check reads the text, not the telling's own code."""

import hashlib
import re

import pytest
from told_voices import QUOTED, acted, inside_quotes, known, narrated, sentences, told

from workbench.seeding import python_random
from workbench.stories.aggregating import aggregate
from workbench.stories.axes_of_story import AXES, voice_of
from workbench.stories.clauses import Beat, Clause, Entity, Relation, Speech, Verb, cause
from workbench.stories.telling import Teller
from workbench.stories.voice import Unsuited, Voice, tell
from workbench.stories.voice.keeping import GUARANTEES
from workbench.stories.wordbook import book


def _small_world() -> list[Beat]:
    tim = Entity("tim", "Tim", "m", "child", named=True)
    mom = Entity("mom", "Mom", "f", "adult", named=True)
    ball = Entity("ball", "ball", "n", "thing", ("red",), owner=tim)
    return [
        Beat("opening", Clause(tim, Verb("have", ball))),
        Beat("mishap", cause(Clause(tim, Verb("run", "fast")), Clause(tim, Verb("lose", ball))), lead="then"),
        Beat("reaction", Clause(tim, Verb("be", "sad")), (("tone", "sad"),)),
        Beat("question", Speech(mom, ("where is it",), "?", "ask", tim)),
        Beat("choice", Clause(tim, Verb("tell", mom, "all of it"))),
        Beat("outcome", Clause(mom, Verb("find", ball))),
        Beat("outcome", Clause(mom, Verb("give", ball, "to", tim))),
        Beat("ending", Clause(tim, Verb("hug", mom))),
    ]


def test_the_default_voice_of_the_smallest_tier_stays_as_it_was() -> None:
    texts: list[str] = []
    for seed in range(300):
        rng = python_random(seed, "default")
        teller = Teller(rng)
        for beat in aggregate(_small_world(), rng):
            teller.tell(beat)
        texts.append(teller.text)
    assert len(set(texts)) > 200
    assert hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16] == "e9f277909548e114"


def test_present_tense_narrates_in_the_present_and_leaves_speech_alone() -> None:
    past_only = {verb.past for verb in book("simple").verbs()} - {verb.base for verb in book("simple").verbs()}
    past_only -= {verb.participle for verb in book("simple").verbs()} | {"left", "felt", "saw", "lay", "fell", "ground"}
    past_only |= {"was", "were", "did", "could"}
    seen = 0
    for telling, _, _ in told(40, grammar="present tense"):
        words = set(re.findall(r"[a-z']+", narrated(telling.text).lower()))
        assert not words & past_only, (words & past_only, telling.text)
        seen += len(words & {"is", "are", "am", "has", "goes", "wants", "says", "looks"}) > 0
    assert seen > 35
    for number in range(20):
        beats, cast, _, _ = acted(number)
        spoken = [
            sorted(QUOTED.findall(tell(beats, cast, Voice(tier="simple", grammar=one), python_random(1, "x")).text))
            for one in ("past tense", "present tense")
        ]
        assert [text.strip('".,').lower() for text in spoken[0]] == [text.strip('".,').lower() for text in spoken[1]]


@pytest.mark.parametrize(
    "person", ["first person", "first person friend", "first person animal", "first person grown-up"]
)
def test_a_narrator_says_i_and_is_never_named(person: str) -> None:
    for tense in ("past tense", "present tense"):
        for telling, _, voice in told(20, point_of_view=person, grammar=tense):
            narrator = voice.narrator
            assert narrator is not None
            told_text = narrated(telling.text)
            if narrator.named:
                assert not re.search(rf"\b{narrator.noun}\b", told_text), telling.text
            assert re.search(r"\b(I|me|my|we|us)\b", told_text), telling.text
            wrong = re.search(
                r"(?<!and )\bI (is|are|were|has|goes|does|wants)\b|\bwe (was|is|am|has)\b|\bme (was|is|am)\b", told_text
            )
            assert not wrong, telling.text
            for mention in telling.mentions:
                words = telling.text[mention.start : mention.end]
                if words in ("I", "me") and not inside_quotes(telling.text, mention):
                    assert mention.entity == narrator.id


def test_a_child_says_my_mom_and_others_keep_their_names() -> None:
    kin = 0
    for telling, cast, _ in told(40, point_of_view="first person"):
        text = narrated(telling.text)
        assert not re.search(r"\b(Mom|Dad)\b", text), telling.text
        kin += bool(re.search(r"\b[Mm]y (mom|dad)\b", text))
        assert any(re.search(rf"\b{one.noun}\b", telling.text) for one in cast if one.named) or "we" in text
    assert kin > 10


def _checked() -> list[dict[str, str]]:
    return [
        {},
        {"point_of_view": "first person"},
        {"grammar": "passive voice"},
        {"grammar": "relative clauses"},
        {"feature": "flashback"},
        {"style": "lively"},
    ]


@pytest.mark.parametrize("axes", _checked(), ids=str)
def test_spans_are_exact(axes: dict[str, str]) -> None:
    pronouns = {
        "i",
        "me",
        "my",
        "you",
        "your",
        "he",
        "him",
        "his",
        "she",
        "her",
        "it",
        "they",
        "them",
        "their",
        "we",
        "us",
    }
    for telling, cast, _ in told(25, **axes):
        text, nouns = telling.text, {one.id: one.noun for one in cast}
        position = 0
        for sentence in telling.sentences:
            assert text[position : sentence.start] in ("", " ", "\n\n")
            body = text[sentence.start : sentence.end]
            assert body[0].isupper() or body[0] == '"', body
            assert body[-1] in '.!?"', body
            assert text[: sentence.start].count("\n\n") == sentence.paragraph
            position = sentence.end
        assert position == len(text)
        assert text.count('"') % 2 == 0
        assert "  " not in text
        assert not re.search(r" [,.!?]|,,|,\.", text), text
        for mention in telling.mentions:
            words = text[mention.start : mention.end]
            assert words == words.strip()
            if mention.form == "pronoun":
                assert words.lower() in pronouns, words
            elif mention.form == "group":
                assert " and " in words, words
            elif mention.entity in nouns and not words.endswith("'s"):
                assert words.lower().endswith(nouns[mention.entity].lower()), (words, mention)


def test_neighbours_are_joined_in_many_ways() -> None:
    tim = Entity("tim", "Tim", "m", "child", named=True)
    sam = Entity("sam", "Sam", "m", "child", named=True)
    cup, spoon = (Entity(noun, noun, "n", "thing") for noun in ("cup", "spoon"))
    ran, hid = Clause(tim, Verb("run", "home"), facts=(0,)), Clause(tim, Verb("hide"), facts=(1,))
    pairs = {
        "one": (ran, hid),
        "two": (Clause(tim, Verb("wait"), facts=(0,)), Clause(sam, Verb("come"), facts=(1,))),
        "list": (Clause(tim, Verb("take", cup), facts=(0,)), Clause(tim, Verb("take", spoon), facts=(1,))),
        "state": (Clause(tim, Verb("be", "tired"), facts=(0,)), Clause(tim, Verb("go", "to bed"), facts=(1,))),
    }
    found: dict[str, set[str]] = {name: set() for name in pairs}
    for name, pair in pairs.items():
        for seed in range(120):
            beats = [Beat("outcome", clause) for clause in pair]
            telling = tell(beats, [tim, sam, cup, spoon], Voice(paragraphs=1), python_random(seed, name))
            assert set(telling.told) == {0, 1}
            found[name].add(telling.text)
    assert {"Tim ran home and hid.", "Running home, Tim hid.", "Tim ran home. He hid."} <= found["one"]
    assert any(text.startswith(("When Tim", "After Tim", "As soon as Tim")) for text in found["one"])
    assert "While Tim was waiting, Sam came." in found["two"]
    assert "Tim took a cup and a spoon." in found["list"]
    assert "Tim, who was tired, went to bed." in found["state"]


def test_articles() -> None:
    for telling, _, _ in told(40):
        assert not re.search(r"\b[Aa] [aeio][a-z]+", telling.text.replace("a one", "")), telling.text
        assert not re.search(r"\b[Aa]n [bcdfgjklmnpqrstvwz]", telling.text), telling.text


@pytest.mark.parametrize("axes", [{}, {"point_of_view": "first person"}, {"grammar": "past perfect"}], ids=str)
def test_a_pronoun_means_the_only_one_it_can(axes: dict[str, str]) -> None:
    checked = 0
    for telling, cast, voice in told(30, **axes):
        gender = {one.id: one.gender for one in cast}
        for number, sentence in enumerate(telling.sentences):
            start = telling.sentences[number - 1].start if number else 0
            for mention in telling.mentions:
                words = telling.text[mention.start : mention.end].lower()
                if not sentence.start <= mention.start < sentence.end or words not in ("he", "him", "she"):
                    continue
                one = gender[mention.entity]
                before = {
                    other.entity
                    for other in telling.mentions
                    if start <= other.start < mention.start and gender.get(other.entity) == one
                    if voice.narrator is None or other.entity != voice.narrator.id
                }
                assert before == {mention.entity}, (telling.text, words)
                checked += 1
    assert checked > 15


def test_the_same_arguments_tell_the_same() -> None:
    for axes in ({"style": "lyrical"}, {"persona": "sailor"}, {"feature": "in medias res"}, {"grammar": "questions"}):
        for number in range(10):
            beats, cast, moral, tone = acted(number)
            again, other, _, _ = acted(number)
            voice = voice_of("simple", axes, cast, moral, tone)
            try:
                first = tell(beats, cast, voice, python_random(3, "same"))
            except Unsuited:
                continue
            assert tell(again, other, voice_of("simple", axes, other, moral, tone), python_random(3, "same")) == first


def _facts(node: object) -> set[int]:
    if isinstance(node, Relation):
        return _facts(node.first) | _facts(node.second)
    return set(node.facts) if isinstance(node, Clause | Speech) else set()


@pytest.mark.parametrize("axis", ["style", "feature", "grammar"])
def test_no_way_of_telling_loses_a_fact(axis: str) -> None:
    for value in AXES[axis].of("simple"):
        for number in range(12):
            beats, cast, moral, tone = known(number)
            try:
                telling = tell(
                    beats, cast, voice_of("simple", {axis: value}, cast, moral, tone), python_random(8, value, number)
                )
            except Unsuited:
                continue
            assert set(telling.told) == set().union(*(_facts(beat.node) for beat in beats)), (value, telling.text)
            assert all(0 <= sentence < len(telling.sentences) for sentence in telling.told.values())


def test_cues_keep_their_words() -> None:
    for telling, _, _ in told(30):
        assert telling.cues
        starts = {one.start for one in telling.sentences}
        assert all(cue.start in starts for cue in telling.cues)


@pytest.mark.parametrize("number", range(1, 10))
def test_paragraphs_are_as_many_as_asked(number: int) -> None:
    for telling, _, _ in told(5, paragraphs=str(number)):
        assert len(telling.text.split("\n\n")) == telling.paragraphs == number
        assert {one.paragraph for one in telling.sentences} == set(range(number))


def test_a_text_without_its_style_is_not_let_through() -> None:
    plain, _, _ = told(1, style="plain")[0]
    for style in ("lively", "noir", "fairy tale", "report", "refrain", "conversational"):
        assert not GUARANTEES[style][1](plain), style


def test_what_is_told_stays_inside_the_vocabulary() -> None:
    types = set(book("simple").types())
    for axis in ("style", "feature", "grammar"):
        for value in AXES[axis].of("simple"):
            for telling, _, _ in told(20, **{axis: value}):
                for sentence in sentences(telling):
                    words = re.findall(r"[A-Za-z]+n't|[A-Za-z]+", sentence.replace("'s", ""))
                    unknown = {word.lower() for word in words} - types
                    assert not unknown, (value, unknown, sentence)

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.seeding import python_random
from workbench.stories import straying
from workbench.stories.clauses import Beat, Clause, Entity, Verb
from workbench.stories.plots import compose
from workbench.stories.straying import strays, survey, topic_cues
from workbench.stories.telling import Teller
from workbench.stories.topics import TOPICS, topic_scores

WORDS = sorted({word for topic in TOPICS.values() for word in topic.words} | {"the", "A", "said", "was"})
pieces = st.lists(st.sampled_from([*WORDS, "a big Ball", "the cat in the garden"]), max_size=30)


@given(pieces)
def test_pieces_score_as_the_whole_text_does(words):
    laid = [piece for word in words for piece in (" ", word)] + ["."]
    text = "".join(laid)
    length, scores = survey(laid)
    assert length == text.count(" ") + text.count(".")
    assert dict(zip(TOPICS, scores, strict=True)) == topic_scores(text)
    for topic in TOPICS:
        rivals = [score for name, score in topic_scores(text).items() if name != topic and score]
        assert strays(scores, topic) == any(score >= topic_scores(text)[topic] for score in rivals)
        expected = [
            match.span() for match in re.finditer(r"[A-Za-z]+", text) if match.group().lower() in TOPICS[topic].words
        ]
        assert [(cue.start, cue.end) for cue in topic_cues(laid, topic)] == expected
        assert all((cue.axis, cue.value) == ("topic", topic) for cue in topic_cues(laid, topic))


def test_no_told_story_strays():
    for index in range(12):
        story = compose(1, index)
        scores = topic_scores(story.text)
        best = scores.pop(story.topic)
        assert best > max(scores.values())


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(straying, "_KEPT", 3)
    known = straying._Weights()
    assert [known[piece] & 0xFFFF for piece in (" ", "a b", "c", "d e f.", "a b")] == [1, 1, 0, 3, 1]
    assert len(known) <= 3


def test_a_teller_says_where_everything_is():
    teller = Teller(python_random(0, "test"))
    tim, ball = Entity("tim", "Tim", "m", "child", named=True), Entity("ball", "ball", "n", "thing")
    teller.tell(Beat("opening", Clause(tim, Verb("have", ball, "in the", "park"))))
    assert teller.text == "Tim had a ball in the park."
    assert [(one.start, one.end, one.role) for one in teller.sentences] == [(0, 27, "opening")]
    assert [(teller.text[one.start : one.end], one.entity, one.form) for one in teller.mentions] == [
        ("Tim", "tim", "name"),
        ("a ball", "ball", "noun"),
    ]
    assert teller.position == len(teller.text)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_text_of_nothing_belongs_nowhere(topic):
    assert not strays(survey(["The", " ", "one", "."])[1], topic)

"""What the world tells is not taken from the outside questions: runs of 8 words in a row that both have.

The data are outside of the project (STORYSCOPE_SHARED, or `shared` beside it); without them these tests are skipped.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_winogrande import DEVELOPMENT as QUESTIONS
from workbench.errors import StoryscopeError
from workbench.records import Story
from workbench.stories.plots import compose
from workbench.stories.situations.composing import RUN, composer_of, runs_in
from workbench.stories.words import split_words

HERE = pytest.mark.skipif(not QUESTIONS.is_file(), reason="the outside questions are not there: set STORYSCOPE_SHARED")
MOST = 0.01
"""Everyday words ("it was time to go to the park") meet in some texts; a copied question would be in far more."""


def shares(texts: list[str]) -> float:
    """How many of the texts have a run of words that the questions have."""
    asked = runs_in(QUESTIONS)
    words = [split_words(text) for text in texts]
    return sum(any(tuple(one[at : at + RUN]) in asked for at in range(len(one))) for one in words) / len(texts)


@HERE
def test_a_text_with_a_question_in_it_is_noticed():
    question = next(iter(runs_in(QUESTIONS)))
    assert shares(["A cat ran. " + " ".join(question) + ".", "A cat ran."]) == 0.5


@HERE
@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("stories", lambda: [compose(11, index).text for index in range(600)]),
        (
            "scenes",
            lambda: [composer_of("scenes", "minuscule", plain=True)(11, n, "minuscule").text for n in range(3_000)],
        ),
    ],
)
def test_hardly_any_text_shares_words_with_the_outside_questions(what: str, told: Callable[[], list[str]]):
    assert shares(told()) < MOST, what


@HERE
def test_no_scene_shares_any_when_they_are_to_be_avoided():
    tell = composer_of("scenes", "minuscule", str(QUESTIONS), plain=True)
    assert shares([tell(11, index, "minuscule").text for index in range(2_000)]) == 0


def test_a_scene_that_is_to_be_avoided_is_told_otherwise(tmp_path: Path):
    plain = composer_of("scenes", "minuscule", plain=True)
    story: Story = plain(11, 0, "minuscule")
    file = tmp_path / "avoid.txt"
    file.write_text(story.text, encoding="utf-8")
    other = composer_of("scenes", "minuscule", str(file), plain=True)(11, 0, "minuscule")
    assert other.text != story.text
    with pytest.raises(StoryscopeError, match="cannot be read"):
        runs_in(tmp_path / "nothing.txt")

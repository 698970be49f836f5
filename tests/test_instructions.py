"""Instructions: everything that one claims of its story is truly there, in words that the story's model has."""

import random
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.records import Cue, Fact, Mention, Sentence, Story
from workbench.stories.deep.morals import MORALS as DEEP
from workbench.stories.instructions.combining import combine, form_for, shorter
from workbench.stories.instructions.deeds import deciding_deed, deed_sentence, feeling_sentence
from workbench.stories.instructions.naming import names_of, without_pronouns
from workbench.stories.instructions.pieces import Pieces, features_of, parts_of, pieces_of
from workbench.stories.instructions.summaries import summarise
from workbench.stories.lexicon import types
from workbench.stories.morals import MORALS
from workbench.stories.plots import compose
from workbench.stories.wordbook import Adjective, Noun, Verb, book
from workbench.stories.words import split_words

TIER = frozenset(types("minuscule"))
EACH = 12  # stories of every moral, told once for all tests


@cache
def told(moral: str) -> tuple[Story, ...]:
    return tuple(compose(21, index, moral=moral) for index in range(EACH))


def record(text: str, sentences: list[str], roles: list[str], **more: Any) -> Story:
    """A story of our own; sentences are looked up in the text."""
    spans = [(text.index(one), text.index(one) + len(one)) for one in sentences]
    blank: dict[str, Any] = dict.fromkeys(
        ("topic", "tone", "style", "feature", "grammar", "persona", "point_of_view", "recipe", "group"), ""
    )
    blank |= {"id": "1", "moral": "none", "source": "storyscope world", "paragraphs": 1}
    blank |= {"mentions": (), "facts": (), "cues": ()}
    told = tuple(Sentence(start, end, 0, role) for (start, end), role in zip(spans, roles, strict=True))
    return Story(**{**blank, "text": text, "sentences": told, **more})


TEXT = 'Then he took her red hat. "I love him," she told the old dog. They saw a cat with its ball. He was sad.'
OURS = record(
    TEXT,
    [
        "Then he took her red hat.",
        '"I love him," she told the old dog.',
        "They saw a cat with its ball.",
        "He was sad.",
    ],
    ["mishap", "reaction", "outcome", "ending"],
    mentions=(
        Mention(5, 7, "tim", "pronoun"),
        Mention(13, 16, "sue", "pronoun"),
        Mention(13, 24, "hat", "noun"),
        Mention(34, 37, "tim", "pronoun"),
        Mention(40, 43, "sue", "pronoun"),
        Mention(49, 60, "dog", "noun"),
        Mention(62, 66, "tim+sue", "group"),
        Mention(71, 76, "cat", "noun"),
        Mention(82, 85, "cat", "pronoun"),
        Mention(82, 90, "ball", "noun"),
        Mention(92, 94, "tim", "pronoun"),
    ),
)
NAMES = {"tim": "Tim", "sue": "Sue", "tim+sue": "Tim and Sue", "cat": "the cat"}


def test_pronouns_become_the_names_of_their_chains() -> None:
    alone = [without_pronouns(OURS, sentence, NAMES) for sentence in OURS.sentences]
    assert alone == [
        "Tim took Sue's red hat.",
        '"I love him," Sue told the old dog.',
        "Tim and Sue saw a cat with its ball.",
        "Tim was sad.",
    ]
    # Nobody to name: no sentence.
    assert without_pronouns(OURS, OURS.sentences[3], {}) is None
    # A pronoun that no chain knows, and a teller who says "I", cannot stand alone.
    for text in ("Then she ran.", "My dog ran."):
        assert without_pronouns(record(text, [text], ["ending"]), Sentence(0, len(text), 0, ""), NAMES) is None


def test_names_of_people_and_things() -> None:
    text = "Tim's dog saw a red ball. Tim and the dog ran. He had his old hat."
    story = record(
        text,
        [],
        [],
        mentions=(
            Mention(0, 5, "tim", "name"),
            Mention(0, 9, "dog", "noun"),
            Mention(14, 24, "ball", "noun"),
            Mention(26, 41, "tim+dog", "group"),
            Mention(47, 49, "tim", "pronoun"),
            Mention(54, 57, "tim", "pronoun"),
            Mention(54, 65, "hat", "noun"),
        ),
    )
    assert names_of(story) == {
        **{"tim": "Tim", "dog": "Tim's dog", "ball": "the red ball", "hat": "Tim's old hat"},
        "tim+dog": "Tim and Tim's dog",
    }


def harmed(**facts: str) -> Story:
    known = tuple(Fact(1, relation, "hat", value) for relation, value in facts.items())
    owner = Fact(-1, "owner", "hat", "sue")
    done = (
        Fact(0, "did harm", "tim", "sue"),
        *known,
        Fact(2, "did own_up", "tim", "sue"),
        Fact(3, "feels", "sue", "sad"),
    )
    return record(TEXT, [], [], facts=(owner, *done), moral="honesty")


def test_deeds_are_said_from_the_facts() -> None:
    names = {**NAMES, "hat": "the red hat"}

    def ways(story: Story) -> set[str]:
        deed = deciding_deed(story)
        assert deed is not None
        return {str(deed_sentence(story, deed, names, random.Random(seed))) for seed in range(30)}

    assert ways(harmed(broken="yes")) == {
        "Tim broke Sue's red hat and told Sue about it.",
        "Tim broke Sue's red hat, but Tim told Sue all about it.",
        "Tim broke Sue's red hat and did not hide it.",
    }
    assert all("lost Sue's red hat" in way for way in ways(harmed(lost="yes")))
    assert all("something bad to Sue" in way for way in ways(harmed(broken="no")))
    deed = deciding_deed(harmed())
    assert deed is not None
    assert feeling_sentence(harmed(), deed, names, random.Random(0)) in ("Sue was sad.", "After that Sue was sad.")
    assert deed_sentence(harmed(), deed, {"tim": "Tim"}, random.Random(0)) is None
    assert deciding_deed(OURS) is None


@pytest.mark.parametrize("moral", MORALS)
def test_every_deed_of_every_moral_can_be_said_in_the_words_of_the_tier(moral: str) -> None:
    seen: set[str] = set()
    for index, story in enumerate(told(moral)):
        deed = deciding_deed(story)
        assert deed is not None
        assert deed.relation.removeprefix("did ") in MORALS[moral]
        said = deed_sentence(story, deed, names_of(story), random.Random(index))
        if said is None:
            continue
        seen.add(deed.relation)
        assert set(split_words(said)) <= TIER
        named = set(re.findall(r"\b[A-Z][a-z]+\b", said)) - {"It", "After", "The"}
        assert named <= set(re.findall(r"\b[A-Z][a-z]+\b", story.text)), said
        assert names_of(story)[deed.subject] in said or said.startswith("It was hard")
    assert len(seen) == 2


@pytest.mark.parametrize("moral", sorted(set(DEEP) - set(MORALS)))
def test_the_deeds_of_the_larger_tiers_too(moral: str) -> None:
    known = set(book("tiny").types())
    for index in range(4):
        story = compose(25, index, "tiny", moral=moral)
        deed, names = deciding_deed(story), names_of(story)
        assert deed is not None
        assert deed.relation.removeprefix("did ") in DEEP[moral]
        for seed in range(4):
            said = deed_sentence(story, deed, names, random.Random(seed))
            assert said is not None
            assert set(split_words(said)) <= known
            assert names[deed.subject].split("'s")[0].removeprefix("the ") in said


@settings(max_examples=150)
@given(st.sampled_from([*MORALS, "none"]), st.integers(0, EACH - 1), st.integers(0, 99))
def test_everything_claimed_is_there(moral: str, index: int, draw: int) -> None:
    story = told(moral)[index]
    rng = random.Random(draw)
    pieces = pieces_of(story, "minuscule", rng)
    assert set(pieces.words) <= set(split_words(story.text))
    assert pieces.sentence in story.text
    assert pieces.sentence[-1] in '.!?"'
    assert ("dialogue" in pieces.features) == ('"' in story.text)
    assert ("moral" in pieces.features) == (story.moral != "none")
    assert not {"bad ending", "happy ending"} <= set(pieces.features)
    assert set(split_words(pieces.summary)) <= TIER
    assert pieces.summary == "" or pieces.summary[-1] in '.!?"'
    said = combine(pieces, "spoken", rng)
    assert said is not None
    assert set(split_words(said.text)) <= TIER
    labelled = combine(pieces, "labelled", rng)
    assert labelled is not None
    for line in labelled.text.split("\n"):
        label, value = line.split(": ", 1)
        piece = getattr(pieces, {"Random sentence": "sentence"}.get(label, label.lower()))
        assert value == (piece if isinstance(piece, str) else ", ".join(piece))


def test_a_summary_of_another_story_would_be_found_out() -> None:
    """The check above can fail: a summary of a story mostly names people that another story does not have."""

    def people(text: str) -> set[str]:
        return {
            word for word in split_words(text) if word in {"tim", "tom", "sam", "max", "ben", "lily", "lucy", "anna"}
        }

    stories = [one for moral in ("none", "sharing", "honesty", "courage") for one in told(moral)[:10]]
    summaries = [summarise(story, random.Random(0)) for story in stories]
    assert all(people(one) <= people(story.text) for one, story in zip(summaries, stories, strict=True))
    moved = [people(one) <= people(story.text) for one, story in zip(summaries[1:], stories, strict=False)]
    assert sum(moved) < len(moved) / 2
    assert sum(map(bool, summaries)) > 35


def test_parts_of_speech() -> None:
    assert parts_of("dog", "minuscule") == {Noun}
    assert parts_of("ran", "minuscule") == {Verb}
    assert parts_of("hungry", "minuscule") == {Adjective}
    for seed, story in enumerate(told("none")):
        words = pieces_of(story, "minuscule", random.Random(seed)).words
        parts = [parts_of(word, "minuscule") for word in words]
        assert all(any(part in one for one in parts) for part in (Noun, Verb))


def test_endings_and_what_a_language_model_was_asked_for() -> None:
    def ending(tone: str, **more: Any) -> list[str]:
        return features_of(record(TEXT, ["He was sad."], ["ending"], cues=(Cue(92, 103, "tone", tone),), **more))

    assert ending("sad") == ["dialogue", "bad ending"]
    assert ending("joyful", moral="sharing") == ["dialogue", "happy ending", "moral"]
    assert ending("tense") == ["dialogue"]
    assert ending("joyful", feature="dialogue, bad ending, twist") == ["dialogue", "bad ending", "twist"]
    assert ending("sad", moral="sharing", feature="twist", source="m; labels asked for") == ["dialogue"]


def test_the_form_follows_the_vocabulary() -> None:
    assert form_for(TIER) == "spoken"
    assert form_for([]) == form_for({":", "words", "features", "summary"}) == "labelled"
    pieces = Pieces(("dog", "ran"), "He ran.", ("dialogue", "twist"), "")
    assert [one.text for one in shorter(pieces, "labelled")] == [
        *("Words: dog, ran", "Features: dialogue, twist", "Random sentence: He ran.")
    ]
    assert [one.used for one in shorter(pieces, "spoken")] == [("features",), ("sentence",), ("words",)]
    assert combine(Pieces((), "", (), ""), "labelled", random.Random(0)) is None
    texts = {one.text for seed in range(200) if (one := combine(pieces, "labelled", random.Random(seed)))}
    assert len(texts) == 3 + 6 + 6  # every order of every subset of three

"""The tiers tiny and simple: labels are true of what was acted, spans are exact, and stories differ."""

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from workbench.errors import StoryscopeError
from workbench.records import Story, story_from_row
from workbench.stories.deep.arcs import ARCS
from workbench.stories.deep.morals import MORALS
from workbench.stories.deep.setting import scores
from workbench.stories.deep.topics import SETTINGS
from workbench.stories.deep.writing import LABELS, LENGTHS
from workbench.stories.diversity import compression_ratio, duplicate_rate, openings
from workbench.stories.plots import compose
from workbench.stories.wordbook import book
from workbench.stories.words import split_words

SEED = 20261120
PRONOUNS = {
    "you",
    "your",
    "i",
    "me",
    "my",
    "he",
    "him",
    "his",
    "she",
    "her",
    "it",
    "its",
    "they",
    "them",
    "their",
    "we",
    "us",
    "our",
}
TIERS = ("tiny", "simple")


TELL = """
import json, sys
from dataclasses import asdict
from workbench.stories.plots import compose
for index in range(int(sys.argv[2])):
    print(json.dumps(asdict(compose(int(sys.argv[3]), index, sys.argv[1]))))
"""


def tell_many(tier: str, count: int) -> list[Story]:
    """Stories told by a process that does not check every type."""
    command = [sys.executable, "-c", TELL, tier, str(count), str(SEED)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1]).stdout
    return [story_from_row(json.loads(line)) for line in told.splitlines()]


@pytest.fixture(scope="module", params=TIERS)
def stories(request: pytest.FixtureRequest) -> list[Story]:
    """Enough stories that every label and most plots occur."""
    return tell_many(request.param, 300)


def tier_of(story: Story) -> str:
    return json.loads(story.recipe)["tier"]


def test_the_labels_are_those_that_were_agreed_on() -> None:
    assert len(LABELS["topic"]) == 26
    assert len(LABELS["tone"]) == 12
    assert len(LABELS["moral"]) == 18
    assert set(ARCS) == set(MORALS)


def test_a_recipe_rebuilds_its_story(stories: list[Story]) -> None:
    for story in stories[:4]:
        assert compose(**json.loads(story.recipe)) == story


def test_asked_labels_are_honoured() -> None:
    for axis, values in LABELS.items():
        for number, value in enumerate(values[::3]):
            assert getattr(compose(SEED, number, "tiny", **{axis: value}), axis) == value


@pytest.mark.parametrize("axis", LABELS)
def test_an_unknown_label_is_refused_with_what_there_is(axis: str) -> None:
    with pytest.raises(StoryscopeError, match=LABELS[axis][0]):
        compose(SEED, 0, "tiny", **{axis: "no such thing"})


@pytest.mark.parametrize("tier", TIERS)
def test_every_number_of_paragraphs_can_be_asked_for(tier: str) -> None:
    for count in range(1, LENGTHS[tier][2] + 1):
        story = compose(SEED, count, tier, paragraphs=count)
        assert story.paragraphs == count == story.text.count("\n\n") + 1
    with pytest.raises(StoryscopeError, match="paragraphs"):
        compose(SEED, 0, tier, paragraphs=LENGTHS[tier][2] + 1)


def test_what_minuscule_cannot_honour_is_refused() -> None:
    with pytest.raises(StoryscopeError, match="minuscule"):
        compose(SEED, 0, "minuscule", grammar="present tense")
    assert compose(SEED, 0, "minuscule", initial_letter="t").text.startswith("T")


def test_stories_keep_to_their_length_and_words(stories: list[Story]) -> None:
    tier = tier_of(stories[0])
    known = set(book(tier).types())
    shortest, longest, _ = LENGTHS[tier]
    for story in stories:
        assert shortest <= story.text.count(" ") + 1 <= longest
        words = {word for word in split_words(story.text) if word[0].isalpha()}
        assert words <= known, (words - known, story.text)


def test_no_mark_of_the_templates_is_told(stories: list[Story]) -> None:
    for story in stories:
        assert not set(story.text) & set("/{}[]|@&"), story.text
    for file in sorted((Path(__file__).parents[1] / "workbench" / "stories" / "deep").glob("*.py")):
        wrong = re.findall(r"\{\w's [^{}]*/[^{}]*\}", file.read_text(encoding="utf-8"))
        assert not wrong, f"{file.name}: a choice is written {{:a/b}}, not {wrong[0]}"


def test_sentences_tile_the_text(stories: list[Story]) -> None:
    for story in stories:
        assert story.sentences[0].start == 0
        assert story.sentences[-1].end == len(story.text)
        for sentence in story.sentences:
            text = story.text[sentence.start : sentence.end]
            assert text[0] == '"' or text[0].isupper(), text
            assert text[-1] in '.!?"', text
        for first, second in pairwise(story.sentences):
            gap = story.text[first.end : second.start]
            assert gap == ("\n\n" if second.paragraph > first.paragraph else " ")


def test_mentions_are_what_they_say(stories: list[Story]) -> None:
    for story in stories:
        for mention in story.mentions:
            text = story.text[mention.start : mention.end]
            if mention.form == "pronoun":
                assert text.lower() in PRONOUNS, text
            elif mention.form == "name":
                assert text.removesuffix("'s").lower() == mention.entity
            elif mention.form == "noun":
                noun = re.sub(r"\d+$", "", mention.entity)
                assert text.lower().removesuffix("'s").endswith(noun), (text, mention.entity)


def test_labels_are_true_of_the_text(stories: list[Story]) -> None:
    for story in stories:
        found = scores(SETTINGS, story.text)
        assert [name for name in SETTINGS if found[name] == max(found.values())] == [story.topic]
        tones = Counter(cue.value for cue in story.cues if cue.axis == "tone")
        assert tones[story.tone] > 0
        assert all(tones[story.tone] > count for tone, count in tones.items() if tone != story.tone)
        deeds = {fact.relation.removeprefix("did ") for fact in story.facts if fact.relation.startswith("did ")}
        decided = {moral for moral, pair in MORALS.items() if deeds & set(pair)}
        assert decided == (set() if story.moral == "none" else {story.moral})


def test_every_moral_is_upheld_and_violated(stories: list[Story]) -> None:
    done = Counter(fact.relation.removeprefix("did ") for story in stories for fact in story.facts)
    both = [moral for moral, (up, down) in MORALS.items() if done[up] and done[down]]
    assert len(both) > 14


def test_cues_lie_inside_the_text_and_name_known_values(stories: list[Story]) -> None:
    for story in stories:
        for cue in story.cues:
            assert 0 <= cue.start < cue.end <= len(story.text)
            if cue.axis in LABELS:
                assert cue.value in LABELS[cue.axis]
            if cue.axis == "topic":
                assert story.text[cue.start : cue.end].lower() in SETTINGS[story.topic].words


def test_facts_are_told_in_the_order_of_what_happened(stories: list[Story]) -> None:
    for story in stories:
        order = [fact.sentence for fact in story.facts if fact.sentence >= 0]
        assert order == sorted(order)
        assert all(-1 <= fact.sentence < len(story.sentences) for fact in story.facts)


def test_english_that_a_child_would_find_wrong(stories: list[Story]) -> None:
    wrong = [
        re.compile(r"\ba [aeio]"),
        re.compile(r"\ban [^aeiouh]"),
        re.compile(r"\b(?:he|she) were\b"),
        re.compile(r"\b(?:they|we) was\b"),
        re.compile(r"  | [.,!?]|[.,!]{2}|[{}\[\]<>|]|&&"),
    ]
    for story in stories:
        for pattern in wrong:
            found = pattern.search(story.text.lower().replace("a one", ""))
            assert found is None, (found, story.text)


def test_stories_differ(stories: list[Story]) -> None:
    texts = [story.text for story in stories]
    cut = [split_words(text) for text in texts]
    stream = [word for words in cut for word in words][:27_000]
    grams = list(zip(stream, stream[1:], stream[2:], stream[3:], strict=False))
    assert len(set(grams)) / len(grams) > 0.73
    assert compression_ratio([" ".join(stream)]) < 3.6
    assert duplicate_rate(texts) == 0
    assert openings(cut).most_common(1)[0][1] <= 0.04 * len(stories)


def test_no_name_is_told_too_often(stories: list[Story]) -> None:
    heroes = Counter(next(m.entity for m in story.mentions if m.form == "name") for story in stories)
    assert max(heroes.values()) < 0.08 * len(stories)


KINDS = ("animal", "toy", "tool", "treasure")
SCENERY = frozenset({"door", "clock", "bell", "lamp", "top"})
"""Nouns that are places and furniture of the world, or (top) mostly a part of something; they may stand everywhere."""


def test_no_thing_is_told_of_too_often() -> None:
    """No animal, toy, tool or treasure above four times its fair share of its kind's mentions.

    Scenery may, and so may a form that is a verb's too (saw, paint, fly): those are counted with their kind, not judged.
    """
    words = book("tiny")
    verbs = {form for verb in words.verbs() for form in (verb.base, verb.past, verb.participle, verb.third)}
    kind_of = {
        form: (kind, noun.word)
        for kind in KINDS
        for noun in words.nouns(kind)
        for form in (noun.word, noun.plural)
        if form
    }
    told = Counter(
        kind_of[word]
        for story in tell_many("tiny", 2_000)
        for word in split_words(story.text.lower())
        if word in kind_of
    )
    for kind in KINDS:
        nouns = {noun for one, noun in kind_of.values() if one == kind}
        share = sum(told[kind, noun] for noun in nouns) / len(nouns)
        judged = nouns - SCENERY - verbs
        often = {noun: round(told[kind, noun] / share, 1) for noun in judged if told[kind, noun] > 4 * share}
        assert not often, (kind, often)


@pytest.mark.parametrize(
    "axes",
    [
        {"grammar": "present tense"},
        {"point_of_view": "first person"},
        {"feature": "flashback"},
        {"feature": "happy ending", "tone": "sad"},
        {"feature": "bad ending", "tone": "joyful"},
        {"feature": "twist"},
        {"initial_letter": "s"},
        {"style": "fairy tale"},
    ],
    ids=str,
)
def test_other_axes_are_honoured(axes: dict[str, str]) -> None:
    for number in range(2):
        story = compose(SEED, number, "tiny", **axes)
        recipe = json.loads(story.recipe)
        assert {axis: recipe[axis] for axis in axes} == axes
        for axis in ("grammar", "feature", "style", "point_of_view", "tone"):
            assert axis not in axes or getattr(story, axis) == axes[axis]
        if "initial_letter" in axes:
            assert story.text[0].lower() == axes["initial_letter"]

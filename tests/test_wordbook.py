import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain

import pytest

from workbench.errors import StoryscopeError
from workbench.stories import lexicon
from workbench.stories.wordbook import TIERS, TONES, TOPICS, Noun, Verb, book, tables
from workbench.stories.wordbook.books import PUNCTUATION
from workbench.stories.wordbook.tags import KINDS, NOUN_TAGS, OF, VERB_TAGS

TINY, SIMPLE = book("tiny"), book("simple")
DEEP = [pytest.param(one, id=one.tier) for one in (TINY, SIMPLE)]
WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)*(?:'[a-z]+)?")
ABSTRACT = {"time", "event", "feeling", "idea", "sound"}


# The tables


@pytest.mark.parametrize("table", tables.HEADERS)
def test_the_tables_are_in_the_package(table: str) -> None:
    text = (files("workbench.stories.wordbook") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    assert tuple(header.split("\t")) == tables.HEADERS[table]
    assert text.isascii() and text.endswith("\n") and " \t" not in text and "" not in lines
    assert {line.count("\t") for line in lines} == {len(tables.HEADERS[table]) - 1}
    columns = dict(zip(tables.HEADERS[table], zip(*(line.split("\t") for line in lines), strict=True), strict=True))
    assert set(columns["tier"]) == set(TIERS)
    word_column = columns.get("word") or columns["base"]
    assert all(WORD.fullmatch(word) for word in word_column)
    twice = [
        key for key, n in Counter(zip(word_column, columns.get("kind", columns["tier"]), strict=True)).items() if n > 1
    ]
    assert twice == []


def test_every_kind_and_tag_is_known_and_used() -> None:
    assert {one.kind for one in SIMPLE.nouns()} == set(KINDS["noun"])
    assert {one.kind for one in SIMPLE.verbs()} == set(KINDS["verb"])
    assert {one.kind for one in SIMPLE.adjectives()} == set(KINDS["adjective"])
    assert {one.kind for one in SIMPLE.adverbs()} == set(KINDS["adverb"])
    assert {one.kind for one in SIMPLE.particles()} == set(KINDS["particle"])
    assert set(chain.from_iterable(one.tags for one in SIMPLE.nouns())) == set(NOUN_TAGS)
    assert set(chain.from_iterable(one.tags for one in SIMPLE.verbs())) == set(VERB_TAGS)
    assert set(chain.from_iterable(one.topics for one in SIMPLE.nouns())) == set(TOPICS)
    assert set(chain.from_iterable(one.of for one in SIMPLE.adjectives())) == set(OF)
    assert set(chain.from_iterable(one.tones for one in (*SIMPLE.adjectives(), *SIMPLE.adverbs()))) == set(TONES)


def test_sizes() -> None:
    assert 1_400 <= TINY.base_words() <= 1_600
    assert 3_800 <= SIMPLE.base_words() <= 4_200
    for one, each, pets in ((TINY, 20, 6), (SIMPLE, 60, 20)):
        assert len(one.names("m")) >= each and len(one.names("f")) >= each
        assert abs(len(one.names("m")) - len(one.names("f"))) <= len(one.names()) / 10
        assert min(len(one.names("m", animal=True)), len(one.names("f", animal=True))) >= pets


# Tiers


def test_each_tier_contains_the_one_before() -> None:
    smallest = book("minuscule")
    for below, above in ((smallest, TINY), (TINY, SIMPLE)):
        assert set(below.types()) < set(above.types())
        assert set(below.nouns()) < set(above.nouns())
        assert set(below.verbs()) < set(above.verbs())
        assert set(below.names()) < set(above.names())
    assert smallest.types() == lexicon.types("minuscule")
    assert len(smallest.types()) + lexicon.SPECIAL_TYPES == 256
    assert {one.base for one in smallest.verbs()} == set(lexicon.VERBS)
    for base, (past, ing) in lexicon.VERBS.items():
        verb = smallest.verb(base, kind="speech") if base == "lie" else smallest.verb(base)
        assert verb.past == past and ing in (None, verb.ing)
    assert {one.word for one in smallest.names()} == {*lexicon.BOYS, *lexicon.GIRLS}


def test_the_lexicon_answers_for_every_tier() -> None:
    assert lexicon.TIERS == TIERS
    for tier in TIERS:
        assert lexicon.types(tier) == book(tier).types()
        assert lexicon.vocabulary(tier) == book(tier).vocabulary()
    with pytest.raises(StoryscopeError, match="minuscule, tiny, simple"):
        lexicon.known("huge")


@pytest.mark.parametrize("one", DEEP)
def test_the_vocabulary_is_of_the_form_that_corpora_have(one) -> None:
    vocabulary = json.loads(json.dumps(one.vocabulary()))
    known = lexicon.vocabulary("minuscule")
    assert list(vocabulary) == list(known)
    assert set(known["categories"]) <= set(vocabulary["categories"])
    types = set(vocabulary["types"])
    assert vocabulary["types"] == sorted(types) == list(one.types())
    assert all(kind == kind.lower() and (WORD.fullmatch(kind) or kind in PUNCTUATION) for kind in types)
    for words in vocabulary["categories"].values():
        assert words and len(words) == len(set(words)) and set(words) <= types


@pytest.mark.parametrize("one", DEEP)
def test_no_name_is_a_word_too(one) -> None:
    # A tokenizer gives names their capital back, so a word that is also a name would get one.
    proper = {noun.word.lower() for noun in one.nouns(tag="proper")}
    for name in {name.word.lower() for name in (*one.names(), *one.names(animal=True))} | proper:
        assert len(one.entries(name)) == 1, name


# What a world acts by


def test_every_noun_is_consistent() -> None:
    assert [(one.word, one.kind, wrong) for one in SIMPLE.nouns() if (wrong := list(inconsistencies(one)))] == []


def inconsistencies(one: Noun) -> Iterator[str]:
    """What is wrong with a noun's tags, size, topics or forms."""
    place = one.kind in ("place", "room", "building")
    yield from ("/".join(pair) for pair in OPPOSITES if set(pair) <= one.tags)
    checks = {
        "size": 0 <= one.size <= 5,
        "topics": len(one.topics) >= 2,
        "preposition": not place or one.preposition in ("in", "on", "at"),
        "plural": not one.tags & {"mass", "pair"} or one.plural == one.word,
        "alive": one.kind not in ("animal", "plant") or "alive" in one.tags,
        "big": "big" not in one.tags or one.size >= 3,
        "small": "small" not in one.tags or one.size <= 2,
        "eaten": one.kind not in ("food", "drink") or bool(one.tags & {"edible", "drinkable"}),
        "worn": one.kind != "clothing" or "wearable" in one.tags,
        "holds": one.kind != "container" or "holds_things" in one.tags,
        "plays": one.kind != "instrument" or {"plays", "noisy"} <= one.tags,
        "broken": not one.tags & {"breaks", "wearable"} or 1 <= one.size <= 4 or "pair" in one.tags,
        "person": one.kind not in ("person", "role")
        or bool(one.tags & {"child", "adult", "magic"})
        or one.word in EITHER,
    }
    yield from (what for what, holds in checks.items() if not holds)


EITHER = frozenset(
    "friend sister brother cousin guest princess prince buddy companion partner rival hero visitor host passenger hiker "
    "camper beginner genius champion enemy".split()
)
"""People of any age."""
OPPOSITES = (
    *(("heavy", "light"), ("hard", "soft"), ("tame", "wild"), ("big", "small"), ("fast", "slow"), ("pet", "wild")),
    *(("outdoor", "indoor"), ("warm", "cold"), ("dark", "bright"), ("good", "bad"), ("loud", "quiet")),
    *(("male", "female"), ("adult", "child"), ("mass", "pair"), ("noisy", "quiet"), ("stationary", "wearable")),
    *(("farm", "wild"), ("edible", "wearable"), ("stationary", "rolls")),
)


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("glass", "fragile breaks holds_things shiny"),
        ("kite", "flies light outdoor"),
        ("coat", "wearable warm"),
        ("bear", "wild big scary climbs"),
        ("ball", "rolls"),
        ("snowman", "melts cold outdoor"),
        ("candle", "burns melts glows"),
        ("umbrella", "opens"),
        ("boat", "floats rides"),
        ("knife", "sharp cuts"),
        ("drum", "plays noisy"),
        ("cat", "pet climbs furry"),
        ("mountain", "high far outdoor"),
    ],
)
def test_things_are_what_children_know_them_to_be(word: str, tags: str) -> None:
    assert set(tags.split()) <= set().union(*(noun.tags for noun in TINY.nouns() if noun.word == word))


@pytest.mark.parametrize(("one", "least"), [(TINY, 12), (SIMPLE, 30)], ids=["tiny", "simple"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_its_nouns(one, least: int, topic: str) -> None:
    nouns = one.nouns(topic=topic)
    assert len({noun.word for noun in nouns if noun.kind not in ABSTRACT}) >= least
    assert any(noun.kind in ("place", "room", "building") for noun in nouns)
    assert any(noun.kind in ("person", "role") for noun in nouns)
    assert any(noun.kind == "animal" for noun in nouns)


@pytest.mark.parametrize(("one", "least"), [(TINY, 4), (SIMPLE, 10)], ids=["tiny", "simple"])
@pytest.mark.parametrize("tone", TONES)
def test_every_tone_has_words(one, least: int, tone: str) -> None:
    found = (one.adjectives(tone=tone), one.adverbs(tone=tone), one.verbs(tag=tone))
    assert min(map(len, found)) >= least


# The book


def test_the_book_answers_what_it_is_asked() -> None:
    assert {noun.word for noun in TINY.nouns(kind="animal", tag="flies", topic="farm")} == {
        noun.word for noun in TINY.nouns("animal") if "flies" in noun.tags and "farm" in noun.topics
    }
    assert TINY.nouns("toy") is TINY.nouns("toy")
    assert all(noun.size == 5 for noun in TINY.nouns("place", size=5))
    assert {name.gender for name in TINY.names("m")} == {"m"} and not any(name.animal for name in TINY.names())
    assert all(name.animal for name in TINY.names(animal=True))
    assert SIMPLE.noun("chicken").kind == "animal" and SIMPLE.noun("chicken", "food").kind == "food"
    assert {type(entry) for entry in TINY.entries("Fly")} == {Noun, Verb}
    assert TINY.entries("ran") == (TINY.verb("run"),) and TINY.entries("xyzzy") == ()
    assert {one.word for one in TINY.adjectives("colour", of="food", polarity=0)} >= {"red", "green"}
    assert book("tiny") is TINY


@pytest.mark.parametrize(
    "ask",
    [
        lambda: book("huge"),
        lambda: TINY.noun("astronaut"),
        lambda: TINY.verb("ball"),
        lambda: TINY.adjective("dog"),
        lambda: TINY.nouns(kind="beast"),
        lambda: TINY.nouns(tag="joyful"),
        lambda: TINY.nouns(topic="weather"),
        lambda: TINY.verbs(tag="fragile"),
        lambda: TINY.adjectives(tone="gloomy"),
        lambda: TINY.adverbs(kind="size"),
        lambda: TINY.names("x"),
    ],
)
def test_what_the_book_does_not_have_is_refused_with_what_it_has(ask) -> None:
    with pytest.raises(StoryscopeError):
        ask()

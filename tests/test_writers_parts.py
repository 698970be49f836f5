"""The parts of the language-model writers, each by itself: pace, texts, prompts, addresses, labels; and the verb."""

import asyncio
import random
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stories.writers.asking import make_ask
from workbench.stories.writers.cleaning import clean, stories_of
from workbench.stories.writers.harvest import cut_sentences
from workbench.stories.writers.pacing import Backoff, Pace, asked_wait
from workbench.stories.writers.prices import Price, price_of
from workbench.stories.writers.prompt_axes import AXIS_VALUES, INITIALS, draw_axes
from workbench.stories.writers.recipe_minuscule import outside_words
from workbench.stories.writers.recipe_tinystories import FEATURES, forms, word_lists
from workbench.stories.writers.recipes import RECIPES, recipe_named
from workbench.stories.writers.verifying import answers
from workbench.stories.writers.wire import Wire

TEXTS = st.text(
    st.sampled_from("abé Z.!?“”\"'\n\t\u200b\ufeff…—1:)") | st.characters(exclude_categories=[]), max_size=60
)


# --- pace


def test_requests_and_tokens_are_spread_over_the_minute() -> None:
    now = [100.0]
    pace = Pace(60, 0, lambda: now[0])
    assert [pace.take(5) for _ in range(4)] == [0.0, 1.0, 2.0, 3.0]
    now[0] = 110.0  # an idle while earns no burst
    assert [pace.take(5) for _ in range(2)] == [0.0, 1.0]
    pace = Pace(0, 6000, lambda: 0.0)
    assert [pace.take(500) for _ in range(3)] == [0.0, 5.0, 10.0]
    assert [Pace(0, 0, lambda: 0.0).take(10**9) for _ in range(3)] == [0.0] * 3


def test_nobody_leaves_during_a_pause() -> None:
    now, slept = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            pace.pause(7.0)  # while this one waits, another is told to come back later
        now[0] += seconds

    pace = Pace(60, 0, lambda: now[0], sleep)
    pace.take(1)
    asyncio.run(pace.turn(1))
    assert slept == [1.0, 6.0]
    asyncio.run(pace.turn(1))
    assert now[0] == 7.0


@given(st.integers(0, 40), st.floats(0, 10), st.integers(), st.none() | st.floats(0, 900))
def test_backoff_grows_scatters_and_honours_the_server(
    attempt: int, base: float, seed: int, asked: float | None
) -> None:
    wait = Backoff(base).seconds(attempt, random.Random(seed), asked)
    if asked is None:
        whole = min(60.0, base * 2**attempt)
        assert whole / 2 <= wait <= whole
    else:
        assert asked <= wait <= asked + base
    assert len({Backoff(1.0).seconds(2, random.Random(one)) for one in range(5)}) == 5


@pytest.mark.parametrize("value", ["soon", "-3", "nan", "inf", ""])
def test_a_retry_after_that_means_nothing(value: str) -> None:
    assert asked_wait({"Retry-After": value}, 0.0) is None


def test_prices_by_name_and_by_dated_release() -> None:
    assert price_of("gpt-4o-mini") == price_of("gpt-4o-mini-2024-07-18") == Price(0.15, 0.60, 0.5)
    assert price_of("gpt-4o-mini-2024") is price_of("gpt") is None


# --- texts


@given(TEXTS, st.sampled_from(["plain", "keep"]), st.booleans())
def test_cleaning_is_idempotent_and_normal(text: str, quotes: str, ascii_only: bool) -> None:
    once = clean(text, quotes, ascii_only)  # type: ignore[arg-type]
    assert clean(once, quotes, ascii_only) == once == once.strip()  # type: ignore[arg-type]
    assert unicodedata.is_normalized("NFC", once)
    assert not {"\u200b", "\ufeff", "\t", "\r", "\u00a0"} & set(once)
    assert "\n\n\n" not in once
    if quotes == "plain":
        assert not set("“”‘’") & set(once)
    if ascii_only and text.isascii():
        assert once.isascii()


def test_quotes_are_kept_when_asked() -> None:
    assert clean("“Oh,” she said.", "keep") == "“Oh,” she said."
    assert clean("“Oh,” she said. It’s naïve – no?", "plain", ascii_only=True) == '"Oh," she said. It\'s naive - no?'
    assert not clean("猫 sat.", ascii_only=True).isascii()
    assert clean("Story 3: Tim ran.") == clean("3. Tim ran.") == "Tim ran."


@pytest.mark.parametrize(
    ("content", "wanted", "stories"),
    [
        ('{"stories": ["A.", " ", "B. "]}', 3, ["A.", "B."]),
        ('```json\n{"stories": ["A."]}\n```', 1, ["A."]),
        ('["A.", "B."]', 2, ["A.", "B."]),
        ('<think>I should\n[[END]]</think>\n{"stories": ["A."]}', 1, ["A."]),
        ("A.\n[[END]]\nB.\n[[END]]", 2, ["A.", "B."]),
        ("A.\n[[END]]\nB is not", 2, ["A."]),
        ("A.", 1, ["A."]),
        ("A. B.", 2, None),
        ('{"stories": "A."}', 1, None),
        ('{"stories": [1]}', 1, None),
        ('{"stories": ["A."', 1, None),
        ("", 1, None),
    ],
)
def test_replies_are_cut_into_stories(content: str, wanted: int, stories: list[str] | None) -> None:
    assert stories_of(content, wanted) == stories


def test_sentences_are_cut_at_their_marks() -> None:
    text = 'Tim ran. "Stop!" said Sam.\n\n"Why?" he asked. Mr. Hill saw it\nand left'
    spans = list(cut_sentences(text))
    assert [text[one.start : one.end] for one in spans[:4]] == [
        *("Tim ran.", '"Stop!" said Sam.', '"Why?" he asked.', "Mr.")
    ]
    assert [one.paragraph for one in spans] == [0, 0, 1, 1, 1, 1]


@given(TEXTS)
def test_sentences_cover_the_text(text: str) -> None:
    told = clean(text)
    spans = list(cut_sentences(told))
    assert "".join("".join(told[one.start : one.end] for one in spans).split()) == "".join(told.split())
    assert all(one.end <= two.start for one, two in zip(spans, spans[1:], strict=False))


# --- prompts


def test_the_axes_have_the_numbers_of_simplestories() -> None:
    counts = {"theme": 63, "topic": 48, "style": 23, "feature": 26, "grammar": 31, "persona": 23}
    assert {axis: len(set(values)) for axis, values in AXIS_VALUES.items()} == counts
    assert len(INITIALS) == 26
    drawn = [draw_axes(random.Random(seed)) for seed in range(3000)]
    empty = {axis: sum(not one[axis] for one in drawn) / 3000 for axis in counts}
    assert empty["grammar"] == pytest.approx(1 / 2, abs=0.04)
    assert empty["persona"] == pytest.approx(2 / 3, abs=0.04)
    assert max(empty[axis] for axis in ("theme", "topic", "style", "feature")) == 0
    letters = Counter(one["initial_letter"] for one in drawn)
    assert letters["t"] > letters["s"] > letters["k"]
    assert {one["paragraphs"] for one in drawn} == set("123456789")


@pytest.mark.parametrize("name", RECIPES)
def test_requests_are_the_same_in_every_run_and_differ_from_each_other(name: str) -> None:
    recipe = recipe_named(name)
    asks = [make_ask("s", recipe, 0, number, 2) for number in range(50)]
    assert asks == [make_ask("s", recipe_named(name), 0, number, 2) for number in range(50)]
    others = [make_ask("s", recipe, 1, number, 2) for number in range(50)]
    assert not {one.id for one in asks} & {one.id for one in others}
    assert len({one.prompt.user for one in asks}) > 40
    for one in asks:
        assert len(" ".join(part["content"] for part in one.prompt.messages(structured=True))) < one.prompt.longest
    assert len(recipe.prompt_id) == 12


def test_tinystories_asks_for_three_words_and_some_features() -> None:
    recipe = recipe_named("tinystories")
    asks = [make_ask("s", recipe, 0, number, 1) for number in range(400)]
    for ask in asks:
        for part, words in word_lists().items():
            assert ask.asked[part] in words
            assert f'{part} "{ask.asked[part]}"' in ask.prompt.user
        wanted = {name for name in ask.asked["features"].split(", ") if name}
        assert {name for name, line in FEATURES.items() if line in ask.prompt.user} == wanted
    sets = Counter(ask.asked["features"] for ask in asks)
    assert sets[""] > 10
    assert len(sets) > 20
    assert all(len(words) > 200 for words in word_lists().values())


def test_words_are_recognised_in_all_their_forms() -> None:
    recipe = recipe_named("tinystories")
    asked = {"noun": "dog", "verb": "run", "adjective": "big", "features": ""}
    assert recipe.kept("The dogs ran to the biggest tree.", asked) == {
        **{"the noun": True, "the verb": True, "the adjective": True}
    }
    assert recipe.kept("A hotdog was a runner.", asked) == {
        "the noun": False,
        "the verb": False,
        "the adjective": False,
    }
    assert "ran" not in forms("run", "noun")


def test_minuscule_words() -> None:
    assert outside_words("\"I didn't see Tim's dog,\" Mom said.") == []
    assert outside_words("The Zebra ran; the zebra sat.") == ["zebra", ";", "sat"]


def test_verifiers_that_answer_in_other_ways() -> None:
    choices = {"topic": ("a show", "rain"), "plot twist": ("yes", "no")}
    assert answers('- **Topic**: "A show".\nplot twist: No\n[[END]]', choices) == {
        "topic": "a show",
        "plot twist": "no",
    }
    assert answers('{"topic": "storms", "plot twist": "yes"}', choices) == {"plot twist": "yes"}
    assert answers("I would say rain.", choices) == {}


def test_a_wire_gives_up_one_thing_at_a_time() -> None:
    wire = Wire(structured=True)
    less = wire.without("temperature is fixed", may_unstructure=True)
    assert less == Wire(structured=True, sampling=False)
    assert wire.without("no", may_unstructure=False) is None
    assert Wire(structured=False).without("response_format", may_unstructure=True) is None

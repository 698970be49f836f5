"""WinoGrande items: proved, in balanced twins, and no surface rule answers them."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.test_winogrande import DEVELOPMENT
from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem
from workbench.stories import heuristics
from workbench.stories.items import CHANGED_WORDS, changed_words, winogrande_items
from workbench.stories.items_check import CEILING, KIND_CEILING, KIND_SIZE, CheckConfig, check_items, verdict
from workbench.stories.lexicon import types
from workbench.stories.twins import ItemsConfig, make_items
from workbench.stories.words import split_words

TYPES = frozenset(types("minuscule"))


_WRITE = """
import json, sys
from dataclasses import asdict
import numpy as np
from workbench.stories.heuristics import bag_of_words
from workbench.stories.items import winogrande_items
from workbench.stories.items_check import PLACES, score_all
from workbench.stories.plots import compose
items = winogrande_items(16_000, 11)
scores = score_all(items[:5_000], items[5_000:10_000], [compose(1, index).text for index in range(800)])
one, two = items[:8_000], items[8_000:]
for place in PLACES:  # each half of all items is answered by what the other half teaches
    halves = [bag_of_words(one, two, place), bag_of_words(two, one, place)]
    scores["all: words x " + place] = np.concatenate(halves)
json.dump([[asdict(item) for item in items], {name: score.tolist() for name, score in scores.items()}], sys.stdout)
"""


@pytest.fixture(scope="module")
def written() -> tuple[list[WinoGrandeItem], dict[str, heuristics.Scores]]:
    """16,000 items, and every heuristic on the first 5,000: the learned ones learn from the next 5,000.

    Made in a process of its own, for the shape checks of the tests make this many times slower.
    """
    done = subprocess.run([sys.executable, "-c", _WRITE], capture_output=True, check=True, text=True, timeout=300)
    rows, scores = json.loads(done.stdout)
    return [WinoGrandeItem(**row) for row in rows], {name: np.array(score) for name, score in scores.items()}


@pytest.fixture(scope="module")
def many(written: tuple[list[WinoGrandeItem], dict[str, heuristics.Scores]]) -> list[WinoGrandeItem]:
    return written[0]


@pytest.fixture(scope="module")
def scores(written: tuple[list[WinoGrandeItem], dict[str, heuristics.Scores]]) -> dict[str, heuristics.Scores]:
    return written[1]


@pytest.fixture(scope="module")
def items(many: list[WinoGrandeItem]) -> list[WinoGrandeItem]:
    return many[:4_000]


def right(item: WinoGrandeItem) -> str:
    return item.option1 if item.answer == "1" else item.option2


def places(item: WinoGrandeItem, option: str, end: int | None = None) -> list[int]:
    return [found.start() for found in re.finditer(rf"\b{option}\b", item.sentence[:end])]


def test_items_are_twins_with_opposite_answers(items: list[WinoGrandeItem]) -> None:
    assert len(items) == 4_000
    for one, two in zip(items[::2], items[1::2], strict=True):
        assert one.twin == two.twin and one.id != two.id
        assert (one.option1, one.option2) == (two.option1, two.option2)
        assert {one.answer, two.answer} == {"1", "2"}
        assert 1 <= changed_words(one.sentence, two.sentence) <= CHANGED_WORDS


def test_answers_are_balanced_exactly_in_every_kind(items: list[WinoGrandeItem]) -> None:
    answers: Counter[tuple[str, str]] = Counter((item.kind, item.answer) for item in items)
    kinds = {item.kind for item in items}
    assert len(kinds) >= 12
    for kind in kinds:
        assert answers[kind, "1"] == answers[kind, "2"]


def test_no_item_comes_twice(items: list[WinoGrandeItem]) -> None:
    assert len({item.sentence for item in items}) == len(items)
    assert len({item.id for item in items}) == len(items)


def test_sentences_are_well_formed(items: list[WinoGrandeItem]) -> None:
    for item in items:
        assert item.sentence.count("_") == 1
        assert set(split_words(item.sentence.replace("_", right(item)))) <= TYPES
        assert {*item.option1.lower().split(), *item.option2.lower().split()} <= TYPES
        assert item.option1 != item.option2
        assert places(item, item.option1) and places(item, item.option2)
        assert len(split_words(item.sentence.split("_")[1])) >= 2


def test_no_surface_heuristic_answers(scores: dict[str, heuristics.Scores]) -> None:
    assert {"majority", "first mention", "recency", "frequency", "bigram", "4-gram"} < scores.keys()
    for name, score in scores.items():
        assert 0.48 <= score.mean() <= CEILING, name


def test_no_surface_heuristic_answers_a_kind(many: list[WinoGrandeItem], scores: dict[str, heuristics.Scores]) -> None:
    """Over all items every kind is large enough to be judged alone."""
    kinds = np.array([item.kind for item in many])
    judged = {name: getattr(heuristics, name)(many) for name in ("first_mention", "recency", "frequency", "majority")}
    judged |= {name: score for name, score in scores.items() if name.startswith("all: ")}
    assert len(judged) == 7
    for name, score in judged.items():
        for kind in np.unique(kinds):
            of = kinds == kind
            assert of.sum() >= KIND_SIZE
            assert score[of].mean() < KIND_CEILING, (name, kind)
    assert len(np.unique(kinds)) >= 40


def test_heuristics_find_what_there_is_to_find() -> None:
    """Each one answers items that are made for it, and their opposites wrongly."""

    def items(sentence: str, one: str, two: str, answer: str) -> list[WinoGrandeItem]:
        return [WinoGrandeItem("a", "a", "k", sentence, one, two, answer)]

    first = items("Tim saw Sam because _ was there.", "Tim", "Sam", "1")
    assert heuristics.first_mention(first).tolist() == [1.0]
    assert heuristics.recency(first).tolist() == [0.0]
    assert heuristics.frequency(first).tolist() == [0.5]
    again = items("Tim saw Sam and Sam ran because _ was there.", "Tim", "Sam", "2")
    assert heuristics.frequency(again).tolist() == heuristics.recency(again).tolist() == [1.0]
    assert heuristics.first_mention(again).tolist() == [0.0]
    selects = items("Tim saw the bird and the ball. The _ flew away.", "ball", "bird", "2")
    told = ["The bird flew away.", "The bird flew up.", "The ball was red."] * 9
    assert heuristics.ngram(selects, told, 2).tolist() == heuristics.ngram(selects, told, 4).tolist() == [1.0]
    known = [*first, *items("Tim saw Sam because _ ran off.", "Tim", "Sam", "2")] * 20
    assert heuristics.bag_of_words(known, known, "number").mean() == 1.0
    assert heuristics.bag_of_words(known, known, "first").mean() == 1.0
    assert heuristics.option_words(first, first * 3).tolist() == [1.0]


@pytest.mark.parametrize("tier", ["tiny", "simple"])
def test_larger_tiers_say_the_same_of_other_words(tier: str) -> None:
    plain, dressed = winogrande_items(88, 4), winogrande_items(88, 4, tier)
    allowed = frozenset(types(tier))
    spoken: set[str] = set()
    for one, two in zip(plain, dressed, strict=True):
        words = split_words(two.sentence.replace("_", right(two)))
        spoken |= set(words)
        assert set(words) <= allowed
        assert two.option1 != two.option2 and places(two, two.option1) and places(two, two.option2)
        assert (one.id, one.kind, one.answer) == (two.id, two.kind, two.answer)
        assert len(split_words(one.sentence)) == len(split_words(two.sentence))
    assert spoken - TYPES
    for one, two in zip(dressed[::2], dressed[1::2], strict=True):
        assert (one.option1, one.option2) == (two.option1, two.option2)
        assert 1 <= changed_words(one.sentence, two.sentence) <= CHANGED_WORDS


def test_items_by_nature_are_left_out_unless_asked_for() -> None:
    assert "action-subject" in {item.kind for item in winogrande_items(100, 3, by_nature=True)}
    assert "action-subject" not in {item.kind for item in winogrande_items(100, 3)}


def test_the_check_is_an_artifact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    made = check_items(CheckConfig(n=100, stories=6, seed=5))
    report = json.loads(made.file("heuristics.json").read_text(encoding="utf-8"))
    assert report["overall"]["n"] == 100
    assert made.manifest.summary["best_accuracy"] == max(
        one["accuracy"] for one in report["overall"]["heuristics"].values()
    )
    assert check_items(CheckConfig(n=100, stories=6, seed=5)).path == made.path
    report["by_kind"]["fit"] = {"n": 300, "heuristics": {"recency": {"accuracy": 0.56}}}
    assert verdict(report)["kinds_too_easy"] == ["fit: recency"] and not verdict(report)["holds"]
    items = make_items(ItemsConfig(n=40, seed=2))
    assert check_items(CheckConfig(items=items.path.name, stories=6)).manifest.summary["n"] == 40
    with pytest.raises(StoryscopeError, match="twins"):
        CheckConfig(n=3)


def test_a_word_counter_cannot_answer(items: list[WinoGrandeItem]) -> None:
    """No word after the blank goes with one answer position."""
    votes: Counter[tuple[str, str]] = Counter()
    for item in items:
        for word in set(split_words(item.sentence.split("_")[1])):
            votes[word, item.answer] += 1
    for word in {word for word, _ in votes}:
        total = votes[word, "1"] + votes[word, "2"]
        if total >= 200:
            assert 0.45 < votes[word, "1"] / total < 0.55, word


def test_the_same_seed_gives_the_same_items() -> None:
    assert winogrande_items(22, 7) == winogrande_items(22, 7)
    assert winogrande_items(22, 7) != winogrande_items(22, 8)


def test_bad_numbers_and_tiers_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="even number"):
        winogrande_items(3, 0)
    with pytest.raises(StoryscopeError, match="no vocabulary tier"):
        winogrande_items(2, 0, "huge")


def outside_questions() -> list[str]:
    """The outside exam, where it is."""
    if not DEVELOPMENT.is_file():
        return []
    rows = json.loads(DEVELOPMENT.read_text(encoding="utf-8"))
    return [row["sentence"].replace("_", row[f"option{row['answer']}"]) for row in rows]


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_nothing_is_copied_from_the_outside_exam(many: list[WinoGrandeItem]) -> None:
    outside = {run for question in outside_questions() for run in runs(question)}
    if not outside:
        pytest.skip("the outside questions are not here: set STORYSCOPE_SHARED")
    told = {run for item in many for run in runs(item.sentence.replace("_", right(item)))}
    shared = sorted(" ".join(run) for run in outside & told)
    assert not shared


def test_a_box_is_never_paired_with_toy_or_ball(items: list[WinoGrandeItem]) -> None:
    for item in items:
        if item.kind == "fit":
            assert not ({item.option1, item.option2} > {"box"} and {item.option1, item.option2} & {"toy", "ball"})

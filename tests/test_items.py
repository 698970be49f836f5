"""WinoGrande items: proved, in balanced twins, and no surface rule answers them."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem
from workbench.stories.items import CHANGED_WORDS, changed_words, winogrande_items
from workbench.stories.lexicon import types
from workbench.stories.words import split_words

TYPES = frozenset(types("minuscule"))


_WRITE = """
import json, sys
from dataclasses import asdict
from workbench.stories.items import winogrande_items
json.dump([asdict(item) for item in winogrande_items(20_000, 11)], sys.stdout)
"""


@pytest.fixture(scope="module")
def many() -> list[WinoGrandeItem]:
    """20,000 items; made in a process of its own, for the shape checks of the tests make this many times slower."""
    done = subprocess.run([sys.executable, "-c", _WRITE], capture_output=True, check=True, text=True, timeout=300)
    return [WinoGrandeItem(**row) for row in json.loads(done.stdout)]


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
        assert {item.option1.lower(), item.option2.lower()} <= TYPES
        assert item.option1 != item.option2
        assert places(item, item.option1) and places(item, item.option2)
        assert len(split_words(item.sentence.split("_")[1])) >= 2


@pytest.mark.parametrize("heuristic", ["always 1", "first mentioned", "last mentioned", "most mentioned"])
def test_no_surface_rule_answers(items: list[WinoGrandeItem], heuristic: str) -> None:
    """Ties count a half; the whole sentence counts for the frequency rule."""
    score = 0.0
    for item in items:
        good, bad = right(item), item.option2 if item.answer == "1" else item.option1
        blank = item.sentence.index("_")
        if heuristic == "always 1":
            score += item.answer == "1"
        elif heuristic == "first mentioned":
            score += places(item, good)[0] < places(item, bad)[0]
        elif heuristic == "last mentioned":
            one, two = max(places(item, good, blank), default=-1), max(places(item, bad, blank), default=-1)
            score += 0.5 if one == two else one > two
        else:
            one, two = len(places(item, good)), len(places(item, bad))
            score += 0.5 if one == two else one > two
    assert 0.48 <= score / len(items) <= 0.52


def test_a_word_counter_cannot_answer(items: list[WinoGrandeItem]) -> None:
    """No word after the blank goes with one answer position."""
    votes: Counter[tuple[str, str]] = Counter()
    for item in items:
        for word in set(split_words(item.sentence.split("_")[1])):
            votes[word, item.answer] += 1
    for word in {word for word, _ in votes}:
        total = votes[word, "1"] + votes[word, "2"]
        if total >= 200:
            assert 0.38 < votes[word, "1"] / total < 0.62, word


def test_the_same_seed_gives_the_same_items() -> None:
    assert winogrande_items(22, 7) == winogrande_items(22, 7)
    assert winogrande_items(22, 7) != winogrande_items(22, 8)


def test_bad_numbers_and_tiers_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="even number"):
        winogrande_items(3, 0)
    with pytest.raises(StoryscopeError, match="no vocabulary tier"):
        winogrande_items(2, 0, "huge")


def outside_questions() -> list[str]:
    """The outside exam, where this checkout has it."""
    for folder in (Path("shared/data"), Path("../shared/data")):
        file = folder / "minuscule-winogrande-dev.json"
        if file.is_file():
            rows = json.loads(file.read_text(encoding="utf-8"))
            return [row["sentence"].replace("_", row[f"option{row['answer']}"]) for row in rows]
    return []


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_nothing_is_copied_from_the_outside_exam(many: list[WinoGrandeItem]) -> None:
    outside = {run for question in outside_questions() for run in runs(question)}
    if not outside:
        pytest.skip("the outside questions are not here")
    told = {run for item in many for run in runs(item.sentence.replace("_", right(item)))}
    shared = sorted(" ".join(run) for run in outside & told)
    assert not shared


def test_a_box_is_never_paired_with_toy_or_ball(items: list[WinoGrandeItem]) -> None:
    for item in items:
        if item.kind == "fit":
            assert not ({item.option1, item.option2} > {"box"} and {item.option1, item.option2} & {"toy", "ball"})

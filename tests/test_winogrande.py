"""WinoGrande items and scores: hostile files, partial scoring by hand, oracle and negation, intervals."""

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from probes.winogrande_items import (
    ends_with_blank,
    filled,
    heuristic_accuracy,
    majority,
    most_mentioned,
    most_recent,
    partial_request,
    read_items,
)
from probes.winogrande_scoring import Request, TextScorer, report, score_items, share
from workbench.errors import StoryscopeError
from workbench.records import WinoGrandeItem
from workbench.statistics import binomial_p, wilson

SHARED = Path(os.environ.get("STORYSCOPE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
DEVELOPMENT = SHARED / "data" / "minuscule-winogrande-dev.json"


def item(sentence: str, first: str, second: str, answer: str, twin: str = "", kind: str = "fit") -> WinoGrandeItem:
    return WinoGrandeItem(f"{twin}{answer}{sentence[:9]}", twin, kind, sentence, first, second, answer)


def twins(n: int) -> list[WinoGrandeItem]:
    """`n` twins of the kinds fit and help in turn, answer 1 for big and 2 for small."""
    words = (("big", "1"), ("small", "2"))
    return [
        item(
            f"Tim {k} put the toy in the box but the _ was too {word}.",
            "toy",
            "box",
            answer,
            str(k),
            ("fit", "help")[k % 2],
        )
        for k in range(n)
        for word, answer in words
    ]


def oracle(items: Sequence[WinoGrandeItem], sign: float = 1.0) -> TextScorer:
    """Knows the answers: the true continuation costs nothing, the other one nat (or the reverse, by `sign`)."""
    true = {partial_request(entry, (entry.option1, entry.option2)[int(entry.answer) - 1]) for entry in items}
    true |= {("", filled(entry, (entry.option1, entry.option2)[int(entry.answer) - 1])) for entry in items}

    def score(requests: Sequence[Request]) -> list[list[float]]:
        return [[0.0, sign * (0.0 if request in true else -1.0)] for request in requests]

    return score


def test_partial_request_is_cut_at_the_blank() -> None:
    entry = item("_ asked Tim for the ball , and he  gave it. ", "Tom", "the big dog", "1")
    assert partial_request(entry, "Tom") == ("Tom", " asked Tim for the ball , and he  gave it.")
    owner = item("Tim played with _'s toys.", "Tom", "Sam", "1")
    assert partial_request(owner, "Sam") == ("Tim played with Sam", " 's toys.")
    assert partial_request(item("It was too _.", "old", "new", "1"), "old") == ("It was too old", " .")


def test_only_what_follows_the_option_is_scored() -> None:
    """A bigram table by hand: the option's own probability, however small, must not count."""
    table = {("dog", "ran"): 0.5, ("cat", "ran"): 0.25, ("ran", "off"): 0.5, ("the", "dog"): 1e-9, ("the", "cat"): 0.9}

    def bigram(requests: Sequence[Request]) -> list[list[float]]:
        scored: list[list[float]] = []
        for context, continuation in requests:
            words = [*context.split(), *continuation.split()]
            start = len(context.split())
            scored.append([math.log(table[words[at - 1], words[at]]) for at in range(start, len(words))])
        return scored

    [entry] = score_items(bigram, [item("the _ ran off", "cat", "dog", "2")])
    assert entry.scores == pytest.approx((math.log(0.25 * 0.5), math.log(0.5 * 0.5)))
    assert entry.predicted == "2"
    assert entry.right


@pytest.mark.parametrize("mode", ["partial", "full"])
def test_oracle_scores_one_and_its_negation_zero(mode: str) -> None:
    items = twins(7)
    right = report(score_items(oracle(items), items, mode), [False] * 14, np.random.default_rng(0))  # pyright: ignore[reportArgumentType]
    wrong = report(score_items(oracle(items, -1.0), items, mode), [False] * 14, np.random.default_rng(0))  # pyright: ignore[reportArgumentType]
    assert right["accuracy"] == 1.0
    assert right["twin_consistency"] == 1.0
    assert right["p_vs_half"] == pytest.approx(0.5**14)
    assert wrong["accuracy"] == 0.0
    assert wrong["twin_consistency"] == 0.0
    assert wrong["p_vs_half"] == 1.0
    # with every twin alike the bootstrap is a point; Wilson over the seven twins stands in
    assert right["ci95"] == pytest.approx(wilson(7, 7))


def test_a_model_that_ignores_the_context_gets_half_and_no_twin() -> None:
    items = twins(7)

    def last_word_only(requests: Sequence[Request]) -> list[list[float]]:
        return [[-1.0 if context.endswith("toy") else -2.0] for context, _ in requests]

    found = report(score_items(last_word_only, items), [False] * 14, np.random.default_rng(0))
    assert found["accuracy"] == 0.5
    assert found["twin_consistency"] == 0.0
    assert found["majority"] == 0.5


def test_report_by_hand() -> None:
    items = [
        item("Tim saw the cat and the _ ran.", "cat", "dog", "1", kind="a"),
        item("Tim saw the cat and the dog and the _ ran.", "cat", "dog", "2", kind="a"),
        item("Tim saw the dog and the _ ran.", "cat", "dog", "2", kind="b"),
        item("Tim saw the dog, then the cat, and the dog was the _.", "cat", "dog", "2", kind="b"),
        item("The _ ran.", "cat", "dog", "2", kind="b"),
    ]

    def second(requests: Sequence[Request]) -> list[list[float]]:
        return [[0.0 if context.endswith("dog") else -1.0] for context, _ in requests]

    found = report(score_items(second, items), [True, False, False, False, False], np.random.default_rng(0))
    assert found["accuracy"] == 0.8
    assert found["ci95"] == pytest.approx(wilson(4, 5))
    assert found["majority"] == 0.8
    assert found["recency"] == pytest.approx(4.5 / 5)  # the last item mentions neither: a coin
    assert found["p_vs_majority"] == pytest.approx(binomial_p(4, 5, 0.8))
    assert found["unknown_word_items"] == 1
    assert found["known_word_items"] == {"n": 4, "accuracy": 1.0, "ci95": wilson(4, 4)}
    assert found["end_blank"] == {"n": 1, "accuracy": 1.0, "ci95": wilson(1, 1)}
    assert found["by_kind"] == {
        "a": {"n": 2, "accuracy": 0.5, "ci95": wilson(1, 2)},
        "b": {"n": 3, "accuracy": 1.0, "ci95": wilson(3, 3)},
    }
    assert found["twin_consistency"] is None
    json.dumps(found)


def test_heuristics() -> None:
    entry = item("The cat saw the dog; a dogged Cat ran, but the _ slept.", "cat", "dog", "2")
    assert most_recent(entry) == "1"  # "dogged" is not a mention of the dog, "Cat" is one of the cat
    assert most_mentioned(entry) == "1"
    tie = item("The cat saw the dog but the _ slept.", "cat", "dog", "2")
    assert most_mentioned(tie) == most_recent(tie) == "2"
    assert heuristic_accuracy([entry, tie], ["1", ""]) == 0.25
    assert majority([entry, tie, item("a _ b", "x", "y", "1")]) == pytest.approx(2 / 3)
    assert ends_with_blank(item("He had the _!", "cat", "dog", "1"))


def test_twins_are_drawn_together() -> None:
    rights = [True, True, False, False] * 25
    names = [str(k // 2) for k in range(100)]
    paired = share(rights, names, np.random.default_rng(0))["ci95"]
    alone = share(rights, [""] * 100, np.random.default_rng(0))["ci95"]
    assert alone == pytest.approx(wilson(50, 100))
    assert paired[1] - paired[0] > 1.25 * (alone[1] - alone[0])  # sqrt(2) in theory: each twin is one draw


GOOD = {"sentence": "The _ ran.", "option1": "cat", "option2": "dog", "answer": "1"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        (json.dumps([{**GOOD, "option1": "\ud800"}]), "is not JSON"),
        ("[]", "is an empty list"),
        ('{"sentence": 1}', "holds a dict"),
        (json.dumps([GOOD, 5]), "Item 2 is not an object"),
        (json.dumps([GOOD, {**GOOD, "sentence": "The dog ran."}]), "Item 2 has no blank"),
        (json.dumps([GOOD, GOOD, {**GOOD, "sentence": "The _ saw the _."}]), "Item 3 has 2 blanks"),
        (json.dumps([{"sentence": "The _ ran.", "option1": "cat", "answer": "1"}]), "Item 1 has no 'option2'"),
        (json.dumps([{**GOOD, "option1": "  "}]), "Item 1 has an unusable 'option1'"),
        (json.dumps([{**GOOD, "option2": "Cat"}]), "two options of item 1 are equal"),
        (json.dumps([{**GOOD, "answer": "cat"}]), "Item 1 has the answer 'cat'"),
        (json.dumps([{**GOOD, "answer": True}]), "Item 1 has an unusable 'answer'"),
    ],
)
def test_hostile_files_are_refused_by_item(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "items.json"
    file.write_text(content)
    with pytest.raises(StoryscopeError, match=message):
        read_items(file)


def test_binary_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "items.json").write_bytes(b"\xff\xfe\x00[")
    with pytest.raises(StoryscopeError, match="is not JSON"):
        read_items(tmp_path / "items.json")
    with pytest.raises(StoryscopeError, match="There is no file"):
        read_items(tmp_path / "absent.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(StoryscopeError, match="cannot be read: Is a directory"):
        read_items(tmp_path / "folder.json")


def test_both_formats_are_read(tmp_path: Path) -> None:
    file = tmp_path / "items.json"
    file.write_text(json.dumps([{**GOOD, "answer": 1}, {**GOOD, "id": "x7", "twin": "t", "kind": "fear"}]))
    first, second = read_items(file)
    assert (first.id, first.twin, first.kind, first.answer) == ("1", "", "unlabelled", "1")
    assert (second.id, second.twin, second.kind) == ("x7", "t", "fear")


def test_the_outside_questions_are_read() -> None:
    if not DEVELOPMENT.is_file():
        pytest.skip(f"the outside questions are not in {SHARED}: set STORYSCOPE_SHARED")
    items = read_items(DEVELOPMENT)
    assert len(items) == 212
    assert round(majority(items), 3) == 0.599
    assert sum(ends_with_blank(entry) for entry in items) == 1
    found = report(score_items(oracle(items), items), [False] * 212, np.random.default_rng(0))
    assert found["accuracy"] == 1.0
    # what the answers say without any model: near what was published of the whole set
    assert found["recency"] == pytest.approx(0.578, abs=0.02)
    assert found["most_mentioned"] == pytest.approx(0.585, abs=0.02)

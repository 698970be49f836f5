"""Beside the score: readings, exchanged options and names, several models; broken scorers must be caught."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from probes.winogrande import WinoGrandeConfig, evaluate
from probes.winogrande_checks import name_switch, option_swap, switched
from probes.winogrande_readings import Reading, by_reading, read_readings
from probes.winogrande_scoring import Request, score_items
from tests import labelled
from tests.test_winogrande import DEVELOPMENT, item, oracle, twins
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import random_init, save
from workbench.records import WinoGrandeItem
from workbench.statistics import wilson


def test_answers_follow_exchanged_options() -> None:
    items = twins(7)
    assert option_swap(oracle(items), score_items(oracle(items), items), "partial") == {
        "n": 14,
        "changed": 0,
        "largest_difference": 0.0,
    }


def test_a_scorer_that_looks_at_its_neighbours_is_caught() -> None:
    items = twins(7)

    def by_place(requests: Sequence[Request]) -> list[list[float]]:
        return [[-float(place)] for place, _ in enumerate(requests)]

    found = option_swap(by_place, score_items(by_place, items), "partial")
    assert found["changed"] == 14
    assert found["largest_difference"] > 1  # pyright: ignore


NAMES = [
    item("Tim liked to play but Sam did not. _ ran off.", "Tim", "Sam", "1"),
    item("Lucy saw Sue fall. _ was hurt, so Lucy was sad.", "Sue", "Lucy", "1"),
    item("Tim liked Lucy and _ liked to play.", "Tim", "Lucy", "1"),
    item("The dog saw the cat, so the _ ran.", "dog", "cat", "2"),
    item("Tim had a ball and _ had a toy.", "Tim", "Sam", "1"),
]


def test_only_names_of_one_gender_that_are_both_told_can_be_exchanged() -> None:
    turned = [switched(one) for one in NAMES]
    assert [one is None for one in turned] == [False, False, True, True, True]
    assert turned[1] is not None
    assert (turned[1].sentence, turned[1].answer) == ("Sue saw Lucy fall. _ was hurt, so Sue was sad.", "2")
    assert switched(turned[1]) == NAMES[1]


def test_only_what_understands_turns_with_the_names() -> None:
    known = NAMES[:2]
    both = [*known, *[one for entry in known if (one := switched(entry)) is not None]]
    scored = score_items(oracle(both), known)
    assert name_switch(oracle(both), scored, "partial") == {
        "n": 2,
        "accuracy": 1.0,
        "accuracy_switched": 1.0,
        "consistent": 1.0,
        "consistent_ci95": wilson(2, 2),
        "both_right": 1.0,
        "both_right_ci95": wilson(2, 2),
    }

    def likes_a_name(requests: Sequence[Request]) -> list[list[float]]:
        return [[0.0 if context.endswith(("Tim", "Sue")) else -1.0] for context, _ in requests]

    found = name_switch(likes_a_name, score_items(likes_a_name, known), "partial")
    assert found is not None
    assert (found["accuracy"], found["consistent"], found["both_right"]) == (1.0, 0.0, 0.0)
    assert name_switch(likes_a_name, score_items(likes_a_name, NAMES[2:]), "partial") is None


def test_readings_by_hand() -> None:
    readings = [Reading("1", 3, "fit"), Reading("2", 3, "fear"), Reading("1", 0, "fit"), Reading("2", 3, "fit")]
    found = by_reading(readings, ["1", "2", "2", "2"], [True, False, True, True])
    assert found["clear"] == {"n": 3, "accuracy": pytest.approx(2 / 3), "ci95": wilson(2, 3)}
    assert found["by_kind"]["fit"] == {"n": 3, "accuracy": 1.0, "ci95": wilson(3, 3)}  # pyright: ignore
    assert found["clear_by_kind"]["fear"] == {"n": 1, "accuracy": 0.0, "ci95": wilson(0, 1)}  # pyright: ignore
    assert list(found["by_confidence"]) == ["3", "0"]  # pyright: ignore
    assert found["reader"] == 0.75


HEAD = "index\tanswer\tconfidence\tkind\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("index,answer\n0,1\n", "lacks a column"),
        (HEAD + "0\t1\t3\n", "lacks a column"),
        (HEAD + "0\t3\t3\tfit\n", "has the answer '3'"),
        (HEAD + "0\t1\t4\tfit\n", "confidence '4'"),
        (HEAD + "x\t1\t3\tfit\n", "has the index 'x'"),
        (HEAD + "0\t1\t3\tfit\n0\t1\t3\tfit\n", "has the index '0'"),
        (HEAD + "0\t1\t3\tfit\n", "has readings of 1 items, not of the 2"),
        (HEAD + "0\t1\t3\tfit\n2\t1\t3\tfit\n", "has readings of 2 items, not of the 2"),
    ],
)
def test_wrong_readings_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "readings.tsv"
    file.write_text(text)
    with pytest.raises(StoryscopeError, match=message):
        read_readings(file, 2)
    with pytest.raises(StoryscopeError, match="There is no file"):
        read_readings(tmp_path / "none.tsv", 2)


def test_the_readings_of_the_outside_questions() -> None:
    file = DEVELOPMENT.with_name("minuscule-winogrande-dev-readings.tsv")
    if not file.is_file():
        pytest.skip(f"the readings are not in {file.parent}: set STORYSCOPE_SHARED")
    readings = read_readings(file, 212)
    answers = [row["answer"] for row in json.loads(DEVELOPMENT.read_text())]
    found = by_reading(readings, answers, [True] * 212)
    assert f"{found['reader']:.1%}" == "98.6%"
    assert found["clear"]["n"] == 155  # pyright: ignore


def test_several_models_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    made = labelled.loaded()
    for seed in (0, 1):
        with artifacts.create("model", f"tiny-{seed}", {"seed": seed}) as draft:
            save(random_init(labelled.SHAPE, seed), made.tokenizer, draft.path)
    words = ("cow", "bird", "fish", "hat", "toy")
    rows = [
        {
            "sentence": f"Tim saw the _ and the {end}.",
            "option1": one,
            "option2": two,
            "answer": "12"[(k + len(end)) % 2],
        }
        for k, one in enumerate(words)
        for two in words
        for end in ("red", "blue")
        if one != two
    ]
    file = tmp_path / "items.json"
    file.write_text(json.dumps(rows))
    both = evaluate(WinoGrandeConfig(model=("tiny-0", "tiny-1"), items=str(file), ngram=0))
    singles = [evaluate(WinoGrandeConfig(model=(f"tiny-{seed}",), items=str(file), ngram=0)) for seed in (0, 1)]
    summary = both.manifest.summary
    assert both.manifest.kind == "winogrande_comparison"
    assert both.manifest.parents == tuple(one.ref for one in singles)
    assert [one["accuracy"] for one in summary["models"]] == [one.manifest.summary["accuracy"] for one in singles]
    assert summary["accuracy"] == singles[0].manifest.summary["accuracy"]
    [pair] = summary["pairs"]
    gap = (pair["only_first"] - pair["only_second"]) / 40
    assert gap == pytest.approx(summary["models"][0]["accuracy"] - summary["models"][1]["accuracy"])
    assert pair["only_first"] + pair["only_second"] > 0
    with pytest.raises(StoryscopeError, match="named twice"):
        evaluate(WinoGrandeConfig(model=("tiny-0", "tiny-0"), items=str(file), ngram=0))
    readings = tmp_path / "readings.tsv"
    readings.write_text(HEAD + "".join(f"{k}\t1\t{k % 4}\tfit\n" for k in range(40)))
    told = evaluate(WinoGrandeConfig(model=("tiny-0",), items=str(file), ngram=0, readings=str(readings)))
    assert told.manifest.summary["readings"]["clear"]["n"] == 10
    assert told.manifest.summary["option_swap"]["largest_difference"] < 1e-4
    assert told.path != singles[0].path


def test_an_item_is_not_changed_by_looking_at_it() -> None:
    one = WinoGrandeItem("1", "", "", "Tim saw Tom. _ ran.", "Tim", "Tom", "1")
    assert switched(one) == replace(one, sentence="Tom saw Tim. _ ran.", answer="2")

"""Scoring sentence pairs: oracle and negation, preferences, by hand with a real model, files from outside."""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from apps.cli.main import main
from probes.sentence_pair_files import read_pairs, shuffled
from probes.sentence_pairs import Scored, SentencePairsConfig, evaluate_pairs, report_pairs, right, score_pairs
from probes.winogrande_scoring import Request
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import random_init, save
from workbench.language.tokenizer import EOT_ID
from workbench.statistics import wilson
from workbench.stories.suites import SentencePair, write_suites

PAIRS = write_suites(20, 0)


def judged(likes: Sequence[str], pairs: Sequence[SentencePair] = PAIRS, sign: float = 1.0) -> np.ndarray:
    def scorer(requests: Sequence[Request]) -> list[list[float]]:
        return [[0.0, sign * (text in likes)] for _, text in requests]

    return score_pairs(scorer, pairs)


def test_oracle_scores_one_its_negation_zero_and_a_preference_half() -> None:
    good = [pair.good for pair in PAIRS]
    for sign, accuracy in ((1.0, 1.0), (-1.0, 0.0)):
        scores = judged(good, sign=sign)
        found = report_pairs(PAIRS, Scored("oracle", scores, scores, scores, [False] * len(PAIRS)))
        assert found["accuracy"] == found["macro"] == found["both_of_twin"] == found["ngram"] == accuracy
        assert {one["accuracy"] for one in found["by_suite"].values()} == {accuracy}
        assert found["by_suite"]["tense_to"]["ci95"] == wilson(int(20 * accuracy), 20)
        assert found["p_vs_ngram"] == 1.0
    grammar = [pair for pair in PAIRS if pair.field in ("agreement", "pronoun gender")]
    words = {"was", "he", "him", "his"}
    texts = [text for pair in grammar for text in (pair.good, pair.bad)]
    prefers = judged([text for text in texts if words & set(text.lower().rstrip(".").split()[2:])], grammar)
    found = report_pairs(grammar, Scored("prefers", prefers, prefers, None, [False] * len(grammar)))
    assert found["accuracy"] <= 0.5
    assert found["both_of_twin"] == 0.0
    assert found["ngram"] is None


def test_a_tie_is_wrong() -> None:
    assert right(np.array([[1.0, 1.0], [1.0, 0.5]])).tolist() == [False, True]


def test_shuffling_keeps_the_words_and_one_order() -> None:
    for pair in PAIRS:
        made = shuffled(pair, random.Random(3))
        assert sorted(made.good[:-1].split()) == sorted(pair.good[:-1].split())
        assert made.good[-1] == "."
        apart = [one != two for one, two in zip(made.good.split(), made.bad.split(), strict=True)]
        assert sum(apart) == 1
    other = shuffled(SentencePair("1", "", "", "", "A b c d!", "A b."), random.Random(0))
    assert (sorted(other.good[:-1].split()), other.good[-1], len(other.bad.split())) == (["A", "b", "c", "d"], "!", 2)


GOOD = {"sentence_good": "Tim saw the cow.", "sentence_bad": "Tim saw cow the."}


def test_files_from_outside_are_read(tmp_path: Path) -> None:
    lines = [
        {**GOOD, "UID": "order", "field": "syntax", "pairID": "7", "simple_LM_method": True},
        {**GOOD, "sentence_bad": "Tim the saw."},
    ]
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    (tmp_path / "a.jsonl").write_text(json.dumps(GOOD))
    first, second = read_pairs(tmp_path / "b.jsonl")
    assert (first.id, first.suite, first.field, first.twin) == ("7", "order", "syntax", "")
    assert (second.id, second.suite, second.bad) == ("2", "b", "Tim the saw.")
    assert [pair.suite for pair in read_pairs(tmp_path)] == ["a", "order", "b"]
    own = PAIRS[3]
    (tmp_path / "own.jsonl").write_text(json.dumps(own.row()))
    assert read_pairs(tmp_path / "own.jsonl") == [own]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Line 1 of x.jsonl is not JSON"),
        ("[" * 100_000, "Line 1 of x.jsonl is not JSON"),
        (json.dumps(GOOD) + "\n5", "Line 2 of x.jsonl is not an object"),
        ('{"sentence_good": "a"}', "has no 'sentence_bad'"),
        ('{"sentence_good": "a", "sentence_bad": 3}', "has an unusable 'sentence_bad'"),
        ('{"sentence_good": "a ", "sentence_bad": "a"}', "are equal"),
        ("\n \n", "is empty"),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(text)
    with pytest.raises(StoryscopeError, match=message):
        read_pairs(file)


def test_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe")
    for name, message in (("a.jsonl", "There is no file"), ("b.jsonl", "cannot be read"), ("", "cannot be read")):
        with pytest.raises(StoryscopeError, match=message):
            read_pairs(tmp_path / name)
    (tmp_path / "b.jsonl").unlink()
    with pytest.raises(StoryscopeError, match="holds no .jsonl file"):
        read_pairs(tmp_path)


def test_evaluation_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two models whose scores are those of single forward passes, beside an n-gram of the stories of one."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "artifacts"))
    corpus = labelled.corpus({"train": 211, "test": 11})
    made = labelled.loaded()
    for seed, parents in ((0, [corpus]), (1, [])):
        with artifacts.create("model", f"tiny-{seed}", {"seed": seed}, parents) as draft:
            save(random_init(labelled.SHAPE, seed), made.tokenizer, draft.path)
    lines = [
        GOOD,
        {"sentence_good": "Tim saw the fish. He had the red and the blue.", "sentence_bad": "Tim saw the the fish."},
        {"sentence_good": "The zebra had a hat.", "sentence_bad": "The hat had a zebra.", "UID": "zebras"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    asked = SentencePairsConfig(model=("tiny-0", "tiny-1"), items=str(file))
    result = evaluate_pairs(asked)
    summary = result.manifest.summary
    assert [(one["n"], one["unknown_word_pairs"]) for one in summary["models"]] == [(3, 1), (3, 1)]
    assert list(summary["by_suite"]) == ["lines", "zebras"]
    assert summary["by_suite"]["lines"]["ngram"] == 1.0  # the n-gram has read such stories
    assert summary["models"][1]["ngram"] is None
    assert summary["both_of_twin"] is None
    assert evaluate_pairs(asked).path == result.path
    with result.file("pairs.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 6
    for row in rows[:3]:
        for name in ("good", "bad"):
            ids = [EOT_ID, *made.tokenizer(row[name])["input_ids"]]
            with torch.no_grad():
                table = random_init(labelled.SHAPE, 0).eval()(torch.tensor([ids]))[0].log_softmax(-1)
            expected = sum(float(table[at - 1, ids[at]]) for at in range(1, len(ids)))
            assert float(row[f"score_{name}"]) == pytest.approx(expected, abs=1e-4)
        assert row["right"] == str(int(float(row["score_good"]) > float(row["score_bad"])))
    assert summary["accuracy"] == pytest.approx(sum(int(row["right"]) for row in rows[:3]) / 3)
    [pair] = summary["pairs"]
    assert (pair["first"], pair["second"]) == tuple(one["model"] for one in summary["models"])
    with pytest.raises(StoryscopeError, match="named twice"):
        evaluate_pairs(SentencePairsConfig(model=("tiny-0", "tiny-0"), items=str(file)))
    assert main(["eval", "pairs", "--model", "tiny-0,tiny-1", "--items", str(file)]) == 0
    assert "McNemar" in capsys.readouterr().out
    ours = evaluate_pairs(SentencePairsConfig(model=("tiny-1",), n=2))
    assert ours.manifest.summary["n"] == 2 * 14
    assert artifacts.resolve("suites").ref in ours.manifest.parents
    named = artifacts.resolve("suites").label
    again = evaluate_pairs(SentencePairsConfig(model=("tiny-1",), items=named, n=2))
    assert again.path == ours.path

"""WinoGrande with real models: token log-probabilities by hand, other folders, n-grams, and the whole evaluation."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from probes.winogrande import WinoGrandeConfig, evaluate
from probes.winogrande_models import ngram_of, text_scorer, unknown_words
from tests import labelled
from workbench import artifacts
from workbench.language.checkpoints import save
from workbench.language.scoring import TransformerScorer
from workbench.language.tokenizer import EOT_ID
from workbench.records import WinoGrandeItem


def tokens(text: str) -> list[int]:
    return list(labelled.loaded().tokenizer(text)["input_ids"])


def by_hand(context: str, continuation: str, start: list[int]) -> list[float]:
    """What the model gives to the continuation's tokens, one forward pass, no batching."""
    whole, given = [*start, *tokens(context + continuation)], len(start) + len(tokens(context))
    table = labelled.loaded().model(torch.tensor([whole]))[0].log_softmax(-1)
    return [float(table[at - 1, whole[at]]) for at in range(given, len(whole))]


def test_a_model_scores_as_one_forward_pass_does() -> None:
    """Batches of many lengths, duplicates and a start of text; nothing but the continuation is returned."""
    requests = [
        ("Tim had the red", " and the blue."),
        ("Tim saw the cow and he had the hat", " and the cow and the toy."),
        ("the", " bird."),
        ("Tim had the red", " 's hat."),
    ]
    loaded = labelled.loaded()
    found = text_scorer(TransformerScorer(loaded.model, loaded.tokenizer), begin=True)(requests)
    for request, scored in zip(requests, found, strict=True):
        assert scored == pytest.approx(by_hand(*request, [EOT_ID]), abs=1e-5)
    assert [len(scored) for scored in found] == [4, 7, 2, 3]
    without = text_scorer(TransformerScorer(loaded.model, loaded.tokenizer), begin=False)(requests[:1])
    assert without[0] == pytest.approx(by_hand(*requests[0], []), abs=1e-5)
    assert without[0] != pytest.approx(found[0], abs=1e-5)


def test_an_empty_context_scores_every_token_and_a_long_text_loses_its_beginning() -> None:
    loaded = labelled.loaded()
    scorer = TransformerScorer(loaded.model, loaded.tokenizer)
    [whole] = text_scorer(scorer, begin=False)([("", "Tim had the hat.")])
    assert whole == pytest.approx(by_hand("", "Tim had the hat.", [EOT_ID]), abs=1e-5)
    long = "Tim saw the cow and the hat and the toy and the ball and the cake and the box and the red and the blue."
    assert len(tokens(long)) == 26
    assert scorer.context == 29
    [kept] = text_scorer(scorer, begin=True)([(long + " He had the", " bird.")])
    cut = [EOT_ID, *tokens(long + " He had the bird.")][-30:]  # the last one is only predicted
    table = loaded.model(torch.tensor([cut[:-1]]))[0].log_softmax(-1)
    assert kept == pytest.approx([float(table[at - 1, cut[at]]) for at in (28, 29)], abs=1e-5)


def test_words_outside_the_vocabulary_are_noticed() -> None:
    known = WinoGrandeItem("1", "", "", "Tim had the _ and the hat.", "cow", "bird", "1")
    word = replace(known, sentence="Tim had the _ and the helicopter.")
    option = replace(known, option2="zebra")
    assert unknown_words(labelled.loaded().tokenizer, [known, word, option]) == [False, True, True]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[artifacts.Artifact]:
    """A model artifact that descends from a corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("artifacts")))
        corpus = labelled.corpus({"train": 211, "test": 11})
        made = labelled.loaded()
        with artifacts.create("model", "tiny", {"seed": 0}, [corpus]) as draft:
            save(made.model, made.tokenizer, draft.path)
        yield artifacts.resolve("model", "tiny")


ROWS = [
    {"sentence": "Tim saw the _. He had the red.", "option1": "cow", "option2": "bird", "answer": "1"},
    {"sentence": "Tim saw the cow and the _ and the zebra.", "option1": "hat", "option2": "toy", "answer": "2"},
    {"sentence": "Tim had the red and the _.", "option1": "blue", "option2": "cow", "answer": "1"},
]


def test_evaluation_end_to_end(shelf: artifacts.Artifact, tmp_path: Path) -> None:
    file = tmp_path / "My items, v2.json"
    file.write_text(json.dumps(ROWS))
    made = evaluate(WinoGrandeConfig(items=str(file)))
    summary = made.manifest.summary
    assert made.manifest.name == "My-items-v2"
    assert made.manifest.parents == (shelf.ref,)
    assert (summary["n"], summary["unknown_word_items"], summary["end_blank"]["n"]) == (3, 1, 1)
    assert summary["majority"] == pytest.approx(2 / 3)
    assert summary["ngram"]["order"] == 4
    assert json.loads(made.file("results.json").read_text()) == summary
    with made.file("items.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row, source in zip(rows, ROWS, strict=True):
        before, after = source["sentence"].split("_")
        for which in "12":
            terms = by_hand(before + source[f"option{which}"], " " + after.strip(), [EOT_ID])
            assert json.loads(row[f"log_probs{which}"]) == pytest.approx(terms, abs=1e-5)
            assert float(row[f"score{which}"]) == pytest.approx(sum(terms), abs=1e-5)
        best = "2" if float(row["score2"]) > float(row["score1"]) else "1"
        assert (row["predicted"], row["right"]) == (best, str(int(best == source["answer"])))
    assert summary["accuracy"] == pytest.approx(sum(int(row["right"]) for row in rows) / 3)
    assert evaluate(WinoGrandeConfig(items=str(file))).path == made.path
    file.write_text(json.dumps(ROWS[:2]))
    assert evaluate(WinoGrandeConfig(items=str(file))).path != made.path  # the content decides, not the name
    full = evaluate(WinoGrandeConfig(items=str(file), scoring="full", ngram=0))
    assert full.manifest.summary["ngram"] is None
    with full.file("items.csv").open(newline="") as handle:
        terms = json.loads(next(csv.DictReader(handle))["log_probs2"])
    assert terms == pytest.approx(by_hand("", "Tim saw the bird. He had the red.", [EOT_ID]), abs=1e-5)


def test_any_hugging_face_folder_can_be_scored(shelf: artifacts.Artifact, tmp_path: Path) -> None:
    """The same weights through transformers; without being ours they get no start of text, as in lm-eval."""
    from transformers import GPT2Config, GPT2LMHeadModel

    assert shelf
    loaded = labelled.loaded()
    folder = tmp_path / "foreign"
    config = GPT2Config(vocab_size=labelled.SHAPE.vocab_size, n_positions=31, n_embd=12, n_layer=2, n_head=3)
    with torch.random.fork_rng(devices=[]):
        foreign = GPT2LMHeadModel(config).eval()
    foreign.save_pretrained(folder)
    loaded.tokenizer.save_pretrained(folder)
    file = tmp_path / "items.json"
    file.write_text(json.dumps(ROWS))
    made = evaluate(WinoGrandeConfig(model=(str(folder),), items=str(file)))
    assert made.manifest.parents == ()
    assert made.manifest.summary["ngram"] is None
    assert made.manifest.summary["model"] == "foreign"
    with made.file("items.csv").open(newline="") as handle:
        row = next(csv.DictReader(handle))
    whole = tokens("Tim saw the bird . He had the red.")
    with torch.no_grad():
        table = foreign(torch.tensor([whole])).logits[0].log_softmax(-1)
    expected = [float(table[at - 1, whole[at]]) for at in range(4, len(whole))]
    assert json.loads(row["log_probs2"]) == pytest.approx(expected, abs=1e-5)


def test_an_ngram_knows_what_it_has_counted(shelf: artifacts.Artifact) -> None:
    """The moral hangs on the order of two words that stand three apart: a 4-gram sees it, a bigram cannot."""
    corpus = artifacts.resolve("corpus", "planted")
    tokenizer = labelled.loaded().tokenizer
    requests = [("He had the red", " and the blue"), ("He had the red", " and the red")]
    for order, knows in ((4, True), (2, False)):
        right, wrong = text_scorer(ngram_of(corpus, tokenizer, order), begin=True)(requests)
        assert (sum(right) - sum(wrong) > 1) == knows
    assert shelf

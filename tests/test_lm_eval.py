"""Parity with the real lm-eval: the same log-likelihoods item by item, the same accuracy, the same files."""

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from probes.lm_eval_export import ExportConfig, export
from probes.lm_eval_files import write_task
from probes.winogrande import WinoGrandeConfig, evaluate, find_items
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import save

ROWS = [
    {
        "sentence": f"Tim saw the {one} and the {two} and the _ had {end}.",
        "option1": one,
        "option2": two,
        "answer": answer,
    }
    for one, two, end, answer in (
        ("cow", "bird", "the hat", "1"),
        ("hat", "toy", "a red ball and a blue ball", "2"),
        ("fish", "cake", "a zebra", "2"),
        ("box", "ball", "the red", "1"),
        ("toy", "bird", "and  the cow ", "2"),
        ("cake", "cow", "it", "1"),
        ("hat", "fish", "a box and a toy and a hat and a ball", "1"),
        ("hat", "fish", "a box and a toy and a hat and a ball and a cake and a cow and a fish", "2"),
    )
]
ROWS[5] = {"sentence": "_ saw the cow.", "option1": "Tim", "option2": "the bird", "answer": "1"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A model of ours, a folder of somebody else's, and items."""
    home = tmp_path_factory.mktemp("lm-eval")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(home / "artifacts"))
        patch.setenv("HF_DATASETS_CACHE", str(home / "cache"))
        made = labelled.loaded()
        with artifacts.create("model", "tiny", {"seed": 0}) as draft:
            save(made.model, made.tokenizer, draft.path)
        from transformers import GPT2Config, GPT2LMHeadModel

        shape = GPT2Config(vocab_size=labelled.SHAPE.vocab_size, n_positions=31, n_embd=12, n_layer=2, n_head=3)
        with torch.random.fork_rng(devices=[]):
            GPT2LMHeadModel(shape).eval().save_pretrained(home / "foreign")
        made.tokenizer.save_pretrained(home / "foreign")
        (home / "items.json").write_text(json.dumps(ROWS))
        yield home


def lm_eval_says(model: Path, task: str, folder: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the stock `hf` model of lm-eval makes of an exported task."""
    evaluator = pytest.importorskip("lm_eval.evaluator", reason="lm-eval is not installed: pip install -e '.[evals]'")
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks import TaskManager

    patch.setattr("datasets.config.HF_DATASETS_CACHE", folder / "cache", raising=False)
    asked = HFLM(pretrained=str(model), device="cpu", dtype="float32", batch_size=3)
    return evaluator.simple_evaluate(
        model=asked,
        tasks=[task],
        task_manager=TaskManager(include_path=str(folder), include_defaults=False),
        log_samples=True,
        bootstrap_iters=0,
    )


@pytest.mark.parametrize("which", ["ours", "foreign"])
def test_every_log_likelihood_is_lm_evals(
    shelf: Path, which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = str(artifacts.resolve("model", "tiny").path if which == "ours" else shelf / "foreign")
    told = export(
        ExportConfig(model=ref, items=str(shelf / "items.json"), out=str(tmp_path / "task"), task="tiny-task")
    )
    assert told["begin"] == ("<|endoftext|>" if which == "ours" else "")
    theirs = lm_eval_says(Path(ref), "tiny_task", tmp_path / "task", monkeypatch)
    made = evaluate(WinoGrandeConfig(model=(ref,), items=str(shelf / "items.json"), ngram=0))
    with made.file("items.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    samples = sorted(theirs["samples"]["tiny_task"], key=lambda one: one["doc_id"])
    assert len(samples) == len(rows) == len(ROWS)
    for row, sample in zip(rows, samples, strict=True):
        for number, (found, _) in enumerate(sample["filtered_resps"], start=1):
            assert float(row[f"score{number}"]) == pytest.approx(found, abs=1e-4)
        assert float(row["right"]) == sample["acc"]
    assert made.manifest.summary["accuracy"] == pytest.approx(theirs["results"]["tiny_task"]["acc,none"])

    # and our files are laid out like theirs
    [file] = (made.path / "lm_eval").glob("*/results_*.json")
    [listed] = (made.path / "lm_eval").glob("*/samples_storyscope_items_*.jsonl")
    ours = json.loads(file.read_text())
    mine, real = ours["results"]["storyscope_items"], theirs["results"]["tiny_task"]
    assert mine["acc,none"] == pytest.approx(real["acc,none"])
    share = mine["acc,none"]
    assert mine["acc_stderr,none"] == pytest.approx(math.sqrt(share * (1 - share) / 7))
    assert set(mine) <= set(real) | {"acc_stderr,none"}
    assert set(ours) - {"model_source", "model_name", "model_name_sanitized"} <= set(theirs)
    for line, sample in zip(listed.read_text().splitlines(), samples, strict=True):
        one = json.loads(line)
        assert set(one) == set(sample)
        assert one["doc"] == sample["doc"]
        assert [one[name] for name in ("doc_hash", "prompt_hash", "target_hash")] == [
            sample[name] for name in ("doc_hash", "prompt_hash", "target_hash")
        ]
        assert [tuple(one["arguments"][f"gen_args_{which}"].values()) for which in (0, 1)] == sample["arguments"]


def test_the_requests_are_those_of_lm_evals_own_winogrande() -> None:
    stock = pytest.importorskip("lm_eval.tasks.winogrande.preprocess_winogrande", reason="lm-eval is not installed")
    from probes.lm_eval_files import task_rows
    from probes.winogrande_items import read_items
    from tests.test_winogrande import DEVELOPMENT

    if not DEVELOPMENT.is_file():
        pytest.skip("the outside questions are not here: set STORYSCOPE_SHARED")
    docs = json.loads(DEVELOPMENT.read_text())
    for doc, row in zip(docs, task_rows(read_items(DEVELOPMENT)), strict=True):
        assert (stock.doc_to_text(doc), stock.doc_to_target(doc), stock.doc_to_choice(doc)) == (
            row["answer_index"],
            row["continuation"],
            row["contexts"],
        )


def test_without_the_start_of_text_the_likelihoods_are_others(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant: a task that forgets the token that our models were trained with."""
    model = artifacts.resolve("model", "tiny").path
    items, _, _ = find_items(str(shelf / "items.json"))
    write_task(tmp_path, "forgetful", items)
    theirs = lm_eval_says(model, "forgetful", tmp_path, monkeypatch)
    made = evaluate(WinoGrandeConfig(model=(str(model),), items=str(shelf / "items.json"), ngram=0))
    with made.file("items.csv").open(newline="") as handle:
        scores = [float(row["score1"]) for row in csv.DictReader(handle)]
    samples = sorted(theirs["samples"]["forgetful"], key=lambda one: one["doc_id"])
    apart = [abs(score - one["filtered_resps"][0][0]) for score, one in zip(scores, samples, strict=True)]
    assert max(apart) > 1e-3


def test_a_task_is_not_written_over(shelf: Path, tmp_path: Path) -> None:
    asked = ExportConfig(model="tiny", items=str(shelf / "items.json"), out=str(tmp_path))
    assert Path(export(asked)["yaml"]).is_file()
    with pytest.raises(StoryscopeError, match="has a task storyscope_items already"):
        export(asked)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoryscopeError, match="cannot be written"):
        export(ExportConfig(model="tiny", items=str(shelf / "items.json"), out=str(tmp_path / "file")))

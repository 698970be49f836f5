"""Our model folders in other people's tools: the same logits and the same greedy text."""

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.test_families import NEO, TOKENIZER, shaken
from workbench.language import checkpoints
from workbench.language.sampling import generate
from workbench.language.tokenizer import EOT_ID
from workbench.language.transformer import ModelConfig

LLAMA = ModelConfig(
    n_layers=2, d_model=12, n_heads=4, n_kv_heads=2, d_head=6, d_mlp=17, vocab_size=len(TOKENIZER), context=23
)
TEXT = "Tim ran to the park."


@pytest.fixture(params=[LLAMA, NEO], ids=["llama", "neo"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    checkpoints.save(shaken(request.param), TOKENIZER, tmp_path)
    return tmp_path


def test_nnsight_traces_the_same_logits(folder: Path) -> None:
    nnsight = pytest.importorskip("nnsight", reason="nnsight is not installed")
    loaded = checkpoints.load_model(folder)
    ids = loaded.tokenizer(TEXT)["input_ids"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = nnsight.LanguageModel(str(folder), device_map="cpu", dispatch=True)
        with theirs.trace(torch.tensor([ids])):
            logits = theirs.lm_head.output.save()
    torch.testing.assert_close(logits.detach(), loaded.model(torch.tensor([ids])), atol=1e-4, rtol=0)


def test_the_transformer_bridge_computes_the_same(folder: Path) -> None:
    from transformer_lens.model_bridge import TransformerBridge

    loaded = checkpoints.load_model(folder)
    tokens = torch.tensor([loaded.tokenizer(TEXT)["input_ids"]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bridge: Any = TransformerBridge.boot_transformers(str(folder), device="cpu")
        logits = bridge(tokens)
    torch.testing.assert_close(logits.detach(), loaded.model(tokens), atol=1e-4, rtol=0)


def test_auto_model_tells_the_same_greedy_text(folder: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    loaded = checkpoints.load_model(folder)
    theirs: Any = AutoModelForCausalLM.from_pretrained(folder)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    start = [EOT_ID, *loaded.tokenizer("Tim")["input_ids"]]
    assert tokenizer("Tim")["input_ids"] == start[1:]
    told = theirs.generate(torch.tensor([start]), do_sample=False, max_new_tokens=12)[0].tolist()
    ours = generate(loaded.model, [start], 12, temperature=0)[0]
    assert [*start, *ours] == (told[:-1] if told[-1] == EOT_ID else told)

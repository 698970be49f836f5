from pathlib import Path
from typing import Any

import pytest
import torch

from tests.tiny_corpus import VOCABULARY
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.beams import beam_search
from workbench.language.sampling import SampleConfig, generate
from workbench.language.tokenizer import EOT_ID, build_word_level
from workbench.language.transformer import ModelConfig, Transformer

PROMPTS = [[2, 5, 7], [2], [2, 11, 3, 4, 9]]


def talkative(seed: int, types: int) -> Transformer:
    """A random model with strong opinions, which ends its stories at different lengths."""
    shape = ModelConfig(
        n_layers=2, d_model=12, n_heads=2, n_kv_heads=1, d_head=6, d_mlp=17, vocab_size=types, context=31
    )
    model = checkpoints.random_init(shape, seed)
    assert model.lm_head is not None
    with torch.no_grad():
        model.lm_head.weight.normal_(0.0, 0.7, generator=torch.Generator().manual_seed(seed))
    return model.eval()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("beams", "penalty"), [(5, 1.0), (3, 0.0), (2, 2.0), (1, 1.0)])
def test_beams_are_those_of_transformers(tmp_path: Path, seed: int, beams: int, penalty: float) -> None:
    from transformers import LlamaForCausalLM

    tokenizer = build_word_level(VOCABULARY)
    model = talkative(seed, len(tokenizer))
    checkpoints.save(model, tokenizer, tmp_path)
    reference: Any = LlamaForCausalLM.from_pretrained(tmp_path)
    ours = beam_search(model, PROMPTS, beams, 13, penalty)
    for prompt, found in zip(PROMPTS, ours, strict=True):
        told = reference.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            num_beams=beams,
            do_sample=False,
            max_new_tokens=13,
            length_penalty=penalty if beams > 1 else None,
        )[0, len(prompt) :].tolist()
        wanted = told[: told.index(EOT_ID)] if EOT_ID in told else told
        assert found == wanted


def test_one_beam_is_greedy_and_more_beams_find_likelier_texts() -> None:
    model = talkative(1, 29)
    assert beam_search(model, PROMPTS, 1, 9, stop=-1) == generate(model, PROMPTS, 9, temperature=0, stop=-1)

    def logprob(rows: list[list[int]]) -> float:
        total = 0.0
        for prompt, row in zip(PROMPTS, rows, strict=True):
            scores = model(torch.tensor([[*prompt, *row]])).log_softmax(-1)[0, len(prompt) - 1 : -1]
            total += float(scores.gather(1, torch.tensor(row)[:, None]).sum().detach())
        return total

    greedy, wide = (logprob(beam_search(model, PROMPTS, beams, 9, stop=-1)) for beams in (1, 6))
    assert wide > greedy


def test_mistakes_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="too few"):
        beam_search(talkative(0, 29), PROMPTS, 0)
    with pytest.raises(StoryscopeError, match="one answer"):
        SampleConfig(beams=5, n=3)
    assert beam_search(talkative(0, 29), []) == []

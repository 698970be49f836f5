from pathlib import Path

import numpy as np
import pytest
import torch

from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.sampling import SampleConfig, choose, generate, sample, tell
from workbench.language.scoring import TransformerScorer
from workbench.language.tokenizer import build_word_level, encode_batch
from workbench.language.transformer import ModelConfig, Transformer

SHAPE = ModelConfig(
    n_layers=2, d_model=18, n_heads=6, n_kv_heads=2, d_head=4, d_mlp=17, vocab_size=29, context=31, rope_theta=1000.0
)
WORDS = [f"w{index}" for index in range(26)]
TOKENIZER = build_word_level({"types": WORDS, "names": []})
PROMPTS = [[2, 7, 5], [2], [2, 9, 11, 4, 8, 3, 3]]


def model(seed: int = 0) -> Transformer:
    made = checkpoints.random_init(SHAPE, seed).requires_grad_(False)
    # Sharper than a fresh model, so that the likeliest token is never a tie.
    assert made.lm_head is not None
    made.lm_head.weight.mul_(100)
    return made


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_greedy_equals_transformers(tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM

    checkpoints.save(model(), TOKENIZER, tmp_path)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    ours = generate(model(), PROMPTS, max_new_tokens=17, temperature=0)
    assert any(len(row) == 17 for row in ours)
    for prompt, row in zip(PROMPTS, ours, strict=True):
        found = theirs.generate(torch.tensor([prompt]), max_new_tokens=17, do_sample=False)[0, len(prompt) :].tolist()
        assert row == (found[: found.index(2)] if 2 in found else found)


def test_a_batch_with_padding_equals_one_by_one_without_a_cache() -> None:
    together = generate(model(), PROMPTS, max_new_tokens=11, temperature=0, stop=-1)
    for prompt, row in zip(PROMPTS, together, strict=True):
        grown = list(prompt)
        for _ in range(11):
            grown.append(int(model()(torch.tensor([grown]))[0, -1].argmax()))
        assert row == grown[len(prompt) :]


def test_it_stops_at_the_end_of_text_and_at_the_context() -> None:
    favourite = generate(model(), [[2, 7]], max_new_tokens=5, temperature=0, stop=-1)[0]
    assert (
        generate(model(), [[2, 7]], max_new_tokens=5, temperature=0, stop=favourite[2])[0]
        == (favourite[: favourite.index(favourite[2])])
    )
    # The context holds 31 tokens, so after 31 one more can be predicted and no further.
    assert len(generate(model(), [[2, 7, 5]], max_new_tokens=99, temperature=0, stop=-1)[0]) == 31 - 3 + 1
    with pytest.raises(StoryscopeError, match="context"):
        generate(model(), [[2] * 32], temperature=0)


def test_draws_follow_the_seed() -> None:
    one, same, other = (generate(model(), PROMPTS, 9, 1.0, generator=generator(seed)) for seed in (1, 1, 2))
    assert one == same != other


@pytest.mark.parametrize(
    ("top_k", "top_p", "kept"), [(0, 1.0, 4), (2, 1.0, 2), (0, 0.75, 2), (0, 0.81, 3), (0, 0.1, 1)]
)
def test_top_k_and_top_p_keep_the_likeliest(top_k: int, top_p: float, kept: int) -> None:
    probabilities = torch.tensor([0.15, 0.5, 0.05, 0.3])
    drawn = choose(probabilities.log().expand(9973, 4), 1.0, top_k, top_p, generator())
    counts = torch.bincount(drawn, minlength=4).double()
    order = probabilities.argsort(descending=True)
    assert (counts[order] > 0).tolist() == [rank < kept for rank in range(4)]
    expected = probabilities[order[:kept]] / probabilities[order[:kept]].sum()
    assert counts[order[:kept]].div(9973).tolist() == pytest.approx(expected.tolist(), abs=0.02)


def test_temperature_sharpens() -> None:
    logits = torch.tensor([0.0, 1.0]).expand(9973, 2)
    share = {t: choose(logits, t, 0, 1.0, generator()).double().mean().item() for t in (0.5, 1.0, 2.0)}
    for temperature, found in share.items():
        assert found == pytest.approx(1 / (1 + np.exp(-1 / temperature)), abs=0.02)


def test_bad_calls_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="generator"):
        generate(model(), PROMPTS)
    with pytest.raises(StoryscopeError, match="no tokens"):
        generate(model(), [[]], temperature=0)
    for bad in ({"n": -1}, {"prompt": "\udcff"}, {"top_p": 0.0}, {"temperature": -1.0}):
        with pytest.raises(StoryscopeError):
            SampleConfig(**bad)
    assert generate(model(), []) == []


def test_the_entry_point_tells_stories(tmp_path: Path) -> None:
    checkpoints.save(model(), TOKENIZER, tmp_path)
    told = sample(SampleConfig(model=str(tmp_path), prompt="w1 dragon w2", n=3, max_new_tokens=7))
    assert told["unknown_words"] == ["dragon"]
    assert len(told["stories"]) == 3 and all(
        story.startswith("W1 <unk> w2") or "w2" in story for story in told["stories"]
    )
    assert told == {
        **sample(SampleConfig(model=str(tmp_path), prompt="w1 dragon w2", n=3, max_new_tokens=7)),
        **{key: told[key] for key in ("seconds", "tokens_per_second")},
    }


def test_a_model_from_elsewhere_begins_and_ends_with_its_own_tokens() -> None:
    foreign = build_word_level({"types": WORDS})
    foreign.bos_token, foreign.eos_token = "w5", "w7"
    begin, end = foreign.convert_tokens_to_ids(["w5", "w7"])
    assert encode_batch(foreign, ["w1"], bos=True)[0][0] == begin
    stories, added = tell(model(), foreign, [""] * 40, max_new_tokens=30, temperature=9.0, generator=generator())
    assert not any("w7" in story.lower().split() for story in stories)
    assert added < 40 * 30 and end != 2


def test_scores_are_log_probabilities_whatever_the_batch() -> None:
    scorer = TransformerScorer(model(), TOKENIZER)
    rows = [[2, 7, 5], [2], [], [2, 9, 11, 4, 8, 3, 3]]
    scores = scorer.logprobs(rows)
    for row, found in zip(rows, scores, strict=True):
        assert len(found) == len(row)
        if row:
            logits = model()(torch.tensor([row]))[0].log_softmax(-1)
            expected = [0.0, *(logits[at, row[at + 1]].item() for at in range(len(row) - 1))]
            assert found.tolist() == pytest.approx(expected, abs=1e-4)
    with pytest.raises(StoryscopeError, match="context"):
        scorer.logprobs([[2] * 33])


@pytest.mark.parametrize("family", ["gpt-neo", "llama in shards"])
def test_any_causal_model_folder_can_be_scored(family: str, tmp_path: Path) -> None:
    from transformers import GPTNeoConfig, GPTNeoForCausalLM, LlamaConfig, LlamaForCausalLM

    common = {"vocab_size": 29, "hidden_size": 12, "max_position_embeddings": 31}
    if family == "gpt-neo":
        theirs = GPTNeoForCausalLM(
            GPTNeoConfig(num_layers=2, num_heads=3, attention_types=[[["global", "local"], 1]], window_size=5, **common)
        )
        theirs.save_pretrained(tmp_path)
    else:
        theirs = LlamaForCausalLM(
            LlamaConfig(num_hidden_layers=2, num_attention_heads=3, intermediate_size=17, **common)
        )
        theirs.save_pretrained(tmp_path, max_shard_size="4KB")
    TOKENIZER.save_pretrained(tmp_path)
    scorer = checkpoints.load_any(tmp_path)
    rows = [[2, 7, 5], [2, 9, 11, 4, 8, 3, 3]]
    for row, found in zip(rows, scorer.logprobs(rows), strict=True):
        with torch.no_grad():
            logits = theirs.eval()(torch.tensor([row])).logits[0].log_softmax(-1)
        assert found[1:].tolist() == pytest.approx(
            [logits[at, row[at + 1]].item() for at in range(len(row) - 1)], abs=1e-4
        )
    assert (scorer.bos, scorer.context) == (2, 31)


def test_a_folder_that_is_no_model_is_a_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "gpt_neo"}')
    with pytest.raises(StoryscopeError, match="cannot be opened"):
        checkpoints.load_any(tmp_path)


@pytest.mark.parametrize("content", ["[]", '{"model_type": "llama"}', '{"model_type": "llama", "hidden_size": "wide"}'])
def test_a_config_that_says_no_shape_is_a_users_mistake(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    for open_it in (checkpoints.load_model, checkpoints.load_any):
        with pytest.raises(StoryscopeError):
            open_it(tmp_path)

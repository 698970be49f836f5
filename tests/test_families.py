"""Other architectures than the plain Llama: GPT-Neo as TinyStories trains it, and models without an MLP."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.tiny_corpus import VOCABULARY
from training.loop import adamw
from training.ways import Way, loss_along
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.hooked import to_hooked
from workbench.language.hookpoints import Site, all_points
from workbench.language.presets import PRESETS
from workbench.language.sampling import generate
from workbench.language.tokenizer import EOT_ID, build_word_level
from workbench.language.transformer import ModelConfig, Transformer

TOKENIZER = build_word_level(VOCABULARY)
NEO = ModelConfig(
    n_layers=3,
    d_model=20,
    n_heads=5,
    n_kv_heads=5,
    d_head=4,
    d_mlp=17,
    vocab_size=len(TOKENIZER),
    context=23,
    tied=True,
    family="neo",
    window=4,
)
BARE = ModelConfig(
    n_layers=2, d_model=12, n_heads=3, n_kv_heads=3, d_head=4, d_mlp=0, vocab_size=len(TOKENIZER), context=23
)
TOKENS = torch.randint(3, len(TOKENIZER), (3, 13), generator=torch.Generator().manual_seed(0))


def shaken(shape: ModelConfig, seed: int = 0) -> Transformer:
    """A random model whose biases and norms matter too."""
    model = checkpoints.random_init(shape, seed)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight += torch.randn(weight.shape, generator=generator) * 0.2
    return model.eval().requires_grad_(False)


@pytest.mark.parametrize("shape", [NEO, BARE, replace(NEO, n_layers=2, window=100)])
def test_transformers_and_transformer_lens_compute_the_same(shape: ModelConfig, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM

    model = shaken(shape)
    checkpoints.save(model, TOKENIZER, tmp_path)
    theirs: Any = AutoModelForCausalLM.from_pretrained(tmp_path)
    points = [point for point in all_points(shape.n_layers, Site) if point.site is not Site.EMBED]
    if not shape.d_mlp:
        points = [
            one for one in points if one.site not in (Site.MLP_NORMED, Site.MLP_OUT, Site.MLP_POST, Site.RESID_MID)
        ]
    logits, seen = model.run(TOKENS, points)
    assert logits is not None
    torch.testing.assert_close(theirs(TOKENS).logits, logits, atol=1e-4, rtol=0)
    hooked_logits, cache = to_hooked(tmp_path).run_with_cache(TOKENS)
    torch.testing.assert_close(hooked_logits, logits, atol=1e-4, rtol=0)
    for point in points:
        torch.testing.assert_close(cache[point.name], seen[point], atol=1e-4, rtol=0)
    again = checkpoints.load_model(tmp_path)
    assert again.config == shape
    assert torch.equal(again.model(TOKENS), logits)
    for prompt in ([2, 5, 7], [2]):
        told = theirs.generate(torch.tensor([prompt]), do_sample=False, max_new_tokens=9)[0, len(prompt) :].tolist()
        wanted = told[: told.index(EOT_ID)] if EOT_ID in told else told
        assert generate(again.model, [prompt], 9, temperature=0) == [wanted]


def test_a_folder_that_transformers_wrote_opens_here(tmp_path: Path) -> None:
    from transformers import GPTNeoConfig, GPTNeoForCausalLM

    config = GPTNeoConfig(
        vocab_size=len(TOKENIZER),
        max_position_embeddings=23,
        hidden_size=20,
        num_layers=4,
        num_heads=5,
        attention_types=[[["global", "local"], 2]],
        window_size=6,
        intermediate_size=None,
    )
    theirs: Any = GPTNeoForCausalLM(config).eval()
    theirs.save_pretrained(tmp_path)
    TOKENIZER.save_pretrained(tmp_path)
    loaded = checkpoints.load_model(tmp_path)
    assert loaded.config.d_mlp == 80
    torch.testing.assert_close(loaded.model(TOKENS), theirs(TOKENS).logits.detach(), atol=1e-4, rtol=0)
    theirs.config.attention_types = [[["global"], 4]]
    theirs.config.save_pretrained(tmp_path)
    with pytest.raises(StoryscopeError, match="another order of layers"):
        checkpoints.load_model(tmp_path)


def test_a_packed_story_is_read_as_if_it_stood_alone() -> None:
    model = shaken(NEO)
    packed = TOKENS[:1].clone()
    packed[0, [0, 6]] = EOT_ID
    docs = (packed == EOT_ID).cumsum(1)
    alone = model(packed[:, 6:])
    torch.testing.assert_close(model(packed, doc_ids=docs)[:, 6:], alone, atol=1e-5, rtol=0)
    assert (model(packed)[:, 6:] - alone).abs().max() > 0.01


def test_a_padded_prompt_is_continued_as_if_it_were_not() -> None:
    model = shaken(NEO)
    prompts = [[2, 5, 7, 9, 3], [2], [2, 4]]
    together = generate(model, prompts, 8, temperature=0, stop=-1)
    assert together == [generate(model, [prompt], 8, temperature=0, stop=-1)[0] for prompt in prompts]


@pytest.mark.parametrize("shape", [NEO, BARE])
def test_ways_agree(shape: ModelConfig) -> None:
    model = checkpoints.random_init(shape, 0)
    rows = TOKENS.clone()
    rows[:, [0, 7]] = EOT_ID
    plain = float(loss_along(model, Way())(rows).detach())
    assert float(loss_along(model, Way(attention="sdpa"))(rows).detach()) == pytest.approx(plain, abs=1e-5)
    assert float(loss_along(model, Way(bf16=True))(rows).detach()) == pytest.approx(plain, abs=0.02)


EXACT = {
    "minuscule-83k": 82_208,
    "story-600k": 607_360,
    "attention-only-1-layer": 131_456,
    "simple-35m": 35_133_952,
    "tinystories-1m": 1_071_232,
    "tinystories-33m": 36_417_024,
}


@pytest.mark.parametrize("name", PRESETS)
def test_parameters_are_counted_exactly(name: str) -> None:
    with torch.device("meta"):
        built = sum(weight.numel() for weight in Transformer(PRESETS[name]).parameters())
    assert PRESETS[name].parameters == built == EXACT.get(name, built)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_learns(name: str) -> None:
    model = checkpoints.random_init(replace(PRESETS[name], vocab_size=len(TOKENIZER), context=16), 0)
    optimizer, loss_of = adamw(model, 1e-4, 0.1), loss_along(model, Way())
    losses: list[float] = []
    for _ in range(4):
        loss = loss_of(TOKENS)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]


def test_shapes_that_no_family_has_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="tied"):
        replace(NEO, tied=False)
    with pytest.raises(StoryscopeError, match="too small"):
        replace(BARE, d_mlp=-1)

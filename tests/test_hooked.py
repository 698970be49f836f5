from pathlib import Path

import pytest
import torch

from workbench.language import checkpoints
from workbench.language.hooked import to_hooked
from workbench.language.hookpoints import Site, all_points
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig

TOKENIZER = build_word_level({"types": ["tim", "ran", "."], "names": ["tim"]})
TOKENS = torch.randint(0, 29, (3, 11), generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("kv_heads", "tied"), [(6, False), (2, True)])
def test_a_hooked_transformer_has_equal_logits_and_activations(kv_heads: int, tied: bool, tmp_path: Path) -> None:
    shape = ModelConfig(
        n_layers=2,
        d_model=18,
        n_heads=6,
        n_kv_heads=kv_heads,
        d_head=4,
        d_mlp=17,
        vocab_size=29,
        context=23,
        rope_theta=1000.0,
        tied=tied,
    )
    checkpoints.save(checkpoints.random_init(shape, 0), TOKENIZER, tmp_path)
    loaded = checkpoints.load_model(tmp_path)
    state = torch.get_rng_state()
    hooked = to_hooked(tmp_path)
    assert torch.equal(state, torch.get_rng_state())
    points = all_points(shape.n_layers, Site)
    logits, seen = loaded.model.run(TOKENS, points)
    theirs, cache = hooked.run_with_cache(TOKENS)
    torch.testing.assert_close(theirs, logits, atol=1e-4, rtol=0)
    for point in points:
        torch.testing.assert_close(cache[point.name], seen[point], atol=1e-4, rtol=0)
    # A text gets the begin-of-text token once.
    assert hooked.to_tokens("Tim ran.").tolist() == [[2, 3, 4, 5]]


def test_other_weights_do_not_have_equal_logits(tmp_path: Path) -> None:
    shape = checkpoints.preset("minuscule-83k", vocab_size=29)
    checkpoints.save(checkpoints.random_init(shape, 0), TOKENIZER, tmp_path)
    hooked = to_hooked(tmp_path)
    other = checkpoints.random_init(shape, 1).requires_grad_(False)
    assert (hooked(TOKENS) - other(TOKENS)).abs().max() > 0.1

"""The patching engine: equal to TransformerLens, a case worked by hand, identities."""

import pytest
import torch
from torch import Tensor

from probes.patching_engine import Run, patched_logit_diff, record
from workbench.language.checkpoints import random_init, save
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig, Transformer

PAIRS, POSITIONS, LAYERS, HEADS = 7, 13, 3, 5
SHAPE = ModelConfig(
    n_layers=LAYERS, d_model=35, n_heads=HEADS, n_kv_heads=HEADS, d_head=6, d_mlp=37, vocab_size=41, context=29
)


@pytest.fixture(scope="module")
def model() -> Transformer:
    made = random_init(SHAPE, 3).eval().requires_grad_(False)
    assert made.lm_head is not None
    made.lm_head.weight.mul_(50)  # logit differences near 1, so that an agreement to 1e-5 says something
    return made


@pytest.fixture(scope="module")
def tokens() -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(5)
    clean = torch.randint(3, 41, (PAIRS, POSITIONS), generator=generator)
    corrupt = clean.clone()
    corrupt[:, 4] = 3 + (clean[:, 4] + 11) % 38
    corrupt[:, 9] = 3 + (clean[:, 9] + 17) % 38
    return {"clean": clean, "corrupt": corrupt, "answers": torch.randint(3, 41, (PAIRS, 2), generator=generator)}


@pytest.fixture(scope="module")
def runs(model: Transformer, tokens: dict[str, Tensor]) -> tuple[Run, Run]:
    answers = tokens["answers"]
    return record(model, tokens["clean"], answers), record(model, tokens["corrupt"], answers)


def each_position() -> Tensor:
    """[site = pos, pair, pos]: one position at a time."""
    return torch.eye(POSITIONS, dtype=torch.bool)[:, None].repeat(1, PAIRS, 1)


def each_head_and_position() -> Tensor:
    """[site = pos x head, pair, pos, head]."""
    places = torch.eye(POSITIONS * HEADS, dtype=torch.bool).view(-1, 1, POSITIONS, HEADS)
    return places.repeat(1, PAIRS, 1, 1)


@pytest.fixture(scope="module")
def lens(model: Transformer, tokens: dict[str, Tensor], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tensor]:
    """TransformerLens' patching results: the mean logit difference after each patch of clean into corrupt."""
    from transformer_lens import patching

    from workbench.language.hooked import to_hooked

    folder = tmp_path_factory.mktemp("tiny")
    save(model, build_word_level({"types": [f"w{index}" for index in range(38)], "names": []}), folder)
    hooked = to_hooked(folder)
    answers = tokens["answers"]

    def metric(logits: Tensor) -> Tensor:
        chosen = logits[:, -1].gather(1, answers)
        return (chosen[:, 0] - chosen[:, 1]).mean()

    _, cache = hooked.run_with_cache(tokens["clean"])
    return {
        "resid_pre": patching.get_act_patch_resid_pre(hooked, tokens["corrupt"], cache, metric),
        "attn_out": patching.get_act_patch_attn_out(hooked, tokens["corrupt"], cache, metric),
        "mlp_out": patching.get_act_patch_mlp_out(hooked, tokens["corrupt"], cache, metric),
        "z": patching.get_act_patch_attn_head_out_by_pos(hooked, tokens["corrupt"], cache, metric).flatten(1),
    }


@pytest.mark.parametrize("component", ["resid_pre", "attn_out", "mlp_out", "z"])
def test_equal_to_transformer_lens(
    component: str, model: Transformer, tokens: dict[str, Tensor], runs: tuple[Run, Run], lens: dict[str, Tensor]
) -> None:
    clean, corrupt = runs
    masks = each_head_and_position() if component == "z" else each_position()
    ours = torch.stack(
        [
            # a tiny chunk, so that chunking is under test too
            patched_logit_diff(model, tokens["answers"], corrupt, clean, component, layer, masks, max_tokens=55).mean(1)
            for layer in range(LAYERS)
        ]
    )
    assert torch.allclose(ours, lens[component], atol=1e-5)
    assert ours.std() > 1e-2  # the comparison is not one of constants
    # patching the neighbouring position instead must not pass
    wrong = patched_logit_diff(model, tokens["answers"], corrupt, clean, component, 0, masks.roll(1, 2)).mean(1)
    assert not torch.allclose(wrong, lens[component][0], atol=1e-5)


def test_everything_moves_all_and_nothing_moves_none(
    model: Transformer, tokens: dict[str, Tensor], runs: tuple[Run, Run]
) -> None:
    clean, corrupt = runs
    masks = torch.stack([torch.ones(PAIRS, POSITIONS), torch.zeros(PAIRS, POSITIONS)]).bool()
    for layer in range(LAYERS):
        everything, nothing = patched_logit_diff(model, tokens["answers"], corrupt, clean, "resid_pre", layer, masks)
        assert torch.equal(nothing, corrupt.logit_diff)
        assert torch.allclose(everything, clean.logit_diff, atol=1e-6)
    same = patched_logit_diff(model, tokens["answers"], corrupt, corrupt, "attn_out", 1, masks)
    assert torch.equal(same, corrupt.logit_diff.repeat(2, 1))


def test_a_case_by_hand() -> None:
    """Two heads that look everywhere alike and copy: each carries half of what tells (3, 4) from (4, 3)."""
    shape = ModelConfig(
        n_layers=1, d_model=2, n_heads=2, n_kv_heads=2, d_head=2, d_mlp=3, vocab_size=5, context=7, norm_eps=1e-12
    )
    model = random_init(shape, 0).eval().requires_grad_(False)
    for weight in model.parameters():
        weight.zero_()
    assert model.lm_head is not None
    [block] = model.blocks
    block.input_layernorm.weight.fill_(1.0)
    model.model.norm.weight.fill_(1.0)
    model.model.embed_tokens.weight[3] = torch.tensor([3.0, 4.0])
    model.model.embed_tokens.weight[4] = torch.tensor([4.0, 3.0])
    model.lm_head.weight[3] = torch.tensor([0.0, 1.0])
    model.lm_head.weight[4] = torch.tensor([1.0, 0.0])
    block.self_attn.v_proj.weight.copy_(torch.eye(2).repeat(2, 1))
    block.self_attn.o_proj.weight.copy_(torch.eye(2).repeat(1, 2))
    answers = torch.tensor([[3, 4]])
    clean, corrupt = (record(model, torch.tensor([[2, token, 2]]), answers) for token in (3, 4))
    # the last stream points along (3, 4); at unit root mean square that is (3, 4) * sqrt(2) / 5
    assert clean.logit_diff.item() == pytest.approx(2**0.5 / 5)
    assert corrupt.logit_diff.item() == pytest.approx(-(2**0.5) / 5)
    places = torch.eye(3, dtype=torch.bool)[:, None]
    heads = torch.eye(6, dtype=torch.bool).view(6, 1, 3, 2)

    def effect(component: str, masks: Tensor) -> list[float]:
        patched = patched_logit_diff(model, answers, corrupt, clean, component, 0, masks)[:, 0]
        return ((patched - corrupt.logit_diff) / (clean.logit_diff - corrupt.logit_diff)).tolist()

    assert effect("resid_pre", places) == pytest.approx([0, 1, 0])  # all is still in the token itself
    assert effect("attn_out", places) == pytest.approx([0, 0, 1])  # attention has brought it to the last position
    assert effect("mlp_out", places) == pytest.approx([0, 0, 0])
    # one head alone leaves (3.5, 3.5), a draw: half the way
    assert effect("z", heads) == pytest.approx([0, 0, 0, 0, 0.5, 0.5], abs=1e-6)

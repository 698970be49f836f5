"""The patching engine: equal to TransformerLens and to brute force, a case worked by hand, identities, metrics."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from probes.patching_engine import Run, patched_logit_diff, patched_scores, record
from probes.patching_metrics import scorer
from probes.patching_names import BY_HEAD, COMPONENTS, METRICS
from workbench.language.checkpoints import random_init, save
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig, Transformer

PAIRS, POSITIONS, LAYERS, HEADS = 5, 7, 2, 3
SHAPE = ModelConfig(
    n_layers=LAYERS, d_model=30, n_heads=HEADS, n_kv_heads=HEADS, d_head=6, d_mlp=37, vocab_size=41, context=29
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
    corrupt[:, 2] = 3 + (clean[:, 2] + 11) % 38
    corrupt[:, 4] = 3 + (clean[:, 4] + 17) % 38
    return {"clean": clean, "corrupt": corrupt, "answers": torch.randint(3, 41, (PAIRS, 2), generator=generator)}


@pytest.fixture(scope="module")
def runs(model: Transformer, tokens: dict[str, Tensor]) -> tuple[Run, Run]:
    clean, corrupt = (record(model, tokens[side], tokens["answers"], tuple(Site)) for side in ("clean", "corrupt"))
    return clean, corrupt


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
        "resid_mid": patching.get_act_patch_resid_mid(hooked, tokens["corrupt"], cache, metric),
        **{name: by_head(hooked, tokens["corrupt"], cache, metric).flatten(1) for name, by_head in {
            "z": patching.get_act_patch_attn_head_out_by_pos,
            "q": patching.get_act_patch_attn_head_q_by_pos,
            "k": patching.get_act_patch_attn_head_k_by_pos,
            "v": patching.get_act_patch_attn_head_v_by_pos,
            "pattern": patching.get_act_patch_attn_head_pattern_by_pos,
        }.items()},
    }  # fmt: skip


@pytest.mark.parametrize("component", [name for name in COMPONENTS if name != "resid_post"])
def test_equal_to_transformer_lens(
    component: str, model: Transformer, tokens: dict[str, Tensor], runs: tuple[Run, Run], lens: dict[str, Tensor]
) -> None:
    clean, corrupt = runs
    masks = each_head_and_position() if component in BY_HEAD else each_position()
    theirs = lens[component]
    if component == "pattern":  # there, and only there, TransformerLens counts heads before positions
        theirs = theirs.unflatten(1, (HEADS, POSITIONS)).transpose(1, 2).flatten(1)
    ours = torch.stack(
        [
            # a tiny chunk, so that chunking is under test too
            patched_logit_diff(model, tokens["answers"], corrupt, clean, component, layer, masks, max_tokens=55).mean(1)
            for layer in range(LAYERS)
        ]
    )
    assert torch.allclose(ours, theirs, atol=1e-5)
    assert ours.std() > 2e-3  # the comparison is not one of constants
    # patching the neighbouring position instead must not pass
    wrong = patched_logit_diff(model, tokens["answers"], corrupt, clean, component, 0, masks.roll(1, 2)).mean(1)
    assert not torch.allclose(wrong, theirs[0], atol=1e-5)


@pytest.mark.parametrize(
    "changes", [{"n_kv_heads": 1}, {"family": "neo", "tied": True, "window": 3, "context": 11, "d_head": 10}]
)
def test_equal_to_brute_force(changes: dict[str, object], tokens: dict[str, Tensor]) -> None:
    """Grouped heads; and a GPT-Neo with biases, a window, learned positions."""
    made = random_init(replace(SHAPE, **changes), 3).eval().requires_grad_(False)
    made.model.embed_tokens.weight.mul_(9)
    for block in made.blocks:
        block.self_attn.q_proj.weight.mul_(40)  # heads that choose and write much, so that queries matter
        block.self_attn.o_proj.weight.mul_(10)
    answers, each = tokens["answers"], torch.arange(PAIRS)
    clean, corrupt = (record(made, tokens[side], answers, tuple(Site)) for side in ("clean", "corrupt"))
    score = scorer(METRICS, answers, clean.logits)
    for component, site in COMPONENTS.items():
        point, heads = HookPoint(1, site), clean.acts[HookPoint(1, site)].shape[2]
        mask = torch.zeros(PAIRS, POSITIONS, dtype=torch.bool)
        mask[:, 2:5], mask[2, POSITIONS - 1], mask[:, 6] = True, True, True
        if component in BY_HEAD:
            mask = mask[..., None] & (torch.arange(heads) == heads - 1)

        def put(value: Tensor, given: Tensor = clean.acts[point], mask: Tensor = mask, site: Site = site) -> Tensor:
            turned = value.transpose(1, 2) if site is Site.PATTERN else value
            new = torch.where(mask.unsqueeze(-1), given, turned)
            return new.transpose(1, 2) if site is Site.PATTERN else new

        logits, _ = made.run(tokens["corrupt"], edits={point: put})
        assert logits is not None
        [ours] = patched_scores(made, corrupt, clean.acts[point], point, mask[None], score)
        assert torch.allclose(ours, score(logits[:, -1], each), atol=1e-5), component
        assert not torch.allclose(ours[:, 0], corrupt.logit_diff, atol=1e-4), component


def test_metrics_by_hand() -> None:
    logits, clean = torch.tensor([[0.0, 1.0, 3.0]]), torch.tensor([[0.0, 0.0, 0.0]])
    [values] = scorer(METRICS, torch.tensor([[2, 0]]), clean)(logits, torch.tensor([0])).tolist()
    norm = 1 + math.e + math.e**3
    # the clean run says one third each; the divergence is the mean of log(1/3) minus the run's log probabilities
    divergence = sum(math.log(1 / 3) - math.log(part / norm) for part in (1, math.e, math.e**3)) / 3
    assert values == pytest.approx([3.0, math.e**3 / norm, -divergence], abs=1e-6)


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

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from workbench.errors import StoryscopeError
from workbench.language import attention, checkpoints, hookpoints
from workbench.language.hookpoints import HookPoint, Site, all_points
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig, Transformer

# Different primes (d_head even), so that a transposed axis cannot pass.
SHAPE = ModelConfig(
    n_layers=3, d_model=18, n_heads=6, n_kv_heads=2, d_head=4, d_mlp=17, vocab_size=29, context=23, rope_theta=1000.0
)
TOKENIZER = build_word_level({"types": ["tim", "ran", "."], "names": ["tim"]})


def tokens(rows: int = 5, length: int = 11, seed: int = 0) -> Tensor:
    return torch.randint(3, SHAPE.vocab_size, (rows, length), generator=torch.Generator().manual_seed(seed))


def model(seed: int = 0, **changes: Any) -> Transformer:
    made = checkpoints.random_init(dataclasses.replace(SHAPE, **changes), seed)
    return made.requires_grad_(False)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("minuscule-83k", 82_208),
        ("minuscule-562k", 558_144),
        ("story-600k", 607_360),
        ("story-1250k", 1_250_720),
        ("simple-1.25m", 1_245_824),
        ("simple-5m", 5_374_208),
        ("simple-11m", 11_015_040),
        ("simple-30m", 29_627_904),
        ("simple-35m", 35_133_952),
    ],
)
def test_presets_have_exactly_their_parameters(name: str, count: int) -> None:
    assert checkpoints.preset(name).parameters == count


@pytest.mark.parametrize("name", ["minuscule-83k", "minuscule-562k", "story-600k", "story-1250k", "simple-1.25m"])
def test_the_formula_counts_what_is_there(name: str) -> None:
    shape = checkpoints.preset(name, vocab_size=211)
    assert sum(weight.numel() for weight in Transformer.empty(shape).parameters()) == shape.parameters


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(StoryscopeError, match="'story-600k'"):
        checkpoints.preset("story-60k")


@pytest.mark.parametrize("bad", [{"n_heads": 5}, {"d_model": 19}, {"d_head": 3}, {"n_layers": 0}])
def test_shapes_that_cannot_be_are_refused(bad: dict[str, int]) -> None:
    with pytest.raises(StoryscopeError):
        dataclasses.replace(SHAPE, **bad)


def test_attention_by_hand() -> None:
    """One head of two channels; queries and keys chosen so that the numbers can be done on paper."""
    shape = ModelConfig(
        n_layers=1, d_model=2, n_heads=1, n_kv_heads=1, d_head=2, d_mlp=1, vocab_size=2, context=2, rope_theta=1000.0
    )
    layer = attention.Attention(shape, 0)
    with torch.no_grad():
        layer.q_proj.weight.copy_(torch.eye(2) * math.sqrt(2))  # undoes the division by sqrt(d_head)
        layer.k_proj.weight.copy_(torch.eye(2))
        layer.v_proj.weight.copy_(torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
        layer.o_proj.weight.copy_(torch.eye(2) * 3)
    cos, sin = attention.rotary_tables(2, 2, 1000.0)
    look = attention.Look(cos, sin, torch.ones(2, 2, dtype=torch.bool).tril()[None, None], "explicit")
    x = torch.tensor([[[1.0, 0.0], [0.0, 2.0]]])
    # Position 1 turns by one radian: q1 = sqrt(2) * 2 * (-sin 1, cos 1), k0 = (1, 0), k1 = 2 * (-sin 1, cos 1).
    score_0, score_1 = -2 * math.sin(1), 4.0
    weight = 1 / (1 + math.exp(score_0 - score_1))
    expected = torch.tensor([[[0.0, 3.0], [3 * weight * 2, 3 * (1 - weight)]]])
    torch.testing.assert_close(layer(x, look).detach(), expected)


def test_rotary_turns_pairs_by_their_own_frequencies() -> None:
    cos, sin = attention.rotary_tables(3, 4, 100.0)
    x = torch.tensor([1.0, 2.0, 3.0, 4.0]).expand(1, 1, 3, 4)
    slow = 2 * 100.0**-0.5
    expected = [
        math.cos(2) - 3 * math.sin(2),
        2 * math.cos(slow) - 4 * math.sin(slow),
        3 * math.cos(2) + math.sin(2),
        4 * math.cos(slow) + 2 * math.sin(slow),
    ]
    assert attention.rotate(x, cos, sin)[0, 0, 2].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("changes", [{}, {"tied": True}, {"n_kv_heads": 6}, {"rope_theta": 10_000.0}])
def test_logits_equal_those_of_transformers(changes: dict[str, Any], tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    ours = model(**changes)
    checkpoints.save(ours, TOKENIZER, tmp_path)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    with torch.no_grad():
        torch.testing.assert_close(ours(tokens()), theirs(tokens()).logits, atol=1e-4, rtol=0)
    assert AutoTokenizer.from_pretrained(tmp_path)("Tim ran.")["input_ids"] == TOKENIZER("Tim ran.")["input_ids"]


def test_a_broken_rotary_does_not_equal_transformers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import AutoModelForCausalLM

    ours = model()
    checkpoints.save(ours, TOKENIZER, tmp_path)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path).eval()

    def turned_the_other_way(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat([second, -first], -1) * sin * torch.arange(x.shape[-2])[:, None]

    monkeypatch.setattr(attention, "rotate", turned_the_other_way)
    with torch.no_grad():
        assert (ours(tokens()) - theirs(tokens()).logits).abs().max() > 1e-2


def test_explicit_attention_equals_the_fused_kernel() -> None:
    one, other = model(), model()
    other.attention = "sdpa"
    docs = torch.arange(11).div(4, rounding_mode="floor").expand(5, 11)
    torch.testing.assert_close(one(tokens(), doc_ids=docs), other(tokens(), doc_ids=docs), atol=1e-5, rtol=0)


def test_no_position_sees_the_future() -> None:
    changed = tokens()
    changed[:, 7:] = (changed[:, 7:] + 1) % SHAPE.vocab_size
    before, after = model()(tokens()), model()(changed)
    torch.testing.assert_close(before[:, :7], after[:, :7])
    assert (before[:, 7:] - after[:, 7:]).abs().min(-1).values.max() > 0


def test_documents_do_not_see_each_other_and_do_not_mind_where_they_stand() -> None:
    first, second = tokens(length=4, seed=1), tokens(length=7, seed=2)
    docs = torch.tensor([1] * 4 + [2] * 7).expand(5, 11)
    together = model()(torch.cat([first, second], 1), doc_ids=docs)
    torch.testing.assert_close(together[:, :4], model()(first), atol=1e-5, rtol=0)
    torch.testing.assert_close(together[:, 4:], model()(second), atol=1e-5, rtol=0)
    without = model()(torch.cat([first, second], 1))
    assert (without[:, 4:] - model()(second)).abs().max() > 1e-3


def test_taps_see_the_plain_forward_pass() -> None:
    points = all_points(SHAPE.n_layers, Site)
    logits, seen = model().run(tokens(), points)
    assert set(seen) == set(points)
    torch.testing.assert_close(logits, model()(tokens()))
    shapes = {Site.MLP_POST: (5, 11, 17), Site.Z: (5, 11, 6, 4), Site.Q: (5, 11, 6, 4), Site.K: (5, 11, 2, 4)}
    shapes |= {Site.V: (5, 11, 2, 4), Site.PATTERN: (5, 6, 11, 11)}
    for point in points:
        assert seen[point].shape == shapes.get(point.site, (5, 11, 18)), point
    for layer in range(3):
        part = {site: seen[HookPoint(layer, site)] for site in Site if site is not Site.EMBED}
        torch.testing.assert_close(part[Site.RESID_PRE] + part[Site.ATTN_OUT], part[Site.RESID_MID])
        torch.testing.assert_close(part[Site.RESID_MID] + part[Site.MLP_OUT], part[Site.RESID_POST])
        torch.testing.assert_close(part[Site.PATTERN].sum(-1), torch.ones(5, 6, 11))


@pytest.mark.parametrize("site", list(Site))
def test_an_edit_that_changes_nothing_changes_nothing_and_any_other_does(site: Site) -> None:
    point = HookPoint(0 if site is Site.EMBED else 1, site)
    same, _ = model().run(tokens(), edits={point: lambda value: value.clone()})
    other, seen = model().run(tokens(), [point], edits={point: lambda value: value * 0.5})
    _, plain = model().run(tokens(), [point])
    torch.testing.assert_close(same, model()(tokens()))
    assert (other - model()(tokens())).abs().max() > 1e-4
    torch.testing.assert_close(seen[point], plain[point] * 0.5)


def test_patching_the_whole_stream_transplants_the_run() -> None:
    point = HookPoint(1, Site.RESID_POST)
    other, seen = model().run(tokens(seed=1), [point])
    patched, _ = model().run(tokens(seed=2), edits={point: lambda _: seen[point]})
    torch.testing.assert_close(patched, other)


def test_a_run_can_start_and_stop_between_layers() -> None:
    logits, seen = model().run(tokens(), [HookPoint(2, Site.RESID_PRE)])
    resid = seen[HookPoint(2, Site.RESID_PRE)]
    again, _ = model().run(tokens(), start=(2, resid))
    torch.testing.assert_close(again, logits)
    none, stopped = model().run(tokens(), [HookPoint(1, Site.RESID_POST)], stop_at_layer=2)
    assert none is None
    torch.testing.assert_close(stopped[HookPoint(1, Site.RESID_POST)], resid)


def test_bad_runs_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="0 to 2"):
        model().run(tokens(), [HookPoint(3, Site.Z)])
    with pytest.raises(StoryscopeError, match="context of 23"):
        model()(tokens(length=24))


def test_hook_points_are_spelled_as_transformer_lens_does() -> None:
    assert HookPoint(7, Site.MLP_POST).name == "blocks.7.mlp.hook_post"
    assert all(hookpoints.parse(point.name) == point for point in all_points(11, Site))
    assert len(all_points(3, [Site.EMBED, Site.Z, Site.Z])) == 4
    with pytest.raises(StoryscopeError, match=r"blocks\.2\.hook_resid_post"):
        hookpoints.parse("blocks.2.resid_post")
    with pytest.raises(StoryscopeError):
        HookPoint(1, Site.EMBED)


def test_initial_weights_follow_from_the_seed_and_leave_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    one, same, other = (model(seed).state_dict() for seed in (3, 3, 4))
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["lm_head.weight"], other["lm_head.weight"])
    assert one["model.embed_tokens.weight"].std() == pytest.approx(1, rel=0.1)


def test_saved_and_loaded_it_is_the_same_model(tmp_path: Path) -> None:
    ours = model(tied=True)
    checkpoints.save(ours, TOKENIZER, tmp_path)
    loaded = checkpoints.load_model(tmp_path)
    assert loaded.config == ours.config
    torch.testing.assert_close(loaded.model(tokens()), ours(tokens()), atol=0, rtol=0)
    assert not any(file.name.endswith(".partial") for file in tmp_path.iterdir())


def test_folders_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    checkpoints.save(model(), TOKENIZER, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, "hidden_size": 12}))
    with pytest.raises(StoryscopeError, match="do not fit"):
        checkpoints.load_model(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({**config, "mlp_bias": True}))
    with pytest.raises(StoryscopeError, match="cannot express"):
        checkpoints.load_model(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(StoryscopeError, match="cannot be read"):
        checkpoints.load_model(tmp_path)

"""The prompt lab's mathematics beside TransformerLens, by hand, and against variants that must fail."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from probes.lab.changing import Change, edits_of, held, pushed, switched_off
from probes.lab.comparing import align, divergence
from probes.lab.directions import asked, class_chances, written
from probes.lab.lens import logit_lens, token_losses
from probes.lab.reading import LONGEST, run_text, stream_of, stream_points, token_names
from probes.lab.telling import tell_changed
from probes.lab.writing import attribute, tapped
from workbench.errors import StoryscopeError
from workbench.language import checkpoints
from workbench.language.checkpoints import LoadedModel
from workbench.language.hooked import to_hooked
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.sampling import generate
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig

TOKENIZER = build_word_level({"types": ["tim", "ran", "sat", "to", "the", "tree", "."], "names": ["tim"]})
TEXT = "Tim ran to the tree. Tim sat."


def tiny(tmp_path_factory: pytest.TempPathFactory, family: str) -> LoadedModel:
    shape = ModelConfig(
        n_layers=3,
        d_model=20,
        n_heads=5,
        n_kv_heads=5,
        d_head=4,
        d_mlp=17,
        vocab_size=len(TOKENIZER),
        context=29,
        rope_theta=1000.0,
        tied=family == "neo",
        family="neo" if family == "neo" else "llama",
    )
    model = checkpoints.random_init(shape, 3)
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():  # far from the start, so that nothing is zero or symmetric
        for weight in model.parameters():
            weight.add_(0.3 * torch.randn(weight.shape, generator=generator))
    folder = tmp_path_factory.mktemp(family)
    checkpoints.save(model, TOKENIZER, folder)
    return checkpoints.load_model(folder)


@pytest.fixture(scope="module", params=["llama", "neo"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return tiny(tmp_path_factory, request.param)


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    return tiny(tmp_path_factory, "llama")


def whole_run(loaded: LoadedModel):  # noqa: ANN201 - a TextRun
    return run_text(loaded, TEXT, [*stream_points(3), *tapped(loaded.model)])


def test_losses_and_lens_are_those_of_transformer_lens(loaded: LoadedModel) -> None:
    run = whole_run(loaded)
    hooked = to_hooked(loaded)
    logits, cache = hooked.run_with_cache(run.tokens[None])
    theirs = hooked.loss_fn(logits, run.tokens[None], per_token=True)[0]
    torch.testing.assert_close(run.losses, theirs, atol=1e-4, rtol=0)
    lens = logit_lens(loaded.model, stream_of(run, 3), run.tokens, top=2)
    depths = cache.accumulated_resid(layer=-1, apply_ln=False)[:, 0]
    for depth, stream in enumerate(depths):
        expected = hooked.unembed(hooked.ln_final(stream[None]))[0].softmax(-1)
        torch.testing.assert_close(lens.chance[depth], expected.topk(2, dim=-1).values, atol=1e-4, rtol=0)
        kl = (expected_last(logits) * (expected_last(logits).log() - expected.log())).sum(-1)
        torch.testing.assert_close(lens.to_last[depth], kl, atol=1e-3, rtol=0)
    chances = (-run.losses).exp()
    torch.testing.assert_close(lens.of_next[-1, :-1], chances, atol=1e-5, rtol=0)
    assert lens.to_last[-1].max() < 1e-5 < lens.to_last[0].min()


def expected_last(logits: Tensor) -> Tensor:
    return logits[0].softmax(-1)


def test_token_losses_by_hand() -> None:
    logits = torch.tensor([[0.0, np.log(3.0)], [5.0, 5.0], [0.0, 0.0]])
    found = token_losses(logits, torch.tensor([0, 1, 0]))
    torch.testing.assert_close(found, torch.tensor([float(np.log(4 / 3)), float(np.log(2))]))


def test_the_writers_add_up_to_the_logit(loaded: LoadedModel) -> None:
    run = whole_run(loaded)
    for position, token, against in ((4, 5, None), (7, 3, 6), (0, 2, None)):
        parts = attribute(loaded.model, run.seen, position, token, against)
        logits = run.logits[position]
        wanted = logits[token] - (logits.mean() if against is None else logits[against])
        assert sum(part.logit for part in parts) == pytest.approx(float(wanted), abs=1e-3)
        assert len({part.name for part in parts}) == len(parts)


def test_a_writer_left_out_is_missed_and_heads_are_those_of_transformer_lens(llama: LoadedModel) -> None:
    run = whole_run(llama)
    parts = attribute(llama.model, run.seen, 4, 5)
    assert sum(part.logit for part in parts[1:]) != pytest.approx(
        float(run.logits[4, 5] - run.logits[4].mean()), abs=1e-3
    )
    hooked = to_hooked(llama)
    _, cache = hooked.run_with_cache(run.tokens[None])
    stack, labels = cache.stack_head_results(layer=-1, pos_slice=4, return_labels=True)
    direction = hooked.W_U[:, 5] - hooked.W_U.mean(1)
    # their scaling leaves the norm's weight out, which they fold into the unembedding and we keep
    scale = cache["ln_final.hook_scale"][0, 4]
    theirs = (stack[:, 0] / scale * hooked.ln_final.w) @ direction
    ours = {part.name: part.logit for part in parts}
    assert [ours[label] for label in labels] == pytest.approx(theirs.tolist(), abs=1e-4)


def zeroed(value: Tensor, hook: object, head: int) -> Tensor:
    del hook
    value[:, :, head] = 0.0
    return value


def test_switching_off_is_what_transformer_lens_does(loaded: LoadedModel) -> None:
    hooked = to_hooked(loaded)
    run = run_text(loaded, TEXT)
    for name, point, head in (("L1H2", "blocks.1.attn.hook_z", 2), ("l2.mlp.13", "blocks.2.mlp.hook_post", 13)):
        hooks = [(point, lambda value, hook, head=head: zeroed(value, hook, head))]
        theirs = hooked.run_with_hooks(run.tokens[None], fwd_hooks=hooks)[0]
        changed = run_text(loaded, TEXT, edits=edits_of([switched_off(name, loaded.config)]))
        torch.testing.assert_close(changed.logits, theirs, atol=1e-4, rtol=0)
        assert (changed.logits - run.logits).abs().max() > 1e-3


@pytest.mark.parametrize("name", ["L3H0", "L0H5", "L0.mlp.17", "H2", "L1", "L-1H0", "L1H2 drop", "", "L99999H1"])
def test_what_the_model_does_not_have_is_refused(llama: LoadedModel, name: str) -> None:
    with pytest.raises(StoryscopeError):
        switched_off(name, llama.config)


def test_a_push_adds_and_pushes_add_up(llama: LoadedModel) -> None:
    point = HookPoint(1, Site.RESID_POST)
    direction = torch.arange(20.0) / 7
    whole = run_text(llama, TEXT, [point], edits_of([pushed(point, direction, 3.0)]))
    parts = run_text(llama, TEXT, [point], edits_of([pushed(point, direction, 1.0), pushed(point, direction, 2.0)]))
    plain = run_text(llama, TEXT, [point])
    torch.testing.assert_close(
        whole.seen[point] - plain.seen[point], (3.0 * direction).expand(1, len(plain.losses) + 1, 20)
    )
    torch.testing.assert_close(whole.logits, parts.logits, atol=1e-4, rtol=0)
    # heads: laid side by side
    heads = HookPoint(0, Site.Z)
    beside = run_text(llama, TEXT, [heads], edits_of([pushed(heads, direction, 1.0)]))
    moved = beside.seen[heads] - run_text(llama, TEXT, [heads]).seen[heads]
    torch.testing.assert_close(moved.flatten(2)[0, 3], direction, atol=1e-5, rtol=0)


class Dictionary:
    """Two features that are orthogonal and of length 1: what is encoded is what was decoded."""

    W_dec = torch.eye(20)[[3, 11]]

    def encode(self, x: Tensor) -> Tensor:
        return (x @ self.W_dec.T).relu()


def test_a_feature_is_held_where_it_is_told_and_the_rest_stays(llama: LoadedModel) -> None:
    point = HookPoint(1, Site.RESID_POST)
    plain = run_text(llama, TEXT, [point]).seen[point]
    for value in (0.0, 2.5):
        seen = run_text(llama, TEXT, [point], edits_of([held(point, Dictionary(), 1, value)])).seen[point]
        active = plain[..., 11] > 0
        torch.testing.assert_close(seen[..., 11][active], torch.full((int(active.sum()),), value), atol=1e-5, rtol=0)
        others = [index for index in range(20) if index != 11]
        torch.testing.assert_close(seen[..., others], plain[..., others])


def test_telling_unchanged_is_generate_and_changed_is_the_whole_pass(llama: LoadedModel) -> None:
    start = run_text(llama, TEXT).tokens.tolist()
    draws = [torch.Generator().manual_seed(1) for _ in range(2)]
    plain = generate(llama.model, [start, start], 7, 0.9, generator=draws[0], stop=-1)
    assert tell_changed(llama.model, [start, start], 7, 0.9, draws[1], stop=-1) == plain
    edits = edits_of([switched_off("L0H1", llama.config), pushed(HookPoint(2, Site.RESID_PRE), torch.ones(20), 1.5)])
    found = tell_changed(llama.model, [start], 7, 0.0, draws[0], edits, stop=-1)[0]
    grown = list(start)
    for _ in range(7):  # greedy, without a cache
        logits, _ = llama.model.run(torch.tensor([grown]), edits=edits)
        assert logits is not None
        grown.append(int(logits[0, -1].argmax()))
    assert found == grown[len(start) :]
    assert found != generate(llama.model, [start], 7, 0.0, stop=-1)[0]


def test_patterns_and_missing_layers_are_not_changed_while_telling(llama: LoadedModel) -> None:
    for point in (HookPoint(0, Site.PATTERN), HookPoint(3, Site.Z)):
        with pytest.raises(StoryscopeError):
            tell_changed(llama.model, [[2]], 1, 0.0, torch.Generator(), edits_of([Change(point, lambda x: x, "")]))


@given(st.lists(st.integers(0, 3), max_size=9), st.lists(st.integers(0, 3), max_size=9))
def test_an_alignment_holds_both_sequences_in_order(first: list[int], second: list[int]) -> None:
    found = align(first, second)
    assert [one.first for one in found if one.first is not None] == list(range(len(first)))
    assert [one.second for one in found if one.second is not None] == list(range(len(second)))
    for one in found:
        alike = one.first is not None and one.second is not None and first[one.first] == second[one.second]
        assert alike or not one.same


def test_divergence_is_none_for_equals_one_for_strangers_and_the_same_both_ways() -> None:
    a, b = np.log(np.array([[1.0, 1e-300], [0.5, 0.5]])), np.log(np.array([[1e-300, 1.0], [0.25, 0.75]]))
    assert divergence(a, a).tolist() == [0.0, 0.0]
    assert divergence(a, b)[0] == pytest.approx(1.0)
    assert divergence(a, b)[1] == pytest.approx(divergence(b, a)[1]) and 0 < divergence(a, b)[1] < 0.1
    # by hand: H((.375, .625)) - (H((.5, .5)) + H((.25, .75))) / 2 in bits
    entropy = lambda *p: -sum(x * np.log2(x) for x in p)  # noqa: E731
    assert divergence(a, b)[1] == pytest.approx(entropy(0.375, 0.625) - (1 + entropy(0.25, 0.75)) / 2)


def test_a_probe_reads_every_beginning() -> None:
    stream = torch.tensor([[2.0, 0.0], [0.0, 2.0], [4.0, -2.0]])
    weight, bias = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([0.5, -0.5])
    last = class_chances(stream, weight, bias, "last")
    torch.testing.assert_close(last, (stream + torch.tensor([0.5, -0.5])).softmax(-1))
    mean = class_chances(stream, weight, bias, "mean")
    torch.testing.assert_close(mean[1], (torch.tensor([1.5, 0.5])).softmax(-1))
    torch.testing.assert_close(mean[2], (torch.tensor([2.5, -0.5])).softmax(-1))


@given(st.sampled_from(["sae.8+3", "sae.812-0.5", "sae.0=0", "sae.3=2.25", "L1H2", "L0.mlp.3", "topic:ball games+2"]))
def test_changes_are_written_as_they_are_read(text: str) -> None:
    assert written(asked(text)) == text
    assert asked(written(asked(text))) == asked(text)


@pytest.mark.parametrize(
    "text", ["", "sae.8", "sae.x=1", "tone:sad", "tone+3", "<script>", "sae.8+inf", "sae.1+" + "9" * 50]
)
def test_what_is_no_change_is_refused(text: str) -> None:
    with pytest.raises(StoryscopeError, match="no change"):
        asked(text)


def test_a_text_is_cut_at_the_context_and_hostile_text_is_text(llama: LoadedModel) -> None:
    run = run_text(llama, "Tim ran. " * 20)
    assert len(run.tokens) == 29 and run.dropped == 60 - 28
    assert "".join(run.pieces[1:]) == ("Tim ran. " * 20)[: run.offsets[-1][1]]
    odd = run_text(llama, "<script>\x00\ud800 Tim")
    assert odd.unknown and "script" in "".join(odd.pieces)
    for nothing in ("", "  \n", "x" * (LONGEST + 1)):
        with pytest.raises(StoryscopeError):
            run_text(llama, nothing)
    assert token_names(llama, [3, 2]) == ["tim", "<|endoftext|>"]

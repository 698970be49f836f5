"""The stream: every story token once, specials never, and exactly what the model computes on each story alone."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from probes import activations
from probes.activations import batches, batches_of, encode_stories, pool, stream
from tests import labelled
from workbench.language.hookpoints import HookPoint, Site, all_points
from workbench.language.tokenizer import EOT_ID, PAD_ID

TEXTS = [story.text for story in labelled.stories(41, 7)]
POINTS = [HookPoint(0, Site.EMBED), HookPoint(0, Site.RESID_PRE), HookPoint(1, Site.MLP_POST), HookPoint(0, Site.Z)]


@pytest.fixture(scope="module")
def loaded():
    return labelled.loaded()


def test_offsets_give_back_every_word(loaded):
    encoded = encode_stories(loaded.tokenizer, TEXTS)
    for story, text in enumerate(TEXTS):
        part = slice(encoded.bounds[story], encoded.bounds[story + 1])
        words = [text[a:b].lower() for a, b in zip(encoded.starts[part], encoded.ends[part], strict=True)]
        assert words == loaded.tokenizer.convert_ids_to_tokens(encoded.ids[part].tolist())
        assert "".join(words) == text.lower().replace(" ", "")


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 17), st.integers(2, 29))
def test_each_token_that_fits_comes_once_and_specials_are_masked(loaded, batch_size, context):
    encoded = encode_stories(loaded.tokenizer, TEXTS, first=100)
    seen = []
    for batch in batches(encoded, loaded.tokenizer, context, batch_size):
        assert batch.tokens.shape[0] <= batch_size and batch.tokens.shape[1] <= context
        assert (batch.tokens[:, 0] == EOT_ID).all() and not batch.mask[:, 0].any()
        mask = batch.mask.numpy()
        assert (batch.tokens.numpy()[mask] == encoded.ids[batch.flat[mask]]).all()
        assert (batch.tokens[:, 1:][~batch.mask[:, 1:]] == PAD_ID).all()
        assert ((batch.flat >= 0) == mask).all() and (batch.offsets()[~mask] == -1).all()
        for row, story in enumerate(batch.story_index - 100):
            here = batch.flat[row][mask[row]]
            assert here.tolist() == list(range(encoded.bounds[story], encoded.bounds[story] + len(here)))
            assert len(here) == min(encoded.lengths[story], context - 1)
        seen += batch.story_index.tolist()
    assert sorted(seen) == list(range(100, 100 + len(TEXTS)))


def test_padding_and_neighbours_change_nothing(loaded):
    context = loaded.config.context
    for batch in stream(loaded.model, batches_of(loaded.tokenizer, TEXTS, context, 11), POINTS):
        for row, story in enumerate(batch.story_index):
            (alone,) = stream(loaded.model, batches_of(loaded.tokenizer, [TEXTS[story]], context, 1), POINTS)
            for point in POINTS:
                ours, theirs = batch.acts[point][row][batch.mask[row]], alone.acts[point][0][alone.mask[0]]
                torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


def test_story_numbers_run_on_over_windows(loaded, monkeypatch):
    monkeypatch.setattr(activations, "WINDOW", 7)
    found = [index for batch in batches_of(loaded.tokenizer, TEXTS, 29, 5) for index in batch.story_index]
    assert sorted(found) == list(range(len(TEXTS)))
    assert max(abs(place - index) for place, index in enumerate(found)) < 7


def test_layers_above_the_highest_point_are_not_computed(loaded, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("layer 1 was run")

    monkeypatch.setattr(loaded.model.blocks[1], "forward", refuse)
    batch = batches_of(loaded.tokenizer, TEXTS, 29, 5)
    assert list(stream(loaded.model, batch, [HookPoint(0, Site.RESID_POST)]))
    with pytest.raises(AssertionError):
        list(stream(loaded.model, batches_of(loaded.tokenizer, TEXTS, 29, 5), [HookPoint(1, Site.RESID_PRE)]))


def test_bfloat16_is_near_and_comes_back_wide(loaded):
    points = all_points(2, [Site.RESID_POST])
    exact, rough = (
        list(stream(loaded.model, batches_of(loaded.tokenizer, TEXTS, 29, 41), points, dtype))
        for dtype in (torch.float32, torch.bfloat16)
    )
    for one, other in zip(exact, rough, strict=True):
        for point in points:
            assert other.acts[point].dtype is torch.float32
            difference = (one.acts[point] - other.acts[point]).norm() / one.acts[point].norm()
            assert 0 < difference < 0.02


def test_pooling_leaves_specials_out():
    values = torch.tensor([[[100.0, 7], [1, 2], [3, 6], [100, 7]], [[100, 7], [5, 5], [100, 7], [100, 7]]])
    mask = torch.tensor([[False, True, True, False], [False, True, False, False]])
    assert pool(values, mask, "mean").tolist() == [[2, 4], [5, 5]]
    assert pool(values, mask, "last").tolist() == [[3, 6], [5, 5]]
    # with the mask forgotten the answers would differ, so the test can fail
    assert pool(values, torch.ones_like(mask), "mean").tolist() != [[2, 4], [5, 5]]


def test_empty_stories_have_no_row(loaded):
    encoded = encode_stories(loaded.tokenizer, ["", TEXTS[0], "   "])
    assert np.array_equal(encoded.lengths > 0, [False, True, False])
    (batch,) = batches(encoded, loaded.tokenizer, 29, 5)
    assert batch.story_index.tolist() == [1]

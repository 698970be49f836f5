"""Heads' habits and matched features, on patterns and dictionaries whose answer is known."""

import numpy as np
import pytest
import torch

from probes.lab.heads import head_habits
from probes.lab.matching import correlations, match

TOKENS = np.array([2, 5, 6, 7, 5, 6, 7])  # begin of text, then a b c a b c


def pattern(targets: list[int]) -> np.ndarray:
    """A head that looks from position i at targets[i] alone."""
    return np.eye(len(targets))[targets]


def test_habits_of_heads_that_do_one_thing() -> None:
    heads = {
        "begin": pattern([0] * 7),
        "itself": pattern([0, 1, 2, 3, 4, 5, 6]),
        "previous": pattern([0, 0, 1, 2, 3, 4, 5]),
        "same_token": pattern([0, 0, 0, 0, 1, 2, 3]),
        "induction": pattern([0, 0, 0, 0, 2, 3, 4]),
    }
    found = head_habits(np.stack(list(heads.values()))[None], TOKENS)
    by_name = dict(zip(heads, found, strict=True))
    assert by_name["begin"].begin == by_name["itself"].itself == by_name["previous"].previous == 1.0
    assert by_name["same_token"].same_token == by_name["induction"].induction == 1.0
    # position 4 looks at position 2, 5 at 3, 6 at 4: none of it is the previous token or the same one
    assert by_name["induction"].previous == pytest.approx(1 / 6) and by_name["induction"].same_token == 0.0
    assert [by_name[name].mostly for name in ("begin", "itself", "previous", "induction")] == [
        "begin of text",
        "itself",
        "previous token",
        "induction",
    ]


def test_a_text_without_copies_has_no_copying_habits() -> None:
    one = head_habits(np.eye(3)[None, None], np.array([2, 5, 6]))[0]
    assert (one.same_token, one.induction) == (None, None)
    assert head_habits(np.ones((1, 1, 1, 1)), np.array([2])) == []


def test_a_shuffled_dictionary_is_matched_feature_by_feature() -> None:
    generator = torch.Generator().manual_seed(0)
    first = torch.randn(13, 17, generator=generator)
    order = torch.randperm(13, generator=generator)
    second = 3.0 * first[order]
    acts = torch.rand(101, 13, generator=generator)
    found = match(first, second, acts, 2.0 * acts[:, order] + 1.0, generator)
    wanted = torch.argsort(order)
    assert torch.equal(found.by_cosine, wanted) and torch.equal(found.by_correlation, wanted)
    torch.testing.assert_close(found.cosine, torch.ones(13))
    torch.testing.assert_close(found.correlation, torch.ones(13), atol=1e-4, rtol=0)
    assert found.chance.max() < 0.9
    # turned around, a direction is another one
    assert match(first, -second, acts, acts, generator).cosine.max() < 0.9


def test_correlations_are_numpys_and_a_constant_has_none() -> None:
    generator = torch.Generator().manual_seed(1)
    a, b = torch.rand(41, 5, generator=generator), torch.rand(41, 3, generator=generator)
    a[:, 2] = 0.7
    found = correlations(a, b).numpy()
    for i in (0, 1, 3, 4):
        for j in range(3):
            assert found[i, j] == pytest.approx(np.corrcoef(a[:, i], b[:, j])[0, 1], abs=1e-5)
    assert (found[2] == 0).all()
    silent = match(torch.eye(5), torch.eye(5)[:3], a * (torch.arange(5) != 2), b, generator)
    assert silent.by_correlation[2] == -1 and silent.correlation[2] == 0

"""Interchange and selectivity: what swaps demand, learned subspaces beside their controls, a matrix by hand."""

import numpy as np
import pytest
import torch

from probes.circuits.interchange import between_pairs, between_worlds, learned_basis, obeyed, random_basis, swapped
from probes.circuits.selective import Moved, matrix
from probes.patching_engine import record
from probes.patching_prompts import Prompts
from probes.patching_sweep import Place
from tests import solved
from workbench.language.checkpoints import LoadedModel
from workbench.language.hookpoints import HookPoint, Site


@pytest.fixture(scope="module")
def knowing() -> LoadedModel:
    return solved.knowing()


def test_swaps_between_worlds(knowing: LoadedModel) -> None:
    """All that differs is in the cue before the first layer: swapping it makes every answer follow, elsewhere none."""
    [batch] = solved.prompts(knowing)
    model, count = knowing.model, len(batch.ids)
    swaps = between_worlds(model, batch)
    clean, corrupt = (record(model, side, batch.answers).logits for side in (batch.clean, batch.corrupt))
    whole = swapped(model, swaps, 0, torch.ones_like(swaps.tokens, dtype=torch.bool), None)
    assert torch.allclose(whole, torch.cat([corrupt, clean]), atol=1e-4)
    assert torch.equal(swaps.answers, torch.cat([batch.answers.flip(1), batch.answers]))
    right = (record(model, batch.clean, batch.answers).logit_diff > 0).float().mean()
    assert right > 0.95
    assert obeyed(model, swaps, 0, "cue", None).mean() > 0.95
    assert obeyed(model, swaps, 0, "last", None).mean() < 0.05
    assert obeyed(model, swaps, 1, "cue", None)[:count].shape == (count,)


def test_learned_subspaces_beat_their_controls_on_other_pairs(knowing: LoadedModel) -> None:
    model = knowing.model
    [batch] = solved.prompts(knowing)
    rows = torch.arange(len(batch.ids))
    halves = [
        between_worlds(
            model,
            Prompts(
                tuple(batch.ids[int(at)] for at in part),
                batch.clean[part],
                batch.corrupt[part],
                batch.answers[part],
                tuple(batch.roles[int(at)] for at in part),
            ),
        )
        for part in (rows[::2], rows[1::2])
    ]
    generator = torch.Generator().manual_seed(0)
    bases = {
        "das": learned_basis(model, halves[:1], 0, "cue", 5, 60, generator),
        "random": random_basis(model.config.d_model, 5, generator),
        "random labels": learned_basis(model, halves[:1], 0, "cue", 5, 60, generator, random_demands=True),
    }
    for basis in bases.values():
        assert torch.allclose(basis.T @ basis, torch.eye(5), atol=1e-5)
    found = {name: float(obeyed(model, halves[1], 0, "cue", basis).mean()) for name, basis in bases.items()}
    assert found["das"] > 0.9
    assert found["random"] < 0.3
    assert found["random labels"] < 0.7
    # all dimensions are the whole swap
    full = random_basis(model.config.d_model, model.config.d_model, generator)
    assert obeyed(model, halves[1], 0, "cue", full).tolist() == obeyed(model, halves[1], 0, "cue", None).tolist()


def test_what_other_pairs_demand() -> None:
    """Candidates (3, 4) and (5, 6), named in this order or turned; the answer is the first named unless the world turns."""
    model = solved.labelled.loaded().model
    roles = ("start", "entity", "entity", "cue", "last")
    clean = torch.tensor([[0, 3, 4, 7, 9], [0, 5, 6, 7, 9], [0, 6, 5, 7, 9], [0, 3, 5, 7, 9]])
    corrupt = clean.clone()
    corrupt[:, 3] = 8
    answers = torch.tensor([[3, 4], [5, 6], [5, 6], [3, 5]])
    batch = Prompts(tuple("abcd"), clean, corrupt, answers, (roles,) * 4)
    found = between_pairs(model, batch)
    assert found is not None
    # a takes b: both answer with the first named, so b's other world, which says 6; by order a must say its second, 4
    at = found.swaps.pair.index("a")
    assert (int(found.value[at]), int(found.order[at]), int(found.own[at])) == (6, 4, 3)
    theirs = record(model, corrupt, answers).acts[HookPoint(0, Site.RESID_PRE)]
    assert torch.equal(found.swaps.source[0][at], theirs[1])
    # c answers with the second named, a's clean world with the first: orders differ, so a's clean world is the source
    at = found.swaps.pair.index("c")
    assert (int(found.value[at]), int(found.order[at]), int(found.own[at])) == (3, 6, 5)
    # b's clean answer 5 is a candidate of d, and so is everything d could demand of c
    at = found.swaps.pair.index("d")
    assert int(found.value[at]) not in (3, 5)
    unnamed = Prompts(batch.ids, clean, corrupt, torch.full_like(answers, 9) - torch.tensor([[0, 8]]), batch.roles)
    assert between_pairs(model, unnamed) is None


def test_the_matrix_by_hand() -> None:
    """Head 0 moves the first fact by half and the second by a tenth; head 1 both alike; the third fact is not known."""
    places = [Place("z", 0, head, "all") for head in range(3)]
    generator = np.random.default_rng(0)
    noise = generator.normal(size=(40, 3)) * 0.05
    noise -= noise.mean(0)
    gap = np.full(40, 2.0)
    facts = [
        Moved("one", np.array([1.0, 0.6, 0.0]) + noise, gap, True),
        Moved("two", np.array([0.2, 0.6, 0.0]) + noise[::-1], gap, True),
        Moved("three", noise, gap, False),
    ]
    rows = {(row["head"], row["factor"]): row for row in matrix(places, facts, generator)}
    assert len(rows) == 9
    assert rows[0, "one"]["effect"] == pytest.approx(0.5, abs=0.02)
    assert rows[0, "one"]["selectivity"] == pytest.approx(0.4, abs=0.02)
    assert rows[0, "one"]["selectivity_lo"] < rows[0, "one"]["selectivity"] < rows[0, "one"]["selectivity_hi"]
    assert rows[0, "one"]["real"] and rows[0, "one"]["only"]
    assert rows[0, "two"]["real"] and not rows[0, "two"]["only"]
    assert rows[1, "one"]["real"] and not rows[1, "one"]["only"]
    assert not rows[2, "one"]["real"]
    assert (rows[0, "three"]["effect"], rows[0, "three"]["real"], rows[0, "three"]["n"]) == (None, False, 0)

"""Figures of token probes and of used directions: what is drawn is what was measured, and hostile text stays text."""

import pytest

from apps.figures.probing_tokens import (
    TOKEN_CONTROLS,
    learning_curve,
    reliability_curve,
    token_probe_depths,
    token_probe_margins,
)
from apps.figures.probing_use import confound_units, erasure_matrix, steering_curve
from apps.figures.theme import DARK, LIGHT

HOSTILE = "<script>alert(1)</script>$x$"


def result(depth, accuracy, target="role", **more):
    row = {
        "target": target, "depth": depth, "layer": max(0, depth - 1), "site": "resid_post", "hook": f"blocks.{depth}",
        "method": "logistic", "accuracy": accuracy, "ci95": [accuracy - 0.02, accuracy + 0.03], "n": 101, "n_stories": 7,
        "margin": accuracy - 0.5, "margin_ci95": [accuracy - 0.55, accuracy - 0.45], "selectivity": 0.1,
        "control_task": 0.4, "chosen": depth == 1, **dict.fromkeys(TOKEN_CONTROLS, 0.5),
    }  # fmt: skip
    return row | more


def test_depths_show_the_probe_its_band_and_every_control():
    made = token_probe_depths([result(1, 0.8), result(0, 0.6), result(0, 0.1, method="ridge")], "role")
    assert list(made.data[-1].y) == [0.6, 0.8] and list(made.layout.xaxis.ticktext) == ["embed", "0 resid_post"]
    assert list(made.data[0].y) == pytest.approx([0.63, 0.83, 0.78, 0.58])
    assert {trace.name for trace in made.data[1:-1]} == set(TOKEN_CONTROLS.values())
    assert "n = 101 tokens of 7 stories" in made.data[-1].customdata[0]
    assert "selectivity +10.0%" in made.data[-1].customdata[0]


def test_margins_are_coloured_by_whether_their_interval_holds_zero():
    rows = [result(1, 0.8, "a"), result(1, 0.5, "b"), result(1, 0.2, "c"), result(0, 0.9, "a")]
    made = token_probe_margins(rows)
    assert list(made.layout.yaxis.ticktext) == ["c", "b", "a"]
    assert list(made.data[0].marker.color) == [LIGHT.wrong, LIGHT.muted, LIGHT.right]


def test_reliability_and_learning_draw_every_row():
    bins = [
        {"bin": 1, "confidence": 0.9, "accuracy": 0.8, "count": 40},
        {"bin": 0, "confidence": 0.4, "accuracy": 0.5, "count": 10},
    ]
    assert list(reliability_curve(bins).data[1].x) == [0.4, 0.9]
    curve = [
        {"source": s, "n": n, "accuracy": 0.1 * n, "codelength": n * 2.0}
        for s in ("model", "random_init")
        for n in (2, 1)
    ]
    made = learning_curve(curve, measure="codelength")
    assert [trace.name for trace in made.data] == ["model", "random-init"] and list(made.data[0].y) == [2.0, 4.0]


def test_steering_starts_from_the_unchanged_model_and_shows_both_arms():
    base = {"measure": "tone", "value": "sad", "ci95": [0.0, 1.0], "n": 9}
    rows = [base | {"arm": arm, "strength": s, "share": v} for arm, s, v in
            (("none", 0.0, 0.2), ("steer", 1.0, 0.9), ("steer", 0.5, 0.6), ("random", 1.0, 0.3), ("ablate", 0.0, 0.1))]  # fmt: skip
    made = steering_curve(rows, "tone", "sad")
    assert [list(trace.y) for trace in made.data] == [[0.2, 0.6, 0.9], [0.2, 0.3]]
    assert list(steering_curve(rows, "tone", "calm").data) == []


def test_an_erasure_matrix_is_erased_by_measured():
    rows = [
        {"arm": "leace", "erased": a, "measured": b, "hook_read": "h", "change": -0.5 if a == b else 0.0, "accuracy": 0.5,
         "ci95": [0.4, 0.6], "change_ci95": [-0.6, -0.4], "n": 11, "majority": 0.2, "rank": 3}
        for a in ("topic", "tone") for b in ("topic", "tone")
    ]  # fmt: skip
    made = erasure_matrix(rows, "h", DARK)
    assert [list(row) for row in made.data[0].z] == [[-0.5, 0.0], [0.0, -0.5]]
    assert "rank 3" in made.data[0].customdata[0][0]
    assert list(erasure_matrix(rows, "elsewhere").data) == []


def test_confounded_units_are_counted_by_what_became_of_them():
    base = {
        "instrument": "neuron",
        "learned": "confounded",
        "claimed": True,
        "auroc_learned": 0.7,
        "auroc_clean": 0.5,
        "auroc_confounder": 0.9,
    }
    rows = [base | {"unit": HOSTILE, "holds": True, "fooled": False}, base | {"unit": "b", "holds": False, "fooled": True},
            base | {"unit": "c", "claimed": False, "holds": False, "fooled": False}]  # fmt: skip
    made = confound_units(rows, "neuron")
    assert [trace.name for trace in made.data] == [
        "holds (1)",
        "does not hold (0)",
        "fooled: follows the tied label (1)",
    ]
    assert "<script>" not in made.to_json()


@pytest.mark.parametrize("draw", [
    lambda text: token_probe_depths([result(0, 0.6, text)], text), lambda text: token_probe_margins([result(1, 0.6, text)]),
    lambda text: learning_curve([{"source": text, "n": 1, "accuracy": 0.5, "codelength": 1.0}]),
])  # fmt: skip
def test_hostile_text_is_shown_and_not_run(draw):
    assert "<script>" not in draw(HOSTILE).to_json()


def test_nothing_to_draw_says_so():
    for made in (token_probe_depths([], "x"), token_probe_margins([]), reliability_curve([]), learning_curve([])):
        assert made.layout.annotations[0].text

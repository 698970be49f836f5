"""Figures over training steps and over sizes: what is asserted is what a reader sees and hovers over."""

import pytest

from apps.along import MEASURES, check
from apps.dynamics import _chosen
from apps.figures import DARK, LIGHT, Grown, Law, Palette, Sized, growth_curves, scaling_curve
from workbench.errors import StoryscopeError

HOSTILE = "<script>alert(1)</script>$x$\x00"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_curves_have_intervals_baselines_and_safe_names(palette: Palette) -> None:
    points = [
        Grown(step=step, series=HOSTILE, value=0.5 + step / 100, lo=0.4, hi=0.7, baseline=0.25) for step in (8, 0, 16)
    ]
    points.append(Grown(step=8, series="bare", value=0.9))
    made = growth_curves(points, palette)
    curve, baseline, bare = made.data
    assert list(curve.x) == [0.5, 8, 16] and list(curve.customdata) == [0, 8, 16]  # a logarithm has no zero
    assert list(curve.y) == [0.5, 0.58, 0.66] and list(baseline.y) == [0.25] * 3
    assert list(curve.error_y.array) == pytest.approx([0.2, 0.12, 0.04])
    assert list(curve.error_y.arrayminus) == pytest.approx([0.1, 0.18, 0.26])
    assert bare.name == "bare" and list(bare.error_y.array) == [0.0]
    assert list(made.layout.xaxis.ticktext) == ["0", "8", "16"]
    assert made.layout.xaxis.type == "log" and "<script>" not in (made.to_json() or "")


def test_the_scaling_plot_shows_the_law_that_it_was_given() -> None:
    points = [Sized(name="large", parameters=10_000, loss=0.8), Sized(name=HOSTILE, parameters=100, loss=2.53)]
    made = scaling_curve(points, Law(scale=8.0, exponent=-0.25, lo=-0.3, hi=-0.2))
    models, law = made.data
    assert list(models.x) == [100, 10_000] and list(models.y) == [2.53, 0.8]
    assert law.name == "exponent -0.250 [-0.300, -0.200]"
    assert law.y[0] == pytest.approx(8 * 100**-0.25) and law.y[-1] == pytest.approx(8 * 10_000**-0.25)
    assert made.layout.xaxis.type == made.layout.yaxis.type == "log" and "<script>" not in (made.to_json() or "")
    assert len(scaling_curve(points).data) == 1


def test_nothing_to_show_says_so() -> None:
    for made in (growth_curves([]), scaling_curve([])):
        assert len(made.data) == 0 and len(made.layout.annotations) == 1


def test_of_a_probe_one_place_is_drawn_for_each_target_the_best_at_the_end() -> None:
    rows = [
        {"step": step, "series": f"tone, layer {layer} resid_post", "value": value}
        for step, layer, value in ((0, 0, 0.9), (0, 1, 0.1), (8, 0, 0.5), (8, 1, 0.6))
    ]
    rows.append({"step": 8, "series": "topic, layer 0 resid_post", "value": 0.2})
    assert _chosen(rows) == {"tone, layer 1 resid_post", "topic, layer 0 resid_post"} and _chosen([]) == set()


def test_measures_are_known_by_name() -> None:
    check(tuple(MEASURES))
    with pytest.raises(StoryscopeError, match="loss, winogrande, probe"):
        check(("loss", "lossy"))

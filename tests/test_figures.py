"""Figures are data: what is asserted is what a reader sees and hovers over."""

import json

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.figures import (
    CONTROLS,
    DARK,
    LIGHT,
    CardBar,
    EffectCell,
    KindScore,
    LineageNode,
    LossPoint,
    Palette,
    ProbeCell,
    attention_pattern,
    confusion_map,
    feature_histogram,
    label_card_bars,
    lineage_graph,
    logit_bars,
    next_token_bars,
    patching_heat_map,
    probe_heat_map,
    probe_layers,
    training_curves,
    winogrande_by_kind,
)
from apps.figures.theme import mix, plain, readable_on

HOSTILE = "<script>alert(1)</script><b onclick='x'>$x^2$ *b*\x00\n"


def cell(layer: int, accuracy: float, target: str = "tone", **controls: float) -> ProbeCell:
    given = {"shuffled": 0.2, "bag_of_words": 0.5, "random_init": 0.4, "majority": 0.3} | controls
    return ProbeCell(
        target=target,
        layer=layer,
        site="resid_post",
        position="mean",
        accuracy=accuracy,
        lo=accuracy - 0.02,
        hi=accuracy + 0.02,
        n=101,
        **given,
    )


def everything(palette: Palette, text: str) -> dict[str, go.Figure]:
    """One figure of each sort, with `text` wherever text can come from outside."""
    return {
        "curves": training_curves([LossPoint(3, 24, text, 2.0, 0.7, 1e-3)], {text: 0.9}, palette),
        "heat": probe_heat_map([cell(0, 0.8, text)], palette),
        "layers": probe_layers([cell(0, 0.8, text), cell(1, 0.7, text)], palette),
        "patch": patching_heat_map([EffectCell(row=text, column=text, effect=0.5)], palette),
        "attention": attention_pattern([[1.0]], [text], palette),
        "histogram": feature_histogram([0.1, 0.2], [0.2, 0.4], [3, 2], palette),
        "logits": logit_bars([(text, 1.0)], [(text, -1.0)], palette),
        "card": label_card_bars([CardBar(label=text, auroc=0.9, null=0.6)], palette),
        "confusion": confusion_map([text], {(text, text): 1}, palette),
        "next": next_token_bars([(text, 0.5)], palette),
        "kinds": winogrande_by_kind([KindScore(kind=text, n=7, accuracy=0.6, lo=0.3, hi=0.8)], {text: 0.5}, palette),
        "lineage": lineage_graph([LineageNode(text, text, text, (text + "/1",), text)], palette),
    }


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_from_outside_is_never_markup_in_any_figure(palette: Palette) -> None:
    for name, made in everything(palette, HOSTILE).items():
        text = json.dumps(made.to_plotly_json(), default=list)
        assert "<script" not in text, name
        assert "onclick='x'>" not in text, name
        assert "$x^2$" not in text, name
        assert "\\u0000" not in text, name


@given(st.text(max_size=60))
def test_plain_text_holds_no_tag_no_dollar_no_line_break(text: str) -> None:
    shown = plain(text)
    assert not set("<>$\n\r\x00") & set(shown)
    assert len(text) <= 80 or shown.endswith("…")


@pytest.mark.parametrize(
    "make", ["curves", "heat", "patch", "logits", "card", "kinds", "lineage", "layers", "attention"]
)
def test_no_data_is_said_and_not_drawn(make: str) -> None:
    made = {
        "curves": lambda: training_curves([]),
        "heat": lambda: probe_heat_map([]),
        "layers": lambda: probe_layers([]),
        "patch": lambda: patching_heat_map([]),
        "attention": lambda: attention_pattern([], []),
        "logits": lambda: logit_bars([], []),
        "card": lambda: label_card_bars([]),
        "kinds": lambda: winogrande_by_kind([]),
        "lineage": lambda: lineage_graph([]),
    }[make]()
    assert not made.data
    assert made.layout.annotations[0].text


def test_a_dead_feature_is_called_dead() -> None:
    assert "dead" in feature_histogram([-0.1, 0.1], [0.1, 0.2], [0, 0]).layout.annotations[0].text


def test_curves_keep_the_splits_apart_and_show_the_baseline_as_a_level_line() -> None:
    points = [
        LossPoint(1, 10, "train", 3.0, 1.5),
        LossPoint(2, 20, "train", 2.0, 1.0),
        LossPoint(2, 20, "validation", 2.2, 1.1),
        LossPoint(3, 30, "validation", 9.9, None),
    ]
    by_name = {trace.name: trace for trace in training_curves(points, {"3-gram": 1.25}).data}
    assert list(by_name["train"].x) == [10, 20]
    assert list(by_name["train"].y) == [1.5, 1.0]
    assert list(by_name["validation"].y) == [1.1]  # what was not measured is not drawn as a number
    assert set(by_name["3-gram"].y) == {1.25}
    nats = {trace.name: trace for trace in training_curves(points, unit="loss").data}
    assert list(nats["validation"].y) == [2.2, 9.9]


def test_probe_map_puts_layers_and_controls_in_their_own_columns() -> None:
    made = probe_heat_map([cell(2, 0.8), cell(-1, 0.6, shuffled=0.25), cell(2, 0.9, target="moral")])
    heat = made.data[0]
    ticks = list(made.layout.xaxis.ticktext)
    assert ticks == ["embed", "layer 2", "", *CONTROLS.values()]
    assert list(made.layout.yaxis.ticktext) == ["tone", "moral"]
    assert list(heat.z[0][:2]) == [0.6, 0.8]
    assert heat.z[1][0] is None  # moral was not probed at the embedding
    assert heat.z[0][ticks.index(CONTROLS["shuffled"])] == 0.25
    assert heat.z[0][2] is None


def test_probe_map_as_margin_subtracts_the_strongest_control_on_a_scale_centred_on_zero() -> None:
    heat = probe_heat_map([cell(0, 0.8, bag_of_words=0.75), cell(1, 0.4)], measure="margin").data[0]
    assert heat.z[0][0] == pytest.approx(0.05)
    assert heat.z[0][1] == pytest.approx(-0.1)
    assert heat.zmin == -heat.zmax


def test_probe_hover_tells_interval_n_and_every_control() -> None:
    hover = probe_heat_map([cell(0, 0.8)]).data[0].customdata[0][0]
    for part in ("80.0%", "78.0%", "82.0%", "n = 101", *CONTROLS.values(), "+30.0%"):
        assert part in hover


def test_patching_map_is_centred_on_zero_and_keeps_equal_tokens_apart() -> None:
    cells = [
        EffectCell(row="layer 0", column="0 the", effect=1.3, lo=1.1, hi=1.5, n=31),
        EffectCell(row="layer 0", column="1 the", effect=-0.2),
    ]
    made = patching_heat_map(cells)
    heat = made.data[0]
    assert list(made.layout.xaxis.ticktext) == ["the", "the"]
    assert list(heat.z[0]) == [1.3, -0.2]
    assert (heat.zmin, heat.zmax) == (-1.3, 1.3)
    assert "+1.100 to +1.500" in heat.customdata[0][0]
    assert "n = 31 pairs" in heat.customdata[0][0]
    assert "95%" not in heat.customdata[0][1]


def test_patching_map_follows_the_order_that_is_given() -> None:
    cells = [EffectCell(row=row, column=column, effect=1.0) for row in "ab" for column in "xy"]
    made = patching_heat_map(cells, rows=["b", "a"], columns=["y", "x", "z"])
    assert list(made.layout.yaxis.ticktext) == ["b", "a"]
    assert list(made.layout.xaxis.ticktext) == ["y", "x", "z"]
    assert made.data[0].z[0][2] is None


def test_attention_shows_only_what_may_be_looked_at() -> None:
    heat = attention_pattern([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.2, 0.3, 0.5]], ["Tom", "ran", "Tom"]).data[0]
    assert heat.z[0][1] is None
    assert list(heat.z[2]) == [0.2, 0.3, 0.5]
    assert heat.customdata[1][0] == "ran → Tom"
    assert (heat.zmin, heat.zmax) == (0.0, 1.0)


def test_histogram_marks_the_threshold_and_the_density() -> None:
    infinite = float("inf")
    made = feature_histogram(
        [-0.1, 0.1, 1.0, 2.0], [0.1, 1.0, 2.0, infinite], [100, 10, 0, 1], density=0.0123, threshold=1.5
    )
    bars = made.data[0]
    assert list(bars.y) == [100, 10, None, 1]  # an empty bin has no place on a log axis
    assert list(bars.customdata[3]) == ["2", "more"]
    assert made.layout.yaxis.type == "log"
    assert made.layout.shapes[0].x0 == 1.5  # left of the third bar, which holds 1.5
    assert "1.5" in made.layout.annotations[0].text
    assert "1.23%" in made.layout.title.text


@given(st.integers(1, 90), st.integers(0, 90))
def test_histogram_merges_bins_without_losing_a_token_or_mixing_signs(above: int, below: int) -> None:
    edges = [0.01 * 1.1**index for index in range(above + 1)]
    mirror = [-0.01 * 1.1**index for index in range(below + 1)][::-1]
    lower, upper = [*mirror[:-1], -0.01, *edges[:-1]], [*mirror[1:], 0.01, *edges[1:]]
    counts = list(range(1, len(lower) + 1))
    bars = feature_histogram(lower, upper, counts).data[0]
    assert sum(bars.y) == sum(counts)
    assert len(bars.y) <= 52
    signs = [(float(low) > 0) - (float(high) < 0) for low, high in bars.customdata]
    assert signs == sorted(signs)
    assert signs.count(0) == 1


def test_logits_run_from_most_suppressed_to_most_promoted() -> None:
    made = logit_bars([("sad", 0.9), ("cry", 0.4)], [("happy", -0.7)])
    assert list(made.data[0].x) == [-0.7, 0.4, 0.9]
    assert list(made.layout.yaxis.ticktext) == ["happy", "cry", "sad"]


def test_label_card_orders_by_distance_from_chance_and_marks_the_null() -> None:
    cards = [
        CardBar(label="weak", auroc=0.55),
        CardBar(label="anti", auroc=0.1),
        CardBar(label="strong", auroc=0.95, null=0.61),
    ]
    made = label_card_bars(cards)
    assert list(made.layout.yaxis.ticktext) == ["weak", "anti", "strong"]
    bars, nulls = made.data
    assert list(bars.x) == pytest.approx([0.05, -0.4, 0.45])
    assert bars.base == 0.5
    assert (list(nulls.x), list(nulls.y)) == ([0.61], [2])


def test_winogrande_colours_only_what_its_interval_separates_from_chance() -> None:
    scores = [
        KindScore(kind="better", n=50, accuracy=0.7, lo=0.6, hi=0.8),
        KindScore(kind="unclear", n=50, accuracy=0.55, lo=0.41, hi=0.68),
        KindScore(kind="worse", n=50, accuracy=0.3, lo=0.2, hi=0.44),
    ]
    made = winogrande_by_kind(scores, {"majority": 0.52})
    assert list(made.layout.yaxis.ticktext) == ["worse (50)", "unclear (50)", "better (50)"]
    assert list(made.data[0].marker.color) == [LIGHT.wrong, LIGHT.muted, LIGHT.right]
    assert list(made.data[0].error_x.array) == pytest.approx([0.14, 0.13, 0.1])
    assert any("majority 52%" in note.text for note in made.layout.annotations)


def test_baselines_too_near_to_be_told_apart_share_one_line() -> None:
    made = winogrande_by_kind(
        [KindScore(kind="fit", n=5, accuracy=0.6, lo=0.2, hi=0.9)], {"majority": 0.505, "n-gram": 0.7}
    )
    assert [note.text for note in made.layout.annotations] == ["chance, majority 50%", "n-gram 70%"]


def test_confusions_are_shares_of_the_true_class() -> None:
    heat = confusion_map(["a", "b"], {("a", "a"): 3, ("a", "b"): 1, ("b", "b"): 2}).data[0]
    assert [list(row) for row in heat.z] == [[0.75, 0.25], [0.0, 1.0]]
    assert heat.customdata[0][1] == "1 of 4"


def test_next_tokens_stand_most_likely_on_top() -> None:
    made = next_token_bars([("was", 0.5), ("ran", 0.25)])
    assert list(made.layout.yaxis.ticktext) == ["was", "ran"]
    assert made.layout.yaxis.autorange == "reversed"
    assert list(made.data[0].text) == ["50.0%", "25.0%"]


def test_lineage_runs_left_to_right_and_shows_a_lost_parent() -> None:
    nodes = [
        LineageNode("corpus/a", "corpus", "c"),
        LineageNode("model/b", "model", "m", ("corpus/a", "tokenizer/gone")),
        LineageNode("probe/p", "probe", "p", ("model/b", "corpus/a")),
    ]
    made = lineage_graph(nodes)
    spots = {text: x for text, x in zip(made.data[0].text, made.data[0].x, strict=True)}
    at = {
        name: next(x for text, x in spots.items() if f"<b>{name}</b>" in text) for name in ("corpus", "model", "probe")
    }
    assert at["corpus"] < at["model"] < at["probe"]
    assert any("missing" in text for text in spots)
    assert sum(note.showarrow is True for note in made.layout.annotations) == 4


def test_lineage_survives_artifacts_that_claim_each_other_as_parents() -> None:
    made = lineage_graph([LineageNode("a/1", "a", "x", ("b/2",)), LineageNode("b/2", "b", "y", ("a/1",))])
    assert len(made.data[0].x) == 2


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("scale", ["activation", "accuracy", "surprise", "attention"])
def test_sequential_scales_change_steadily_in_lightness(palette: Palette, scale: str) -> None:
    def luminance(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    steps = [luminance(mix(getattr(palette, scale), index / 16)) for index in range(17)]
    assert steps == sorted(steps, reverse=not palette.dark)


def test_mixing_meets_the_stops_and_text_stays_readable() -> None:
    assert mix(LIGHT.activation, 0.0) == LIGHT.activation[0][1]
    assert mix(LIGHT.activation, 9.0) == LIGHT.activation[-1][1]
    assert readable_on("#000000") != readable_on("#ffffff")

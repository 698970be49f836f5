"""The lab's figures are data: what is asserted is what a reader sees and hovers over."""

import json

import pytest

from apps.figures import DARK, LIGHT, EffectCell, Palette, patching_heat_map
from apps.figures.attention import LARGEST, attention_grid
from apps.figures.clicking import with_points
from apps.figures.lens import GridCell, before_and_after, lens_paths, signed_bars, token_map

HOSTILE = "<script>alert(1)</script>$x^2$\x00"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_hostile_words_stay_words(palette: Palette) -> None:
    charts = [
        token_map(
            [[GridCell(value=0.5, text=HOSTILE, tip=HOSTILE)]], [HOSTILE], [HOSTILE], palette.accuracy, palette, bar="p"
        ),
        lens_paths([HOSTILE], [(HOSTILE, [0.5])], palette),
        signed_bars([(HOSTILE, -1.0)], palette, x="logit"),
        before_and_after([(HOSTILE, 0.1, 0.2)], (HOSTILE, "changed"), palette),
        attention_grid([[[[1.0]]]], [[HOSTILE]], palette),
    ]
    for chart in charts:
        text = chart.to_json()
        assert "<script" not in text and "$x" not in text
        json.loads(text)


def test_nothing_to_show_is_said() -> None:
    for chart in (
        token_map([], [], [], LIGHT.accuracy, bar="p"),
        lens_paths(["embedding"], []),
        signed_bars([], x="logit"),
        before_and_after([], ("a", "b")),
        attention_grid([], []),
    ):
        assert len(chart.layout.annotations) == 1 and not chart.data


def test_the_token_map_shows_values_texts_and_the_chosen_token() -> None:
    cells = [[GridCell(value=0.25, text="a"), GridCell(value=0.5, text="b", tip="two\nlines")]]
    made = token_map(cells, ["row"], ["x", "y"], LIGHT.accuracy, bar="p", top=1.0, at=1)
    heat = made.data[0]
    assert [list(line) for line in heat.z] == [[0.25, 0.5]]
    assert heat.zmax == 1.0 and heat.customdata[0][1] == "two<br>lines"
    assert (made.layout.shapes[0].x0, made.layout.shapes[0].x1) == (0.5, 1.5)
    crowded = token_map([cells[0] * 20], ["row"], ["x"] * 40, LIGHT.accuracy, bar="p")
    assert not crowded.data[0].texttemplate


def test_every_head_has_a_tile_that_says_which_it_is() -> None:
    patterns = [[[[1.0, 0.0], [0.25 * (head + 1), 0.5]] for head in range(3)] for _ in range(2)]
    made = attention_grid(patterns, [["note"] * 3] * 2, first_layer=4, chosen=(5, 2))
    heat, points = made.data
    assert [list(one)[:2] for one in points.customdata] == [[layer, head] for layer in (4, 5) for head in range(3)]
    for index, (x, y) in enumerate(zip(points.x, points.y, strict=True)):
        # the tile's lower left corner is the last query's look at the first key
        layer, head = divmod(index, 3)
        assert heat.z[int(y + 0.5)][int(x - 0.5)] == 0.25 * (head + 1), (layer, head)
    assert sum(shape.line.width > 2 for shape in made.layout.shapes) == 1


def test_long_texts_are_thinned() -> None:
    long = [[[0.5] * 500] * 500] * 4
    made = attention_grid([long], [["note"] * 4])
    assert len(made.data[0].z[0]) <= LARGEST * 1.2


def test_clickable_cells_name_themselves_and_hover_alike() -> None:
    cells = [EffectCell(row=row, column=column, effect=0.5) for row in ("r1", "r2") for column in ("c1", "c2", "c3")]
    made = with_points(patching_heat_map(cells), ["r1", "r2"], ["c1", "c2", "c3"], LIGHT, ("r2", "c1"))
    heat, points = made.data
    assert [list(one)[:2] for one in points.customdata] == [[cell.row, cell.column] for cell in cells]
    assert points.customdata[4][2] == heat.customdata[1][1]
    assert (made.layout.shapes[0].x0, made.layout.shapes[0].y0) == (-0.5, 0.5)
    assert not with_points(patching_heat_map(cells), ["r1", "r2"], ["c1", "c2", "c3"], LIGHT, ("", "x")).layout.shapes

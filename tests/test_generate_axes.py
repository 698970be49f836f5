"""Axes from the command line to the text: the list of them, what is refused, and stories that are told as asked."""

import json
import re

import pytest

from apps.cli.main import main
from workbench.errors import StoryscopeError
from workbench.stories.axes_of_story import AXES, Asking
from workbench.stories.corpus import GenerateConfig, composer
from workbench.stories.plots import compose


def test_list_axes_prints_every_axis_and_value(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--list-axes", "--json"]) == 0
    listed = {axis["name"]: axis for axis in json.loads(capfd.readouterr().out)["axes"]}
    assert {"topic", "tone", "moral", *AXES} == set(listed)
    for name, axis in AXES.items():
        assert listed[name]["values"] == {tier: list(axis.of(tier)) for tier in ("minuscule", "tiny", "simple")}
    assert len(listed["topic"]["values"]["tiny"]) == 26
    assert main(["generate", "--list-axes", "--tier", "simple"]) == 0
    out = capfd.readouterr().out
    assert "--point-of-view" in out
    assert "detective" in out
    assert "fairy tale" in out


def test_a_value_that_a_tier_lacks_is_the_users_mistake(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--n", "7", "--style", "noir"]) == 2
    assert "Leave style out" in capfd.readouterr().err
    assert main(["generate", "--tier", "tiny", "--n", "7", "--feature", "flashbacks"]) == 2
    assert "in medias res" in capfd.readouterr().err


def test_a_config_that_asks_for_axes_is_another_corpus() -> None:
    plain, asked = GenerateConfig(tier="tiny"), GenerateConfig(tier="tiny", grammar="any")
    assert plain.identity("w") != asked.identity("w")
    assert "axes" not in plain.identity("w")
    assert composer(plain)[1] is compose
    with pytest.raises(StoryscopeError, match="does not go with"):
        composer(GenerateConfig(tier="tiny", style="minimalist", grammar="conditionals"))


def test_stories_come_as_asked_and_rebuild_from_their_recipes() -> None:
    asking = Asking((("grammar", "present tense"), ("point_of_view", "first person"), ("style", "any")))
    styles: set[str] = set()
    for index in range(5):
        story = asking(3, index, "tiny")
        assert compose(**json.loads(story.recipe)) == story
        assert (story.grammar, story.point_of_view) == ("present tense", "first person")
        told = re.sub(r'"[^"]*"', " ", story.text)
        assert re.search(r"\b(I|me|my)\b", told), story.text
        assert not re.search(r"\b(I was|we were|went)\b", told), story.text
        styles.add(story.style)
    assert len(styles) > 1
    assert "" not in styles


def test_any_of_everything_is_always_told() -> None:
    asking = Asking(tuple((name, "any") for name in AXES))
    for index in range(4):
        story = asking(4, index, "simple")
        assert story.style and story.feature and story.grammar
        assert compose(**json.loads(story.recipe)) == story
        assert len(story.text.split("\n\n")) == story.paragraphs


def test_the_smallest_tier_is_told_as_asked_where_it_can_be() -> None:
    for index in range(2):
        assert Asking((("initial_letter", "l"), ("feature", "dialogue")))(2, index, "minuscule").text.startswith("L")

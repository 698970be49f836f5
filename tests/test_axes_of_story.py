"""The table of axes: what can be asked for, what is refused, what "any" draws."""

import re

import pytest
from told_voices import acted

from workbench.errors import StoryscopeError
from workbench.seeding import python_random
from workbench.stories.axes_of_story import AXES, check, drawn, voice_of
from workbench.stories.clauses import Beat
from workbench.stories.voice import Unsuited, tell


def test_a_value_that_does_not_exist_is_refused_with_what_does() -> None:
    for axis in AXES.values():
        with pytest.raises(StoryscopeError, match=re.escape(axis.of("simple")[0])):
            check("simple", {axis.name: "no such thing"})
    with pytest.raises(StoryscopeError, match="past tense"):
        check("minuscule", {"grammar": "present tense"})
    with pytest.raises(StoryscopeError, match="Leave style out"):
        check("minuscule", {"style": "noir"})


@pytest.mark.parametrize(
    "given",
    [
        {"point_of_view": "first person animal", "persona": "teacher"},
        {"point_of_view": "first person animal", "feature": "letter"},
        {"feature": "moral told", "moral": "none"},
        {"style": "minimalist", "grammar": "conditionals"},
        {"style": "fairy tale", "initial_letter": "b"},
        {"grammar": "present tense", "point_of_view": "first person", "persona": "sailor"},
    ],
)
def test_what_cannot_be_told_together_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(StoryscopeError, match="does not go with"):
        check("simple", given)


def test_a_plot_without_what_a_feature_needs_is_unsuited() -> None:
    beats, cast, moral, tone = acted(0)
    plain = [Beat(beat.role, beat.node, lead=beat.lead) for beat in beats]
    for feature in ("happy ending", "bad ending"):
        with pytest.raises(Unsuited, match=feature):
            tell(plain, cast, voice_of("simple", {"feature": feature}, cast, moral, tone), python_random(0, "x"))
    warm, cold = ([*plain[:-1], Beat("ending", plain[-1].node, (("tone", one),))] for one in ("joyful", "sad"))
    happy = voice_of("simple", {"feature": "happy ending"}, cast)
    assert any(cue.value == "happy ending" for cue in tell(warm, cast, happy, python_random(0, "x")).cues)
    with pytest.raises(Unsuited, match="happy ending"):
        tell(cold, cast, happy, python_random(0, "x"))
    with pytest.raises(Unsuited, match="paragraphs"):
        tell(beats[:3], cast, voice_of("simple", {"paragraphs": "9"}, cast), python_random(0, "x"))


def test_any_draws_values_that_go_together() -> None:
    rng = python_random(2, "axes")
    for _ in range(300):
        values = drawn("simple", dict.fromkeys(AXES, "any"), rng, moral="none")
        check("simple", {**values, "moral": "none"})
        assert values["feature"] != "moral told"
    assert not any(drawn("simple", {}, rng).values())

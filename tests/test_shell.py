"""What all pages share: the address restores the view, lists are paged, faults stay in their part, CSV is made late."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.paging import html_of, messages, opened, sound
from workbench.artifacts import resolve

pytestmark = pytest.mark.slow


def part_that_fails() -> None:
    import streamlit as st

    from apps.shell import part
    from workbench.errors import StoryscopeError

    @part
    def broken() -> None:
        raise StoryscopeError("It <b>broke</b>.", "Mend *it*.")

    broken()
    st.write("the rest goes on")


def files() -> None:
    import plotly.graph_objects as go

    from apps.shell import download_csv, draw

    def never() -> list[dict[str, int]]:
        raise AssertionError("made before anybody asked for it")

    download_csv(never, "late")
    draw(go.Figure(), "figure", never)


def test_a_fault_stays_in_its_part_and_is_text() -> None:
    test = AppTest.from_function(part_that_fails, default_timeout=120).run()
    assert not test.exception
    assert "broke" in messages(test)
    assert "<b>" not in messages(test)
    assert test.markdown[0].value == "the rest goes on"


def test_a_file_is_made_when_it_is_asked_for() -> None:
    test = AppTest.from_function(files, default_timeout=120).run()
    assert not test.exception
    assert len(test.get("download_button")) == 2


def test_the_address_that_is_shown_names_what_was_shown(tiny_artifacts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer artifact must not change what a kept address opens."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()
    test = opened("stories")
    shown = next(one.value for one in test.code if "corpus=" in one.value)
    assert f"corpus={resolve('corpus').label}" in shown
    story = shown.split("story=")[1].split("&")[0]
    again = opened("stories", corpus=resolve("corpus").label, story=story)
    assert f"id {story}" in html_of(again)
    assert html_of(again) == html_of(test)
    one = opened("feature")
    assert any("unit=L0.mlp.0" in box.value and "statistics=" in box.value for box in one.code)
    sound(one.run())

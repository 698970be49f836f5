"""The prompt lab's page: every view of it, what its address restores, and what hostile text does to it."""

import shlex
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from rich.console import Console
from streamlit.testing.v1 import AppTest

from apps.cli.building import attribute
from apps.cli.commands import find
from apps.cli.render_lens import lens
from apps.lab import kept
from apps.lab.rewrite import moved
from probes.lab.looking import LensConfig, look
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import resolve
from workbench.config import load, parse_text, settings
from workbench.errors import StoryscopeError

pytestmark = pytest.mark.slow
TEXT = "Tom had a ball. He gave the ball to Lucy."
VIEWS = ("next word", "layers", "attention", "world", "another word", "steer")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()


def lab(**query: str) -> AppTest:
    return opened("prompt", **{"text": TEXT, **query})


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_and_its_command_line_shows_the_same(view: str) -> None:
    more = {
        "another word": {"other": TEXT.replace("ball to", "book to")},
        "steer": {"direction": "tone:sad", "off": "L0H1"},
    }
    test = lab(view=view, at="3", **more.get(view, {}))
    assert not test.warning and not test.error
    words = shlex.split(test.code[-1].value)[1:]
    command = find(words)
    assert command is not None and command.verb == "lens"
    config = attribute(f"{command.module}:{command.config}")
    by_flag = {one.flag: one for one in settings(config)}
    flags = words[2:]
    given = {
        ".".join(by_flag[flag].path): parse_text(by_flag[flag].kind, value, flag)
        for flag, value in zip(flags[::2], flags[1::2], strict=True)
    }
    found = attribute(f"{command.module}:{command.function}")(load(config, None, {"text": words[1], **given}))
    assert found["at"] == 3
    reading = kept.reading(resolve("model"), TEXT, resolve("sae"))
    assert found["mean_loss"] == pytest.approx(reading.mean_surprise, abs=1e-5)
    assert ("against" in found) == (view == "another word")
    assert ("changed" in found) == (view == "steer")
    if view == "steer":
        shown = html_of(test)
        for story in (*found["told"], *found["told_changed"]):
            assert story[len(TEXT) :].split()[0] in shown


def test_the_address_chooses_the_token_and_nonsense_chooses_the_last() -> None:
    assert "Expected after “a”" in lab(at="3").subheader[0].value
    for nonsense in ("", "-1", "x", "9" * 30, "1e3"):
        assert "Expected after “\\.”" in lab(at=nonsense).subheader[0].value
    assert "begin of text" in lab(at="0").subheader[0].value


def test_telling_on_is_seeded_and_goes_into_the_box() -> None:
    first, again = lab(), lab()
    texts = [sound(one.button(key="tell-on").click().run()).text_area(key="text").value for one in (first, again)]
    assert texts[0] == texts[1]
    assert texts[0].startswith(TEXT) and len(texts[0]) > len(TEXT)
    other = sound(first.button(key="tell-new").click().run()).text_area(key="text").value
    assert not other.startswith(TEXT)


def test_an_offered_word_takes_the_place_of_the_chosen_one_and_keeps_its_capital() -> None:
    test = lab(view="another word", at="6")
    assert "Both texts are the same" in messages(test)
    offered = next(one for one in test.button if (one.key or "").startswith("offer-"))
    word = (offered.key or "").removeprefix("offer-")
    changed = sound(offered.click().run())
    assert changed.text_area(key="other").value == TEXT.replace("He gave", f"{word.title()} gave")
    assert html_of(changed).count('class="ss-token ss-peak"') == 2


def test_what_moves_most_is_named_with_both_probabilities() -> None:
    model = resolve("model")
    one, two = kept.reading(model, TEXT, None), kept.reading(model, "The dog ran.", None)
    rows = moved(one, two)
    before, after = np.exp(one.log_probs[-1]), np.exp(two.log_probs[-1])
    for name, first, second in rows:
        token = kept.cached.loaded_model(model).tokenizer.convert_tokens_to_ids(name)
        assert (first, second) == (pytest.approx(before[token]), pytest.approx(after[token]))


def test_a_changed_model_is_changed_and_an_unchanged_one_is_not() -> None:
    model, sae, probe = resolve("model"), resolve("sae"), resolve("probe")
    plain = kept.reading(model, TEXT, sae)
    pushed = kept.reading(model, TEXT, sae, ("tone:sad+6", "sae.3+4", "L0H1"), probe)
    nothing = kept.reading(model, TEXT, sae, ("tone:sad+0",), probe)
    assert np.abs(pushed.log_probs - plain.log_probs).max() > 0.1
    assert nothing.log_probs == pytest.approx(plain.log_probs, abs=1e-5)


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_text_stays_text_in_every_view(view: str) -> None:
    test = sound(lab(view=view, other=HOSTILE * 2).text_area(key="text").set_value(HOSTILE).run())
    assert "<script" not in html_of(test) and "<img" not in html_of(test)
    assert "<script" not in "".join(one.proto.spec for one in test.get("plotly_chart"))
    assert "Not in the vocabulary" in messages(test)


def test_too_much_and_nothing_are_said_in_a_sentence() -> None:
    assert "the lab takes" in messages(lab(text="Tom ran. " * 1000)).replace("\\", "")
    assert "There is no word" in messages(lab(text=" "))
    assert "exceed the context" in messages(lab(text="Tom ran. " * 300))


def test_without_statistics_and_probes_the_views_say_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").symlink_to(resolve("model").path.parent)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    commands = [one.value for view in VIEWS for one in lab(view=view).code]
    assert any(one.startswith("storyscope features --model") for one in commands)
    assert any(one.startswith("storyscope probe --model") for one in commands)


def test_the_command_line_prints_every_part_and_no_escape_code() -> None:
    asked = LensConfig(text="Tom had \x1b[31m[red]a ball.", against="Tom ran.", change=("L0H1", "sae.2=0"), tell=5, n=2)
    paper = StringIO()
    lens(Console(file=paper, width=140), look(asked))
    printed = paper.getvalue()
    assert "\x1b" not in printed
    for part in ("Mean loss", "what each depth would say", "What writes", "second text", "With L0H1, sae.2=0"):
        assert part in printed
    assert printed.count("As it is:") == printed.count("Changed:") == 2


@pytest.mark.parametrize(
    ("setting", "value"),
    [("text", " "), ("at", 99), ("change", ("L9H9",)), ("change", ("sae.99999+1",)), ("change", ("tone:nobody+1",))],
)
def test_what_cannot_be_looked_at_is_refused_in_two_sentences(setting: str, value: object) -> None:
    with pytest.raises(StoryscopeError):
        look(LensConfig(**{"text": TEXT, setting: value}))
    with pytest.raises(StoryscopeError, match="no change"):
        LensConfig(text=TEXT, change=("nonsense",))

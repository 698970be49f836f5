"""The independent reader beside the world: it agrees with the records, catches corrupted ones, survives any text."""

import ast
import dataclasses
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cli.main import main
from tests.tiny_corpus import make_corpus
from workbench.errors import StoryscopeError
from workbench.reading import ask, moral_of, read
from workbench.reading.agreeing import Agreement
from workbench.reading.commands import ReadConfig, describe, read_text
from workbench.reading.cutting import tokens_of
from workbench.reading.verifying import VerifyConfig, verify_corpus
from workbench.records import Fact, Story
from workbench.stories.axes_of_story import AXES
from workbench.stories.plots import compose

HOSTILE = [
    "",
    "\0",
    "\n\n\n",
    '"' * 999,
    "“” ‘’ 's 's",
    "🐶 gave 🎾 to Tim. Tim gave 🎾 back.",
    "<script>alert('Tim')</script> Tim ran.",
    "Der Hund lief nach Hause. 犬は家に帰った。",
    "Tim\ud800 ran home.",
    "a " * 5000,
    "and and and, who that to to not her his . . ?!",
    "Tim and and Sam 's 's ball was who was who was.",
]


# --- agreement with the world


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return [compose(23, index) for index in range(90)]


def agreement(stories: list[Story]) -> Agreement:
    compared = Agreement()
    for story in stories:
        compared.add(story, read(story.text, "minuscule"))
    return compared


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `corpus verify` says of 500 stories, told and read by the command line in processes of their own."""
    environment = {**os.environ, "STORYSCOPE_ARTIFACTS": str(tmp_path_factory.mktemp("verified"))}
    for verb in ("generate --n 500 --seed 23 --workers 1", "corpus verify --json"):
        run = [sys.executable, "-m", "apps.cli", *verb.split()]
        done = subprocess.run(run, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def test_the_reading_agrees_with_the_record_on_every_axis_that_it_claims(report: dict[str, Any]) -> None:
    claimed = [row for row in report["axes"] if row["kind"] == "read from text"]
    assert [row for row in claimed if row["agree"] < row["n"]] == []
    assert report["agreed"]
    counts = {row["axis"]: row["n"] for row in claimed}
    assert report["stories"] > 440
    assert counts["sentences"] > 4500
    assert counts["names"] > 4500
    assert counts["pronouns"] > 1300
    assert counts["moral"] > 430
    assert counts["fact: holder"] > 60
    assert counts["fact: feels"] > 300
    assert {row["axis"] for row in report["only_recorded"]} >= {"topic", "tone"}
    # what the world tells of itself hardly ever contradicts itself
    assert sum(report["problems"].values()) < 12
    assert report["unread_sentences"] == 0


def swapped(story: Story) -> Story | None:
    """The story with its first told holder changed to somebody else, as a corrupted record would say."""
    for place, fact in enumerate(story.facts):
        if fact.relation == "holder" and fact.told == "told" and fact.value and fact.sentence >= 0:
            other = "nobody" if fact.value != "nobody" else "somebody"
            wrong = Fact(fact.sentence, fact.relation, fact.subject, other, fact.told)
            rest = [one for one in story.facts[place + 1 :] if (one.relation, one.subject) != ("holder", fact.subject)]
            return dataclasses.replace(story, facts=(*story.facts[:place], wrong, *rest))
    return None


def test_a_corrupted_record_is_caught(stories: list[Story]) -> None:
    wrong = [one for one in map(swapped, stories) if one is not None]
    assert len(wrong) > 15
    row = agreement(wrong).axes["fact: holder"]
    assert row.n - row.agree > len(wrong) // 3
    relabelled = [
        dataclasses.replace(story, moral="courage" if story.moral != "courage" else "none") for story in stories[:30]
    ]
    assert agreement(relabelled).axes["moral"].agree <= 1
    renamed = [
        dataclasses.replace(story, mentions=tuple(dataclasses.replace(one, entity="x") for one in story.mentions))
        for story in stories[:30]
    ]
    assert agreement(renamed).axes["names"].agree < agreement(renamed).axes["names"].n * 0.7


def test_the_reader_shares_no_code_path_with_the_world() -> None:
    allowed = {"lexicon", "wordbook", "reading"}
    for file in sorted((Path(__file__).parents[1] / "workbench" / "reading").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("workbench.stories"):
                parts = node.module.split(".")
                names = {parts[2]} if len(parts) > 2 else {alias.name for alias in node.names}
                assert names <= allowed, f"{file.name} imports {names}"


def test_the_larger_tiers_are_read_as_they_are_told() -> None:
    compared = Agreement("tiny")
    for index in range(24):
        draw = random.Random(index)
        asked = {name: draw.choice(AXES[name].of("tiny")) for name in ("grammar", "point_of_view")}
        if index % 2:
            asked = {"style": draw.choice(AXES["style"].of("tiny")), "paragraphs": str(draw.randint(1, 5))}
        story = compose(29, index, "tiny", **asked)
        compared.add(story, read(story.text, "tiny"))
    rows = {name: axis for name, axis in compared.axes.items() if axis.n}
    for name in ("sentences", "paragraphs", "tense", "point of view", "grammar", "style"):
        assert rows[name].agree == rows[name].n > 5, rows[name].examples
    for name in ("names", "pronouns"):
        assert rows[name].agree > 0.99 * rows[name].n > 50


# --- any text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_or_named_as_unread(text: str) -> None:
    reading = read(text)
    described = describe(reading)
    json.dumps(described)
    assert len(reading.sentences) == len(described["sentences"])


def test_a_line_of_a_megabyte_is_cut_short_and_said_so() -> None:
    for text in ("x" * 1_000_000, "Tim and " * 130_000, '"Tim ' * 200_000):
        reading = read(text)
        assert any("characters" in one.why for one in reading.unread)


_PIECES = st.sampled_from(
    [
        *"Tim Sue he she it they his her the a ball dog had gave to was and but because who that did not want where why how what".split(),
        *('"', "“", "”", ":", ",", ".", "!", "?", "'s", "\n\n", "Tim's", "didn't"),
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=40).map(" ".join)))
def test_reading_never_fails_and_its_spans_lie_in_the_text(text: str) -> None:
    reading = read(text, "minuscule")
    end = len(text)
    for one in (*reading.sentences, *reading.mentions, *reading.speech, *reading.problems):
        assert 0 <= one.start < one.end <= end
    for before, after in zip(reading.sentences, reading.sentences[1:], strict=False):
        assert before.end <= after.start
        assert before.paragraph <= after.paragraph
    covered = "".join(text[one.start : one.end] for one in reading.sentences)
    assert "".join(covered.split()) == "".join(text.split())
    assert len(reading.facts) == len(reading.plain)
    for fact in reading.facts:
        assert 0 <= fact.sentence < len(reading.sentences)
        assert fact.subject in reading.beings
    ask(reading, text)
    moral_of(reading)


@given(st.text(max_size=200))
def test_every_letter_is_in_a_token(text: str) -> None:
    tokens = tokens_of(text)
    assert "".join(
        text[start:end] for start, end in dict.fromkeys((one.start, one.end) for one in tokens if one.kind != "break")
    ) == "".join(text.split())


# --- the command line


def test_read_verb(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "Tim had a red ball. He gave it to Sue. The zorbl sprang <script>."
    assert main(["read", text, "--tier", "minuscule", "--ask", "Where is the ball? Who ran?", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert [one["answer"] for one in found["answers"]] == ["Sue has it.", "The text does not say who."]
    assert [one["sentence"] for one in found["unread"]] == [2]
    assert found["sentences"][1]["facts"][0]["value"] == "sue"
    file = tmp_path / "story.txt"
    file.write_bytes(b"Tim ran home.\0\xff [bold]Sue[/bold] laughed.")
    assert main(["read", "--file", str(file)]) == 0
    assert "[bold]Sue[/bold] laughed" in capfd.readouterr().out
    assert main(["read", "--file", str(tmp_path / "none")]) == 2
    assert main(["read", "Tim ran.", "--tier", "huge"]) == 2
    assert main(["read", " "]) == 2


def test_stories_without_records_cannot_be_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    make_corpus(tmp_path, train=5, validation=2)
    with pytest.raises(StoryscopeError, match="no records"):
        verify_corpus(VerifyConfig(n=5))
    with pytest.raises(StoryscopeError, match="no split"):
        VerifyConfig(split="dev")


def test_read_wants_one_text() -> None:
    with pytest.raises(StoryscopeError, match="Give one of the two"):
        ReadConfig(text="a", file="b")
    with pytest.raises(StoryscopeError, match="nothing to read"):
        read_text(ReadConfig(text=" \n "))

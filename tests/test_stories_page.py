"""The stories page: its search against brute force, its panels against the record, and hostile stories."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st

from apps import cached, story_search, story_world
from apps.downloads import csv_text, figure_rows
from apps.figures.stories import state_timeline
from apps.story_search import Query
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import Artifact, create, resolve
from workbench.errors import StoryscopeError
from workbench.records import Story, story_from_row

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()


def everything(corpus: Artifact) -> list[Story]:
    shards = sorted(corpus.file("data").glob("*.parquet"))
    return [story_from_row(row) for shard in shards for row in pq.read_table(shard).to_pylist()]


def holds(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def every_id(corpus: Artifact, query: Query) -> set[str]:
    return set(story_search.search(corpus, query, limit=100_000)["id"].to_pylist())


def test_a_search_finds_what_reading_every_story_finds() -> None:
    corpus = resolve("corpus")
    stories = everything(corpus)
    tone = stories[0].tone
    wanted = {
        Query("dog"): lambda s: holds(s.text, "dog"),
        Query("DOG -cat"): lambda s: holds(s.text, "dog") and not holds(s.text, "cat"),
        Query('"he was"'): lambda s: holds(s.text, "he was"),
        Query("ca*"): lambda s: re.search(r"\bca", s.text, re.IGNORECASE) is not None,
        Query("", (("tone", tone),)): lambda s: s.tone == tone,
        Query("the", (("tone", tone), ("topic", stories[0].topic))): lambda s: (
            (s.tone, s.topic) == (tone, stories[0].topic) and holds(s.text, "the")
        ),
        Query("xylophone"): lambda _: False,
    }
    for query, is_meant in wanted.items():
        brute = [story for story in stories if is_meant(story)]
        assert every_id(corpus, query) == {story.id for story in brute}, query
        counted = story_search.found(corpus, query)
        assert counted.total == len(brute) == sum(counted.lengths.values())
        for axis, counts in counted.labels.items():
            assert counts == {v: sum(getattr(s, axis) == v for s in brute) for v in {getattr(s, axis) for s in brute}}
    # A part of a word is not the word: without the edges, other stories would be found.
    assert every_id(corpus, Query("ca")) != every_id(corpus, Query("ca*"))


def test_pages_of_a_search_follow_each_other_without_gap_or_repetition() -> None:
    corpus = resolve("corpus")
    query = Query("was")
    whole = story_search.search(corpus, query, limit=100_000)["id"].to_pylist()
    pages = [story_search.search(corpus, query, offset=at, limit=7)["id"].to_pylist() for at in range(0, 70, 7)]
    assert [one for page in pages for one in page] == whole[:70]
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE x; --",
        "\\",
        "(",
        "[a",
        "a{99999}",
        "%",
        "$1",
        "?",
        "\x00",
        '"',
        '""',
        "-",
        "*",
        "\u202e",
        HOSTILE,
    ],
)
def test_what_is_typed_is_never_a_command_nor_a_pattern(text: str) -> None:
    corpus = resolve("corpus")
    total = story_search.found(corpus, Query(text)).total
    has_term = bool(story_search.terms(text))
    assert total == sum(
        all(bool(re.search(story_search._pattern(t), s.text)) != t.out for t in story_search.terms(text))
        for s in everything(corpus)
    )
    assert has_term or total == 600


def test_a_folder_whose_name_is_a_pattern_is_still_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = resolve("corpus")
    odd = tmp_path / "a[b]*c?'; --"
    odd.mkdir()
    (odd / "corpus").mkdir()
    (odd / "corpus" / real.path.name).symlink_to(real.path.resolve())
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(odd))
    assert story_search.found(resolve("corpus"), Query()).total == 600


def test_a_label_that_is_no_column_never_reaches_the_database() -> None:
    with pytest.raises(AssertionError):
        story_search.found(resolve("corpus"), Query("", (("text = '' OR true --", "x"),)))


def test_stories_are_filtered_by_label_and_by_every_word() -> None:
    stories = everything(resolve("corpus"))
    tone = stories[0].tone
    test = opened("stories", tone=tone)
    shown = test.dataframe[0].value
    assert set(shown["tone"]) == {tone}
    assert len(shown) == 25
    assert f"{sum(story.tone == tone for story in stories):,} of 600" in test.caption[1].value
    words = stories[0].text.split()[:2]
    narrowed = sound(test.text_input(key="text").set_value(" ".join(words).upper()).run()).dataframe[0].value
    assert len(narrowed) > 0
    assert all(all(word.lower() in text.lower() for word in words) for text in narrowed["text"])
    assert 'class="ss-span ss-hit' in html_of(test)
    empty = sound(test.text_input(key="text").set_value("xylophone").run())
    assert "No story matches" in messages(empty)


def test_another_search_begins_at_its_first_page() -> None:
    test = opened("stories", page="3")
    assert "Page 3 of 24" in test.caption[1].value
    first = test.dataframe[0].value["text"][0]
    sound(test.button(key="page+1").click().run())
    assert test.query_params["page"] == "4"
    assert test.dataframe[0].value["text"][0] != first
    sound(test.text_input(key="text").set_value("was").run())
    assert "page" not in test.query_params
    for odd in ("0", "-3", "999999", "x", "9" * 40):
        assert len(opened("stories", page=odd).dataframe[0].value) > 0


def test_a_story_is_reached_by_its_id_and_by_split_and_number() -> None:
    corpus = resolve("corpus")
    row = story_search.search(corpus, Query(split="test"), offset=5, limit=1)
    ident = row["id"][0].as_py()
    one, other = opened("stories", story=ident), opened("stories", story="test:5")
    assert f"id {ident}" in html_of(one)
    assert html_of(one) == html_of(other)
    for nobody in ("0000", "test:9999999", "nowhere:1", "test:-1", "' OR true --"):
        assert "There is no story" in messages(opened("stories", story=nobody))


def test_the_world_follows_the_chosen_sentence() -> None:
    corpus = resolve("corpus")
    story = everything(corpus)[0]
    test = opened("stories", story=story.id)
    for number in (1, len(story.sentences)):
        shown = html_of(sound(test.slider[0].set_value(number).run()))
        assert shown.count("<tr") == 1 + len(story.state_after(number - 1))
        assert f'ss-now"><span class="ss-role" data-tip="sentence {number},' in shown


def test_the_timeline_is_the_state_after_every_sentence() -> None:
    for story in everything(resolve("corpus"))[:150]:
        spans = story_world.state_spans(story)
        for sentence in range(-1, len(story.sentences)):
            drawn = {
                (span.relation, span.subject): span.value for span in spans if span.first <= sentence + 1 <= span.last
            }
            assert drawn == story.state_after(sentence)


def test_arcs_stand_at_the_words_that_mention() -> None:
    for story in everything(resolve("corpus"))[:50]:
        words = story.text.split()
        found, breaks = story_world.arcs(story)
        assert len(found) == len(story.mentions)
        assert all(arc.text.split()[0] in words[arc.word] or words[arc.word] in arc.text for arc in found)
        assert len(breaks) == len(story.sentences) - 1


def test_a_story_is_told_again_with_one_label_changed() -> None:
    story = everything(resolve("corpus"))[0]
    same = story_world.retold(story, "tone", story.tone)
    assert same is not None
    assert same.text == story.text
    other = next(value for value in ("sad", "calm") if value != story.tone)
    changed = story_world.retold(story, "tone", other)
    assert changed is not None
    assert (changed.tone, changed.topic, changed.moral) == (other, story.topic, story.moral)
    with pytest.raises(StoryscopeError):
        story_world.retold(story, "tone", "no such tone")


@pytest.mark.parametrize(
    "recipe", ["", "[]", "{", "null", json.dumps({"seed": 1}), json.dumps({"seed": 1, "index": 2, "rm": "x"})]
)
def test_a_recipe_of_others_is_not_followed(recipe: str) -> None:
    from dataclasses import replace

    story = replace(everything(resolve("corpus"))[0], recipe=recipe)
    assert not story_world.can_be_retold(story)


@pytest.mark.parametrize(
    "look", ["Its world", "Who is meant", "Its twins", "What the search found", "How varied the corpus is"]
)
def test_every_panel_opens_by_its_address(look: str) -> None:
    test = opened("stories", look=look)
    assert test.button_group(key="look").value == look
    drawn = len(test.get("plotly_chart"))
    assert drawn == {"Its twins": 0, "What the search found": 4, "How varied the corpus is": 6}.get(look, 1)


def test_hostile_stories_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = resolve("corpus")
    shard = sorted((real.path / "data").glob("test-*.parquet"))[0]
    table = pq.read_table(shard).slice(0, 1)
    named = dict.fromkeys(("tone", "recipe", "source", "topic", "moral", "style"), HOSTILE)
    row = table.to_pylist()[0] | {"id": "evil", "text": HOSTILE * 3} | named
    row["mentions"] = [{"start": 0, "end": 40, "entity": HOSTILE, "form": HOSTILE}]
    row["facts"] = [{"sentence": 0, "relation": HOSTILE, "subject": HOSTILE, "value": HOSTILE, "told": HOSTILE}]
    row["cues"] = [{"start": 3, "end": 9999, "axis": HOSTILE, "value": HOSTILE}]
    row["sentences"] = [{"start": 0, "end": 60, "paragraph": 0, "role": HOSTILE}]
    other = {**row, "id": "evil twin", "text": HOSTILE * 2}
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    with create("corpus", "evil", {}) as draft:
        (draft.path / "data").mkdir()
        pq.write_table(pa.Table.from_pylist([row, other], table.schema), draft.path / "data" / "test-00000.parquet")
    for look in ("Its world", "Who is meant", "Its twins", "What the search found"):
        test = opened("stories", story="evil", text="alert", look=look)
        shown = html_of(test)
        assert "&lt;script&gt;" in shown
        assert not re.search(r"<(?!/?(div|span|i|table|thead|tbody|tr|th|td|style)\b)[a-z]", shown)
        assert "\x00" not in shown
        for chart in test.get("plotly_chart"):
            assert "<script" not in chart.proto.spec
            assert "$x^2$" not in chart.proto.spec
        assert not [one for one in test.markdown if "<script" in one.value]


def test_a_file_for_spreadsheets_holds_no_formula_and_the_figures_numbers() -> None:
    assert csv_text([{"a": "=HYPERLINK(1)", "b": 1.5}, {"a": "-", "b": None}]) == "a,b\n'=HYPERLINK(1),1.5\n-,\n"
    story = everything(resolve("corpus"))[0]
    spans = story_world.state_spans(story)
    rows = figure_rows(state_timeline(spans, len(story.sentences)))
    assert sum(row["y"] is not None for row in rows) == sum(span.last - span.first + 1 for span in spans)


def test_a_shard_that_goes_while_the_page_is_open_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path
) -> None:
    import shutil

    shutil.copytree(tiny_artifacts / "corpus", tmp_path / "corpus")
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    test = opened("stories")
    shard = sorted(resolve("corpus").file("data").glob("*.parquet"))[0]
    shard.write_bytes(shard.read_bytes()[:500])
    cached.search.clear()
    assert "cannot be read" in messages(sound(test.run()))

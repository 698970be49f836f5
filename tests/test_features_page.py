"""The pages of units: finding them, one dashboard, lists and explanations that are kept, and a very large table."""

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st

from apps import cached, firing, notes, unit_search, units
from apps.unit_search import Wanted
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import create, made_from, resolve
from workbench.errors import StoryscopeError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path, tmp_path: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test, and notes of this test's own."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    monkeypatch.setenv("STORYSCOPE_NOTES", str(tmp_path / "notes.sqlite3"))
    st.cache_resource.clear()


def test_features_are_searched_sorted_and_ranked_for_a_label() -> None:
    features = resolve("features")
    test = opened("features")
    assert f"{features.manifest.summary['features']:,} units" in " ".join(one.value for one in test.caption)
    sound(test.text_input(key="words").set_value("sae.1").run())
    everything = units.unit_table(features)
    wanted = {unit for unit in everything["unit"].to_pylist() if "sae.1" in unit}
    assert set(test.dataframe[0].value["unit"]) == wanted
    by_number = opened("features", sort="number", kind="neuron").dataframe[0].value
    assert list(by_number["unit"][:2]) == ["L0.mlp.0", "L0.mlp.1"]
    name, label = next(iter(units.label_choices(features).items()))
    ranked = opened("features", label=name, sort="F1").dataframe[0].value
    assert set(ranked["label"]) <= {name, "dead"}
    known = ranked["F1"].dropna()
    assert list(known) == sorted(known, reverse=True)
    best = cached.row_of_unit(features)[ranked["unit"][0]]
    cards = units.one_unit(features, "cards", best)
    own = [card for card in cards if (card["level"], card["axis"], card["value"]) == label]
    assert ranked["F1"][0] == pytest.approx(max(own, key=lambda card: card["lift"])["f1"])


def test_the_search_over_units_is_what_reading_every_row_finds() -> None:
    table = units.unit_table(resolve("features"))
    texts = unit_search.texts_of(table)
    rows = table.to_pylist()
    for words in ("l0", "SAE 1", "topic", "xylophone", "."):
        found = unit_search.select(table, texts, Wanted(words=words), "number").tolist()
        brute = [
            row["row"]
            for row in rows
            if all(
                word
                in " ".join(
                    map(
                        str,
                        [row["unit"], row["kind"], row["best_axis"] or "", row["best_value"] or ""]
                        + (row["top_tokens"] or [])[:5],
                    )
                ).lower()
                for word in words.lower().split()
            )
        ]
        assert found == brute
    rare = unit_search.select(table, texts, Wanted(most=0.1, dead=False), "density")
    assert [row["row"] for row in rows if row["density"] <= 0.1 and not row["dead"]] == sorted(rare.tolist())
    density = table["density"].to_numpy()[rare]
    assert (np.diff(density) <= 0).all()


def test_units_that_fire_on_a_text_are_those_of_every_token_alone() -> None:
    features = resolve("features")
    table = units.unit_table(features)
    model, sae = made_from(features, "model"), made_from(features, "sae")
    assert model is not None
    reading = cached.reading(model, "Tom had a ball. He ran home.", sae)
    dictionary = None if sae is None else cached.loaded_dictionary(sae)
    values = firing.activations(reading, table, dictionary)
    assert values.shape == (len(reading.pieces), table.num_rows)
    kinds, layers, indices = (table[name].to_pylist() for name in ("kind", "layer", "index"))
    for at in (1, 3):
        for row in range(0, table.num_rows, 37):
            if kinds[row] == "neuron":
                assert values[at, row] == pytest.approx(float(reading.neurons[layers[row], at, indices[row]]))
    rows = firing.firing_on_text(reading, table, dictionary, 20)
    near = firing.shares(values[1:], table)
    assert [row["share"] for row in rows] == pytest.approx(sorted(near.max(axis=0), reverse=True)[:20])
    assert all(near[row["at"] - 1, row["row"]] == pytest.approx(row["share"]) for row in rows)
    shown = opened("features", by="text", passage="Tom had a ball. He ran home.").dataframe[0].value
    assert list(shown["unit"][:20]) == [row["unit"] for row in rows]


@pytest.mark.parametrize("way", ["label", "token", "text", "map"])
def test_every_way_to_find_units_opens_by_its_address(way: str) -> None:
    test = opened("features", by=way)
    assert test.button_group(key="by").value == way
    assert test.dataframe or test.get("plotly_chart") or "older version" in " ".join(one.value for one in test.caption)


def test_a_feature_is_turned_to_the_next_and_back() -> None:
    test = opened("feature", unit="L0.mlp.1")
    assert "Next" in [one.label for one in test.button]
    sound(next(one for one in test.button if one.label == "Next").click().run())
    assert test.selectbox(key="unit").value == "L0.mlp.2"
    for _ in range(2):
        sound(next(one for one in test.button if one.label == "Previous").click().run())
    assert test.selectbox(key="unit").value == "L0.mlp.0"
    assert next(one for one in test.button if one.label == "Previous").disabled
    assert "There is no unit" in messages(opened("feature", unit=HOSTILE))


def test_previous_and_next_follow_the_list_that_the_reader_came_from() -> None:
    test = opened("feature", unit="L0.mlp.1")
    test.session_state["ranking"] = (resolve("features").label, np.array([7, 1, 4]))
    sound(test.run())
    sound(next(one for one in test.button if one.label == "Next").click().run())
    assert test.selectbox(key="unit").value == "L0.mlp.4"
    assert next(one for one in test.button if one.label == "Next").disabled


def test_the_dashboard_shows_the_examples_of_its_unit() -> None:
    features = resolve("features")
    table = units.unit_table(features)
    row = next(at for at in range(table.num_rows) if not table["dead"][at].as_py() and table["best_axis"][at].is_valid)
    test = opened("feature", unit=table["unit"][row].as_py())
    examples = units.examples_of(features, row)
    assert f"{examples['top'][0].activation:+.2f}" in html_of(test)
    assert html_of(test).count('class="ss-token ss-peak"') == len(examples["top"][:10])
    band = list(examples)[-1]
    sound(test.button_group(key="band").set_value(band).run())
    assert f"{examples[band][0].activation:+.2f}" in html_of(test)
    assert any("best rule" in one.value for one in test.markdown)
    assert len(test.get("plotly_chart")) >= 3


def test_any_unit_has_a_dashboard() -> None:
    for unit in units.unit_table(resolve("features"))["unit"].to_pylist()[::101]:
        opened("feature", unit=unit)


def test_bookmarks_lists_and_explanations_are_kept() -> None:
    label = resolve("features").label
    test = opened("feature", unit="L0.mlp.3")
    sound(next(one for one in test.button if one.label == "Bookmark").click().run())
    assert notes.lists_with(label, "L0.mlp.3") == [notes.BOOKMARKS]
    assert "Bookmarked" in [one.label for one in test.button]
    sound(test.text_area(key="said-L0.mlp.3").set_value(f"It counts. {HOSTILE}").run())
    sound(test.button(key="keep-L0.mlp.3").click().run())
    assert notes.explanation(label, "L0.mlp.3").startswith("It counts.")
    assert "<script" not in html_of(opened("feature", unit="L0.mlp.3"))
    shown = opened("features", list=notes.BOOKMARKS).dataframe[0].value
    assert list(shown["unit"]) == ["L0.mlp.3"]
    sound(next(one for one in test.button if one.label == "Bookmarked").click().run())
    assert notes.lists() == {}


def test_notes_of_two_readers_at_once_are_all_kept() -> None:
    def keep(reader: int) -> None:
        for number in range(12):
            notes.add(f"list {reader}", "a", f"u{number}")

    readers = [threading.Thread(target=keep, args=(reader,)) for reader in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert notes.lists() == {f"list {reader}": 12 for reader in range(4)}
    assert notes.units_of("list 2", "a") == [f"u{number}" for number in range(12)]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x00b"])
def test_a_name_that_is_none_makes_no_list(name: str) -> None:
    with pytest.raises(StoryscopeError):
        notes.add(name, "a", "u")
    assert notes.lists() == {}


def test_hostile_notes_are_text_to_the_database_and_the_page() -> None:
    label = resolve("features").label
    evil = "'; DROP TABLE listed; -- <img src=x>"
    notes.add(evil, label, "L0.mlp.1")
    notes.explain(label, "L0.mlp.1", HOSTILE.replace("\x00", ""))
    assert notes.lists() == {evil: 1}
    test = opened("feature", unit="L0.mlp.1")
    assert "<script" not in html_of(test)
    with sqlite3.connect(notes.place()) as base:
        assert base.execute("SELECT count(*) FROM listed").fetchone() == (1,)


def test_damaged_notes_are_a_message_on_their_panel() -> None:
    notes.place().write_bytes(b"not a database at all" * 100)
    test = opened("feature", unit="L0.mlp.1")
    assert "The notes in" in messages(test)
    assert test.get("plotly_chart")


def test_a_hundred_thousand_units_are_searched_and_only_a_page_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = resolve("features")
    n = 100_000
    table = pq.read_table(features.file("features.parquet"))
    rows = table.take(pa.array(np.arange(n) % table.num_rows))
    named = {"row": pa.array(np.arange(n), pa.int32()), "unit": pa.array([f"sae.{at}" for at in range(n)])}
    named["kind"] = pa.array(["feature"] * n)
    for name, column in named.items():
        rows = rows.set_column(rows.column_names.index(name), name, column)
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    with create("features", "large", {}) as draft:
        pq.write_table(rows, draft.path / "features.parquet")
        for name in ("cards", "examples", "histograms"):
            pq.write_table(pq.read_table(features.file(f"{name}.parquet")), draft.path / f"{name}.parquet")
    test = opened("features", words="sae.99999")
    assert list(test.dataframe[0].value["unit"]) == ["sae.99999"]
    everything = opened("features", sort="number", page="2000")
    assert list(everything.dataframe[0].value["unit"]) == [f"sae.{at}" for at in range(n - 50, n)]
    # The picker of the dashboard takes a name in place of listing them all.
    one = opened("feature", unit="sae.77777")
    assert not [box for box in one.selectbox if len(box.options) > 5_000]
    assert one.text_input(key="unit").value == "sae.77777"

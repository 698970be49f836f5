"""What each page of the explorer shows of a tiny real chain, and how its address and widgets change it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st

from apps import cached, store, units
from apps.results import scored_items
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import create, listing, resolve

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tiny_artifacts: Path) -> None:
    """Look at the tiny chain, with nothing kept from another test."""
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tiny_artifacts))
    st.cache_resource.clear()


def test_overview_counts_the_stories_and_lists_every_artifact() -> None:
    test = opened("overview")
    stories = next(one for one in test.metric if one.label == "Labelled stories")
    assert stories.value == f"{resolve('corpus').manifest.summary['stories']:,}"
    table = test.dataframe[0].value
    assert sorted(table["id"]) == sorted(one.manifest.id for one in listing())
    assert test.get("plotly_chart")


def test_stories_are_filtered_by_label_and_by_every_word() -> None:
    index = store.story_index(resolve("corpus"))
    tone = index["tone"][0].as_py()
    test = opened("stories", tone=tone)
    shown = test.dataframe[0].value
    assert set(shown["tone"]) == {tone}
    assert len(shown) == min(500, index.filter(pa.compute.equal(index["tone"], tone)).num_rows)
    words = index["text"][0].as_py().split()[:2]
    narrowed = sound(test.text_input(key="text").set_value(" ".join(words).upper()).run()).dataframe[0].value
    assert 0 < len(narrowed) <= len(shown)
    assert all(all(word.lower() in text.lower() for word in words) for text in narrowed["text"])
    empty = sound(test.text_input(key="text").set_value("xylophone").run())
    assert "No story matches" in messages(empty)


def test_a_story_is_reached_by_its_id_and_by_split_and_number() -> None:
    index = store.story_index(resolve("corpus"))
    row = index.num_rows - 2
    ident, split = index["id"][row].as_py(), index["split"][row].as_py()
    within = [at for at in range(index.num_rows) if index["split"][at].as_py() == split].index(row)
    one, other = opened("stories", story=ident), opened("stories", story=f"{split}:{within}")
    assert f"id {ident}" in html_of(one)
    assert html_of(one) == html_of(other)
    for nobody in ("0000", "test:9999999", "nowhere:1", "test:-1"):
        assert "There is no story" in messages(opened("stories", story=nobody))


def test_the_world_follows_the_chosen_sentence() -> None:
    corpus = resolve("corpus")
    index = store.story_index(corpus)
    story = store.story_at(corpus, index["shard"][0].as_py(), index["row"][0].as_py())
    test = opened("stories", story=story.id)
    for number in (1, len(story.sentences)):
        shown = html_of(sound(test.slider[0].set_value(number).run()))
        assert shown.count("<tr") == 1 + len(story.state_after(number - 1))
        assert f'ss-now"><span class="ss-role" data-tip="sentence {number},' in shown


def test_hostile_stories_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = resolve("corpus")
    shard = sorted((real.path / "data").glob("test-*.parquet"))[0]
    table = pq.read_table(shard).slice(0, 1)
    row = table.to_pylist()[0] | {
        "id": "evil",
        "text": HOSTILE * 3,
        "tone": HOSTILE,
        "recipe": HOSTILE,
        "source": HOSTILE,
    }
    row["mentions"] = [{"start": 0, "end": 40, "entity": HOSTILE, "form": HOSTILE}]
    row["facts"] = [{"sentence": 0, "relation": HOSTILE, "subject": HOSTILE, "value": HOSTILE, "told": HOSTILE}]
    row["cues"] = [{"start": 3, "end": 9999, "axis": HOSTILE, "value": HOSTILE}]
    row["sentences"] = [{"start": 0, "end": 60, "paragraph": 0, "role": HOSTILE}]
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    with create("corpus", "evil", {}) as draft:
        (draft.path / "data").mkdir()
        pq.write_table(pa.Table.from_pylist([row], table.schema), draft.path / "data" / "test-00000.parquet")
    test = opened("stories", story="evil", text=HOSTILE.split()[0])
    shown = html_of(test)
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\x00" not in shown
    assert not [one for one in test.markdown if "<script" in one.value]


def test_features_are_searched_sorted_and_ranked_for_a_label() -> None:
    features = resolve("features")
    test = opened("features")
    table = test.dataframe[0].value
    assert len(table) == features.manifest.summary["features"]
    found = sound(test.text_input(key="words").set_value("sae.1").run()).dataframe[0].value
    assert set(found["unit"]) == {unit for unit in table["unit"] if "sae.1" in unit}
    by_number = sound(opened("features", sort="number", kind="neuron")).dataframe[0].value
    assert list(by_number["unit"][:2]) == ["L0.mlp.0", "L0.mlp.1"]
    name, label = next(iter(units.label_choices(features).items()))
    ranked = opened("features", label=name, sort="F1").dataframe[0].value
    assert set(ranked["label"]) <= {name, "dead"}
    assert list(ranked["F1"]) == sorted(ranked["F1"], reverse=True)
    best = ranked["unit"][0]
    cards = units.one_unit(features, "cards", list(units.unit_table(features)["unit"].to_pylist()).index(best))
    own = [card for card in cards if (card["level"], card["axis"], card["value"]) == label]
    assert ranked["F1"][0] == pytest.approx(max(own, key=lambda card: card["lift"])["f1"])


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


def test_the_dashboard_shows_the_examples_of_its_unit() -> None:
    features = resolve("features")
    table = units.unit_table(features)
    row = next(at for at in range(table.num_rows) if not table["dead"][at].as_py() and table["best_axis"][at].is_valid)
    unit = table["unit"][row].as_py()
    test = opened("feature", unit=unit)
    examples = units.examples_of(features, row)
    shown = html_of(test)
    top = examples["top"][0]
    assert f"{top.activation:+.2f}" in shown
    assert shown.count('class="ss-token ss-peak"') == sum(len(found[:10]) for found in examples.values())
    assert any("best rule" in one.value for one in test.markdown)
    assert len(test.get("plotly_chart")) == 3


def test_any_unit_has_a_dashboard() -> None:
    for unit in units.unit_table(resolve("features"))["unit"].to_pylist()[::101]:
        opened("feature", unit=unit)


def test_a_prompt_is_read_and_hostile_or_huge_ones_too() -> None:
    test = opened("prompt", text="Tom had a ball.")
    assert 'data-tip="surprise' in html_of(test)
    assert len(test.get("plotly_chart")) == 2
    # Statistics are there, so the units that fire are named with how near they come to their most.
    table = test.dataframe[0].value
    assert (table["of its most"].between(0, 1)).all()
    huge = sound(test.text_area(key="text").set_value("Tom ran. " * 100_000).run())
    assert "exceed the context" in messages(huge)
    hostile = sound(test.text_area(key="text").set_value(HOSTILE).run())
    assert "<script" not in html_of(hostile)
    assert "Not in the vocabulary" in messages(hostile)
    assert "There is no word" in messages(sound(test.text_area(key="text").set_value(" \n ").run()))


def test_the_surprise_of_a_prompt_is_the_models_own_loss() -> None:
    import torch

    from apps.prompt_reading import read_prompt
    from workbench.language.hookpoints import parse

    loaded = cached.loaded_model(resolve("model"))
    heads = parse("blocks.0.attn.hook_z")
    reading = read_prompt(loaded, "Tom had a ball. He ran home.", (heads,))
    assert reading.tapped[heads].shape == (len(reading.pieces), loaded.config.n_heads * loaded.config.d_head)
    ids = [
        loaded.tokenizer.bos_token_id,
        *loaded.tokenizer("Tom had a ball. He ran home.", add_special_tokens=False)["input_ids"],
    ]
    logits = loaded.model(torch.tensor([ids]))[0]
    wanted = torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(ids[1:]))
    assert reading.mean_surprise == pytest.approx(float(wanted), abs=1e-5)
    assert "".join(reading.pieces[1:]) == "Tom had a ball. He ran home."
    assert reading.next_tokens[-1][0][1] == pytest.approx(float(logits[-1].softmax(-1).max()), abs=1e-6)
    assert reading.patterns.sum(-1) == pytest.approx(1.0, abs=1e-4)


def test_probes_show_every_control_and_the_margin() -> None:
    test = opened("probes")
    assert {"shuffled labels", "majority class", "random-init model", "bag of words"} <= set(
        test.dataframe[0].value.columns
    )
    assert "control" in " ".join(one.value for one in test.caption)
    sound(opened("probes", measure="above the best control", position="last"))


def test_patching_shows_components_and_one_pair() -> None:
    test = opened("patching", component="single heads", direction="noising")
    assert "layer 0 head 0" in test.get("plotly_chart")[0].proto.spec
    assert html_of(test).count("true next word") == 2


def test_winogrande_items_are_filtered_by_verdict_and_opened_by_address() -> None:
    result = resolve("winogrande")
    rows = scored_items(result)
    for verdict in ("right", "wrong"):
        shown = opened("winogrande", verdict=verdict).dataframe[0].value
        assert len(shown) == sum(row.right == (verdict == "right") for row in rows)
    row = rows[-1]
    shown = html_of(opened("winogrande", item=row.id))
    for score in row.scores:
        assert f"log p = {score:.2f} nats" in shown
    assert "its twin" in shown
    assert "There is no item" in messages(opened("winogrande", item="nobody"))

"""What each page of the explorer shows of a tiny real chain, and how its address and widgets change it."""

from pathlib import Path

import pytest
import streamlit as st

from apps import cached
from apps.results import scored_items
from tests.paging import HOSTILE, html_of, messages, opened, sound
from workbench.artifacts import listing, resolve

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


def test_a_prompt_is_read_and_hostile_or_huge_ones_too() -> None:
    test = opened("prompt", text="Tom had a ball.")
    assert test.get("plotly_chart")
    assert len(test.get("plotly_chart")) == 2
    # Statistics are there, so the units that fire are named with how near they come to their most.
    table = test.dataframe[0].value
    assert (table["of its most"].between(0, 1)).all()
    huge = sound(test.text_area(key="text").set_value("Tom ran. " * 400).run())
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

"""Scenes told for their own sake: in the tier's words, with records that are what they say, and trained on as asked."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from training import claims
from training.batches import Encoded, pack
from training.pretrain import TrainConfig, train
from training.ways import Way
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import random_init
from workbench.language.model_config import ModelConfig
from workbench.language.tokenizer import EOT_ID, PAD_ID
from workbench.records import Story
from workbench.stories import plots
from workbench.stories.corpus import Corpus, GenerateConfig, generate
from workbench.stories.lexicon import types
from workbench.stories.situations import grammar, rounds
from workbench.stories.situations.composing import CLAIM, compose, composer_of
from workbench.stories.situations.pools import POOLS
from workbench.stories.situations.realising import Plan, entity_of, realise
from workbench.stories.situations.tables import situations, states
from workbench.stories.words import split_words

TYPES = frozenset(types("minuscule"))


@pytest.fixture(scope="module")
def told() -> list[Story]:
    return [compose(3, index) for index in range(400)]


def test_they_are_many_and_differ(told: list[Story]) -> None:
    assert len(situations()) >= 75
    assert len(states("who")) + len(states("who_with")) + len(states("what")) >= 50
    assert len({story.text for story in told}) > 0.98 * len(told)
    assert len({story.topic for story in told}) > 20


def test_every_word_is_in_the_tier_and_every_text_is_short(told: list[Story]) -> None:
    strange = {word for story in told for word in split_words(story.text)} - TYPES
    assert not strange
    assert max(len(split_words(story.text)) for story in told) < 128


def test_every_way_to_tell_every_situation_is_in_the_tier() -> None:
    rng = random.Random(0)
    for situation in situations():
        for number, link in enumerate(situation.links):
            for label, join in link.contexts:
                for context in range(len(situation.told[label])):
                    cast = {role: POOLS[pool.rstrip("2")][0] for role, pool in situation.roles.items()}
                    ends = [(role, end) for role, all_ends in link.ends.items() for end in range(len(all_ends))]
                    ends = ends if context == 0 and (label, join) == link.contexts[0] else ends[:1]
                    text = realise(situation, Plan(number, label, join, context, tuple(ends)), cast, rng).text
                    assert set(split_words(text)) <= TYPES, text
                    assert "*" not in text and "(" not in text and "|" not in text, text


def test_mentions_sentences_and_claims_are_what_they_say(told: list[Story]) -> None:
    for story in told:
        assert story.text[0].isupper() and story.text[-1] == "."
        assert [story.text[one.end - 1] for one in story.sentences] == ["."] * len(story.sentences)
        assert story.sentences[0].start == 0 and story.sentences[-1].end == len(story.text)
        for mention in story.mentions:
            said = story.text[mention.start : mention.end]
            if mention.form == "name":
                assert said.lower().removesuffix("'s") == mention.entity
        (cue,) = story.cues
        assert cue.axis == CLAIM and cue.end == len(story.text)
        target = next(one for one in story.mentions if one.end == cue.start and one.form in ("name", "noun"))
        if '"form"' in story.recipe and story.sentences[0].role == "scene" and "Because" not in story.text:
            last = target.entity.rstrip("0123456789").split()[-1]
            assert last in story.text[: target.start].lower(), story.text


def test_a_recipe_rebuilds_its_scene_and_a_mix_has_both(told: list[Story]) -> None:
    assert all(compose(**json.loads(story.recipe)) == story for story in told[:50])
    mixed = [compose(3, index, form="scenes:0.5") for index in range(40)]
    scenes = [story for story in mixed if story.cues and story.cues[0].axis == CLAIM]
    assert 8 < len(scenes) < 32
    whole = next(story for story in mixed if story not in scenes)
    assert plots.compose(**json.loads(whole.recipe)) == whole


@pytest.mark.parametrize("form", ["scene", "scenes:0", "scenes:2", "scenes:x", ""])
def test_unknown_forms_are_refused(form: str) -> None:
    with pytest.raises(StoryscopeError, match="form"):
        compose(0, 0, form=form)


def test_scenes_of_another_tier_or_with_axes_are_refused() -> None:
    with pytest.raises(StoryscopeError, match="tier"):
        compose(0, 0, "tiny")
    with pytest.raises(StoryscopeError, match="axes"):
        generate(GenerateConfig(form="scenes", feature="dialogue", n=10))


def test_what_is_to_be_avoided_is_told_otherwise(told: list[Story], tmp_path: Path) -> None:
    texts = [story.text for story in told[:40] if story.topic == "round"]
    file = tmp_path / "test.json"
    file.write_text(json.dumps([{"sentence": "_ " + text, "option1": "Tim", "option2": "Sue"} for text in texts]))
    composer = composer_of("scenes", "minuscule", str(file), plain=True)
    for index in range(40):
        words = split_words(composer(3, index, "minuscule").text)
        assert not any(tuple(words[at : at + 8]) in composer.avoid for at in range(len(words) - 7))
    again = [composer(3, index, "minuscule") for index in range(40)]
    assert any(json.loads(story.recipe).get("attempt") for story in again)
    assert all(compose(**json.loads(story.recipe)) == story for story in again)
    assert composer_of("scenes", "minuscule", plain=True)(3, 0, "minuscule") == told[0]
    file.write_text("{")
    with pytest.raises(StoryscopeError, match="test sentences"):
        composer_of("scenes", "minuscule", str(file), plain=True)


def test_in_a_round_what_goes_with_a_state_is_said_of_whoever_is_in_it() -> None:
    rng = random.Random(5)
    for _ in range(300):
        one = rounds.draw_roll_call(rng)
        held = dict(one.states)
        for sentence in one.told.text.split(".")[len(held) : -1]:
            who, _, thing = sentence.strip().lower().partition(" ")
            assert held[who].split()[-1] == thing.split()[-1]


def test_the_language_of_situations() -> None:
    text = "# a | kind | A=kid P=gift\nis: A had the P / (A|the P) ran\n> is so\nA: was [very] big ; B * ran\n"
    (one,) = grammar.read(text)
    assert (one.name, one.kind, list(one.roles)) == ("a", "kind", ["A", "P"])
    assert one.links[0].contexts == (("is", "so"),) and len(one.links[0].ends["A"]) == 2
    said = realise(one, Plan(0, "is", "so", 0, (("A", 0),)), {"A": "Tim", "P": "ball"}, random.Random(1)).text
    for look in ("red ", "blue ", "shiny "):
        said = said.replace(look, "")
    assert "Tim had the ball" in said and "Tim was" in said and said.endswith("big.")
    assert entity_of("the dog") == "dog"
    for wrong in (
        "# a | k | A=nobody\nis: A ran",
        "# a | k | A=kid\nis: A ran\n> other so\nA: x",
        "# a | k | A=kid\nis: (A ran",
    ):
        with pytest.raises(ValueError):
            grammar.read(wrong)


# --- training on claims

SHAPE = ModelConfig(
    n_layers=1, d_model=8, n_heads=2, n_kv_heads=2, d_head=4, d_mlp=8, vocab_size=19, context=12, rope_theta=1000.0
)


def encoded() -> tuple[Encoded, np.ndarray]:
    rng = np.random.default_rng(0)
    lengths = np.array([4, 5, 3, 9, 5, 2, 7])
    flat = rng.integers(5, 19, lengths.sum()).astype(np.uint16)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Encoded(flat, starts, lengths, 0), np.array([2, 0, 3, 4, 1, 1, 6])


def test_a_mask_marks_the_tokens_from_the_claim_on() -> None:
    stories, starts = encoded()
    rows = claims.rows_with_claims(stories, starts, 12, 0)
    tokens, mask = rows[:, :13], rows[:, 13:]
    assert np.array_equal(tokens, pack(stories, 12, 0))
    assert not mask[(tokens == PAD_ID) | (tokens == EOT_ID)].any()
    marked = [stories.flat[stories.starts[i] + starts[i] : stories.starts[i + 1]] for i in range(len(stories))]
    assert sorted(tokens[mask == 1].tolist()) == sorted(np.concatenate(marked).tolist())


def test_the_loss_weighs_context_and_claim() -> None:
    stories, starts = encoded()
    rows = torch.from_numpy(claims.rows_with_claims(stories, starts, 12, 0).astype(np.int64))
    model = random_init(SHAPE, 0)
    tokens, mask = rows[:, :13], rows[:, 14:].bool()
    logits = model(tokens[:, :-1], doc_ids=(tokens[:, :-1] == EOT_ID).cumsum(1))
    each = functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), reduction="none").view(mask.shape)
    there = tokens[:, 1:] != PAD_ID
    for weight in (0.0, 0.25, 1.0):
        weights = torch.where(mask, 1.0, weight) * there
        expected = (each * weights).sum() / weights.sum()
        found = claims.claims_loss(model, weight, Way())(rows)
        assert torch.allclose(found, expected, atol=1e-6)


def test_a_user_generates_scenes_and_trains_on_their_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    corpus = generate(GenerateConfig(form="scenes", n=400, workers=1))
    assert corpus.manifest.config["form"] == "scenes"
    assert sum(Corpus.open(corpus).splits.values()) == 400
    settings = {"preset": "minuscule-83k", "context": 64, "steps": 20, "batch": 8, "way": "fp32-explicit"}
    plain = train(TrainConfig(**settings))  # pyright: ignore[reportArgumentType]
    assert "context_weight" not in plain.manifest.config
    weighted = train(TrainConfig(**settings, context_weight=0.1))  # pyright: ignore[reportArgumentType]
    assert weighted.manifest.config["context_weight"] == 0.1
    assert weighted.manifest.summary["val_loss"] > 0 and weighted.path != plain.path
    with pytest.raises(StoryscopeError, match="context_weight"):
        TrainConfig(context_weight=2.0)

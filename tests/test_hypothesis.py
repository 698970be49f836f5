"""Hypotheses about units: what is understood, what counts as what, which verdict follows, and an oracle unit end to end."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import save_file

from probes.activations import encode_stories
from probes.features import FeaturesConfig, features
from probes.hypothesis.claims import Claim, parse_claim
from probes.hypothesis.materials import WHY, token_sets
from probes.hypothesis.testing import HypothesisConfig, hypothesis
from probes.hypothesis.verdicts import Scored, auroc, decide, measure, shifted_p
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import random_init, save
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.tokenizer import build_word_level
from workbench.language.transformer import ModelConfig
from workbench.records import Fact, Mention, Sentence, Story
from workbench.stories.columns import to_table
from workbench.stories.corpus import GenerateConfig, generate

LABELS = [("span", "mention", "pronoun"), ("span", "mention", "name"), ("span", "tone", "sad"), ("story", "tone", "sad"),
          ("span", "topic", "sea"), ("span", "moral", "sea")]  # fmt: skip
PRONOUNS = ("he", "she", "they", "him", "her", "them", "it", "his", "their", "we", "us", "i", "me", "you", "my", "our")


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("feature 812 fires on the holder of the ball", Claim("sae.812", "fact", "holder", "", "ball")),
        ("The L2.mlp.17 is silent on pronouns.", Claim("L2.mlp.17", "span", "mention", "pronoun", "", -1)),
        ("head 3 of layer 1 tells sad stories", Claim("L1.attn.3", "story", "tone", "sad")),
        ("neuron 5 of layer 0 detects tone=sad", Claim("L0.mlp.5", "span", "tone", "sad")),
        ("sae.1 fires on feels=happy", Claim("sae.1", "fact", "feels", "happy")),
        ("sae.1 fires on holder(hat)", Claim("sae.1", "fact", "holder", "", "hat")),
        ("sae.1 does not fire on owner", Claim("sae.1", "fact", "owner", "", "", -1)),
    ],
)
def test_sentences_become_claims(said, claim):
    assert parse_claim(said, LABELS) == claim
    assert claim.unit in str(claim)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("birds are nice", "is not understood"),
        ("feature 3 fires on moons", "no label 'moons' of a span"),
        ("feature 3 fires on sea", "several labels"),
        ("neuron 3 fires on names", "in which layer"),
    ],
)
def test_what_is_not_understood_is_said(said, fault):
    with pytest.raises(StoryscopeError, match=fault):
        parse_claim(said, LABELS)


def told(text, mentions, facts=(), sentences=()):
    return Story(id="0", text=text, topic="sea", tone="sad", moral="", style="", feature="", grammar="", persona="",
                 point_of_view="", paragraphs=1, sentences=tuple(sentences), mentions=tuple(mentions), facts=tuple(facts),
                 cues=(), recipe="{}", source="", group="g")  # fmt: skip


def test_whoever_holds_it_is_positive_and_others_are_near():
    text = "Tim had the ball. Tim gave it. He saw the cow."
    one = told(
        text,
        [
            Mention(0, 3, "tim", "name"),
            Mention(18, 21, "tim", "name"),
            Mention(31, 33, "sue", "pronoun"),
            Mention(42, 45, "cow", "noun"),
        ],
        [Fact(0, "holder", "ball", "tim"), Fact(1, "holder", "ball", "sue")],
        [Sentence(0, 17, 0, ""), Sentence(18, 30, 0, ""), Sentence(31, 46, 0, "")],
    )
    encoded = encode_stories(labelled.loaded().tokenizer, [text])
    sets = token_sets(Claim("u", "fact", "holder", "", "ball"), to_table([one]), [one], encoded)
    words = [text[a:b] for a, b in zip(encoded.starts, encoded.ends, strict=True)]
    assert [(words[i], bool(sets.positive[i])) for i in np.flatnonzero(sets.positive | sets.near)] == [
        ("Tim", True),
        ("Tim", False),
        ("He", True),
    ]
    assert [WHY[i] for i in sets.why[sets.near]] == ["same story"]
    assert not token_sets(Claim("u", "fact", "holder", "", "hat"), to_table([one]), [one], encoded).positive.any()


def test_the_same_word_elsewhere_is_near():
    text = "Tim saw Tim."
    one = told(text, [Mention(0, 3, "tim", "name"), Mention(4, 7, "saw", "noun")])
    encoded = encode_stories(labelled.loaded().tokenizer, [text])
    sets = token_sets(Claim("u", "span", "mention", "name"), to_table([one]), [one], encoded)
    assert sets.positive.tolist() == [True, False, False, False] and sets.near.tolist() == [False, True, True, False]
    assert [WHY[i] for i in sets.why] == ["", "other value", "same word", ""]


def scored(strength, seed=0, n=4000):
    draw = np.random.default_rng(seed)
    positive, near = draw.random(n) < 0.1, draw.random(n) < 0.1
    near &= ~positive
    score = draw.normal(size=n) + strength * positive
    return Scored(score, positive, near, np.ones(n, np.bool_), np.repeat(np.arange(n // 20), 20))


def test_an_oracle_is_supported_its_negation_refuted_and_noise_refuted():
    rng = np.random.default_rng
    oracle = scored(9.0)
    assert decide(measure(oracle, 4.5, rng(0)), 0.5, 0.05)[0] == "supported"
    turned = Scored(-oracle.score, oracle.positive, oracle.near, oracle.natural, oracle.story)
    assert decide(measure(turned, -4.5, rng(0)), 0.5, 0.05)[0] == "refuted"
    assert decide(measure(scored(0.0), 0.0, rng(0)), 0.5, 0.05)[0] == "refuted"
    wide = Scored(oracle.score + 9 * oracle.near, oracle.positive, oracle.near, oracle.natural, oracle.story)
    verdict, why = decide(measure(wide, 4.5, rng(0)), 0.3, 0.05)
    assert verdict == "refuted" and "near misses" in why  # it fires on more than was claimed
    few = Scored(*(part[:100] for part in (oracle.score, oracle.positive, oracle.near, oracle.natural, oracle.story)))
    assert decide(measure(few, 4.5, rng(0)), 0.5, 0.05)[0] == "undecided"


def test_numbers_of_the_test_are_numpys():
    some = scored(1.0)
    result = measure(some, 0.5, np.random.default_rng(0))
    fires = some.score >= 0.5
    assert result["recall"] == pytest.approx(fires[some.positive].mean())
    assert result["precision"] == pytest.approx(some.positive[fires].mean())
    assert result["near_rate"] == pytest.approx(fires[some.near].mean())
    for name in ("recall", "precision", "near_rate", "negative_rate"):
        low, high = result[f"{name}_ci95"]
        assert low <= result[name] <= high and high - low < 0.2
    by_hand = np.mean(
        [(a > b) + (a == b) / 2 for a in some.score[some.positive] for b in some.score[~some.positive][:500]]
    )
    assert auroc(some.score, some.positive) == pytest.approx(by_hand, abs=0.03)
    assert result["p"] == 1 / 1000


def test_p_is_uniform_without_an_effect():
    p = [
        shifted_p(one.score, one.positive, np.random.default_rng(1), 99)
        for one in (scored(0.0, seed, 400) for seed in range(60))
    ]
    assert 0.3 < np.mean(p) < 0.7 and np.mean(np.array(p) <= 0.1) < 0.3


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A model whose embedding marks pronouns in one channel, and a dictionary whose feature 0 reads that channel."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        corpus = generate(GenerateConfig(n=150, validation=0.1, test=0.3, workers=1, name="told"))
        tokenizer = build_word_level(json.loads(corpus.file("vocabulary.json").read_text()))
        shape = ModelConfig(
            n_layers=1, d_model=8, n_heads=2, n_kv_heads=2, d_head=4, d_mlp=5, vocab_size=len(tokenizer), context=128
        )
        model = random_init(shape, 0)
        with torch.no_grad():
            model.model.embed_tokens.weight[:, 0] = 0
            ids = [tokenizer.convert_tokens_to_ids(word) for word in PRONOUNS]
            model.model.embed_tokens.weight[[one for one in ids if one not in (None, tokenizer.unk_token_id)], 0] = 1
        with artifacts.create("model", "marked", {"seed": 0}, [corpus]) as draft:
            save(model, tokenizer, draft.path)
        encoder, bias = torch.zeros(8, 3), torch.zeros(3)
        encoder[0, 0], bias[0], encoder[1, 1] = 2.0, -1.0, 1.0
        weights = {"W_enc": encoder, "b_enc": bias, "W_dec": torch.eye(3, 8), "b_dec": torch.zeros(8)}
        about = {"hook_name": HookPoint(0, Site.EMBED).name, "sae_lens_version": "6"}
        config = {"architecture": "standard", "d_in": 8, "d_sae": 3, "apply_b_dec_to_input": False, "metadata": about}
        with artifacts.create("sae", "marks", {}, [artifacts.resolve("model")]) as draft:
            save_file(weights, draft.path / "sae_weights.safetensors")
            (draft.path / "cfg.json").write_text(json.dumps(config))
        yield features(FeaturesConfig(sae="marks", tokens=2_000, shuffles=3))


@pytest.mark.usefixtures("shelf")
def test_an_oracle_unit_is_supported_and_the_plan_was_fixed():
    made = hypothesis(HypothesisConfig(claim="feature 0 fires on pronouns", n=80))
    result, plan = (json.loads(made.file(name).read_text()) for name in ("result.json", "plan.json"))
    assert result["verdict"] == "supported", result
    assert result["recall"] > 0.9 and result["p"] <= 0.002 and result["controls"] == 2
    assert plan["threshold"] == result["threshold"] and plan["n"] == 80 and "supported" in plan["rule"]
    assert plan["threshold_from"] == "its label card" and 0 < plan["threshold"] <= 1
    cases = pq.read_table(made.file("cases.parquet")).to_pylist()
    for case in cases:
        assert case["text"][case["char_start"] : case["char_end"]] == case["span"]
        assert case["activations"][case["peak"]] == pytest.approx(case["activation"])
        assert case["fires"] == (case["activation"] >= plan["threshold"])
        assert case["right"] == (case["fires"] == (case["set"] == "positive"))
    assert any(case["set"] == "positive" and case["right"] for case in cases)
    known = {
        group
        for table in [
            pq.read_table(file, columns=["text"]) for file in artifacts.resolve("corpus").path.rglob("*.parquet")
        ]
        for group in table["text"].to_pylist()
    }
    assert not known & {case["text"] for case in cases}  # fresh
    assert hypothesis(HypothesisConfig(unit="sae.0", on="mention=pronoun", n=80, name="again")).path == made.path


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("feature 0 is silent on pronouns", "refuted"),
        ("feature 0 fires on names", "refuted"),
        ("feature 2 fires on pronouns", "refuted"),
        ("feature 0 fires on the holder of the ball", "refuted"),
        ("L0.attn.1 fires on sad stories", "refuted"),
    ],
)
def test_what_is_not_so_is_not_supported(claim, verdict):
    summary = hypothesis(HypothesisConfig(claim=claim, n=80)).manifest.summary
    assert summary["verdict"] in (verdict, "undecided") and summary["claim"]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "a sentence, or"),
        ({"claim": "feature 0 fires on names", "unit": "sae.0"}, "a sentence, or"),
        ({"claim": "feature 9 fires on names"}, "no unit 'sae.9'"),
        ({"unit": "sae.0", "on": "moon"}, "no label 'moon'"),
        ({"claim": "feature 0 fires on names", "alpha": 2.0}, "alpha=2.0"),
    ],
)
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        hypothesis(HypothesisConfig(**values))
    assert all(one.manifest.kind != "hypothesis" or one.manifest.summary for one in artifacts.listing())

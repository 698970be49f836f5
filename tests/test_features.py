"""Feature statistics against a reading of every activation at once: the same sums, examples, histograms and cards."""

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from sklearn.metrics import roc_auc_score

from probes import feature_pass
from probes.activations import encode_stories
from probes.feature_files import BANDS, unit_rows
from probes.feature_pass import judging_half
from probes.features import FeaturesConfig, features
from probes.labels import classes, token_labels
from probes.unembedding import logit_effects, stream_directions
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.checkpoints import random_init, save
from workbench.language.hookpoints import HookPoint, Site
from workbench.language.tokenizer import EOT
from workbench.stories.corpus import Corpus

STORIES, TOP, REACH, D_SAE = 211, 7, 3, 19
CONFIG = FeaturesConfig(split="test", tokens=10**6, top=TOP, window=REACH, batch_size=13)
HOOK = HookPoint(1, Site.RESID_POST)


def dictionary(name="tiny", d_in=labelled.SHAPE.d_model):
    """A real SAELens dictionary with weights drawn here, as an artifact."""
    from sae_lens import StandardSAE, StandardSAEConfig

    sae = StandardSAE(StandardSAEConfig(d_in=d_in, d_sae=D_SAE, apply_b_dec_to_input=False))
    draw = torch.Generator().manual_seed(1)
    with torch.no_grad():
        sae.W_enc.normal_(generator=draw)
        sae.W_dec.normal_(generator=draw)
        sae.b_enc.fill_(-2.0)
        sae.b_enc[3] = -1000.0  # a dead feature
    sae.cfg.metadata.hook_name = HOOK.name
    with artifacts.create("sae", name, {"d_in": d_in}) as draft:
        sae.save_model(draft.path)
    return sae


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        labelled.corpus({"train": 5, "test": STORIES})
        labelled.model()
        yield dictionary()


@pytest.fixture(scope="module")
def made(shelf):  # noqa: ARG001 - what is made goes there
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feature_pass, "WINDOW", 53)  # several windows, so that what they leave must be joined
        return features(FeaturesConfig(**{**vars(CONFIG), "sae": "tiny"}))


@pytest.fixture(scope="module")
def brute(shelf):
    """Every activation of every unit: one story at a time, no batches, no masks; plus the corpus's table and tokens."""
    loaded = labelled.loaded()
    table = Corpus.open().table("test")
    encoded = encode_stories(loaded.tokenizer, table["text"].to_pylist())
    points = [HookPoint(layer, site) for site in (Site.MLP_POST, Site.Z) for layer in range(2)] + [HOOK]
    rows = []
    for story in range(STORIES):
        ids = encoded.ids[encoded.bounds[story] : encoded.bounds[story + 1]]
        _, acts = loaded.model.run(torch.tensor([[2, *ids.tolist()]]), taps=points)
        parts = [acts[point][0, 1:] for point in points[:2]]
        heads = [written_length(loaded.model, layer, acts[points[2 + layer]][0, 1:]) for layer in range(2)]
        features = torch.relu(acts[HOOK][0, 1:] @ shelf.W_enc + shelf.b_enc)
        rows.append(torch.cat([*parts, features, *heads], dim=1).detach().numpy())
    return table, encoded, rows


def written_length(model, layer, z):
    """What each head writes, by multiplying it out."""
    out = model.blocks[layer].self_attn.o_proj.weight.T.reshape(3, 2, -1)
    return torch.stack([(z[:, head] @ out[head]).norm(dim=1) for head in range(3)], dim=1)


def units(made):
    return pq.read_table(made.file("features.parquet")).to_pylist()


def test_every_unit_is_there_once_in_order(made):
    table = units(made)
    names = [f"L{layer}.mlp.{i}" for layer in range(2) for i in range(17)] + [f"sae.{i}" for i in range(D_SAE)]
    names += [f"L{layer}.attn.{i}" for layer in range(2) for i in range(3)]
    assert [row["unit"] for row in table] == names and [row["row"] for row in table] == list(range(len(names)))
    summary = made.manifest.summary
    assert (summary["features"], summary["neurons"], summary["dictionary_features"]) == (len(names), 34, D_SAE)
    assert summary["heads"] == 6
    assert summary["stories"] == STORIES and artifacts.verify(made) == []
    sites = {f"blocks.{layer}.{site}" for layer in range(2) for site in ("mlp.hook_post", "attn.hook_z")}
    assert {row["hook"] for row in table} == sites | {HOOK.name}


def test_sums_are_those_of_all_activations(made, brute):
    every = np.concatenate(brute[2])
    assert made.manifest.summary["tokens"] == len(every)
    for row, acts in zip(units(made), every.T, strict=True):
        assert row["density"] == pytest.approx((acts > 0).mean(), abs=1e-3)
        assert (row["mean"], row["std"]) == pytest.approx((acts.mean(), acts.std()), abs=1e-4)
        assert (row["max"], row["min"]) == pytest.approx((acts.max(), acts.min()), abs=1e-5)
        assert row["dead"] == (row["unit"] == "sae.3")


def test_histograms_count_every_token_once(made, brute):
    every = np.concatenate(brute[2])
    for row in range(every.shape[1]):
        (found,) = unit_rows(made.path, "histograms", row).to_pylist()
        assert sum(found["counts"]) == len(every) and len(found["lower"]) == len(found["counts"])
        assert (found["lower"][0], found["upper"][-1]) == pytest.approx(
            (every[:, row].min(), every[:, row].max()), abs=1e-5
        )
        counts, _ = np.histogram(every[:, row], [-np.inf, *found["lower"][1:], np.inf])
        # an activation within rounding of an edge may fall on either side of it
        assert np.abs(counts - found["counts"]).sum() <= 0.02 * len(every)
        assert (np.diff(found["lower"]) > 0).all() and (np.array(found["upper"]) >= found["lower"]).all()


@pytest.mark.parametrize("band", ["top", "bottom"])
def test_the_extreme_examples_are_those_of_all_activations(made, brute, band):
    _, encoded, rows = brute
    sign = 1 if band == "top" else -1
    for unit in units(made):
        found = [row for row in unit_rows(made.path, "examples", unit["row"]).to_pylist() if row["band"] == band]
        if band == "bottom" and unit["kind"] != "neuron":
            assert found == []
            continue
        peaks = sorted((float((sign * acts[:, unit["row"]]).max()) for acts in rows), reverse=True)
        kept = TOP if band == "top" else max(1, TOP // 2)
        expected = [peak for peak in peaks[:kept] if peak > 0 or (band == "top" and unit["kind"] == "neuron")]
        assert [sign * row["activation"] for row in found] == pytest.approx(expected, abs=1e-5)
        assert [row["rank"] for row in found] == list(range(len(found)))
        assert len({row["story"] for row in found}) == len(found)


def test_windows_show_the_story_and_never_a_special(made, brute):
    table, encoded, rows = brute
    texts, tokenizer = table["text"].to_pylist(), labelled.loaded().tokenizer
    for unit in units(made):
        for row in unit_rows(made.path, "examples", unit["row"]).to_pylist():
            acts = rows[row["story"]][:, unit["row"]]
            begin, stop = max(0, row["position"] - REACH), min(len(acts), row["position"] + REACH + 1)
            assert row["activations"] == pytest.approx(acts[begin:stop].tolist(), abs=1e-5)
            first = encoded.bounds[row["story"]]
            words = tokenizer.convert_ids_to_tokens(encoded.ids[first + begin : first + stop].tolist())
            assert row["tokens"] == words and EOT not in words and "<pad>" not in words
            assert row["peak"] == row["position"] - begin and row["activations"][row["peak"]] == row["activation"]
            word = texts[row["story"]][row["char_start"] : row["char_end"]]
            assert word.lower() == row["tokens"][row["peak"]]


def test_samples_spread_over_the_stories_a_unit_is_active_in(made, brute):
    for unit in units(made):
        peaks = np.array([acts[:, unit["row"]].max() for acts in brute[2]])
        found = [row for row in unit_rows(made.path, "examples", unit["row"]).to_pylist() if row["band"] in BANDS]
        active = int((peaks > 0).sum())
        assert len(found) == min(25, active)
        values = [row["activation"] for row in found]
        assert values == sorted(values, reverse=True) and all(value > 0 for value in values)
        if active >= 25:
            assert [row["band"] for row in found] == [band for band in BANDS[::-1] for _ in range(5)]


def test_cards_are_scikit_learns_on_the_judging_half(made, brute):
    table, encoded, rows = brute
    half = judging_half(table["group"].to_pylist(), CONFIG.seed)
    labels = token_labels(table, encoded)
    tokens = np.concatenate(rows)
    token_half = np.repeat(half, encoded.lengths)
    stories = {"max": np.stack([acts.max(0) for acts in rows]), "mean": np.stack([acts.mean(0) for acts in rows])}
    assert 0.35 < half.mean() < 0.65
    for unit in (0, 5, 20, 34, 40):
        for card in unit_rows(made.path, "cards", unit).to_pylist():
            if card["level"] == "span":
                truth, values, judging = (
                    labels.member[:, labels.names.index((card["axis"], card["value"]))],
                    tokens,
                    token_half,
                )
            else:
                known = classes(table, card["axis"])
                truth, judging = known.values == known.names.index(card["value"]), half
                values = stories[card["stat"]]
            score, truth = card["polarity"] * values[judging, unit], truth[judging]
            assert (card["n_pos"], card["n_neg"]) == (truth.sum(), (~truth).sum())
            # the tiny model repeats itself: what differs by rounding alone is a tie
            area = roc_auc_score(truth, np.round(score.astype(np.float64), 4))
            assert card["auroc"] == pytest.approx(area, abs=6e-3), card
            said = score >= card["polarity"] * card["threshold"] - 1e-6
            for name, right in (("precision", truth[said].mean()), ("recall", said[truth].mean())):
                assert card[name] == pytest.approx(right, abs=0.02), card
            assert card["chance"] == pytest.approx(2 * truth.mean() / (1 + truth.mean()), abs=1e-5)


def test_the_best_label_of_a_unit_is_its_best_card(made):
    for unit in units(made):
        cards = unit_rows(made.path, "cards", unit["row"]).to_pylist()
        able = [card for card in cards if min(card["n_pos"], card["n_neg"]) >= 20]
        best = max(able, key=lambda card: card["lift"])
        assert all(unit[f"best_{name}"] == best[name] for name in ("level", "axis", "value", "stat", "f1", "threshold"))
        assert unit["null_auroc"] == best["null_auroc"]
    # in the embedding's first layer some neuron must know one of the words that tell the topic; by chance none would
    assert max(unit["best_f1"] for unit in units(made)[:17] if unit["best_level"] == "span") > 0.9
    assert np.nanmedian([unit["null_f1"] - unit["chance"] for unit in units(made)]) < 0.05


def test_logit_effects_are_what_the_unembedding_does(made):
    loaded = labelled.loaded()
    row = units(made)[17 + 4]
    direction = loaded.model.blocks[1].mlp.down_proj.weight[:, 4]
    assert loaded.model.lm_head is not None
    effects = loaded.model.lm_head.weight @ (direction * loaded.model.model.norm.weight)
    effects = (effects - effects.mean()).tolist()
    order = sorted(range(2, labelled.SHAPE.vocab_size), key=lambda token: -effects[token])  # 0 and 1 are never written
    assert row["top_tokens"] == loaded.tokenizer.convert_ids_to_tokens(order[:10])
    assert row["top_logits"] == pytest.approx([effects[token] for token in order[:10]], abs=1e-5)
    assert row["bottom_tokens"] == loaded.tokenizer.convert_ids_to_tokens(order[::-1][:10])


def test_adding_a_direction_moves_the_logits_as_its_effect_says():
    loaded = labelled.loaded()
    (direction,) = stream_directions(loaded.model, HookPoint(1, Site.MLP_POST))[4:5]
    effect = logit_effects(loaded.model, direction[None])[0]
    x = torch.randn(1, 1, 21, generator=torch.Generator().manual_seed(0)) * 1000  # so large that its norm stays
    moved = loaded.model.unembed(x + direction) - loaded.model.unembed(x)
    scale = x.square().mean().sqrt()
    torch.testing.assert_close((moved - moved.mean())[0, 0] * scale, effect, rtol=0.1, atol=0.05)


@pytest.mark.usefixtures("shelf")
def test_fewer_tokens_and_neurons_only():
    some = features(FeaturesConfig(**{**vars(CONFIG), "tokens": 101, "name": "some"}))
    summary = some.manifest.summary
    assert 101 <= summary["tokens"] < 101 + 29 and summary["dictionary_features"] == 0
    assert features(FeaturesConfig(**{**vars(CONFIG), "tokens": 101, "name": "other"})).path == some.path


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"split": "dev"}, "no split 'dev'"),
        ({"split": "validation"}, "validation split has no stories"),
        ({"tokens": 0}, "tokens=0"),
        ({"window": -1}, "window=-1"),
        ({"sae": "wide"}, "reads activations of width 23"),
    ],
)
def test_mistakes_are_named(values, said):
    if values.get("sae"):
        dictionary("wide", 23)
    with pytest.raises(StoryscopeError, match=said):
        features(FeaturesConfig(**values))


@pytest.mark.usefixtures("shelf")
def test_a_model_of_attention_alone_has_no_neurons():
    made = labelled.loaded()
    shape = replace(labelled.SHAPE, d_mlp=0)
    with artifacts.create("model", "attention", {"seed": 0}, [artifacts.resolve("corpus")]) as draft:
        save(random_init(shape, 0), made.tokenizer, draft.path)
    with pytest.raises(StoryscopeError, match="attention alone"):
        features(FeaturesConfig(model="attention"))
    assert not [one for one in artifacts.listing("features") if "attention" in str(one.manifest.parents)]

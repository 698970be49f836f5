"""Several instruments over one pass: each finds what it would find alone, and the model runs once."""

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
from sklearn.linear_model import Ridge

from probes.activations import batches, encode_stories, stream
from probes.together.instruments import ChannelStatistics
from probes.together.measure import MeasureConfig, measure
from probes.tokens.gathering import gather
from tests import token_stories
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site
from workbench.stories.corpus import Corpus

TARGETS = ("holder(*)", "part_of_speech")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path_factory.mktemp("shelf")))
        token_stories.shelf({"train": 150, "test": 61})
        yield


@pytest.mark.usefixtures("shelf")
def test_all_instruments_read_one_pass_and_say_what_they_say_alone(monkeypatch):
    from workbench.language.transformer import Transformer

    calls = []
    run = Transformer.run
    monkeypatch.setattr(Transformer, "run", lambda *a, **k: calls.append(1) or run(*a, **k))
    made = measure(MeasureConfig(all=True, targets=TARGETS, batch_size=50))
    assert len(calls) == 2 * (3 + 2)  # the model and the one with random weights, each once over both splits
    rows = pq.read_table(made.file("readouts.parquet")).to_pylist()
    assert {row["instrument"] for row in rows} == {"tokens", "stories"} and len(rows) == (2 + 1) * 3 * 2
    for row in rows:
        assert row["ci95"][0] <= row["accuracy"] <= row["ci95"][1] and row["shuffled"] < 0.75
    speech = [row for row in rows if row["target"] == "part_of_speech" and row["depth"] == 0]
    assert all(row["accuracy"] > 0.95 and row["random_init"] > 0.95 and row["shuffled"] < 0.6 for row in speech)
    alone = measure(MeasureConfig(instruments=("stories",), targets=TARGETS, batch_size=50))
    tone = [row for row in rows if row["instrument"] == "stories"]
    for one, other in zip(alone.manifest.summary["readouts"], tone, strict=True):
        assert one["accuracy"] == other["accuracy"] and one["target"] == "tone"
    assert artifacts.verify(made) == []
    assert measure(MeasureConfig(all=True, targets=TARGETS, batch_size=50, name="again")).path == made.path


@pytest.mark.usefixtures("shelf")
def test_the_ridge_of_the_stream_is_scikit_learns():
    made = measure(MeasureConfig(instruments=("tokens",), targets=TARGETS))
    from probes.activations import open_model

    loaded = open_model(artifacts.resolve("model"))
    gathered = gather(MeasureConfig(targets=TARGETS), Corpus.open(), loaded)
    point = HookPoint(1, Site.RESID_POST)
    x = {}
    for split, part in (("train", gathered.train), ("test", gathered.test)):
        x[split] = np.zeros((len(part.encoded.ids), loaded.config.d_model))
        for batch in stream(loaded.model, batches(part.encoded, loaded.tokenizer, 41, 64), [point]):
            mask = batch.mask.numpy()
            x[split][batch.flat[mask]] = batch.acts[point][batch.mask].numpy()
    known, asked = gathered.classes["holder(*)"]
    fit, test = known.values >= 0, asked.values >= 0
    inside = x["train"][fit]
    alpha = 1e-2 * inside.var(0).mean() * len(inside)
    oracle = Ridge(alpha=alpha).fit(inside, np.eye(len(known.names))[known.values[fit]])
    right = (oracle.predict(x["test"][test]).argmax(1) == asked.values[test]).mean()
    (row,) = [
        row
        for row in made.manifest.summary["readouts"]
        if (row["target"], row["hook"], row["method"]) == ("holder(*)", point.name, "ridge")
    ]
    assert row["accuracy"] == pytest.approx(right, abs=2 / row["n"]) and row["n"] == test.sum()


@pytest.mark.usefixtures("shelf")
def test_channel_statistics_are_scipys_over_tokens_alone():
    from scipy.stats import kurtosis

    from probes.activations import open_model

    loaded = open_model(artifacts.resolve("model"))
    texts = Corpus.open().texts("test")
    point = HookPoint(1, Site.MLP_POST)
    seen, kept = ChannelStatistics([point]), []
    for batch in stream(
        loaded.model, batches(encode_stories(loaded.tokenizer, texts), loaded.tokenizer, 41, 7), [point]
    ):
        seen.learn(batch)
        kept.append(batch.acts[point][batch.mask])
    x = torch.cat(kept).double().numpy()
    rows = seen.rows()
    assert len(rows) == 17 and rows[3]["n"] == len(x)
    for channel, row in enumerate(rows):
        column = x[:, channel]
        expected = (column.mean(), column.var(), column.min(), column.max(), (column > 0).mean(), kurtosis(column))
        names = ("mean", "variance", "least", "most", "share_above_0", "excess_kurtosis")
        np.testing.assert_allclose([row[name] for name in names], expected, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize(
    ("values", "said"),
    [({"instruments": ()}, "No instrument"), ({"instruments": ("mri",)}, "no instrument 'mri'"),
     ({"dtype": "int8"}, "dtype='int8'"), ({"test_stories": 0}, "test_stories=0")],
)  # fmt: skip
def test_mistakes_are_named(values, said):
    with pytest.raises(StoryscopeError, match=said):
        MeasureConfig(**values)

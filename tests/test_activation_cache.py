"""Activations on disk: what the model computes, whoever writes it, however often it is killed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from probes import activation_cache
from probes.activation_cache import CachedActivations, write_activations
from probes.activation_run import ActivationsConfig, keep_activations
from probes.activations import batches, batches_of, encode_stories, stream
from tests import labelled
from workbench import artifacts
from workbench.errors import StoryscopeError
from workbench.language.hookpoints import HookPoint, Site

TOP = Path(__file__).parents[1]
TEXTS = [story.text for story in labelled.stories(23, 7)]
POINTS = [HookPoint(0, Site.RESID_PRE), HookPoint(1, Site.RESID_POST), HookPoint(0, Site.Z)]


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch):
    monkeypatch.setattr(activation_cache, "STORIES_PER_SHARD", 5)


def write(folder, **settings):
    loaded = labelled.loaded()
    return write_activations(folder, loaded.model, loaded.tokenizer, TEXTS, POINTS, **settings)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_token_is_kept_once_in_order_with_what_the_stream_shows(tmp_path):
    cache = write(tmp_path, batch_size=3)
    loaded = labelled.loaded()
    encoded = encode_stories(loaded.tokenizer, TEXTS)
    shards = list(cache.shards())
    assert cache.numbers() == [0, 1, 2, 3, 4] and cache.tokens() == len(encoded.ids)
    story = np.concatenate([shard.story for shard in shards])
    token = np.concatenate([shard.token for shard in shards])
    assert (story == np.repeat(np.arange(23), encoded.lengths)).all()
    assert (encoded.bounds[story] + token == np.arange(len(encoded.ids))).all()
    whole = {point: np.full((len(encoded.ids), 1), np.nan) for point in POINTS}
    for batch in stream(loaded.model, batches_of(loaded.tokenizer, TEXTS, 29, 23), POINTS):
        for point in POINTS:
            values = batch.acts[point].flatten(2)[batch.mask].numpy()
            if whole[point].shape[1] != values.shape[1]:
                whole[point] = np.full((len(encoded.ids), values.shape[1]), np.nan, np.float32)
            whole[point][batch.flat[batch.mask.numpy()]] = values
    for point in POINTS:
        np.testing.assert_allclose(cache.column(point), whole[point], atol=1e-5)


def test_what_was_cut_or_changed_is_written_again_and_nothing_else(tmp_path):
    write(tmp_path)
    before = contents(tmp_path)
    (tmp_path / "00001.safetensors").write_bytes(before["00001.safetensors"][:-7])
    damaged = bytearray(before["00002.safetensors"])
    damaged[-1] ^= 1
    (tmp_path / "00002.safetensors").write_bytes(damaged)
    (tmp_path / "00003.json").unlink()
    (tmp_path / "00004.json").write_text('{"bytes": ')
    assert len(CachedActivations(tmp_path).damaged()) == 3
    untouched = (tmp_path / "00000.safetensors").stat().st_mtime_ns
    write(tmp_path)
    assert contents(tmp_path) == before and CachedActivations(tmp_path).damaged() == []
    assert (tmp_path / "00000.safetensors").stat().st_mtime_ns == untouched


def test_shares_of_several_writers_are_the_files_of_one(tmp_path):
    write(tmp_path / "one")
    for rank in (2, 0, 1):
        write(tmp_path / "three", share=(rank, 3))
    assert contents(tmp_path / "one") == contents(tmp_path / "three")


def test_bfloat16_takes_half_and_is_near(tmp_path):
    exact, rough = write(tmp_path / "fp32"), write(tmp_path / "bf16", dtype="bf16")
    assert rough.column(POINTS[1]).dtype == np.float32
    gap = np.abs(exact.column(POINTS[1]) - rough.column(POINTS[1])) / np.abs(exact.column(POINTS[1])).max()
    assert 0 < gap.max() < 2**-8


def test_the_ends_of_stories_can_be_left_out():
    loaded = labelled.loaded()
    encoded = encode_stories(loaded.tokenizer, TEXTS)
    kept = []
    for batch in batches(encoded, loaded.tokenizer, 29, 4, skip=(2, 1)):
        kept += batch.flat[batch.mask.numpy()].tolist()
        assert ((batch.flat >= 0) == batch.mask.numpy()).all()
    ranges = zip(encoded.bounds, encoded.bounds[1:], strict=False)
    assert sorted(kept) == [token for a, b in ranges for token in range(a + 2, b - 1)]


def test_what_was_not_kept_is_named(tmp_path):
    cache = write(tmp_path)
    with pytest.raises(StoryscopeError, match="hook_mlp_out was not kept"):
        cache.shard(0, [HookPoint(0, Site.MLP_OUT)])
    with pytest.raises(StoryscopeError, match="no shard"):
        cache.shard(99)


def launched(folder, rank, port):
    words = ["-m", "apps.cli", "activations", "--split", "train", "--stories", "530", "--json"]
    environment = {
        **os.environ, "PYTHONPATH": str(TOP), "OMP_NUM_THREADS": "1", "STORYSCOPE_ARTIFACTS": str(folder),
        "WORLD_SIZE": "2", "RANK": str(rank), "LOCAL_RANK": str(rank), "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port), "ACCELERATE_USE_CPU": "true",
    }  # fmt: skip
    return subprocess.Popen([sys.executable, *words], cwd=TOP, env=environment, stdout=-1, stderr=-1, text=True)


@pytest.mark.slow
def test_two_processes_leave_the_files_of_one(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(activation_cache, "STORIES_PER_SHARD", 256)
    for folder in ("one", "two"):
        monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / folder))
        labelled.corpus({"train": 530})
        labelled.model()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    both = [launched(tmp_path / "two", rank, port) for rank in (0, 1)]
    said = [one.communicate(timeout=200) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    told = json.loads(said[0][0])
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path / "one"))
    alone = keep_activations(ActivationsConfig(split="train", stories=530))
    assert contents(Path(told["path"]) / "shards") == contents(alone.path / "shards")
    assert told["tokens"] == alone.manifest.summary["tokens"] and told["activations"] == alone.label
    assert artifacts.verify(alone) == []
    assert keep_activations(ActivationsConfig(split="train", stories=530, name="again")).path == alone.path


@pytest.mark.parametrize(
    ("values", "said"),
    [({"stories": 0}, "stories=0"), ({"dtype": "fp8"}, "dtype='fp8'"), ({"split": "dev"}, "no split 'dev'"),
     ({"points": ("blocks.0.hook_resid",)}, "is not a hook point"), ({"split": "validation"}, "no validation stories"),
     ({"points": ("blocks.0.attn.hook_pattern",)}, "no vectors"), ({"points": ("blocks.7.hook_resid_post",)}, "2 layers")],
)  # fmt: skip
def test_mistakes_are_named(values, said, tmp_path, monkeypatch):
    monkeypatch.setenv("STORYSCOPE_ARTIFACTS", str(tmp_path))
    labelled.corpus({"train": 7, "test": 5})
    labelled.model()
    with pytest.raises(StoryscopeError, match=said):
        keep_activations(ActivationsConfig(**values))
    assert torch.get_num_threads() > 0
